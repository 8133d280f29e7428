"""How far the results of one run stay those of the base: one row a figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.network.agreement import adjusted_rand, at_top, kendall, mutual_information, rank_biased_overlap, top_kept
from wag_analyzer.network.communities import Circles
from wag_analyzer.network.edges import PRESENT
from wag_analyzer.validity.results import Results

__all__ = ["Figure", "compared", "top_places"]

SURE: Final = 0.05
FEWEST: Final = 3
MOST: Final = 10
MOST_NAMED: Final = 10

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one run.

    ``size`` is how many persons, ties, circles or findings of the base it is about; ``who`` are the persons at its places.
    """

    result: str
    figure: str
    value: float
    size: int
    basis: str
    measure: str | None = None
    chance: float = np.nan
    who: tuple[str, ...] = ()


def top_places(people: int) -> int:
    """Return how many places count as the top: a tenth of the people, at least three and at most ten.

    Examples
    --------
    >>> [top_places(people) for people in (8, 37, 400)]
    [3, 4, 10]
    """
    return min(max(FEWEST, round(people / 10)), MOST)


def compared(before: Results, after: Results, top: int) -> Iterator[Figure]:
    """Yield how far the results of a run stay those of the base; nothing about results that it does not have.

    Parameters
    ----------
    before
        The base.
    after
        The run.
    top
        Places that count as the top.
    """
    place = after.names.get_indexer(before.names)
    for measure, value in after.values.items():
        yield from _persons(measure, (before.values[measure], _placed(value, place)), before.names, top)
    if before.ties is not None and after.ties is not None:
        yield from _ties(before.ties, after.ties)
    if before.circles is not None and after.circles is not None:
        yield from _circles(before.circles, after.circles, place)
    if before.findings is not None and after.findings is not None:
        yield from _findings(before.findings, after.findings)


def _placed(value: Floats, place: npt.NDArray[np.intp]) -> Floats:
    """Return values in the order of the base's people; missing for who is not there."""
    found = np.full(len(place), np.nan)
    found[place >= 0] = value[place[place >= 0]]
    return found


def _persons(measure: str, both: tuple[Floats, Floats], names: "pd.Index[str]", top: int) -> Iterator[Figure]:
    """Yield the figures of one ranking; who has no value in the base is left out, who has none in the run has lost the place."""
    own = ~np.isnan(both[0])
    one, other = (each[own].round(9) for each in both)
    shared, people = ~np.isnan(other), int(own.sum())
    for name, places, words in (
        ("first", 1, "share of the first place that stays"),
        ("top", min(top, people), f"share of the first {min(top, people)} places that stays"),
    ):
        chance = places / people if people else np.nan
        who = tuple(names[own][at_top(one, places)].tolist())[:MOST_NAMED]
        yield Figure("persons", name, top_kept(one, other, places), people, words, measure, chance, who)
    tau, rbo = (way(one[shared], other[shared]) for way in (kendall, rank_biased_overlap))
    yield Figure("persons", "tau", tau, people, "Kendall's tau-b of the rankings of who is in both", measure, 0.0)
    yield Figure("persons", "rbo", rbo, people, "rank-biased overlap of the rankings of who is in both (persistence 0.9)", measure)


def _ties(before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Figure]:
    """Yield the shares of ties that stay, and how alike weights are."""
    one, other = (each.set_index(["source", "target"]) for each in (before, after))
    for name, words, kept in (
        ("strong", "share of the strong ties that stay strong", [(each["strength"] == "strong").to_numpy() for each in (one, other)]),
        (
            "beyond_chance",
            "share of the ties beyond chance (q ≤ 0.05) that stay",
            [(each["q"] <= SURE).to_numpy() for each in (one, other)],
        ),
    ):
        mine, theirs = one.index[kept[0]], other.index[kept[1]]
        share = float(mine.isin(theirs).mean()) if len(mine) else np.nan
        yield Figure("ties", name, share, len(mine), words)
    present = one.index[(one["weight"] >= PRESENT).to_numpy()]
    weights = [each["weight"].reindex(present).fillna(0.0).to_numpy(np.float64) for each in (one, other)]
    yield Figure("ties", "weights", kendall(*weights), len(present), "Kendall's tau-b of the weights of the ties of the base", chance=0.0)


def _circles(before: Circles, after: Circles, place: npt.NDArray[np.intp]) -> Iterator[Figure]:
    """Yield whether the answer is the same, and how alike the best divisions are; these only when the base has clear circles."""
    count = before.count
    yield Figure("circles", "same_answer", float(before.clear == after.clear), count, "1 when both have clear circles, or neither has")
    yield Figure("circles", "count", float(after.count), count, "number of clear circles in the run")
    if not before.clear:
        return
    there = place >= 0
    mine, theirs = _alone(before.division[there]), _alone(after.division[place[there]])
    yield Figure("circles", "nmi", mutual_information(mine, theirs), count, "normalised mutual information of the best divisions")
    yield Figure("circles", "ari", adjusted_rand(mine, theirs), count, "adjusted Rand index of the best divisions", chance=0.0)


def _alone(division: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return a division in which everybody who is in no circle is alone."""
    return np.where(division > 0, division, -1 - np.arange(len(division)))


def _findings(before: frozenset[str], after: frozenset[str]) -> Iterator[Figure]:
    kept = len(before & after) / len(before) if before else np.nan
    yield Figure("findings", "kept", kept, len(before), "share of the findings, by code and persons, that are found again")
    yield Figure("findings", "new", float(len(after - before)), len(before), "findings of the run that the base does not have")
