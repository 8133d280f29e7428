"""Hints of every kind weighed together: who looks, over several sessions, more like a pattern than like everyday talk or its innocent twin.

A rule asks for certain parts; talk that holds many weak hints and lacks one of the parts is left by it. Here a multinomial regression
weighs all hints of a stretch at once, for each person who takes part: what the person says and what the others say. It knows the kinds of
episodes, their innocent twins and everyday talk. Of each person the six stretches that tell most are added up over sixty days, each less
what everyday talk of that much reaches by chance. It has to pass a limit, and these stretches together have to look clearly more like the
kind than like any other kind or innocent twin. Weights and limits are data, made by ``benchmarks/weighed.py``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._stretches import Rows, rows_of
from wag_analyzer.errors import TableError

__all__ = [
    "CIRCLES", "FILE", "MOST_SHARED", "SILENT", "Pattern", "Weighed", "Weights", "apart", "candidates", "odds", "passing", "weighed",
    "weights",
]  # fmt: skip

FILE: Final = "weighed.npz"
CIRCLES: Final = frozenset(("gossip", "pile_on", "accusation", "leak", "rally", "policy_derision", "shadow_group"))
"""Kinds that several people do together."""
SILENT: Final = frozenset(("unresponsive",))
"""Kinds that show where somebody who is asked writes nothing; of the others only who writes is weighed."""
MOST_SHARED: Final = 0.3
"""Of two patterns, or of a pattern and what a rule tells of the same person, the smaller may share so much with the other."""
_LEAST: Final = 1.0
_USUAL_ROWS: Final = 40
_WINDOW: Final = 60 * 86400
_MOST_STRETCHES: Final = 6
_LEAST_SESSIONS: Final = 3
_OF_FIRST: Final = 0.35
_MOST_P: Final = 0.05
_LEAST_TIMES: Final = 2.5
"""So many times as many stretches must look so as are expected: in long and mixed talk a little more than chance soon is unlikely."""
_OF_SILENT: Final = 0.5
_LEAST_TOGETHER: Final = 2
_TELLS: Final = 0.5
_AT_ONCE: Final = 4096
_NONE: Final = "none"
_USUAL_RATE: Final = 0.01
_LEAST_SHARE: Final = -9.0

Floats = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt.

    Parameters
    ----------
    hints
        Names of the hints, as ``rows_of`` takes them.
    kinds
        Names of the classes: kinds of episodes, innocent twins with ``~`` before them, and ``none``.
    table, bias
        Feature × class, and what is added to each class.
    prior
        Share of each class in what was taught.
    limits, clears
        Kind → sum that must be passed, and how much clearer than any other class it must be.
    rates
        Kind → share of stretches of talk of no kind that tell more than 1 for it.
    """

    hints: tuple[str, ...]
    kinds: tuple[str, ...]
    table: Floats
    bias: Floats
    prior: Floats
    limits: Mapping[str, float]
    clears: Mapping[str, float]
    rates: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Stretches of talk in which some people look like a kind of episode.

    Parameters
    ----------
    kind, persons
        What it looks like, and who; the one who tells most is first.
    rows
        Rows of the first person that tell for it, in file order.
    stretches
        Their stretches.
    weight, clear
        Sum of what they tell, in natural logarithms of odds; and over these stretches the sum of the logarithms of the share of the kind
        less that of the nearest other kind or twin.
    sessions, of
        Sessions of these stretches, and all stretches of the person within sixty days.
    expected, p
        Stretches of that weight expected of everyday talk, and how often chance brings as many (binomial).
    """

    kind: str
    persons: tuple[str, ...]
    rows: tuple[int, ...]
    stretches: tuple[int, ...]
    weight: float
    clear: float
    sessions: int
    of: int
    expected: float
    p: float


@cache
def weights() -> Weights:
    """Return the shipped weights.

    Raises
    ------
    TableError
        The data file cannot be read.
    """
    path = resources.files("wag_analyzer.detectors") / FILE
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            bounded = stored["bounded"].tolist()
            return Weights(
                tuple(stored["hints"].tolist()),
                tuple(stored["kinds"].tolist()),
                stored["table"].astype(np.float64),
                stored["bias"],
                stored["prior"],
                dict(zip(bounded, stored["limits"].tolist(), strict=True)),
                dict(zip(bounded, stored["clears"].tolist(), strict=True)),
                dict(zip(bounded, stored["rates"].tolist(), strict=True)),
            )
    except (OSError, ValueError, KeyError) as error:
        raise TableError(f"the weights of patterns cannot be read ({error})", where=FILE, hint="install the package anew") from None


def odds(rows: Rows, known: Weights) -> Floats:
    """Return row × class: how much a row tells for each class, as the logarithm of its odds now over its odds before."""
    told = np.empty((len(rows.person), len(known.kinds)), np.float32)
    for first in range(0, len(rows.person), _AT_ONCE):
        last = min(first + _AT_ONCE, len(rows.person))
        score = rows.features(first, last) @ known.table + known.bias
        share = np.exp(score - score.max(axis=1, keepdims=True))
        share = np.clip(share / share.sum(axis=1, keepdims=True), 1e-9, 1 - 1e-9)
        told[first:last] = np.log(share / (1 - share)) - np.log(known.prior / (1 - known.prior))
    return told


@dataclass(frozen=True)
class Weighed:
    """A chat weighed.

    Parameters
    ----------
    rows, known
        The rows of the chat, and the weights.
    patterns
        What looks like a kind of episode, strongest first; some may share stretches.
    tried
        Persons of whom it was asked, over all kinds.
    """

    rows: Rows
    known: Weights
    patterns: Sequence[Pattern]
    tried: int

    def places(self, pattern: Pattern) -> list[int]:
        """Return the messages of a pattern: those of its persons, and others' that show a hint which tells for it."""
        people = self.rows.chat.people
        return [
            at
            for stretch in pattern.stretches
            for at in range(int(self.rows.begin[stretch]), int(self.rows.end[stretch]))
            if people[at] in pattern.persons or self.tells(pattern, at) or self._turns(pattern, at)
        ]

    def tells(self, pattern: Pattern, at: int) -> bool:
        """Say whether a message shows a hint that tells for the pattern more than for everyday talk."""
        return bool(self.borne(pattern, at))

    def borne(self, pattern: Pattern, at: int) -> list[str]:
        """Return the hints of a message that tell for the pattern more than for everyday talk, those that tell most first."""
        said = np.sort(self.rows.shown[[at]].indices)
        own = self.rows.chat.people[at] in pattern.persons
        more = self._more(pattern.kind)[said if own else said + len(self.known.hints)]
        return [self.known.hints[said[turn]] for turn in np.argsort(-more, kind="stable").tolist() if more[turn] > _TELLS]

    def _turns(self, pattern: Pattern, at: int) -> bool:
        """Say whether a message asks somebody who does not answer, by name."""
        silent = pattern.kind in SILENT and bool(self.rows.asks[at])
        return silent and any(person in pattern.persons for person, _ in self.rows.chat.named.get(at, ()))

    def hints(self, pattern: Pattern) -> list[tuple[str, int]]:
        """Return the hints that tell for the pattern, those that tell most first, and how many of its messages show each."""
        more, size = self._more(pattern.kind), len(self.known.hints)
        worth = more[: 2 * size] * np.sum([self.rows.features(row, row + 1).sum(axis=0) for row in pattern.rows], axis=0)[: 2 * size]
        both = worth[:size] + worth[size:]
        there = self.places(pattern)
        times = np.asarray(self.rows.shown[there].sum(axis=0)).astype(int)
        order = np.argsort(-both, kind="stable")
        return [(self.known.hints[hint], int(times[hint])) for hint in order.tolist() if both[hint] > 0 and times[hint] > 0]

    def _more(self, kind: str) -> Floats:
        table, kinds = self.known.table, self.known.kinds
        more: Floats = table[:, kinds.index(kind)] - table[:, kinds.index(_NONE)]
        return more


