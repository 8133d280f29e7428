"""What chance would give: three nulls and the question each of them answers.

``shuffled``
    *Does this person turn to that one more often than to others who were there at the time and wrote as much?* Keeps who wrote how many
    turns in which session, and where the source spoke; shuffles who wrote the other turns of the session. Mean and variance are exact
    (moments of a permutation), no draws are needed.
``rewired``
    *Is the network clustered into circles more than networks in which everybody has as many ties?* Keeps each person's number of ties and
    either the weights or, in expectation, the strengths; destroys who is tied to whom. Circles must be clearer than both.
``benjamini_hochberg``
    *Of the pairs called unusual, which share is expected to be so by chance alone?* Controls that share over everything that was tested,
    including pairs without a single act.

Plain shuffling of all senders over the whole chat is deliberately not offered: people who are awake at the same hours would be called tied.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.acts import Acts, Talk

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Chance", "benjamini_hochberg", "rewired", "rewired_ties", "shuffled", "upper_tail"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Ends = npt.NDArray[np.intp]
Keep = Literal["weights", "strengths"]


@dataclass(frozen=True, slots=True)
class Chance:
    """Mean and variance of the acts from each person (row) to each other (column) under a null."""

    mean: "csr_array[Any, tuple[int, int]]"
    variance: "csr_array[Any, tuple[int, int]]"

    def __add__(self, other: "Chance") -> "Chance":
        """Return the chance of the two kinds of acts together."""
        return Chance(self.mean + other.mean, self.variance + other.variance)

    def at(self, source: Ints, target: Ints) -> tuple[Floats, Floats]:
        """Return mean and variance of the given pairs."""
        return _picked(self.mean, source, target), np.maximum(_picked(self.variance, source, target), 0.0)

    @property
    def pairs(self) -> int:
        """Return how many ordered pairs could have had acts and could have had another number of them: what is tested."""
        return int((self.variance.tocoo().data > 1e-9).sum())


def benjamini_hochberg(p: Floats, tests: int | None = None) -> Floats:
    """Return q-values: the smallest false discovery rate at which each hypothesis would be rejected.

    Parameters
    ----------
    p
        p-values; missing ones stay missing.
    tests
        Number of hypotheses when those left out all have larger p than any given here; by default the number of p-values.

    References
    ----------
    Benjamini, Hochberg 1995, J. R. Stat. Soc. B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.5])).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    q = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    if len(known):
        order = known[np.argsort(p[known], kind="stable")]
        count = max(tests or 0, len(known))
        steps = p[order] * count / np.arange(1, len(order) + 1)
        q[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return q


def upper_tail(weight: Floats, mean: Floats, variance: Floats) -> Floats:
    """Return the probability of at least ``weight`` acts under a null with this mean and variance; missing where the variance is 0.

    The tail is that of the gamma distribution with the same two moments. It is continuous, so for whole acts it stands where the
    mid-p value does (half of the probability of the observed number counts), which keeps the share of p < 0.05 near 5 % where a
    discrete test would be conservative.
    """
    from scipy.special import gammaincc  # noqa: PLC0415 - SciPy is loaded only when a null is computed

    tested = (variance > 1e-9) & (mean > 0)
    tail = np.full(len(weight), np.nan)
    shape = mean[tested] ** 2 / variance[tested]
    tail[tested] = gammaincc(shape, weight[tested] * mean[tested] / variance[tested])
    return tail


def shuffled(some: Acts, spoken: Talk, people: int) -> Chance:
    """Return what each pair's acts would be if the other speakers of a session had swapped places.

    An act that answers a message falls on the speakers, other than its source, of the session of the answered message, in proportion to
    their turns (a turn is a run of messages of one person: whoever splits a thought into five messages is not five times as likely
    to be answered). All that a source's acts put on one turn moves together. Sampling is without replacement, as in a permutation, so the
    variance carries the finite-population factor.

    An act that answers nothing (a mention) falls on those who wrote on the same day, in proportion to their messages of the day; when its
    target did not write that day, on those who did not, in proportion to all their messages plus one. Acts from one turn to one target
    move together.

    Parameters
    ----------
    some
        Acts of one layer.
    spoken
        All messages.
    people
        Number of persons.
    """
    answers = some.answered >= 0
    return _answers(some.take(answers), spoken, people) + _calls(some.take(~answers), spoken, people)


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


def _swapped(ends: npt.NDArray[np.intp], people: int, rng: np.random.Generator, swaps: int) -> npt.NDArray[np.intp]:
    """Return the ties after ``swaps`` rounds in which each is paired with another and the pair swaps ends where that makes two new ties."""
    half = len(ends) // 2
    there = np.zeros((people, people), dtype=bool)
    there[ends[:, 0], ends[:, 1]] = there[ends[:, 1], ends[:, 0]] = True
    now = ends.copy()
    for _ in range(swaps if half else 0):
        order = rng.permutation(len(now))
        one, other = order[:half], order[half : 2 * half]
        a, b = now[one].T
        flip = rng.random(half) < 0.5
        c, d = np.where(flip, now[other].T, now[other].T[::-1])
        new = np.stack([np.minimum(a, d) * people + np.maximum(a, d), np.minimum(c, b) * people + np.maximum(c, b)])
        only = np.zeros(2 * half, dtype=bool)
        only[np.unique(new.ravel(), return_index=True)[1]] = True
        fits = (a != d) & (c != b) & ~there[a, d] & ~there[c, b] & only.reshape(2, half).all(axis=0)
        for row, column, present in ((a, b, False), (c, d, False), (a, d, True), (c, b, True)):
            there[row[fits], column[fits]] = there[column[fits], row[fits]] = present
        now[one[fits], 1], now[other[fits], 0], now[other[fits], 1] = d[fits], c[fits], b[fits]
    return now


def _answers(some: Acts, spoken: Talk, people: int) -> Chance:
    sessions, pool = np.unique(spoken.session, return_inverse=True)
    starts = np.ones(len(spoken.turn), dtype=bool)
    starts[1:] = spoken.turn[1:] != spoken.turn[:-1]
    starts &= spoken.person >= 0
    counts = _sparse(np.ones(int(starts.sum())), pool[starts], spoken.person[starts], (len(sessions), people))
    return _chance(some.source, pool[some.answered], _masses(some, spoken.turn[some.answered]), counts, finite=True)


def _calls(some: Acts, spoken: Talk, people: int) -> Chance:
    if not len(some):
        empty = _sparse(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64), (people, people))
        return Chance(empty, empty)
    days, day = np.unique(some.at // 86_400, return_inverse=True)
    wrote = spoken.person >= 0
    here = np.searchsorted(days, spoken.day).clip(max=len(days) - 1)
    wrote_here = wrote & (days[here] == spoken.day)
    present = np.zeros((len(days), people))
    np.add.at(present, (here[wrote_here], spoken.person[wrote_here]), 1.0)
    absent = np.where(present == 0, np.bincount(spoken.person[wrote], minlength=people) + 1.0, 0.0)
    counts = np.concatenate([present, absent])
    from scipy.sparse import csr_array  # noqa: PLC0415 - SciPy is loaded only when a null is computed

    pool = np.where(present[day, some.target] > 0, day, day + len(days))
    turn = np.where(some.message >= 0, spoken.turn[some.message], -1 - some.act) if len(spoken.turn) else -1 - some.act
    return _chance(some.source, pool, _masses(some, turn * people + some.target), csr_array(counts), finite=False)


def _masses(some: Acts, unit: Ints) -> tuple[Ints, Floats]:
    """Return for each act the number of what moves together with it, and its probability."""
    return np.unique(np.stack([some.source, unit]), axis=1, return_inverse=True)[1].ravel(), some.p


def _chance(source: Ints, pool: Ints, masses: tuple[Ints, Floats], counts: "csr_array[Any, tuple[int, int]]", *, finite: bool) -> Chance:
    people = counts.shape[1]
    unit, p = masses
    mass = np.bincount(unit, weights=p)
    first = np.zeros(len(mass), dtype=np.int64)
    first[unit] = np.arange(len(unit))
    key = source[first] * counts.shape[0] + pool[first]
    keys, group = np.unique(key, return_inverse=True)
    who, where = keys // counts.shape[0], keys % counts.shape[0]
    total = np.bincount(group, weights=mass, minlength=len(keys))
    square = np.bincount(group, weights=mass**2, minlength=len(keys))
    others = counts.sum(axis=1)[where] - _picked(counts, where, who)
    usable = others > 0
    who, where, total, square, others = who[usable], where[usable], total[usable], square[usable], others[usable]
    spread = np.where(others > 1, others / np.maximum(others - 1, 1) * np.maximum(square - total**2 / others, 0), 0.0) if finite else square
    shape = (people, counts.shape[0])
    mean = _sparse(total / others, who, where, shape) @ counts
    variance = _sparse(spread / others, who, where, shape) @ counts - _sparse(spread / others**2, who, where, shape) @ (counts * counts)
    return Chance(_hollow(mean), _hollow(variance))


def _hollow(matrix: "csr_array[Any, tuple[int, int]]") -> "csr_array[Any, tuple[int, int]]":
    entries = matrix.tocoo()
    off = entries.row != entries.col
    return _sparse(entries.data[off], entries.row[off], entries.col[off], matrix.shape)


def _sparse(data: Floats, row: Ints, column: Ints, shape: tuple[int, int]) -> "csr_array[Any, tuple[int, int]]":
    from scipy.sparse import csr_array  # noqa: PLC0415 - SciPy is loaded only when a null is computed

    return csr_array((data, (row, column)), shape=shape)


def _picked(matrix: "csr_array[Any, tuple[int, int]]", row: Ints, column: Ints) -> Floats:
    if not len(row):
        return np.zeros(0)
    picked: Any = matrix[row, column]
    return np.asarray(picked.toarray() if hasattr(picked, "toarray") else picked, dtype=np.float64).ravel()
