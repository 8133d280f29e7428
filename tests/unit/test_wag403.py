"""Tests of the detector of commitments asked after and not kept."""

import pandas as pd

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors._directed import Desk
from wag_analyzer.detectors._promises import Promise, promises
from wag_analyzer.detectors.wag403_broken_promise import find, refuses
from wag_analyzer.findings import Level

MEMBERS = ["Lusi", "Seno", "Hadi"]


def shop(rounds: int = 5, end: str = "") -> list[str]:
    """Return rounds of a commitment of Wira, asked after two days later; others keep theirs."""
    lines = []
    for turn in range(rounds):
        day, who = 1 + 5 * turn, MEMBERS[turn % 3]
        other = MEMBERS[(turn + 1) % 3]
        lines += [f"{day} 09:00 {who}: Wira, bisa buatkan brosur?", f"{day} 09:02 Wira: bisa, besok aku setor"]
        lines += [f"{day} 13:00 {who}: {other}, minta nota dong", f"{day} 13:02 {other}: besok aku kirim"]
        lines += [f"{day + 1} 10:00 {other}: {who}, notanya sudah aku kirim", f"{day + 1} 10:01 {who}: makasih {other}"]
        lines += [f"{day + 2} 09:00 {who}: Wira, brosurnya sampai mana?", f"{day + 2} 09:03 Wira: aduh kelupaan, nanti malam ya"]
        lines += [end.format(day=day + 3, who=who)] if end else []
    return lines


def followed(*lines: str) -> list[Promise]:
    analysis = analysed(lines)
    return promises(analysis, Desk(analysis))


def test_commitments_chased_and_put_off_are_a_finding() -> None:
    (found,) = find(analysed(shop()))
    assert found.persons == ("Wira",)
    assert {line.role for line in found.evidence} == {"asks", "promises", "asks again", "puts off"}
    assert len(found.evidence) == 20
    assert found.confidence is Level.HIGH
    assert found.test is not None
    assert found.test.statistic == 0.0
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_the_same_chat_gives_the_same_numbers() -> None:
    analysis = analysed(shop())
    assert list(find(analysis)) == list(find(analysis))


def test_late_but_handed_over_is_no_finding() -> None:
    assert list(find(analysed(shop(end="{day} 10:00 Wira: {who}, maaf telat, ini brosurnya")))) == []


def test_thanks_of_the_other_show_that_it_was_kept() -> None:
    assert list(find(analysed(shop(end="{day} 10:00 {who}: Wira, makasih brosurnya sudah sampai")))) == []


def test_two_commitments_are_enough_only_when_they_are_all_and_both_are_put_off() -> None:
    (found,) = find(analysed(shop(2)))
    assert found.persons == ("Wira",)
    assert found.confidence is Level.MEDIUM
    silent = [line for line in shop(2) if "kelupaan" not in line]
    assert list(find(analysed(silent))) == []
    other = ["40 09:00 Lusi: Wira, bisa hitung kertas?", "40 09:02 Wira: bisa, besok aku setor"]
    assert list(find(analysed([*shop(2), *other]))) == []


def test_some_that_are_kept_are_said_in_the_reasons_against() -> None:
    kept = ["40 09:00 Lusi: Wira, bisa hitung kertas?", "40 09:02 Wira: besok ya", "41 09:00 Wira: Lusi, hitungannya sudah aku kirim"]
    (found,) = find(analysed([*shop(7), *kept]))
    assert "1 commitment was kept." in [phrase.render() for phrase in found.reasons_against]


def test_a_chase_before_the_day_is_said_in_the_reasons_against() -> None:
    lines = [line.replace("besok aku setor", "minggu depan aku setor") for line in shop()]
    (found,) = find(analysed(lines))
    assert "5 were asked after only before the day named." in [phrase.render() for phrase in found.reasons_against]


