"""How the clocks of two exports differ, learned from words that each of them holds exactly once."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from wag_analyzer.parser.align_lines import TEXT, Lines
from wag_analyzer.parser.align_pairs import Pairs, singles
from wag_analyzer.parser.dates import Ints

__all__ = ["Clock", "anchors", "clock_between"]

LEAST_LETTERS: Final = 4
"""Shorter words are no anchor: they recur by chance."""
LEAST: Final = 3
"""Anchors a shift needs, and the share of the words both could hold that must agree with it."""
SHARE: Final = 0.4
ZONES: Final = 23 * 3600
FAR_LEAST, FAR_SHARE = 10, 0.8
"""A shift beyond all time zones needs more: daily routines look like a shift by days."""
JITTER: Final = 120
_RUN: Final = 5


@dataclass(frozen=True, slots=True)
class Clock:
    """What to add to times of the second export to get the first's.

    Parameters
    ----------
    shifts
        Seconds to add, one more than ``breaks``; several where one of the phones changed to summer time.
    breaks
        Times (second export) at which the next shift begins.
    reach
        Seconds by which the times of one message may still differ.
    agree, of
        Of the words that an export holds once, and in the time both cover, how many the other holds once at that time too; 0 of 0 when
        nothing was compared.
    """

    shifts: Ints = field(default_factory=lambda: np.zeros(1, np.int64))
    breaks: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    reach: int = 0
    agree: int = 0
    of: int = 0

    @property
    def share(self) -> float:
        """Share of the words both exports could hold that agree, 0 to 1."""
        return self.agree / self.of if self.of else 0.0

    def forth(self, at: Ints) -> Ints:
        """Return times of the second export on the first's clock."""
        return at + self.shifts[np.searchsorted(self.breaks, at, "right")]

    def back(self, at: Ints) -> Ints:
        """Return times of the first export on the second's clock."""
        return at - self.shifts[np.searchsorted(self.breaks + self.shifts[1:], at, "right")]

    def buckets(self, a: Lines, b: Lines) -> tuple[Ints, Ints, int]:
        """Return the times of both at the step both show, on the clock of the coarser, and that step."""
        step = int(max(a.step.max(initial=1), b.step.max(initial=1)))
        if b.step.max(initial=1) > a.step.max(initial=1):
            return self.back(a.at) // step * step, b.at // step * step, step
        return a.at // step * step, self.forth(b.at) // step * step, step


def anchors(a: Lines, b: Lines) -> Pairs:
    """Return the places of words that each holds once."""
    rows_a, rows_b = (np.flatnonzero((lines.kind == TEXT) & (lines.length >= LEAST_LETTERS)) for lines in (a, b))
    i, j = singles(a.loose[rows_a], b.loose[rows_b])
    return rows_a[i], rows_b[j]


def clock_between(a: Lines, b: Lines) -> Clock:
    """Return how the clock of ``b`` is set against that of ``a``; the same clock where too little tells otherwise."""
    i, j = anchors(a, b)
    if not len(i):
        return Clock(of=_shared(a, b, Clock()))
    gap = a.at[i] - b.at[j]
    coarse = max(a.step.max(), b.step.max()) > 1
    best = _mode(gap, 60 if coarse else 2)
    for shift in dict.fromkeys((best, 0)):
        found = _checked(a, b, (i, j), _constant(a, b, gap, shift))
        if found.agree and (shift == 0 or _convinces(found, gap)):
            return _pieces(a, b, (i, j), found)
    return Clock(of=_shared(a, b, Clock()))


def _mode(gap: Ints, width: int) -> int:
    """Return the commonest difference, counting those up to ``width`` away; of equals the smallest."""
    values, counts = np.unique(gap, return_counts=True)
    total = np.concatenate(([0], np.cumsum(counts)))
    low, high = np.searchsorted(values, values - width, "left"), np.searchsorted(values, values + width, "right")
    near = (total[high] - total[low]) * (len(gap) + 1) + counts
    return int(min(values[near == near.max()].tolist(), key=lambda value: (abs(value), value)))


