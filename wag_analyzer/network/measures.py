"""Measures per person with intervals, as one tidy frame. What each measure is stands in ``cards``."""

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.aside import aside, is_free
from wag_analyzer.network import brokerage, centrality, cores, holes
from wag_analyzer.network.cards import MEASURE_CARDS
from wag_analyzer.network.draws import Resample
from wag_analyzer.network.edges import Edges, edges
from wag_analyzer.network.paths import EXACT_PEOPLE, PIVOTS, paths

__all__ = [
    "MEASURE_CARDS",
    "MOST_PEOPLE",
    "Beside",
    "Progress",
    "Sampled",
    "Seen",
    "drawn_sources",
    "matrix",
    "measured",
    "measures",
    "ranks",
    "values",
]

LOW: Final = 0.05
HIGH: Final = 0.95
_COLUMNS: Final = ("value", "lo", "hi", "rank", "rank_lo", "rank_hi")
SAMPLED_PEOPLE: Final = 150
"""People up to whom shortest paths are followed from everybody in every draw."""

DRAW_PIVOTS: Final = 128
MOST_PEOPLE: Final = 20_000
"""People above whom there are no draws: a WhatsApp group has 1,024 members, merged networks have more."""

LEAST_ASKED: Final = 3

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Progress = Callable[[int, int], None]
Seen = tuple[Mapping[str, float], ...]


class Watch(Protocol):
    """Who measures the whole group in every draw, while the measures of persons are taken."""

    def see(self, turn: int, some: Edges, found: Mapping[str, Floats]) -> Seen:
        """Return what the network of a draw shows; ``found`` are the measures of persons in it."""
        ...

    def keep(self, rows: Iterable[Seen]) -> None:
        """Take what was seen, in the order of draws."""
        ...


