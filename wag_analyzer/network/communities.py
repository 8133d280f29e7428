"""Circles: people who exchange more with each other than with the rest, if there are any, and how sure that is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.aside import aside, is_free
from wag_analyzer.network import circle_many, leiden, leiden_dense
from wag_analyzer.network.edges import Edges, dense, from_matrix
from wag_analyzer.network.leiden import web
from wag_analyzer.network.nulls import pass_over, rewired

if TYPE_CHECKING:
    from wag_analyzer.network.edges import Sparse

__all__ = ["Circles", "Drawn", "circles", "consensus", "modularity", "partition"]

CLEAR_P: Final = 0.02
CLEAR_STABILITY: Final = 0.6
TOGETHER: Final = 0.5
SMALLEST: Final = 3
RUNS: Final = 40
NULLS: Final = 99
ENOUGH: Final = 5
LARGE: Final = 300
LARGE_RUNS: Final = 12
TURNS: Final = 10
LARGE_TURNS: Final = 3
LARGE_NULLS: Final = 49
MANY: Final = 1_000
KEPT: Final[tuple[Literal["weights", "strengths"], ...]] = ("weights", "strengths")
"""What rewired networks keep: one kind each."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Drawn(Protocol):
    """Networks to look for circles in: resampled conversations (``draws.Resample``) or windows (``circle_windows.Slices``)."""

    def matrices(self, draws: int | None = None, seed: int | None = None) -> Iterator[Floats]:
        """Yield so many matrices of acts, source by row."""
        ...

    def networks(self, draws: int | None = None, seed: int | None = None) -> Iterator[Edges]:
        """Yield the same as ties."""
        ...


@dataclass(frozen=True, slots=True)
class Circles:
    """Circles and how clear they are.

    Parameters
    ----------
    table
        ``tables.COMMUNITIES``; everybody is in circle 0 when the answer is "no clear circles".
    division
        The best division found, clear or not: a number per person, 1 is the largest circle, 0 is alone or one of a pair.
    together
        Share of resamples in which two persons were in one circle: a matrix; above 1,000 people a sparse one of the pairs that are tied.
    clear
        Whether there are at least two circles of three, clearer than in rewired networks, and stable over resamples.
    modularity, p
        Best modularity of one run on the weights, and how often rewired networks of the same numbers of ties and strengths reach it.
    stability
        Mean of the persons' stability.
    draws
        Number of rewired networks.
    reason
        Why the circles are clear or not, in words.
    counts
        Circles of three people or more in the division of each run.
    """

    table: pd.DataFrame
    division: Ints
    together: "Floats | Sparse"
    clear: bool
    modularity: float
    p: float
    stability: float
    draws: int
    reason: str
    counts: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def count(self) -> int:
        """Return the number of clear circles."""
        return int(self.table["circle"].max()) if len(self.table) else 0


