"""How often chance would bring two people together in a session, when everybody and every session keep their numbers.

The null keeps, for every day, in how many sessions each person wrote and how many people wrote in each session; which sessions of the day
each took part in is left to chance (``attended``). With ``activity`` or ``configuration`` it keeps both over the whole chat instead. A day
with one session leaves nothing to chance.

Because the counts are met exactly, and not on average, what is decided in one session is missing in another: means and variances are
corrected for that as in sampling without replacement.

References
----------
Hájek 1964, Ann. Math. Stat. 35, 1491-1523 (variances when counts are fixed).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.attended import presences
from wag_analyzer.network.chance import Moments, far_off
from wag_analyzer.network.copresence import Attendance

if TYPE_CHECKING:
    from wag_analyzer.settings import Null

__all__ = ["Meetings", "expected_meetings"]

VARIES: Final = 1e-9

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Meetings:
    """Mean and variance of the sessions that two persons share, for the persons that are paired."""

    place: Ints
    mean: Floats
    variance: Floats

    def at(self, source: Ints, target: Ints) -> Moments:
        """Return the moments of the given pairs (the third is that of a gamma distribution from 0 on), and how many could vary."""
        here = (self.place[source], self.place[target])
        mean, variance = self.mean[here], self.variance[here]
        third = 2 * variance**2 / np.where(mean > 0, mean, 1.0)
        silent = np.ones(self.mean.shape, bool)
        silent[here] = False
        off = far_off(self.mean[silent], self.variance[silent])
        return Moments(mean, variance, third, int((self.variance > VARIES).sum()), off)


def expected_meetings(null: "Null", there: Attendance, people: int) -> Meetings:
    """Return how many sessions each two persons would share by chance."""
    who = np.unique(there.person)
    place = np.zeros(people, np.int64)
    place[who] = np.arange(len(who))
    mean, variance = np.zeros((len(who), len(who))), np.zeros((len(who), len(who)))
    pool = there.group if null in {"activity", "configuration"} else there.pool
    for some in presences(place[there.person], there.session, pool):
        for persons, together, spread in zip(some.persons, *_moments(some.p), strict=True):
            block, size = np.ix_(persons, persons), len(persons)
            mean[block] += together[:size, :size]
            variance[block] += spread[:size, :size]
    np.fill_diagonal(mean, 0.0)
    np.fill_diagonal(variance, 0.0)
    return Meetings(place, mean, np.maximum(variance, 0.0))


def _moments(p: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of the sessions shared, from the probability of each person (row) to be in each session (column).

    With v = p (1 - p), b its sum over a person's sessions and k what keeps counts exactly, the variance of i and j is
    k_i k_j (Σ v_i v_j (1 - v_i / b_i - v_j / b_j) + (Σ v_i v_j)² / b_i b_j) + k_i (Σ v_i p_j² - (Σ v_i p_j)² / b_i), and that of j, i.
    """
    v = p * (1 - p)
    by_person, by_session = (np.maximum(v.sum(axis=axis, keepdims=True), VARIES) for axis in (2, 1))
    person, session = (_kept_exactly((v > VARIES).sum(axis=axis, keepdims=True)) for axis in (2, 1))
    mean = _products((p, -v * (session / by_session)), (p, v))
    kept, other = person * v, p**2
    decided = kept * v / by_person
    variance = _products((kept, other - decided), (kept - decided + other, kept))
    scaled = v * np.sqrt(person / by_person)
    variance += np.square(scaled @ scaled.swapaxes(1, 2))
    around = np.square(scaled @ p.swapaxes(1, 2))
    variance -= around
    variance -= around.swapaxes(1, 2)
    return mean, variance


def _products(left: tuple[Floats, ...], right: tuple[Floats, ...]) -> Floats:
    """Return the sum of the products of each left matrix and the right one of the same place, turned."""
    return np.asarray(np.concatenate(left, axis=2) @ np.concatenate(right, axis=2).swapaxes(1, 2), dtype=np.float64)


def _kept_exactly(many: npt.NDArray[np.intp]) -> Floats:
    """Return by how much counts that are met exactly, and not on average, raise what is left to chance in each of ``many`` places."""
    return np.where(many > 1, many / np.maximum(many - 1, 1), 1.0).astype(np.float64)
