"""Stretches of one member's turns to everybody, who goes along, and how plainly they advise against following a rule."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Final

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
        self._joins = [turn.number for turn in reading.turns if not turn.to and turn.does(*_AGAINST)]
        self._known: dict[int, bool] = {}
        self.written: Counter[str] = Counter()
        self.telling: list[Push] = []
        self._others: list[Turn] = []
        taken: set[int] = set()
        for turn in reading.turns:
            if turn.number not in taken:
                own = self._own(turn)
                taken.update(later.number for later in own[1:])
                self.written[turn.person] += 1
                if any(map(self._tells, own)):
                    self.telling.append(self._push(own))
                else:
                    self._others.append(turn)

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

    def _tells(self, turn: Turn) -> bool:
        """Say whether a turn may tell something of a rule."""
        return turn.does(*_TELLING, least=_ANY) or any(msg_id in self._hinted for msg_id in turn.msg_ids)

    def _push(self, own: Sequence[Turn]) -> Push:
        follows: dict[str, Turn] = {}
        for later in self._follows(own[0]):
            follows.setdefault(later.person, later)
        drops = tuple(later for later in follows.values() if "drops" in _hints([later], self._hinted))
        return Push(tuple(own), tuple(follows.values()), _hints(own, self._hinted), drops)

    def _follows(self, turn: Turn) -> Iterator[Turn]:
        """Yield the turns of others that assent to one."""
        for later in self._reading.following(turn, _FOLLOW_MINUTES, _FOLLOW_TURNS):
            if later.person != turn.person and (not later.to or turn.person in later.to) and self._assents(later):
                yield later

    def _assents(self, turn: Turn) -> bool:
        known = self._known.get(turn.number)
        if known is None:
            known = self._known[turn.number] = _may_assent(turn)
        return known


def _hints(turns: Sequence[Turn], hints: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(kind for turn in turns for msg_id in turn.msg_ids for kind in hints.get(msg_id, ()))


def _may_assent(turn: Turn) -> bool:
    """Say whether a turn may assent to what is said before it: a few words that do nothing else."""
    return turn.words <= _FOLLOW_WORDS and (turn.does(*_SAYS_YES) or not turn.does(*_NO_FOLLOW, least=0.6))
