"""When a group's pace changed: days after which more, or less, is written than before, beyond what chance and weekdays explain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["ALPHA", "LEAST", "SHORTEST", "Change", "changes", "pace"]

ALPHA: Final = 0.05
"""Chance of any change being told in a group whose pace never changes."""

SHORTEST: Final = 7
"""Days that a pace must last to be one."""

LEAST: Final = 28
"""Days below which nothing is said: a weekday cannot be told from a change."""

PERMUTATIONS: Final = 399
DRAWS: Final = 199
_WEEK: Final = 7
_LONG: Final = 70
_GRID: Final = 120

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of pace.

    Parameters
    ----------
    day
        First day of the new pace, counted from 0.
    lo, hi
        90 % interval of ``day``.
    p
        Share of permutations in which some part of the stretch that was searched differs as much from the rest.
    before, after
        Messages a day in the stretches before and after, weekdays evened out.
    """

    day: int
    lo: int
    hi: int
    p: float
    before: float
    after: float


def changes(counts: Floats, weekday: Ints, seed: int) -> list[Change]:
    """Return the changes of pace in order of time.

    Parameters
    ----------
    counts
        Messages of each day, days without any included.
    weekday
        Day of the week, 0 to 6, of each.
    seed
        Seed of permutations and draws.

    Notes
    -----
    Counts are put on the square-root scale, on which their spread depends little on their level, and each weekday's mean is taken off.
    The stretch is cut at both ends of the part whose mean differs most from the rest (circular binary segmentation; Olshen et al. 2004,
    Biostatistics 5, 557), if that difference is reached in at most 5 % of the permutations of its blocks; then every part is searched in
    the same way. Blocks are weeks from 70 days on, else four days: a lively week is followed by another one more often than not, and
    shuffling single days would take that for a change. At last a cut is dropped when the two stretches it divides differ no more than
    their own blocks do in 5 % of permutations. A group whose pace never changes is told to have changed in about 5 % of cases
    (``benchmarks/lifecycle.py``). A stretch of less than 28 days is not searched. The interval of a change comes from resampled blocks of
    the two stretches around it.
    """
    rng = np.random.default_rng(seed)
    level = _levels(counts, weekday)
    found = _kept(level, dict(_cuts(level, 0, len(level), rng)), rng)
    bounds = [0, *found, len(counts)]
    paces = [pace(counts, weekday, span) for span in pairwise(bounds)]
    ends = [
        _interval(level[bounds[place - 1] : bounds[place + 1]], bounds[place] - bounds[place - 1], rng)
        for place in range(1, len(bounds) - 1)
    ]
    return [
        Change(day, day + lo, day + hi, p, paces[place], paces[place + 1])
        for place, ((day, p), (lo, hi)) in enumerate(zip(found.items(), ends, strict=True))
    ]


def pace(counts: Floats, weekday: Ints, span: tuple[int, int]) -> float:
    """Return messages a day in a stretch (first day, day after the last), as if every weekday were in it as often."""
    start, stop = span
    share = _shares(counts, weekday)[start:stop].sum()
    return float(counts[start:stop].sum() / share) if share > 0 else 0.0


def _shares(counts: Floats, weekday: Ints) -> Floats:
    """Return how much is written on the weekday of each day, 1 on the average."""
    days = np.bincount(weekday, minlength=_WEEK)
    mean = (np.bincount(weekday, weights=counts, minlength=_WEEK) + counts.mean()) / (days + 1)
    return np.asarray(mean[weekday] / max(mean[weekday].mean(), 1e-12), dtype=np.float64)


def _levels(counts: Floats, weekday: Ints) -> Floats:
    root = np.sqrt(counts + 0.375)
    days = np.bincount(weekday, minlength=_WEEK)
    mean = np.bincount(weekday, weights=root, minlength=_WEEK) / np.maximum(days, 1)
    return np.asarray(root - mean[weekday], dtype=np.float64)


def _cuts(level: Floats, start: int, stop: int, rng: np.random.Generator) -> Iterator[tuple[int, float]]:
    """Yield days at which to cut, each with the p of the search that found it."""
    here = level[start:stop]
    if len(here) < LEAST or np.ptp(here) < 1e-9:
        return
    strength, first, last = _oddest(here)
    p = _p(here, strength, rng)
    if p > ALPHA:
        return
    inner = [day for day in (first, last) if 0 < day < len(here)]
    yield from ((start + day, p) for day in inner)
    for low, high in pairwise([0, *inner, len(here)]):
        yield from _cuts(level, start + low, start + high, rng)


