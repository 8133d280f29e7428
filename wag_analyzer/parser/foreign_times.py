"""Times of foreign files: seconds since 1970, or a written date and time."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

__all__ = ["Moment", "epoch", "moment", "shown_offsets"]

_LAST: Final = 253_402_300_799  # the end of the year 9999, beyond which no table can show a time
_MILLISECONDS: Final = 100_000_000_000  # as seconds this is the year 5138; as milliseconds 1973
_COUNT: Final = re.compile(r"\d{9,13}(?:\.\d{1,9})?")
_WRITTEN: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")
_START: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock has no zone
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?")
_QUARTERS: Final = 96  # of an hour in a day
_WESTMOST: Final = -40  # quarters of an hour: UTC-10; what lies further west is read as the same hours of the day before, UTC+13
_DAYLIGHT: Final = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time in seconds since 1970: of UTC when ``is_utc``, else of a wall clock in an unknown zone."""

    seconds: int
    is_utc: bool


def epoch(value: object) -> int | None:
    """Return the seconds since 1970 that a number counts, in seconds or milliseconds; None when it is no such number.

    Examples
    --------
    >>> epoch(1703001600), epoch(1703001600123), epoch(1703001600.9), epoch(True), epoch(float("nan"))
    (1703001600, 1703001600, 1703001600, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    seconds = value // 1000 if value >= _MILLISECONDS else value
    return int(seconds) if 0 < seconds <= _LAST else None


def moment(value: object) -> Moment | None:
    """Return the point in time a cell holds: a count since 1970, or an ISO 8601 date with its time of day.

    Examples
    --------
    >>> moment("2024-03-14 09:44"), moment("2024-03-14T09:44:00+07:00").is_utc
    (Moment(seconds=1710409440, is_utc=False), True)
    >>> moment("14/03/2024 09:44") is None
    True
    """
    if isinstance(value, str):
        text = value.strip()
        if _COUNT.fullmatch(text):
            value = float(text) if "." in text else int(text)
        elif _WRITTEN.fullmatch(text):
            return _written(text)
    counted = epoch(value)
    return None if counted is None else Moment(counted, is_utc=True)


def _written(text: str) -> Moment | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "").replace(",", "."))
        utc = found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        return None
    seconds = (utc - _START) // timedelta(seconds=1)
    return Moment(seconds, is_utc=found.tzinfo is not None) if seconds > 0 else None


def shown_offsets(moments: Sequence[tuple[int, object]]) -> list[int] | None:
    """Return how far the hours and minutes a file shows are ahead of UTC, one offset in seconds a moment; None when they do not fit.

    They fit when at least nine of ten are whole quarters of an hour ahead, all the same or those of summer and winter; the others are
    given the usual offset.

    Parameters
    ----------
    moments
        Seconds since 1970, and the ``HH:MM`` shown for them.

    Examples
    --------
    >>> shown_offsets([(1463926635, "10:17")])
    [-14400]
    """
    found = [_quarters(seconds, shown) for seconds, shown in moments]
    counts = Counter(quarters for quarters in found if quarters is not None)
    if not counts:
        return None
    usual = max(counts, key=lambda quarters: counts[quarters])
    other = max((usual - _DAYLIGHT, usual + _DAYLIGHT), key=lambda quarters: counts[quarters])
    if (counts[usual] + counts[other]) * 10 < len(found) * 9:
        return None
    return [(quarters if quarters in {usual, other} else usual) * 900 for quarters in found]


def _quarters(seconds: int, shown: object) -> int | None:
    read = _CLOCK.fullmatch(shown.strip()) if isinstance(shown, str) else None
    if read is None:
        return None
    ahead, odd = divmod(int(read[1]) * 60 + int(read[2]) - seconds // 60 % 1440, 15)
    return None if odd else (ahead - _WESTMOST) % _QUARTERS + _WESTMOST
