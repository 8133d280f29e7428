"""Measures per person from the ties around a person and from walks along ties: one number per person each.

Formulas and sources stand in ``cards``; tests compare every function with networkx and igraph on named networks. Shortest paths are in
``paths``, closed triads in ``holes``, cores in ``cores``, and what needs units or circles in ``brokerage``.
"""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.edges import Edges

__all__ = ["balance", "breadth", "degrees", "eigenvector", "hits", "isolate", "pagerank", "returned", "turned_to"]

DAMPING: Final = 0.85
TOLERANCE: Final = 1e-10
STEPS: Final = 1_000

Floats = npt.NDArray[np.float64]


def degrees(some: Edges) -> tuple[Floats, Floats]:
    """Return in-degree and out-degree: how many j have w(j→i) ≥ 0.5, and how many have w(i→j) ≥ 0.5.

    References
    ----------
    Freeman 1978, Social Networks 1, 215.
    """
    there = some.present
    return (
        np.bincount(there.target, minlength=some.people).astype(np.float64),
        np.bincount(there.source, minlength=some.people).astype(np.float64),
    )


def isolate(some: Edges) -> Floats:
    """Return 1 for who has no present tie in any direction, else 0.

    References
    ----------
    Wasserman, Faust 1994, Social Network Analysis, ch. 4.
    """
    from_people, to_people = degrees(some)
    return np.asarray(from_people + to_people == 0, dtype=np.float64)


def turned_to(some: Edges) -> Floats:
    """Return √(in-degree · in-strength) over present ties: how many people turn to a person, and how much.

    References
    ----------
    Opsahl, Agneessens, Skvoretz 2010, Social Networks 32, 245, with α = 0.5.
    """
    return np.asarray(np.sqrt(degrees(some)[0] * some.present.received), dtype=np.float64)


def balance(some: Edges) -> Floats:
    """Return (out - in) / (out + in); missing for who has neither.

    References
    ----------
    Baker, Bulkley 2014, Organ. Sci. 25, 1493 (generalised reciprocity).
    """
    return ratio(some.given - some.received, some.given + some.received)


def returned(some: Edges) -> Floats:
    """Return the share of a person's exchange that goes both ways, 2·Σ min(w_ij, w_ji) / (out + in); missing for who has none.

    References
    ----------
    Squartini, Picciolo, Ruzzenenti, Garlaschelli 2013, Sci. Rep. 3, 2729.
    """
    mutual = np.bincount(some.source, weights=np.minimum(some.weight, some.backward), minlength=some.people)
    return ratio(np.asarray(2.0 * mutual, dtype=np.float64), some.given + some.received)


def breadth(some: Edges) -> Floats:
    """Return the effective number of partners, exp(-Σ_j p_ij ln p_ij), p share of exchange with each; missing for who has none.

    References
    ----------
    Jost 2006, Oikos 113, 363 (Hill number of order 1).
    """
    both = some.both
    share = both.weight / both.given[both.source]
    entropy = -np.bincount(both.source, weights=share * np.log(share), minlength=some.people)
    return np.where(both.given > 0, np.exp(entropy), np.nan)


def pagerank(some: Edges) -> Floats:
    """Return PageRank, x_i = 0.85 Σ_j x_j w(j→i) / Σ_k w(j→k) + 0.15 / n; who gives nothing passes on evenly.

    References
    ----------
    Brin, Page 1998, Comput. Netw. 30, 107.
    """
    people = some.people
    if not people:
        return np.zeros(0)
    moves = some.scaled(some.weight / some.given[some.source]).turned.moving()
    silent = some.given <= 0

    def step(rank: Floats) -> Floats:
        after: Floats = DAMPING * (moves @ rank + rank[silent].sum() / people) + (1 - DAMPING) / people
        return after

    return _settled(step, np.full(people, 1.0 / people))


def eigenvector(some: Edges) -> Floats:
    """Return the principal eigenvector of mutual exchange, λx = (W + Wᵀ) x, of length 1; all 0 where there is no tie.

    References
    ----------
    Bonacich 1972, J. Math. Sociol. 2, 113.
    """
    both = some.both
    if not len(both.weight):
        return np.zeros(some.people)
    moves = both.scaled(both.weight / both.given.max()).moving()

    def step(vector: Floats) -> Floats:
        after: Floats = moves @ vector + vector
        return after / math.sqrt(after @ after)

    return np.where(both.given > 0, _settled(step, np.full(some.people, 1.0 / np.sqrt(some.people))), 0.0)


def hits(some: Edges) -> tuple[Floats, Floats]:
    """Return hubs and authorities, h = W a and a = Wᵀ h, each of sum 1; all 0 where there is no tie.

    References
    ----------
    Kleinberg 1999, J. ACM 46, 604.
    """
    if not len(some.weight):
        return np.zeros(some.people), np.zeros(some.people)
    ahead = some.scaled(some.weight / some.weight.max())
    there, back = ahead.moving(), ahead.turned.moving()

    def step(hub: Floats) -> Floats:
        after: Floats = there @ (back @ hub)
        return after / float(after.sum())

    hub = _settled(step, np.full(some.people, 1.0 / some.people))
    authority: Floats = back @ hub
    return hub, authority / float(authority.sum())


def _settled(step: Callable[[Floats], Floats], vector: Floats) -> Floats:
    """Return where repeating ``step`` leads."""
    for _ in range(STEPS):
        after = step(vector)
        if np.abs(after - vector).sum() < TOLERANCE:
            return after
        vector = after
    return vector


def ratio(above: Floats, under: Floats) -> Floats:
    """Return ``above / under``, missing where ``under`` is 0."""
    found = np.full(len(above), np.nan)
    np.divide(above, under, out=found, where=under > 0)
    return found
