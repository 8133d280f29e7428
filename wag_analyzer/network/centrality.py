"""Measures per person as functions of the matrix of weights: one number per person each, source by row.

Everything here is NumPy on a dense matrix: a WhatsApp group has at most 1,024 members, and a bootstrap asks for each number hundreds of
times. Formulas and sources stand in ``cards``; tests compare every function with networkx on named networks.
"""

import itertools
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "PRESENT",
    "balance",
    "breadth",
    "clustering",
    "constraint",
    "core",
    "degrees",
    "effective_size",
    "eigenvector",
    "isolate",
    "pagerank",
    "paths",
    "present",
    "strengths",
]

PRESENT: Final = 0.5
DAMPING: Final = 0.85
TOLERANCE: Final = 1e-10
STEPS: Final = 1_000
BLOCK: Final = 64
MANY: Final = 1_000
AT_ONCE: Final = 2_000_000

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def present(weights: Floats) -> Bools:
    """Return which ties are counted as being there: at least half an expected act."""
    return weights >= PRESENT


def strengths(weights: Floats) -> tuple[Floats, Floats]:
    """Return in-strength and out-strength."""
    received: Floats = weights.sum(axis=0)
    given: Floats = weights.sum(axis=1)
    return received, given


def degrees(weights: Floats) -> tuple[Floats, Floats]:
    """Return in-degree and out-degree over the ties that are present."""
    there = present(weights)
    return there.sum(axis=0).astype(np.float64), there.sum(axis=1).astype(np.float64)


def isolate(weights: Floats) -> Floats:
    """Return 1 for who has no present tie in any direction, else 0."""
    there = present(weights)
    return np.asarray(~(there.any(axis=0) | there.any(axis=1)), dtype=np.float64)


def balance(weights: Floats) -> Floats:
    """Return (out - in) / (out + in); missing for who has neither."""
    received, given = strengths(weights)
    return _ratio(given - received, given + received)


def breadth(weights: Floats) -> Floats:
    """Return the effective number of partners, exp of the entropy of the shares of exchange with each; missing for who has none."""
    shares = _shares(weights)
    logs = np.log(np.where(shares > 0, shares, 1.0))
    return np.where(shares.sum(axis=1) > 0, np.exp(-(shares * logs).sum(axis=1)), np.nan)


def pagerank(weights: Floats) -> Floats:
    """Return PageRank with damping 0.85; who gives nothing passes on evenly."""
    people = len(weights)
    if not people:
        return np.zeros(0)
    given = weights.sum(axis=1)
    moves = _lean(np.ascontiguousarray((weights / np.where(given > 0, given, 1.0)[:, None]).T))
    rank: Floats = np.full(people, 1.0 / people)
    for _ in range(STEPS):
        rest = rank[given <= 0].sum() / people
        after: Floats = DAMPING * (moves @ rank + rest) + (1 - DAMPING) / people
        if np.abs(after - rank).sum() < TOLERANCE:
            return after
        rank = after
    return rank


def eigenvector(weights: Floats) -> Floats:
    """Return the principal eigenvector of mutual exchange W + Wᵀ, of length 1; all 0 where there is no tie."""
    both = weights + weights.T
    top = both.sum(axis=1).max(initial=0.0)
    if top <= 0:
        return np.zeros(len(weights))
    step = _lean(both / top)
    vector = np.full(len(weights), 1.0 / np.sqrt(len(weights)))
    for _ in range(STEPS):
        after = step @ vector + vector
        after /= np.linalg.norm(after)
        if np.abs(after - vector).sum() < TOLERANCE:
            break
        vector = after
    return np.where(both.sum(axis=1) > 0, after, 0.0)


def core(weights: Floats) -> Floats:
    """Return the largest k such that the person is among people who each have at least k present partners among themselves."""
    there = present(weights) | present(weights).T
    np.fill_diagonal(there, val=False)
    number = np.zeros(len(there))
    left = np.ones(len(there), dtype=bool)
    degree = there.sum(axis=1)
    k = 0
    while left.any():
        k = max(k, int(degree[left].min()))
        leaving = left & (degree <= k)
        number[leaving] = k
        left &= ~leaving
        degree = degree - there[:, leaving].sum(axis=1)
    return number


def clustering(weights: Floats) -> Floats:
    """Return the weighted directed clustering coefficient of Fagiolo; 0 where no triangle is possible."""
    top = weights.max(initial=0.0)
    if top <= 0:
        return np.zeros(len(weights))
    root = np.cbrt(weights / top)
    both = root + root.T
    there = weights > 0
    total = there.sum(axis=0) + there.sum(axis=1)
    mutual = (there & there.T).sum(axis=1)
    triangles = np.einsum("ij,ji->i", both @ both, both) / 2
    return np.nan_to_num(_ratio(triangles, (total * (total - 1) - 2 * mutual).astype(np.float64)))


