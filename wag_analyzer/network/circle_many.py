"""Circles of many people, found on ties alone: nothing is ever people times people.

The steps are those of ``communities``, with four differences. Above 5,000 people Leiden moves many at once (``leiden_sweeps``).
Co-membership is counted for pairs that are tied, as others are seldom needed to find the consensus (Tandon, Albeshri, Thayananthan,
Alhalabi, Fortunato 2019, Phys. Rev. E 99, 042301). The more people, the fewer runs. And p is Student's: with many people the modularity
of rewired networks varies little and evenly, so a few of them tell their mean and spread (one-sided prediction interval for one more).
"""

from collections.abc import Iterator, Sequence
from typing import Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

from wag_analyzer.network import leiden, leiden_sweeps
from wag_analyzer.network.edges import Edges
from wag_analyzer.network.leiden import Web
from wag_analyzer.network.nulls import rewired_ties

__all__ = ["NetworksDrawn", "communities", "consensus_of_many", "p_of_many", "runs_of_many", "stability_of_many", "web_of"]

RUNS: Final = 12
TURNS: Final = 3
SWEPT: Final = 5_000
"""People above whom one after the other is not asked."""

VERY_MANY: Final = 20_000
FEW_RUNS: Final = 4
NULLS: Final = 5
"""Rewired networks of each kind."""

TOGETHER: Final = 0.5

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class NetworksDrawn(Protocol):
    """Networks to look for circles in, as ties."""

    def networks(self, draws: int | None = None, seed: int | None = None) -> Iterator[Edges]:
        """Yield so many networks."""
        ...


def web_of(some: Edges) -> Web:
    """Return ties of both directions as one: each pair once."""
    both = some.both
    once = both.source < both.target
    return Web(some.people, np.stack([both.source[once], both.target[once]], axis=1), both.weight[once])


def communities(group: Web, seed: int, turns: int) -> Ints:
    """Return the Leiden communities of ties, by the engine that suits their number; see ``leiden.communities``."""
    search = leiden.communities if group.people <= SWEPT else leiden_sweeps.communities
    return search(group, seed, turns)


def runs_of_many(people: int) -> int:
    """Return how many divisions the consensus of so many people rests on."""
    return RUNS if people <= VERY_MANY else FEW_RUNS


def consensus_of_many(group: Web, resample: NetworksDrawn | None, rng: np.random.Generator) -> tuple[Ints, Floats, Sequence[Ints]]:
    """Return the division that most runs agree on.

    Parameters
    ----------
    group
        The ties.
    resample
        Acts to draw networks from; None divides the same ties from several seeds.
    rng
        Source of seeds.

    Returns
    -------
    tuple
        The division, numbered as ``leiden.communities`` does; the share of runs in which both ends of each tie are together; the divisions.
    """
    runs = runs_of_many(group.people)
    seeds = rng.integers(0, 2**31, size=runs)
    networks = (web_of(each) for each in resample.networks(runs, int(seeds[-1]))) if resample is not None else (group for _ in range(runs))
    divisions = [communities(each, int(seed), TURNS) for each, seed in zip(networks, seeds, strict=True)]
    first, second = group.ends.T
    together = np.zeros(len(group.weight))
    for division in divisions:
        together += division[first] == division[second]
    together /= runs
    often = together > TOGETHER
    return communities(Web(group.people, group.ends[often], together[often]), int(seeds[0]), TURNS), together, divisions


def stability_of_many(labels: Ints, divisions: Sequence[Ints]) -> Floats:
    """Return for each person the share of divisions in which more than half of the others in the circle are there too; 0 is no circle."""
    held = np.zeros(len(labels))
    others = np.bincount(labels)[labels] - 1 if len(labels) else labels
    for division in divisions:
        _, code, count = np.unique(labels * (division.max(initial=0) + 1) + division, return_inverse=True, return_counts=True)
        held += (count[code] - 1) * 2 > others
    return np.where(labels > 0, held / max(len(divisions), 1), 0.0)


def p_of_many(group: Web, best: float, keep: Literal["weights", "strengths"], rng: np.random.Generator) -> float:
    """Return the chance that one more rewired network is divided as well, by Student's t over ``NULLS`` of them.

    Parameters
    ----------
    group
        The ties.
    best
        Modularity of one division of them, found with the same effort.
    keep
        What rewiring keeps; see ``nulls.rewired``.
    rng
        Source of randomness.
    """
    from scipy.special import stdtr  # noqa: PLC0415 - SciPy is loaded only when circles are looked for

    strength = group.strength
    found = []
    for _ in range(NULLS):
        null = Web(group.people, *rewired_ties(group.ends, group.weight, strength, rng, keep))
        found.append(null.modularity(communities(null, 0, 1)))
    spread = float(np.std(found, ddof=1)) * np.sqrt(1 + 1 / NULLS)
    return float(stdtr(NULLS - 1, (np.mean(found) - best) / max(spread, 1e-12)))
