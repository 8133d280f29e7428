"""Which of the lines that look like headers are headers, and when each was written; the rest is text of the message before.

Everything here is decided for runs of headers with the same shape and date, over the whole file.
"""

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
from wag_analyzer.parser.layouts import grammar
from wag_analyzer.parser.orders import NO_DAY, Decision, decision
from wag_analyzer.parser.survey import Runs, Small
from wag_analyzer.settings import Settings

__all__ = ["REASONS", "Verdict", "is_log_word", "verdict"]

Flags = npt.NDArray[np.bool_]
Hint = Callable[[], tuple[Order, str] | None]
Media = Callable[[], tuple[Ints, Ints]]

REASONS: Final = (
    "",
    "a time stands where the sender should, or there is no such time: text",
    "a header of another kind than the file's own: quoted text",
    "no such date: text",
    "a header of another shape inside a message: quoted text",
    "the date is far from the neighbours' and the sender occurs nowhere else: text",
)
_NO_CLOCK, _OTHER_KIND, _NO_DATE, _OTHER_SHAPE, _STRAY = range(1, len(REASONS))

_DAY: Final = 86400
_PROCESS: Final = re.compile(r"[\w./-]+\[\d+\]")
_APPENDED: Final = 10
_GIVEN: Final[dict[str, Order]] = {"dmy": "DMY", "mdy": "MDY", "ymd": "YMD"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about the runs of one text.

    ``day`` (days since 1970) and ``reason`` (index into ``REASONS``, 0: these are headers) have one entry for each run; in a run that is
    ``stray`` only prefixes that are ``settled`` are senders. Both columns end with an entry for -1, lines without a run or a prefix.
    """

    day: Ints
    reason: Ints
    stray: Flags
    settled: Flags
    decisions: dict[int, Decision] = field(default_factory=dict)

    def reasons(self, run: Ints | Small, code: Ints | Small) -> Ints:
        """Return for lines why they are no headers, 0 for those that are; of stray lines without a prefix that remains to be seen."""
        reason = self.reason[run]
        stray = self.stray[run]
        return np.where((reason == 0) & stray & (code >= 0) & ~self.settled[code], _STRAY, reason) if stray.any() else reason

    @property
    def is_clean(self) -> bool:
        """Whether every line that has a run is a header."""
        return not self.reason[:-1].any() and not self.stray[:-1].any()

    @property
    def stray_reason(self) -> int:
        """Return the reason for stray lines without a prefix that are no events."""
        return _STRAY


def verdict(runs: Runs, prefixes: int, settings: Settings, hint: Hint, media: Media) -> Verdict:
    """Return which runs are headers and on which day.

    Parameters
    ----------
    runs
        As surveyed.
    prefixes
        How many prefixes there are.
    settings
        ``date_order`` may give the order.
    hint
        What the language of the file suggests; asked only when nothing else decides.
    media
        Row and day of every media file name that carries a date; asked only when the dates themselves do not decide. Rows count the
        lines that have a run.
    """
    sieve = _Sieve(runs, prefixes, settings, hint, media)
    sieve.family()
    sieve.dates()
    sieve.parts()
    sieve.strays()
    kept = np.unique(runs.shape[sieve.reason == 0]).tolist()
    return Verdict(
        day=np.append(sieve.day, NO_DAY),
        reason=np.append(sieve.reason, _NO_CLOCK),
        stray=np.append(sieve.stray, False),
        settled=sieve.settled,
        decisions={shape: sieve.decisions[shape] for shape in kept},
    )


def is_log_word(name: str) -> bool:
    """Say whether a name is what server logs write in its place."""
    word = re.split(r"[\s\[(:]", name.strip().strip("[]").lower(), maxsplit=1)[0]
    return word in grammar().levels or _PROCESS.fullmatch(name.strip()) is not None


def _is_web_copy(layout: str, shape: str) -> bool:
    """Say whether a header is what WhatsApp Web puts before copied messages: time first, no seconds."""
    return layout.startswith("ios-time-first") and shape.replace(".", ":").count(":") == 1


def _has_dash(shape: str) -> bool:
    """Say whether a header ends in a dash: what editors make of the hyphen of a phone, and what people type between a time and a topic."""
    return shape.rstrip().endswith(("\u2013", "\u2014"))


class _Sieve:
    """Runs that look like headers, fewer after each step; every step says why it dropped a run."""

    def __init__(self, runs: Runs, prefixes: int, settings: Settings, hint: Hint, media: Media) -> None:
        self.runs = runs
        self.settings = settings
        self.hint = hint
        self.find_media = media
        self.reason = np.zeros(len(runs.shape), np.int64)
        self.day = np.full(len(runs.shape), NO_DAY, np.int64)
        self.stray: Flags = np.zeros(len(runs.shape), bool)
        self.settled: Flags = np.ones(prefixes + 1, bool)
        self.decisions: dict[int, Decision] = {}

    def drop(self, runs: Flags, reason: int) -> None:
        """Keep some runs as text from now on."""
        self.reason[runs & (self.reason == 0)] = reason

    def family(self) -> None:
        """Keep headers of the file's own kind, with brackets or without, with a hyphen or a dash: the other kind is quoted text."""
        bracketed = np.array([layout.startswith("ios") for layout, _ in self.runs.shapes], bool)[self.runs.shape]
        copied = np.array([_is_web_copy(layout, head) for layout, head in self.runs.shapes], bool)[self.runs.shape]
        self._keep_kind(bracketed, is_never=bool(copied[bracketed].all()))
        self._keep_kind(np.array([_has_dash(head) for _, head in self.runs.shapes], bool)[self.runs.shape])

    def _keep_kind(self, kind: Flags, *, is_never: bool = False) -> None:
        """Keep the runs of one of two kinds: the first, or the one with more than ten times as many headers."""
        left = self.reason == 0
        inside, outside = (int(self.runs.count[left & side].sum()) for side in (kind, ~kind))
        if not inside or not outside:
            return
        first = bool(kind[np.flatnonzero(left)[0]])
        chosen = first if max(inside, outside) <= 10 * min(inside, outside) else inside > outside
        self.drop(kind != (chosen and not is_never), _OTHER_KIND)

    @cached_property
    def media(self) -> tuple[Ints, Ints]:
        """Run and day of every media file name that carries a date."""
        row, days = self.find_media()
        return np.searchsorted(np.cumsum(self.runs.count), row, "right"), days

    def dates(self) -> None:
        """Decide the order of day, month and year for each shape, and read the dates."""
        for shape in np.unique(self.runs.shape[self.reason == 0]).tolist():
            self._date(shape, np.flatnonzero((self.reason == 0) & (self.runs.shape == shape)))
        self.drop(self.day == NO_DAY, _NO_DATE)

    def _date(self, shape: int, rows: Ints) -> None:
        used, sequence = np.unique(self.runs.date[rows], return_inverse=True)
        part = [self.runs.dates[index] for index in used.tolist()]

        def named() -> tuple[Ints, Ints]:
            run, days = self.media
            place = np.searchsorted(rows, run, "left")
            inside = (place < len(rows)) & (rows[np.minimum(place, len(rows) - 1)] == run)
            return place[inside], days[inside]

        given = _GIVEN.get(self.settings.date_order)
        weights = self.runs.count[rows]
        chosen = Decision(given, "the order was given by the user", 1.0) if given else decision(part, sequence, weights, named, self.hint)
        self.decisions[shape] = chosen
        self.day[rows] = np.array([NO_DAY if (day := day_number(date, chosen.order)) is None else day for date in part], np.int64)[sequence]

    def times(self, rows: Ints) -> npt.NDArray[np.int64]:
        """Return the first, last, least and greatest time of some runs in seconds, one row each."""
        times: npt.NDArray[np.int64] = self.day[rows, None] * _DAY + self.runs.clocks[rows]
        return times

    def parts(self) -> None:
        """Keep stretches of another header shape only when they are a part of the chat and not a quotation."""
        rows = np.flatnonzero(self.reason == 0)
        kinds = self.runs.shape[rows]
        if not len(rows) or (kinds == kinds[0]).all():
            return
        main = int(np.bincount(kinds, self.runs.count[rows]).argmax())
        run, code, times = self.runs.pairs.T
        own = np.zeros(len(self.settled), bool)
        own[code[(self.reason[run] == 0) & (self.runs.shape[run] == main)]] = True
        own[-1] = False
        is_known = np.bincount(run, times * own[code], minlength=len(self.reason))
        is_named = np.bincount(run, times * (code >= 0), minlength=len(self.reason))
        bounds = [0, *(np.flatnonzero(np.diff(kinds)) + 1).tolist(), len(rows)]
        at = self.times(rows)
        for start, stop in pairwise(bounds):
            inside = rows[start:stop]
            known = int(is_known[inside].sum()) * 2 >= int(is_named[inside].sum())
            if kinds[start] != main and not self._is_part(at, (start, stop), int(self.runs.count[inside].sum()), known=known):
                self.reason[inside] = _OTHER_SHAPE

    def _is_part(self, at: npt.NDArray[np.int64], span: tuple[int, int], lines: int, *, known: bool) -> bool:
        start, stop = span
        after_before = start == 0 or int(at[start:stop, 2].min()) >= int(at[start - 1, 1]) - _DAY
        before_after = stop == len(at) or int(at[start:stop, 3].max()) <= int(at[stop, 0]) + _DAY
        fits = after_before and before_after
        if start == 0 or stop == len(at):
            return (known and fits) or (lines >= 2 and (known or fits)) or lines >= _APPENDED
        return known and fits and lines >= 3

    def strays(self) -> None:
        """Mark runs whose date is far from their neighbours': there only senders met elsewhere, and events, are believed."""
        rows = np.flatnonzero(self.reason == 0)
        run, code, times = self.runs.pairs[self.reason[self.runs.pairs[:, 0]] == 0].T
        count = np.bincount(code + 1, times, minlength=len(self.settled)).astype(np.int64)
        count[0] = 1
        weight = np.bincount(run, times * (2 * np.minimum(count[code + 1], 5) - 1), minlength=len(self.reason)).astype(np.int64)
        self.stray[rows] = strays(self.times(rows), weight[rows], self.runs.count[rows], _DAY)
        if self.stray.any():
            self.settled = np.zeros(len(self.settled), bool)
            self.settled[code[~self.stray[run]]] = True
            self.settled[-1] = False
