"""Calendars other than the Gregorian one that a phone may use in its headers."""

from datetime import date
from functools import lru_cache
from typing import Final

__all__ = ["SOLAR_HIJRI", "solar_hijri"]

SOLAR_HIJRI: Final = (1387, 1409)
"""First and last year of the Iranian calendar in which WhatsApp may have written: 2008 to 2031."""

_NEW_YEAR: Final = date(2008, 3, 20).toordinal()  # 1 Farvardin 1387


def solar_hijri(year: int, month: int, day: int) -> int | None:
    """Return the proleptic Gregorian ordinal of a day of the Iranian calendar, None when there is no such day.

    Examples
    --------
    >>> date.fromordinal(solar_hijri(1403, 10, 11)).isoformat()
    '2024-12-31'
    """
    if not (SOLAR_HIJRI[0] <= year <= SOLAR_HIJRI[1] and 1 <= month <= 12 and 1 <= day <= _days(year, month)):
        return None
    return _start(year) + 31 * (month - 1) - max(month - 7, 0) + day - 1


def _days(year: int, month: int) -> int:
    if month == 12:
        return 29 + _is_leap(year)
    return 31 if month <= 6 else 30


@lru_cache(maxsize=64)
def _start(year: int) -> int:
    return _NEW_YEAR + sum(365 + _is_leap(number) for number in range(SOLAR_HIJRI[0], year))


def _is_leap(year: int) -> bool:
    """Return whether a year has 366 days: eight years in each cycle of 33, as the equinox fell and will fall from 1387 to 1409."""
    return (year + 12) % 33 % 4 == 1
