"""Know, like, trust, buy: how far up a ladder of ties the exchange of two people is. A rung is a claim about a tie, never about a person.

====== ==========================================================================================================================
rung   the two …
====== ==========================================================================================================================
know   turn to each other, at least one expected act each way, and more than chance gives in at least one direction
like   know, and each has greeted, thanked, been kind to or laughed with the other: at least one expected act each way
trust  like, and help was asked for and given between them: at least one expected act
buy    trust, and a request was met or a promise kept between them: at least one expected act
====== ==========================================================================================================================

References
----------
The ladder is a rule of thumb of trade (Burg 1994, Endless Referrals), not a measured scale; how often a step is seen without the one below
it is counted (``skipped``), after Guttman 1944, Am. Sociol. Rev. 9, 139. Help asked for as a sign of trust: Hofmann, Lei and Grant 2009,
J. Appl. Psychol. 94, 1261.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from wag_analyzer import tables
from wag_analyzer.network.acts import Acts, Talk, cited, summed
from wag_analyzer.network.uses_reading import Reading

__all__ = ["RUNGS", "Steps", "climbed", "ladder"]

RUNGS: Final = ("know", "like", "trust", "buy")
ONCE: Final = 1.0
KEPT_WITHIN: Final = 7 * 86_400
"""Seconds within which a promise must be kept to be counted."""
LIKELY: Final = 0.25
_BASIS: Final = (
    "they turn to each other, more than chance gives",
    "they know each other, and each greets, thanks, is kind to or laughs with the other",
    "they like each other, and help was asked for and given between them",
    "they trust each other, and a request was met or a promise kept between them",
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Steps:
    """What each pair that exchanges shows of each step, one entry a pair; ``rows`` is what it was counted from.

    ``pairs`` are smaller number · people + larger; ``talk`` and ``warm`` are those of whoever did less; ``beyond`` says whether they talk
    beyond chance.
    """

    pairs: Ints
    talk: Floats
    warm: Floats
    helped: Floats
    kept: Floats
    beyond: Flags
    rows: "_Rows"

    @property
    def shown(self) -> npt.NDArray[np.bool_]:
        """Return which steps each pair shows, one column a rung, whatever the steps below."""
        return _shown((self.talk, self.warm, self.helped, self.kept), self.beyond)

    @property
    def rung(self) -> Ints:
        """Return the highest rung of each pair, 0 for none."""
        return np.asarray(np.cumprod(self.shown, axis=1).sum(axis=1), np.int64)

    def behind(self, most: int) -> pa.Array:
        """Return the messages behind help and kept words of each pair, most probable first."""
        return self.rows.behind(len(self.pairs), most)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Acts of the pairs: number of the pair, whether the first acts, probability, and how far the act is a sign of each step."""

    pair: Ints
    forth: Flags
    p: Floats
    warm: Flags
    helped: Flags
    kept: Floats
    choice: Ints
    below: Floats
    session: Ints
    message: Ints
    ids: pa.Array

    def behind(self, pairs: int, most: int) -> pa.Array:
        """Return the messages behind help and kept words of each pair."""
        sign = np.maximum(self.helped, self.kept) * self.p
        shown = np.flatnonzero(sign > 0)
        order = shown[np.lexsort((-sign[shown], self.pair[shown]))]
        pair = self.pair[order]
        best = np.arange(len(pair)) - np.searchsorted(pair, pair) < 3 * most
        return cited(self.ids, pair[best], self.message[order[best]], pairs, most)

    def sums(self, weights: Iterable[Floats], pairs: int) -> Iterator[tuple[Floats, Floats, Floats, Floats]]:
        """Yield talk, warm (of whoever did less), helped and kept of each pair for each of several weights of all acts."""
        side = 2 * self.pair + self.forth
        signs = [(there, sign[there]) for sign in (self.warm, self.helped, self.kept) for there in [np.flatnonzero(sign)]]
        warm, *others = signs

        def less(which: Ints, weight: Floats) -> Floats:
            both = np.bincount(which, weights=weight, minlength=2 * pairs).reshape(-1, 2)
            return np.asarray(both.min(axis=1), np.float64)

        sides, places = side[warm[0]], [self.pair[there] for there, _ in others]
        for weight in weights:
            helped, kept = (summed(pair, weight[there] * sign, pairs) for pair, (there, sign) in zip(places, others, strict=True))
            yield less(side, weight), less(sides, weight[warm[0]] * warm[1]), helped, kept

    def again(self, draws: int, seed: int) -> Iterator[Floats]:
        """Yield how often each act happens in draws of conversations, every message read anew."""
        rng = np.random.default_rng(seed)
        sessions, choices = int(self.session.max(initial=-1)) + 1, int(self.choice.max(initial=-1)) + 1
        above = self.below + self.p
        for _ in range(draws):
            times = np.bincount(rng.integers(0, max(sessions, 1), sessions), minlength=sessions)
            point = rng.random(choices)[self.choice]
            yield np.where((point >= self.below) & (point < above), times[self.session], 0).astype(np.float64)


