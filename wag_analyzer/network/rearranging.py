"""What if: the group after somebody leaves or joins or a tie is made, and which few introductions would help most."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.errors import SettingsError
from wag_analyzer.network.communities import partition
from wag_analyzer.network.draws import Resample

__all__ = ["THERE", "Change", "introductions", "least", "whatif"]

THERE: Final = 1.0
"""Expected acts, both directions together, below which two people never count as tied."""

DRAWS: Final = 100
MOST_PEOPLE: Final = 400
"""People up to whom intervals are drawn."""
LOW: Final = 0.05
HIGH: Final = 0.95

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Change:
    """What is changed.

    Parameters
    ----------
    leave
        People who are no longer there.
    join
        Newcomers and whom each of them would be tied to.
    tie
        Pairs who would be tied.
    acts
        Acts that a new tie stands for; None: as many as make two people count as tied.
    """

    leave: tuple[str, ...] = ()
    join: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tie: tuple[tuple[str, str], ...] = ()
    acts: float | None = None


_BASIS: Final[Mapping[str, str]] = {
    "reach": "share of pairs who can reach each other at all, over any number of others",
    "two_steps": "share of pairs who are tied or know somebody in common",
    "fragmentation": "1 - share of pairs who can reach each other (Borgatti 2006)",
    "components": "parts that hang together, people alone included",
    "weakest": "the largest loss of reach if any one more person left: how far all depends on one",
    "circles": "circles of three people or more in the best division, clear or not",
    "crossing": "share of acts between circles of the division before the change",
}


def whatif(weights: Floats, names: Sequence[str], change: Change, resample: Resample | None = None) -> pd.DataFrame:
    """Return the group before and after a change.

    Parameters
    ----------
    weights
        Expected acts, source by row.
    names
        ``people.person``, one per row.
    change
        What is changed.
    resample
        Acts to draw intervals of the changes from; None, or more than 400 people: no intervals.

    Returns
    -------
    DataFrame
        ``tables.WHATIF``. Before and after are taken over the same people: those who are there both times, who before could also reach
        one another by way of somebody who leaves.

    Raises
    ------
    SettingsError
        A person is not known, or nothing is changed.

    Notes
    -----
    Nothing but the ties is changed: how people would answer to such a change is not known. Who is tied: ``least``.
    """
    spot = _spots(names, change)
    both = weights + weights.T
    frame = _Frame(spot, least(both) if change.acts is None else max(change.acts, least(both)), least(both), partition(both, 0))
    before, after = _both_times(both, frame)
    drawn: list[Floats] = []
    if resample is not None and len(names) <= MOST_PEOPLE:
        for each in resample.matrices(min(DRAWS, resample.draws)):
            early, late = _both_times(each + each.T, frame)
            drawn.append(np.array([late[name] - early[name] for name in _BASIS]))
    ends = np.nanquantile(np.stack(drawn), [LOW, HIGH], axis=0) if drawn else np.full((2, len(_BASIS)), np.nan)
    rows = []
    for place, (name, basis) in enumerate(_BASIS.items()):
        moved = after[name] - before[name]
        lo, hi = (min(ends[0, place], moved), max(ends[1, place], moved)) if drawn else (None, None)
        rows.append({"measure": name, "before": before[name], "after": after[name], "change": moved, "lo": lo, "hi": hi, "basis": basis})
    return tables.WHATIF.frame(rows)


def least(both: Floats) -> float:
    """Return the acts from which two people count as tied: the mean over all pairs, and one at least.

    In a lively group nearly every pair has an act now and then; what it hangs together by are the ties above the mean.

    Parameters
    ----------
    both
        Expected acts of each pair, both directions together.
    """
    pairs = len(both) * (len(both) - 1)
    return max(THERE, float(both.sum()) / pairs) if pairs else THERE


@dataclass(frozen=True, slots=True)
class _Spots:
    """Row numbers of who is meant; newcomers have the numbers after the last."""

    leave: Ints
    ties: tuple[tuple[int, int], ...]
    newcomers: int


def _spots(names: Sequence[str], change: Change) -> _Spots:
    number = {name: place for place, name in enumerate(names)}
    for place, (name, _) in enumerate(change.join):
        if name in number:
            raise SettingsError(f"{name} is in the group already", where="--join", hint="take another name, or --tie")
        number[name] = len(names) + place

    def spot(name: str, where: str) -> int:
        if name not in number:
            raise SettingsError(f"nobody is called {name}", where=where, hint="write the name as 'wag people' shows it")
        return number[name]

    ties = [(spot(one, "--tie"), spot(other, "--tie")) for one, other in change.tie]
    ties += [(number[name], spot(other, "--join")) for name, others in change.join for other in others]
    if any(one == other for one, other in ties):
        raise SettingsError("a tie takes two people", where="--tie", hint="write --tie 'ONE=OTHER'")
    leave = np.array(sorted({spot(name, "--leave") for name in change.leave}), np.int64)
    if not len(leave) and not ties:
        raise SettingsError("nothing is changed", where="whatif", hint="say --leave PERSON, --join NAME=PERSON or --tie ONE=OTHER")
    return _Spots(leave, tuple(ties), len(change.join))


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stays the same over all draws: who is meant, acts of a new tie, acts from which two are tied, the division before."""

    spot: _Spots
    acts: float
    least: float
    division: Ints


