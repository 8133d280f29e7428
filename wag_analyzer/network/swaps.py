"""Ties that swap ends: everybody keeps the number of ties, who is tied to whom is left to chance."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["swapped", "take_swaps"]

DENSE: Final = 1_000
"""People up to whom every pair has a place of its own among those that are looked into."""

ROOMY: Final = 4
"""Places for each tie where pairs share them."""

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ through the golden ratio: neighbouring numbers times this are far apart (Knuth, The Art of Computer Programming 3, 6.4)."""

Ends = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]


def swapped(ends: Ends, people: int, rng: np.random.Generator, rounds: int) -> Ends:
    """Return the ties after rounds in which each is paired with another and the pair swaps ends where that makes two new ties.

    a-b and c-d become a-d and c-b unless one of these exists, or is made by another pair of the round (the first makes it).

    Parameters
    ----------
    ends
        The two ends of each tie, each once.
    people
        Number of persons.
    rng
        Source of randomness.
    rounds
        How often.
    """
    half = len(ends) // 2
    first, second = ends[:, 0].copy(), ends[:, 1].copy()
    places = _Places.of(len(ends), people)
    for _ in range(rounds if half else 0):
        order = rng.permutation(len(ends))
        one, other = order[:half], order[half : 2 * half]
        a, b = first[one], second[one]
        flip = rng.random(half) < 0.5
        c, d = (np.where(flip, first[other], second[other]), np.where(flip, second[other], first[other]))
        new = np.concatenate([_numbers(a, d, people), _numbers(c, b, people)])
        fresh = places.firsts(new) & ~places.known(_numbers(first, second, people), new)
        fits = fresh[:half] & fresh[half:] & (a != d) & (c != b)
        second[one[fits]], first[other[fits]], second[other[fits]] = (d[fits], c[fits], b[fits])
    return np.stack([first, second], axis=1)


def take_swaps(ties: int, rng: np.random.Generator, rounds: int) -> None:
    """Take the random numbers of ``swapped`` without swapping.

    Parameters
    ----------
    ties
        Number of ties.
    rng, rounds
        As for ``swapped``.
    """
    for _ in range(rounds if ties // 2 else 0):
        rng.permutation(ties)
        rng.random(ties // 2)


def _numbers(one: Ends, other: Ends, people: int) -> Ends:
    """Return one number for each pair, the same in both directions."""
    return np.minimum(one, other) * people + np.maximum(one, other)


@dataclass(frozen=True, slots=True)
class _Places:
    """Room to look numbers up in: with ``bits`` several numbers may share a place, without each has its own."""

    room: npt.NDArray[np.int32]
    bits: int

    @classmethod
    def of(cls, ties: int, people: int) -> "_Places":
        """Return room for so many ties."""
        bits = 0 if people <= DENSE else max(ROOMY * ties - 1, 1).bit_length()
        return cls(np.empty(2**bits if bits else people**2, np.int32), bits)

    def _of(self, numbers: Ends) -> Ends:
        return ((numbers.astype(np.uint64) * _MIX) >> np.uint64(64 - self.bits)).astype(np.intp) if self.bits else numbers

    def firsts(self, numbers: Ends) -> Bools:
        """Return which of the numbers do not stand before."""
        at, turn = self._of(numbers), np.arange(len(numbers), dtype=np.int32)
        self.room[at[::-1]] = turn[::-1]  # of those that share a place the first is written last
        holder = self.room[at]
        first = holder == turn
        if not self.bits:
            return np.asarray(first)
        shared = np.flatnonzero(~first & (numbers[holder] != numbers))
        first[shared[np.unique(numbers[shared], return_index=True)[1]]] = True
        return np.asarray(first)

    def known(self, there: Ends, numbers: Ends) -> Bools:
        """Return which of the numbers are among ``there``."""
        at, turn = self._of(there), np.arange(len(there), dtype=np.int32)
        self.room.fill(-1)
        self.room[at] = turn
        if not self.bits:
            return np.asarray(self.room[numbers] >= 0)
        lost = np.sort(there[self.room[at] != turn])
        holder = self.room[self._of(numbers)]
        found = (holder >= 0) & (there[holder] == numbers)
        open_ones = np.flatnonzero((holder >= 0) & ~found) if len(lost) else np.zeros(0, np.intp)
        asked = numbers[open_ones]
        found[open_ones] = lost[np.minimum(np.searchsorted(lost, asked), len(lost) - 1)] == asked if len(lost) else False
        return np.asarray(found)