def climbed(some: Acts, read: Reading, spoken: Talk, beyond: Ints, people: int) -> Steps:
    """Return what each pair that acts both ways shows of the steps.

    Parameters
    ----------
    some
        Replies and mentions, those of messages.
    read
        What the messages bring.
    spoken
        The messages.
    beyond
        Unordered pairs, numbered as ``Steps.pairs``, who talk beyond chance.
    people
        Number of persons.
    """
    one, other = np.minimum(some.source, some.target), np.maximum(some.source, some.target)
    key, forth = one * people + other, some.source < some.target
    both = np.intersect1d(key[forth], key[~forth])
    where = np.searchsorted(both, key).clip(0, max(len(both) - 1, 0))
    wanted = np.flatnonzero(both[where] == key) if len(both) else np.zeros(0, np.int64)
    order = wanted[np.lexsort((some.message[wanted], where[wanted]))]
    kept = some.take(order)
    rows = _rows(kept, (where[order].astype(np.int64), forth[order]), read, spoken)
    talk, warm, helped, met = next(rows.sums([kept.p], len(both)))
    return Steps(both, talk, warm, helped, met, np.isin(both, beyond), rows)


def _rows(some: Acts, places: tuple[Ints, Flags], read: Reading, spoken: Talk) -> _Rows:
    message, answered = some.message, some.answered
    asked = (answered >= 0) & read.asks_help[answered]
    choice, below = _choices(some)
    return _Rows(
        pair=places[0],
        forth=places[1],
        p=some.p,
        warm=read.warm[message],
        helped=asked & read.helps[message],
        kept=np.maximum((asked & read.delivers[message]).astype(np.float64), _promised(some, read)),
        choice=choice,
        below=below,
        session=spoken.session[message],
        message=message,
        ids=some.ids,
    )


def _choices(some: Acts) -> tuple[Ints, Floats]:
    """Return the number of each act's draw and the probability of the acts before it there: of a message's replies one happens at most."""
    answers = some.answered >= 0
    single = np.where(answers, some.message, int(some.message.max(initial=-1)) + 1 + np.arange(len(some)))
    order = np.argsort(single, kind="stable")
    first = np.diff(single[order], prepend=-1) != 0
    turn = np.cumsum(first) - 1
    choice, below = np.empty(len(some), np.int64), np.empty(len(some))
    before = np.cumsum(some.p[order]) - some.p[order]
    choice[order], below[order] = turn, before - before[first][turn]
    return choice, below


def _promised(some: Acts, read: Reading) -> Floats:
    """Return how probable it is that an act, a delivery or thanks for one, follows a promise of the same pair within a week."""
    found = np.zeros(len(some))
    ends = np.flatnonzero(read.delivers[some.message] | read.thanks[some.message])
    vows = np.flatnonzero(read.promises[some.message] & (some.p >= LIKELY))
    if not len(ends) or not len(vows):
        return found
    size = int(max(some.source.max(), some.target.max())) + 1
    delivers = read.delivers[some.message[ends]]
    doer = np.where(delivers, some.source[ends], some.target[ends])
    getter = np.where(delivers, some.target[ends], some.source[ends])
    when = some.at  # seconds; not pandas' accessor
    left = pd.DataFrame({"at": when[ends], "by": doer * size + getter, "row": ends}).sort_values(["at", "row"], kind="stable")
    right = pd.DataFrame({"at": when[vows], "by": some.source[vows] * size + some.target[vows], "p": some.p[vows]})
    right = right.sort_values(["at", "p"], kind="stable")
    met = pd.merge_asof(left, right, on="at", by="by", tolerance=KEPT_WITHIN, allow_exact_matches=False)
    found[met["row"].to_numpy()] = met["p"].fillna(0.0).to_numpy(np.float64)
    return found


def ladder(steps: Steps, writers: int, draws: int, seed: int) -> pd.DataFrame:
    """Return the four rungs as counts of pairs.

    Parameters
    ----------
    steps
        What each pair shows.
    writers
        Persons who wrote.
    draws, seed
        How often conversations are drawn with replacement and messages read anew; whether two talk beyond chance is not drawn again.

    Returns
    -------
    DataFrame
        ``tables.LADDER``; intervals are widened to hold the count.
    """
    pairs = len(steps.pairs)
    shown, reached = steps.shown, np.cumprod(steps.shown, axis=1)
    count = reached.sum(axis=0)
    again = steps.rows.sums(steps.rows.again(draws, seed), pairs)
    drawn = [np.cumprod(_shown(sums, steps.beyond), axis=1).sum(axis=0) for sums in again]
    lo, hi = np.quantile(drawn, [0.05, 0.95], axis=0, method="nearest") if drawn else np.full((2, len(RUNGS)), np.nan)
    possible = writers * (writers - 1) // 2
    return tables.LADDER.frame(
        {
            "rung": RUNGS,
            "dyads": count,
            "lo": np.fmin(lo, count) if drawn else lo,
            "hi": np.fmax(hi, count) if drawn else hi,
            "possible": [possible] * len(RUNGS),
            "share": count / max(possible, 1),
            "skipped": (shown.astype(bool) & ~reached.astype(bool)).sum(axis=0),
            "basis": _BASIS,
        }
    )


def _shown(seen: tuple[Floats, Floats, Floats, Floats], beyond: Flags) -> npt.NDArray[np.bool_]:
    talk, *signs = seen
    return np.stack([(talk >= ONCE) & beyond, *(sign >= ONCE for sign in signs)], axis=1)