def _both_times(both: Floats, frame: _Frame) -> tuple[dict[str, float], dict[str, float]]:
    """Return the figures before and after over those who are there both times."""
    spot, division = frame.spot, frame.division
    stays = np.ones(len(both), bool)
    stays[spot.leave] = False
    grown = np.zeros((len(both) + spot.newcomers, len(both) + spot.newcomers))
    grown[: len(both), : len(both)] = both
    for one, other in spot.ties:
        grown[[one, other], [other, one]] += frame.acts
    kept = np.append(stays, np.ones(spot.newcomers, bool))
    label = np.append(division, np.full(spot.newcomers, -1))
    late = grown[np.ix_(kept, kept)]
    old = np.arange(len(late)) < stays.sum()
    return _figures(both, both >= frame.least, stays, division), _figures(late, late >= frame.least, old, label[kept])


def _figures(both: Floats, tied: Bools, counted: Bools, division: Ints) -> dict[str, float]:
    """Return the figures of a group over the counted people."""
    part = _parts(tied)
    pairs = max(int(counted.sum()) * (int(counted.sum()) - 1), 1)
    reach = _joined(part[counted]) / pairs
    near = tied | (tied.astype(np.float32) @ tied.astype(np.float32) > 0)
    np.fill_diagonal(near, val=False)
    inner = both[np.ix_(counted, counted)]
    own, total = division[counted], float(inner.sum())
    sizes = np.bincount(partition(inner, 0)) if len(inner) else np.zeros(0, np.int64)
    return {
        "reach": reach,
        "two_steps": float(near[np.ix_(counted, counted)].sum()) / pairs,
        "fragmentation": 1 - reach,
        "components": float(len(np.unique(part[counted]))),
        "weakest": _weakest(tied, counted, reach),
        "circles": float((sizes >= 3).sum()),
        "crossing": float(inner[own[:, None] != own[None, :]].sum()) / total if total > 0 else np.nan,
    }


def _parts(tied: Bools) -> Ints:
    from scipy.sparse import csr_array  # noqa: PLC0415 - only here
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    return (
        connected_components(csr_array(tied.astype(np.float64)), directed=False)[1].astype(np.int64) if len(tied) else np.zeros(0, np.int64)
    )


def _joined(part: Ints) -> float:
    """Return the ordered pairs within one part."""
    sizes = np.bincount(part) if len(part) else np.zeros(1, np.int64)
    return float((sizes * (sizes - 1)).sum())


def _weakest(tied: Bools, counted: Bools, reach: float) -> float:
    """Return the largest loss of reach among the others if one of the counted people left."""
    worst = 0.0
    for person in _cutting(tied):
        others = counted.copy()
        others[person] = False
        rest = np.arange(len(tied)) != person
        part = _parts(tied[np.ix_(rest, rest)])
        pairs = max(int(others.sum()) * (int(others.sum()) - 1), 1)
        worst = max(worst, reach - _joined(part[others[rest]]) / pairs) if counted[person] else worst
    return worst


def _cutting(tied: Bools) -> list[int]:
    """Return the articulation people."""
    import networkx as nx  # noqa: PLC0415 - only here

    return sorted(nx.articulation_points(nx.from_numpy_array(tied)))


