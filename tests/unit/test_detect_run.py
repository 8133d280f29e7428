from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from wag_analyzer.detectors import DETECTORS, detect, page, refusals, rule
from wag_analyzer.detectors._measured import measured_precision
from wag_analyzer.detectors._pages import examples, headings, measured, text
from wag_analyzer.detectors._run import chosen, run, with_q
from wag_analyzer.detectors._weighed_findings import beside
from wag_analyzer.findings import ChanceTest, Evidence, Finding, Level, Phrase, Precision, Rule
from wag_analyzer.policies import Policy
from wag_analyzer.settings import Settings

SAID = Phrase("seen", "terlihat")
WHEN = pd.Timestamp("2024-05-06 09:00:00")


def card(code: str, severity: Level = Level.LOW) -> Rule:
    return Rule(code=code, name="name", kind="kind", summary=SAID, severity=severity, source="source")


def finding(code: str = "WAG901", person: str = "Ana", score: float = 0.5, p: float | None = None, **more: Any) -> Finding:
    test = None if p is None else ChanceTest("null", 1.0, 0.5, p, tried=more.pop("tried", 1))
    given = {
        "rule": card(code, more.pop("severity", Level.LOW)),
        "persons": (person,),
        "statement": SAID,
        "evidence": (Evidence("x-1", 1, "asks"),),
        "reasons_for": (),
        "reasons_against": (),
        "alternatives": (SAID,),
        "score": score,
        "confidence": Level.HIGH,
        "first": WHEN,
        "last": WHEN,
        "test": test,
    }
    return Finding(**{**given, **more})


def detector(*found: Finding) -> Any:
    def find(_: object) -> Iterator[Finding]:
        yield from found

    return SimpleNamespace(RULE=found[0].rule if found else card("WAG900"), find=find)


def test_everything_is_chosen_unless_named_or_ignored() -> None:
    assert chosen("WAG301", (), ())
    assert chosen("WAG301", ("wag3",), ())
    assert not chosen("WAG301", ("WAG4",), ())
    assert not chosen("WAG301", ("WAG301",), ("WAG3",))


def test_q_is_benjamini_and_hochberg_over_all_findings() -> None:
    found = with_q([finding(person=str(n), p=p) for n, p in enumerate((0.01, 0.04, 0.02, 0.9))])
    assert [one.test.q for one in found if one.test] == pytest.approx([0.04, 0.16 / 3, 0.04, 0.9])


def test_tests_without_a_finding_count_for_q() -> None:
    (found,) = with_q([finding(p=0.01, tried=20)])
    assert found.test is not None
    assert found.test.q == pytest.approx(0.2)


def test_confidence_falls_with_q_and_never_below_low() -> None:
    assert with_q([finding(p=0.05)])[0].confidence is Level.HIGH
    assert with_q([finding(p=0.2)])[0].confidence is Level.MEDIUM
    assert with_q([finding(p=0.5)])[0].confidence is Level.LOW
    assert with_q([finding(p=0.5, confidence=Level.LOW)])[0].confidence is Level.LOW


def test_a_finding_without_a_test_keeps_its_confidence() -> None:
    assert with_q([finding()])[0].confidence is Level.HIGH


def test_findings_of_one_identity_become_one_with_all_evidence() -> None:
    weak = finding(score=0.3, evidence=(Evidence("x-9", 9, "asks"),), last=WHEN + pd.Timedelta(days=1), protected=True)
    for order in ((finding(score=0.6), weak), (weak, finding(score=0.6))):
        (found,) = run([detector(*order)], SimpleNamespace())  # type: ignore[arg-type]  # the detectors here look at nothing
        assert found.score == 0.6
        assert [line.line for line in found.evidence] == [1, 9]
        assert found.last == WHEN + pd.Timedelta(days=1)
        assert found.protected


def test_the_strongest_comes_first_by_severity_times_score() -> None:
    found = run(
        [detector(finding("WAG901", "a", 0.9), finding("WAG901", "b", 0.4)), detector(finding("WAG902", "c", 0.5, severity=Level.MEDIUM))],
        SimpleNamespace(),  # type: ignore[arg-type]  # the detectors here look at nothing
    )
    assert [one.persons[0] for one in found] == ["c", "a", "b"]


def test_a_card_and_a_page_are_found_by_code() -> None:
    assert rule("WAG402").name == "unanswered-member"
    assert page("WAG402").startswith("# WAG402")
    with pytest.raises(KeyError):
        rule("WAG999")
    with pytest.raises(KeyError):
        page("WAG999")


def test_codes_are_distinct_and_in_order() -> None:
    codes = [one.RULE.code for one in DETECTORS]
    assert codes == sorted(set(codes))


def test_detect_runs_only_what_is_selected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wag_analyzer.detectors.DETECTORS", (detector(finding("WAG901")), detector(finding("WAG902"))))
    empty = SimpleNamespace(settings=Settings(), policy=Policy(), messages=pd.DataFrame({"at": [], "group_id": []}))
    assert [one.rule.code for one in detect(empty, select=["WAG902"])] == ["WAG902"]  # type: ignore[arg-type]  # as above


