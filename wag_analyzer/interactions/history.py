"""What had happened, and soon will, around each message: turns, last messages, who addressed whom, pace, naming.

Everything looks back as far as it likes and ahead at most ``AHEAD`` messages, so that a later message cannot change an earlier answer.
"""

from dataclasses import dataclass
from typing import Final, Literal

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
        keyed = person.astype(np.int64) * (size + 1) + at
        self.order = np.argsort(keyed, kind="stable")
        self.keyed, self.at, self.person = keyed[self.order], at[self.order], person[self.order]

    def spot(self, own: "_ByPerson", shift: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
        """Return whether the author of each message has a ``shift``-th event around it, and which; ``own`` are all messages.

        Messages are looked up author by author, because what is asked for in ascending order is found several times as fast.
        """
        side: Literal["left", "right"] = "left" if shift < 0 else "right"
        found = np.searchsorted(self.keyed, own.keyed, side) + (shift if shift < 0 else shift - 1)
        place = np.clip(found, 0, max(len(self.keyed) - 1, 0))
        there = (found >= 0) & (found < len(self.keyed))
        if len(self.keyed):
            there &= self.person[place] == own.person
        has, inside = np.empty(len(place), bool), np.empty(len(place), np.intp)
        has[own.order], inside[own.order] = there, place
        return has, inside


def history(author: Ints, time: npt.NDArray[np.float64], wording: Wording) -> History:
    """Return the surroundings of each message."""
    size = len(author)
    index = np.arange(size, dtype=np.intp)
    own = _ByPerson(author, index, size)
    before, after, rank = np.full(size, -1, np.int32), np.full(size, size, np.int32), np.empty(size, np.int32)
    again = np.flatnonzero(own.person[1:] == own.person[:-1])
    before[own.at[again + 1]], after[own.at[again]] = own.at[again], own.at[again + 1]
    rank[own.order] = index - np.searchsorted(own.person, own.person)
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
        last_to=_other(said, own, -1, wording.lead[to], size),
        last_from=_other(heard, own, -1, author[to], size),
        next_to=_other(said, own, 1, wording.lead[to], AHEAD),
        next_from=_other(heard, own, 1, author[to], AHEAD),
        next_from2=_other(heard, own, 2, author[to], AHEAD),
        answered=_next(heard, own),
        asked=_next(_ByPerson(author[asks], asks, size), own),
        pace=_windowed(gaps, _PACE_WINDOW, float(np.log1p(_PACE_PRIOR[0])) * _PACE_PRIOR[1], _PACE_PRIOR[1]),
        naming=_windowed((wording.lead >= 0).astype(float), _NAMING_WINDOW, *_NAMING_PRIOR),
        crowd=_crowd(before),
    )


def _other(events: _ByPerson, own: _ByPerson, shift: int, value: Ints, reach: int) -> Ints:
    if not len(events.at):
        return np.full(len(own.at), -1, np.int32)
    has, spot = events.spot(own, shift)
    near = np.abs(events.at[spot] - np.arange(len(own.at))) <= reach
    return np.where(has & near, value[events.order][spot], -1).astype(np.int32)


def _next(events: _ByPerson, own: _ByPerson) -> Ints:
    """Return the next event of each message's author; the number of messages when there is none."""
    size = len(own.at)
    if not len(events.at):
        return np.full(size, size, np.int32)
    has, spot = events.spot(own, 1)
    return np.where(has, events.at[spot], size).astype(np.int32)


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