def constraint(weights: Floats) -> Floats:
    """Return Burt's constraint; missing for who has no tie."""
    shares = _shares(weights)
    tied = shares > 0
    indirect = shares @ shares
    np.fill_diagonal(indirect, 0.0)
    value = np.where(tied, (shares + indirect) ** 2, 0.0).sum(axis=1)
    return np.where(tied.any(axis=1), value, np.nan)


def effective_size(weights: Floats) -> Floats:
    """Return Burt's effective size; missing for who has no tie."""
    both = weights + weights.T
    shares = _shares(weights)
    top = both.max(axis=1, initial=0.0)
    marginal = both / np.where(top > 0, top, 1.0)[:, None]
    tied = both > 0
    redundant = np.where(tied, shares @ marginal.T, 0.0).sum(axis=1)
    return np.where(tied.any(axis=1), tied.sum(axis=1) - redundant, np.nan)


def paths(weights: Floats) -> tuple[Floats, Floats]:
    """Return betweenness and harmonic closeness over shortest paths, a tie being 1 / weight long.

    Betweenness is normalised by (n - 1)(n - 2); closeness is the sum of 1 / distance from all others.

    Notes
    -----
    Distances are SciPy's (Dijkstra). Then the ties on shortest paths are found for all sources together and paths are counted along them
    level by level (Brandes 2001, with arrays in place of queues). Two paths count as equally short when they differ by less than 1e-9 of
    their length; networkx compares exactly, so 1/2 + 1/6 and 1/3 + 1/3 may differ there.
    """
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - SciPy is loaded only when measures are computed

    people = len(weights)
    if people < 2:
        return np.zeros(people), np.zeros(people)
    tail, head = np.nonzero(weights > 0)
    if people > MANY:
        return _paths_of_many(weights, tail, head)
    length = np.zeros_like(weights)
    length[tail, head] = 1.0 / weights[tail, head]
    far = np.asarray(dijkstra(length), dtype=np.float64)
    np.fill_diagonal(far, np.inf)
    closeness = (1.0 / far).sum(axis=0)
    np.fill_diagonal(far, 0.0)
    steps = [_tight(far[block : block + BLOCK], tail, head, length[tail, head], block) for block in range(0, people, BLOCK)]
    before, after = (np.concatenate([step[end] for step in steps]) for end in (0, 1))
    return _passed(before, after, people, np.arange(people)) / max((people - 1) * (people - 2), 1), closeness


def _paths_of_many(weights: Floats, tail: Ints, head: Ints) -> tuple[Floats, Floats]:
    """Return what ``paths`` does, a few sources at a time, so that memory grows with people and not with their square."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - as above
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - as above

    people = len(weights)
    length = 1.0 / weights[tail, head]
    graph = csr_array((length, (tail, head)), shape=(people, people))
    block = max(1, min(BLOCK, AT_ONCE // max(len(tail), 1)))
    passed, closeness = np.zeros(people), np.zeros(people)
    for first in range(0, people, block):
        sources = np.arange(first, min(first + block, people))
        far = np.asarray(dijkstra(graph, indices=sources), dtype=np.float64)
        before, after = _tight(far, tail, head, length, 0)
        passed += _passed(before, after, people, sources)
        far[np.arange(len(sources)), sources] = np.inf
        closeness += (1.0 / far).sum(axis=0)
    return passed / ((people - 1) * (people - 2)), closeness


def _tight(far: Floats, tail: Ints, head: Ints, length: Floats, first: int) -> tuple[Ints, Ints]:
    """Return the ties that lie on a shortest path from each source, as source·people + person before and after the tie."""
    people = far.shape[1]
    end = far[:, head]
    with np.errstate(invalid="ignore"):
        on = np.isfinite(end) & (np.abs(far[:, tail] + length - end) <= 1e-9 * end)
    source, tie = np.nonzero(on)
    return (source + first) * people + tail[tie], (source + first) * people + head[tie]


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


def _lean(matrix: Floats) -> Any:
    """Return the matrix of a group of many as a sparse one: its products with a vector are many times faster."""
    if len(matrix) <= MANY:
        return matrix
    from scipy.sparse import csr_array  # noqa: PLC0415 - SciPy is loaded only when measures are computed

    return csr_array(matrix)


def _shares(weights: Floats) -> Floats:
    both = weights + weights.T
    total = both.sum(axis=1)
    shares: Floats = both / np.where(total > 0, total, 1.0)[:, None]
    return shares


def _ratio(above: Floats, under: Floats) -> Floats:
    ratio = np.full(len(above), np.nan)
    np.divide(above, under, out=ratio, where=under > 0)
    return ratio
