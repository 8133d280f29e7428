"""Policies: what may stand in one, what it does, and the words it is refused with."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from wag_analyzer.errors import SettingsError
from wag_analyzer.findings import Evidence, Finding, Level, Phrase, Rule
from wag_analyzer.policies import Policy, Suppression, Threshold, Topic, judged, read_policy
from wag_analyzer.policies.policy import Sample
from wag_analyzer.settings import Settings, load_settings, under_policy

SAID = Phrase("seen", "terlihat")
MOMENT = pd.Timestamp("2024-05-02 10:00")
WHOLE = """\
version: 1
name: Branch
select: [wag2, WAG301]
ignore: [WAG201]
topics:
  - name: visit form
    terms: [visit form, no, 12]
  - {name: pay, kind: protected, about: pay, terms: [gaji]}
thresholds:
  - codes: [WAG4]
    confidence: medium
    score: 0.5
    persons: 2
    messages: 3
suppress:
  - code: WAG301
    persons: [Ratna]
    targets: [Budi]
    reason: her work
    until: 2024-06-30
tests:
  - message: fill in the visit form
    topics: [visit form]
  - chat: |
      01/02/24 08.00 - Ann: hi
    expect: nothing
  - chat: "01/02/24 08.00 - Ann: hi"
    expect: WAG102 Ann | Bob
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "p.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def finding(code: str = "WAG301", persons: tuple[str, ...] = ("Ratna",), targets: tuple[str, ...] = (), **more: object) -> Finding:
    rule = Rule(code, "pattern", "kind", SAID, Level.MEDIUM, "test", strength=bool(more.pop("strength", False)))
    made = Finding(rule, persons, SAID, (Evidence("a-1", 1),), (), (), (SAID,), 0.6, Level.MEDIUM, MOMENT, MOMENT, targets)
    return replace(made, **more)  # type: ignore[arg-type]  # fields of Finding


def test_every_part_of_a_policy_is_read_with_its_line(tmp_path: Path) -> None:
    found = read_policy(written(tmp_path, WHOLE))
    assert (found.name, found.select, found.ignore) == ("Branch", ("WAG2", "WAG301"), ("WAG201",))
    assert found.topics[0] == Topic("visit form", "policy", ("visit form", "no", "12"), "", 6)
    assert found.topics[1].about == "pay"
    assert found.thresholds == (Threshold(("WAG4",), Level.LOW, Level.MEDIUM, 0.5, 2, 3, 10),)
    assert found.suppress == (Suppression("WAG301", "her work", date(2024, 6, 30), ("Ratna",), ("Budi",), 16),)
    assert found.tests[0] == Sample(22, "fill in the visit form", ("visit form",))
    assert found.tests[1] == Sample(24, chat="01/02/24 08.00 - Ann: hi\n", expect=())
    assert found.tests[2].expect == (("WAG102", frozenset({"Ann", "Bob"})),)
    assert len(found.sha256) == 64


def test_a_policy_without_a_name_is_called_as_its_file(tmp_path: Path) -> None:
    assert read_policy(written(tmp_path, "version: 1\n")).name == "p"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", None, "is empty"),
        ("version: 2\n", 1, "has no version 1"),
        ("name: x\n", 1, "has no version 1"),
        ("- a\n", 1, "no mapping"),
        ("version: 1\nnmae: x\n", 2, "has no nmae"),
        ("version: 1\nname: [a]\n", 2, "is no text"),
        ("version: 1\nselect: WAG1\n", 2, "is no list"),
        ("version: 1\nselect: [gossip]\n", 2, "is no code"),
        ("version: 1\nname: a\nname: b\n", 3, "given twice"),
        ("version: 1\n? [a]\n: b\n", 2, "a key is no word"),
        ("version: 1\ntopics:\n  - name: x\n", 3, "has no terms"),
        ("version: 1\ntopics:\n  - name: x\n    terms: []\n", 4, "has no terms"),
        ("version: 1\ntopics:\n  - name: x\n    kind: rule\n    terms: [a]\n", 4, "rule is not known"),
        ("version: 1\ntopics:\n  - name: x\n    kind: [a]\n    terms: [a]\n", 4, "a list is not known"),
        ("version: 1\ntopics:\n  - name: x\n    kind: protected\n    terms: [a]\n", 3, "about belongs"),
        ('version: 1\ntopics:\n  - name: x\n    terms: ["a\\tb"]\n', 4, "no short text"),
        ("version: 1\ntopics:\n  - {name: x, terms: [a]}\n  - {name: x, terms: [b]}\n", 4, "is there already"),
        ("version: 1\nthresholds:\n  - codes: [WAG1]\n", 3, "asks for nothing"),
        ("version: 1\nthresholds:\n  - score: 2\n", 3, "no such number"),
        ("version: 1\nthresholds:\n  - persons: 1.5\n", 3, "no such number"),
        ("version: 1\nthresholds:\n  - persons: many\n", 3, "no such number"),
        ("version: 1\nsuppress:\n  - code: WAG301\n    until: 2024-01-01\n", 3, "has no reason"),
        ("version: 1\nsuppress:\n  - {code: WAG301, reason: x, until: soon}\n", 3, "is no day"),
        ("version: 1\ntests:\n  - message: x\n", 3, "a test is a message with topics"),
        ("version: 1\ntests:\n  - {message: x, topics: [y]}\n", 3, "no topic is called y"),
        ("version: 1\nname: &a x\n", 2, "anchor"),
        ("version: 1\nname: *a\n", 2, "anchor"),
        ("version: 1\nname: !!python/name:os.system x\n", 2, "tag"),
        ("version: 1\n---\nversion: 1\n", 2, "several documents"),
        ("version: 1\nname: " + "[" * 40, 2, "nested too deeply"),
        ("version: 1\nname: 'x\n", 3, "is not YAML"),
        ("version: 1\nname: \x00\n", None, "is not YAML"),
    ],
)
def test_what_cannot_be_is_refused_with_file_line_and_what_to_do(tmp_path: Path, text: str, line: int | None, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError, match=words) as caught:
        read_policy(path)
    assert caught.value.where == (str(path) if line is None else f"{path}:{line}")
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_not_text_or_huge_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_policy(tmp_path / "none.yaml")
    path = tmp_path / "p.yaml"
    path.write_bytes(b"version: 1\nname: \xff\n")
    with pytest.raises(SettingsError, match="not UTF-8"):
        read_policy(path)
    path.write_bytes(b"version: 1\nname: " + b"x" * 1_000_001)
    with pytest.raises(SettingsError, match="larger than"):
        read_policy(path)