def weighed(analysis: Analysis) -> Weighed:
    """Return what looks like a kind of episode in a chat."""
    known = weights()
    rows = rows_of(analysis, known.hints)
    told = odds(rows, known)
    every = (one for kind in known.limits for one in candidates(rows, told, known, kind))
    return Weighed(rows, known, passing(every, known), len(np.unique(rows.person)) * len(known.limits))


def passing(found: Iterable[Pattern], known: Weights) -> list[Pattern]:
    """Return the patterns beyond the limit of their kind and clearer than it asks, those furthest beyond the limit first."""
    passed = [
        (one.weight / known.limits[one.kind], one)
        for one in found
        if one.kind in known.limits and one.weight > known.limits[one.kind] and one.clear > known.clears[one.kind]
    ]
    return [one for _, one in sorted(passed, key=lambda pair: (-pair[0], pair[1].kind, pair[1].persons))]


def apart(found: Iterable[Pattern]) -> Iterator[Pattern]:
    """Yield the patterns in order; of two that share stretches only the first."""
    kept: list[set[int]] = []
    for one in found:
        mine = set(one.stretches)
        if all(len(mine & other) <= MOST_SHARED * min(len(mine), len(other)) for other in kept):
            kept.append(mine)
            yield one


def candidates(rows: Rows, every: Floats, known: Weights, kind: str) -> Iterator[Pattern]:
    """Yield whom a kind might be told of, with no regard to its limit.

    Parameters
    ----------
    rows, every
        The chat, and how much each row tells for each class.
    known
        The weights.
    kind
        The kind.
    """
    rate, own_class = known.rates.get(kind, _USUAL_RATE), known.kinds.index(kind)
    told = every[:, own_class]
    counts = np.ones(len(rows.person), bool) if kind in SILENT else ~rows.silent
    told = np.where(counts, told, -np.inf)
    of: defaultdict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(told > _LEAST).tolist():
        of[int(rows.person[row])].append(row)
    clock, order = rows.clock, rows.by_person[counts[rows.by_person]]
    first = np.searchsorted(rows.person[order], np.arange(len(rows.people) + 1))
    for person, own in of.items():
        all_of_them = np.sort(clock[order[first[person] : first[person + 1]]])
        found = _strongest(rows, told, clock, (own, all_of_them))
        if found is not None:
            hot, extra, count = found
            stretches = tuple(int(rows.stretch[row]) for row in hot)
            elsewhere = counts & (rows.person != person) & ~np.isin(rows.stretch, stretches)
            usual = float((told[elsewhere] > _LEAST + extra).mean()) if elsewhere.any() else 0.0
            chance = max(rate * np.exp(-extra), usual)
            p = float(betainc(len(hot), count - len(hot) + 1, chance))  # as scipy.stats.binom, whose modules take 50 MB
            if p > _MOST_P or len(hot) < _LEAST_TIMES * chance * count or (kind in SILENT and not _writes_meanwhile(rows, hot)):
                continue
            persons = _together(rows, told - _LEAST - extra, person, stretches) if kind in CIRCLES else (rows.people[person],)
            yield Pattern(
                kind,
                persons,
                tuple(hot),
                stretches,
                _weight(told[hot] - _LEAST - extra),
                _clear(every[hot], known, own_class),
                len({rows.chat.session[int(rows.begin[stretch])] for stretch in stretches}),
                count,
                float(chance * count),
                p,
            )