def introductions(weights: Floats, names: Sequence[str], circle: Ints, count: int = 5) -> pd.DataFrame:
    """Return the few introductions that would help most.

    Parameters
    ----------
    weights
        Expected acts, source by row.
    names
        ``people.person``, one per row.
    circle
        Number of each person's clear circle, 0 in none.
    count
        How many to return at most.

    Returns
    -------
    DataFrame
        ``tables.INTRODUCTIONS``, the most helpful first; each is judged as if those before it had been made, and nobody is named in more
        than two.

    Notes
    -----
    Candidates are pairs without a tie of whom one has at most one tie (support), or who are in two circles (circles), or whose only common
    contact is a person without whom the group falls apart (bypass). Of these the pair is taken that raises the efficiency (Latora,
    Marchiori 2001: mean of 1 / steps over all pairs) most; among equals one whom somebody can introduce.
    """
    tied = (weights + weights.T) >= least(weights + weights.T)
    np.fill_diagonal(tied, val=False)
    cutting = frozenset(_cutting(tied))
    named, rows = np.zeros(len(names), np.int64), []
    for rank in range(1, count + 1):
        best = _best(tied, (circle, cutting, named))
        if best is None:
            break
        one, other, gain, reasons = best
        via = _between(tied, one, other)
        rows.append(
            {
                "rank": rank,
                "person": names[one],
                "other": names[other],
                "gain": gain,
                "by_way_of": names[via] if via is not None else None,
                "reasons": list(reasons),
                "basis": "; ".join(_WORDS[reason] for reason in reasons),
            }
        )
        tied[[one, other], [other, one]] = True
        named[[one, other]] += 1
    return tables.INTRODUCTIONS.frame(rows)


_WORDS: Final[Mapping[str, str]] = {
    "support": "one of the two has at most one tie and could use company",
    "circles": "the two are in circles of which they would be a link",
    "bypass": "now they meet over one person only, without whom the group falls apart",
}
TWICE: Final = 2
LOOKED_AT: Final = 3_000
_Best = tuple[int, int, float, tuple[str, ...]]


def _best(tied: Bools, known: tuple[Ints, frozenset[int], Ints]) -> _Best | None:
    """Return the pair that helps most now, what it gains, and why."""
    circle, cutting, named = known
    steps = _steps(tied)
    close = np.where(np.isinf(steps), 0.0, 1 / np.maximum(steps, 1))
    np.fill_diagonal(close, 0.0)
    pairs = max(len(tied) * (len(tied) - 1), 1)
    best: tuple[tuple[float, bool], _Best] | None = None
    for one, other, reasons in _candidates(tied, circle, cutting, named):
        by_tie = np.minimum(steps[:, [one]] + 1 + steps[[other], :], steps[:, [other]] + 1 + steps[[one], :])
        better = 1 / np.maximum(np.minimum(steps, by_tie), 1)
        np.fill_diagonal(better, 0.0)
        gain = float((better - close).sum()) / pairs
        key = (round(gain, 9), _between(tied, one, other) is not None)
        if best is None or key > best[0]:
            best = key, (one, other, gain, reasons)
    return best[1] if best else None


def _steps(tied: Bools) -> Floats:
    from scipy.sparse import csr_array  # noqa: PLC0415 - only here
    from scipy.sparse.csgraph import shortest_path  # noqa: PLC0415

    return np.asarray(shortest_path(csr_array(tied.astype(np.float64)), directed=False, unweighted=True), dtype=np.float64)


def _candidates(tied: Bools, circle: Ints, cutting: frozenset[int], named: Ints) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield pairs that could be introduced, with the reasons; the most reasons and the least tied first, at most 3,000."""
    degree = tied.sum(axis=1)
    shared = tied.astype(np.int64) @ tied.astype(np.int64)
    free = np.triu(~tied & (named[:, None] < TWICE) & (named[None, :] < TWICE), 1)
    support = free & ((degree[:, None] <= 1) | (degree[None, :] <= 1)) & ((degree[:, None] > 0) | (degree[None, :] > 0))
    across = free & (circle[:, None] > 0) & (circle[None, :] > 0) & (circle[:, None] != circle[None, :])
    over = np.zeros_like(free)
    for person in cutting:
        friends = tied[person]
        over |= friends[:, None] & friends[None, :] & (shared == 1)
    masks: dict[str, Any] = {"support": support, "circles": across, "bypass": free & over}
    reasons = sum(mask.astype(np.int64) for mask in masks.values())
    first, second = np.nonzero(reasons)
    order = np.lexsort((second, first, degree[first] + degree[second], -reasons[first, second]))[:LOOKED_AT]
    for one, other in zip(first[order].tolist(), second[order].tolist(), strict=True):
        yield one, other, tuple(name for name, mask in masks.items() if mask[one, other])


def _between(tied: Bools, one: int, other: int) -> int | None:
    """Return the common contact with the most ties, who could introduce the two; None when there is none."""
    common = np.flatnonzero(tied[one] & tied[other])
    return int(common[tied[common].sum(axis=1).argmax()]) if len(common) else None
