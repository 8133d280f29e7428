"""Measures of the whole group, each with what it rests on."""

from typing import Final

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.centrality import PRESENT, degrees, isolate, present
from wag_analyzer.network.communities import LARGE_NULLS, Circles
from wag_analyzer.network.draws import Resample
from wag_analyzer.network.measures import HIGH, LOW, MOST_PEOPLE, matrix

__all__ = ["group", "group_values"]

Floats = npt.NDArray[np.float64]
_TIE: Final = f"a tie counts from {PRESENT:g} expected acts"
_BASIS: Final = {
    "size": "people in the chat, silent ones included",
    "active": "people who wrote at least one message",
    "isolates": f"people without a tie in any direction; {_TIE}",
    "ties": f"ordered pairs with a tie; {_TIE}",
    "density": f"ties / n(n-1); {_TIE}",
    "reciprocity": "share of expected acts that is returned: Σ min(w_ij, w_ji) / Σ w (Squartini et al. 2013)",
    "centralisation": "of people who turn to one: Σ(max - in-degree) / (n-1)², 1 when all turn to one only (Freeman 1978)",
    "transitivity": f"closed share of the paths of two ties, directions left out; {_TIE}",
    "components": f"parts without a tie between them, isolates included; {_TIE}",
    "dyads_mutual": f"pairs with ties in both directions; {_TIE}",
    "dyads_one_way": f"pairs with a tie in one direction; {_TIE}",
    "dyads_none": f"pairs without a tie; {_TIE}",
    "articulation_people": f"people whose leaving would cut others off from each other; {_TIE}",
    "bridges": f"pairs whose tie is the only link between two parts; {_TIE}",
}
_DRAWN: Final = ("isolates", "ties", "density", "reciprocity", "centralisation", "dyads_mutual", "dyads_one_way", "dyads_none")


def group(ties: pd.DataFrame, people: pd.DataFrame, circles: Circles, resample: Resample | None = None) -> pd.DataFrame:
    """Return the measures of the whole group on layer ``all``.

    Parameters
    ----------
    ties
        ``tables.TIES``.
    people
        ``tables.PEOPLE``.
    circles
        What ``communities.circles`` found.
    resample
        Acts to draw intervals from; None leaves intervals missing.

    Returns
    -------
    DataFrame
        ``tables.GROUP``, window ``all``. Intervals (5 % to 95 %, widened to hold the value) for what can be drawn cheaply; none above 1,000
        people, and the basis says so.
    """
    weights = matrix(ties, pd.Index(people["person"].astype(object)))
    found = {"size": float(len(people)), "active": float((people["messages"] > 0).sum()), **group_values(weights), **_structure(weights)}
    rows: dict[str, tuple[float, float, float, str]] = {name: (value, np.nan, np.nan, _BASIS[name]) for name, value in found.items()}
    if resample is not None and 0 < len(people) <= MOST_PEOPLE:
        drawn = pd.DataFrame([group_values(each) for each in resample.matrices()])
        for name in _DRAWN:
            if np.isfinite(found[name]):
                lo, hi = drawn[name].quantile(LOW), drawn[name].quantile(HIGH)
                rows[name] = (found[name], float(np.fmin(lo, found[name])), float(np.fmax(hi, found[name])), _BASIS[name])
    elif len(people) > MOST_PEOPLE:
        rows |= {name: (*rows[name][:3], f"{rows[name][3]}; no interval above {MOST_PEOPLE:,} people") for name in _DRAWN}
    rows |= _circles(circles)
    return tables.GROUP.frame(
        [
            {"window": "all", "measure": name, "value": value, "lo": lo, "hi": hi, "basis": basis}
            for name, (value, lo, hi, basis) in ((name, rows[name]) for name in rows)
        ]
    )


def group_values(weights: Floats) -> dict[str, float]:
    """Return the measures that counts and sums give; missing where they are not defined (density of one person)."""
    people = len(weights)
    there = present(weights)
    pairs = people * (people - 1) / 2
    mutual = float((there & there.T).sum() / 2)
    one_way = float(there.sum()) - 2 * mutual
    total = float(weights.sum())
    received = degrees(weights)[0]
    return {
        "isolates": float(isolate(weights).sum()),
        "ties": float(there.sum()),
        "density": float(there.sum()) / (2 * pairs) if pairs else np.nan,
        "reciprocity": float(np.minimum(weights, weights.T).sum()) / total if total else np.nan,
        "centralisation": float((received.max() - received).sum()) / (people - 1) ** 2 if pairs else np.nan,
        "dyads_mutual": mutual,
        "dyads_one_way": one_way,
        "dyads_none": pairs - mutual - one_way,
    }


def _structure(weights: Floats) -> dict[str, float]:
    there = present(weights)
    plain = _plain(there)
    return {
        "transitivity": float(nx.transitivity(plain)) if len(plain) else np.nan,
        "components": float(nx.number_connected_components(plain)),
        "articulation_people": float(sum(1 for _ in nx.articulation_points(plain))),
        "bridges": float(sum(1 for _ in nx.bridges(plain))),
    }


def _plain(there: npt.NDArray[np.bool_]) -> "nx.Graph[int]":
    """Return the ties without direction; people without any are nodes too."""
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(there)))
    one, other = np.nonzero(there | there.T)
    plain.add_edges_from(zip(one.tolist(), other.tolist(), strict=True))
    return plain


def _circles(circles: Circles) -> dict[str, tuple[float, float, float, str]]:
    most = "at most " if circles.draws == LARGE_NULLS else ""
    draws = f"{most}{circles.draws} rewired networks" if circles.draws else "nothing to compare: too few people or ties"
    answer = f"{circles.count} clear circles" if circles.clear else "no clear circles"
    basis = f"modularity of the best division; p against {draws} of the same numbers of ties and strengths"
    return {
        "modularity": (circles.modularity, np.nan, np.nan, basis),
        "circles": (float(circles.count), np.nan, np.nan, f"{answer}; stability {circles.stability:.2f}"),
        "circles_p": (circles.p, np.nan, np.nan, basis),
        "circles_clear": (float(circles.clear), np.nan, np.nan, circles.reason),
    }
