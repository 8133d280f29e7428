"""Who stands between units or circles: Gould and Fernandez's five kinds of brokers, and exchange across the borders."""

from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.centrality import ratio
from wag_analyzer.network.edges import Edges, through, through_each

__all__ = ["BROKERS", "brokerage", "crossing", "e_i_index"]

BROKERS: Final = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def crossing(some: Edges, parts: Ints) -> tuple[Floats, Floats]:
    """Return the exchange with people of other parts, and the E-I index; missing for who is in no part or has no exchange.

    Parameters
    ----------
    some
        The ties.
    parts
        The number of each person's unit or circle, -1 for none; exchange with people of no part does not count.

    Notes
    -----
    With E the exchange Σ_j (w(i→j) + w(j→i)) over j of another part, and I that over j of the own part, the index is (E - I) / (E + I).

    References
    ----------
    Krackhardt, Stern 1988, Soc. Psychol. Q. 51, 123 (index); Ancona, Caldwell 1992, Adm. Sci. Q. 37, 634 (boundary spanning).
    """
    both = some.both
    known = (parts[both.source] >= 0) & (parts[both.target] >= 0)
    outside = known & (parts[both.source] != parts[both.target])
    external = np.bincount(both.source[outside], weights=both.weight[outside], minlength=some.people).astype(np.float64)
    within = known & ~outside
    internal = np.bincount(both.source[within], weights=both.weight[within], minlength=some.people).astype(np.float64)
    return np.where(parts >= 0, external, np.nan), ratio(external - internal, external + internal)


def e_i_index(some: Edges, parts: Ints) -> float:
    """Return the E-I index of all expected acts, (E - I) / (E + I); missing when nobody of a part exchanges with anybody of one.

    References
    ----------
    Krackhardt, Stern 1988, Soc. Psychol. Q. 51, 123.
    """
    known = (parts[some.source] >= 0) & (parts[some.target] >= 0)
    across = float(some.weight[known & (parts[some.source] != parts[some.target])].sum())
    total = float(some.weight[known].sum())
    return (2 * across - total) / total if total > 0 else np.nan


def brokerage(some: Edges, parts: Ints) -> dict[str, Floats]:
    """Return for each kind of broker how many open chains a → b → c of present ties each person b stands in; missing without a part.

    A chain is open when a is not tied to c. With the parts of a, b and c: coordinator A → A → A, itinerant A → B → A, gatekeeper A → B → B,
    representative A → A → B, liaison A → B → C.

    Parameters
    ----------
    some
        The ties.
    parts
        The number of each person's unit or circle, -1 for none; chains with people of no part do not count.

    References
    ----------
    Gould, Fernandez 1989, Sociol. Methodol. 19, 89.
    """
    there = some.present
    known = (parts[there.source] >= 0) & (parts[there.target] >= 0)
    ties = Edges(some.people, there.source[known], there.target[known], np.ones(int(known.sum())))
    same = parts[ties.source] == parts[ties.target]
    inside, outside = ties.only(same), ties.only(~same)
    foreign = _through_one_part(outside, parts)
    crossed = outside.received * outside.given
    one_ahead, no_home = (
        _at_ends(ties, found) for ties, found in zip((inside, outside), through_each(outside, outside.turned, inside, outside), strict=True)
    )
    found = {
        "coordinator": inside.received * inside.given - _back(inside) - _closed(inside, inside, inside),
        "itinerant": foreign - _back(outside) - _closed(outside, outside, inside),
        "gatekeeper": outside.received * inside.given - _closed(outside, inside, outside),
        "representative": inside.received * outside.given - one_ahead,
        "liaison": crossed - foreign - no_home,
    }
    return {name: np.where(parts >= 0, count, np.nan) for name, count in found.items()}


def _back(ties: Edges) -> Floats:
    """Return how many chains a → b → a each person stands in."""
    return np.bincount(ties.source[ties.backward > 0], minlength=ties.people).astype(np.float64)


def _closed(first: Edges, second: Edges, across: Edges) -> Floats:
    """Return how many chains a → b → c with a → c each person b stands in; the three ties are taken from the three networks."""
    return _at_ends(first, through(across, second.turned, first))


def _at_ends(ties: Edges, each: Floats) -> Floats:
    return np.bincount(ties.target, weights=each, minlength=ties.people).astype(np.float64)


def _through_one_part(outside: Edges, parts: Ints) -> Floats:
    """Return how many chains a → b → c (a = c too) each person b stands in with a and c of one part that is not b's."""
    count = int(parts.max(initial=-1)) + 1
    into = _by_part(outside.target, parts[outside.source], count, outside.people)
    out_of = _by_part(outside.source, parts[outside.target], count, outside.people)
    return np.asarray((into * out_of).sum(axis=1), dtype=np.float64)


def _by_part(person: Ints, part: Ints, count: int, people: int) -> Floats:
    return np.bincount(person * count + part, minlength=people * count).reshape(people, count).astype(np.float64)
