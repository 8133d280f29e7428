"""Tests of pile-on."""

import pytest

from tests.unit.text_chats import analysis, messages, people
from wag_analyzer.detectors import wag102_pile_on as wag102
from wag_analyzer.findings import Finding, Level

MEMBERS = people("Darto", "Samuel", "Linggar", "Yosef")
Said = list[tuple[str, str]]
DULL: Said = [(name, f"kardus nomor {n} sudah dihitung") for n in range(6) for name in ("Darto", "Samuel", "Linggar", "Yosef")]
FIRST: Said = [
    ("Darto", "Yosef memang tidak becus"),
    ("Samuel", "Yosef malu-maluin"),
    ("Linggar", "dasar pemalas kamu Yosef"),
    ("Yosef", "maaf, aku perbaiki"),
]
SECOND: Said = [
    ("Samuel", "Yosef goblok"),
    ("Linggar", "pindah saja, Yosef"),
    ("Darto", "Yosef beban tim"),
    ("Yosef", "cukup ya"),
]
TEASED: Said = [
    ("Darto", "Yosef pemalas wkwk 😂"),
    ("Yosef", "haha iri bilang bos, Darto kalah"),
    ("Samuel", "skakmat Darto 🤣"),
    ("Linggar", "Yosef juara tidur wkwk"),
    ("Yosef", "wkwkwk gantian Samuel"),
]
THANKED: Said = [("Darto", "makasih Yosef"), ("Samuel", "Yosef hebat, mantap"), ("Linggar", "keren Yosef"), ("Yosef", "sama-sama")]


def _find(*sessions: Said) -> list[Finding]:
    return list(wag102.find(analysis(messages(*sessions), MEMBERS)))


def test_several_who_attack_one_in_two_sessions_are_found() -> None:
    (finding,) = _find(DULL, FIRST, SECOND)
    assert set(finding.persons) == {"Darto", "Samuel", "Linggar"}
    assert finding.targets == ("Yosef",)
    assert {line.role for line in finding.evidence} >= {"attacks", "defends or withdraws"}
    assert [line.line for line in finding.evidence] == list(range(25, 33))
    assert finding.score > 0.8


def test_a_third_session_makes_it_surer() -> None:
    (twice,) = _find(DULL, FIRST, SECOND)
    (thrice,) = _find(DULL, FIRST, SECOND, SECOND)
    assert twice.confidence <= Level.MEDIUM
    assert thrice.confidence == Level.HIGH


def test_silence_is_said_when_the_person_does_not_answer() -> None:
    (finding,) = _find(DULL, FIRST[:3], SECOND[:3], [("Yosef", "pagi")], FIRST[:3])
    assert any("silent" in phrase.render("en") for phrase in finding.reasons_for)
    assert any("diam" in phrase.render("id") for phrase in finding.reasons_for)


@pytest.mark.parametrize(
    "sessions",
    [
        (DULL, FIRST),
        (DULL, TEASED, TEASED),
        (DULL, THANKED, THANKED),
        (DULL, [("Darto", "Yosef di mana?"), ("Samuel", "Yosef tolong ke depan"), ("Linggar", "Yosef ditunggu")], THANKED),
        (),
    ],
    ids=["one session", "teasing", "thanks", "asking", "nothing"],
)
def test_the_innocent_twins_are_left_alone(sessions: tuple[Said, ...]) -> None:
    assert _find(*sessions) == []


def test_talk_about_somebody_who_is_not_there_is_another_pattern() -> None:
    away = [
        [(name, text.replace("Yosef", "bu Hesti").replace(" kamu", "")) for name, text in said if name != "Yosef"]
        for said in (FIRST, SECOND)
    ]
    assert _find(DULL, *away) == []


def test_what_speaks_against_is_said() -> None:
    mixed = [*SECOND, ("Samuel", "bercanda wkwk"), ("Darto", "Linggar juga goblok"), ("Linggar", "Yosef baik hati sih")]
    (finding,) = _find(DULL, FIRST, mixed, FIRST)
    texts = " ".join(phrase.render("en") for phrase in finding.reasons_against)
    assert "laugh or joke" in texts
    assert "returned" in texts
    assert "praise" in texts


def test_one_hostile_voice_is_enough_only_when_the_person_is_plainly_hurt() -> None:
    naming = [
        ("Samuel", "Yosef, nomor tiga"),
        ("Linggar", "Yosef, nomor empat"),
        ("Darto", "Yosef goblok, tidak becus"),
        ("Darto", "Yosef pindah saja"),
    ]
    hurt = [*naming, ("Yosef", "maaf, tolong berhenti")]
    assert _find(DULL, naming, naming) == []
    assert len(_find(DULL, hurt, hurt)) == 1


def test_it_takes_one_who_names_and_another_who_is_hostile() -> None:
    quieter: list[Said] = [
        [("Darto", "Yosef istirahat? emang kerja?"), ("Samuel", "dasar pemalas"), ("Linggar", "wah"), ("Yosef", "maaf")],
        [("Samuel", "Yosef pulang sana"), ("Linggar", "goblok memang"), ("Darto", "ya"), ("Yosef", "maaf ya")],
        [("Linggar", "ini kerjaan Yosef"), ("Darto", "tidak becus"), ("Samuel", "beban tim"), ("Yosef", "aku perbaiki")],
    ]
    (finding,) = _find(DULL, *quieter)
    assert set(finding.persons) == {"Darto", "Samuel", "Linggar"}