def _constant(a: Lines, b: Lines, gap: Ints, about: int) -> int:
    """Return the shift behind differences around ``about``: whole minutes where they explain all, as one clock may show no seconds."""
    fine_a, fine_b = a.step.max() == 1, b.step.max() == 1
    close = gap[np.abs(gap - about) < 60]
    if fine_a == fine_b or not len(close):
        return about
    low, high = int(close.min()), int(close.max())
    if fine_a:
        whole = low // 60 * 60
        return whole if high < whole + 60 else low
    whole = -(-high // 60) * 60
    return whole if low > whole - 60 else high


def _checked(a: Lines, b: Lines, pairs: Pairs, shift: int) -> Clock:
    """Return a clock with a constant shift, the anchors that agree with it, and how far times of one message lie apart."""
    clock = Clock(np.array([shift], np.int64))
    at_a, at_b, _ = clock.buckets(a, b)
    off = np.abs(at_a[pairs[0]] - at_b[pairs[1]])
    close = off[off <= JITTER]
    apart = int((close > 0).sum())
    reach = int(close.max()) if apart >= LEAST and apart * 50 >= len(close) else 0
    return Clock(clock.shifts, reach=reach, agree=int((off <= reach).sum()), of=_shared(a, b, clock))


def _shared(a: Lines, b: Lines, clock: Clock) -> int:
    """Return how many words the one with fewer holds once, and in the time that both cover."""
    if not len(a) or not len(b):
        return 0
    at_b = clock.forth(b.at)
    first, last = max(a.at.min(), at_b.min()) - 60, min(a.at.max(), at_b.max()) + 60
    held = []
    for lines, at in ((a, a.at), (b, at_b)):
        rows = np.flatnonzero((lines.kind == TEXT) & (lines.length >= LEAST_LETTERS))
        _, place, count = np.unique(lines.loose[rows], return_index=True, return_counts=True)
        when = at[rows[place[count == 1]]]
        held.append(int(((when >= first) & (when <= last)).sum()))
    return min(held)


def _convinces(clock: Clock, gap: Ints) -> bool:
    shift = abs(int(clock.shifts[0]))
    least, share = (LEAST, SHARE) if shift <= ZONES else (FAR_LEAST, FAR_SHARE)
    same = int((np.abs(gap) <= 60).sum())
    return clock.agree >= least and clock.share >= share and (shift <= JITTER or clock.agree >= 2 * same)


def _pieces(a: Lines, b: Lines, pairs: Pairs, found: Clock) -> Clock:
    """Return the clock with the pieces that summer time makes: other shifts by whole half hours that hold for a run of anchors."""
    order = np.argsort(b.at[pairs[1]], kind="stable")
    i, j = pairs[0][order], pairs[1][order]
    extra = np.rint((a.at[i] - b.at[j] - found.shifts[0]) / 1800).astype(np.int64)
    off = np.abs(a.at[i] - b.at[j] - found.shifts[0] - extra * 1800)
    good = (off <= max(found.reach, 59)) & (np.abs(extra) <= 4)
    extra, at = extra[good], b.at[j][good]
    edges = np.flatnonzero(np.diff(extra)) + 1
    runs = [
        (int(run[0]), int(at[start]), len(run)) for run, start in zip(np.split(extra, edges), [0, *edges], strict=True) if len(run) >= _RUN
    ]
    steps = [runs[0]] if runs else []
    steps += [run for before, run in pairwise(runs) if run[0] != before[0]]
    if len(steps) < 2:
        return found
    shifts = np.array([found.shifts[0] + run[0] * 1800 for run in steps], np.int64)
    pieces = Clock(shifts, np.array([run[1] for run in steps[1:]], np.int64), found.reach)
    at_a, at_b, _ = pieces.buckets(a, b)
    agree = int((np.abs(at_a[i] - at_b[j]) <= found.reach).sum())
    return Clock(shifts, pieces.breaks, found.reach, agree, _shared(a, b, pieces)) if agree > found.agree else found
