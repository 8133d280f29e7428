"""How far two results agree: two rankings, two divisions of people."""

from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["adjusted_rand", "at_top", "kendall", "mutual_information", "rank_biased_overlap", "top_kept"]

PERSISTENCE: Final = 0.9
"""Weight of each place after the one before it in rank-biased overlap: about 86 % of the weight lies on the first ten."""

DEEPEST: Final = 100
"""Places looked at; those after them weigh 0.003 % together."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def adjusted_rand(one: Ints, other: Ints) -> float:
    """Return the adjusted Rand index (Hubert, Arabie 1985) of two divisions: 1 the same, 0 as by chance; missing for fewer than two people.

    Examples
    --------
    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([5, 5, 2, 2]))
    1.0
    """
    if len(one) < 2:
        return np.nan
    table = _crossed(one, other)
    both, rows, columns = (float((part * (part - 1) / 2).sum()) for part in (table, table.sum(axis=1), table.sum(axis=0)))
    pairs = len(one) * (len(one) - 1) / 2
    expected, most = rows * columns / pairs, (rows + columns) / 2
    return (both - expected) / (most - expected) if most > expected else 1.0


def mutual_information(one: Ints, other: Ints) -> float:
    """Return the mutual information of two divisions over the mean of their entropies: 1 the same, 0 nothing shared; missing for nobody.

    Examples
    --------
    >>> round(mutual_information(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])), 9)
    0.0
    """
    if not len(one):
        return np.nan
    share = _crossed(one, other) / len(one)
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    there = share > 0
    mutual = float((share[there] * np.log((share / np.outer(rows, columns))[there])).sum())
    entropy = -float((rows * np.log(rows)).sum() + (columns * np.log(columns)).sum()) / 2
    return mutual / entropy if entropy > 0 else 1.0


def _crossed(one: Ints, other: Ints) -> Floats:
    first, second = np.unique(one, return_inverse=True)[1], np.unique(other, return_inverse=True)[1]
    table = np.zeros((int(first.max()) + 1, int(second.max()) + 1))
    np.add.at(table, (first, second), 1.0)
    return table


def kendall(one: Floats, other: Floats) -> float:
    """Return Kendall's tau-b of two rankings of the same people; missing when one of them tells nobody apart.

    Examples
    --------
    >>> round(kendall(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])), 3)  # two pairs in the same order, one in the other
    0.333
    """
    from scipy.stats import kendalltau  # noqa: PLC0415 - slow to import

    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return np.nan
    return float(kendalltau(one, other).statistic)


def at_top(value: Floats, most: int) -> Ints:
    """Return who is among the ``most`` largest, largest first, equal values at the border included.

    Examples
    --------
    >>> at_top(np.array([1.0, 3.0, 2.0, 2.0]), 2).tolist()
    [1, 2, 3]
    """
    order = np.argsort(-value, kind="stable")
    return order[_inside(value, most)[order] > 0].astype(np.int64)


def top_kept(one: Floats, other: Floats, most: int) -> float:
    """Return the share of the ``most`` largest of ``one`` that is among the ``most`` largest of ``other``.

    Equal values at the border share the places that are left. Missing values of ``other`` are places lost.

    Parameters
    ----------
    one, other
        Values of the same people; those of ``one`` are known.
    most
        How many places count.

    Examples
    --------
    >>> top_kept(np.array([9.0, 8.0, 1.0]), np.array([9.0, 2.0, 3.0]), 2)
    0.5
    """
    places = min(most, len(one))
    if not places:
        return np.nan
    return float((_inside(one, places) * _inside(other, places)).sum() / (_inside(one, places) ** 2).sum())


def rank_biased_overlap(one: Floats, other: Floats) -> float:
    """Return the rank-biased overlap of two rankings of the same people, largest first: 1 the same, and the first places weigh most.

    Notes
    -----
    Extrapolated (Webber, Moffat, Zobel 2010, ACM Trans. Inf. Syst. 28, 20) with persistence 0.9; equal values share their places, and a
    ranking with equal values agrees with itself fully (variant b of Corsi, Urbano 2024, SIGIR).

    Examples
    --------
    >>> rank_biased_overlap(np.array([3.0, 2.0, 1.0]), np.array([3.0, 2.0, 1.0]))
    1.0
    """
    deepest = min(len(one), DEEPEST)
    if not deepest:
        return np.nan
    agree = np.empty(deepest)
    for depth in range(1, deepest + 1):
        first, second = _inside(one, depth), _inside(other, depth)
        agree[depth - 1] = float(first @ second / np.sqrt((first @ first) * (second @ second)))
    weight = (1 - PERSISTENCE) * PERSISTENCE ** np.arange(deepest)
    return round(float(weight @ agree + PERSISTENCE**deepest * agree[-1]), 12)


def _inside(value: Floats, places: int) -> Floats:
    """Return how much of each person is among the first places; equal values at the border share what is left; missing values are last."""
    known = ~np.isnan(value)
    if int(known.sum()) <= places:
        return known.astype(np.float64)
    if not places:
        return np.zeros(len(value))
    border = np.sort(value[known])[::-1][places - 1]
    above, level = known & (value > border), known & (value == border)
    return np.asarray(above + level * ((places - int(above.sum())) / int(level.sum())), dtype=np.float64)
