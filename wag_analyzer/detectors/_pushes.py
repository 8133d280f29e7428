"""Stretches of one member's turns to everybody, who goes along, and how plainly they advise against following a rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Final

from wag_analyzer.detectors._reading import Reading, Turn

__all__ = ["Push", "pushes"]

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


def pushes(reading: Reading, hints: Mapping[str, frozenset[str]]) -> list[Push]:
    """Return the stretches of one member's turns, with the short turns of others that assent.

    Parameters
    ----------
    reading
        The chat in turns.
    hints
        Message → kinds of hints of the lexicon ``setting_aside``.
    """
    assenting = frozenset(turn.number for turn in reading.turns if _may_assent(turn))
    found: list[Push] = []
    taken: set[int] = set()
    for turn in reading.turns:
        if turn.number in taken:
            continue
        own, follows = [turn], dict[str, Turn]()
        for later in reading.following(turn, _FOLLOW_MINUTES, _FOLLOW_TURNS):
            if later.person == turn.person:
                near = later.clock - own[-1].clock <= 60 * _RUN_MINUTES
                if near and not later.to and later.does(*_AGAINST):
                    own.append(later)
                    taken.add(later.number)
            elif later.number in assenting and later.person not in follows and (not later.to or turn.person in later.to):
                follows[later.person] = later
        shown = _hints(own, hints)
        drops = tuple(later for later in follows.values() if "drops" in _hints([later], hints))
        found.append(Push(tuple(own), tuple(follows.values()), shown, drops))
    return found


def _hints(turns: Sequence[Turn], hints: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(kind for turn in turns for msg_id in turn.msg_ids for kind in hints.get(msg_id, ()))


def _may_assent(turn: Turn) -> bool:
    """Say whether a turn may assent to what is said before it: a few words that do nothing else."""
    return turn.words <= _FOLLOW_WORDS and (turn.does(*_SAYS_YES) or not turn.does(*_NO_FOLLOW, least=0.6))
