"""How far people who label the same units agree beyond chance: Krippendorff's alpha, Cohen's kappa, the plain share.

Both work on categories without order. Units that fewer than two people labelled tell nothing and are left out.

Sources: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, University of Pennsylvania, 2011 (categories, missing labels); A.
Zapf et al., Measuring inter-rater reliability for nominal data: which coefficients and confidence intervals are appropriate?, BMC Medical
Research Methodology 16:93, 2016 (percentiles of resampled units, for alpha); J. Cohen, A coefficient of agreement for nominal scales,
Educational and Psychological Measurement 20, 1960; J. L. Fleiss, J. Cohen, B. S. Everitt, Large sample standard errors of kappa and
weighted kappa, Psychological Bulletin 72, 1969.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Agreed", "alpha", "kappa", "share_agreed"]

Labels = Sequence[Sequence[str | None]]
"""One row a unit, one place a person; None where that person gave no label."""
Array = NDArray[np.float64]

_Z: Final = 1.959963984540054
_DRAWS: Final = 2000
_LEAST: Final = 5
"""Fewest units from which an interval is made."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One coefficient of agreement.

    Parameters
    ----------
    value
        1 is full agreement, 0 what chance gives; None where it is not defined, as when all labels are the same.
    units
        Units that it rests on.
    lo, hi
        95 % interval; None where too little was labelled for one.
    """

    value: float | None
    units: int
    lo: float | None = None
    hi: float | None = None


def alpha(labels: Labels, seed: int = 0, draws: int = _DRAWS) -> Agreed:
    """Return Krippendorff's alpha for categories without order, with the interval of resampled units.

    >>> alpha([("yes", "yes"), ("no", "no"), ("yes", "no"), ("no", None)]).units
    3

    Parameters
    ----------
    labels
        One row a unit, one place a person.
    seed, draws
        Of the resamples.
    """
    counts = _counts(labels)
    value = _alpha(counts.sum(axis=0)[None], _disagreeing(counts).sum()[None])
    if len(counts) < _LEAST:
        return Agreed(_number(value[0]), len(counts))
    picks = np.random.default_rng(seed).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), draws).astype(float)
    drawn = _alpha(picks @ counts, picks @ _disagreeing(counts))
    known = drawn[np.isfinite(drawn)]
    if not known.size or _number(value[0]) is None:
        return Agreed(_number(value[0]), len(counts))
    lo, hi = np.quantile(known, (0.025, 0.975))
    return Agreed(float(value[0]), len(counts), float(lo), float(hi))


def _counts(labels: Labels) -> Array:
    """Return how many people gave each category to each unit, of units that two or more labelled."""
    words = sorted({word for row in labels for word in row if word is not None})
    place = {word: turn for turn, word in enumerate(words)}
    counts = np.zeros((len(labels), len(words)))
    for turn, row in enumerate(labels):
        for word in row:
            if word is not None:
                counts[turn, place[word]] += 1
    return counts[counts.sum(axis=1) >= 2] if words else np.zeros((0, 1))


def _disagreeing(counts: Array) -> Array:
    """Return each unit's part of the disagreement observed: its pairs of different labels over its labels less one."""
    per_unit = counts.sum(axis=1)
    return np.asarray((per_unit**2 - (counts**2).sum(axis=1)) / (per_unit - 1), float)


def _alpha(totals: Array, observed: Array) -> Array:
    """Return 1 - observed / expected disagreement, from the labels of each category and the pairs that disagree."""
    n = totals.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = (n**2 - (totals**2).sum(axis=1)) / (n - 1)
        return np.asarray(np.where(expected > 0, 1 - observed / expected, np.nan), float)


def kappa(labels: Labels) -> Agreed:
    """Return Cohen's kappa of two people with the interval of its large-sample standard error.

    Units that one of the two left out do not count.

    Parameters
    ----------
    labels
        One row a unit, two places.
    """
    both = [(a, b) for a, b in labels if a is not None and b is not None]
    words = sorted({word for pair in both for word in pair})
    table = np.array([[sum(pair == (one, other) for pair in both) for other in words] for one in words], float)
    n = len(both)
    if len(words) < 2:  # all the same: agreement by chance alone would be full, too
        return Agreed(None, n)
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    chance = float(rows @ columns)
    value = (float(np.trace(p)) - chance) / (1 - chance)
    if n < _LEAST:
        return Agreed(value, n)
    half = _Z * _spread(p, value, chance) / (1 - chance) / n**0.5
    return Agreed(value, n, max(-1.0, value - half), min(1.0, value + half))


def _spread(p: Array, value: float, chance: float) -> float:
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    same = float((np.diag(p) * (1 - (rows + columns) * (1 - value)) ** 2).sum())
    apart = p * (columns[:, None] + rows[None, :]) ** 2
    other = (1 - value) ** 2 * float(apart.sum() - np.trace(apart))
    return float(max(0.0, same + other - (value - chance * (1 - value)) ** 2) ** 0.5)


def share_agreed(labels: Labels) -> float | None:
    """Return the mean over units of the share of pairs of people who gave the same label; None without such a unit."""
    counts = _counts(labels)
    if not len(counts):
        return None
    pairs = counts.sum(axis=1) * (counts.sum(axis=1) - 1)
    return float(((counts * (counts - 1)).sum(axis=1) / pairs).mean())


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
