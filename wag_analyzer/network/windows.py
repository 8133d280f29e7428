"""Windows of time: stretches of whole days in which the chat is looked at by itself."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from wag_analyzer.errors import SettingsError

__all__ = ["Window", "windows"]

DAY: Final = 86_400
MOST: Final = 5_000
_UNITS: Final = {"d": 1, "w": 7}
_WORDS: Final = re.compile(r"(?:window=)?(\d{1,5})([dw])(?:,step=(\d{1,5})([dw]))?")


@dataclass(frozen=True, slots=True)
class Window:
    """From ``start`` up to ``end``, in seconds of the wall clock; both begin a day."""

    start: int
    end: int

    @property
    def label(self) -> str:
        """Return the first and the last day, both in the window: ``2024-01-01/2024-01-28``."""
        return f"{np.datetime64(self.start, 's')}"[:10] + "/" + f"{np.datetime64(self.end - DAY, 's')}"[:10]


def windows(words: str, first: int, last: int) -> tuple[Window, ...]:
    """Return the windows from the day of ``first`` on, until one holds ``last``.

    Parameters
    ----------
    words
        Length and step in days or weeks: ``28d``, ``28d,step=7d``, ``4w``. Without a step, windows follow one another without gap
        or overlap.
    first, last
        Of the chat, in seconds.

    Raises
    ------
    SettingsError
        The words are not of this form, or there would be more than 5,000 windows.

    Examples
    --------
    >>> [window.label for window in windows("7d,step=3d", 0, 10 * 86_400)]
    ['1970-01-01/1970-01-07', '1970-01-04/1970-01-10', '1970-01-07/1970-01-13']
    """
    found = _WORDS.fullmatch(words.replace(" ", ""))
    if not found:
        raise SettingsError(f"no window is written {words!r}", where="--window", hint="write 28d, 4w or 28d,step=7d")
    length = int(found[1]) * _UNITS[found[2]] * DAY
    step = int(found[3]) * _UNITS[found[4]] * DAY if found[3] else length
    if not 0 < step <= length:
        raise SettingsError("a step is at least a day and at most as long as the window", where="--window", hint="for example 28d,step=7d")
    start = first // DAY * DAY
    count = 1 + max(0, -((start + length - 1 - last) // step))
    if count > MOST:
        raise SettingsError(f"that makes {count:,} windows", where="--window", hint="take longer steps")
    return tuple(Window(start + turn * step, start + turn * step + length) for turn in range(count))
