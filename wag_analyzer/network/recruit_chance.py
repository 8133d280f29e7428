"""Who could have brought whom in: the invite tree beside trees in which anybody who was in did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.counts import counted
from wag_analyzer.network.arrivals import wave

__all__ = ["Arrivals", "Test", "beside_chance", "trees"]

DRAWS: Final = 499
RANDOM_TREE: Final = "anybody who was in at the time brought them (random recursive tree, {draws} draws, people added by one line together)"

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Arrivals of one group after its founding, in order of time, with somebody credited for each.

    Parameters
    ----------
    child, parent
        Numbers of the persons.
    line
        Number of the line of each; lines in order.
    present
        For each line the numbers of the persons who were in before.
    depth
        Depth of each person before the first arrival; 0 where not known.
    alike
        Name → matrix of how alike two persons are, or how tied they were before (recruiter by row, recruit by column).
    days, length
        Day of every arrival line after the founding, credited or not, and number of days since; for waves.
    """

    child: Ints
    parent: Ints
    line: Ints
    present: tuple[Ints, ...]
    depth: Ints
    alike: Mapping[str, Floats] = field(default_factory=dict)
    days: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    length: int = 0


@dataclass(frozen=True, slots=True)
class Test:
    """A figure beside chance."""

    value: float
    expected: float
    lo: float
    hi: float
    z: float
    p: float
    basis: str


def trees(some: Arrivals, seed: int) -> Ints:
    """Return for each draw the person who brings each arrival: any who was in before, with equal chances, one for all of a line."""
    rng = np.random.default_rng(seed)
    of_line = np.stack([who[rng.integers(0, len(who), DRAWS)] for who in some.present], axis=1)
    return np.asarray(of_line[:, some.line], dtype=np.int64)


def beside_chance(some: Arrivals, seed: int) -> dict[str, Test]:
    """Return the figures of the tree beside chance, by name; none when nobody came after the founding.

    Parameters
    ----------
    some
        The arrivals.
    seed
        Seed of the draws.
    """
    found: dict[str, Test] = {}
    if len(some.child):
        drawn = trees(some, seed)
        told = counted("{n:person|people} after the founding; ", n=len(some.child)) + RANDOM_TREE.format(draws=DRAWS)
        actual, chance = _shape(some.parent[None, :], some), _shape(drawn, some)
        for name, (values, order) in chance.items():
            (value,), (own,) = actual[name]
            found[name] = _test(float(value), values, f"{_WORDS[name]}; {told}", (order, float(own)))
        for name, pairs in some.alike.items():
            known = ~np.isnan(pairs[some.parent, some.child])
            if known.any():
                value = float(pairs[some.parent, some.child][known].mean())
                words = counted("{what}; {n:pair|pairs}; {told}", what=_WORDS.get(name, _ALIKE), n=int(known.sum()), told=told)
                found[name] = _test(value, _means(pairs, drawn, some.child, known), words)
    densest = wave(some.days, some.length, seed)
    if densest is not None:
        words = "arrival lines in the densest stretch ({n:day|days}); if they came evenly (scan statistic)"
        words = counted(words, n=int(densest.stop - densest.start))
        nothing = np.nan
        found["wave"] = Test(densest.count, densest.expected, nothing, nothing, nothing, densest.p, words)
    return found


_WORDS: Final[Mapping[str, str]] = {
    "depth": "longest chain of who brought whom, for p equal ones by how many it reaches",
    "mean_depth": "mean steps from the founders",
    "most_recruits": "most people brought in by one person, for p equal ones by how unevenly all bring in",
    "recruiters": "persons who brought somebody in, for p equal ones by how evenly they do",
    "alike_level": "levels apart in the roster, on the average (lower is more alike)",
    "alike_hours": "likeness of the hours at which both write (cosine, from all messages: it may have come later)",
    "alike_pace": "likeness of how much both write (smaller by larger, from all messages: it may have come later)",
    "prior_groups": "other groups of the export in which both were before, on the average",
    "prior_acts": "acts between both in other groups before, on the average",
}
_ALIKE: Final = "share of recruits who are like their recruiter in the roster"


def _shape(parents: Ints, some: Arrivals) -> dict[str, tuple[Floats, Floats]]:
    """Return the figures of each tree (one row of ``parents`` each), and the numbers by which trees are put in order.

    Longest chain, most recruits and number of recruiters take a few values each, so that a test on them alone is stricter than it says;
    trees that are equal in one are put in order by what is next to it (a back-up statistic: Cohen, Sackrowitz 1992, J. Am. Stat.
    Assoc. 87, 470-475): how many the longest chain reaches and then the mean depth; the sum of squared numbers of recruits.
    """
    rows, people = np.arange(len(parents)), len(some.child)
    depth = np.tile(some.depth, (len(parents), 1))
    recruits = np.zeros_like(depth)
    for place, child in enumerate(some.child):
        depth[:, child] = depth[rows, parents[:, place]] + 1
        recruits[rows, parents[:, place]] += 1
    below = depth[:, some.child]
    deepest, mean = below.max(axis=1), below.mean(axis=1)
    reach = (below == deepest[:, None]).sum(axis=1) + mean / (int(some.depth.max(initial=0)) + people + 1)
    most, active = recruits.max(axis=1).astype(np.float64), (recruits > 0).sum(axis=1).astype(np.float64)
    uneven = (recruits**2).sum(axis=1) / (people**2 + 1)
    return {
        "depth": (deepest.astype(np.float64), deepest + reach / (people + 2)),
        "mean_depth": (mean, mean),
        "most_recruits": (most, most + uneven),
        "recruiters": (active, active - uneven),
    }


def _means(pairs: Floats, drawn: Ints, child: Ints, known: npt.NDArray[np.bool_]) -> Floats:
    """Return the mean likeness of the pairs of each draw; pairs of whom nothing is known are left out."""
    values = pairs[drawn[:, known], child[known][None, :]]
    count = (~np.isnan(values)).sum(axis=1)
    sums = np.where(np.isnan(values), 0.0, values).sum(axis=1)
    return np.asarray(sums[count > 0] / count[count > 0], dtype=np.float64)


def _test(value: float, chance: Floats, basis: str, order: tuple[Floats, float] | None = None) -> Test:
    """Return a figure beside chance; ``order`` are numbers of the draws and of the tree by which they are compared instead."""
    if not len(chance):
        return Test(value, np.nan, np.nan, np.nan, np.nan, np.nan, basis)
    spread = float(chance.std())
    drawn, own = order or (chance, value)
    above, below = float((drawn > own + 1e-9).sum()), float((drawn < own - 1e-9).sum())
    same = len(chance) - above - below
    p = min(1.0, 2 * (1 + min(above, below) + same / 2) / (1 + len(chance)))  # mid-p: figures of a tree are small whole numbers
    lo, hi = np.quantile(chance, [0.05, 0.95])
    mean = float(chance.mean())
    return Test(value, mean, float(lo), float(hi), (value - mean) / spread if spread > 1e-9 else np.nan, p, basis)
