"""Shortest paths: who lies between others, and who is near to all. A tie is 1 / weight long."""

import itertools
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.edges import Edges, sparse

if TYPE_CHECKING:
    from wag_analyzer.network.edges import Sparse

__all__ = ["EXACT_PEOPLE", "PIVOTS", "paths"]

EXACT_PEOPLE: Final = 2_000
"""People up to whom betweenness and closeness are exact; above, they are estimated from ``PIVOTS`` sources."""

PIVOTS: Final = 256
BLOCK: Final = 64
AT_ONCE: Final = 4_000_000

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def paths(some: Edges, sources: Ints | None = None) -> tuple[Floats, Floats]:
    """Return betweenness and harmonic closeness over shortest paths along present ties.

    Betweenness is normalised by (n - 1)(n - 2); closeness is the sum of 1 / distance from all others.

    Parameters
    ----------
    some
        The ties.
    sources
        Persons from whom paths are followed; None follows them from everybody. From a sample drawn evenly both measures are unbiased
        estimates (Brandes, Pich 2007).

    Notes
    -----
    Distances are SciPy's (Dijkstra). Then the ties on shortest paths are found for many sources together, and paths are counted along them
    level by level (Brandes 2001, with arrays in place of queues). Two paths count as equally short when they differ by less than 1e-9 of
    their length; networkx compares exactly, so 1/2 + 1/6 and 1/3 + 1/3 may differ there.
    """
    people, there = some.people, some.present
    passed, closeness = np.zeros(people), np.zeros(people)
    if people < 2 or not len(there.weight):
        return passed, closeness
    start = np.arange(people) if sources is None else sources
    length = 1.0 / there.weight
    graph = sparse(there, length)
    block = max(1, min(BLOCK, AT_ONCE // max(len(length), people)))
    for first in range(0, len(start), block):
        some_sources = start[first : first + block]
        far = _distances(graph, some_sources)
        ties = _tight(far, there.source, there.target, length)
        passed += _passed(*ties, people, some_sources)
        far[np.arange(len(some_sources)), some_sources] = np.inf
        closeness += (1.0 / far).sum(axis=0)
    share = people / len(start)
    return passed * share / max((people - 1) * (people - 2), 1), closeness * share


def _distances(graph: "Sparse", sources: Ints) -> Floats:
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - SciPy is loaded only when measures are computed

    return np.asarray(dijkstra(graph, indices=sources), dtype=np.float64)


def _tight(far: Floats, tail: Ints, head: Ints, length: Floats) -> tuple[Ints, Ints]:
    """Return the ties that lie on a shortest path from each source, as source·people + person before and after the tie."""
    people = far.shape[1]
    end = far[:, head]
    with np.errstate(invalid="ignore"):
        on = (far[:, tail] + length <= end * (1 + 1e-9)) & np.isfinite(end)
    source, tie = np.nonzero(on)
    return source * people + tail[tie], source * people + head[tie]


def _passed(before: Ints, after: Ints, people: int, sources: Ints) -> Floats:
    """Return through how many (shares of) shortest paths from ``sources`` each person lies."""
    states = len(sources) * people
    level = np.zeros(states, dtype=np.int64)
    while True:
        deeper = level.copy()
        np.maximum.at(deeper, after, level[before] + 1)
        if (deeper == level).all():
            break
        level = deeper
    order = np.argsort(level[after], kind="stable")
    bounds = np.searchsorted(level[after][order], np.arange(1, level.max(initial=0) + 2))
    layers = [order[start:stop] for start, stop in itertools.pairwise(bounds)]
    own = np.arange(len(sources)) * people + sources
    ways = np.zeros(states)
    ways[own] = 1.0
    for layer in layers:
        np.add.at(ways, after[layer], ways[before[layer]])
    carried = np.zeros(states)
    for layer in reversed(layers):
        np.add.at(carried, before[layer], ways[before[layer]] / ways[after[layer]] * (1.0 + carried[after[layer]]))
    carried[own] = 0.0
    return np.asarray(carried.reshape(len(sources), people).sum(axis=0), dtype=np.float64)
