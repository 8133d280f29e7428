"""Co-presence: who write in the same sessions. How often chance would bring them together stands in ``meeting_chance``.

An act of this layer is a session in which both wrote; it is certain, and the same in both directions. Being around at the same time is not
talking to each other, so it never enters layer ``all``, nor what counts as a variety of layers.

References
----------
Whitehead 2008, Analyzing Animal Societies (association in groups).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.acts import Acts, Talk, numbered

__all__ = ["MOST_MEETINGS", "MOST_PEOPLE", "Attendance", "attendance", "meetings"]

MOST_PEOPLE: Final = 1_000
MOST_MEETINGS: Final = 500_000
"""Larger chats: only those who wrote in most sessions are paired, as many as keep to both."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who wrote in which session, one entry each, by session; ``message`` is the row of the person's first message there.

    ``at`` is when the session began and ``pool`` the day of a group on which it did.
    """

    person: Ints
    session: Ints
    message: Ints
    at: Ints
    group: Ints
    pool: Ints

    def take(self, which: Bools) -> "Attendance":
        """Return the entries of a mask."""
        return Attendance(*(getattr(self, name)[which] for name in ("person", "session", "message", "at", "group", "pool")))


def attendance(spoken: Talk, people: int) -> Attendance:
    """Return who wrote in which session; of a chat with very many people, those who wrote in most sessions."""
    rows = np.flatnonzero(spoken.person >= 0)
    code, _ = numbered(spoken.session[rows], spoken.person[rows])
    first = rows[np.unique(code, return_index=True)[1]]
    first = first[np.lexsort((spoken.person[first], spoken.session[first]))]
    person, session = spoken.person[first], spoken.session[first]
    kept = _most_present(person, session, people)
    first, person, session = first[kept], person[kept], session[kept]
    sessions, start = np.unique(spoken.session, return_index=True)
    begin = start[np.searchsorted(sessions, session)]
    pool = numbered(spoken.group[begin], spoken.day[begin] - int(spoken.day.min(initial=0)))[0]
    return Attendance(person, session, first, spoken.at[begin], spoken.group[begin], pool)


def meetings(there: Attendance, spoken: Talk) -> Acts:
    """Return one act per session and ordered pair that wrote in it; the message is the source's first in the session."""
    size = _run_lengths(there.session)
    many = np.repeat(size, size)
    one = np.repeat(np.arange(len(there.person), dtype=np.int32), many)
    two = np.repeat((np.repeat(np.cumsum(size) - size, size) - np.cumsum(many) + many).astype(np.int32), many)
    two += np.arange(len(one), dtype=np.int32)
    different = one != two
    one, two = one[different], two[different]
    message = there.message[one]
    sure, none = np.broadcast_to(1.0, len(one)), np.broadcast_to(np.int64(-1), len(one))
    return Acts(there.person[one], there.person[two], sure, message, message, none, there.at[one], there.group[one], spoken.msg_id)


def _most_present(person: Ints, session: Ints, people: int) -> Bools:
    """Return the entries of those who wrote in most sessions, as many as keep to ``MOST_PEOPLE`` and ``MOST_MEETINGS``."""
    often = np.bincount(person, minlength=people)
    order = np.lexsort((np.arange(people), -often))
    rank = np.empty(people, np.int64)
    rank[order] = np.arange(people)
    low, high = 0, min(people, MOST_PEOPLE)
    while low < high:
        middle = (low + high + 1) // 2
        size = np.bincount(session[rank[person] < middle]) if len(session) else np.zeros(0, np.int64)
        low, high = (middle, high) if int((size * (size - 1) // 2).sum()) <= MOST_MEETINGS else (low, middle - 1)
    return rank[person] < low


def _run_lengths(session: Ints) -> Ints:
    return np.unique(session, return_counts=True)[1].astype(np.int64)
