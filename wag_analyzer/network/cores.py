"""How deep in the dense middle of a network everybody is: k-core by numbers of partners, s-core by exchange."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.edges import SMALL, Edges

__all__ = ["k_core", "s_core"]

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Taken = Callable[[Floats, Places], None]
"""Takes the exchange with those who leave off everybody's."""


def k_core(some: Edges) -> Floats:
    """Return the largest k such that the person is among people who each have at least k present partners among themselves.

    References
    ----------
    Seidman 1983, Social Networks 5, 269.
    """
    return _peeled(some.partners)


def s_core(some: Edges) -> Floats:
    """Return the largest s such that the person is among people who each exchange at least s with one another.

    References
    ----------
    Eidsaa, Almaas 2013, Phys. Rev. E 88, 062819.
    """
    return _peeled(some.both)


def _peeled(both: Edges) -> Floats:
    """Return at which level each person leaves when those who have least are taken away again and again."""
    taken = _of_few(both) if both.people <= SMALL else _of_many(both)
    strength = both.given.copy()
    level, found = 0.0, np.zeros(both.people)
    while (least := strength.min(initial=np.inf)) < np.inf:
        level = max(level, float(least))
        leaving = np.flatnonzero(strength <= level * (1 + 1e-12))
        found[leaving], strength[leaving] = level, np.inf
        taken(strength, leaving)
    return found


def _of_few(both: Edges) -> Taken:
    table = both.table

    def taken(strength: Floats, leaving: Places) -> None:
        strength -= table[leaving].sum(axis=0)

    return taken


def _of_many(both: Edges) -> Taken:
    matrix = both.sparse
    start, partner, weight = matrix.indptr.tolist(), matrix.indices, matrix.data

    def taken(strength: Floats, leaving: Places) -> None:
        for person in leaving.tolist():
            ties = slice(start[person], start[person + 1])
            strength[partner[ties]] -= weight[ties]

    return taken
