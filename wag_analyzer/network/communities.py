"""Circles: people who exchange more with each other than with the rest, if there are any, and how sure that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network import leiden, leiden_dense
from wag_analyzer.network.leiden import Web, web
from wag_analyzer.network.nulls import rewired, rewired_ties

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

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Drawn(Protocol):
    """Networks to look for circles in: resampled conversations (``draws.Resample``) or windows (``circle_windows.Slices``)."""

    def matrices(self, draws: int | None = None, seed: int | None = None) -> Iterator[Floats]:
        """Yield so many matrices of acts, source by row."""
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
        Share of resamples in which two persons were in one circle.
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
    """

    table: pd.DataFrame
    division: Ints
    together: Floats
    clear: bool
    modularity: float
    p: float
    stability: float
    draws: int
    reason: str

    @property
    def count(self) -> int:
        """Return the number of clear circles."""
        return int(self.table["circle"].max()) if len(self.table) else 0


def circles(weights: Floats, names: Sequence[str], seed: int, resample: Drawn | None = None) -> Circles:
    """Return the circles of a group.

    Parameters
    ----------
    weights
        Expected acts, source by row; directions are added up.
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

    Above 1,000 people the same is done on lists of ties in place of matrices (``leiden``), and the comparison ends with the first rewired
    network that is divided as well: with 49 draws one is enough to say that the circles are not clear.
    """
    both = weights + weights.T
    rng = np.random.default_rng(seed)
    people = len(names)
    labels, together, stability = consensus(both, resample, rng)
    best = modularity(both, partition(both, 0))
    draws = (NULLS if people <= LARGE else LARGE_NULLS) if _divisible(both) else 0
    p = _worst(both, best, draws, rng) if draws else np.nan
    large = int(labels.max(initial=0))
    steady = float(stability[labels > 0].mean()) if (labels > 0).any() else 0.0
    clear = bool(draws and p <= CLEAR_P and large > 1 and steady >= CLEAR_STABILITY)
    rows = {"person": list(names), "circle": labels if clear else np.zeros(people, np.int64), "stability": stability}
    return Circles(
        table=tables.COMMUNITIES.frame(rows),
        division=labels,
        together=together,
        clear=clear,
        modularity=best,
        p=p,
        stability=steady,
        draws=draws,
        reason=_reason(p, large, steady),
    )


def _worst(both: Floats, best: float, draws: int, rng: np.random.Generator) -> float:
    """Return the larger p of the two nulls; in groups of many the second is not asked when the first says that circles are not clear."""
    chance = _chance if len(both) <= MANY else _chance_of_many
    p = chance(both, best, "weights", draws, rng)
    if len(both) > MANY and p > CLEAR_P:
        return p
    return max(p, chance(both, best, "strengths", draws, rng))


def _chance_of_many(both: Floats, best: float, keep: Literal["weights", "strengths"], draws: int, rng: np.random.Generator) -> float:
    """Return what ``_chance`` does from ties in place of matrices; stops when it happened once."""
    group = web(both)
    strength = group.strength
    for done in range(1, draws + 1):
        null = Web(len(both), *rewired_ties(group.ends, group.weight, strength, rng, keep))
        if null.modularity(leiden.communities(null, 0, 1)) >= best - 1e-12:
            return 1 / done
    return 1 / (1 + draws)


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
    """Return Newman's modularity of a division of a symmetric network; missing without ties."""
    total = float(both.sum())
    if total <= 0:
        return np.nan
    own = np.where(labels == 0, -1 - np.arange(len(labels)), labels) if zero_is_alone else labels
    if len(both) > MANY:
        return web(both).modularity(own)
    same = own[:, None] == own[None, :]
    strength = both.sum(axis=0)
    return float((both[same].sum() - (strength[:, None] * strength[None, :])[same].sum() / total) / total)


def _divisible(both: Floats) -> bool:
    return int((both.sum(axis=0) > 0).sum()) >= 2 * SMALLEST


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
    labels = _numbered(partition(joined, int(seeds[0]), turns), both)
    return labels, together, _stability(labels, divisions)


def _numbered(division: Ints, both: Floats) -> Ints:
    """Return circles numbered from 1, largest first, then heaviest, then by first person; 0 for who is alone or one of a pair."""
    sizes = np.bincount(division)
    heavy = np.bincount(division, weights=both.sum(axis=0))
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
