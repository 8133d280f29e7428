"""The main line of time through a file, and the lines that stand off it."""

from bisect import bisect_right

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints

__all__ = ["strays"]

_LONGEST = 50


def strays(at: npt.NDArray[np.int64], weight: Ints, lines: Ints, slack: int) -> npt.NDArray[np.bool_]:
    """Return which runs stand off the heaviest rising chain by more than ``slack``, between two that stand on it.

    Parameters
    ----------
    at
        First, last, least and greatest time of each run in file order, seconds; shape (runs, 4).
    weight
        How much each counts when two chains compete.
    lines
        How many lines each has.
    slack
        Seconds by which a time may run back or ahead of its neighbours.

    Notes
    -----
    Long stretches off the chain (more than 50 lines) are another part of the chat and not strays.
    """
    stray = np.zeros(len(at), bool)
    if len(at) < 3:
        return stray
    highest = np.maximum.accumulate(at[:, 3])
    lowest = np.minimum.accumulate(at[::-1, 2])[::-1]
    calm = (at[:, 2] >= highest - slack) & (at[:, 3] <= lowest + slack)
    if calm.all():
        return stray
    bounds = np.flatnonzero(np.diff(np.concatenate(([True], calm, [True])).astype(np.int8)))
    for start, stop in bounds.reshape(-1, 2).tolist():
        on = _heaviest(at[start:stop, 0], weight[start:stop])
        stray[start:stop] = ~on
    return _bounded(stray, at, lines, slack)


def _heaviest(at: Ints, weight: Ints) -> npt.NDArray[np.bool_]:
    """Return the members of a heaviest non-decreasing chain; of equal ones that which began earlier."""
    tops: list[int] = []
    loads: list[int] = []
    rows: list[int] = []
    parent = [-1] * len(at)
    for index, (time, load) in enumerate(zip(at.tolist(), weight.tolist(), strict=True)):
        place = bisect_right(tops, time)
        total = load + (loads[place - 1] if place else 0)
        parent[index] = rows[place - 1] if place else -1
        end = place
        while end < len(tops) and loads[end] < total:
            end += 1
        tops[place:end], loads[place:end], rows[place:end] = [time], [total], [index]
    on = np.zeros(len(at), bool)
    row = rows[-1]
    while row >= 0:
        on[row] = True
        row = parent[row]
    return on


def _bounded(stray: npt.NDArray[np.bool_], at: npt.NDArray[np.int64], lines: Ints, slack: int) -> npt.NDArray[np.bool_]:
    """Keep only short stretches with the chain on both sides that are really far from it."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], stray, [False])).astype(np.int8))).reshape(-1, 2)
    for start, stop in edges.tolist():
        inside = start > 0 and stop < len(at) and int(lines[start:stop].sum()) <= _LONGEST
        if not inside:
            stray[start:stop] = False
            continue
        near = (at[start:stop, 2] >= at[start - 1, 1] - slack) & (at[start:stop, 3] <= at[stop, 0] + slack)
        stray[start:stop] &= ~near
    return stray
