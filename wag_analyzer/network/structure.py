"""The shape of the whole network: components and weak points, core and periphery, small world, likeness of partners."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.network.census import transitivity
from wag_analyzer.network.edges import Edges, sparse
from wag_analyzer.network.nulls import rewired_ties

if TYPE_CHECKING:
    from wag_analyzer.network.edges import Sparse

__all__ = ["components", "core_fit", "likeness", "likeness_of_numbers", "small_world", "weak_points"]

REWIRED: Final = 10
FEW_REWIRED: Final = 3
MANY: Final = 300
LONGEST: Final = 4_000
SEEN: Final = 256
"""People from whom mean paths are taken in large networks."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def components(some: Edges) -> Ints:
    """Return the number of each person's component over present ties, directions left out; isolates are components.

    References
    ----------
    Wasserman, Faust 1994, Social Network Analysis, ch. 4.
    """
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - SciPy is loaded only when measures are computed

    return (
        np.asarray(connected_components(some.present.sparse, directed=False)[1], dtype=np.int64) if some.people else np.zeros(0, np.int64)
    )


def weak_points(some: Edges) -> tuple[int, int]:
    """Return how many people and how many ties are the only link between parts.

    References
    ----------
    Hopcroft, Tarjan 1973, Commun. ACM 16, 372 (people); Tarjan 1974, Inf. Process. Lett. 2, 160 (ties).
    """
    partners = some.partners
    bounds = np.searchsorted(partners.source, np.arange(some.people + 1)).tolist()
    near = [partners.target[start:stop].tolist() for start, stop in itertools.pairwise(bounds)]
    seen = _Seen(near, [0] * some.people, [0] * some.people)
    for person in range(some.people):
        if near[person] and not seen.turn[person]:
            seen.walk(person)
    return len(seen.points), seen.bridges


@dataclass(slots=True)
class _Seen:
    """Who was met at which turn of a walk, and the earliest turn that can be reached from there without going back (Tarjan 1972)."""

    near: list[list[int]]
    turn: list[int]
    earliest: list[int]
    points: set[int] = field(default_factory=set)
    bridges: int = 0
    turns: int = 0

    def walk(self, start: int) -> None:
        """Walk along all ties of one component, depth first."""
        path, ahead, branches = [start], [self._met(start)], 0
        while path:
            person = path[-1]
            other = next(ahead[-1], None)
            if other is None:
                path.pop()
                ahead.pop()
                if path:
                    self._left(person, path[-1], start)
                    branches += path[-1] == start
            elif not self.turn[other]:
                path.append(other)
                ahead.append(self._met(other))
            elif len(path) < 2 or other != path[-2]:
                self.earliest[person] = min(self.earliest[person], self.turn[other])
        if branches > 1:
            self.points.add(start)

    def _met(self, person: int) -> Iterator[int]:
        self.turns += 1
        self.turn[person] = self.earliest[person] = self.turns
        return iter(self.near[person])

    def _left(self, person: int, before: int, start: int) -> None:
        self.earliest[before] = min(self.earliest[before], self.earliest[person])
        self.bridges += self.earliest[person] > self.turn[before]
        if before != start and self.earliest[person] >= self.turn[before]:
            self.points.add(before)


def core_fit(some: Edges) -> tuple[float, int]:
    """Return how well the ties fit "all within a core, none in the periphery", and the people in the core that fits best.

    Cores of every size are tried; for a given size the people with most partners fit best (Lip 2011). Ties between core and periphery are
    left out (Borgatti, Everett 2000). Missing and 0 for fewer than four people, or when all or no pairs are tied.

    Notes
    -----
    Pearson's correlation, over pairs within the core and pairs within the periphery, of being tied with being within the core.

    References
    ----------
    Borgatti, Everett 2000, Social Networks 21, 375; Lip 2011, arXiv:1102.5511.
    """
    people, partners = some.people, some.partners
    if people < 4:
        return np.nan, 0
    place = np.empty(people, dtype=np.int64)
    place[np.argsort(-partners.given, kind="stable")] = np.arange(people)
    later = np.maximum(place[partners.source], place[partners.target])
    inside = np.cumsum(np.bincount(later, minlength=people))[1:-2] / 2
    size = np.arange(2, people - 1)
    touching = np.cumsum(np.sort(partners.given)[::-1])[1:-2]
    outside = partners.given.sum() / 2 - (touching - inside)
    core, rest = size * (size - 1) / 2, (people - size) * (people - size - 1) / 2
    tied, pairs = inside + outside, core + rest
    spread = core * rest * tied * (pairs - tied)
    fit = np.where(spread > 0, (inside * pairs - core * tied) / np.sqrt(np.where(spread > 0, spread, 1.0)), -2.0)
    best = int(fit.argmax())
    return (float(fit[best]), int(size[best])) if fit[best] > -2 else (np.nan, 0)


