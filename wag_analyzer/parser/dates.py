"""Which field is the day, and what the clock says: decided per header shape over the whole file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.calendars import SOLAR_HIJRI, solar_hijri
from wag_analyzer.parser.layouts import Grammar, grammar, word_key

__all__ = ["EPOCH", "ORDERS", "Clock", "Fields", "Ints", "Order", "clock", "day_number", "fields", "seconds"]

Ints = npt.NDArray[np.int64]

Order = Literal["DMY", "MDY", "YMD"]
ORDERS: Final[tuple[Order, ...]] = ("DMY", "MDY", "YMD")
EPOCH: Final = date(1970, 1, 1).toordinal()

_BUDDHIST: Final = (2450, 2650)
"""Years between these are counted from the Buddha, also when the phone leaves the era out."""

_NUMBER: Final = re.compile(r"\d+")
_CLOCK: Final = re.compile(r"[\d:.٫()]|(?<=\d)[時时點点시分분秒초]|(?<=\d)\s?h(?=\s?\d)")
_PLACES: Final[Mapping[Order, tuple[int, int, int]]] = {"DMY": (2, 1, 0), "MDY": (2, 0, 1), "YMD": (0, 1, 2)}


@dataclass(frozen=True, slots=True)
class Fields:
    """The three numbers of a date in the order in which they stand.

    ``shift`` is what an era adds to the year; ``year_at`` is the place of a year that can be nothing else; ``month_at`` that of a month
    written as a word. A date without a year stands with the year 0 and is read in the year 2000.
    """

    numbers: tuple[int, int, int]
    shift: int = 0
    year_at: int | None = None
    month_at: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time as it stands: ``half`` is am, pm, noon, night or empty."""

    hour: int
    minute: int
    second: int
    half: str


@lru_cache(maxsize=4096)
def fields(text: str) -> Fields:
    """Return the numbers of a date as it stands in a header."""
    words = grammar()
    named = re.search(r"[^\W\d_]{3,}", text)
    if named and (month := words.months.get(word_key(named[0]))):
        return _with_month(text, named.start(), month)
    found = list(_NUMBER.finditer(text))
    numbers = (int(found[0][0]), int(found[1][0]), int(found[2][0]))
    lengths = [len(number[0]) for number in found]
    shift, at = _era(text, [number.span() for number in found], words)
    if at is None:
        at = next((place for place in (0, 2) if lengths[place] > 2), None)
    if at is None:
        at = words.written.get(_NUMBER.sub("0", text))
    if at is not None and shift == 0 and lengths[at] <= 2:
        shift = 2000
    return Fields(numbers, shift, at)


def _with_month(text: str, start: int, month: int) -> Fields:
    found = [(number.start(), int(number[0])) for number in _NUMBER.finditer(text)]
    day, year = found[0][1], (found[1][1] if len(found) > 1 else 0)
    if found[0][0] < start:
        return Fields((day, month, year), 0, 2, 1)
    return Fields((month, day, year), 0, 2, 0)


def _era(text: str, spans: list[tuple[int, int]], words: Grammar) -> tuple[int, int | None]:
    for place in (0, 2):
        start, end = spans[place]
        before = text[spans[place - 1][1] : start] if place else text[:start]
        after = text[end : spans[1][0]] if place == 0 else text[end:]
        for piece in (before, after):
            key = word_key(re.sub(r"[\d/\-]", "", piece))
            if key in words.eras:
                return words.eras[key], place
    return 0, None


def day_number(numbers: Fields, order: Order) -> int | None:
    """Return days since 1970-01-01, or None when the date does not exist under ``order``."""
    year_at, month_at, day_at = _PLACES[order]
    if numbers.year_at not in {None, year_at} or numbers.month_at not in {None, month_at}:
        return None
    year, month, day = (numbers.numbers[place] for place in (year_at, month_at, day_at))
    if (numbers.year_at is None and year < 100) or (numbers.month_at is not None and year == 0):
        year = _century(year, month, day)
    elif numbers.shift == 0 and _BUDDHIST[0] < year < _BUDDHIST[1]:
        year -= 543
    elif numbers.shift == 0 and SOLAR_HIJRI[0] <= year <= SOLAR_HIJRI[1]:
        ordinal = solar_hijri(year, month, day)
        return None if ordinal is None else ordinal - EPOCH
    try:
        return date(year + numbers.shift, month, day).toordinal() - EPOCH
    except (ValueError, OverflowError):
        return None


def _century(year: int, month: int, day: int) -> int:
    """Return the year behind two digits: 2000 to 2049; 67 is 2567 of the Buddha; a clock that lost its time shows 1970 or 1980."""
    if year < 50:
        return year + 2000
    reset = year in {69, 70, 80} and (month, day) in {(1, 1), (12, 31)}
    return year + (1900 if reset or year > 92 else 1957)


@lru_cache(maxsize=4096)
def clock(text: str) -> Clock | None:
    """Return the parts of a clock time with or without a half of the day, or None when there is none."""
    numbers = [int(number) for number in _NUMBER.findall(text)]
    if len(numbers) not in {2, 3}:
        return None
    hour, minute, second = (*numbers, 0)[:3]
    return Clock(hour, minute, second, grammar().half(_CLOCK.sub(" ", text)))


def seconds(hour: Ints, minute: Ints, second: Ints, half: str) -> Ints:
    """Return seconds since midnight for hours, minutes and seconds of one half of the day (or none); -1 where there is no such time."""
    hours = _hours(hour, half) if half else hour
    good = (hours < 24) & (minute < 60) & (second < 60)
    return np.where(good, hours * 3600 + minute * 60 + second, -1)


def _hours(hour: Ints, half: str) -> Ints:
    """Return hours of the day for hours of the half day; hours past 12 stand as they are."""
    morning, evening = hour % 12, hour % 12 + 12
    halves = {
        "am": morning,
        "pm": evening,
        "noon": np.where((hour == 10) | (hour == 11), hour, evening),
        "night": np.where((hour == 12) | (hour <= 6), morning, evening),
    }
    return np.where(hour > 12, hour, halves[half])
