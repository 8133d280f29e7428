"""Clock and calendar: what a header's numbers mean."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from wag_analyzer.parser.dates import EPOCH, Order, clock, day_number, fields, seconds
from wag_analyzer.parser.orders import Decision, decision


def day(text: str, order: Order) -> str | None:
    number = day_number(fields(text), order)
    return None if number is None else date.fromordinal(number + EPOCH).isoformat()


def at(text: str) -> str | None:
    found = clock(text)
    assert found is not None
    hour, minute, second = (np.array([part], np.int64) for part in (found.hour, found.minute, found.second))
    value = int(seconds(hour, minute, second, found.half)[0])
    return None if value < 0 else f"{value // 3600:02}:{value // 60 % 60:02}:{value % 60:02}"


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("31/12/24", "DMY", "2024-12-31"),
        ("12/31/24", "MDY", "2024-12-31"),
        ("2024-12-31", "YMD", "2024-12-31"),
        ("24/12/31", "YMD", "2024-12-31"),
        ("2024. 12. 31.", "YMD", "2024-12-31"),
        ("3/18/2565 BE", "MDY", "2022-03-18"),
        ("3/18/2565", "MDY", "2022-03-18"),
        ("18/3/2565 พ.ศ.", "DMY", "2022-03-18"),
        ("3/18/R4", "MDY", "2022-03-18"),
        ("令和4/3/18", "YMD", "2022-03-18"),
        ("2022年3月18日", "YMD", "2022-03-18"),
        ("١٨/٣/٢٠٢٢", "DMY", "2022-03-18"),
        ("7 Mar 2014", "DMY", "2014-03-07"),
        ("Mar 7, 2014", "MDY", "2014-03-07"),
        ("7 Mar", "DMY", "2000-03-07"),
        ("7 Mar 2014", "MDY", None),
        ("31/04/2024", "DMY", None),
        ("29/02/2023", "DMY", None),
        ("00/01/2024", "DMY", None),
        ("13/01/0000", "DMY", None),
        ("2024-12-31", "DMY", None),
        ("5/3/67", "DMY", "2024-03-05"),
        ("3/5/99", "MDY", "1999-03-05"),
        ("01/01/70", "DMY", "1970-01-01"),
        ("31/12/69", "DMY", "1969-12-31"),
        ("24. 10. 31.", "YMD", "2024-10-31"),
        ("۱۴۰۳/۱۰/۱۱", "YMD", "2024-12-31"),
        ("1403/12/30", "YMD", "2025-03-20"),
        ("1404/01/01", "YMD", "2025-03-21"),
        ("1402/12/30", "YMD", None),
        ("1/7/1399", "DMY", "2020-09-22"),
        ("1403/13/01", "YMD", None),
        ("24. 10. 31.", "DMY", None),
        ("31. 12. 2024.", "DMY", "2024-12-31"),
        ("31.12.24\u202fг.", "DMY", "2024-12-31"),
        ("31/12/24 AD", "DMY", "2024-12-31"),
        ("31/12/24 AD", "MDY", None),
    ],
)
def test_a_date_is_what_it_says_or_nothing(text: str, order: Order, expected: str | None) -> None:
    assert day(text, order) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12:05\u202fAM", "00:05:00"),
        ("12:05 pm", "12:05:00"),
        ("8:28\u00a0p.\u00a0m.", "20:28:00"),
        ("上午12:00:05", "00:00:05"),
        ("下午12:50:01", "12:50:01"),
        ("오후 3:50:46", "15:50:46"),
        ("٢:٥٦:٠٠ م", "14:56:00"),
        ("12:15 mittags", "12:15:00"),
        ("11:40 mittags", "11:40:00"),
        ("1:15 mittags", "13:15:00"),
        ("2:10 nachts", "02:10:00"),
        ("12:10 nachts", "00:10:00"),
        ("11:10 nachts", "23:10:00"),
        ("14.56.01", "14:56:01"),
        ("17 h 46", "17:46:00"),
        ("17 h 46 min 05 s", "17:46:05"),
        ("21시 5분 7초", "21:05:07"),
        ("오후 9시 5분", "21:05:00"),
        ("9:05 ч. pm", "21:05:00"),
        ("(9:05:07 PM)", "21:05:07"),
        ("9:05 f.h.", "09:05:00"),
        ("ÖS 9:05", "21:05:00"),
        ("रात 2:05", "02:05:00"),
        ("रात 9:05", "21:05:00"),
        ("9:05 da noite", "21:05:00"),
        ("12:05 de la noche", "00:05:00"),
        ("15:30 PM", "15:30:00"),
        ("25:61", None),
        ("23:59:60", None),
    ],
)
def test_a_clock_time_is_what_it_says_or_nothing(text: str, expected: str | None) -> None:
    assert at(text) == expected


def decided(dates: Sequence[str], media: Sequence[tuple[int, str]] = (), hint: tuple[Order, str] | None = None) -> Decision:
    distinct = list(dict.fromkeys(dates))
    sequence = np.array([distinct.index(text) for text in dates], np.int64)
    places = np.array([row for row, _ in media], np.int64)
    days = np.array([date.fromisoformat(name).toordinal() - EPOCH for _, name in media], np.int64)
    return decision([fields(text) for text in distinct], sequence, np.ones(len(sequence), np.int64), lambda: (places, days), lambda: hint)


@pytest.mark.parametrize(
    ("dates", "order", "word"),
    [
        (["2024/01/02", "2024/01/03"], "YMD", "year stands first"),
        (["05/06/24", "13/06/24"], "DMY", "first field is above 12"),
        (["05/06/24", "06/13/24"], "MDY", "second field is above 12"),
        (["2/3/24", "2/11/24", "3/1/24", "3/9/24", "4/2/24"], "MDY", "runs back 0 times"),
        (["03/02/24", "11/02/24", "01/03/24", "09/03/24"], "DMY", "runs back 0 times"),
        ([f"0{number}/06/24" for number in range(1, 8)], "DMY", "pass over 6 days"),
        (["24/10/28", "24/10/29", "24/10/31", "24/11/02"], "YMD", "year first"),
        (["24/10/05", "24/10/05"], "YMD", "year first"),
        (["Mar 7", "Mar 8"], "MDY", "second field"),
        (["7 Mar", "8 Mar"], "DMY", "first field"),
        (["15/01/24", "31/04/24", "15/01/24", "16/01/24"], "DMY", "first field"),
    ],
)
def test_the_order_is_decided_by_the_strongest_evidence(dates: list[str], order: Order, word: str) -> None:
    found = decided(dates)
    assert found.order == order
    assert word in found.evidence
    assert not found.is_ambiguous


def test_a_year_of_two_digits_in_front_needs_more_than_two_dates() -> None:
    assert decided(["24/03/23", "24/03/24"]).order == "DMY"
    assert decided(["24/3/5", "24/3/31", "24/12/5", "24/12/31"]).order == "YMD"


def test_a_clock_that_lost_its_time_does_not_turn_the_order() -> None:
    assert decided(["12/10/24", "01/01/70", "13/10/24", "14/10/24"]).order == "DMY"
    assert decided(["12/10/24", "01/01/00", "13/10/24", "14/10/24"]).order == "DMY"


def test_a_text_without_two_numbers_is_no_time() -> None:
    assert clock("9 pm") is None
    assert clock("1:2:3:4") is None


def test_one_wrong_line_does_not_turn_the_order() -> None:
    found = decided([*(f"{number}/05/24" for number in range(10, 29)), "05/31/24"])
    assert found.order == "DMY"
    assert 0.9 < found.confidence < 1


def test_names_of_media_decide_what_time_cannot() -> None:
    found = decided(["3/4/24", "4/4/24"], media=[(0, "2024-03-04")])
    assert (found.order, found.confidence) == ("MDY", 0.95)
    assert decided(["3/4/24", "4/4/24"], media=[(0, "2020-01-01")]).is_ambiguous


def test_without_evidence_the_order_is_called_ambiguous_and_a_hint_is_followed() -> None:
    assert decided(["05/06/24"]).is_ambiguous
    assert decided(["05/06/24"]).order == "DMY"
    found = decided(["05/06/24"], hint=("MDY", "US English"))
    assert (found.order, found.is_ambiguous) == ("MDY", True)
    assert "US English" in found.evidence
