"""How many members two sets would share by chance, when every set keeps its size and every member the number of sets it is in."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.chance import upper_tail
from wag_analyzer.network.overlaps import trade

__all__ = ["at_least", "shared_by_chance"]

DRAWS: Final = 99
TRADES: Final = 2
"""Trades for each set between two draws."""

Floats = npt.NDArray[np.float64]


def shared_by_chance(sets: Sequence[Collection[Any]], seed: int) -> tuple[Floats, Floats]:
    """Return mean and variance of how many members each two sets share when members are shuffled over sets.

    Parameters
    ----------
    sets
        Each keeps its size, and each member the number of sets it is in.
    seed
        Seed of the shuffle.

    References
    ----------
    Strona et al. 2014, Nat. Commun. 5, 4114 (curveball).
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - SciPy is loaded only when a null is computed

    rng = np.random.default_rng(seed)
    number = {member: place for place, member in enumerate(sorted(set[Any]().union(*sets)))}
    rows = [{number[member] for member in some} for some in sets]
    bounds = np.cumsum([0, *map(len, rows)])
    total, square = np.zeros((len(rows), len(rows))), np.zeros((len(rows), len(rows)))
    trade(rows, 8 * TRADES * len(rows), rng)
    for _ in range(DRAWS):
        trade(rows, TRADES * len(rows), rng)
        members = np.fromiter((member for row in rows for member in row), np.int64, int(bounds[-1]))
        there = csr_array((np.ones(len(members)), members, bounds), shape=(len(rows), len(number)))
        shared = (there @ there.T).toarray()
        total += shared
        square += shared**2
    mean = total / DRAWS
    return mean, np.maximum(square / DRAWS - mean**2, 0.0) * DRAWS / (DRAWS - 1)


def at_least(both: int, mean: float, variance: float) -> float:
    """Return the chance of at least so many: the tail of the gamma law with this mean and variance; 1 where nothing varies.

    Examples
    --------
    >>> at_least(4, 4.0, 0.0)
    1.0
    >>> round(at_least(6, 1.0, 1.0), 4)
    0.0025
    """
    p = upper_tail(np.array([both], np.float64), np.array([mean]), np.array([variance]))[0]
    return 1.0 if np.isnan(p) else float(p)
