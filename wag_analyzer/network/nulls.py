"""What chance would give for circles: networks rewired at random. What it would give for a tie stands in ``chance``.

``rewired``
    *Is the network clustered into circles more than networks in which everybody has as many ties?* Keeps each person's number of ties and
    either the weights or, in expectation, the strengths; destroys who is tied to whom. Circles must be clearer than both.
"""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.swaps import swapped, take_swaps

__all__ = ["pass_over", "rewired", "rewired_ties"]

Floats = npt.NDArray[np.float64]
Ends = npt.NDArray[np.intp]
Keep = Literal["weights", "strengths"]


SWAPS: Final = 10
"""Rounds of swaps of a rewired network."""


def rewired(weights: Floats, rng: np.random.Generator, *, keep: Keep = "weights", swaps: int = SWAPS) -> Floats:
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
    ends = swapped(old, len(weights), rng, swaps)
    again = _dealt((old, ends), values, strength, rng, keep)
    result = np.zeros_like(weights)
    result[ends[:, 0], ends[:, 1]] = again
    result += result.T
    return result


def pass_over(weights: Floats, rng: np.random.Generator, *, keep: Keep = "weights", swaps: int = SWAPS) -> None:
    """Take the random numbers of one ``rewired``, so that what is drawn next is what would be drawn after it.

    Parameters
    ----------
    weights, rng, keep, swaps
        As for ``rewired``.
    """
    ties = int(np.count_nonzero(np.triu(weights, 1)))
    take_swaps(ties, rng, swaps)
    if keep == "weights":
        rng.random(ties)
        rng.random(ties)
    else:
        rng.permutation(ties)


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
    new = swapped(ends, len(strength), rng, SWAPS)
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
