"""Circles one by one: how much of their talk stays inside, and how they lie beside the units of the roster."""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.agreement import adjusted_rand
from wag_analyzer.network.communities import Circles
from wag_analyzer.network.edges import Edges, from_matrix

__all__ = ["circle_rows", "comembership", "units_agree"]

PERMUTATIONS: Final = 999

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def circle_rows(found: Circles, weights: Floats | Edges, people: pd.DataFrame) -> pd.DataFrame:
    """Return one row per circle of the best division, clear or not.

    Parameters
    ----------
    found
        The circles.
    weights
        Expected acts in the order of ``people``: ties, or a matrix with the source by row.
    people
        ``tables.PEOPLE``: units come from the roster only.

    Returns
    -------
    DataFrame
        ``tables.CIRCLES``. ``inside`` and ``outside`` are acts; ``unit_p`` asks whether as many people drawn from all whose unit is
        known would be as much of one unit, whichever (hypergeometric, summed over units: the main unit was looked for).
    """
    units = people["unit"].astype(object)
    some = weights if isinstance(weights, Edges) else from_matrix(weights)
    kept, touched = _acts(some, found.division)
    rows = []
    for circle in range(1, int(found.division.max(initial=0)) + 1):
        members = found.division == circle
        rows.append(
            {
                "circle": circle,
                "clear": found.clear,
                "people": int(members.sum()),
                "persons": people["person"][members].tolist(),
                "stability": float(found.table["stability"].to_numpy()[members].mean()),
                "inside": float(kept[circle]),
                "outside": float(touched[circle] - 2 * kept[circle]),
                **_unit(units, members),
            }
        )
    return tables.CIRCLES.frame(rows)


def _acts(some: Edges, division: Ints) -> tuple[Floats, Floats]:
    """Return for each circle the acts among its people, and the sum of what they give and get."""
    count = int(division.max(initial=0)) + 1
    same = division[some.source] == division[some.target]
    kept = np.bincount(division[some.source[same]], weights=some.weight[same], minlength=count)
    touched = np.bincount(division, weights=some.given + some.received, minlength=count)
    return kept.astype(np.float64), touched.astype(np.float64)


def _unit(units: "pd.Series[str]", members: npt.NDArray[np.bool_]) -> Mapping[str, object]:
    here = units[members].dropna()
    if here.empty:
        return {}
    counts, everybody = here.value_counts(sort=False), units.dropna()
    unit = max(counts.index, key=lambda name: (counts[name], name))
    sizes, drawn = everybody.value_counts(), len(here)
    p = _as_much_of_any(int(counts[unit]), int(sizes[unit]), drawn, sizes.tolist())
    return {"unit": unit, "unit_share": int(counts[unit]) / drawn, "unit_expected": int(sizes[unit]) / len(everybody), "unit_p": p}


def _as_much_of_any(own: int, size: int, drawn: int, sizes: Sequence[int]) -> float:
    """Return the chance that of so many people drawn some unit has as many as ``own`` of a unit of ``size`` are, or what is rarer."""
    total = sum(sizes)

    def tails(unit: int) -> list[int]:
        """Return in how many draws there are at least 0, 1, 2 … people of a unit."""
        ways = [math.comb(unit, same) * math.comb(total - unit, drawn - same) for same in range(min(unit, drawn) + 1)]
        return list(itertools.accumulate(reversed(ways)))[::-1]

    limit = tails(size)[own]
    found = sum(max((ways for ways in tails(unit) if ways <= limit), default=0) for unit in sizes)
    return min(1.0, found / math.comb(total, drawn))


def comembership(found: Circles, least: float = 0.05) -> pd.DataFrame:
    """Return the co-membership matrix as pairs.

    Parameters
    ----------
    found
        The circles.
    least
        Smallest share of resamples that is listed.

    Returns
    -------
    DataFrame
        ``tables.COMEMBERSHIP``: in which share of resamples two persons shared a circle, largest first; above 1,000 people of pairs that
        are tied only.
    """
    names = found.table["person"].tolist()
    first, second, share = _shares(found, least)
    order = np.lexsort((second, first, -share))
    rows = ({"person": names[first[place]], "other": names[second[place]], "together": share[place]} for place in order.tolist())
    return tables.COMEMBERSHIP.frame(rows)


def _shares(found: Circles, least: float) -> tuple[Ints, Ints, Floats]:
    """Return the pairs that are together in enough resamples, each once, and in which share of them."""
    together = found.together
    if isinstance(together, np.ndarray):
        first, second = np.nonzero(np.triu(together >= least, 1))
        return first.astype(np.int64), second.astype(np.int64), together[first, second]
    held = together.tocoo()
    kept = (held.row < held.col) & (held.data >= least)
    return held.row[kept].astype(np.int64), held.col[kept].astype(np.int64), held.data[kept]


def units_agree(found: Circles, people: pd.DataFrame, seed: int) -> tuple[float, float, int]:
    """Return how far circles and units of the roster agree.

    Parameters
    ----------
    found
        The circles.
    people
        ``tables.PEOPLE``.
    seed
        Seed of the permutations.

    Returns
    -------
    tuple
        Adjusted Rand index (Hubert, Arabie 1985: 1 the same, 0 as by chance), the share of 999 permutations of units over people that
        reach it, and the number of people with both a circle and a unit; missing values when there are fewer than two.
    """
    known = people["unit"].notna().to_numpy() & (found.division > 0)
    circle, unit = found.division[known], pd.factorize(people["unit"].astype(object)[known])[0].astype(np.int64)
    if len(circle) < 2:
        return np.nan, np.nan, len(circle)
    rng = np.random.default_rng(seed)
    actual = adjusted_rand(circle, unit)
    reached = sum(adjusted_rand(circle, rng.permutation(unit)) >= actual - 1e-12 for _ in range(PERMUTATIONS))
    return actual, (1 + reached) / (1 + PERMUTATIONS), len(circle)
