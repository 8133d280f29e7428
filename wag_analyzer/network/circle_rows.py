"""Circles one by one: how much of their talk stays inside, and how they lie beside the units of the roster."""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.agreement import adjusted_rand
from wag_analyzer.network.communities import Circles

__all__ = ["circle_rows", "comembership", "units_agree"]

PERMUTATIONS: Final = 999

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def circle_rows(found: Circles, weights: Floats, people: pd.DataFrame) -> pd.DataFrame:
    """Return one row per circle of the best division, clear or not.

    Parameters
    ----------
    found
        The circles.
    weights
        Expected acts, source by row, in the order of ``people``.
    people
        ``tables.PEOPLE``: units come from the roster only.

    Returns
    -------
    DataFrame
        ``tables.CIRCLES``. ``inside`` and ``outside`` are acts; ``p`` asks whether the circle holds more of its main unit than as many
        people drawn from all whose unit is known (hypergeometric).
    """
    units = people["unit"].astype(object)
    rows = []
    for circle in range(1, int(found.division.max(initial=0)) + 1):
        members = found.division == circle
        inside = float(weights[np.ix_(members, members)].sum())
        rows.append(
            {
                "circle": circle,
                "clear": found.clear,
                "people": int(members.sum()),
                "persons": people["person"][members].tolist(),
                "stability": float(found.table["stability"].to_numpy()[members].mean()),
                "inside": inside,
                "outside": float(weights[members].sum() + weights[:, members].sum()) - 2 * inside,
                **_unit(units, members),
            }
        )
    return tables.CIRCLES.frame(rows)


def _unit(units: "pd.Series[str]", members: npt.NDArray[np.bool_]) -> Mapping[str, object]:
    here = units[members].dropna()
    if here.empty:
        return {}
    counts, everybody = here.value_counts(sort=False), units.dropna()
    unit = max(counts.index, key=lambda name: (counts[name], name))
    own, drawn, total, all_of_it = int(counts[unit]), len(here), len(everybody), int((everybody == unit).sum())
    ways = sum(math.comb(all_of_it, same) * math.comb(total - all_of_it, drawn - same) for same in range(own, min(all_of_it, drawn) + 1))
    return {"unit": unit, "unit_share": own / drawn, "unit_expected": all_of_it / total, "unit_p": ways / math.comb(total, drawn)}


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
        ``tables.COMEMBERSHIP``: in which share of resamples two persons shared a circle, largest first.
    """
    names = found.table["person"].tolist()
    first, second = np.nonzero(np.triu(found.together >= least, 1))
    share = found.together[first, second]
    order = np.lexsort((second, first, -share))
    rows = ({"person": names[first[place]], "other": names[second[place]], "together": share[place]} for place in order.tolist())
    return tables.COMEMBERSHIP.frame(rows)


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
