"""Tests of whether a turn of the one asked answers the ask."""

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors._directed import Ask, Desk, asks

ASK = "1 09:00 Hana: Ratih, laporan stok boleh dicetak?"


def first(*lines: str) -> Ask:
    analysis = analysed([ASK, *lines])
    return next(ask for ask in asks(Desk(analysis)) if ask.to == "Ratih")


def test_who_goes_on_after_an_answer_was_served() -> None:
    gone_on = first("1 09:02 Ratih: yang bagian depan saja", "1 09:03 Hana: nah pas, kucetak sekarang")
    silent = first("1 09:02 Ratih: yang bagian depan saja")
    assert gone_on.answered > silent.answered


def test_thanks_make_an_answer_of_what_was_written() -> None:
    assert first("1 09:02 Ratih: yang bagian depan saja", "1 09:03 Hana: makasih Ratih").answered > 0.9


def test_words_about_the_same_matter_answer_more_probably_than_others() -> None:
    same = first("1 09:20 Ratih: stok masih dihitung")
    other = first("1 09:20 Ratih: hujan deras sekali")
    assert same.answered > other.answered


def test_who_is_still_waiting_asks_again_without_a_question() -> None:
    ask = first("1 09:02 Ratih: hujan deras sekali", "1 14:00 Hana: Ratih, aku masih menunggu", "1 15:00 Ratih: wah macet")
    assert ask.again == 1
    assert ask.answered < 0.5


def test_a_new_matter_is_no_second_ask() -> None:
    ask = first("1 09:02 Ratih: boleh", "1 14:00 Hana: Ratih, brosur pameran warna apa ya?", "1 14:01 Ratih: biru")
    assert ask.again == 0


def test_words_to_somebody_else_answer_less_probably() -> None:
    to_other = first("1 09:02 Ratih: Joni, tolong ambil kunci", "1 09:05 Joni: siap")
    plain = first("1 09:02 Ratih: silakan ambil kunci", "1 09:05 Joni: siap")
    assert to_other.answered < plain.answered


def test_one_name_at_the_beginning_of_several_is_the_one_asked() -> None:
    analysis = analysed(["1 08:00 Joni: pagi", "1 08:01 Ratih: pagi", "1 09:00 Hana: Ratih, bisa bantu Joni?", "1 15:00 Ratih: wah"])
    assert {ask.to for ask in asks(Desk(analysis))} <= {"Ratih"}


def test_a_clock_that_was_set_back_by_years_is_no_fault() -> None:
    ask = first("2 09:00 Hana: Ratih?", "-900 09:20 Ratih: stok masih dihitung", "-900 09:30 Hana: baik")
    assert 0 <= ask.answered <= 1