def small_world(some: Edges, seed: int, rewirings: int | None = None) -> float:
    """Return (T/T₀) / (L/L₀) of the largest component, against rewired networks of the same numbers of partners.

    T is transitivity, L the mean number of steps between two people; ``rewirings`` is the number of rewired networks (10, above 300 people
    3). Missing where the largest component has fewer than four people or
    rewired networks have no triangles, and above 4,000 people.

    References
    ----------
    Humphries, Gurney 2008, PLoS ONE 3, e0002051; rewiring: Maslov, Sneppen 2002, Science 296, 910.
    """
    part = components(some)
    if not len(part):
        return np.nan
    largest = part == np.bincount(part).argmax()
    count = int(largest.sum())
    if not 4 <= count <= LONGEST:
        return np.nan
    number = np.cumsum(largest) - 1
    kept = largest[some.present.source]
    own = Edges(count, number[some.present.source[kept]], number[some.present.target[kept]], some.present.weight[kept])
    rng = np.random.default_rng(seed)
    draws = [_rewired(own, rng) for _ in range(rewirings or (REWIRED if count <= MANY else FEW_REWIRED))]
    closed, long = np.mean([transitivity(each) for each in draws]), np.mean([_mean_path(each) for each in draws])
    return transitivity(own) / float(closed) / (_mean_path(own) / float(long)) if closed > 0 else np.nan


def _rewired(some: Edges, rng: np.random.Generator) -> Edges:
    once = some.partners.source < some.partners.target
    ends = np.stack([some.partners.source[once], some.partners.target[once]], axis=1)
    new, _ = rewired_ties(ends, np.ones(len(ends)), some.partners.given, rng)
    return Edges(some.people, new[:, 0].astype(np.int64), new[:, 1].astype(np.int64), np.ones(len(new)))


def _mean_path(some: Edges) -> float:
    """Return the mean number of steps between two people who are linked; in large networks from some of them."""
    from scipy.sparse.csgraph import shortest_path  # noqa: PLC0415 - SciPy is loaded only when measures are computed

    graph: Sparse = sparse(some.partners, some.partners.weight)
    start = np.unique(np.linspace(0, some.people - 1, min(SEEN, some.people)).astype(np.int64))
    far = np.asarray(shortest_path(graph, unweighted=True, indices=start), dtype=np.float64)
    return float(far[np.isfinite(far) & (far > 0)].mean())


def likeness(some: Edges, parts: Ints) -> float:
    """Return assortativity by part over expected acts; missing with fewer than two parts. Who has no part is left out.

    Notes
    -----
    (Σ_u e_uu - Σ_u a_u b_u) / (1 - Σ_u a_u b_u), e_uv the share of acts from part u to part v, a and b its sums by row and column.

    References
    ----------
    Newman 2003, Phys. Rev. E 67, 026126.
    """
    known = (parts[some.source] >= 0) & (parts[some.target] >= 0)
    source, target, weight = parts[some.source[known]], parts[some.target[known]], some.weight[known]
    total = float(weight.sum())
    if total <= 0:
        return np.nan
    count = int(max(source.max(), target.max())) + 1
    given = np.bincount(source, weights=weight, minlength=count) / total
    received = np.bincount(target, weights=weight, minlength=count) / total
    chance = float((given * received).sum())
    return (float(weight[source == target].sum()) / total - chance) / (1 - chance) if chance < 1 else np.nan


def likeness_of_numbers(some: Edges, number: "pd.Series[float]") -> float:
    """Return the correlation of ``number`` at both ends over expected acts; missing where it is not known or does not vary.

    Notes
    -----
    Pearson's, each ordered pair weighted by its expected acts.

    References
    ----------
    Newman 2003, Phys. Rev. E 67, 026126.
    """
    each = number.to_numpy(np.float64)
    known = np.isfinite(each[some.source]) & np.isfinite(each[some.target])
    one, other, weight = each[some.source[known]], each[some.target[known]], some.weight[known]
    total = float(weight.sum())
    if total <= 0:
        return np.nan
    one, other = one - (one * weight).sum() / total, other - (other * weight).sum() / total
    spread = float((one**2 * weight).sum() * (other**2 * weight).sum())
    return float((one * other * weight).sum()) / float(np.sqrt(spread)) if spread > 1e-18 else np.nan