def test_few_commitments_are_refused_with_a_reason() -> None:
    reason = refuses(analysed(["1 09:00 Lusi: Wira, bisa buatkan brosur?", "1 09:02 Wira: besok ya"]))
    assert reason is not None
    assert "only 1 commitment " in reason.render()
    assert refuses(analysed(shop())) is None


def test_a_commitment_has_its_day_and_what_it_answers() -> None:
    (made,) = followed("1 09:00 Lusi: Wira, bisa buatkan brosur?", "1 09:02 Wira: bisa, jumat beres", "5 09:00 Wira: panas ya")
    assert (made.by, made.to) == ("Wira", "Lusi")
    assert made.due == pd.Timestamp("2024-05-03 18:00")
    assert made.asked is not None
    assert not made.is_settled


def test_words_said_by_name_commit_without_an_ask() -> None:
    (made,) = followed("1 08:00 Lusi: pagi", "1 12:00 Wira: Lusi, brosurmu besok aku setor ya")
    assert made.asked is None


def test_a_question_about_a_day_is_no_commitment() -> None:
    assert followed("1 09:00 Lusi: Wira, bisa buatkan brosur?", "1 09:02 Wira: untuk besok?") == []


def test_a_new_request_is_no_chase_unless_met_by_an_excuse() -> None:
    first = ["1 09:00 Lusi: Wira, bisa buatkan brosur?", "1 09:02 Wira: besok aku setor"]
    (made, *_) = followed(*first, "3 09:00 Lusi: Wira tolong kirim daftar harga", "3 09:02 Wira: siap")
    assert not made.chases
    (made, *_) = followed(*first, "3 09:00 Lusi: Wira tolong kirim yang kemarin", "3 09:02 Wira: aduh belum sempat")
    assert made.chases


def test_a_question_that_finds_no_answer_is_a_chase() -> None:
    first = ["1 09:00 Lusi: Wira, bisa buatkan brosur?", "1 09:02 Wira: besok aku setor"]
    (made, *_) = followed(*first, "3 09:00 Lusi: Wira, brosurnya?", "5 12:00 Wira: panas sekali")
    assert made.is_broken
    assert made.is_overdue


def test_what_comes_long_after_belongs_to_something_else() -> None:
    first = ["1 09:00 Lusi: Wira, bisa buatkan brosur?", "1 09:02 Wira: besok aku setor"]
    (made, *_) = followed(*first, "29 09:00 Lusi: Wira, brosurnya sampai mana?", "29 12:00 Joni: wah")
    assert not made.chases


FIRST = ["1 09:00 Lusi: Wira, denahnya mana?", "1 09:02 Wira: besok mbak"]


def test_who_comes_back_to_the_matter_without_a_name_asks_after_it() -> None:
    (made,) = followed(*FIRST, "3 09:00 Lusi: denah belum ada di meja", "3 12:00 Joni: panas ya")
    assert [chase.number for chase in made.chases] == [2]
    assert made.is_overdue


def test_a_matter_of_which_everybody_speaks_is_not_theirs() -> None:
    others = [f"2 1{hour}:00 {who}: denah lantai sudah dibahas" for hour, who in enumerate(("Joni", "Seno", "Hadi", "Tia"))]
    (made,) = followed(*FIRST, *others, "3 09:00 Lusi: denah belum ada di meja", "3 12:00 Joni: panas ya")
    assert not made.chases


def test_words_of_the_matter_by_the_one_who_promised_may_be_its_keeping() -> None:
    (made,) = followed(*FIRST, "3 09:00 Wira: denah ada di meja depan", "4 09:00 Lusi: denahnya bagus")
    assert made.kept is not None
    assert not made.chases


def test_thanks_to_everybody_are_not_for_what_was_promised() -> None:
    (made,) = followed(*FIRST, "1 09:10 Wira: Lusi ulang tahun nih", "1 09:11 Lusi: makasih semuanya", "9 09:00 Wira: sepi")
    assert made.kept is None