def _p(here: Floats, strength: float, rng: np.random.Generator) -> float:
    """Return how often permuted blocks have as odd a part; the search ends when that is too often anyway."""
    reached = 0
    for done in range(1, PERMUTATIONS + 1):
        reached += _oddest(here[_shuffled(len(here), rng)])[0] >= strength - 1e-12
        if reached > ALPHA * PERMUTATIONS:
            return reached / done
    return (1 + reached) / (1 + PERMUTATIONS)


def _oddest(here: Floats) -> tuple[float, int, int]:
    """Return how much the part that differs most from the rest does so, its first day, and the day after its last.

    Above 120 days ends are looked for on a grid first and then day by day around the best.
    """
    step = -(-len(here) // _GRID)
    days = np.unique(np.append(np.arange(0, len(here), step), len(here)))
    best = _part(here, days, days)
    if step > 1:
        near = [np.arange(max(0, end - step), min(len(here), end + step) + 1) for end in best[1:]]
        best = max(best, _part(here, *near))
    return best


def _part(here: Floats, firsts: Ints, lasts: Ints) -> tuple[float, int, int]:
    """Return what ``_oddest`` does for given first days and days after the last; parts and what is outside of them last a week at least."""
    total = len(here)
    sums = np.concatenate([[0.0], np.cumsum(here - here.mean())])
    length = (lasts[None, :] - firsts[:, None]).astype(np.float64)
    fits = (length >= SHORTEST) & (total - length >= SHORTEST)
    fits &= ((firsts == 0) | (firsts >= SHORTEST))[:, None] & ((lasts == total) | (total - lasts >= SHORTEST))[None, :]
    gap = np.abs(sums[lasts][None, :] - sums[firsts][:, None]) / np.sqrt(np.where(fits, length * (total - length) / total, np.inf))
    place = int(gap.argmax())
    row, column = divmod(place, len(lasts))
    return float(gap[row, column]), int(firsts[row]), int(lasts[column])


def _kept(level: Floats, cuts: Mapping[int, float], rng: np.random.Generator) -> dict[int, float]:
    """Return the cuts, in order, that hold against their neighbours alone; the weakest is dropped until all do."""
    kept = dict(sorted(cuts.items()))
    while kept:
        bounds = [0, *kept, len(level)]
        weak = {day: _local(level[low:high], day - low, rng) for low, day, high in zip(bounds, bounds[1:], bounds[2:], strict=False)}
        day = max(weak, key=lambda one: weak[one])
        if weak[day] <= ALPHA:
            break
        del kept[day]
    return kept


def _local(here: Floats, day: int, rng: np.random.Generator) -> float:
    """Return how often permuted blocks differ as much between before and after this day."""
    gap = abs(here[:day].mean() - here[day:].mean())
    drawn = (here[_shuffled(len(here), rng)] for _ in range(DRAWS))
    reached = sum(bool(abs(row[:day].mean() - row[day:].mean()) >= gap - 1e-12) for row in drawn)
    return (1 + reached) / (1 + DRAWS)


def _block(days: int) -> int:
    return _WEEK if days >= _LONG else 4


def _shuffled(days: int, rng: np.random.Generator) -> Ints:
    """Return the days with their blocks in random order; where blocks begin is random too."""
    size = _block(days)
    cuts = np.arange(int(rng.integers(0, size)), days, size)
    blocks = np.split(np.arange(days), cuts)
    return np.concatenate([blocks[number] for number in rng.permutation(len(blocks))])


def _interval(here: Floats, day: int, rng: np.random.Generator) -> tuple[int, int]:
    """Return the 90 % interval of the day that divides a stretch in two, counted from that day."""
    drawn = [_divide(np.concatenate([_redrawn(part, rng) for part in (here[:day], here[day:])])) for _ in range(DRAWS)]
    lo, hi = np.quantile(drawn, [0.05, 0.95], method="closest_observation")
    return min(int(lo) - day, 0), max(int(hi) - day, 0)


def _divide(row: Floats) -> int:
    """Return the day before and after which the means differ most."""
    after = np.arange(SHORTEST, len(row) - SHORTEST + 1)
    gap = np.abs(np.cumsum(row - row.mean())[after - 1]) / np.sqrt(after * (len(row) - after))
    return int(after[gap.argmax()])


def _redrawn(part: Floats, rng: np.random.Generator) -> Floats:
    """Return as many days made of blocks drawn from the part with replacement."""
    size = min(_block(len(part)), len(part))
    starts = rng.integers(0, len(part) - size + 1, size=-(-len(part) // size))
    return np.asarray(part[(starts[:, None] + np.arange(size)).ravel()[: len(part)]])
