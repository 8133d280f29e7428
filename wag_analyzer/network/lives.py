"""How ties live: born, faded, asleep, woken. By expected acts, so that a heap of improbable ones is not taken for a meeting.

The acts of a tie are read in order of time, their probabilities summed. Each time the sum passes a half (0.5, 1.5, 2.5 …) counts as one
act that took place then; certain acts count when they happen.

born
    When the first one counted.
current
    What is left of the weight at the end when each act counts half after every half-life.
dormant
    Since when the tie has been asleep: its last counted act, when ``ASLEEP`` half-lives or more have gone by since.
revived
    When it last woke: a counted act ``ASLEEP`` half-lives or more after the one before.
life
    ``faint`` (not one act to be expected), ``dormant``, ``revived`` (awake, and slept before), ``new`` (born within the last half-life, in
    a chat that had gone on for a half-life before), else ``active``.

References
----------
Levin, Walter, Murnighan 2011, Organ. Sci. 22, 923-939 (dormant ties). Burt 2000, Soc. Networks 22, 1-28 (decay).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["ASLEEP", "LIVES", "Lives", "lives"]

ASLEEP: Final = 3.0
"""Half-lives of silence after which a tie is asleep: an eighth of an act is left."""

LIVES: Final = ("faint", "dormant", "revived", "new", "active")
NEVER: Final = np.iinfo(np.int64).min
"""What NumPy reads as no time."""

_ROUNDING: Final = 1e-6

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lives:
    """One entry per tie; times in seconds, ``NEVER`` where there is none."""

    current: Floats
    born: Ints
    dormant: Ints
    revived: Ints
    life: npt.NDArray[np.object_]


def lives(tie: Ints, p: Floats, at: Ints, span: tuple[int, int], half_life: float) -> Lives:
    """Return how each tie lived.

    Parameters
    ----------
    tie
        Number of the tie of each act, from 0, every number used, ascending.
    p, at
        The acts' probabilities and times in seconds.
    span
        First and last second that was seen.
    half_life
        In seconds.
    """
    if ((at[1:] < at[:-1]) & (tie[1:] == tie[:-1])).any():
        order = np.lexsort((at, tie))
        tie, p, at = tie[order], p[order], at[order]
    ties = int(tie[-1]) + 1 if len(tie) else 0
    start = np.searchsorted(tie, np.arange(ties))
    total = np.cumsum(p)
    total -= (total - p)[start][tie]
    counts = np.floor(total + 0.5 + _ROUNDING)
    counted = counts > np.floor(total - p + 0.5 + _ROUNDING)
    who, when = tie[counted], at[counted]
    born, last, revived = (np.full(ties, NEVER, np.int64) for _ in range(3))
    born[who[::-1]], last[who] = when[::-1], when
    woke = np.flatnonzero((who[1:] == who[:-1]) & (when[1:] - when[:-1] >= ASLEEP * half_life)) + 1
    revived[who[woke]] = when[woke]
    begin, end = span
    faint = born == NEVER
    asleep = ~faint & (end - np.where(faint, end, last) >= ASLEEP * half_life)
    fresh = ~faint & (born >= np.maximum(end - half_life, begin + half_life))
    current = np.asarray(np.bincount(tie, weights=p * 0.5 ** (np.maximum(end - at, 0) / half_life), minlength=ties), np.float64)
    life = np.select([faint, asleep, revived != NEVER, fresh], LIVES[:4], default=LIVES[4]).astype(object)
    return Lives(current, born, np.where(asleep, last, NEVER), revived, life)
