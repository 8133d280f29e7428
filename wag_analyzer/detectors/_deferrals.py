"""Dates named anew: a member says when something will be, others come back to it, and a new time is named, again and again.

What is promised to a whole group is asked after by whoever waits, often without a question and without the name: the day is repeated
(*Rabu sore ini pak*, *Friday's been and gone*), and the answer names the next one.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import pandas as pd

from wag_analyzer.detectors._directed import Desk
from wag_analyzer.detectors._reading import Turn
from wag_analyzer.text.dues import due

__all__ = ["Deferral", "deferrals"]

_Says = Callable[[Turn], bool]

_DAY: Final = 86_400
_MOST_DAYS: Final = 24.0
_ANSWER_MINUTES: Final = 15.0
_BEFORE: Final = 4
_LEAST: Final = 3
_NEAR: Final = 128
_ASKED: Final = 0.6
_PLAINLY: Final = 0.8
_NO_NAMING: Final = ("question", "leave_notice", "invite", "social", "announcement", "call_to_act")
_NO_CHASE: Final = ("thanks", "greeting")


@dataclass(frozen=True, slots=True)
class Deferral:
    """A turn that says when something will be, the turn of another that comes back to it in a later session, and what puts it off."""

    named: Turn
    chase: Turn
    answer: Turn


def deferrals(desk: Desk, times: _Says, puts_off: _Says) -> Iterator[Deferral]:
    """Yield the deferrals of one matter, three or more of it, by each member in order.

    Parameters
    ----------
    desk
        The turns of each member.
    times
        Whether a turn names a time to come.
    puts_off
        Whether an answer says that it is not yet.
    """
    thanks, before = _thanks(desk, times), _Before(desk)
    for person, own in desk.of.items():
        named = [times(turn) for turn in own]
        if sum(named) > _LEAST:
            taken, heard = -1, _Heard(own, puts_off, _between(own, thanks[person]), desk, before)
            for place, turn in enumerate(own):
                if named[place] and turn.number > taken and not turn.does(*_NO_NAMING, least=_PLAINLY):
                    chain = list(_chain(_Matter(desk, before, turn), place + 1, heard))
                    if len(chain) >= _LEAST and len({one.chase.person for one in chain}) > 1:
                        taken = chain[-1].answer.number
                        yield from chain


def _between(own: Sequence[Turn], thanks: Sequence[Turn]) -> Mapping[int, Sequence[Turn]]:
    """Return place among a member's turns → the turns of thanks between that turn and the member's one before."""
    numbers, found = [turn.number for turn in own], defaultdict[int, list[Turn]](list)
    for turn in thanks:
        found[bisect_right(numbers, turn.number)].append(turn)
    return found


class _Before:
    """What turns directly follow, worked out once for each."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[int, list[Turn]] = {}

    def __call__(self, answer: Turn) -> list[Turn]:
        known = self._known.get(answer.number)
        if known is None:
            known = self._known[answer.number] = _before(self._desk, answer)
        return known


