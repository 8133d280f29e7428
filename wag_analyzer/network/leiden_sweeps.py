"""Leiden in whole arrays, for networks of many thousands of people: half of those who may gain move at once, again and again.

Asking one person after the other, as in ``leiden``, takes half a minute for a million ties. Here everybody who is asked answers to the
same division. Because two who are tied would change places for ever, only a random half is asked in each sweep (as in parallel Louvain
methods; Lu, Halappanavar, Kalyanaraman 2015, Parallel Comput. 47, 19-37).
"""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.leiden import Web, first_seen, whole

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    Matrix = csr_array[Any, tuple[int, int]]

__all__ = ["communities"]

SWEEPS: Final = 60
FEW: Final = 2e-4
"""Share of people below which those who still move are too few to go on for."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def communities(group: Web, seed: int, turns: int = 1) -> Ints:
    """Return communities numbered from 0 in the order of their first person; as ``leiden.communities``, and close to it in modularity.

    Parameters
    ----------
    group
        The ties.
    seed
        Seed of who is asked when.
    turns
        How often the search may begin again from what it found; it ends earlier when modularity does not grow.
    """
    rng = np.random.default_rng(seed)
    labels, best = np.arange(group.people), -np.inf
    for _ in range(turns if len(group.weight) else 0):
        better = whole(group.ends, _once(group, labels, rng))
        reached = group.modularity(better)
        if reached <= best:
            break
        labels, best = better, reached
    return labels


def _once(group: Web, labels: Ints, rng: np.random.Generator) -> Ints:
    """Return the division after one search up through all levels, beginning with a division."""
    matrix, strength = _matrix(group.ends, group.weight, group.people), group.strength
    where, start = np.arange(group.people), first_seen(labels)
    while True:
        settled = first_seen(_settled(matrix, strength, start, rng))
        parts = first_seen(_settled(_within(matrix, settled), strength, np.arange(len(strength)), rng))
        count = int(parts.max()) + 1
        if count == len(strength):
            return settled[where]
        start = np.zeros(count, np.int64)
        start[parts] = settled
        where = parts[where]
        matrix, strength = (_folded(matrix, parts, count), _sums(parts, strength, count))


def _matrix(ends: npt.NDArray[np.intp], weight: Floats, people: int) -> "Matrix":
    from scipy.sparse import csr_array  # noqa: PLC0415 - SciPy is loaded only when circles are looked for

    first, second = ends.T
    both = (np.concatenate([first, second]), np.concatenate([second, first]))
    return csr_array((np.concatenate([weight, weight]), both), shape=(people, people))


def _within(matrix: "Matrix", labels: Ints) -> "Matrix":
    """Return the ties that lie inside of communities."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - as above

    inside = np.repeat(labels, np.diff(matrix.indptr)) == labels[matrix.indices]
    before = np.concatenate([[0], np.cumsum(inside)])
    return csr_array((matrix.data[inside], matrix.indices[inside], before[matrix.indptr]), shape=matrix.shape)


def _folded(matrix: "Matrix", parts: Ints, count: int) -> "Matrix":
    """Return the ties between parts."""
    member = _members(parts, count)
    found = (member.T @ (matrix @ member)).tocoo()
    apart = found.row != found.col
    return type(matrix)((found.data[apart], (found.row[apart], found.col[apart])), shape=(count, count))


def _members(labels: Ints, count: int) -> "Matrix":
    from scipy.sparse import csr_array  # noqa: PLC0415 - as above

    return csr_array((np.ones(len(labels)), labels, np.arange(len(labels) + 1)), shape=(len(labels), count))


def _sums(labels: Ints, strength: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(labels, weights=strength, minlength=count), np.float64)


def _settled(matrix: "Matrix", strength: Floats, labels: Ints, rng: np.random.Generator) -> Ints:
    """Return the communities after sweeps in which a random half of those who may gain move, until hardly anybody does."""
    count, total = len(strength), max(float(strength.sum()), 1e-300)
    label, inside = (labels.copy(), _sums(labels, strength, count))
    tied = np.diff(matrix.indptr) > 0
    waiting = tied.copy()
    for _ in range(SWEEPS):
        asked = np.flatnonzero(waiting & (rng.random(count) < 0.5))
        waiting[asked] = False
        moving, there = _moves(matrix, asked, label, (strength, inside, total))
        inside += _sums(there, strength[moving], count) - _sums(label[moving], strength[moving], count)
        label[moving] = there
        waiting[matrix[moving].indices] = True
        if len(moving) <= FEW * count and waiting.sum() <= 10 * FEW * count:
            break
    return label


def _moves(matrix: "Matrix", asked: npt.NDArray[np.intp], label: Ints, size: tuple[Floats, Floats, float]) -> tuple[Ints, Ints]:
    """Return who of those asked gain by moving, and to which community each."""
    strength, inside, total = size
    if not len(asked):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    pull = matrix[asked] @ _members(label, len(strength))
    who = np.repeat(np.arange(len(asked)), np.diff(pull.indptr))
    own, share = label[asked], strength[asked] / total
    at_home = pull.indices == own[who]
    gain = pull.data - inside[pull.indices] * share[who]
    gain[at_home] += (strength[asked] * share)[who[at_home]]
    stay = -(inside[own] - strength[asked]) * share
    stay[who[at_home]] = gain[at_home]
    best = np.maximum.reduceat(gain, pull.indptr[:-1])
    better = best > stay + 1e-9 * strength[asked]
    chosen = np.flatnonzero((gain >= best[who]) & better[who])
    chosen = chosen[np.diff(who[chosen], prepend=-1) > 0]
    return asked[who[chosen]].astype(np.int64), pull.indices[chosen].astype(np.int64)
