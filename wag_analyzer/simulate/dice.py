"""Random draws that stay the same in every version of Python and of the libraries: all of them hang on ``random.Random.random`` alone."""

import math
import random
from collections.abc import Sequence
from typing import TypeVar

__all__ = ["Dice"]

_T = TypeVar("_T")


class Dice:
    """Draws from one seed.

    The standard library promises that ``random()`` gives the same numbers for the same seed in all versions; it promises nothing for
    the other methods, and NumPy promises nothing for its generators. Samples must be made again byte for byte, so the rest is built here.

    Parameters
    ----------
    seed
        Any whole number.
    """

    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)  # noqa: S311 - invented talk, nothing secret

    def random(self) -> float:
        """Return a number in [0, 1)."""
        return self._source.random()

    def chance(self, p: float) -> bool:
        """Return true with probability ``p``."""
        return self.random() < p

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both possible."""
        return low + int(self.random() * (high - low + 1))

    def uniform(self, low: float, high: float) -> float:
        """Return a number from ``low`` to ``high``."""
        return low + self.random() * (high - low)

    def one(self, pool: Sequence[_T]) -> _T:
        """Return one of a pool."""
        return pool[self.between(0, len(pool) - 1)]

    def shuffled(self, pool: Sequence[_T]) -> list[_T]:
        """Return a pool in random order."""
        found = list(pool)
        for last in range(len(found) - 1, 0, -1):
            other = self.between(0, last)
            found[last], found[other] = found[other], found[last]
        return found

    def weighted(self, pool: Sequence[_T], weights: Sequence[float]) -> _T:
        """Return one of a pool; the chance of each is its share of the weights."""
        spot = self.random() * math.fsum(weights)
        for item, weight in zip(pool, weights, strict=True):
            spot -= weight
            if spot < 0:
                return item
        return pool[-1]

    def several(self, pool: Sequence[_T], weights: Sequence[float], size: int) -> list[_T]:
        """Return up to ``size`` different ones of a pool, drawn one after another by weight."""
        left, shares = list(pool), list(weights)
        found: list[_T] = []
        while left and len(found) < size:
            spot = self.weighted(range(len(left)), shares)
            found.append(left.pop(spot))
            shares.pop(spot)
        return found

    def normal(self, mean: float, deviation: float) -> float:
        """Return a normal number (Box and Muller)."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self.random()))
        return mean + deviation * radius * math.cos(2.0 * math.pi * self.random())

    def lognormal(self, mean: float, deviation: float) -> float:
        """Return a number whose logarithm is normal."""
        return math.exp(self.normal(mean, deviation))

    def gamma(self, shape: float, scale: float) -> float:
        """Return a gamma number; ``shape`` is at least 1 (Marsaglia and Tsang 2000)."""
        d = shape - 1.0 / 3.0
        c = 1.0 / math.sqrt(9.0 * d)
        while True:
            x = self.normal(0.0, 1.0)
            v = (1.0 + c * x) ** 3
            if v > 0 and math.log(1.0 - self.random()) < 0.5 * x * x + d - d * v + d * math.log(v):
                return d * v * scale

    def beta(self, a: float, b: float) -> float:
        """Return a beta number; ``a`` and ``b`` are at least 1."""
        x, y = self.gamma(a, 1.0), self.gamma(b, 1.0)
        return x / (x + y)
