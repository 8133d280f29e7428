"""A network as three arrays: who, whom, how much. What every measure is computed from, for ten people and for two hundred thousand."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.network.entries import found

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    Sparse = csr_array[Any, tuple[int, int]]

__all__ = ["PRESENT", "SMALL", "Edges", "edges", "from_matrix", "through", "through_each"]

PRESENT: Final = 0.5
"""Expected acts from which a tie counts as being there."""

SMALL: Final = 256
"""People up to whom a matrix of all pairs is the fastest form of everything."""

MIDDLE: Final = 1_500
DENSE: Final = 4_000
FILLED: Final = 16
"""Places in a matrix of all pairs for each tie up to which looking into one is faster than looking among sorted ties, measured."""

SPARSE_COST: Final = 150.0
"""How many multiplications of a dense product one of a sparse product costs, measured."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Edges:
    """Ties with a weight above 0: each ordered pair once, nobody tied to oneself.

    People are numbered in the order of ``tables.PEOPLE``; those without a tie count in ``people`` only.
    """

    people: int
    source: Ints
    target: Ints
    weight: Floats

    def only(self, which: Bools) -> "Edges":
        """Return the ties that are marked, among the same people."""
        return Edges(self.people, self.source[which], self.target[which], self.weight[which])

    @cached_property
    def given(self) -> Floats:
        """Return the sum of weights each person gives."""
        return np.bincount(self.source, weights=self.weight, minlength=self.people).astype(np.float64, copy=False)

    @cached_property
    def received(self) -> Floats:
        """Return the sum of weights each person receives."""
        return np.bincount(self.target, weights=self.weight, minlength=self.people).astype(np.float64, copy=False)

    @property
    def present(self) -> "Edges":
        """Return the ties of at least half an expected act."""
        return self._stronger or self

    @cached_property
    def _stronger(self) -> "Edges | None":
        """Return the present ties where they are not all; ties that kept themselves would stay in memory for long."""
        there = self.weight >= PRESENT
        return None if there.all() else self.only(there)

    @cached_property
    def both(self) -> "Edges":
        """Return what is exchanged, W + Wᵀ: every tie in both directions."""
        if self.is_dense:
            exchanged = self.table + self.table.T
            key = np.flatnonzero(exchanged)
            return Edges(self.people, key // self.people, key % self.people, exchanged.ravel()[key])
        pair = np.concatenate([self.source * self.people + self.target, self.target * self.people + self.source])
        key, code = np.unique(pair, return_inverse=True)
        weight = np.bincount(code, weights=np.concatenate([self.weight, self.weight]), minlength=len(key))
        return Edges(self.people, key // max(self.people, 1), key % max(self.people, 1), weight.astype(np.float64, copy=False))

    @cached_property
    def backward(self) -> Floats:
        """Return for each tie the weight of the opposite one, 0 where there is none."""
        if self.is_dense:
            return np.asarray(self.table[self.target, self.source])
        key, wanted = self.source * self.people + self.target, self.target * self.people + self.source
        order = np.argsort(key)
        return found(key[order], self.weight[order], wanted)

    @property
    def is_dense(self) -> bool:
        """Return whether a matrix of all pairs is not much larger than the ties."""
        return self.people <= MIDDLE and self.people**2 <= FILLED * len(self.weight)

    @cached_property
    def table(self) -> Floats:
        """Return the matrix of weights, source by row, with its zeros."""
        return dense(self)

    @cached_property
    def sparse(self) -> "Sparse":
        """Return the matrix of weights, source by row, without its zeros."""
        return sparse(self, self.weight)

    @cached_property
    def turned(self) -> "Edges":
        """Return the ties with source and target changed places."""
        return Edges(self.people, self.target, self.source, self.weight)

    @cached_property
    def partners(self) -> "Edges":
        """Return the present ties without direction: every tie in both directions with weight 1."""
        both = self.present.both
        return both.scaled(np.ones(len(both.weight)))

    def scaled(self, weight: Floats) -> "Edges":
        """Return the same ties with other weights."""
        return Edges(self.people, self.source, self.target, weight)

    def moving(self) -> Any:
        """Return the matrix of weights in the form that multiplies vectors fastest: dense for few people."""
        return self.table if self.people <= SMALL else self.sparse


def sparse(some: Edges, values: Floats) -> "Sparse":
    """Return a sparse matrix that holds ``values`` where the ties are."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - SciPy is loaded only when measures are computed

    made: Sparse = csr_array((values, (some.source, some.target)), shape=(some.people, some.people))
    return made


def dense(some: Edges) -> Floats:
    """Return the matrix of weights with its zeros."""
    made = np.zeros((some.people, some.people))
    made[some.source, some.target] = some.weight
    return made


def through(first: Edges, second: Edges, over: Edges) -> Floats:
    """Return for each tie a → c of ``over`` the sum over b of first(a → b) · second(b → c)."""
    return through_each(first, second, over)[0]


def through_each(first: Edges, second: Edges, *over: Edges) -> list[Floats]:
    """Return what ``through`` does for several networks of ties, with one product."""
    people = first.people
    if not any(len(ties.weight) for ties in over):
        return [np.zeros(0) for _ in over]
    steps = float(np.bincount(first.target, minlength=people) @ np.bincount(second.source, minlength=people))
    if people <= SMALL or (people <= DENSE and steps * SPARSE_COST > float(people) ** 3):
        product = first.table @ second.table if people <= SMALL else dense(first) @ dense(second)
        return [np.asarray(product[ties.source, ties.target], dtype=np.float64) for ties in over]
    held = first.sparse @ second.sparse
    return [_picked(held.multiply(ties.scaled(np.ones(len(ties.weight))).sparse).tocsr(), ties) for ties in over]


def _picked(matrix: "Sparse", over: Edges) -> Floats:
    """Return the values of a sparse matrix where the ties are."""
    held = matrix.tocoo()
    key = held.row.astype(np.int64) * over.people + held.col
    order = np.argsort(key)
    wanted = over.source * over.people + over.target
    return found(key[order], held.data[order], wanted)


def edges(ties: pd.DataFrame, names: "pd.Index[str]", layer: str = "all") -> Edges:
    """Return the ties of one layer, people numbered in the order of ``names``."""
    rows = ties[(ties["layer"] == layer).to_numpy()]
    source = names.get_indexer(pd.Index(rows["source"].astype(object))).astype(np.int64)
    target = names.get_indexer(pd.Index(rows["target"].astype(object))).astype(np.int64)
    weight = rows["weight"].to_numpy(np.float64)
    order = np.lexsort((target, source))
    order = order[(weight[order] > 0) & (source[order] >= 0) & (target[order] >= 0)]
    return Edges(len(names), source[order], target[order], weight[order])


def from_matrix(weights: Floats) -> Edges:
    """Return the ties of a matrix, source by row; its diagonal is left out."""
    source, target = np.nonzero(weights > 0)
    other = source != target
    return Edges(len(weights), source[other].astype(np.int64), target[other].astype(np.int64), weights[source[other], target[other]])
