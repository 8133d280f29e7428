"""Putting the lines of two exports into one order: both orders are kept where they agree, time decides between."""

from bisect import bisect_left
from typing import Final

import numpy as np

from wag_analyzer.parser.align_pairs import Pairs
from wag_analyzer.parser.dates import Ints

__all__ = ["interleaved", "steady"]

_WIDE: Final = 5
"""Lines over which a clock that jumps for a moment is smoothed."""


def interleaved(at_a: Ints, at_b: Ints, pairs: Pairs) -> tuple[Ints, Ints]:
    """Return the places of the lines of the one and of the unpaired lines of the other in the common order.

    Parameters
    ----------
    at_a, at_b
        Times on one clock.
    pairs
        Paired lines, in the order of the first.

    Returns
    -------
    tuple
        Place of each line of ``a``; place of each line of ``b``, that of its partner for a paired one.
    """
    spine = _rising(pairs[1])
    ends_a = [*pairs[0][spine].tolist(), len(at_a)]
    ends_b = [*pairs[1][spine].tolist(), len(at_b)]
    alone = np.ones(len(at_b), bool)
    alone[pairs[1]] = False
    when_a, when_b = steady(at_a), steady(at_b)
    place_a, place_b = np.empty(len(at_a), np.int64), np.empty(len(at_b), np.int64)
    start_a = start_b = place = 0
    for end_a, end_b in zip(ends_a, ends_b, strict=True):
        rows = np.flatnonzero(alone[start_b:end_b]) + start_b
        if len(rows):
            merged = _merge(when_a[start_a:end_a], when_b[rows])
            place_a[start_a:end_a] = place + merged[0]
            place_b[rows] = place + merged[1]
        else:
            place_a[start_a:end_a] = np.arange(place, place + end_a - start_a)
        place += end_a - start_a + len(rows)
        if end_a < len(at_a):
            place_a[end_a] = place
            place += 1
        start_a, start_b = end_a + 1, end_b + 1
    place_b[pairs[1]] = place_a[pairs[0]]
    return place_a, place_b


def steady(at: Ints) -> Ints:
    """Return times in which a line or two with a wrong clock take the time of their neighbours.

    Examples
    --------
    >>> import numpy as np
    >>> steady(np.array([10, 20, 3, 30, 40, 50, 60])).tolist()
    [10, 20, 20, 30, 40, 50, 60]
    """
    if len(at) < _WIDE:
        return at
    windows = np.lib.stride_tricks.sliding_window_view(at, _WIDE)
    middle = np.sort(windows, axis=1)[:, _WIDE // 2]
    edge = _WIDE // 2
    return np.concatenate((np.minimum(at[:edge], middle[0]), middle, np.maximum(at[-edge:], middle[-1])))


def _merge(a: Ints, b: Ints) -> Pairs:
    """Return the places of two runs of times merged by time, each kept in its order; at equal times the first run comes first."""
    low_a, low_b = np.maximum.accumulate(a), np.maximum.accumulate(b)
    return np.arange(len(a)) + np.searchsorted(low_b, low_a, "left"), np.arange(len(b)) + np.searchsorted(low_a, low_b, "right")


def _rising(places: Ints) -> Ints:
    """Return the places of a longest rising run in ``places``."""
    tails: list[int] = []
    last: list[int] = []
    before = np.full(len(places), -1, np.int64)
    for number, value in enumerate(places.tolist()):
        rank = bisect_left(tails, value)
        if rank == len(tails):
            tails.append(value)
            last.append(number)
        else:
            tails[rank], last[rank] = value, number
        before[number] = last[rank - 1] if rank else -1
    run = []
    place = last[-1] if last else -1
    while place >= 0:
        run.append(place)
        place = int(before[place])
    return np.array(run[::-1], np.int64)
