"""Measures per person with intervals, as one tidy frame. What each measure is stands in ``cards``."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network import centrality
from wag_analyzer.network.cards import MEASURE_CARDS
from wag_analyzer.network.draws import Resample

__all__ = ["MEASURE_CARDS", "Progress", "matrix", "measures", "values"]

LOW: Final = 0.05
HIGH: Final = 0.95
SLOW_DRAWS: Final = 50
SLOW_PEOPLE: Final = 150
MIDDLE_PEOPLE: Final = 400

Floats = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]


def matrix(ties: pd.DataFrame, names: "pd.Index[str]", layer: str = "all") -> Floats:
    """Return the weights of one layer as a matrix, source by row, people in the order of ``names``."""
    rows = ties[ties["layer"] == layer]
    weights = np.zeros((len(names), len(names)))
    source = names.get_indexer(pd.Index(rows["source"].astype(object)))
    target = names.get_indexer(pd.Index(rows["target"].astype(object)))
    weights[source, target] = rows["weight"].to_numpy(np.float64)
    return weights


def values(weights: Floats, *, paths: bool = True, dense: bool = True) -> dict[str, Floats]:
    """Return every measure of every person, by name.

    Parameters
    ----------
    weights
        Expected acts, source by row.
    paths
        Whether shortest paths are computed (betweenness, closeness).
    dense
        Whether the products of matrices are (clustering, constraint, effective size).
    """
    received, given = centrality.strengths(weights)
    from_people, to_people = centrality.degrees(weights)
    found = {
        "in_strength": received,
        "out_strength": given,
        "in_degree": from_people,
        "out_degree": to_people,
        "eigenvector": centrality.eigenvector(weights),
        "pagerank": centrality.pagerank(weights),
        "k_core": centrality.core(weights),
        "balance": centrality.balance(weights),
        "breadth": centrality.breadth(weights),
        "isolate": centrality.isolate(weights),
    }
    if dense:
        found["clustering"] = centrality.clustering(weights)
        found["constraint"] = centrality.constraint(weights)
        found["effective_size"] = centrality.effective_size(weights)
    if paths:
        found["betweenness"], found["closeness"] = centrality.paths(weights)
    return found


def measures(ties: pd.DataFrame, people: pd.DataFrame, resample: Resample | None = None, progress: Progress | None = None) -> pd.DataFrame:
    """Return the measures of every person on layer ``all``.

    Parameters
    ----------
    ties
        ``tables.TIES``.
    people
        ``tables.PEOPLE``: one who never acted is an isolate, not absent.
    resample
        Acts to draw intervals from; None leaves intervals missing. Paths, clustering, constraint and effective size take at most 50
        draws in groups of more than 150 people; above 400 people they have no interval.
    progress
        Called with (draws done, draws to do).

    Returns
    -------
    DataFrame
        ``tables.MEASURES``, window ``all``: people in their order within each measure, measures in the order of ``MEASURE_CARDS``.
        lo and hi are the 5 % and 95 % points over draws of conversations (with replacement) and of readings of every reply,
        widened to hold the value. Rank 1 is the largest value; persons with equal values share the mean of their ranks; who has no
        value has no rank.
    """
    names = pd.Index(people["person"].astype(object))
    actual = values(matrix(ties, names))
    drawn = _drawn(resample, progress) if resample is not None and len(names) else {}
    parts = [_measure(card.name, actual[card.name], drawn.get(card.name), names) for card in MEASURE_CARDS]
    return tables.MEASURES.frame({column: pd.concat([part[column] for part in parts]) for column in tables.MEASURES.names})


def _drawn(resample: Resample, progress: Progress | None) -> Mapping[str, Floats]:
    """Return for each measure its values, one row per draw."""
    draws = resample.draws
    slow = draws if resample.people <= SLOW_PEOPLE else min(draws, SLOW_DRAWS) if resample.people <= MIDDLE_PEOPLE else 0
    gathered: dict[str, list[Floats]] = {}
    for done, weights in enumerate(resample.matrices(), start=1):
        for name, found in values(weights, paths=done <= slow, dense=done <= slow).items():
            gathered.setdefault(name, []).append(found)
        if progress is not None:
            progress(done, draws)
    return {name: np.stack(rows) for name, rows in gathered.items()}


def _measure(name: str, value: Floats, drawn: Floats | None, names: "pd.Index[str]") -> pd.DataFrame:
    rank = ranks(value)
    missing = np.full(len(value), np.nan)
    lo, hi, best, worst = missing, missing, missing, missing
    if drawn is not None:
        known = ~np.isnan(value)
        lo, hi = _ends(drawn, value, known)
        best, worst = _ends(np.stack([ranks(row) for row in drawn]), rank, known)
    frame = {"value": value, "lo": lo, "hi": hi, "rank": rank, "rank_lo": best, "rank_hi": worst}
    return pd.DataFrame({"person": names, "window": "all", "measure": name, **frame})


def ranks(value: Floats) -> Floats:
    """Return ranks, 1 for the largest, equal values sharing their mean; missing where the value is. Differences below 1e-9 are none."""
    return np.asarray(pd.Series(value.round(9)).rank(ascending=False).to_numpy(np.float64))


def _ends(drawn: Floats, value: Floats, known: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the 5 % and 95 % points of each column, widened to hold ``value``; missing where that is or no draw has a value."""
    lo, hi = np.full(len(value), np.nan), np.full(len(value), np.nan)
    usable = known & ~np.isnan(drawn).all(axis=0)
    if usable.any():
        ends = np.nanquantile(drawn[:, usable], [LOW, HIGH], axis=0)
        lo[usable], hi[usable] = np.minimum(ends[0], value[usable]), np.maximum(ends[1], value[usable])
    return lo, hi
