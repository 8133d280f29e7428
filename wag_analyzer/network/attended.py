"""How probable it is that a person wrote in a session, when everybody and every session of a day keep their numbers.

The probability of person i and session s is x_i y_s / (1 + x_i y_s), with x and y such that each person's number of sessions and each
session's number of people are met on average (the bipartite configuration model); each pool, mostly a day, by itself.

Persons with one number of sessions have one x, so the equations are solved for the different numbers of each pool, many pools at once.

References
----------
Saracco, Di Clemente, Gabrielli, Squartini 2015, Sci. Rep. 5, 10595.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Presence", "presences"]

CELLS: Final = 1 << 18
"""How many numbers an array of several pools may hold; a larger one is of one pool."""

_LEAST: Final = 1e-9
_STEPS: Final = 60
_CLOSE: Final = 1e-3

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Presence:
    """Pools of like size: the persons of each, and the probability ``p`` of each (row) to be in each of the pool's sessions (column).

    The arrays of all pools are as large as the largest needs; rows and columns that a pool does not have are 0.
    """

    persons: list[Ints]
    p: Floats


@dataclass(frozen=True, slots=True)
class _Side:
    """The rows (or columns) of all pools, by pool: of each row its value and its pool, of each pool its first row and their number.

    ``row`` is the row of each entry.
    """

    value: Ints
    pool: Ints
    start: Ints
    size: Ints
    row: Places

    def lines(self, pools: Places) -> tuple[Places, Bools]:
        """Return the rows of some pools, one pool a line, and where a line has any."""
        along = np.arange(int(self.size[pools].max(initial=0)))
        there = along < self.size[pools, None]
        return np.where(there, self.start[pools, None] + along, 0), there

    def lined(self, pools: Places, values: npt.NDArray[np.generic]) -> Floats:
        """Return the values of the rows of some pools, one pool a line, filled with zeros."""
        line, there = self.lines(pools)
        return np.where(there, values[line], 0).astype(np.float64)


def presences(person: Ints, session: Ints, pool: Ints) -> Iterator[Presence]:
    """Yield the probabilities of all pools.

    Parameters
    ----------
    person, session, pool
        Who wrote in which session of which pool, each once; numbers from 0.
    """
    pools, pool = np.unique(pool, return_inverse=True)
    rows, columns = (_side(pool, values, len(pools)) for values in (person, session))
    free = _free(rows, columns)
    (x, y), sure = _fitted(rows, columns, free), np.flatnonzero(~(free[0][rows.row] & free[1][columns.row]))
    at, high, wide = pool[sure], rows.row[sure], columns.row[sure]
    for some in _alike(rows.size, np.maximum(rows.size, columns.size)):
        odds = rows.lined(some, x)[:, :, None] * columns.lined(some, y)[:, None, :]
        p = odds / (1 + odds)
        number = np.full(len(pools), -1)
        number[some] = np.arange(len(some))
        here = np.flatnonzero(number[at] >= 0)
        p[number[at[here]], (high - rows.start[at])[here], (wide - columns.start[at])[here]] = 1.0
        yield Presence([rows.value[rows.start[one] :][: rows.size[one]] for one in some.tolist()], p)


def _side(pool: npt.NDArray[np.integer], values: Ints, pools: int) -> _Side:
    span = int(values.max(initial=0)) + 1
    keys, row = np.unique(pool * span + values, return_inverse=True)
    size = np.bincount(keys // span, minlength=pools)
    return _Side(keys % span, keys // span, np.cumsum(size) - size, size, row)


def _alike(rows: Ints, columns: Ints) -> Iterator[Places]:
    """Yield the numbers of pools with about as many rows and columns, not more at once than ``CELLS`` allow."""
    sizes = np.stack([rows, columns]).clip(min=1)
    high, wide = 2 * np.ceil(np.log2(sizes) / 2).astype(np.int64)
    for kind in np.unique(high * 64 + wide):
        some = np.flatnonzero(high * 64 + wide == kind)
        step = max(1, CELLS // int(sizes[:, some].max(axis=1).prod()))
        for first in range(0, len(some), step):
            yield some[first : first + step]


def _free(rows: _Side, columns: _Side) -> tuple[Bools, Bools]:
    """Return which rows and columns the sums of rows and columns leave open, as far as these by themselves tell."""
    sides = rows, columns
    free = [np.ones(len(side.value), dtype=bool) for side in sides]
    before = -1
    while (after := int(free[0].sum() + free[1].sum())) != before:
        before = after
        for own, other in ((0, 1), (1, 0)):
            open_to = np.bincount(sides[other].pool[free[other]], minlength=len(sides[other].size))[sides[own].pool]
            taken = _taken(sides[own], free[other][sides[other].row])
            free[own] &= (taken > 0) & (taken < open_to)
    return free[0], free[1]


def _taken(side: _Side, counted: Bools) -> Ints:
    return np.bincount(side.row[counted], minlength=len(side.value)).astype(np.int64)


def _fitted(rows: _Side, columns: _Side, free: tuple[Bools, Bools]) -> tuple[Floats, Floats]:
    """Return x of each row and y of each column, 0 where nothing is left open."""
    both = free[0][rows.row] & free[1][columns.row]
    sums = [
        _side(side.pool[is_open], _taken(side, both)[is_open], len(side.size)) for side, is_open in zip((rows, columns), free, strict=True)
    ]
    times = [_taken(side, np.ones(len(side.row), dtype=bool)) for side in sums]
    solved = [np.zeros(len(side.value)) for side in sums]
    for some in _alike(sums[0].size, sums[1].size):
        given = [side.lined(some, values) for side, many in zip(sums, times, strict=True) for values in (side.value, many)]
        for side, into, values in zip(sums, solved, _solved(*given), strict=True):
            line, there = side.lines(some)
            into[line[there]] = values[there]
    found = np.zeros(len(rows.value)), np.zeros(len(columns.value))
    for into, is_open, side, values in zip(found, free, sums, solved, strict=True):
        into[is_open] = values[side.row]
    return found


def _solved(rows: Floats, many: Floats, columns: Floats, often: Floats) -> tuple[Floats, Floats]:
    """Return x and y of pools, one a line, from the different sums of their rows and columns and how often each occurs."""
    scale = np.sqrt(np.maximum((rows * many).sum(axis=1, keepdims=True), 1.0))
    x, y, wanted = rows / scale, columns / scale, np.arange(len(rows))
    found = x.copy(), y.copy()
    reach = _reach(x, y, often)
    for _ in range(_STEPS):
        x = rows / np.maximum(reach, _LEAST)
        y = columns / np.maximum(_reach(y, x, many), _LEAST)
        reach = _reach(x, y, often)
        found[0][wanted], found[1][wanted] = x, y
        far = np.abs(x * reach - rows).max(axis=1, initial=0.0) > _CLOSE
        if not far.any():
            break
        if not far.all():
            rows, many, columns, often, y, reach, wanted = (some[far] for some in (rows, many, columns, often, y, reach, wanted))
    return found


def _reach(x: Floats, y: Floats, times: Floats) -> Floats:
    """Return the sum of y / (1 + x y) of each x, each y as often as it occurs."""
    return np.asarray((1 / (1 + x[:, :, None] * y[:, None, :]) @ (times * y)[:, :, None])[:, :, 0], dtype=np.float64)
