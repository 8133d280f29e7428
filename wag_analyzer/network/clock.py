"""The hours of the week that a group keeps, and time counted in them only: an answer on Monday morning to Friday evening is a quick one."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Hours", "hours"]

LEAST: Final = 200
"""Messages below which all hours count."""

KEPT: Final = 0.25
_HOUR: Final = 3_600
_HOURS: Final = 24
_WEEK: Final = 7 * _HOURS
_THURSDAY: Final = 3
"""Weekday of day 0 of the clock (1970-01-01), Monday being 0."""

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hours:
    """Which of the 168 hours of a week, from Monday 0:00, are kept."""

    kept: Bools

    def within(self, at: Ints) -> Bools:
        """Return whether moments (seconds of the wall clock) lie in kept hours."""
        return np.asarray(self.kept[_hour(at) % _WEEK], dtype=np.bool_)

    def between(self, start: Ints, end: Ints) -> Ints:
        """Return the seconds of kept hours between two moments."""
        return self._passed(end) - self._passed(start)

    def _passed(self, at: Ints) -> Ints:
        """Return the kept seconds since a fixed Monday."""
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.kept.astype(np.int64))])
        hour = _hour(at)
        week, place = hour // _WEEK, hour % _WEEK
        full = (week * int(before[-1]) + before[place]) * _HOUR
        return np.asarray(full + np.where(self.kept[place], at % _HOUR, 0), dtype=np.int64)


def hours(at: Ints) -> Hours:
    """Return the hours that a group keeps, from the moments (seconds of the wall clock) of its messages.

    Notes
    -----
    An hour of the week is kept when at least a quarter of the average would be written in it, going by the share of messages on that
    weekday times their share in that hour of the day: two profiles of few numbers are steadier than 168. Below 200 messages all hours are
    kept. Nothing is assumed about office hours or weekends.
    """
    if len(at) < LEAST:
        return Hours(np.ones(_WEEK, dtype=np.bool_))
    hour = _hour(at) % _WEEK
    day = np.bincount(hour // _HOURS, minlength=7) / len(at)
    time = np.bincount(hour % _HOURS, minlength=_HOURS) / len(at)
    return Hours(np.outer(day, time).ravel() >= KEPT / _WEEK)


def _hour(at: Ints) -> Ints:
    """Return the hour since the Monday before 1970-01-01."""
    return np.asarray(at // _HOUR + _THURSDAY * _HOURS, dtype=np.int64)
