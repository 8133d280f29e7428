"""Louvain on ties in place of a matrix: for groups so large that a matrix of all pairs is mostly empty."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Web", "communities", "web"]

Ints = npt.NDArray[np.int64]
Ends = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


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
        by_label = np.bincount(pd.factorize(labels)[0], weights=strength)
        return (inside - float((by_label**2).sum()) / total) / total


def web(both: Floats) -> Web:
    """Return a symmetric matrix with an empty diagonal as ties."""
    first, second = np.nonzero(both)
    once = first < second
    return Web(len(both), np.stack([first[once], second[once]], axis=1), both[first[once], second[once]])


def communities(group: Web, seed: int) -> Ints:
    """Return the Louvain communities (Blondel et al. 2008, resolution 1), numbered from 0 in the order of their first person."""
    rng = np.random.default_rng(seed)
    labels = np.arange(group.people)
    ends, weight, loops = group.ends, group.weight, np.zeros(group.people)
    while len(loops):
        moved = pd.factorize(np.array(_settled(ends, weight, loops, rng), dtype=np.int64))[0].astype(np.int64)
        labels = moved[labels]
        count = int(moved.max()) + 1
        if count == len(loops):
            break
        ends, weight, loops = _folded(moved[ends], weight, np.asarray(np.bincount(moved, weights=loops, minlength=count), np.float64))
    return pd.factorize(labels)[0].astype(np.int64)


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


def _settled(ends: Ints, weight: Floats, loops: Floats, rng: np.random.Generator) -> list[int]:
    """Return the communities after moving one member at a time to where modularity gains most, until none gains.

    After the first round only those are asked again who are tied to somebody that moved (Traag, Waltman, van Eck 2019, Sci. Rep. 9, 5233).
    """
    count = len(loops)
    near: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    for (one, other), tie in zip(ends.tolist(), weight.tolist(), strict=True):
        near[one].append((other, tie))
        near[other].append((one, tie))
    strength = [sum(tie for _, tie in ties) + own for ties, own in zip(near, loops.tolist(), strict=True)]
    label, inside, total = list(range(count)), list(strength), sum(strength)
    if total <= 0:
        return label
    waiting = deque(member for member in rng.permutation(count).tolist() if near[member])
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


def _moves(member: int, label: list[int], inside: list[float], ties: Sequence[tuple[int, float]], size: tuple[float, float]) -> bool:
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
