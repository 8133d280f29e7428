"""Measures of the whole group, each with what it rests on. What each measure is stands in ``cards``."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network import structure
from wag_analyzer.network.brokerage import e_i_index
from wag_analyzer.network.cards import GROUP_CARDS
from wag_analyzer.network.census import dyads, transitivity, triads
from wag_analyzer.network.centrality import degrees, isolate
from wag_analyzer.network.communities import LARGE_NULLS, Circles
from wag_analyzer.network.draws import Resample
from wag_analyzer.network.edges import PRESENT, Edges, edges
from wag_analyzer.network.measures import DRAW_PIVOTS, HIGH, LOW, MOST_PEOPLE, SAMPLED_PEOPLE, Seen, drawn_sources
from wag_analyzer.network.paths import EXACT_PEOPLE, PIVOTS, paths

__all__ = ["Watched", "group", "group_values"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_TIE: Final = f"a tie counts from {PRESENT:g} expected acts"
_FORMULA: Final = {each.name: each.formula for each in GROUP_CARDS}
_WEIGHTED: Final = frozenset({"size", "active", "reciprocity", "assortativity_unit", "assortativity_level", "e_i_index"})
SMALL: Final = 300
"""People up to whom triads and transitivity are drawn again too."""

FEW_DRAWS: Final = 50
"""Draws for what takes long: weak points, small world, centralisation by betweenness; in groups of up to ``SAMPLED_PEOPLE`` only."""

FEW_REWIRED: Final = 3


class Watched:
    """What is measured of the whole group in every draw, while the measures of persons are: pass it as ``measures.Beside.watch``.

    Parameters
    ----------
    people
        ``tables.PEOPLE``.
    parts
        The number of each person's unit or circle, -1 for none; None: there are neither.
    draws
        How many networks will be seen; 0 when there are no intervals.
    """

    def __init__(self, people: pd.DataFrame, parts: Ints | None, draws: int) -> None:
        self.draws = draws
        self._people, self._parts = people, parts
        self._few = min(draws, FEW_DRAWS) if len(people) <= SAMPLED_PEOPLE else 0
        self._rows: list[Mapping[str, float]] = []
        self._slow: list[Mapping[str, float]] = []

    def see(self, turn: int, some: Edges, found: Mapping[str, Floats]) -> Seen:
        """Return the measures of the network of one draw; ``found`` are the measures of persons in it."""
        closure = _closure(some) if some.people <= SMALL else {}
        row = group_values(some, self._parts) | _likeness(some, self._people) | closure
        return (row, _structure(some, found["betweenness"], turn + 1, FEW_REWIRED)) if turn < self._few else (row,)

    def keep(self, rows: Iterable[Seen]) -> None:
        """Take what was seen, in the order of draws."""
        for row, *slow in rows:
            self._rows.append(row)
            self._slow.extend(slow)

    @property
    def values(self) -> dict[str, Floats]:
        """Return for each measure that is cheap enough its values, one a draw."""
        return {name: np.array([row[name] for row in some]) for some in (self._rows, self._slow) if some for name in some[0]}


def group(
    ties: pd.DataFrame, people: pd.DataFrame, circles: Circles, resample: Resample | Watched | None = None, parts: Ints | None = None
) -> pd.DataFrame:
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
        Acts to draw intervals from, or what was seen of draws already; None leaves intervals missing.
    parts
        The number of each person's unit or circle, -1 for none; None: there are neither.

    Returns
    -------
    DataFrame
        ``tables.GROUP``, window ``all``. Intervals (5 % to 95 %, widened to hold the value) for what can be drawn cheaply; none above
        20,000 people. The row ``draws`` says what the intervals of persons and group rest on.
    """
    some = edges(ties, pd.Index(people["person"].astype(object)))
    found = {
        "size": float(len(people)),
        "active": float((people["messages"] > 0).sum()),
        **group_values(some, parts),
        **_closure(some),
        **_likeness(some, people),
        **_structure(some, paths(some, drawn_sources(some.people, EXACT_PEOPLE, PIVOTS, np.random.default_rng(0)))[0]),
    }
    drawn = _drawn(resample, people, parts) if resample is not None and 0 < len(people) <= MOST_PEOPLE else {}
    rows = [_row(card.name, found[card.name], drawn.get(card.name)) for card in GROUP_CARDS]
    return tables.GROUP.frame([*rows, *_circles(circles), _draws(resample, len(people))])


def _row(name: str, value: float, drawn: Floats | None) -> Mapping[str, object]:
    basis = _FORMULA[name] if name in _WEIGHTED else f"{_FORMULA[name]}; {_TIE}"
    row = {"window": "all", "measure": name, "value": value, "basis": basis}
    if drawn is None or not np.isfinite(value) or not np.isfinite(drawn).any():
        return row
    lo, hi = np.nanquantile(drawn, [LOW, HIGH])
    return row | {"lo": min(float(lo), value), "hi": max(float(hi), value)}


def _drawn(resample: Resample | Watched, people: pd.DataFrame, parts: Ints | None) -> dict[str, Floats]:
    """Return for each measure that is cheap enough its values, one a draw."""
    if isinstance(resample, Watched):
        return resample.values
    seen = Watched(people, parts, resample.draws)
    for turn, some in enumerate(resample.networks()):
        seen.keep([seen.see(turn, some, {"betweenness": paths(some)[0]} if turn < FEW_DRAWS and some.people <= SAMPLED_PEOPLE else {})])
    return seen.values


