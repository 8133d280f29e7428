from typing import Any

import pandas as pd
import pytest

from wag_analyzer.findings import Evidence, Finding, Level, Phrase, Precision, Rule

RULE = Rule("WAG999", "pattern", "kind", Phrase("seen", "terlihat"), Level.LOW, "nobody")


def finding(**changes: object) -> Finding:
    at = pd.Timestamp("2024-12-31")
    given: dict[str, Any] = {
        "rule": RULE,
        "persons": ("Sari",),
        "statement": Phrase("{who} wrote.", "{who} menulis.", {"who": "Sari"}),
        "evidence": (Evidence("a-1", 1),),
        "reasons_for": (),
        "reasons_against": (),
        "alternatives": (Phrase("chance", "kebetulan"),),
        "score": 0.5,
        "confidence": Level.LOW,
        "first": at,
        "last": at,
    }
    return Finding(**{**given, **changes})


@pytest.mark.parametrize("part", ["persons", "evidence", "alternatives"])
def test_a_finding_without_persons_lines_or_an_innocent_reading_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="innocent reading"):
        finding(**{part: ()})


def test_a_score_lies_between_0_and_1() -> None:
    with pytest.raises(ValueError, match="outside"):
        finding(score=1.5)


def test_the_identity_depends_on_rule_and_people_not_on_lines() -> None:
    same = finding(evidence=(Evidence("b-7", 7),), score=0.9)
    assert finding().finding_id == same.finding_id
    assert finding().finding_id != finding(persons=("Budi",)).finding_id
    assert finding().finding_id != finding(targets=("Budi",)).finding_id


def test_a_phrase_renames_people_and_nothing_else() -> None:
    phrase = Phrase("{who} asked {n} times.", "{who} bertanya {n} kali.", {"who": ("Sari", "Budi", "Dewi")}, {"n": 3})
    assert phrase.render("en") == "Sari, Budi and Dewi asked 3 times."
    assert phrase.render("id", lambda name: name[0]) == "S, B dan D bertanya 3 kali."
    assert Phrase("{who}", "{who}", {"who": ()}).render() == ""


def test_how_often_a_rule_is_wrong_comes_with_an_interval() -> None:
    lo, hi = Precision(8, 10, 1, 1000, "simulated").interval()
    assert lo == pytest.approx(0.0567, abs=1e-3)  # Wilson, 2 of 10
    assert hi == pytest.approx(0.5098, abs=1e-3)
    assert Precision(0, 0, 0, 0, "none").p_wrong is None
    assert Precision(0, 0, 0, 0, "none").interval() == (0.0, 1.0)


def test_levels_have_words() -> None:
    assert [level.word for level in Level] == ["low", "medium", "high"]


def test_figures_are_written_as_the_language_writes_them() -> None:
    phrase = Phrase(
        "{e} of {n} (p = {p}, {q}), version {v}",
        "{e} dari {n} (p = {p}, {q}), versi {v}",
        values={"e": 4.3, "n": 21, "p": "0.0002", "q": "< 0.001", "v": "1.2.3"},
    )
    assert phrase.render("en") == "4.3 of 21 (p = 0.0002, < 0.001), version 1.2.3"
    assert phrase.render("id") == "4,3 dari 21 (p = 0,0002, < 0,001), versi 1.2.3"
