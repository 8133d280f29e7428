"""Day, month, year: which field is which, decided for a whole part of a file and never for a single line."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from wag_analyzer.counts import counted
from wag_analyzer.parser.dates import ORDERS, Fields, Ints, Order, day_number

__all__ = ["NO_DAY", "Decision", "decision", "media_days"]

NO_DAY: Final = -(2**31)
"""Stands for a date that does not exist under a reading."""

_FIRST_DAY: Final = 14245  # 2009-01-01, the year WhatsApp began
_LAST_DAY: Final = 29219  # 2049-12-31, far beyond any export
_MEDIA: Final = re.compile(rb"-(?:WA\d|(?:PHOTO|VIDEO|AUDIO|GIF|STICKER)-(\d{4})-(\d\d)-(\d\d)-)")
_ANDROID: Final = re.compile(rb"(?:IMG|VID|PTT|AUD|STK|DOC)-(\d{4})(\d\d)(\d\d)")
_FEW: Final = 3
_STEM: Final = 12
"""Bytes before ``-WA0001`` in the name of an Android media file: ``IMG-20240131``."""


@dataclass(frozen=True, slots=True)
class Decision:
    """How the dates of one part are read, why, and how sure that is (0 to 1)."""

    order: Order
    evidence: str
    confidence: float

    @property
    def is_ambiguous(self) -> bool:
        """Say whether the file holds nothing that decides."""
        return self.confidence <= 0.5


@dataclass(frozen=True, slots=True)
class _Reading:
    """The days of one reading: lines without a day of the years of WhatsApp, steps back, days passed over (``leap``: any year)."""

    order: Order
    days: Ints
    lost: int
    back: int
    path: int
    leap: int


def media_days(data: bytes) -> tuple[Ints, Ints]:
    """Return byte offset and day of every media file name that carries a date."""
    rows = []
    for found in _MEDIA.finditer(data):
        name = found if found[1] else _ANDROID.fullmatch(data, max(found.start() - _STEM, 0), found.start())
        number = day_number(Fields((int(name[1]), int(name[2]), int(name[3])), 0, 0), "YMD") if name else None
        if number is not None:
            rows.append((found.start(), number))
    columns = np.array(rows, np.int64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def decision(
    dates: Sequence[Fields],
    sequence: Ints,
    lines: Ints,
    media: Callable[[], tuple[Ints, Ints]],
    hint: Callable[[], tuple[Order, str] | None],
) -> Decision:
    """Decide the order of the fields of one part of a file.

    Parameters
    ----------
    dates
        The distinct dates of the part.
    sequence
        For each run of headers with the same date, in file order, the index of the date.
    lines
        How many headers each run has.
    media
        Gives, for headers whose message names a dated media file, the position in ``sequence`` and the day of the name.
    hint
        Gives what the language of the file suggests; asked only when nothing else decides.
    """
    weight = np.bincount(sequence, lines, minlength=len(dates))
    first = sum(int(weight[index]) for index, date in enumerate(dates) if date.year_at == 0)
    total = int(lines.sum())
    if first * 2 > total:
        return Decision("YMD", counted("the year stands first in {first} of {total:line|lines}", first=first, total=total), 1.0)
    readings = {order: _reading(dates, sequence, lines, order) for order in ORDERS}
    dmy, mdy, ymd = (readings[order] for order in ORDERS)
    best = min(dmy, mdy, key=lambda reading: (reading.lost, reading.path))
    near = ymd.lost <= best.lost and ymd.path * 20 < best.path
    jumps = len(dates) >= _FEW and (near or (ymd.lost < best.lost and ymd.leap * 20 < best.leap))
    if (ymd.lost < best.lost and best.lost * 2 > total) or jumps:
        passed = counted("{n:day|days} passed over, else {other}", n=ymd.leap, other=best.leap)
        text = f"only with the year first do the lines follow each other ({passed})"
        return Decision("YMD", text, 0.9)
    return _by_field(dmy, mdy) or _by_time(dmy, mdy) or _by_media(dmy, mdy, sequence, media) or _by_steps(dmy, mdy) or _by_hint(hint())


def _reading(dates: Sequence[Fields], sequence: Ints, lines: Ints, order: Order) -> _Reading:
    numbers = [day_number(date, order) for date in dates]
    days = np.array([_plausible(number, date) for number, date in zip(numbers, dates, strict=True)], np.int64)
    along = days[sequence]
    steps = np.diff(along[along != NO_DAY])
    every = np.array([NO_DAY if number is None else number for number in numbers], np.int64)[sequence]
    leaps = np.diff(every[every != NO_DAY])
    lost, back, path, leap = lines[along == NO_DAY].sum(), (steps < 0).sum(), np.abs(steps).sum(), np.abs(leaps).sum()
    return _Reading(order, days, int(lost), int(back), int(path), int(leap))


def _plausible(number: int | None, date: Fields) -> int:
    """Return a day of the years of WhatsApp, or any day where the year is not written; else ``NO_DAY``."""
    if number is None or not (_FIRST_DAY <= number <= _LAST_DAY or date.month_at is not None):
        return NO_DAY
    return number


def _by_field(dmy: _Reading, mdy: _Reading) -> Decision | None:
    if dmy.lost == mdy.lost:
        return None
    right, wrong = (dmy, mdy) if dmy.lost < mdy.lost else (mdy, dmy)
    place = "first" if right.order == "DMY" else "second"
    sure = 1.0 - right.lost / (2 * wrong.lost)
    text = counted("the {place} field is above 12 in {n:line|lines}", place=place, n=wrong.lost - right.lost)
    return Decision(right.order, text, sure)


def _by_time(dmy: _Reading, mdy: _Reading) -> Decision | None:
    if dmy.back == mdy.back:
        return None
    right, wrong = (dmy, mdy) if dmy.back < mdy.back else (mdy, dmy)
    sure = 0.95 if wrong.back >= 3 + 3 * right.back else 0.75
    text = "the time of the lines runs back {right:time|times}, read the other way {wrong:time|times}"
    return Decision(right.order, counted(text, right=right.back, wrong=wrong.back), sure)


def _by_media(dmy: _Reading, mdy: _Reading, sequence: Ints, media: Callable[[], tuple[Ints, Ints]]) -> Decision | None:
    places, named = media()
    if not len(places):
        return None
    near = {reading.order: int((np.abs(reading.days[sequence[places]] - named) <= 1).sum()) for reading in (dmy, mdy)}
    if near["DMY"] == near["MDY"]:
        return None
    order: Order = "DMY" if near["DMY"] > near["MDY"] else "MDY"
    text = "{right:date in names of media files agrees|dates in names of media files agree}, read the other way {wrong}"
    return Decision(order, counted(text, right=near[order], wrong=min(near.values())), 0.95)


def _by_steps(dmy: _Reading, mdy: _Reading) -> Decision | None:
    """Decide by the days passed: a living group does not write on the same day of twelve months."""
    right, wrong = (dmy, mdy) if dmy.path < mdy.path else (mdy, dmy)
    if len(set(right.days.tolist())) < 5 or right.path * 4 > wrong.path:
        return None
    text = counted("the lines pass over {right:day|days}, read the other way over {wrong}", right=right.path, wrong=wrong.path)
    return Decision(right.order, text, 0.7)


def _by_hint(hint: tuple[Order, str] | None) -> Decision:
    if hint is not None:
        return Decision(hint[0], f"nothing in the dates decides; {hint[1]}", 0.5)
    return Decision("DMY", "nothing in the file decides whether day or month stands first", 0.5)
