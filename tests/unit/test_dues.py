"""Tests of when something is promised for."""

import pandas as pd
import pytest

from wag_analyzer.text.dues import due

THURSDAY = pd.Timestamp("2024-06-20 14:00")


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("besok udah di mejamu", "2024-06-21 14:00"),
        ("bsk pagi gw kabarin", "2024-06-21 14:00"),
        ("pasti jumat kelar", "2024-06-21 18:00"),
        ("kamis ya", "2024-06-27 18:00"),
        ("ak kirim minggu depan", "2024-06-27 14:00"),
        ("hari minggu aku setor", "2024-06-23 18:00"),
        ("ntar malem ya", "2024-06-20 20:00"),
        ("tgl 25 beres", "2024-06-25 18:00"),
        ("tgl 5 beres", "2024-07-05 18:00"),
        ("2 hari lagi", "2024-06-22 14:00"),
        ("jam 4 aku kirim", "2024-06-20 16:00"),
        ("jam 9 aku kirim", "2024-06-21 09:00"),
        ("not today, friday", "2024-06-21 18:00"),
        ("by 5", "2024-06-20 17:00"),
        ("leave it to me, wednesday", "2024-06-26 18:00"),
        ("in 2 weeks, maybe 3 weeks", "2024-07-11 14:00"),
        ("you'll have it the 28th", "2024-06-28 18:00"),
    ],
)
def test_a_time_to_come_is_read_in_either_language(text: str, when: str) -> None:
    assert due(text, THURSDAY) == pd.Timestamp(when)


@pytest.mark.parametrize("text", ["", "ok noted", "sudah aku kirim", "makasih ya", "jam 25", "tgl 0", "jam 0"])
def test_words_without_a_time_to_come_have_none(text: str) -> None:
    assert due(text, THURSDAY) is None


@pytest.mark.parametrize("digits", ["12345678" * 700, "0" * 5000, "0" * 5000 + "99"])
def test_thousands_of_digits_are_no_day(digits: str) -> None:
    assert due(f"tgl {digits}", THURSDAY) is None
    assert due("tgl 0025", THURSDAY) == due("tgl 25", THURSDAY)


@pytest.mark.parametrize("text", ["besok saya kirim", "tgl 5 saya kirim", "jam 7 pagi", "minggu depan", "in 30 days", "end of the month"])
def test_nothing_is_due_after_the_calendar(text: str) -> None:
    assert due(text, pd.Timestamp("9999-12-31 09:00").as_unit("s")) is None


def test_a_day_the_month_does_not_have_is_none() -> None:
    assert due("tgl 31", THURSDAY) is None


def test_the_end_of_the_month_is_its_last_day() -> None:
    assert due("akhir bulan beres", THURSDAY) == pd.Timestamp("2024-06-30 18:00")
    assert due("end of the month", pd.Timestamp("2024-06-30 19:00")) == pd.Timestamp("2024-07-31 18:00")
