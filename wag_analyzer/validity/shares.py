"""Precision and recall of a rule from labels on a stratified sample, weighted back to the whole chat.

The chat is cut into excerpts, and each belongs to one stratum. Of a stratum with N excerpts n were labelled, y of them yes. Nothing is
known of the other N - n but what the labelled ones tell: their yeses are drawn from the beta-binomial distribution with Jeffreys' prior,
as many times as asked, so that a stratum labelled whole leaves no doubt and a small sample without any yes does not pass for none. With T
the yeses of a stratum (labelled and drawn),

    precision = T(flagged) / N(flagged),    recall = T(flagged) / sum of T over all strata.

The values are the same with y N / n for T; the interval is that of the draws (2.5 and 97.5 %), widened to the value where it lies beside
it, as a recall of 1 does when a small sample holds no yes.

Sources: W. G. Cochran, Sampling Techniques, 3rd ed., Wiley, 1977, ch. 5 (strata); L. D. Brown, T. T. Cai, A. DasGupta, Interval estimation
for a binomial proportion, Statistical Science 16, 2001 (Jeffreys' prior).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["FLAGGED", "Share", "Stratum", "shares"]

FLAGGED: Final = "flagged"
"""The stratum of excerpts in which the rule found something."""
_DRAWS: Final = 4000


@dataclass(frozen=True, slots=True)
class Stratum:
    """Excerpts of one stratum: how many there are, how many have a label, how many of those say yes."""

    size: int
    labelled: int
    yes: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval and the labelled excerpts it rests on; the value is None where nothing was labelled or found."""

    value: float | None
    lo: float | None
    hi: float | None
    n: int


def shares(strata: Mapping[str, Stratum], seed: int = 0, draws: int = _DRAWS) -> tuple[Share, Share]:
    """Return precision and recall over the excerpts of the chat.

    >>> precision, recall = shares({"flagged": Stratum(10, 10, 8), "rest": Stratum(90, 30, 1)})
    >>> (precision.value, precision.lo, precision.hi), round(recall.value, 3)
    ((0.8, 0.8, 0.8), 0.727)

    Parameters
    ----------
    strata
        Name → counts; one of them is ``flagged``.
    seed, draws
        Of the draws for the intervals.
    """
    rng = np.random.default_rng(seed)
    totals = {name: _drawn(one, rng, draws) for name, one in sorted(strata.items())}
    known = {name: one.yes * one.size / one.labelled for name, one in strata.items() if one.labelled}
    flagged, whole = strata.get(FLAGGED, Stratum(0, 0, 0)), sum(known.values())
    found = totals.get(FLAGGED, np.zeros(draws))
    every = np.asarray(sum(totals.values(), np.zeros(draws)), float)
    precision = Share(None, None, None, flagged.labelled)
    if flagged.labelled:
        precision = _share(flagged.yes / flagged.labelled, found / flagged.size, flagged.labelled)
    labelled = sum(one.labelled for one in strata.values())
    if not whole or len(known) < sum(one.size > 0 for one in strata.values()):
        return precision, Share(None, None, None, labelled)
    return precision, _share(known.get(FLAGGED, 0.0) / whole, (found / np.maximum(every, 1))[every > 0], labelled)


def _drawn(one: Stratum, rng: np.random.Generator, draws: int) -> NDArray[np.float64]:
    """Return the yeses of a stratum: those labelled, and draws for the rest."""
    share = rng.beta(one.yes + 0.5, one.labelled - one.yes + 0.5, draws)
    return np.asarray(one.yes + rng.binomial(one.size - one.labelled, share), float)


def _share(value: float, drawn: NDArray[np.float64], n: int) -> Share:
    lo, hi = np.quantile(drawn, (0.025, 0.975))
    return Share(value, min(value, float(lo)), max(value, float(hi)), n)
