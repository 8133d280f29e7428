import base64
import dataclasses
import hashlib
import html.parser
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import strategies as draw
from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.errors import LeakError
from wag_analyzer.findings import Evidence, Finding
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.html import network, page
from wag_analyzer.report.html.embedding import json_block, scripts
from wag_analyzer.report.html.page import html as report
from wag_analyzer.report.tiers import Tier, tier
from wag_analyzer.report.words import words

KEY = Pseudonyms(b"k" * 32)
NAMES = Tier("names")
Make = Callable[..., Analysis]
FORBIDDEN = ("suspect", "culprit", "toxic", "risk score", "mood", "personality")


def made(analysis: Analysis, findings: list[Finding], own: Tier = NAMES, lang: Any = "en") -> str:
    return report(analysis, findings, tier=own, lang=lang, min_group=5, made_with={"wag-analyzer": "0.1.0"})


def data(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


class Elements(html.parser.HTMLParser):
    """Counts elements and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(f"{tag} {sorted(name for name, _ in attrs)}")


def elements(text: str) -> list[str]:
    parser = Elements()
    parser.feed(text)
    return parser.seen


@pytest.fixture(scope="module")
def calm_page(make_analysis: Make) -> str:
    return made(make_analysis(texts=["x"] * 8), [])


def test_the_page_asks_nothing_from_outside_and_runs_only_its_own_script(small_analysis: Analysis, findings: list[Finding]) -> None:
    text = made(small_analysis, findings)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1]
    for tag in ("script", "style"):
        content = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert content
        assert base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode() in policy[1]
    assert not re.search(r"(?:src|href)=\"(?!#)", text.split("<script", maxsplit=1)[0])
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(| style=", text)


@settings(draw.examples(0.05), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=40))
def test_whatever_is_said_changes_no_element_and_comes_back_as_it_was(make_analysis: Make, calm_page: str, said: str) -> None:
    nasty = made(make_analysis(texts=[said] * 8, group="</script><b>"), [])
    assert elements(nasty) == elements(calm_page)
    shown = data(nasty)["pool"]["x"]
    assert not shown or len({text for text in shown if not text.startswith("[")}) <= 2


def test_json_cannot_end_its_element() -> None:
    block = json_block({"x": "</script><!--&\u2028\u2029"})
    assert not set(block) & set("<>&\u2028\u2029")
    assert json.loads(block)["x"] == "</script><!--&\u2028\u2029"
    with pytest.raises(ValueError, match="JSON"):
        json_block(float("nan"))


def test_a_finding_has_for_against_alternatives_how_often_wrong_and_lines(small_analysis: Analysis, findings: list[Finding]) -> None:
    cards = data(made(small_analysis, findings))["findings"]
    assert [card["code"] for card in cards] == ["WAG101", "WAG402", "WAG601"]
    first = cards[0]
    assert first["said"].startswith("Sari Wulandari, Budi Santoso and Tono Hartanto talk down")
    assert first["for"] == ["It came in several sessions."]
    assert first["against"]
    assert first["other"]
    assert first["wrong"].startswith("Where the truth is known, 3 of 20")
    assert "p = < 0.001; " not in first["chance"]
    assert first["chance"].startswith("Observed 3, expected 0.40 by chance")
    assert first["protected"]
    assert cards[1]["wrong"] == words("en")["findings"]["wrong_unknown"]


def test_evidence_stands_in_its_context_with_the_cue_marked(small_analysis: Analysis, findings: list[Finding]) -> None:
    whole = data(made(small_analysis, findings))
    lines = whole["findings"][0]["lines"]
    cited = [whole["pool"]["l"][row["m"]] for row in lines if "role" in row]
    assert cited == [3, 5, 20]
    assert [whole["pool"]["l"][row["m"]] for row in lines][:7] == [1, 2, 3, 4, 5, 6, 7]
    row = next(row for row in lines if "role" in row)
    start, end = row["marks"][0]
    assert whole["pool"]["x"][row["m"]][start:end] == "nomor"
    assert [row["gap"] for row in lines if "gap" in row] == [10]


def test_a_system_line_can_be_evidence(small_analysis: Analysis, findings: list[Finding]) -> None:
    whole = data(made(small_analysis, findings))
    row = whole["findings"][2]["lines"][0]
    assert whole["pool"]["k"][row["m"]] == 2
    assert "added" in whole["pool"]["x"][row["m"]]


def test_nothing_found_is_a_normal_result_that_says_what_was_looked_for(small_analysis: Analysis) -> None:
    text = made(small_analysis, [])
    assert "Nothing found" in text
    assert "That is a normal result" in text
    assert "<b>WAG301</b>" in text


@pytest.mark.parametrize("lang", ["en", "id"])
def test_limits_and_law_are_said(small_analysis: Analysis, lang: Any) -> None:
    text = made(small_analysis, [], lang=lang)
    for word in ("GDPR", "III 4(b)", "NLRA", "UU PDP 27/2022", "UU 21/2000", ".txt", "40.000" if lang == "id" else "40,000"):
        assert word in text
    assert ("bukan nasihat hukum" if lang == "id" else "not legal advice") in text
    assert "64" in words(lang)["limits"]["read_body"].format(lines=64, files=1, messages=1, continuation=1, skipped=2, p=3)


def test_both_languages_have_the_same_words_and_places() -> None:
    english, indonesian = words("en"), words("id")
    assert {name: list(section) for name, section in english.items()} == {name: list(section) for name, section in indonesian.items()}
    for name, section in english.items():
        for key, text in section.items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", indonesian[name][key])), (name, key)


def test_no_word_labels_a_person() -> None:
    said = json.dumps({lang: dict(words(lang)) for lang in ("en", "id")}).lower()
    assert not [word for word in FORBIDDEN if re.search(rf"\b{word}\b", said)]


def test_every_word_the_script_asks_for_exists() -> None:
    script = scripts()
    asked = set(re.findall(r"\bW\.(\w+)\.(\w+)", script))
    assert len(asked) > 60
    assert [pair for pair in asked if pair[1] not in words("en")[pair[0]]] == []
    assert {section for section, _ in asked} <= set(page._FOR_SCRIPT)


def test_in_tier_pseudonym_nobody_is_named_anywhere(make_analysis: Make, findings: list[Finding]) -> None:
    texts = ["Budi Santoso tolong hubungi +62 812 5550 1234", "sari@kantor.example dan Zul", "lihat https://a.example/x"] * 10
    analysis = make_analysis(texts=texts)
    hidden = tier("pseudonym", analysis, KEY, findings=findings)
    text = made(analysis, findings, hidden)
    for secret in ("Budi", "Santoso", "5550", "kantor.example", "Zul", "a.example", "Gudang", "WhatsApp Chat with"):
        assert secret not in text
    assert hidden.name("Budi Santoso")[:6] in text
    assert data(text)["pool"]["t"][0].endswith(" h")


def test_in_tier_numbers_there_is_no_text_and_no_list_of_people(small_analysis: Analysis, findings: list[Finding]) -> None:
    text = made(small_analysis, findings, tier("numbers", small_analysis, KEY, findings=findings, lang="id"), "id")
    whole = data(text)
    assert whole["pool"]["x"] == []
    assert whole["people"]["name"] == []
    assert "peopletable" not in text.split("<script", maxsplit=1)[0]
    assert "pesan nomor" not in text
    assert whole["findings"][0]["said"].startswith("anggota ")


def test_a_name_that_slips_through_stops_the_page(small_analysis: Analysis, findings: list[Finding]) -> None:
    hidden = tier("pseudonym", small_analysis, KEY, findings=findings)
    with pytest.raises(LeakError, match=r"report\.html"):
        report(small_analysis, findings, tier=hidden, lang="en", min_group=5, made_with={"purpose": "asked for by Hartanto"})


def test_small_circles_are_shown_as_circles_only_in_tier_names(small_analysis: Analysis) -> None:
    assert [circle["size"] for circle in data(made(small_analysis, []))["circles"]] == [3, 3]
    hidden = data(made(small_analysis, [], tier("pseudonym", small_analysis, KEY)))
    assert hidden["circles"] == []
    assert hidden["folded"] == 2


def test_no_clear_circles_is_said(make_analysis: Make) -> None:
    text = made(make_analysis(circles=[0] * 8), [])
    assert data(text)["clear"] is False
    assert "no clear circles" in text


def test_words_that_speak_for_a_finding_are_marked_where_its_evidence_marks_none(small_analysis: Analysis, findings: list[Finding]) -> None:
    own = {field.name: getattr(small_analysis, field.name) for field in dataclasses.fields(small_analysis)}
    said = [("negative", 0, 5), ("scorn", 3, 11), ("thanks", 12, 13), ("secrecy", -1, -1)]
    signals = tables.SIGNALS.frame({"msg_id": "01234567-3", "signal": name, "value": 1.0, "start": a, "end": b} for name, a, b in said)
    plain = dataclasses.replace(findings[1], evidence=(Evidence("01234567-3", 3, "talks down"),))
    row = next(
        row for row in data(made(Analysis(**own | {"signals": signals}), [plain], lang="id"))["findings"][0]["lines"] if "role" in row
    )
    assert row["marks"] == [[0, 11]]
    assert row["role"] == "merendahkan"


def test_evidence_that_is_long_or_of_another_chat_does_not_break_the_page(make_analysis: Make, findings: list[Finding]) -> None:
    analysis = make_analysis(texts=["a" * 2000, "b", "c", "d"])
    lines = (Evidence("01234567-2", 2, "x", 690, 720), Evidence("ffffffff-9", 9), Evidence("01234567-2", 2, "y", 700, 730))
    strange = dataclasses.replace(findings[1], evidence=lines)
    whole = data(made(analysis, [strange]))
    row = next(row for row in whole["findings"][0]["lines"] if "role" in row)
    assert row["role"] == "x, y"
    assert row["marks"] == [[690, 700]]
    assert len(whole["pool"]["x"][row["m"]]) == 701


def test_an_empty_chat_has_a_page(make_analysis: Make) -> None:
    whole = data(made(make_analysis(texts=[], pairs=[], circles=[0] * 8), []))
    assert whole["weeks"]["n"] == []
    assert whole["ties"]["a"] == []


def test_a_thousand_people_fit_into_a_megabyte(large_analysis: Analysis) -> None:
    text = made(large_analysis, [], tier("pseudonym", large_analysis, KEY))
    assert len(text.encode()) < 1_000_000
    assert len(data(text)["people"]["x"]) == 1024


def test_the_same_analysis_gives_the_same_bytes(small_analysis: Analysis, findings: list[Finding]) -> None:
    assert made(small_analysis, findings) == made(small_analysis, findings[::-1])


def test_what_was_lost_is_listed_with_its_reason(small_analysis: Analysis) -> None:
    whole = data(made(small_analysis, []))
    assert whole["lost"] == [["WhatsApp Chat with Kantor Gudang Selatan.txt", 62, 63, "no header"]]
    assert whole["notices"][0] == {
        "code": "WAG002",
        "text": "2 lines were not understood",
        "place": "WhatsApp Chat with Kantor Gudang Selatan.txt, line 62",
    }
    facts = {label: value for label, value, _ in whole["sources"][0]["facts"]}
    assert facts["Date order"] == "day first (100 %)"
    assert facts["How that was decided"] == "31 lines fit day first only"


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["an Android phone", "Indonesian", "day first (100 %)", "31 dates have a first number above 12, which can only be a day"]),
        ("id", ["ponsel Android", "Indonesia", "hari dulu (100 %)", "31 tanggal angka pertamanya di atas 12, jadi pasti hari"]),
    ],
)
def test_what_made_a_file_and_how_its_dates_are_read_is_told_in_plain_words(make_analysis: Make, lang: Any, told: list[str]) -> None:
    plain = make_analysis(date_evidence="the first field is above 12 in 31 lines", layouts=("android-no-comma: 0/0/0 0.0 -",))
    facts = [value for _, value, _ in data(made(plain, [], lang=lang))["sources"][0]["facts"]]
    assert facts[:4] == told
    assert facts[4] == "android-no-comma: 0/0/0 0.0 -"


def test_notices_name_nobody_in_a_tier(small_analysis: Analysis) -> None:
    pseudonym = data(made(small_analysis, [], tier("pseudonym", small_analysis, KEY)))["notices"][1]["text"]
    assert re.fullmatch(r"M-\w{4} and M-\w{4} look alike", pseudonym)
    assert data(made(small_analysis, [], tier("numbers", small_analysis, KEY)))["notices"][1]["text"] == "confusable-names"


def test_a_notice_has_its_headline_in_indonesian(small_analysis: Analysis) -> None:
    headline = "Ada nama yang tampak serupa; dihitung sebagai orang yang berbeda"
    assert data(made(small_analysis, [], lang="id"))["notices"][1]["text"] == headline
    own = tier("numbers", small_analysis, KEY, lang="id")
    assert data(made(small_analysis, [], own, "id"))["notices"][1]["text"] == headline


def test_weak_ties_are_left_out_when_the_page_would_grow_too_large(small_analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_BUDGET", 250)
    whole = data(made(small_analysis, []))
    assert whole["ties"]["all"] == 8
    assert 0 < len(whole["ties"]["a"]) == len(whole["ties"]["k"]) == len(whole["ties"]["m"]) < 8
    assert whole["ties"]["w"][0] == 9.0
