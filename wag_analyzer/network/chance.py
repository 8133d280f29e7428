"""What chance would give for a tie: four nulls, and the question each of them answers.

``session`` (the default)
    *Does this person turn to that one more often than to others who were there at the time and wrote as much?* Keeps who wrote how many
    turns in which session, and where the source spoke; shuffles who wrote the other turns of the session.
``day``
    *… than to others who wrote as much on the same day?* As ``session``, over the day. Who talk in the same hours stand out.
``activity``
    *… than to others who write as much, at any time?* As ``session``, over the whole chat. Who are awake at the same hours, or were members
    in the same months, stand out, so nearly every chat is full of such ties. It is what shuffling the senders of a chat does; offered
    for comparison only.
``configuration``
    *… than to others who are turned to as much?* Keeps how much everybody gives and gets (the directed configuration model, nobody turning
    to oneself). Who is asked by all because of an office does not stand out; who was there at the time does not matter.

Mean, variance and third moment are exact moments of the shuffled acts (of a permutation, without replacement, in the first three nulls):
no draws are needed.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.acts import Acts, Talk, numbered, ranked, summed

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from wag_analyzer.settings import Null

__all__ = ["Chance", "Moments", "above_chance", "benjamini_hochberg", "chance", "far_off", "picked", "rows_at_once", "upper_tail"]

VARIES: Final = 1e-9
BLOCK: Final = 256
_DAY: Final = 86_400
_STEPS: Final = 500
EXPECTED: Final = 1.0
"""Acts to be expected of pairs that tell how far acts lie from what chance gives."""
_FEW: Final = 30
"""Pairs below which they tell nothing."""
_SURE: Final = 1.645
_EVEN: Final = 1e-3
"""Skewness below which a distribution is taken for a normal one."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Moments(NamedTuple):
    """Mean, variance and third central moment of the acts of some pairs, and how many ordered pairs are tested.

    Tested is every pair that could have had acts and could have had another number of them, also those that are not given. Of those with
    an act or more to be expected and not given, for which there are none, ``silent`` has z² = mean² / variance.
    """

    mean: Floats
    variance: Floats
    third: Floats
    tests: int
    silent: Floats


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of act: a row a person and a column a pool of people among whom acts fall; ``counts`` is how often each could be meant.

    ``moments`` are mean, variance and third central moment: for each the matrices by which ``counts``, their squares and so on are to be
    multiplied, and the products added.
    """

    moments: "tuple[tuple[csr_array[Any, tuple[int, int]], ...], ...]"
    counts: "csr_array[Any, tuple[int, int]]"


@dataclass(frozen=True, slots=True)
class Chance:
    """Mean and variance of the acts of each person towards each other under a null, a few persons at a time: never people × people."""

    parts: tuple[Part, ...]
    people: int

    def __add__(self, other: "Chance") -> "Chance":
        """Return the chance of the two kinds of acts together."""
        return Chance(self.parts + other.parts, self.people)

    def at(self, source: Ints, target: Ints) -> Moments:
        """Return the moments of the given pairs."""
        mean, variance, third, tests = np.zeros(len(source)), np.zeros(len(source)), np.zeros(len(source)), 0
        silent = [np.zeros(0)]
        for some, first, last in rows_at_once(source, self.people):
            expected, spread, lean = self._rows(first, last)
            here = (source[some] - first, target[some])
            mean[some], variance[some] = picked(expected, *here), np.maximum(picked(spread, *here), 0.0)
            third[some] = picked(lean, *here)
            found = spread.tocoo()
            tests += int(((found.data > VARIES) & (found.row + first != found.col)).sum())
            silent.append(self._silent(expected, spread, (first, here)))
        return Moments(mean, variance, third, tests, np.concatenate(silent))

    def _silent(
        self, expected: "csr_array[Any, tuple[int, int]]", spread: "csr_array[Any, tuple[int, int]]", given: tuple[int, tuple[Ints, Ints]]
    ) -> Floats:
        first, (row, column) = given
        pairs = expected.tocoo()
        there = (pairs.data >= EXPECTED) & (pairs.row + first != pairs.col)
        there &= ~np.isin(pairs.row.astype(np.int64) * self.people + pairs.col, row * self.people + column)
        return far_off(pairs.data[there], picked(spread, pairs.row[there], pairs.col[there]))

    def _rows(self, first: int, last: int) -> "tuple[csr_array[Any, tuple[int, int]], ...]":
        none = _sparse(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64), (last - first, self.people))
        found = [none, none, none]
        for part in self.parts:
            powers = [part.counts, part.counts * part.counts]
            powers.append(powers[0] * powers[1])
            for place, matrices in enumerate(part.moments):
                for matrix, power in zip(matrices, powers, strict=False):
                    found[place] = found[place] + matrix[first:last] @ power
        return tuple(found)


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


def upper_tail(weight: Floats, mean: Floats, variance: Floats, third: Floats | None = None) -> Floats:
    """Return the probability of at least ``weight`` acts under a null with these moments; missing where the variance is 0.

    The tail is that of the gamma distribution with the same mean, variance and third central moment (Pearson's type III, moved and, where
    the third moment is negative, turned round); without a third moment, of the gamma distribution from 0 on. It is continuous, so for
    whole acts it stands where the mid-p value does (half of the probability of the observed number counts), which keeps the share of
    p < 0.05 near 5 % where a discrete test would be conservative.

    References
    ----------
    Johnson, Kotz, Balakrishnan 1994, Continuous Univariate Distributions 1, 12.4.
    """
    from scipy.special import gammainc, gammaincc, ndtr  # noqa: PLC0415 - SciPy is loaded only when a null is computed

    tested = (variance > VARIES) & (mean > 0)
    tail = np.full(len(weight), np.nan)
    of, spread = mean[tested], np.sqrt(variance[tested])
    skew = 2 * spread / of if third is None else third[tested] / spread**3
    above = (weight[tested] - of) / spread
    bent = np.where(np.abs(skew) < _EVEN, _EVEN, np.abs(skew))
    shape = 4 / bent**2
    place = np.maximum(shape + np.where(skew < 0, -above, above) * 2 / bent, 0.0)
    bowed = np.where(skew < 0, gammainc(shape, place), gammaincc(shape, place))
    tail[tested] = np.where(np.abs(skew) < _EVEN, ndtr(-above), bowed)
    return tail


def far_off(mean: Floats, variance: Floats, weight: Floats | float = 0.0) -> Floats:
    """Return z² of acts of which one or more is to be expected and whose number is left to chance."""
    told = (mean >= EXPECTED) & (variance > VARIES)
    off: Floats = np.square(weight - mean)[told] / variance[told]
    return off


def above_chance(weight: Floats, moments: Moments) -> tuple[Floats, Floats]:
    """Return z, and the probability p of at least so many acts by chance, of each pair; missing where nothing is left to chance.

    The null counts whole acts, and that is the most that they can vary: sums of probabilities may vary less. So where the pairs of a
    layer lie closer to what is expected than the null has it, its variance is lowered to what they show: by the mean of z² over pairs of
    which an act or more is expected (Pearson's estimate of a dispersion), plus 1.645 of its standard errors √(2/n), so that it is not
    lowered by chance. It is never raised: that they lie further off is what is tested. Fewer than 30 pairs lower nothing.

    References
    ----------
    McCullagh, Nelder 1989, Generalized Linear Models, 2nd edition, 4.5 and 9.2 (dispersion).
    """
    off = np.concatenate((far_off(moments.mean, moments.variance, weight), moments.silent))
    shown = float(off.mean()) * (1 + _SURE * (2 / len(off)) ** 0.5) if len(off) >= _FEW else 1.0
    scale = min(shown, 1.0)
    variance = moments.variance * scale
    z, varies = np.full(len(weight), np.nan), moments.variance > VARIES
    z[varies] = (weight[varies] - moments.mean[varies]) / np.sqrt(variance[varies])
    p = upper_tail(weight, moments.mean, np.where(varies, variance, 0.0), moments.third * scale**1.5)
    return z, p


def chance(null: "Null", some: Acts, spoken: Talk, people: int) -> Chance:
    """Return what the acts would be under a null.

    Under ``session``, an act that answers a message falls on the speakers, other than its source, of the session of the answered message,
    in proportion to their turns (a turn is a run of messages of one person: whoever splits a thought into five messages is not five
    times as likely to be answered). All that a source's acts put on one turn moves together. Sampling is without replacement, as in a
    permutation, so the variance carries the finite-population factor. An act of probability p takes place whole or not at all, so what is
    squared are numbers of whole acts (Σp(1-p) is added); without that, sums of probabilities would seem surer than the acts they stand
    for. The variance is that of acts beyond their share of what the source did, however much that was.

    An act that answers nothing (a mention) falls on those who wrote on the same day, in proportion to their messages of the day; when its
    target did not write that day, on those who did not, in proportion to all their messages plus one. Under ``activity`` it falls on
    everybody, in proportion to messages plus one. Acts from one turn to one target move together.

    Chance never crosses groups: what is said in one group falls on the people of that group.

    Parameters
    ----------
    null
        One of the four above.
    some
        Acts of one layer.
    spoken
        All messages.
    people
        Number of persons.
    """
    if null == "configuration":
        groups = [some.take(some.group == group) for group in np.unique(some.group)]
        return Chance(tuple(_configured(each, spoken, people) for each in groups), people)
    answers = some.answered >= 0
    parts = []
    if answers.any():
        parts.append(_answers(null, some if answers.all() else some.take(answers), spoken, people))
    if not answers.all():
        parts.append(_calls(null, some.take(~answers), spoken, people))
    return Chance(tuple(parts), people)


def rows_at_once(source: Ints, people: int) -> "list[tuple[npt.NDArray[np.intp], int, int]]":
    """Return for each few persons the places in ``source`` where they stand, the first of them and the one after the last."""
    order = np.argsort(source, kind="stable")
    firsts = np.arange(0, people, BLOCK)
    bounds = np.searchsorted(source[order], [*firsts, people])
    return [(order[bounds[n] : bounds[n + 1]], int(first), min(int(first) + BLOCK, people)) for n, first in enumerate(firsts)]


def picked(matrix: "csr_array[Any, tuple[int, int]]", row: Ints, column: Ints) -> Floats:
    """Return the entries of a sparse matrix at the given places."""
    if not len(row):
        return np.zeros(0)
    found: Any = matrix[row, column]
    return np.asarray(found.toarray() if hasattr(found, "toarray") else found, dtype=np.float64).ravel()


@dataclass(frozen=True, slots=True)
class _Moves:
    """How acts fall, one entry each: among the people of ``pool``; those of one ``unit`` move together.

    ``whole`` is one number for the acts of a message and a unit: of these one takes place, or none.
    """

    pool: Ints
    unit: Ints
    whole: Ints

    def unsure(self, p: Floats) -> tuple[Floats, Floats]:
        """Return variance and third central moment of the number of acts of each unit, as each of them takes place or does not."""
        each = np.minimum(summed(self.whole, p), 1.0)
        unit = np.zeros(len(each), np.int64)
        unit[self.whole] = self.unit
        varies = each * (1 - each)
        return summed(unit, varies), summed(unit, varies * (1 - 2 * each))


def _answers(null: "Null", some: Acts, spoken: Talk, people: int) -> Part:
    starts = np.diff(spoken.turn, prepend=-1) != 0
    if null == "day":  # a turn that goes on past midnight is of the day on which it began
        place = numbered(spoken.group, spoken.day[starts][spoken.turn] - int(spoken.day.min()))[0]
    else:
        place = spoken.session if null == "session" else spoken.group
    pool, pools = ranked(place[some.answered])
    at = np.searchsorted(pools, place).clip(max=len(pools) - 1)
    starts &= (spoken.person >= 0) & (pools[at] == place)
    counts = _sparse(np.ones(int(starts.sum())), at[starts], spoken.person[starts], (len(pools), people))
    back = spoken.turn[some.message] - spoken.turn[some.answered]
    back -= int(back.min())
    whole = ranked(some.act * (int(back.max()) + 1) + back)[0]
    return _part(some, _Moves(pool, ranked(spoken.turn[some.answered] * people + some.source)[0], whole), counts, finite=True)


def _calls(null: "Null", some: Acts, spoken: Talk, people: int) -> Part:
    turn = np.where(some.message >= 0, spoken.turn[some.message], len(spoken.turn) + some.act) if len(spoken.turn) else some.act
    unit = numbered(numbered(turn, some.target)[0], some.source)[0]
    group = np.maximum(some.group, 0)
    totals = _members(some, group, spoken, people)
    if null == "activity":
        groups, pool = np.unique(group, return_inverse=True)
        return _part(some, _Moves(pool, unit, np.arange(len(some))), _dense(totals[groups]), finite=False)
    earliest = min(int(spoken.day.min(initial=0)), int((some.at // _DAY).min()))
    key = _day_of(some.at // _DAY - earliest, group)
    keys, day = np.unique(key, return_inverse=True)
    wrote = np.flatnonzero(spoken.person >= 0)
    theirs = _day_of(spoken.day[wrote] - earliest, spoken.group[wrote])
    here = np.searchsorted(keys, theirs).clip(max=len(keys) - 1)
    there = keys[here] == theirs
    present = np.zeros((len(keys), people))
    np.add.at(present, (here[there], spoken.person[wrote[there]]), 1.0)
    group_of = np.zeros(len(keys), dtype=np.int64)
    group_of[day] = group
    away = present[day, some.target] == 0
    pools, pool = np.unique(np.where(away, day + len(keys), day), return_inverse=True)
    absent = np.where(present == 0, totals[group_of], 0.0)
    return _part(some, _Moves(pool, unit, np.arange(len(some))), _dense(np.concatenate([present, absent])[pools]), finite=False)


def _day_of(day: Ints, group: Ints) -> Ints:
    return group * 10_000_000 + day


def _members(some: Acts, group: Ints, spoken: Talk, people: int) -> Floats:
    """Return for each group (row) how much everybody (column) wrote there, plus one; 0 for who is not seen in it, if there are others."""
    wrote = spoken.person >= 0
    groups = max(int(spoken.group.max(initial=0)), int(group.max(initial=0))) + 1
    totals = np.zeros((groups, people))
    np.add.at(totals, (spoken.group[wrote], spoken.person[wrote]), 1.0)
    seen = totals > 0
    seen[group, some.target] = True
    return np.where(seen | (groups == 1), totals + 1.0, 0.0)


def _configured(some: Acts, spoken: Talk, people: int) -> Part:
    """Return the chance of acts when everybody gives and gets as much as they do."""
    given, got = summed(some.source, some.p, people), summed(some.target, some.p, people)
    turned = got.copy()
    for _ in range(_STEPS):
        share = given / np.maximum(turned.sum() - turned, VARIES)
        after = got / np.maximum(share.sum() - share, VARIES)
        after *= got.sum() / max(float(after.sum()), VARIES)
        if np.abs(after - turned).sum() <= VARIES * got.sum():
            break
        turned = after
    answered = some.answered >= 0
    own = np.where(some.message >= 0, some.message, len(spoken.turn) + some.act)
    turn = np.where(answered, spoken.turn[some.answered], spoken.turn[-1] + 1 + own) if len(spoken.turn) else own
    unit = numbered(numbered(turn, some.target)[0], some.source)[0]
    moves = _Moves(np.zeros(len(some), np.int64), unit, numbered(some.act, unit)[0])
    return _part(some, moves, _dense(turned[None, :]), finite=False)


def _part(some: Acts, moves: _Moves, counts: "csr_array[Any, tuple[int, int]]", *, finite: bool) -> Part:
    """Return the moments of acts that fall on the people of their pools."""
    people, pool, unit = counts.shape[1], moves.pool, moves.unit
    mass = summed(unit, some.p)
    first = np.zeros(len(mass), dtype=np.int64)
    first[unit] = np.arange(len(unit))
    code, kinds = ranked(some.source[first] * counts.shape[0] + pool[first])
    size = len(kinds)
    one = np.zeros(size, dtype=np.int64)
    one[code] = first
    who, where = some.source[one], pool[one]
    others = np.asarray(counts.sum(axis=1))[where] - picked(counts, where, who)
    spread, lean = _moved(_Powers.of(code, mass, moves.unsure(some.p)), others, finite=finite)
    usable = others > 0
    who, where = who[usable], where[usable]

    def shared(values: Floats, *factors: int) -> "tuple[csr_array[Any, tuple[int, int]], ...]":
        """Return what counts, their squares and so on are multiplied by, as values times powers of each one's share."""
        powers = [factor * values[usable] / others[usable] ** power for power, factor in enumerate(factors, 1)]
        return tuple(_sparse(power, who, where, (people, counts.shape[0])) for power in powers)

    return Part((shared(summed(code, mass, size), 1), shared(spread, 1, -1), shared(lean, 1, -3, 2)), counts)


@dataclass(frozen=True, slots=True)
class _Powers:
    """What is expected of the numbers of acts x of units, summed over those that fall together: Σx, and with them (Σx)², Σx², ….

    Each x is a sum of acts that take place or not, independent of the others.
    """

    two: Floats
    all_two: Floats
    three: Floats
    one_two: Floats
    all_three: Floats

    @classmethod
    def of(cls, code: Ints, mass: Floats, unsure: tuple[Floats, Floats]) -> "_Powers":
        """Return the powers from mean, variance and third central moment of each unit; ``code`` says what falls together."""
        variance, third = unsure
        total, square, varies, leans = (summed(code, values) for values in (mass, mass**2 + variance, variance, third))
        return cls(
            two=square,
            all_two=total**2 + varies,
            three=summed(code, mass**3 + 3 * mass * variance) + leans,
            one_two=total * square + summed(code, 2 * mass * variance) + leans,
            all_three=total**3 + 3 * total * varies + leans,
        )


def _moved(powers: _Powers, others: Floats, *, finite: bool) -> tuple[Floats, Floats]:
    """Return by what s - s² and s - 3 s² + 2 s³ are to be multiplied for variance and third moment of what falls on somebody.

    ``finite``: among ``others`` turns, each taken by one, as in a permutation (Wald, Wolfowitz 1944, Ann. Math. Stat. 15, 358-372): with
    N of them and b the acts on each, N / (N-1) Σ(b - b̄)² and N² / ((N-1)(N-2)) Σ(b - b̄)³. Else each unit falls by itself.
    """
    if not finite:
        return powers.two, powers.three
    count = np.maximum(others, 1.0)
    around = np.maximum(powers.two - powers.all_two / count, 0.0)
    leaning = powers.three - 3 * powers.one_two / count + 2 * powers.all_three / count**2
    spread = np.where(others > 1, around * count / np.maximum(count - 1, 1.0), 0.0)
    return spread, np.where(others > 2, leaning * count**2 / np.maximum((count - 1) * (count - 2), 1.0), 0.0)


def _sparse(data: Floats, row: Ints, column: Ints, shape: tuple[int, int]) -> "csr_array[Any, tuple[int, int]]":
    from scipy.sparse import csr_array  # noqa: PLC0415 - SciPy is loaded only when a null is computed

    return csr_array((data, (row, column)), shape=shape)


def _dense(counts: Floats) -> "csr_array[Any, tuple[int, int]]":
    from scipy.sparse import csr_array  # noqa: PLC0415 - as above

    return csr_array(counts)
