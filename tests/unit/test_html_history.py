import json
import re
from typing import Any

import pytest

from tests.histories import histories
from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.html.history import rounded, tie_uses, use_rows
from wag_analyzer.report.html.page import html
from wag_analyzer.report.tiers import Tier, tier

KEY = Pseudonyms(b"k" * 32)


def page(analysis: Analysis, own: Tier | None = None, lang: Any = "en", findings: list[Finding] | None = None) -> str:
    more = histories(list(analysis.people.table["person"]))
    return html(analysis, findings or [], tier=own or Tier("names"), lang=lang, min_group=5, made_with={}, more=more)


def data(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


def test_phases_have_their_dates_and_the_lines_that_show_them(small_analysis: Analysis) -> None:
    whole = data(page(small_analysis))
    life = {one["phase"]: one for one in whole["life"]}
    assert life["created"]["start"] == "2025-01-06"
    assert whole["people"]["name"][life["created"]["by"]] == "Sari Wulandari"
    assert "added" in whole["pool"]["x"][life["created"]["m"][0]]
    assert life["action"]["start"] == ""
    change = life["change"]
    assert (change["start_lo"], change["start_hi"], change["before"], change["after"], change["p"]) == (
        "2025-01-11",
        "2025-01-14",
        4,
        9.5,
        0.01,
    )
    assert (len(change["m"]), change["n"]) == (4, 7)


def test_arrivals_say_who_by_whom_how_and_in_which_wave(small_analysis: Analysis) -> None:
    whole = data(page(small_analysis))
    came, name = whole["came"], whole["people"]["name"]
    told = [(name[who], name[by] if by >= 0 else None) for who, by in zip(came["who"], came["by"], strict=True)]
    assert told[1:3] == [("Budi Santoso", "Sari Wulandari"), ("Tono Hartanto", "Sari Wulandari")]
    assert (came["how"], came["p"], came["wave"]) == ([0, 1, 2, 1], [1.0, 1.0, 0.5, 1.0], [0, 1, 1, 0])
    assert whole["recruiters"][0]["recruits"] == 1.5
    assert whole["recruiters"][0]["q"] is None


def test_without_an_invite_tree_the_system_lines_tell_who_added_whom(small_analysis: Analysis) -> None:
    whole = data(html(small_analysis, [], tier=Tier("names"), lang="en", min_group=5, made_with={}))
    assert [whole["people"]["name"][who] for who in whole["came"]["who"]] == ["Tono Hartanto", "+62 812-5550-1234"]
    assert whole["life"] == whole["uses"] == whole["rungs"] == []


def test_uses_are_summed_and_told_of_a_tie_only_where_there_are_enough_acts(small_analysis: Analysis) -> None:
    more = histories(list(small_analysis.people.table["person"]))
    assert [(row["use"], row["acts"], row["ties"]) for row in use_rows(more)] == [
        ("information", 6, 1),
        ("knowledge", 2, 1),
        ("access", 1, 1),
    ]
    pairs = [("Sari Wulandari", "Budi Santoso"), ("Budi Santoso", "Tono Hartanto")]
    assert tie_uses(pairs, more) == [[1, 67], []]
    assert [rung["dyads"] for rung in data(page(small_analysis))["rungs"]] == [4, 1, 0, 0]


@pytest.mark.parametrize("level", ["numbers", "pseudonym"])
def test_a_history_names_nobody_in_a_tier(small_analysis: Analysis, level: Any, findings: list[Finding]) -> None:
    text = page(small_analysis, tier(level, small_analysis, KEY, findings=findings), "id", findings)
    for secret in ("Wulandari", "Santoso", "Hartanto", "Gudang"):
        assert secret not in text
    whole = data(text)
    assert ("who" in whole["came"]) is (level == "pseudonym")
    assert [len(one["m"]) > 0 for one in whole["life"]][:1] == [level == "pseudonym"]
    assert whole["recruiters"] == [] or level == "pseudonym"


def test_checks_that_found_nothing_stand_apart_from_findings_and_from_those_that_could_not_run(
    small_analysis: Analysis, findings: list[Finding]
) -> None:
    text = page(small_analysis, findings=findings).split("<script", maxsplit=1)[0]
    passed = re.search(r'<details class="card rules passed".*?</details>', text, re.DOTALL)
    silent = re.search(r'<details class="card rules silent".*?</details>', text, re.DOTALL)
    assert passed
    assert silent
    assert "checks that ran and found nothing" in passed[0]
    assert "WAG101" not in passed[0]
    assert "WAG102" in passed[0]
    assert "WAG503" in silent[0]
    assert "--roster" in silent[0]


def test_figures_that_are_missing_or_endless_are_none() -> None:
    assert [rounded(value) for value in (1.26, None, float("nan"), float("inf"))] == [1.3, None, None, None]