def _closure(some: Edges) -> dict[str, float]:
    """Return what products over ties give: transitivity and the triad census."""
    counted = triads(some)
    return {"transitivity": transitivity(some, counted)} | {f"triads_{name}": count for name, count in counted.items()}


def _likeness(some: Edges, people: pd.DataFrame) -> dict[str, float]:
    """Return how alike partners are by what the roster says."""
    units = pd.factorize(people["unit"].astype(object))[0].astype(np.int64)
    return {
        "assortativity_unit": structure.likeness(some, units),
        "assortativity_level": structure.likeness_of_numbers(some, people["level"]),
    }


def group_values(some: Edges, parts: Ints | None = None) -> dict[str, float]:
    """Return the measures that counts and sums give; missing where they are not defined (density of one person).

    Notes
    -----
    With m present ties: density m / n(n-1), reciprocity Σ min(w_ij, w_ji) / Σ w, centralisation Σ_i (max d - d_i) / (n-1)² for d the
    numbers of ties in, and out. What the others are stands with the functions that count them.

    References
    ----------
    Wasserman, Faust 1994, Social Network Analysis, ch. 4; Squartini, Picciolo, Ruzzenenti, Garlaschelli 2013, Sci. Rep. 3, 2729
    (reciprocity); Freeman 1978, Social Networks 1, 215 (centralisation), 1977, Sociometry 40, 35 (that by betweenness, ``group``).
    """
    people, total = some.people, float(some.weight.sum())
    received, given = degrees(some)
    pairs = people * (people - 1)
    fit, core = structure.core_fit(some)
    part = structure.components(some)
    return {
        "isolates": float(isolate(some).sum()),
        "ties": float(received.sum()),
        "density": float(received.sum()) / pairs if pairs else np.nan,
        "reciprocity": float(np.minimum(some.weight, some.backward).sum()) / total if total else np.nan,
        "centralisation": _centralisation(received),
        "centralisation_out": _centralisation(given),
        **{f"dyads_{name}": count for name, count in dyads(some).items()},
        "e_i_index": np.nan if parts is None else e_i_index(some, parts),
        "components": float(len(np.unique(part))),
        "largest_component": float(np.bincount(part).max()) if len(part) else 0.0,
        "core_fit": fit,
        "core_size": float(core) if np.isfinite(fit) else np.nan,
    }


def _centralisation(degree: Floats) -> float:
    people = len(degree)
    return float((degree.max() - degree).sum()) / (people - 1) ** 2 if people > 1 else np.nan


def _structure(some: Edges, between: Floats, seed: int = 0, rewirings: int | None = None) -> dict[str, float]:
    """Return what betweenness, weak points and rewired networks give."""
    points, bridges = structure.weak_points(some)
    return {
        "centralisation_between": float((between.max() - between).sum()) / (len(between) - 1) if len(between) > 2 else np.nan,
        "articulation_people": float(points),
        "bridges": float(bridges),
        "small_world": structure.small_world(some, seed, rewirings),
    }


def _circles(circles: Circles) -> list[Mapping[str, object]]:
    most = "at most " if circles.draws == LARGE_NULLS else ""
    draws = f"{most}{circles.draws} rewired networks" if circles.draws else "nothing to compare: too few people or ties"
    answer = f"{circles.count} clear circles" if circles.clear else "no clear circles"
    basis = f"modularity of the best division; p against {draws} of the same numbers of ties and strengths"
    rows = (
        ("modularity", circles.modularity, basis),
        ("circles", float(circles.count), f"{answer}; stability {circles.stability:.2f}", *_count_ends(circles)),
        ("circles_p", circles.p, basis),
        ("circles_clear", float(circles.clear), circles.reason),
    )
    names = ("measure", "value", "basis", "lo", "hi")
    return [{"window": "all", **dict(zip(names, row, strict=False))} for row in rows]


def _count_ends(circles: Circles) -> tuple[float, ...]:
    """Return the 5 % and 95 % points of the number of circles over runs, widened to hold it; nothing when there are no clear circles."""
    if not circles.clear or not len(circles.counts):
        return ()
    lo, hi = np.quantile(circles.counts, [LOW, HIGH])
    return min(float(lo), circles.count), max(float(hi), circles.count)


def _draws(resample: Resample | Watched | None, people: int) -> Mapping[str, object]:
    """Return the row that says what all intervals rest on."""
    draws = resample.draws if resample is not None and 0 < people <= MOST_PEOPLE else 0
    words = "draws of conversations with replacement; in each every reply is read anew; 5 % to 95 %" if draws else "no intervals"
    words += f" above {MOST_PEOPLE:,} people" if people > MOST_PEOPLE else ""
    few = min(draws, FEW_DRAWS) if people <= SAMPLED_PEOPLE else 0
    words += f"; weak points, small world and centralisation by betweenness from {few} of them" if few else ""
    words += f"; shortest paths of a draw from {DRAW_PIVOTS} of {people:,} people" if draws and people > SAMPLED_PEOPLE else ""
    words += f"; betweenness and closeness estimated from {PIVOTS} people" if people > EXACT_PEOPLE else ""
    return {"window": "all", "measure": "draws", "value": float(draws), "basis": words}