def test_a_suppression_holds_until_its_day_on_the_day_that_is_looked_at() -> None:
    policy = Policy(suppress=(Suppression("WAG3", "her work", date(2024, 6, 30), line=4),), path="p.yaml")
    inside = judged([finding()], policy, date(2024, 6, 30))
    assert (inside.findings, inside.notes) == ([], [])
    assert (inside.aside[0].reason, inside.aside[0].until) == ("her work", date(2024, 6, 30))
    after = judged([finding()], policy, date(2024, 7, 1))
    assert len(after.findings) == 1
    assert after.notes == ["p.yaml:4: the suppression of WAG3 ended on 2024-06-30; renew it or take it out"]
    assert len(judged([finding()], policy, None).findings) == 1


def test_a_suppression_that_names_persons_leaves_others_alone() -> None:
    own = Suppression("WAG301", "her work", date(2024, 6, 30), persons=("Ratna",), targets=("Budi",), line=2)
    policy = Policy(suppress=(own,), path="p.yaml")
    for other in (finding(persons=("Ratna", "Heru"), targets=("Budi",)), finding(targets=("Sari",)), finding("WAG302", targets=("Budi",))):
        found = judged([other], policy, date(2024, 5, 2))
        assert found.findings == [other]
        assert "matches no finding" in found.notes[0]
    assert judged([finding(targets=("Budi",))], policy, date(2024, 5, 2)).aside


@pytest.mark.parametrize(
    "asked",
    [
        Threshold(severity=Level.HIGH),
        Threshold(confidence=Level.HIGH),
        Threshold(score=0.61),
        Threshold(persons=2),
        Threshold(("WAG3",), messages=2),
    ],
)
def test_a_finding_below_a_threshold_is_set_aside_and_strengths_are_not(asked: Threshold) -> None:
    policy = Policy(thresholds=(asked,))
    assert judged([finding()], policy, None).aside[0].reason == "below the policy's threshold"
    assert judged([finding(strength=True)], policy, None).aside == []


def test_a_threshold_does_not_concern_other_codes() -> None:
    assert judged([finding()], Policy(thresholds=(Threshold(("WAG4",), score=1.0),)), None).aside == []


def test_a_policy_selects_unless_the_user_says_otherwise(tmp_path: Path) -> None:
    path = written(tmp_path, WHOLE)
    settings, origins = load_settings({"policy": path})
    assert (settings.select, settings.ignore) == (("WAG2", "WAG301"), ("WAG201",))
    assert (origins["select"], origins["ignore"]) == (str(path), str(path))
    own = load_settings({"policy": path, "select": ("WAG1",)})[0]
    assert own.select == ("WAG1",)
    assert under_policy(Settings()) == Settings()
    assert under_policy(under_policy(Settings(policy=path))) == under_policy(Settings(policy=path))


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="as_of"):
        load_settings({"as_of": "tomorrow"})
    assert load_settings({"as_of": "2024-05-02"})[0].as_of == "2024-05-02"
