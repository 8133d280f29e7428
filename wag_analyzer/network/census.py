"""How pairs and triples of people are tied: dyad and triad census, and transitivity."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.edges import Edges, through, through_each

__all__ = ["TRIADS", "dyads", "transitivity", "triads"]

TRIADS: Final = (
    "003", "012", "102", "021D", "021U", "021C", "111D", "111U", "030T", "030C", "201", "120D", "120U", "120C", "210", "300",
)  # fmt: skip
"""The sixteen kinds in their usual order: mutual, one-way and missing pairs, then Down, Up, Transitive or Cyclic."""

CLOSED: Final = ("030T", "030C", "120D", "120U", "120C", "210", "300")
"""Those in which all three pairs are tied."""

Floats = npt.NDArray[np.float64]


def dyads(some: Edges) -> dict[str, float]:
    """Return the numbers of mutual pairs, pairs tied one way, and pairs without a present tie.

    References
    ----------
    Holland, Leinhardt 1970, Am. J. Sociol. 76, 492.
    """
    there = some.present
    mutual = float((there.backward > 0).sum()) / 2
    one_way = len(there.weight) - 2 * mutual
    return {"mutual": mutual, "one_way": one_way, "none": some.people * (some.people - 1) / 2 - mutual - one_way}


def transitivity(some: Edges, counted: Mapping[str, float] | None = None) -> float:
    """Return the closed share of pairs of ties that meet in a person, directions left out; missing where none meet.

    Parameters
    ----------
    some
        The ties.
    counted
        Their ``triads``, if known; it need not count again then.

    Notes
    -----
    3 · triangles / pairs of ties that meet in a person.

    References
    ----------
    Wasserman, Faust 1994, Social Network Analysis, ch. 6.
    """
    partners = some.partners
    meeting = float((partners.given * (partners.given - 1)).sum())
    if not meeting:
        return np.nan
    closed = through(partners, partners, partners).sum() if counted is None else 6 * sum(counted[name] for name in CLOSED)
    return float(closed) / meeting


def triads(some: Edges) -> dict[str, float]:
    """Return how many sets of three people are tied in each of the sixteen ways, by present ties.

    Notes
    -----
    Counted without looking at every triple, after the idea of Moody (1998, Social Networks 20, 291): closed triads are products of the
    matrices of one-way and mutual ties; open ones are pairs of ties that meet in a person, less those in closed triads; the rest follows.

    References
    ----------
    Davis, Leinhardt 1972; Holland, Leinhardt 1976, Sociol. Methodol. 7, 1 (the sixteen kinds and their names).
    """
    there = some.present
    plain = there.scaled(np.ones(len(there.weight)))
    mutual, one_way = plain.only(there.backward > 0), plain.only(there.backward == 0)
    found = _closed(one_way, mutual)
    found |= _open(one_way, mutual, found)
    found |= _single(one_way, mutual, found)
    people = some.people
    found["003"] = people * (people - 1) * (people - 2) / 6 - sum(found.values())
    return {name: found[name] for name in TRIADS}


def _closed(one_way: Edges, mutual: Edges) -> dict[str, float]:
    """Return the triads in which all three pairs are tied."""
    chain, cycle, across = through_each(one_way, one_way, one_way, one_way.turned, mutual)
    open_way, closed = through_each(mutual, mutual, one_way, mutual)
    return {
        "030T": float(chain.sum()),
        "030C": float(cycle.sum()) / 3,
        "120D": float(through(one_way.turned, one_way, mutual).sum()) / 2,
        "120U": float(through(one_way, one_way.turned, mutual).sum()) / 2,
        "120C": float(across.sum()),
        "210": float(open_way.sum()),
        "300": float(closed.sum()) / 6,
    }


def _open(one_way: Edges, mutual: Edges, closed: dict[str, float]) -> dict[str, float]:
    """Return the triads in which two pairs are tied: what meets in a person, less what is closed."""
    given, received, both = one_way.given, one_way.received, mutual.given
    return {
        "021D": float((given * (given - 1)).sum()) / 2 - closed["030T"] - closed["120D"],
        "021U": float((received * (received - 1)).sum()) / 2 - closed["030T"] - closed["120U"],
        "021C": float((given * received).sum()) - closed["030T"] - 3 * closed["030C"] - closed["120C"],
        "111D": float((both * received).sum()) - 2 * closed["120D"] - closed["120C"] - closed["210"],
        "111U": float((both * given).sum()) - 2 * closed["120U"] - closed["120C"] - closed["210"],
        "201": float((both * (both - 1)).sum()) / 2 - closed["210"] - 3 * closed["300"],
    }


def _single(one_way: Edges, mutual: Edges, more: dict[str, float]) -> dict[str, float]:
    """Return the triads in which one pair is tied: every tied pair with every third person, less the triads with more ties."""
    third = max(one_way.people - 2, 0)
    one_ways = {"021D": 2, "021U": 2, "021C": 2, "111D": 1, "111U": 1, "030T": 3, "030C": 3, "120D": 2, "120U": 2, "120C": 2, "210": 1}
    mutuals = {"111D": 1, "111U": 1, "201": 2, "120D": 1, "120U": 1, "120C": 1, "210": 2, "300": 3}
    return {
        "012": len(one_way.weight) * third - sum(times * more[name] for name, times in one_ways.items()),
        "102": len(mutual.weight) / 2 * third - sum(times * more[name] for name, times in mutuals.items()),
    }
