"""Which of the lines that look like headers are headers, and when each was written; the rest is text of the message before."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.chain import strays
from wag_analyzer.parser.dates import Ints, Order, day_number
from wag_analyzer.parser.languages import UNKNOWN, guess_locale
from wag_analyzer.parser.layouts import grammar
from wag_analyzer.parser.orders import NO_DAY, Decision, decision, media_days
from wag_analyzer.parser.prefixes import Prefixes, prefixes
from wag_analyzer.parser.scan import Scan
from wag_analyzer.settings import Settings

__all__ = ["Headers", "headers", "is_log_word"]

Flags = npt.NDArray[np.bool_]
Hint = Callable[[], tuple[Order, str] | None]

_DAY: Final = 86400
_CLOCK: Final = re.compile(r"\d{1,2}(?:[:.h]\d{2})?(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?)?", re.IGNORECASE)
_PROCESS: Final = re.compile(r"[\w./-]+\[\d+\]")
_APPENDED: Final = 10
_GIVEN: Final[dict[str, Order]] = {"dmy": "DMY", "mdy": "MDY", "ymd": "YMD"}


@dataclass(slots=True)
class Headers:
    """The headers of one text, one entry each, and what was decided on the way."""

    at: Ints
    line: Ints
    rest: Ints
    shape: Ints
    prefixes: Prefixes
    decisions: dict[int, Decision] = field(default_factory=dict)
    rejected: dict[int, str] = field(default_factory=dict)


def headers(scan: Scan, settings: Settings, hint: Hint) -> Headers:
    """Return the headers among the lines that look like one.

    Parameters
    ----------
    scan
        The lines.
    settings
        ``date_order`` may give the order.
    hint
        What the language of the file suggests; asked only when nothing else decides.
    """
    sieve = _Sieve(scan, settings, hint)
    sieve.family()
    sieve.clocks_for_names()
    sieve.dates()
    sieve.parts()
    sieve.strays()
    rows = np.flatnonzero(sieve.keep)
    return Headers(
        at=sieve.at[rows],
        line=scan.line[rows],
        rest=scan.rest[rows],
        shape=scan.shape[rows],
        prefixes=sieve.prefixes.taken(rows),
        decisions={shape: sieve.decisions[shape] for shape in np.unique(scan.shape[rows]).tolist()},
        rejected=sieve.rejected,
    )


def is_log_word(name: str) -> bool:
    """Say whether a name is what server logs write in its place."""
    word = re.split(r"[\s\[(:]", name.strip().strip("[]").lower(), maxsplit=1)[0]
    return word in grammar().levels or _PROCESS.fullmatch(name.strip()) is not None


def _is_web_copy(layout: str, shape: str) -> bool:
    """Say whether a header is what WhatsApp Web puts before copied messages: time first, no seconds."""
    return layout.startswith("ios-time-first") and shape.replace(".", ":").count(":") == 1


class _Sieve:
    """Lines that look like headers, fewer after each step; every step says why it dropped a line."""

    def __init__(self, scan: Scan, settings: Settings, hint: Hint) -> None:
        self.scan = scan
        self.settings = settings
        self.hint = hint
        self.prefixes = prefixes(scan)
        self.keep: Flags = np.ones(len(scan.line), bool)
        self.at = np.full(len(scan.line), NO_DAY, np.int64)
        self.decisions: dict[int, Decision] = {}
        self.rejected: dict[int, str] = {}

    def drop(self, rows: Flags, reason: str) -> None:
        """Keep some lines as text from now on."""
        for line in self.scan.line[rows & self.keep].tolist():
            self.rejected[line] = reason
        self.keep &= ~rows

    def family(self) -> None:
        """Keep bracketed or bare headers, whichever the file is made of: the other kind is quoted text."""
        shapes = self.scan.shapes
        bracketed = np.array([layout.startswith("ios") for layout, _ in shapes], bool)[self.scan.shape]
        inside = int(bracketed.sum())
        outside = len(bracketed) - inside
        if not inside or not outside:
            return
        is_ios = bool(bracketed[0]) if max(inside, outside) <= 10 * min(inside, outside) else inside > outside
        copied = np.array([_is_web_copy(layout, shape) for layout, shape in shapes], bool)
        if bool(copied[self.scan.shape[bracketed]].all()):
            is_ios = False
        self.drop(bracketed != is_ios, "a header of another kind than the file's own: quoted text")

    def clocks_for_names(self) -> None:
        """Drop lines where a clock time stands in the sender's place, as in an agenda."""
        clock = self.prefixes.where([_CLOCK.fullmatch(name.strip()) is not None for name in self.prefixes.names])
        self.drop(clock, "a time stands where the sender should: text")

    @cached_property
    def media(self) -> tuple[Ints, Ints]:
        """Line and day of every media file name that carries a date."""
        place, days = media_days(self.scan.data)
        return np.searchsorted(self.scan.starts, place, "right") - 1, days

    def dates(self) -> None:
        """Decide the order of day, month and year for each shape, and read the dates."""
        for shape in np.unique(self.scan.shape[self.keep]).tolist():
            self._date(shape, np.flatnonzero(self.keep & (self.scan.shape == shape)))
        self.drop(self.at == NO_DAY, "no such date or time: text")

    def _date(self, shape: int, rows: Ints) -> None:
        used = np.flatnonzero(np.bincount(self.scan.date[rows], minlength=len(self.scan.dates)))
        place = np.zeros(len(self.scan.dates), np.int64)
        place[used] = np.arange(len(used))
        sequence = place[self.scan.date[rows]]
        part = [self.scan.dates[index] for index in used.tolist()]

        def named() -> tuple[Ints, Ints]:
            line, days = self.media
            row = np.searchsorted(self.scan.line[rows], line, "right") - 1
            return row[row >= 0], days[row >= 0]

        given = _GIVEN.get(self.settings.date_order)
        chosen = Decision(given, "the order was given by the user", 1.0) if given else decision(part, sequence, named, self.hint)
        self.decisions[shape] = chosen
        days = np.array([NO_DAY if (day := day_number(date, chosen.order)) is None else day for date in part], np.int64)[sequence]
        clock = self.scan.clock[rows]
        self.at[rows] = np.where((days != NO_DAY) & (clock >= 0), days * _DAY + clock, NO_DAY)

    def parts(self) -> None:
        """Keep runs of another header shape only when they are a part of the chat and not a quotation."""
        rows = np.flatnonzero(self.keep)
        kinds = self.scan.shape[rows]
        if not len(rows) or (kinds == kinds[0]).all():
            return
        counts = np.bincount(kinds)
        main = int(counts.argmax())
        own = np.unique(self.prefixes.code[rows[kinds == main]])
        cuts = np.flatnonzero(np.diff(kinds)) + 1
        bounds = [0, *cuts.tolist(), len(rows)]
        lost: Flags = np.zeros(len(self.keep), bool)
        for start, stop in pairwise(bounds):
            if kinds[start] != main and not self._is_part(rows, start, stop, own):
                lost[rows[start:stop]] = True
        self.drop(lost, "a header of another shape inside a message: quoted text")

    def _is_part(self, rows: Ints, start: int, stop: int, own: Ints) -> bool:
        code = self.prefixes.code[rows[start:stop]]
        named = code[code >= 0]
        known = int(np.isin(named, own).sum()) * 2 >= len(named)
        inside = self.at[rows[start:stop]]
        after_before = start == 0 or inside.min() >= self.at[rows[start - 1]] - _DAY
        before_after = stop == len(rows) or inside.max() <= self.at[rows[stop]] + _DAY
        fits = bool(after_before and before_after)
        if start == 0 or stop == len(rows):
            return (known and fits) or (stop - start >= 2 and (known or fits)) or stop - start >= _APPENDED
        return known and fits and stop - start >= 3

    def strays(self) -> None:
        """Drop lines whose date is far from their neighbours' and that name nobody known: a sender met elsewhere, or an event."""
        rows = np.flatnonzero(self.keep)
        code = self.prefixes.code[rows]
        count = np.bincount(code + 1, minlength=len(self.prefixes.names) + 1)
        count[0] = 1
        stray = strays(self.at[rows], 2 * np.minimum(count[code + 1], 5) - 1, _DAY)
        if not stray.any():
            return
        settled = np.unique(code[~stray])
        lost: Flags = np.zeros(len(self.keep), bool)
        lost[rows[stray & (code >= 0) & ~np.isin(code, settled)]] = True
        for row in rows[stray & (code < 0)].tolist():
            line = self.scan.data[self.scan.rest[row] : self.scan.ends[self.scan.line[row]]].decode()
            lost[row] = guess_locale([line])[0] == UNKNOWN
        self.drop(lost, "the date is far from the neighbours' and the sender occurs nowhere else: text")
