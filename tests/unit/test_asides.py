"""Tests of the talk of one rule that others bring to the member who told them to leave it."""

import pytest

from tests.unit.detector_chats import analysed
from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._asides import Asides
from wag_analyzer.detectors._reading import Reading
from wag_analyzer.detectors._said import kinds
from wag_analyzer.detectors._threads import Worded, threads
from wag_analyzer.detectors.wag202_senior_steering import find

DULL = ["truk datang jam 3", "hujan deras sekali di sini", "galon sudah diantar", "makan siang di mana?"]


def told(*sessions: list[str]) -> Analysis:
    """One session a day, with everyday talk of others after it."""
    lines = []
    for day, session in enumerate(sessions, 1):
        lines += [f"{day} 08:{minute:02d} {line}" for minute, line in enumerate(session)]
        lines += [f"{day} {11 + place}:00 {name}: {DULL[(day + place) % 4]}" for place, name in enumerate(("Wayan", "Sofi", "Wayan"))]
    return analysed(lines)


REPORTED = (
    ["Jali: dek, logsheet gak usah diisi, abang lima tahun di sini aman aja", "Wayan: pagi"],
    ["Rian: logsheet masih diwajibkan kantor bang", "Jali: aman, ga usah diisi terus"],
    ["Rian: bang logsheet tidak aku isi lagi", "Jali: kalo ditanya bilang aja lupa, nanti abang yang ngomong"],
    ["Putu: logsheet punyaku kosong, ga aku isi bang", "Jali: mantap"],
)


def thread_words(analysis: Analysis, person: str) -> list[str]:
    worded = Worded(analysis)
    begun = [turn for turn in Reading(analysis).turns if turn.person == person]
    return [thread.word for thread in threads(worded, person, begun)]


def test_a_thing_that_two_bring_to_one_member_is_a_thread() -> None:
    assert "logsh" in thread_words(told(*REPORTED), "Jali")


def test_a_thing_that_everybody_speaks_of_is_no_thread() -> None:
    elsewhere = [["Sofi: logsheet ada di meja", "Wayan: logsheet baru dicetak", "Sofi: logsheet habis"]] * 6
    assert "logsh" not in thread_words(told(*REPORTED, *elsewhere), "Jali")


def test_a_thing_in_two_sessions_is_no_thread() -> None:
    assert thread_words(told(*REPORTED[:2]), "Jali") == []


def test_a_thread_knows_who_speaks_of_it_and_when() -> None:
    analysis = told(*REPORTED)
    begun = [turn for turn in Reading(analysis).turns if turn.person == "Jali"]
    (thread,) = (one for one in threads(Worded(analysis), "Jali", begun) if one.word == "logsh")
    assert thread.people == ("Rian", "Putu")
    assert thread.sessions == 4
    assert [turn.person for turn in thread.own] == ["Jali"]


def test_talk_that_sets_the_rule_aside_is_told_from_talk_of_it() -> None:
    analysis = told(*REPORTED)
    asides = Asides(analysis, kinds(analysis, "setting_aside"))
    begun = [turn for turn in Reading(analysis).turns if turn.person == "Jali"]
    thread = asides.thread("Jali", begun)
    assert thread is not None
    assert [asides.holds(turn) for turn in thread.others] == [False, True, True]
    test = asides.test(thread, 1)
    assert test.statistic == pytest.approx(3)
    assert test.expected < 2
    assert test.p < 0.05


def test_a_thing_that_others_keep_to_is_not_set_aside() -> None:
    kept = (
        ["Jali: logsheet diisi ya", "Rian: siap bang"],
        ["Rian: logsheet shift pagi lengkap bang", "Jali: mantap"],
        ["Putu: logsheet sore lengkap bang", "Jali: makasih"],
    )
    analysis = told(*kept)
    begun = [turn for turn in Reading(analysis).turns if turn.person == "Jali"]
    assert Asides(analysis, kinds(analysis, "setting_aside")).thread("Jali", begun) is None


def test_advice_that_others_report_to_have_followed_is_a_finding() -> None:
    (found,) = find(told(*REPORTED, *[["Wayan: pagi semua", "Sofi: sore semua", "Jali: pagi"]] * 12))
    assert found.persons == ("Jali",)
    assert {line.role for line in found.evidence} >= {"advises against", "goes along"}


def test_a_line_that_many_say_word_for_word_is_no_thread() -> None:
    line = "ga usah diisi gerobak digeser satpam"
    analysis = told([f"Jali: {line}"], [f"Rian: {line}", "Jali: sip"], [f"Putu: {line}", "Jali: mantap"], [f"Rian: {line}", "Jali: oke"])
    begun = [turn for turn in Reading(analysis).turns if turn.person == "Jali"]
    assert "satpa" in thread_words(analysis, "Jali")
    asides = Asides(analysis, kinds(analysis, "setting_aside"))
    assert asides.holds(begun[0])
    assert asides.thread("Jali", begun) is None