def _writes_meanwhile(rows: Rows, hot: Sequence[int]) -> bool:
    """Say whether somebody writes in other stretches between the first and the last, half as many at least: who is away is not silent."""
    there = (rows.person == rows.person[hot[0]]) & ~rows.silent & (rows.clock >= rows.clock[hot[0]]) & (rows.clock <= rows.clock[hot[-1]])
    there[list(hot)] = False
    return int(there.sum()) >= _OF_SILENT * len(hot)


def _strongest(rows: Rows, told: Floats, clock: Ints, whose: tuple[Sequence[int], Ints]) -> tuple[list[int], float, int] | None:
    """Return the rows that tell most within sixty days, what was taken off each for much talk, and how many stretches there are then.

    ``whose`` are the rows of a person that tell something, and the clock of all. Each session counts once. None where there are fewer
    than three sessions.
    """
    own, every = whose
    best: tuple[float, list[int], float, int] = (0.0, [], 0.0, 0)
    for number, first in enumerate(own):
        start = clock[first]
        count = int(np.searchsorted(every, start + _WINDOW) - np.searchsorted(every, start))
        extra = max(0.0, float(np.log(max(1, count) / _USUAL_ROWS)))
        of_session: dict[int, int] = {}
        for row in own[number:]:
            if start <= clock[row] < start + _WINDOW and told[row] > _LEAST + extra:
                session = rows.chat.session[int(rows.begin[rows.stretch[row]])]
                if session not in of_session or told[row] > told[of_session[session]]:
                    of_session[session] = row
        hot = sorted(of_session.values())
        weight = _weight(told[hot] - _LEAST - extra)
        if len(hot) >= _LEAST_SESSIONS and weight > best[0]:
            best = (weight, hot, extra, count)
    return best[1:] if best[1] else None


def _clear(every: Floats, known: Weights, own_class: int) -> float:
    """Return by how much some rows together are clearer of a kind than of the nearest other kind or twin, in logarithms of shares."""
    before = np.log(known.prior / (1 - known.prior))
    share = np.maximum(-np.log1p(np.exp(-(every + before))), _LEAST_SHARE).sum(axis=0)
    others = [number for number, name in enumerate(known.kinds) if name != _NONE and number != own_class]
    return float(share[own_class] - share[others].max())


def _weight(more: Floats) -> float:
    return float(np.sort(more)[::-1][:_MOST_STRETCHES].sum())


def _together(rows: Rows, more: Floats, first: int, stretches: Sequence[int]) -> tuple[str, ...]:
    """Return the person and those who tell about as much in two or more of the same stretches, strongest first."""
    sums: defaultdict[int, float] = defaultdict(float)
    times: defaultdict[int, int] = defaultdict(int)
    for stretch in stretches:
        for row in range(int(rows.of_stretch[stretch]), int(rows.of_stretch[stretch + 1])):
            if more[row] > 0:
                sums[int(rows.person[row])] += float(more[row])
                times[int(rows.person[row])] += 1
    others = [one for one in sums if one != first and times[one] >= _LEAST_TOGETHER and sums[one] >= _OF_FIRST * sums[first]]
    return tuple(rows.people[one] for one in (first, *sorted(others, key=lambda one: (-sums[one], rows.people[one]))))
