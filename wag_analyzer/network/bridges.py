"""People over whom alone parts of a group hang together: what would be lost without them, and how often chance gives as much."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.draws import Resample
from wag_analyzer.network.edges import Edges
from wag_analyzer.network.nulls import rewired_ties
from wag_analyzer.network.rearranging import THERE

__all__ = ["Bridge", "Held", "bridges", "by_chance", "held", "tied"]

SIDE: Final = 3
"""People that a part has at least to count as one."""

MOST_PEOPLE: Final = 4_000
DRAWS: Final = 199
FEW_DRAWS: Final = 49
MANY: Final = 300

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bridge:
    """One person without whom the group falls apart.

    Parameters
    ----------
    person
        Number of the person.
    loss
        Share of the pairs of others who reach one another now and would not without the person.
    sides
        The parts of three people or more that would remain of the person's part, largest first.
    """

    person: int
    loss: float
    sides: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """How a bridge holds over resampled conversations: share with at least half the loss, and share in which no one's loss is larger."""

    again: float
    first: float


def tied(some: Edges) -> Ints:
    """Return the pairs who count as tied, each once (two columns): acts of both directions at or above the mean of all pairs, one at least.

    Parameters
    ----------
    some
        The ties.
    """
    both = some.both
    pairs = some.people * (some.people - 1)
    least = max(THERE, float(both.weight.sum()) / pairs) if pairs else THERE
    there = (both.weight >= least) & (both.source < both.target)
    return np.stack([both.source[there], both.target[there]], axis=1)


def bridges(ends: Ints, people: int) -> list[Bridge]:
    """Return the people without whom two parts of three or more no longer hang together, the largest loss first.

    Parameters
    ----------
    ends
        Pairs, two columns.
    people
        Number of people.
    """
    found = [_bridge(ends, people, person) for person in _cutting(ends)]
    kept = [bridge for bridge in found if len(bridge.sides) > 1]
    return sorted(kept, key=lambda bridge: (-bridge.loss, bridge.person))


def by_chance(ends: Ints, people: int, seed: int) -> Floats:
    """Return the largest loss over one person in networks rewired at random, in which everybody has as many ties.

    The largest over everybody: whoever is compared with it was looked for in the same way. None are drawn above 4,000 people.
    """
    if people > MOST_PEOPLE or len(ends) < 2:
        return np.zeros(0)
    rng = np.random.default_rng(seed)
    degree = np.bincount(ends.ravel(), minlength=people).astype(np.float64)
    ones = np.ones(len(ends))
    drawn = [rewired_ties(ends.astype(np.intp), ones, degree, rng)[0] for _ in range(DRAWS if people <= MANY else FEW_DRAWS)]
    return np.array([max((bridge.loss for bridge in bridges(each.astype(np.int64), people)), default=0.0) for each in drawn])


def held(found: Sequence[Bridge], resample: Resample, draws: int = 60) -> list[Held]:
    """Return how each bridge holds over resampled conversations and readings of replies.

    Parameters
    ----------
    found
        The bridges.
    resample
        Acts to draw from.
    draws
        How many networks are drawn.
    """
    again, first = np.zeros(len(found)), np.zeros(len(found))
    for some in resample.networks(draws):
        losses = {bridge.person: bridge.loss for bridge in bridges(tied(some), some.people)}
        most = max(losses.values(), default=0.0)
        for place, bridge in enumerate(found):
            loss = losses.get(bridge.person, 0.0)
            again[place] += loss >= bridge.loss / 2
            first[place] += 0 < loss >= most
    return [Held(float(one) / draws, float(other) / draws) for one, other in zip(again, first, strict=True)]


def _cutting(ends: Ints) -> list[int]:
    import networkx as nx  # noqa: PLC0415 - slow to import

    plain: nx.Graph[int] = nx.Graph()
    plain.add_edges_from(ends.tolist())
    return sorted(nx.articulation_points(plain))


def _bridge(ends: Ints, people: int, person: int) -> Bridge:
    before = _parts(ends, people)
    after = _parts(ends[(ends != person).all(axis=1)], people)
    own = np.flatnonzero(before == before[person])
    own = own[own != person]
    sizes = np.bincount(after[own])
    joined = len(own) * (len(own) - 1)
    others = (people - 1) * (people - 2)
    loss = (joined - float((sizes * (sizes - 1)).sum())) / others if others else 0.0
    large = sorted(np.flatnonzero(sizes >= SIDE).tolist(), key=lambda part: (-int(sizes[part]), part))
    return Bridge(person, loss, tuple(tuple(own[after[own] == part].tolist()) for part in large))


def _parts(ends: Ints, people: int) -> Ints:
    from scipy.sparse import csr_array  # noqa: PLC0415 - only here
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    there = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(people, people))
    return np.asarray(connected_components(there, directed=False)[1], dtype=np.int64)
