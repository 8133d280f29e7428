"""When people came in faster than at other times, beyond what chance gives."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Wave", "wave"]

LEAST: Final = 4
"""Arrivals below which nothing can be told."""

DRAWS: Final = 399
_CELLS: Final = 2_000_000
_LONGEST: Final = 0.5
"""Longest stretch that can be a wave, as a share of the whole time."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Wave:
    """The stretch in which arrivals were densest: first day, day after the last, arrivals in it, expected ones, and p."""

    start: int
    stop: int
    count: int
    expected: float
    p: float


def wave(days: Ints, length: int, seed: int) -> Wave | None:
    """Return the stretch in which arrivals were densest; None when there are fewer than four, or less than four days.

    Parameters
    ----------
    days
        Day of each arrival, from 0. People added by one line arrive once.
    length
        Number of days in which somebody could have come.
    seed
        Seed of the draws.

    Notes
    -----
    Scan statistic of Kulldorff (1997, Commun. Stat. Theory Methods 26, 1481): over stretches of 1, 2, 4 … days up to half of the time, the
    largest likelihood ratio of "more in here than elsewhere" against "evenly spread". p is the share of 399 draws with as many arrivals on
    days chosen evenly in which some stretch reaches it: looking everywhere is paid for.
    """
    if len(days) < LEAST or length < LEAST:
        return None
    rng = np.random.default_rng(seed)
    counts = np.bincount(days, minlength=length)[None, :length]
    strength, start, size = _densest(counts, len(days))
    reached, at_once = 0, max(1, _CELLS // length)
    for done in range(0, DRAWS, at_once):
        drawn = rng.integers(0, length, size=(min(at_once, DRAWS - done), len(days)))
        rows = np.stack([np.bincount(row, minlength=length) for row in drawn])
        reached += int((_densest(rows, len(days))[0] >= strength[0] - 1e-12).sum())
    first, last = int(start[0]), int(start[0] + size[0])
    held = np.flatnonzero(counts[0, first:last])
    first, last = first + int(held[0]), first + int(held[-1]) + 1
    return Wave(first, last, int(counts[0, first:last].sum()), len(days) * (last - first) / length, (1 + reached) / (1 + DRAWS))


def _densest(rows: Ints, total: int) -> tuple[Floats, Ints, Ints]:
    """Return for each row the likelihood ratio of its densest stretch, its first day and its number of days."""
    length = rows.shape[1]
    sums = np.concatenate([np.zeros((len(rows), 1), np.int64), np.cumsum(rows, axis=1)], axis=1)
    best, start, size = np.full(len(rows), -1.0), np.zeros(len(rows), np.int64), np.ones(len(rows), np.int64)
    days = 1
    while days <= length * _LONGEST:
        inside = (sums[:, days:] - sums[:, :-days]).astype(np.float64)
        gain = _ratio(inside, total * days / length, total)
        place = gain.argmax(axis=1)
        here = gain[np.arange(len(rows)), place]
        better = here > best + 1e-12
        best, start, size = np.where(better, here, best), np.where(better, place, start), np.where(better, days, size)
        days *= 2
    return best, start, size


def _ratio(inside: Floats, expected: float, total: int) -> Floats:
    outside = total - inside
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = inside * np.log(inside / expected) + np.where(outside > 0, outside * np.log(outside / (total - expected)), 0.0)
    return np.where(inside > expected, gain, 0.0)
