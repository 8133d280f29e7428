"""Measured figures with the number they rest on and an interval: Wilson for shares, resampled conversations or people for the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Figure", "f_score", "interval", "ratio", "spearman", "wilson"]

Array: TypeAlias = NDArray[np.float64]

Z: Final = 1.959963984540054
LEAST: Final = 5
"""Fewest units (conversations, chats) from which an interval is made by resampling."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Parameters
    ----------
    value
        None where there was nothing to measure.
    n
        What it rests on: messages, links, pairs, findings or chats.
    lo, hi
        95 % interval; None where too little was measured for one.
    """

    value: float | None
    n: int
    lo: float | None = None
    hi: float | None = None

    def record(self) -> dict[str, float | int | None]:
        """Return the figure as it stands in JSON, with six digits."""
        shown = {"value": self.value, "lo": self.lo, "hi": self.hi}
        return {**{name: None if value is None else round(value, 6) for name, value in shown.items()}, "n": self.n}


def wilson(hit: float, n: int) -> Figure:
    """Return a share with its Wilson score interval (Wilson 1927, JASA 22).

    >>> round(wilson(0, 5).hi or 0, 3), wilson(0, 0).value
    (0.434, None)
    """
    if not n:
        return Figure(None, 0)
    p, square = hit / n, Z * Z
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = Z * (p * (1 - p) / n + square / (4 * n * n)) ** 0.5 / (1 + square / n)
    return Figure(p, n, middle - half if hit else 0.0, middle + half if hit < n else 1.0)


def interval(value: float | None, n: int, draws: Sequence[float] | Array, least: float = 0.0) -> Figure:
    """Return a figure with the interval that the spread of its resampled values gives: value ± 1.96 standard deviations.

    Percentiles of the resamples would not do: a resample leaves out conversations and people, which lowers correlations and raises
    calibration errors, so that their percentiles may lie wholly beside the figure.

    Parameters
    ----------
    value, n
        The figure and what it rests on.
    draws
        Its resampled values; those that could not be measured are left out, and none gives no interval.
    least
        The least value possible; the greatest is 1.
    """
    known = np.asarray(draws, float)
    known = known[np.isfinite(known)]
    if value is None or not known.size:
        return Figure(value, n)
    half = Z * float(known.std())
    return Figure(value, n, max(least, value - half), min(1.0, value + half))


def ratio(part: Array, whole: Array) -> Array:
    """Return ``part / whole``; 0 where there is nothing to divide by, as is usual for precision and recall."""
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole != 0)


def f_score(gold: Array, said: Array, hit: Array) -> Array:
    """Return the harmonic mean of precision ``hit / said`` and recall ``hit / gold``."""
    return ratio(2 * hit, gold + said)


def spearman(x: Array, y: Array) -> float:
    """Return Spearman's rank correlation with mean ranks for ties: 1 when neither varies, 0 when one of the two does not."""
    from scipy.stats import rankdata  # noqa: PLC0415 - the generator of chats needs no SciPy

    a, b = rankdata(x), rankdata(y)
    spread = float(a.std()), float(b.std())
    if not all(spread):
        return float(spread[0] == spread[1])
    return float(((a - a.mean()) * (b - b.mean())).mean() / (spread[0] * spread[1]))


def records(figures: Mapping[str, Figure]) -> dict[str, Any]:
    """Return figures by name as they stand in JSON."""
    return {name: figure.record() for name, figure in figures.items()}
