"""What had happened, and soon will, around each message: turns, last messages, who addressed whom, pace, naming.

Everything looks back as far as it likes and ahead at most ``AHEAD`` messages, so that a later message cannot change an earlier answer.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.cues import FIRST
from wag_analyzer.interactions.wording import Wording

__all__ = ["AHEAD", "History", "history"]

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

#: How many later messages a first answer may take into account.
AHEAD: Final = 30
_PACE_WINDOW: Final = 50
_NAMING_WINDOW: Final = 300
_NAMING_PRIOR: Final = (3.0, 15.0)
_PACE_PRIOR: Final = (30.0, 8.0)
_PEOPLE_WINDOW: Final = 30


@dataclass(frozen=True, slots=True)
class History:
    """Arrays over messages; numbers of messages are -1 when there is none.

    Parameters
    ----------
    author, time, clock
        Person number, seconds, and whole seconds since the first moment of the chat.
    turn
        Number of the turn: consecutive messages of one author.
    before, after
        The author's previous and next message (``after`` is the number of messages when there is none).
    nth
        How many messages the author had written before.
    last_to
        Person the author last addressed, before this message.
    last_from
        Person who last addressed the author, before this message.
    next_to
        Person the author next addresses within ``AHEAD`` messages.
    next_from, next_from2
        Persons who next address the author within ``AHEAD`` messages.
    answered
        First later message in which somebody addresses the author (the number of messages when none).
    asked
        The author's next message that asks something (the number of messages when none).
    pace
        Log of the usual gap in seconds before this message.
    naming
        Share of recent messages that address somebody by name.
    crowd
        Log of the number of persons in the last messages.
    """

    author: Ints
    time: npt.NDArray[np.float64]
    clock: Ints
    turn: Ints
    before: Ints
    after: Ints
    nth: Ints
    last_to: Ints
    last_from: Ints
    next_to: Ints
    next_from: Ints
    next_from2: Ints
    answered: Ints
    asked: Ints
    pace: Floats
    naming: Floats
    crowd: Floats


class _ByPerson:
    """Events of persons, sorted, so that the one before or after a message is found for all messages at once."""

    def __init__(self, person: Ints, at: npt.NDArray[np.intp], size: int) -> None:
        self.size = size + 1
        keyed = person.astype(np.int64) * self.size + at
        self.order = np.argsort(keyed, kind="stable")
        self.keyed, self.at = keyed[self.order], at[self.order]

    def spot(self, person: Ints, shift: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
        """Return whether each message's person has a ``shift``-th event around it, and which."""
        key = person.astype(np.int64) * self.size + np.arange(len(person))
        found = (np.searchsorted(self.keyed, key, "left") if shift < 0 else np.searchsorted(self.keyed, key, "right") - 1) + shift
        inside = np.clip(found, 0, max(len(self.keyed) - 1, 0))
        has = (found >= 0) & (found < len(self.keyed))
        if len(self.keyed):
            has &= self.keyed[inside] // self.size == person
        return has, np.asarray(inside, np.intp)


def history(author: Ints, time: npt.NDArray[np.float64], wording: Wording) -> History:
    """Return the surroundings of each message."""
    size = len(author)
    index = np.arange(size, dtype=np.intp)
    own = _ByPerson(author, index, size)
    has, spot = own.spot(author, -1)
    before = np.where(has, own.at[spot], -1).astype(np.int32) if size else np.zeros(0, np.int32)
    has, spot = own.spot(author, 1)
    after = np.where(has, own.at[spot], size).astype(np.int32) if size else np.zeros(0, np.int32)
    rank = np.empty(size, np.int32)
    rank[own.order] = index - np.searchsorted(own.keyed // own.size, own.keyed // own.size) if size else 0
    to = np.flatnonzero(wording.lead >= 0)
    said = _ByPerson(author[to], to, size)
    heard = _ByPerson(wording.lead[to], to, size)
    asks = np.flatnonzero(wording.marks | ((wording.first_bits & FIRST["question"]) > 0))
    gaps = np.log1p(np.maximum(np.diff(time, prepend=time[:1]), 0.0))
    return History(
        author=author,
        time=time,
        clock=np.minimum(time - time.min(initial=np.inf), np.iinfo(np.int32).max).astype(np.int32),
        turn=np.cumsum(np.append(False, author[1:] != author[:-1])[:size]).astype(np.int32),
        before=before,
        after=after,
        nth=rank,
        last_to=_other(said, author, -1, wording.lead[to], size),
        last_from=_other(heard, author, -1, author[to], size),
        next_to=_other(said, author, 1, wording.lead[to], AHEAD),
        next_from=_other(heard, author, 1, author[to], AHEAD),
        next_from2=_other(heard, author, 2, author[to], AHEAD),
        answered=_next(heard, author),
        asked=_next(_ByPerson(author[asks], asks, size), author),
        pace=_windowed(gaps, _PACE_WINDOW, float(np.log1p(_PACE_PRIOR[0])) * _PACE_PRIOR[1], _PACE_PRIOR[1]),
        naming=_windowed((wording.lead >= 0).astype(float), _NAMING_WINDOW, *_NAMING_PRIOR),
        crowd=_crowd(before),
    )


def _other(events: _ByPerson, author: Ints, shift: int, value: Ints, reach: int) -> Ints:
    has, spot = events.spot(author, shift)
    if not len(events.at):
        return np.full(len(author), -1, np.int32)
    near = np.abs(events.at[spot] - np.arange(len(author))) <= reach
    return np.where(has & near, value[events.order][spot], -1).astype(np.int32)


def _next(events: _ByPerson, author: Ints) -> Ints:
    """Return the next event of each message's author; the number of messages when there is none."""
    has, spot = events.spot(author, 1)
    if not len(events.at):
        return np.full(len(author), len(author), np.int32)
    return np.where(has, events.at[spot], len(author)).astype(np.int32)


def _windowed(value: npt.NDArray[np.float64], window: int, prior: float, weight: float) -> Floats:
    """Return the mean over the last ``window`` messages, this one included, drawn towards a prior."""
    total = np.concatenate([[0.0], np.cumsum(value)])
    index = np.arange(1, len(value) + 1)
    start = np.maximum(index - window, 0)
    return np.asarray((total[index] - total[start] + prior) / (index - start + weight), np.float32)


def _crowd(before: Ints) -> Floats:
    """Return the log of the number of persons among the last messages."""
    size = len(before)
    if not size:
        return np.zeros(0, np.float32)
    padded = np.concatenate([np.full(_PEOPLE_WINDOW - 1, size), before])
    view = np.lib.stride_tricks.sliding_window_view(padded, _PEOPLE_WINDOW)
    start = np.arange(size) - _PEOPLE_WINDOW
    return np.asarray(np.log((view <= start[:, None]).sum(axis=1).clip(1)), np.float32)
