"""Shortest paths: who lies between others, and who is near to all. A tie is 1 / weight long."""

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
SAME: Final = 1e-9
"""Two paths are equally short when they differ by less than this share of their length."""

STEP_COST: Final = 5.0
"""How many steps between all pairs cost as much as following one tie from one source, measured."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def paths(some: Edges, sources: Ints | None = None) -> tuple[Floats, Floats]:
    """Return betweenness and harmonic closeness over shortest paths along present ties.

    Betweenness is Σ_(s≠i≠t) σ_st(i) / σ_st, normalised by (n - 1)(n - 2); closeness is Σ_j 1 / d(j, i). A tie is 1 / w long.

    Parameters
    ----------
    some
        The ties.
    sources
        Persons from whom paths are followed; None follows them from everybody. From a sample drawn evenly both measures are unbiased
        estimates (Brandes, Pich 2007).

    Notes
    -----
    Distances are SciPy's: Dijkstra's, or where ties are many beside people those of Floyd and Warshall, which also tell the ties that
    lie on no shortest path at all. Then the ties on shortest paths are found for many sources together, and paths are counted along them
    step by step (Brandes 2001, with arrays in place of queues). Two paths count as equally short when they differ by less than 1e-9 of
    their length; networkx compares exactly, so 1/2 + 1/6 and 1/3 + 1/3 may differ there.

    References
    ----------
    Freeman 1977, Sociometry 40, 35; Newman 2001, Phys. Rev. E 64, 016132 (lengths 1 / w); Marchiori, Latora 2000, Physica A 285, 539;
    Rochat 2009 (closeness).
    """
    people, there = some.people, some.present
    passed, closeness = np.zeros(people), np.zeros(people)
    if people < 2 or not len(there.weight):
        return passed, closeness
    start = np.arange(people) if sources is None else sources
    length = 1.0 / there.weight
    tail, head, graph = there.source, there.target, sparse(there, length)
    known = _all_distances(there, length) if people**3 < STEP_COST * len(start) * len(length) else None
    if known is not None:
        short = length <= known[tail, head] + 2 * SAME * known[np.isfinite(known)].max()
        tail, head, length = tail[short], head[short], length[short]
    block = max(1, min(BLOCK, AT_ONCE // max(len(length), people)))
    for first in range(0, len(start), block):
        some_sources = start[first : first + block]
        far = known[some_sources] if known is not None else _distances(graph, some_sources)
        passed += _passed(*_tight(far, tail, head, length), people, some_sources)
        far[np.arange(len(some_sources)), some_sources] = np.inf
        closeness += (1.0 / far).sum(axis=0)
    share = people / len(start)
    return passed * share / max((people - 1) * (people - 2), 1), closeness * share


def _all_distances(there: Edges, length: Floats) -> Floats:
    """Return the distance from everybody to everybody, by Floyd and Warshall."""
    from scipy.sparse.csgraph import floyd_warshall  # noqa: PLC0415 - SciPy is loaded only when measures are computed

    far = np.full((there.people, there.people), np.inf)
    far[there.source, there.target] = length
    return np.asarray(floyd_warshall(far, overwrite=True), dtype=np.float64)


def _distances(graph: "Sparse", sources: Ints) -> Floats:
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - SciPy is loaded only when measures are computed

    return np.asarray(dijkstra(graph, indices=sources), dtype=np.float64)


def _tight(far: Floats, tail: Ints, head: Ints, length: Floats) -> tuple[Ints, Ints]:
    """Return the ties that lie on a shortest path from each source, as source·people + person before and after the tie."""
    people = far.shape[1]
    reached = np.where(np.isfinite(far), far, np.nan)
    before, after = reached.take(tail, axis=1), reached.take(head, axis=1)
    before += length
    after *= 1 + SAME
    source, tie = np.nonzero(before <= after)
    return source * people + tail[tie], source * people + head[tie]


def _passed(before: Ints, after: Ints, people: int, sources: Ints) -> Floats:
    """Return through how many (shares of) shortest paths from ``sources`` each person lies.

    Paths of one tie, two, three … are counted in turn. With σ(v) ways to v, what lies behind u is σ(u)·Σ (1 + behind(v)) / σ(v) over the
    next persons v, so (1 + behind) / σ is summed the same way back.
    """
    states = len(sources) * people
    own = np.arange(len(sources)) * people + sources
    start = np.zeros(states)
    start[own] = 1.0
    ways = start + _spread(start, before, after)
    each = np.divide(1.0, ways, out=np.zeros(states), where=ways > 0)
    carried = ways * _spread(each, after, before)
    carried[own] = 0.0
    return np.asarray(carried.reshape(len(sources), people).sum(axis=0), dtype=np.float64)


def _spread(start: Floats, ahead: Ints, behind: Ints) -> Floats:
    """Return what arrives everywhere when ``start`` is handed on along ties again and again."""
    total, wave = np.zeros(len(start)), start
    while wave.any():
        wave = np.bincount(behind, weights=wave[ahead], minlength=len(start)).astype(np.float64, copy=False)
        total += wave
    return total
