"""Which field is the day, and what the clock says: decided per header shape over the whole file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date
from functools import lru_cache
from typing import Final, Literal

from wag_analyzer.parser.layouts import Grammar, grammar

__all__ = ["EPOCH", "ORDERS", "Fields", "Order", "day_number", "fields", "seconds"]

Order = Literal["DMY", "MDY", "YMD"]
ORDERS: Final[tuple[Order, ...]] = ("DMY", "MDY", "YMD")
EPOCH: Final = Date(1970, 1, 1).toordinal()

_NUMBER: Final = re.compile(r"\d+")
_PLACES: Final[Mapping[Order, tuple[int, int, int]]] = {"DMY": (2, 1, 0), "MDY": (2, 0, 1), "YMD": (0, 1, 2)}


@dataclass(frozen=True, slots=True)
class Fields:
    """The three numbers of a date in the order in which they stand.

    ``shift`` is what an era adds to the year; ``year_at`` is the place of a year that can be nothing else; ``month_at`` that of a month
    written as a word. A date without a year has two numbers and ``year_at`` 2 with the number 0.
    """

    numbers: tuple[int, int, int]
    shift: int = 0
    year_at: int | None = None
    month_at: int | None = None
    digits: int = 2


@lru_cache(maxsize=65536)
def fields(text: str) -> Fields:
    """Return the numbers of a date as it stands in a header."""
    words = grammar()
    named = re.search(r"[^\W\d_]{3,}", text)
    if named and (month := words.months.get(named[0].lower())):
        return _with_month(text, named.start(), month)
    found = list(_NUMBER.finditer(text))
    numbers = (int(found[0][0]), int(found[1][0]), int(found[2][0]))
    lengths = [len(number[0]) for number in found]
    shift, at = _era(text, [number.span() for number in found], words)
    if at is None:
        at = next((place for place in (0, 2) if lengths[place] > 2), None)
    if shift == 0 and at is not None and 2450 < numbers[at] < 2650:
        shift = -543
    return Fields(numbers, shift, at, None, max(lengths[0], lengths[2]))


def _with_month(text: str, start: int, month: int) -> Fields:
    found = [(number.start(), int(number[0])) for number in _NUMBER.finditer(text)]
    day, year = found[0][1], (found[1][1] if len(found) > 1 else 0)
    if found[0][0] < start:
        return Fields((day, month, year), 0, 2, 1, 4)
    return Fields((month, day, year), 0, 2, 0, 4)


def _era(text: str, spans: list[tuple[int, int]], words: Grammar) -> tuple[int, int | None]:
    for place in (0, 2):
        start, end = spans[place]
        before = text[spans[place - 1][1] : start] if place else text[:start]
        after = text[end : spans[1][0]] if place == 0 else text[end:]
        for piece in (before, after):
            name = re.sub(r"[\s\d/\-]", "", piece).strip(".")
            key = re.sub(r"[.\s\u00a0\u202f]", "", name).casefold()
            if key in words.eras:
                return words.eras[key], place
    return 0, None


def day_number(date: Fields, order: Order) -> int | None:
    """Return days since 1970-01-01, or None when the date does not exist under ``order``."""
    year_at, month_at, day_at = _PLACES[order]
    if date.year_at is not None and date.year_at != year_at:
        return None
    if date.month_at is not None and date.month_at != month_at:
        return None
    year = date.numbers[year_at] + date.shift
    if year < 100 and date.shift == 0:
        year += 2000
    try:
        return Date(year, date.numbers[month_at], date.numbers[day_at]).toordinal() - EPOCH
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=262144)
def seconds(text: str) -> int | None:
    """Return seconds since midnight of a clock time with or without a half of the day, or None when there is no such time."""
    words = grammar()
    found = words.time.search(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    word = re.sub(r"[\s\u00a0\u202f\u2009.]", "", text[: found.start()] + text[found.end() :]).casefold()
    if word:
        hour = _hour(hour, words.halves.get(word, "am"))
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second


def _hour(hour: int, half: str) -> int:
    """Return the hour of the day for an hour of the half day; hours past 12 stand as they are."""
    if hour > 12:
        return hour
    if half == "am" or (half == "night" and (hour == 12 or hour <= 6)):
        return hour % 12
    if half == "noon" and hour in {10, 11}:
        return hour
    return hour % 12 + 12