@dataclass(frozen=True, slots=True)
class Sampled:
    """One measure that does not come from ties alone: its values, and its values in draws (one row per draw), if any."""

    value: Floats
    drawn: Floats | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What measures need beside ties.

    ``parts`` is the number of each person's unit or circle (-1 for none; None: there are neither); ``sampled`` holds measures by name.
    ``watch`` is called with the network of every draw and its measures, by name.
    """

    parts: Ints | None = None
    sampled: Mapping[str, Sampled] = field(default_factory=dict)
    watch: Watch | None = None


def matrix(ties: pd.DataFrame, names: "pd.Index[str]", layer: str = "all") -> Floats:
    """Return the weights of one layer as a matrix, source by row, people in the order of ``names``."""
    some = edges(ties, names, layer)
    weights = np.zeros((len(names), len(names)))
    weights[some.source, some.target] = some.weight
    return weights


def values(some: Edges, parts: Ints | None = None, sources: Ints | None = None) -> dict[str, Floats]:
    """Return every measure of every person that ties give, by name.

    Parameters
    ----------
    some
        The ties.
    parts
        The number of each person's unit or circle, -1 for none; None leaves what needs them missing.
    sources
        Persons from whom shortest paths are followed; None: all.

    Notes
    -----
    Strengths are Σ_j w(j→i) and Σ_j w(i→j). ``edge_attention`` is in / (in + out) for who has fewer partners than the median of all
    who have any and is turned to at least three times. What the others are stands with the functions that count them.

    References
    ----------
    Barrat, Barthélemy, Pastor-Satorras, Vespignani 2004, PNAS 101, 3747 (strengths); Cross, Prusak 2002, Harv. Bus. Rev. 80(6), 104
    (who is asked at the edge; as a measure: ours).
    """
    from_people, to_people = centrality.degrees(some)
    hub, authority = centrality.hits(some)
    between, near = paths(some, sources)
    part = np.full(some.people, -1, np.int64) if parts is None else parts
    external, e_i_index = brokerage.crossing(some, part)
    return {
        "in_strength": some.received,
        "out_strength": some.given,
        "in_degree": from_people,
        "out_degree": to_people,
        "turned_to": centrality.turned_to(some),
        "betweenness": between,
        "closeness": near,
        "eigenvector": centrality.eigenvector(some),
        "pagerank": centrality.pagerank(some),
        "hub": hub,
        "authority": authority,
        "k_core": cores.k_core(some),
        "s_core": cores.s_core(some),
        "clustering": holes.clustering(some),
        **holes.holes(some),
        **brokerage.brokerage(some, part),
        "external": external,
        "e_i_index": e_i_index,
        "balance": centrality.balance(some),
        "returned": centrality.returned(some),
        "breadth": centrality.breadth(some),
        "edge_attention": _edge_attention(some),
        "isolate": centrality.isolate(some),
    }


def _edge_attention(some: Edges) -> Floats:
    """Return in / (in + out) for who has fewer partners than the median of all who have any and is turned to at least three times."""
    partners = np.bincount(some.present.both.source, minlength=some.people)
    median = float(np.median(partners[partners > 0])) if (partners > 0).any() else 0.0
    edge = (partners > 0) & (partners < median) & (some.received >= LEAST_ASKED)
    return np.where(edge, centrality.ratio(some.received, some.received + some.given), np.nan)


def measures(
    ties: pd.DataFrame,
    people: pd.DataFrame,
    resample: Resample | None = None,
    progress: Progress | None = None,
    beside: Beside | None = None,
) -> pd.DataFrame:
    """Return the measures of every person on layer ``all``.

    Parameters
    ----------
    ties
        ``tables.TIES``.
    people
        ``tables.PEOPLE``: one who never acted is an isolate, not absent.
    resample
        Acts to draw intervals from; None leaves intervals missing. In groups of more than 150 people the shortest paths of a draw are
        followed from 128 persons, chosen anew for each; above 20,000 people nothing has an interval.
    progress
        Called with (draws done, draws to do).
    beside
        Units or circles, and measures that do not come from ties alone.

    Returns
    -------
    DataFrame
        ``tables.MEASURES``, window ``all``: people in their order within each measure, measures in the order of ``MEASURE_CARDS``.
        lo and hi are the 5 % and 95 % points over draws of conversations (with replacement) and of readings of every reply,
        widened to hold the value. Rank 1 is the largest value; persons with equal values share the mean of their ranks; who has no
        value has no rank.
    """
    names = pd.Index(people["person"].astype(object))
    return measured(edges(ties, names), names, resample, progress, beside)


def measured(
    some: Edges,
    names: "pd.Index[str]",
    resample: Resample | None = None,
    progress: Progress | None = None,
    beside: Beside | None = None,
) -> pd.DataFrame:
    """Return what ``measures`` does from ties as arrays, people being numbered in the order of ``names``."""
    use = beside or Beside()
    actual = values(some, use.parts, drawn_sources(len(names), EXACT_PEOPLE, PIVOTS, np.random.default_rng(0)))
    drawn = _drawn(resample, use, progress) if resample is not None and 0 < len(names) <= MOST_PEOPLE else {}
    found = {name: Sampled(value, drawn.get(name)) for name, value in actual.items()} | dict(use.sampled)
    nothing = Sampled(np.full(len(names), np.nan))
    rows = {card.name: _row(found.get(card.name, nothing)) for card in MEASURE_CARDS}
    columns = dict(zip(_COLUMNS, np.concatenate(list(rows.values()), axis=1), strict=True))
    who = {"person": np.tile(names.to_numpy(), len(rows)), "window": ["all"] * len(names) * len(rows)}
    return tables.MEASURES.frame({**who, "measure": np.repeat(list(rows), len(names)), **columns})


def drawn_sources(people: int, exact: int, pivots: int, rng: np.random.Generator) -> Ints | None:
    """Return the persons from whom shortest paths are followed: None (all) up to ``exact`` people, above that ``pivots`` at random."""
    return None if people <= exact else np.sort(rng.choice(people, pivots, replace=False)).astype(np.int64)


def _drawn(resample: Resample, use: Beside, progress: Progress | None) -> Mapping[str, Floats]:
    """Return for each measure its values, one row per draw."""
    here = range(resample.draws // 2 if is_free() else resample.draws)
    other = aside(lambda: _of_turns(resample, use, range(len(here), resample.draws))) if is_free() else None
    found, seen = _of_turns(resample, use, here, progress)
    if other is not None:
        more, also = other.result()
        found = {name: np.concatenate([found[name], rows]) for name, rows in more.items()} if found else more
        seen += also
    if use.watch is not None:
        use.watch.keep(seen)
    return found


def _of_turns(resample: Resample, use: Beside, turns: range, progress: Progress | None = None) -> tuple[dict[str, Floats], list[Seen]]:
    """Return what ``_drawn`` does of some draws, and what is seen of the group in them."""
    rng = np.random.default_rng(resample.seed)
    gathered: dict[str, list[Floats]] = {}
    seen: list[Seen] = []
    for turn, some in enumerate(itertools.islice(resample.networks(), turns.stop)):
        sources = drawn_sources(some.people, SAMPLED_PEOPLE, DRAW_PIVOTS, rng)
        if turn not in turns:
            continue
        found = values(some, use.parts, sources)
        if use.watch is not None:
            seen.append(use.watch.see(turn, some, found))
        for name, value in found.items():
            gathered.setdefault(name, []).append(value)
        if progress is not None:
            progress(turn + 1, turns.stop)
    return {name: np.stack(rows) for name, rows in gathered.items()}, seen


def _row(some: Sampled) -> Floats:
    """Return value, lo, hi, rank, rank_lo, rank_hi of each person, one row each."""
    value, rank = some.value, ranks(some.value)
    missing = np.full(len(value), np.nan)
    if some.drawn is None:
        return np.stack([value, missing, missing, rank, missing, missing])
    known = ~np.isnan(value)
    return np.stack([value, *_ends(some.drawn, value, known), rank, *_ends(_ranked(some.drawn), rank, known)])


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
        ends = _quantiles(drawn[:, usable])
        lo[usable], hi[usable] = np.minimum(ends[0], value[usable]), np.maximum(ends[1], value[usable])
    return lo, hi


def _quantiles(drawn: Floats) -> tuple[Floats, Floats]:
    """Return the 5 % and 95 % points of each column over what is not missing in it: ``numpy.nanquantile``, in a fraction of the time."""
    ordered = np.sort(drawn, axis=0)
    last = (~np.isnan(ordered)).sum(axis=0) - 1
    column = np.arange(drawn.shape[1])
    ends = []
    for share in (LOW, HIGH):
        below = (share * last).astype(np.int64)
        lower, upper = ordered[below, column], ordered[np.minimum(below + 1, last), column]
        ends.append(lower + (upper - lower) * (share * last - below))
    return ends[0], ends[1]
