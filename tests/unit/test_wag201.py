"""Tests of rallying and of its protected form."""

import pytest

from tests.unit.text_chats import analysis, messages, people
from wag_analyzer.detectors import wag201_rallying as wag201
from wag_analyzer.findings import Finding, Level

MEMBERS = people("Ines", "Morris", "Hilda", "Torang", "Wira")
Said = list[tuple[str, str]]
DULL: Said = [(name, f"kardus nomor {n} sudah dihitung") for n in range(6) for name in ("Ines", "Morris", "Hilda", "Torang", "Wira")]
FIRST: Said = [
    ("Ines", "aturan titip hp itu tidak masuk akal, dibuat sepihak"),
    ("Ines", "ayo kita tolak, besok jangan ada yang titip hp"),
    ("Morris", "setuju"),
    ("Hilda", "ikut"),
    ("Torang", "gas"),
]
SECOND: Said = [
    ("Ines", "kalau kita diam terus aturan titip hp jadi permanen"),
    ("Ines", "yang tidak ikut pengecut, ayo bareng ke manajer senin"),
    ("Torang", "siap"),
    ("Morris", "sepakat"),
    ("Hilda", "Daftar:\n1. Hilda\n2. Torang\n3. Morris"),
]
PAY: Said = [
    ("Ines", "uang lembur belum dibayar dua bulan, tidak adil, hak kita"),
    ("Ines", "ayo kita ajukan surat bersama ke hrd besok"),
    ("Morris", "setuju"),
    ("Hilda", "ikut"),
    ("Torang", "siap"),
]
SPORT: Said = [
    ("Ines", "ayo badminton kamis, siapa ikut?"),
    ("Morris", "ikut"),
    ("Hilda", "gas"),
    ("Torang", "Daftar:\n1. Torang\n2. Hilda"),
]


def _find(*sessions: Said) -> list[Finding]:
    return list(wag201.find(analysis(messages(*sessions), MEMBERS)))


def test_frame_call_pledge_and_date_in_two_sessions_are_found() -> None:
    (finding,) = _find(DULL, FIRST, SECOND)
    assert finding.persons == ("Ines",)
    assert finding.targets == ("aturan titip hp",)
    assert not finding.protected
    assert [line.line for line in finding.evidence] == list(range(31, 41))
    assert {line.role for line in finding.evidence} >= {"calls", "joins", "presses"}
    assert any("protected whatever its subject" in phrase.render("en") for phrase in finding.reasons_against)


def test_pay_and_hours_are_shown_as_collective_voice_with_the_notice() -> None:
    (finding,) = _find(DULL, PAY, PAY)
    assert finding.protected
    assert finding.statement.render("en").startswith("Collective voice")
    assert finding.statement.render("id").startswith("Suara bersama")
    notice = finding.reasons_against[0].render("en")
    assert "21/2000" in notice
    assert "NLRA" in notice
    assert "article 28" in notice
    assert "pasal 28" in finding.reasons_against[0].render("id")
    assert "pay" in finding.reasons_against[1].render("en")
    assert "upah" in finding.reasons_against[1].render("id")


def test_a_third_session_makes_it_surer() -> None:
    (twice,) = _find(DULL, FIRST, SECOND)
    (thrice,) = _find(DULL, FIRST, SECOND, FIRST)
    assert twice.confidence <= Level.MEDIUM
    assert thrice.confidence == Level.HIGH


@pytest.mark.parametrize(
    "sessions",
    [
        (DULL, FIRST),
        (DULL, SPORT, SPORT),
        (DULL, FIRST[:2], SECOND[:2]),
        (DULL, [("Ines", "aturan baru agak ribet"), ("Morris", "iya"), ("Hilda", "sabar"), ("Torang", "oke")], SPORT),
        (DULL, [("Ines", "dress code besok batik ya"), ("Morris", "siap"), ("Hilda", "siap"), ("Torang", "oke")], SPORT),
        (),
    ],
    ids=["one session", "sport", "nobody joins", "grumble", "batik", "nothing"],
)
def test_the_innocent_twins_are_left_alone(sessions: tuple[Said, ...]) -> None:
    assert _find(*sessions) == []


def test_two_sets_of_people_are_two_episodes() -> None:
    others = people("Ines", "Morris", "Hilda", "Torang", "Ana", "Beno", "Cici", "Dodo")
    swap = {"Ines": "Ana", "Morris": "Beno", "Hilda": "Cici", "Torang": "Dodo"}
    second = [[(swap[name], text.replace("titip hp", "apel subuh")) for name, text in said] for said in (FIRST, SECOND)]
    dull = [(name, f"kardus nomor {n} sudah dihitung") for n in range(6) for name in [*swap, *swap.values()]]
    found = list(wag201.find(analysis(messages(dull, FIRST, second[0], SECOND, second[1]), others)))
    assert {finding.persons for finding in found} == {("Ines",), ("Ana",)}
    assert {finding.targets for finding in found} == {("aturan titip hp",), ("aturan apel subuh",)}


def test_words_that_never_come_back_make_no_topic() -> None:
    again = [("Ines", "peraturan itu sepihak"), ("Ines", "mogok!"), ("Morris", "setuju"), ("Hilda", "ikut"), ("Torang", "gas")]
    first = [("Ines", "edaran kemarin dzalim"), ("Ines", "lawan, kita boikot"), ("Morris", "setuju"), ("Hilda", "ikut"), ("Torang", "gas")]
    (finding,) = _find(DULL, first, again)
    assert finding.targets == ()