class _Heard:
    """The turns of a member, where something may be said in them of a matter, and the turns that thank the member.

    Parameters
    ----------
    own
        The turns.
    puts_off
        Whether one says that it is not yet.
    thanks
        Place of an own turn → the turns of thanks between that turn and the one before.
    desk, before
        What turns are about, and what they directly follow.
    """

    def __init__(self, own: Sequence[Turn], puts_off: _Says, thanks: Mapping[int, Sequence[Turn]], desk: Desk, before: _Before) -> None:
        self.own, self.puts_off, self.thanks = own, puts_off, thanks
        self._desk, self._before = desk, before
        self._clocks = [turn.clock for turn in own]
        self._ordered = all(one <= other for one, other in itertools.pairwise(self._clocks))
        self._known: dict[int, frozenset[str]] = {}
        self._words: Collection[str] = ()
        self._looked: tuple[int, int, int, Sequence[int]] = (0, 0, 0, ())

    def end(self, first: int, clock: float) -> int:
        """Return the first place from one on whose turn is later than a time; clocks may be set back."""
        if self._ordered:
            return bisect_right(self._clocks, clock, first)
        return next((place for place in range(first, len(self.own)) if self._clocks[place] > clock), len(self.own))

    def next(self, place: int, words: Collection[str], end: int) -> int:
        """Return the first place from one on where thanks come before, or where what is said shares a word; ``end`` when there is none.

        What is near is looked up once for all words together, as it is asked for place by place.

        Parameters
        ----------
        place, end
            From where, and up to where.
        words
            What is looked for: one set, to which words may be added between two calls.
        """
        size, first, near, row = self._looked
        if self._words is not words or size != len(words) or not first <= place < near:
            near = place + _NEAR
            row = sorted({at for one in self._rows(words) for at in one[bisect_left(one, place) : bisect_left(one, near)]})
            self._words, self._looked = words, (len(words), place, near, row)
        here = bisect_left(row, place)
        if here < len(row):
            return min(row[here], end)
        found = ((one, bisect_left(one, near)) for one in self._rows(words)) if near < end else ()
        return min((one[at] for one, at in found if at < len(one)), default=end)

    def _about(self, place: int) -> frozenset[str]:
        """Return what the turns are about that an own turn directly follows; where there are none, what it is about itself."""
        found = self._known.get(place)
        if found is None:
            said = self._before(self.own[place]) or [self.own[place]]
            found = self._known[place] = frozenset().union(*map(self._desk.answering.about, said))
        return found

    def _rows(self, words: Iterable[str]) -> Iterator[Sequence[int]]:
        yield self._thanked
        yield from (self._places[word] for word in words if word in self._places)

    @cached_property
    def _thanked(self) -> Sequence[int]:
        return sorted(self.thanks)

    @cached_property
    def _places(self) -> Mapping[str, Sequence[int]]:
        """Return word → the places where it is said."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place in range(len(self.own)):
            for word in self._about(place):
                found[word].append(place)
        return found


@dataclass
class _Matter:
    """What a member named a time for: the turn that named the last one, what it is about, and a turn that came back, not yet answered."""

    desk: Desk
    before: _Before
    last: Turn
    words: set[str] = field(default_factory=set)
    asked: Turn | None = None
    _times: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.named(self.last, *self.before(self.last))

    def named(self, last: Turn, *before: Turn) -> None:
        """Take a turn, which directly follows others, as the one that named the last time."""
        self.last, self.asked = last, None
        self.add(last, *before)
        self._times = frozenset(filter(_is_time, self.desk.answering.about(last)))

    def add(self, *turns: Turn) -> None:
        """Count what turns are about among the words of the matter."""
        self.words.update(*map(self.desk.answering.about, turns))

    def is_meant(self, turn: Turn) -> bool:
        """Say whether a turn comes back to it: repeats the day named last, asks where it is, or names the member and the matter."""
        said = self.desk.answering.about(turn)
        if not self._times.isdisjoint(said):
            return True
        if self.words.isdisjoint(said):
            return False
        named = self.desk.led_to(turn) == self.last.person
        return turn.does("chase", least=_ASKED) or (named and not turn.does("question", "request", least=_ASKED))

    def is_thanked(self, turn: Turn) -> bool:
        """Say whether a turn of thanks is for it: in another session than the time was named, and about it."""
        if turn.session == self.last.session:
            return False
        about, before = self.desk.answering.about, self.desk.last(self.last.person, turn)
        return bool((about(turn) | (about(before) if before and before.session == turn.session else set())) & self.words)

    def is_told(self, turn: Turn) -> bool:
        """Say whether a turn of the member speaks of it unasked, and not to ask or to thank: it may be done."""
        return not self.words.isdisjoint(self.desk.answering.about(turn)) and not turn.does("question", "request", "thanks")


def _chain(matter: _Matter, first: int, heard: _Heard) -> Iterator[Deferral]:
    """Yield how a matter is come back to and put off, until it seems done: told of unasked, thanked for, or long left alone."""
    place, end = first - 1, heard.end(first, matter.last.clock + _MOST_DAYS * _DAY)
    while True:
        place = heard.next(place + 1, matter.words, end) if matter.asked is None else place + 1  # nothing is said of it between
        if place >= end or any(map(matter.is_thanked, heard.thanks.get(place, ()))):
            return
        answer, last = heard.own[place], matter.last
        if answer.session == last.session:
            continue
        asked = matter.before(answer)
        chase = next((turn for turn in asked if matter.is_meant(turn)), matter.asked if asked and _is_soon(matter.asked, answer) else None)
        if chase is not None and heard.puts_off(answer):
            yield Deferral(last, chase, answer)
            matter.named(answer, *asked)
            end = heard.end(place + 1, answer.clock + _MOST_DAYS * _DAY)
        elif not asked and matter.is_told(answer):
            return
        else:
            matter.asked = chase


@lru_cache(maxsize=1 << 16)
def _is_time(word: str) -> bool:
    return due(word, pd.Timestamp(0)) is not None


def _thanks(desk: Desk, times: _Says) -> Mapping[str, Sequence[Turn]]:
    """Return member → the turns that thank him or her, by name or directly after, and not for a time that was just named."""
    found: defaultdict[str, list[Turn]] = defaultdict(list)
    for before, turn in itertools.pairwise(desk.reading.turns):
        if turn.does("thanks", least=_PLAINLY):
            for person in turn.to or {before.person: None}:
                last = desk.last(person, turn)
                if person != turn.person and (last is None or last.session != turn.session or not times(last)):
                    found[person].append(turn)
    return found


def _is_soon(turn: Turn | None, after: Turn) -> bool:
    return turn is not None and turn.session == after.session and after.clock - turn.clock <= 60 * _ANSWER_MINUTES


def _before(desk: Desk, answer: Turn) -> list[Turn]:
    """Return the turns of others, the nearest first, that a turn directly follows: soon, and to nobody else."""
    found: list[Turn] = []
    turns, after = desk.reading.turns, answer
    for turn in reversed(turns[max(0, answer.number - _BEFORE) : answer.number]):
        to_others = turn.person == answer.person or (turn.to and answer.person not in turn.to)
        if to_others or not _is_soon(turn, after) or turn.does(*_NO_CHASE, least=_PLAINLY):
            break
        found.append(turn)
        after = turn
    return found if found and (not answer.to or any(turn.person in answer.to for turn in found)) else []