def test_refusals_say_why_a_detector_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = SimpleNamespace(RULE=card("WAG903"), find=lambda _: iter(()), refuses=lambda _: SAID)
    able = SimpleNamespace(RULE=card("WAG904"), find=lambda _: iter(()), refuses=lambda _: None)
    monkeypatch.setattr("wag_analyzer.detectors.DETECTORS", (detector(finding("WAG901")), silent, able))
    assert refusals(SimpleNamespace(settings=Settings(), messages=pd.DataFrame({"group_id": []}))) == {"WAG903": SAID}  # type: ignore[arg-type]  # as above


def test_a_page_says_how_often_the_rule_was_wrong() -> None:
    assert measured(None) == "Not measured yet."
    assert measured(None, "id") == "Belum pernah diukur."
    known = Precision(right=8, n=10, false_alarms=1, messages=2000, data="made-up chats")
    assert "Wrong in 2 of 10" in measured(known)
    assert "0.50 false alarms" in measured(known)
    assert "2 dari 10" in measured(known, "id")
    assert "0,50 alarm palsu per 1.000 pesan pada 2.000 pesan" in measured(known, "id")
    assert "Data: made-up chats." in measured(known, "id")
    assert "Data: obrolan buatan." in measured(replace(known, data_id="obrolan buatan"), "id")
    assert "0.00 false alarms" in measured(replace(known, messages=0))
    assert "{measured}" not in page("WAG301")


def test_a_page_in_a_language_that_has_none_is_the_english_one() -> None:
    assert text("wag301_recruiter", None, "xx") == text("wag301_recruiter", None)


def test_examples_are_pairs_of_chat_and_expectation() -> None:
    shown = examples("```chat\na\n```\n\n```expect\nWAG1 Ana | Budi\nWAG1 Citra\n```\n\n```chat\nb\n```\n```expect\nnothing\n```\n")
    assert [one.expect for one in shown] == [(("WAG1", frozenset({"Ana", "Budi"})), ("WAG1", frozenset({"Citra"}))), ()]
    with pytest.raises(ValueError, match="expect block"):
        examples("```chat\na\n```\n")


def test_headings_are_those_of_the_second_level() -> None:
    assert headings("# a\n## b\n### c\n## d\n") == ("b", "d")


def test_a_page_says_what_to_expect_and_what_reviews_said() -> None:
    known = Precision(right=8, n=10, false_alarms=1, messages=2000, data="made-up chats", data_id="obrolan rekaan", confirmed=2, refuted=1)
    assert f"Expect about {round(100 * (known.p_wrong or 0))} % of such findings" in measured(known)
    assert "2 confirmed, 1 not" in measured(known)
    assert "2 terbukti, 1 tidak" in measured(known, "id")
    assert "per 10.000 pesan" in measured(known, "id")


def test_a_page_says_so_where_a_rule_found_nothing_of_what_was_planted() -> None:
    never = Precision(0, 0, 0, 2000, "made-up chats", "obrolan rekaan", missed=4)
    assert measured(never).startswith("It found none of 4 planted episodes")
    assert measured(never, "id").endswith("Data: obrolan rekaan.")


def test_figures_of_the_benchmark_go_before_those_of_the_module_unless_the_rule_never_fired(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"right": 0, "n": 0, "missed": 3, "false_alarms": 0, "messages": 5, "all_messages": 9}
    told = {"data": {"en": "chats", "id": "obrolan"}, "rules": {"WAG901": {**counts, "right": 1, "n": 2}, "WAG902": counts}}
    monkeypatch.setattr("wag_analyzer.detectors._measured._figures", lambda: told)
    own = Precision(5, 5, 0, 100, "own chats")
    found = measured_precision(replace(card("WAG901"), precision=own))
    assert found is not None
    assert (found.wrong, found.data_id) == (1, "obrolan")
    assert measured_precision(replace(card("WAG902"), precision=own)) is own
    never = measured_precision(replace(card("WAG902"), precision=None))
    assert never is not None
    assert never.missed == 3
    assert measured_precision(replace(card("WAG903"), precision=own)) is own


def about(code: str, person: str, *numbers: int, **more: Any) -> Finding:
    return finding(code, person, evidence=tuple(Evidence(f"x-{number}", number, "asks") for number in numbers), **more)


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (about("WAG302", "Ana", 90), 0),  # the rule of the kind names the person
        (about("WAG302", "Budi", 10, 90), 0),  # or holds a line of it
        (about("WAG403", "Ana", 1, 2, 3, 4), 0),  # another rule tells the same person's same lines
        (about("WAG403", "Ana", 1, 2, 3, 20, 21, 22, 23, 24, 25, 26), 1),  # three lines in ten are another matter
        (about("WAG403", "Ana", 1, 2, 3, 4, 20, 21, 22, 23, 24, 25), 0),
        (about("WAG403", "Budi", 1, 2, 3, 4), 1),  # somebody else is told of there
    ],
)
def test_what_is_weighed_is_not_said_of_whom_a_rule_tells_it_already(known: Finding, told: int) -> None:
    weighed = about("WAG302", "Ana", *range(1, 11))
    assert list(beside([weighed], [known])) == [weighed] * told


def test_strengths_keep_nothing_that_is_weighed_from_being_said() -> None:
    strength = about("WAG601", "Ana", *range(1, 11))
    strength = replace(strength, rule=replace(strength.rule, strength=True))
    weighed = about("WAG302", "Ana", *range(1, 11))
    assert list(beside([weighed], [strength])) == [weighed]
