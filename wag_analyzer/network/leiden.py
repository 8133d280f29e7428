"""Leiden on ties in place of a matrix: for groups so large that a matrix of all pairs is mostly empty."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Web", "communities", "first_seen", "web", "whole"]

MOST_TURNS: Final = 10
"""Times the whole search begins again from what it found."""

Ints = npt.NDArray[np.int64]
Ends = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
Ties = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Web:
    """A symmetric network as ties: each once, ends in two columns, and its weight."""

    people: int
    ends: Ends
    weight: Floats

    @property
    def strength(self) -> Floats:
        """Return the sum of weights of each person."""
        return np.asarray(
            np.bincount(self.ends.T.ravel(), weights=np.concatenate([self.weight, self.weight]), minlength=self.people), dtype=np.float64
        )

    def modularity(self, labels: Ints) -> float:
        """Return Newman's modularity of a division; missing without ties."""
        strength = self.strength
        total = float(strength.sum())
        if total <= 0:
            return np.nan
        inside = float(self.weight[labels[self.ends[:, 0]] == labels[self.ends[:, 1]]].sum()) * 2
        by_label = np.bincount(first_seen(labels), weights=strength)
        return (inside - float((by_label**2).sum()) / total) / total


def web(both: Floats) -> Web:
    """Return a symmetric matrix with an empty diagonal as ties."""
    first, second = np.nonzero(both)
    once = first < second
    return Web(len(both), np.stack([first[once], second[once]], axis=1), both[first[once], second[once]])


