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

__all__ = ["MEASURE_CARDS", "MOST_PEOPLE", "Progress", "matrix", "measures", "ranks", "values"]

LOW: Final = 0.05
HIGH: Final = 0.95
_COLUMNS: Final = ("value", "lo", "hi", "rank", "rank_lo", "rank_hi")
SLOW_DRAWS: Final = 50
SLOW_PEOPLE: Final = 150
MIDDLE_PEOPLE: Final = 400
MOST_PEOPLE: Final = 1_000

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
        draws in groups of more than 150 people; above 400 people they have no interval, and above 1,000 people nothing has one.
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
    drawn = _drawn(resample, progress) if resample is not None and 0 < len(names) <= MOST_PEOPLE else {}
    rows = {card.name: _row(actual[card.name], drawn.get(card.name)) for card in MEASURE_CARDS}
    columns = dict(zip(_COLUMNS, np.concatenate(list(rows.values()), axis=1), strict=True))
    who = {"person": np.tile(names.to_numpy(), len(rows)), "window": ["all"] * len(names) * len(rows)}
    return tables.MEASURES.frame({**who, "measure": np.repeat(list(rows), len(names)), **columns})


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


def _row(value: Floats, drawn: Floats | None) -> Floats:
    """Return value, lo, hi, rank, rank_lo, rank_hi of each person, one row each."""
    rank = ranks(value)
    missing = np.full(len(value), np.nan)
    if drawn is None:
        return np.stack([value, missing, missing, rank, missing, missing])
    known = ~np.isnan(value)
    return np.stack([value, *_ends(drawn, value, known), rank, *_ends(_ranked(drawn), rank, known)])


def ranks(value: Floats) -> Floats:
    """Return ranks, 1 for the largest, equal values sharing their mean; missing where the value is. Differences below 1e-9 are none."""
    return np.asarray(_ranked(value[None, :])[0])


def _ranked(values: Floats) -> Floats:
    """Return the ranks within each row."""
    return pd.DataFrame(values.round(9)).rank(axis=1, ascending=False).to_numpy(np.float64)


def _ends(drawn: Floats, value: Floats, known: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the 5 % and 95 % points of each column, widened to hold ``value``; missing where that is or no draw has a value."""
    lo, hi = np.full(len(value), np.nan), np.full(len(value), np.nan)
    usable = known & ~np.isnan(drawn).all(axis=0)
    if usable.any():
        ends = np.nanquantile(drawn[:, usable], [LOW, HIGH], axis=0)
        lo[usable], hi[usable] = np.minimum(ends[0], value[usable]), np.maximum(ends[1], value[usable])
    return lo, hi
