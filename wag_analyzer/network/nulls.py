"""What chance would give for circles: networks rewired at random. What it would give for a tie stands in ``chance``.

``rewired``
    *Is the network clustered into circles more than networks in which everybody has as many ties?* Keeps each person's number of ties and
    either the weights or, in expectation, the strengths; destroys who is tied to whom. Circles must be clearer than both.
"""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

__all__ = ["rewired", "rewired_ties"]

Floats = npt.NDArray[np.float64]
Ends = npt.NDArray[np.intp]
Keep = Literal["weights", "strengths"]

DENSE: Final = 2_000
"""People up to whom a table of all pairs says which ties there are."""


def rewired(weights: Floats, rng: np.random.Generator, *, keep: Keep = "weights", swaps: int = 10) -> Floats:
    """Return a random symmetric network in which everybody has as many ties.

    Ties are swapped in pairs (a-b, c-d become a-d, c-b unless one of these exists), in ``swaps`` rounds over all ties, which keeps
    every degree. Then the weights are dealt out again.

    Parameters
    ----------
    weights
        Symmetric, zero diagonal.
    rng
        Source of randomness.
    keep
        ``weights``: the same weights; the heavier ones go to ties whose ends are busy with others too, as far as that was so
        (the order of (s_i - w)(s_j - w) before decides which weight goes to which place in the order of s_i s_j after). A few heavy ties
        make divisions look good; here they do so in the null as well.
        ``strengths``: the weight e that the ends' strengths lead one to expect, plus √e times the residual (weight - e) / √e of a tie
        picked at random, not below 0. It keeps that some persons write more to all, also where everybody is tied to everybody.
    swaps
        Rounds; each tie is in one attempted swap per round.

    References
    ----------
    Maslov, Sneppen 2002, Science 296, 910-913 (swaps); Newman 2004, Phys. Rev. E 70, 056131 (expected weights).
    """
    first, second = np.nonzero(np.triu(weights, 1))
    strength = weights.sum(axis=0)
    values = weights[first, second]
    old = np.stack([first, second], axis=1)
    ends = _swapped(old, len(weights), rng, swaps)
    again = _dealt((old, ends), values, strength, rng, keep)
    result = np.zeros_like(weights)
    result[ends[:, 0], ends[:, 1]] = again
    result += result.T
    return result


def rewired_ties(ends: Ends, values: Floats, strength: Floats, rng: np.random.Generator, keep: Keep = "weights") -> tuple[Ends, Floats]:
    """Return what ``rewired`` does as ties: the two ends of each, one row each, and the weights.

    Parameters
    ----------
    ends
        The ties there are, each once.
    values
        Their weights.
    strength
        Sum of weights of each person.
    rng, keep
        As for ``rewired``.
    """
    new = _swapped(ends, len(strength), rng, 10)
    return new, _dealt((ends, new), values, strength, rng, keep)


def _dealt(old_and_new: tuple[Ends, Ends], values: Floats, strength: Floats, rng: np.random.Generator, keep: Keep) -> Floats:
    """Return the weights of the new ties."""
    (first, second), ends = old_and_new[0].T, old_and_new[1]
    if keep == "weights":
        again = np.empty_like(values)
        busy = (strength[first] - values) * (strength[second] - values)
        places = np.lexsort((rng.random(len(values)), strength[ends[:, 0]] * strength[ends[:, 1]]))
        again[places] = values[np.lexsort((rng.random(len(values)), busy))]
    else:
        base, new = _expected(strength, first, second, values.sum()), _expected(strength, ends[:, 0], ends[:, 1], values.sum())
        again = np.maximum(new + np.sqrt(new) * rng.permutation((values - base) / np.sqrt(base)), 0.0)
    return again


def _expected(strength: Floats, first: npt.NDArray[np.intp], second: npt.NDArray[np.intp], total: float) -> Floats:
    odds = strength[first] * strength[second]
    return np.asarray(odds * total / max(float(odds.sum()), 1e-300), dtype=np.float64)


def _swapped(ends: Ends, people: int, rng: np.random.Generator, swaps: int) -> Ends:
    """Return the ties after ``swaps`` rounds in which each is paired with another and the pair swaps ends where that makes two new ties."""
    if people > DENSE:
        return _swapped_of_many(ends, people, rng, swaps)
    half = len(ends) // 2
    there, slot = np.zeros(people**2, dtype=bool), np.zeros(people**2, dtype=np.intp)
    first, second = ends[:, 0].copy(), ends[:, 1].copy()
    there[_numbers(first, second, people)] = True
    place = np.arange(2 * half)
    for _ in range(swaps if half else 0):
        order = rng.permutation(len(ends))
        one, other = order[:half], order[half : 2 * half]
        a, b = first[one], second[one]
        flip = rng.random(half) < 0.5
        c, d = np.where(flip, first[other], second[other]), np.where(flip, second[other], first[other])
        new = np.concatenate([_numbers(a, d, people), _numbers(c, b, people)])
        slot[new[::-1]] = place[::-1]  # of equal ones the first is written last
        fresh = (slot[new] == place) & ~there[new]
        fits = fresh[:half] & fresh[half:] & (a != d) & (c != b)
        there[_numbers(a[fits], b[fits], people)] = there[_numbers(c[fits], d[fits], people)] = False
        there[new[:half][fits]] = there[new[half:][fits]] = True
        second[one[fits]], first[other[fits]], second[other[fits]] = d[fits], c[fits], b[fits]
    return np.stack([first, second], axis=1)


def _swapped_of_many(ends: Ends, people: int, rng: np.random.Generator, swaps: int) -> Ends:
    """Return what ``_swapped`` does without a table of all pairs: which ties there are is looked up among their sorted numbers."""
    half = len(ends) // 2
    now = ends.copy()
    for _ in range(swaps if half else 0):
        there = np.sort(_numbers(now[:, 0], now[:, 1], people))
        order = rng.permutation(len(now))
        one, other = order[:half], order[half : 2 * half]
        a, b = now[one].T
        flip = rng.random(half) < 0.5
        c, d = np.where(flip, now[other].T, now[other].T[::-1])
        new = np.stack([_numbers(a, d, people), _numbers(c, b, people)])
        only = np.zeros(2 * half, dtype=bool)
        only[np.unique(new.ravel(), return_index=True)[1]] = True
        known = there[np.minimum(np.searchsorted(there, new), len(there) - 1)] == new
        fits = (a != d) & (c != b) & ~known.any(axis=0) & only.reshape(2, half).all(axis=0)
        now[one[fits], 1], now[other[fits], 0], now[other[fits], 1] = d[fits], c[fits], b[fits]
    return now


def _numbers(one: npt.NDArray[np.intp], other: npt.NDArray[np.intp], people: int) -> npt.NDArray[np.intp]:
    """Return one number for each pair, the same in both directions."""
    return np.minimum(one, other) * people + np.maximum(one, other)