def communities(group: Web, seed: int, turns: int = MOST_TURNS) -> Ints:
    """Return the Leiden communities, numbered from 0 in the order of their first person; as ``leiden_dense.communities``.

    Parameters
    ----------
    group
        The ties.
    seed
        Seed of the order in which people are asked.
    turns
        How often the search may begin again from what it found; it ends earlier when nothing changes.

    References
    ----------
    Traag, Waltman, van Eck 2019, Sci. Rep. 9, 5233, with modularity at resolution 1.
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(group.people)
    for _ in range(turns if group.people else 0):
        better = first_seen(_once(group, labels, rng))
        if (better == labels).all():
            break
        labels = better
    return whole(group.ends, labels) if turns > 1 else labels


def whole(ends: Ends, labels: Ints) -> Ints:
    """Return a division in which communities that hang together by no ties are divided; that never lowers modularity.

    Parameters
    ----------
    ends
        The ties, one row each.
    labels
        A division.
    """
    from scipy.sparse import coo_array  # noqa: PLC0415 - SciPy is loaded only when circles are looked for
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    first, second = ends[labels[ends[:, 0]] == labels[ends[:, 1]]].T
    inside = coo_array((np.ones(len(first), np.int8), (first, second)), shape=(len(labels), len(labels)))
    return first_seen(connected_components(inside, directed=False)[1].astype(np.int64))


def _once(group: Web, labels: Ints, rng: np.random.Generator) -> Ints:
    """Return the division after one search up through all levels, beginning with a division."""
    where, start = np.arange(group.people), labels
    ends, weight, loops = group.ends, group.weight, np.zeros(group.people)
    while True:
        near = _near(ends, weight, len(loops))
        strength = [sum(tie for _, tie in ties) + own for ties, own in zip(near, loops.tolist(), strict=True)]
        settled = first_seen(np.array(_settled(near, strength, start.tolist(), rng), dtype=np.int64))
        parts = first_seen(np.array(_refined(near, strength, settled.tolist(), rng), dtype=np.int64))
        count = int(parts.max()) + 1
        if count == len(loops):
            return settled[where]
        start = np.zeros(count, np.int64)
        start[parts] = settled
        where = parts[where]
        ends, weight, loops = _folded(parts[ends], weight, np.asarray(np.bincount(parts, weights=loops, minlength=count), np.float64))


def first_seen(labels: Ints) -> Ints:
    """Return the same division numbered from 0 in the order in which the numbers are met."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def _folded(ends: Ints, weight: Floats, loops: Floats) -> tuple[Ints, Floats, Floats]:
    """Return the ties between communities, each once, and what lies inside of each (counted in both directions)."""
    count = len(loops)
    same = ends[:, 0] == ends[:, 1]
    loops = loops + 2 * np.bincount(ends[same, 0], weights=weight[same], minlength=count)
    low, high = ends[~same].min(axis=1), ends[~same].max(axis=1)
    key, code = np.unique(low * count + high, return_inverse=True)
    return (
        np.stack([key // count, key % count], axis=1),
        np.asarray(np.bincount(code, weights=weight[~same], minlength=len(key)), np.float64),
        loops,
    )


def _near(ends: Ints, weight: Floats, count: int) -> list[Ties]:
    """Return the ties of each member."""
    near: list[Ties] = [[] for _ in range(count)]
    for (one, other), tie in zip(ends.tolist(), weight.tolist(), strict=True):
        near[one].append((other, tie))
        near[other].append((one, tie))
    return near


def _settled(near: Sequence[Ties], strength: Sequence[float], label: list[int], rng: np.random.Generator) -> list[int]:
    """Return the communities after moving one member at a time to where modularity gains most, until none gains.

    After the first round only those are asked again who are tied to somebody that moved.
    """
    inside, total = [0.0] * len(near), sum(strength)
    for place, own in zip(label, strength, strict=True):
        inside[place] += own
    if total <= 0:
        return label
    waiting = deque(member for member in rng.permutation(len(near)).tolist() if near[member])
    queued = [bool(ties) for ties in near]
    while waiting:
        member = waiting.popleft()
        queued[member] = False
        if _moves(member, label, inside, near[member], (strength[member], total)):
            for other, _ in near[member]:
                if not queued[other] and label[other] != label[member]:
                    queued[other] = True
                    waiting.append(other)
    return label


def _moves(member: int, label: list[int], inside: list[float], ties: Ties, size: tuple[float, float]) -> bool:
    """Move one member to the best of the communities tied to it; return whether it moved."""
    strength, total = size
    own, share = label[member], strength / total
    inside[own] -= strength
    pull: dict[int, float] = {own: 0.0}
    for other, tie in ties:
        place = label[other]
        pull[place] = pull.get(place, 0.0) + tie
    best, most = own, pull[own] - inside[own] * share + 1e-9 * strength
    for place, value in pull.items():
        gain = value - inside[place] * share
        if gain > most:
            best, most = place, gain
    label[member] = best
    inside[best] += strength
    return best != own


def _refined(near: Sequence[Ties], strength: Sequence[float], settled: Sequence[int], rng: np.random.Generator) -> list[int]:
    """Return the parts of the communities: each member joins the part of the own community in which modularity gains most, once."""
    total = max(sum(strength), 1e-300)
    whole = [0.0] * len(near)
    for place, own in zip(settled, strength, strict=True):
        whole[place] += own
    part, alone, size = list(range(len(near))), [True] * len(near), list(strength)
    cut = [sum(tie for other, tie in ties if settled[other] == settled[member]) for member, ties in enumerate(near)]
    for member in rng.permutation(len(near)).tolist():
        own = strength[member]
        if alone[member] and _held(cut[member], own, whole[settled[member]], total):
            pull = _pull(member, near[member], settled, part)
            room = whole[settled[member]]
            best = _best_part(pull, own / total, size, [place for place in pull if _held(cut[place], size[place], room, total)])
            if best >= 0:
                cut[best] += cut[member] - 2 * pull[best]
                size[best] += own
                size[member] = 0.0
                part[member] = best
                alone[best] = alone[member] = False
    return part


def _held(cut: float, size: float, whole: float, total: float) -> bool:
    """Return whether a part is tied to the rest of its community at least as much as strengths lead one to expect."""
    return cut - size * (whole - size) / total >= -1e-12 * total


def _pull(member: int, ties: Ties, settled: Sequence[int], part: Sequence[int]) -> dict[int, float]:
    """Return the ties to each part of the member's community."""
    pull: dict[int, float] = {}
    for other, tie in ties:
        if settled[other] == settled[member]:
            pull[part[other]] = pull.get(part[other], 0.0) + tie
    return pull


def _best_part(pull: dict[int, float], share: float, size: Sequence[float], places: Sequence[int]) -> int:
    """Return the part in which modularity gains most, -1 when it gains in none."""
    best, most = -1, 1e-12
    for place in places:
        gain = pull[place] - size[place] * share
        if gain > most:
            best, most = place, gain
    return best
