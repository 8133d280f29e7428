from dataclasses import replace

import pandas as pd
import pytest

from tests.unit.detector_chats import analysed
from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.cli.judging import fails
from wag_analyzer.detectors import wag601_support as support
from wag_analyzer.detectors import wag602_advice as advice
from wag_analyzer.detectors import wag603_connector as connector
from wag_analyzer.detectors import wag604_newcomer_welcome as welcome
from wag_analyzer.detectors import wag605_dormant_tie as dormant
from wag_analyzer.detectors._pages import examples, text
from wag_analyzer.findings import Finding, Level
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings

SETTINGS = Settings(draws=20)
HARD = [
    "1 16:00 Yoga: anakku masuk rs, demam tinggi",
    "1 16:02 Wati: semoga cepat sembuh",
    "3 16:00 Rini: motorku dicuri semalam",
    "3 16:01 Rini: aku lagi down banget",
    "3 16:02 Yoga: sabar ya Rin",
    "5 16:00 Wati: aku gagal ujian sertifikasi lagi",
    "5 16:02 Yoga: jangan sedih ya",
]


def example(stem: str, number: int = 0) -> Analysis:
    return analyze(read_text(examples(text(stem, None))[number].chat), SETTINGS)


def good(found: Finding) -> None:
    """Check what every strength has: it is one, it never counts as a failure, it is said in both languages, with an innocent reading."""
    assert found.rule.strength
    assert fails([found], "low") == 0
    assert found.test is None
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_people_who_stand_by_each_other_are_a_strength_of_the_group() -> None:
    (found,) = support.find(analysed(HARD))
    good(found)
    assert set(found.persons) == {"Yoga", "Wati"}
    assert found.confidence is Level.MEDIUM
    assert "3 of 3" in found.statement.render()
    assert [line.role for line in found.evidence] == [
        "has a hard time",
        "stands by",
        "has a hard time",
        "stands by",
        "has a hard time",
        "stands by",
    ]


@pytest.mark.parametrize(
    "lines",
    [HARD[:5], [line for line in HARD if "sabar" not in line], [line.replace("Yoga: sabar", "Rini: sabar") for line in HARD]],
    ids=["two times", "left alone", "by oneself"],
)
def test_seldom_or_unanswered_hardship_is_no_strength(lines: list[str]) -> None:
    assert list(support.find(analysed(lines))) == []


def asked(thanks: str = "makasih Abdi", days: int = 6) -> list[str]:
    lines = []
    for day in range(1, days + 1):
        who = ("Bela", "Citra", "Danu")[day % 3]
        lines += [
            f"{day} 09:00 {who}: Abdi, tolong bantu kirim template",
            f"{day} 09:02 Abdi: sudah aku kirim ya",
            f"{day} 09:04 {who}: {thanks}",
        ]
    return lines


def test_who_is_asked_helps_and_is_thanked_is_named() -> None:
    (found,) = advice.find(analysed(asked()))
    good(found)
    assert found.persons == ("Abdi",)
    assert {line.role for line in found.evidence} == {"asks", "helps", "thanks"}
    (more,) = advice.find(analysed(asked(days=20)))
    assert more.confidence is Level.HIGH
    assert len(more.evidence) == 40


def test_help_without_thanks_names_nobody() -> None:
    assert list(advice.find(analysed(asked("palet sudah")))) == []


def test_who_clearly_links_people_is_named_with_useful_introductions() -> None:
    analysis = example("wag603_connector")
    (found,) = connector.find(analysis)
    good(found)
    assert found.persons == ("Eka",)
    assert found.confidence is Level.HIGH
    assert any("introduction" in phrase.render() for phrase in found.reasons_for)
    admin = analysis.people.table.assign(admin=True)
    (told,) = connector.find(replace(analysis, people=replace(analysis.people, table=admin)))
    assert told.confidence is Level.MEDIUM
    assert "administers" in told.reasons_against[0].render()
    none = replace(analysis, network=replace(analysis.network, ties=analysis.network.ties[:0]))
    assert list(connector.find(none)) == []


def test_large_groups_get_no_introductions_and_small_ones_no_connector(monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = example("wag603_connector")
    monkeypatch.setattr(connector, "_MOST_PEOPLE", 5)
    (found,) = connector.find(analysis)
    assert not any("introduction" in phrase.render() for phrase in found.reasons_for)
    few = analyze(read_text("01/07/24 07.30 - Ana: pagi\n01/07/24 07.31 - Budi: pagi Ana\n"), SETTINGS)
    assert list(connector.find(few)) == []


def newcomers(greeting: str = "selamat datang", who: tuple[str, ...] = ("Putu", "Lia", "Made", "Nyoman")) -> list[str]:
    lines = ["1 07:00 + Ratri added Heri", "1 08:00 Heri: pagi", "1 08:01 Nanik: pagi"]
    for place, name in enumerate(who):
        day = 4 + 3 * place
        lines += [f"{day} 15:00 + Ratri added {name}", f"{day} 15:01 + Ratri added {name}"]
        lines += [f"{day} 15:02 Nanik: {greeting} {name}", f"{day} 15:05 {name}: halo semua", f"{day} 15:06 Tomo: truk besok jam 7"]
    return lines


def test_newcomers_who_are_greeted_and_answered_are_a_strength_of_the_group() -> None:
    (found,) = welcome.find(analysed(newcomers()))
    good(found)
    assert found.persons == ("Nanik", "Tomo")
    assert found.confidence is Level.HIGH
    assert "4 of 4 newcomers" in found.statement.render()
    assert [line.role for line in found.evidence][:3] == ["comes in", "welcomes", "welcomes"]


def test_newcomers_whom_nobody_greets_or_a_chat_without_any_are_none() -> None:
    assert list(welcome.find(analysed(newcomers("solar masih ada?")))) == []
    assert list(welcome.find(analysed(newcomers(who=("Putu",))))) == []
    assert list(welcome.find(analysed(HARD))) == []


def test_a_tie_that_fell_asleep_is_shown_while_both_still_write() -> None:
    analysis = example("wag605_dormant_tie")
    (found,) = dormant.find(analysis)
    good(found)
    assert found.persons == ("Guntur", "Sinta")
    assert {line.role for line in found.evidence} == {"was in touch"}
    gone = analysis.people.table.assign(last=pd.Timestamp("2024-01-31"))
    assert list(dormant.find(replace(analysis, people=replace(analysis.people, table=gone)))) == []
    assert list(dormant.find(replace(analysis, messages=analysis.messages[:0]))) == []