def circles(weights: Floats | Edges, names: Sequence[str], seed: int, resample: Drawn | None = None) -> Circles:
    """Return the circles of a group.

    Parameters
    ----------
    weights
        Expected acts, as ties or as a matrix, source by row; directions are added up.
    names
        ``people.person``, one per row.
    seed
        Seed of the algorithm, the resamples and the null.
    resample
        Acts to draw resamples from; None runs the algorithm on the same weights from several seeds.

    Notes
    -----
    1. Leiden (Traag, Waltman, van Eck 2019) with modularity at resolution 1 on resampled weights from different seeds; ``together`` is
       the share of runs in which two people share a circle.
    2. Consensus (Lancichinetti, Fortunato 2012): Leiden on ``together`` where it is above one half.
    3. The best modularity on the weights is compared with that of 99 (49 above 300 people) rewired networks of each kind
       (``nulls.rewired``), found by the same algorithm with the same effort; the larger p counts. Any network, also one without
       structure, has a division with a modularity above 0.
    4. Clear means p ≤ 0.02, at least two circles (a circle is three people or more) and a mean stability of at least 0.6. A person's
       stability is the share of resamples in which the person is together with more than half of the others in the circle.

    Above 1,000 people the same is done on ties alone, with fewer runs and rewired networks: see ``circle_many``.
    """
    rng = np.random.default_rng(seed)
    people = len(names)
    found = _of_few(_matrix(weights), resample, rng) if people <= MANY else _of_many(_ties(weights), resample, rng)
    labels, stability = found.labels, found.stability
    large = int(labels.max(initial=0))
    steady = float(stability[labels > 0].mean()) if (labels > 0).any() else 0.0
    clear = bool(found.draws and found.p <= CLEAR_P and large > 1 and steady >= CLEAR_STABILITY)
    rows = {"person": list(names), "circle": labels if clear else np.zeros(people, np.int64), "stability": stability}
    return Circles(
        table=tables.COMMUNITIES.frame(rows),
        division=labels,
        together=found.together,
        clear=clear,
        modularity=found.best,
        p=found.p,
        stability=steady,
        draws=found.draws,
        reason=_reason(found.p, large, steady),
        counts=np.array([int((np.bincount(each) >= SMALLEST).sum()) for each in found.divisions], np.int64),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found before it is said whether it is clear."""

    labels: Ints
    together: "Floats | Sparse"
    stability: Floats
    best: float
    p: float
    draws: int
    divisions: Sequence[Ints]


def _matrix(weights: Floats | Edges) -> Floats:
    return dense(weights) if isinstance(weights, Edges) else weights


def _ties(weights: Floats | Edges) -> Edges:
    return weights if isinstance(weights, Edges) else from_matrix(weights)


def _of_few(weights: Floats, resample: Drawn | None, rng: np.random.Generator) -> _Found:
    """Return the division, how sure it is, and how often rewired networks are divided as well."""
    both = weights + weights.T
    labels, together, divisions = _consensus_of_few(both, resample, rng)
    best = modularity(both, partition(both, 0))
    draws = (NULLS if len(both) <= LARGE else LARGE_NULLS) if _divisible(both.sum(axis=0)) else 0
    p = _chance_of_both(both, best, draws, rng) if draws else np.nan
    return _Found(labels, together, _stability(labels, divisions), best, p, draws, divisions)


def _of_many(some: Edges, resample: Drawn | None, rng: np.random.Generator) -> _Found:
    """Return what ``_of_few`` does from ties; the second kind of rewired networks is not asked when the first says "not clear"."""
    group = circle_many.web_of(some)
    division, together, divisions = circle_many.consensus_of_many(group, resample, rng)
    labels = _numbered(division, group.strength)
    best = group.modularity(circle_many.communities(group, 0, 1))
    p, draws = np.nan, circle_many.NULLS if _divisible(group.strength) else 0
    if draws:
        p = circle_many.p_of_many(group, best, KEPT[0], rng)
        p = max(p, circle_many.p_of_many(group, best, KEPT[1], rng)) if p <= CLEAR_P else p
    first, second = group.ends.T
    pairs = Edges(some.people, first.astype(np.int64), second.astype(np.int64), together)
    return _Found(labels, pairs.both.sparse, circle_many.stability_of_many(labels, divisions), best, p, draws, divisions)


def _chance_of_both(both: Floats, best: float, draws: int, rng: np.random.Generator) -> float:
    """Return the larger chance of the two kinds of rewired networks; the first kind is drawn aside where that can be had.

    The second kind goes on with the random numbers where the first one ends, and begins anew when that ended early.
    """
    if not is_free():
        return max(_chance(both, best, keep, draws, rng) for keep in KEPT)

    def first_kind() -> tuple[float, Mapping[str, Any]]:
        return _chance(both, best, KEPT[0], draws, rng), rng.bit_generator.state

    first = aside(first_kind)
    later = np.random.default_rng()
    later.bit_generator.state = rng.bit_generator.state
    for _ in range(draws):
        pass_over(both, later, keep=KEPT[0])
    begun = later.bit_generator.state
    second = _chance(both, best, KEPT[1], draws, later)
    p, ended = first.result()
    if ended != begun:
        rng.bit_generator.state = ended
        second = _chance(both, best, KEPT[1], draws, rng)
    return max(p, second)


def _chance(both: Floats, best: float, keep: Literal["weights", "strengths"], draws: int, rng: np.random.Generator) -> float:
    """Return how often a rewired network is divided as well; stops when that happened ``ENOUGH`` times (Besag, Clifford 1991)."""
    reached = 0
    for done in range(1, draws + 1):
        null = rewired(both, rng, keep=keep)
        reached += modularity(null, partition(null, 0)) >= best - 1e-12
        if reached == ENOUGH:
            return reached / done
    return (1 + reached) / (1 + draws)


def partition(both: Floats, seed: int, turns: int = 1) -> Ints:
    """Return the Leiden communities of a symmetric network, numbered from 0 in the order of their first person.

    Traag, Waltman, van Eck 2019 with modularity at resolution 1; on a matrix, above 1,000 people on a list of ties. ``turns``: how often
    the search may begin again from what it found.
    """
    return leiden.communities(web(both), seed, turns) if len(both) > MANY else leiden_dense.communities(both, seed, turns)


def modularity(both: Floats, labels: Ints, *, zero_is_alone: bool = False) -> float:
    """Return the modularity of a division of a symmetric network; missing without ties.

    Notes
    -----
    Σ_c (l_c / m - (s_c / 2m)²), l_c the acts inside part c, s_c the strengths of its people, m all acts.

    References
    ----------
    Newman, Girvan 2004, Phys. Rev. E 69, 026113.
    """
    total = float(both.sum())
    if total <= 0:
        return np.nan
    own = np.where(labels == 0, -1 - np.arange(len(labels)), labels) if zero_is_alone else labels
    if len(both) > MANY:
        return web(both).modularity(own)
    same = own[:, None] == own[None, :]
    strength = both.sum(axis=0)
    return float((both[same].sum() - (strength[:, None] * strength[None, :])[same].sum() / total) / total)


def _divisible(strength: Floats) -> bool:
    return int((strength > 0).sum()) >= 2 * SMALLEST


def consensus(both: Floats, resample: Drawn | None, rng: np.random.Generator) -> tuple[Ints, Floats, Floats]:
    """Return the division that most runs agree on, the co-membership matrix, and each person's stability.

    Parameters
    ----------
    both
        Symmetric weights.
    resample
        Acts to draw networks from; None runs the algorithm on the same weights from several seeds.
    rng
        Source of seeds.

    Returns
    -------
    tuple
        Circles numbered from 1, largest first (0: alone or one of a pair); share of runs in which two persons share a circle; share of runs
        in which a person is with more than half of the others in the circle.
    """
    if len(both) > MANY:
        division, _, divisions = circle_many.consensus_of_many(web(both), resample, rng)
        labels = _numbered(division, both.sum(axis=0))
        return labels, np.zeros((0, 0)), circle_many.stability_of_many(labels, divisions)
    labels, together, divisions = _consensus_of_few(both, resample, rng)
    return labels, together, _stability(labels, divisions)


def _consensus_of_few(both: Floats, resample: Drawn | None, rng: np.random.Generator) -> tuple[Ints, Floats, Sequence[Ints]]:
    """Return the division that most runs agree on, the co-membership matrix, and the divisions."""
    people = len(both)
    runs = RUNS if people <= LARGE else LARGE_RUNS
    seeds = rng.integers(0, 2**31, size=runs)
    networks = resample.matrices(runs, int(seeds[-1])) if resample is not None else (both / 2 for _ in range(runs))
    turns = TURNS if people <= LARGE else LARGE_TURNS
    divisions = [partition(each + each.T, int(seed), turns) for each, seed in zip(networks, seeds, strict=True)]
    together = np.zeros((people, people))
    for division in divisions:
        together += division[:, None] == division[None, :]
    together /= runs
    joined = np.where(together > TOGETHER, together, 0.0)
    np.fill_diagonal(joined, 0.0)
    return _numbered(partition(joined, int(seeds[0]), turns), both.sum(axis=0)), together, divisions


def _numbered(division: Ints, strength: Floats) -> Ints:
    """Return circles numbered from 1, largest first, then heaviest, then by first person; 0 for who is alone or one of a pair."""
    sizes = np.bincount(division)
    heavy = np.bincount(division, weights=strength)
    order = sorted(
        (circle for circle in range(len(sizes)) if sizes[circle] >= SMALLEST), key=lambda circle: (-sizes[circle], -heavy[circle], circle)
    )
    number = np.zeros(len(sizes), dtype=np.int64)
    for place, circle in enumerate(order, start=1):
        number[circle] = place
    return number[division] if len(division) else division


def _stability(labels: Ints, divisions: Sequence[Ints]) -> Floats:
    """Return for each person the share of divisions in which more than half of the others in the circle are with the person."""
    held = np.zeros(len(labels))
    mates = (labels[:, None] == labels[None, :]) & (labels > 0)[:, None]
    np.fill_diagonal(mates, val=False)
    count = mates.sum(axis=1)
    for division in divisions:
        held += ((division[:, None] == division[None, :]) & mates).sum(axis=1) * 2 > count
    return held / max(len(divisions), 1)


def _reason(p: float, large: int, steady: float) -> str:
    if np.isnan(p):
        return f"fewer than {2 * SMALLEST} people with ties: nothing to divide"
    if p > CLEAR_P:
        return f"networks without circles are divided as well in {p:.0%} of draws (limit {CLEAR_P:.0%})"
    if large < 2:
        return f"fewer than two circles of {SMALLEST} people"
    if steady < CLEAR_STABILITY:
        return f"circles change from resample to resample: stability {steady:.2f} (at least {CLEAR_STABILITY})"
    return f"p {p:.2f}, stability {steady:.2f}, {large} circles of {SMALLEST} people or more"
