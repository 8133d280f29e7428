"""Stretches of one member's turns to everybody, who goes along, and how plainly they advise against following a rule."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Final

import numpy as np

from wag_analyzer.detectors._acting import doing
from wag_analyzer.detectors._reading import Reading, Turn

__all__ = ["Push", "Pushes"]

_AGAINST: Final = ("noncompliance", "reassurance")
_ADVICE: Final = frozenset(("leave", "harmless", "fades", "vouches", "appearance", "as_ever"))
_ADVICE_OF: Final = (0.0, 0.0, 0.6, 0.85)
_FOLLOW_MINUTES: Final = 15.0
_FOLLOW_TURNS: Final = 10
_FOLLOW_WORDS: Final = 7
_RUN_MINUTES: Final = 6.0
_NO_FOLLOW: Final = ("opposition", "insult", "negative", "laughter", "excuse", "refusal", "invite", "offer", "delivery")
_SAYS_YES: Final = ("acknowledgement", "pledge", "accept", "noncompliance")
_LEAST_CUE: Final = 0.5
_TELLING: Final = (*_AGAINST, "compliance")
_ANY: Final = 1e-9


@dataclass(frozen=True)
class Push:
    """A stretch of one member's turns to everybody, who assented, and what it says."""

    turns: tuple[Turn, ...]
    follows: tuple[Turn, ...]
    hints: frozenset[str] = frozenset()
    drops: tuple[Turn, ...] = ()

    @property
    def person(self) -> str:
        """Return who writes."""
        return self.turns[0].person

    def shows(self, *signals: str) -> float:
        """Return the strongest of these signals."""
        return max(max(map(turn.acts.get, signals, repeat(0.0))) for turn in self.turns)

    @cached_property
    def advice(self) -> float:
        """Return how plainly it advises against following: by its words, or by hints of several kinds where nothing says that it may be."""
        hinted = 0.0 if "authorised" in self.hints else _ADVICE_OF[min(len(_ADVICE & self.hints), len(_ADVICE_OF) - 1)]
        return max(self.shows("noncompliance"), hinted)

    @property
    def vouches(self) -> bool:
        """Say whether it says in plain words both that the rule need not be followed and that nothing will happen."""
        return all(self.shows(signal) >= _LEAST_CUE for signal in _AGAINST)

    @cached_property
    def advises(self) -> bool:
        """Say whether it advises against following, more than it asks to follow."""
        return self.advice > self.shows("compliance")


class Pushes:
    """The stretches of one member's turns, with the short turns of others that assent.

    Most tell nothing of any rule; of these only the members and whether somebody assents are told.

    Parameters
    ----------
    reading
        The chat in turns.
    hints
        Message → kinds of hints of the lexicon ``setting_aside``.
    """

    def __init__(self, reading: Reading, hints: Mapping[str, frozenset[str]]) -> None:
        self._reading, self._hinted = reading, hints
        turns = reading.turns
        self._joins = [number for number in sorted(doing(turns, _AGAINST)) if not turns[number].to]
        few, yes, else_ = (
            {turn.number for turn in turns if turn.words <= _FOLLOW_WORDS},
            doing(turns, _SAYS_YES),
            doing(turns, _NO_FOLLOW, 0.6),
        )
        self._assents = sorted(few & yes | few - else_)
        self._until = _until(turns)
        tells = doing(turns, _TELLING, _ANY) | {reading.turn_of[msg_id].number for msg_id in hints}
        self.written: Counter[str] = Counter()
        self.telling: list[Push] = []
        self._others: list[Turn] = []
        taken: set[int] = set()
        for turn in turns:
            if turn.number not in taken:
                own = self._own(turn)
                self.written[turn.person] += 1
                if len(own) > 1:
                    taken.update(later.number for later in own[1:])
                if tells.isdisjoint(later.number for later in own):
                    self._others.append(turn)
                else:
                    self.telling.append(self._push(own))

    def __len__(self) -> int:
        """Return how many there are."""
        return self.written.total()

    @cached_property
    def followed(self) -> Counter[str]:
        """Return member → stretches that somebody assents to."""
        found = Counter(push.person for push in self.telling if push.follows)
        found.update(turn.person for turn in self._others if next(self._follows(turn), None) is not None)
        return found

    def _own(self, turn: Turn) -> list[Turn]:
        """Return a turn, and later ones of its author that speak against a rule soon after."""
        own, place = [turn], bisect_right(self._joins, turn.number)
        if place < len(self._joins) and self._joins[place] <= turn.number + _FOLLOW_TURNS:
            for later in self._reading.following(turn, _FOLLOW_MINUTES, _FOLLOW_TURNS):
                near = later.clock - own[-1].clock <= 60 * _RUN_MINUTES
                if later.person == turn.person and near and not later.to and later.does(*_AGAINST):
                    own.append(later)
        return own

    def _push(self, own: Sequence[Turn]) -> Push:
        follows: dict[str, Turn] = {}
        for later in self._follows(own[0]):
            follows.setdefault(later.person, later)
        drops = tuple(later for later in follows.values() if "drops" in _hints([later], self._hinted))
        return Push(tuple(own), tuple(follows.values()), _hints(own, self._hinted), drops)

    def _follows(self, turn: Turn) -> Iterator[Turn]:
        """Yield the turns of others that assent to one."""
        first, last = bisect_right(self._assents, turn.number), bisect_left(self._assents, self._until[turn.number])
        for later in map(self._reading.turns.__getitem__, self._assents[first:last]):
            if later.person != turn.person and (not later.to or turn.person in later.to):
                yield later


def _until(turns: Sequence[Turn]) -> list[int]:
    """Return of each turn the first one after it that is too late to follow it."""
    clock = np.array([turn.clock for turn in turns])
    found = np.minimum(np.arange(len(turns)) + 1 + _FOLLOW_TURNS, len(turns))
    for later in range(min(_FOLLOW_TURNS, len(turns) - 1), 0, -1):
        late = np.flatnonzero(clock[later:] - clock[:-later] > 60 * _FOLLOW_MINUTES)
        found[late] = late + later
    until: list[int] = found.tolist()
    return until


def _hints(turns: Sequence[Turn], hints: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(kind for turn in turns for msg_id in turn.msg_ids for kind in hints.get(msg_id, ()))
