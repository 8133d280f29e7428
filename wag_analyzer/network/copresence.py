"""Co-presence: who write in the same sessions, and how often chance would bring them together.

An act of this layer is a session in which both wrote; it is certain, and the same in both directions. Being around at the same time is not
talking to each other, so it never enters layer ``all``, nor what counts as a variety of layers.

The null keeps, for every day, in how many sessions each person wrote and how many people wrote in each session; which sessions of the day
each took part in is left to chance. With ``activity`` or ``configuration`` it keeps both over the whole chat instead. A day with one
session leaves nothing to chance.

The probability that person i wrote in session s is x_i y_s / (1 + x_i y_s), with x and y such that all these counts are met on average (the
bipartite configuration model). Because the counts are met exactly, and not on average, what is decided in one session is missing in
another: means and variances are corrected for that as in sampling without replacement.

References
----------
Whitehead 2008, Analyzing Animal Societies (association in groups). Saracco, Di Clemente, Gabrielli, Squartini 2015, Sci. Rep. 5, 10595.
Hájek 1964, Ann. Math. Stat. 35, 1491-1523 (variances when counts are fixed).
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.acts import Acts, Talk, numbered

if TYPE_CHECKING:
    from wag_analyzer.settings import Null

__all__ = ["MOST_MEETINGS", "MOST_PEOPLE", "Attendance", "Meetings", "attendance", "expected_meetings", "meetings"]

MOST_PEOPLE: Final = 1_000
MOST_MEETINGS: Final = 500_000
"""Larger chats: only those who wrote in most sessions are paired, as many as keep to both."""

VARIES: Final = 1e-9
_STEPS: Final = 60
_CLOSE: Final = 1e-3

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


@dataclass(frozen=True, slots=True)
class Meetings:
    """Mean and variance of the sessions that two persons share, for the persons that are paired."""

    place: Ints
    mean: Floats
    variance: Floats

    def at(self, source: Ints, target: Ints) -> tuple[Floats, Floats, int]:
        """Return mean and variance of the given pairs, and how many ordered pairs could have shared another number of sessions."""
        here = (self.place[source], self.place[target])
        return self.mean[here], self.variance[here], int((self.variance > VARIES).sum())


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
    other = np.repeat(np.cumsum(size) - size, size)
    many = np.repeat(size, size)
    one = np.repeat(np.arange(len(there.person)), many)
    two = np.repeat(other, many) + np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many)
    different = one != two
    one, two = one[different], two[different]
    none = np.full(len(one), -1, np.int64)
    message = there.message[one]
    return Acts(
        there.person[one], there.person[two], np.ones(len(one)), message, message, none, there.at[one], there.group[one], spoken.msg_id
    )


def expected_meetings(null: "Null", there: Attendance, people: int) -> Meetings:
    """Return how many sessions each two persons would share by chance."""
    who = np.unique(there.person)
    place = np.zeros(people, np.int64)
    place[who] = np.arange(len(who))
    mean, variance = np.zeros((len(who), len(who))), np.zeros((len(who), len(who)))
    pool = there.group if null in {"activity", "configuration"} else there.pool
    for persons, p in _pools(place[there.person], there.session, pool):
        block = np.ix_(persons, persons)
        together, spread = _moments(p)
        mean[block] += together
        variance[block] += spread
    np.fill_diagonal(mean, 0.0)
    np.fill_diagonal(variance, 0.0)
    return Meetings(place, mean, np.maximum(variance, 0.0))


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


def _pools(person: Ints, session: Ints, pool: Ints) -> Iterator[tuple[Ints, Floats]]:
    """Yield for each pool its persons and the probability of each (row) to be in each of its sessions (column)."""
    order = np.lexsort((session, pool))
    person, session, pool = person[order], session[order], pool[order]
    bounds = np.flatnonzero(np.diff(pool, prepend=-1, append=-1) != 0) if len(pool) else np.zeros(1, np.int64)
    for first, last in itertools.pairwise(bounds.tolist()):
        persons, row = np.unique(person[first:last], return_inverse=True)
        sessions, column = np.unique(session[first:last], return_inverse=True)
        wrote = np.zeros((len(persons), len(sessions)))
        wrote[row, column] = 1.0
        yield persons, wrote if len(sessions) == 1 else _chances(wrote)


def _chances(wrote: Floats) -> Floats:
    """Return the probabilities x y / (1 + x y) with the same sums of rows and columns; what the sums leave no choice about is 0 or 1."""
    free = _free(wrote)
    rows, columns = np.where(free, wrote, 0.0).sum(axis=1), np.where(free, wrote, 0.0).sum(axis=0)
    x, y = (counts / np.sqrt(max(float(rows.sum()), 1.0)) for counts in (rows, columns))
    open_to = free.astype(np.float64)
    not_there = open_to / (1 + np.outer(x, y))
    for _ in range(_STEPS if free.any() else 0):
        x = rows / np.maximum(not_there @ y, VARIES)
        y = columns / np.maximum(x @ (open_to / (1 + np.outer(x, y))), VARIES)
        not_there = open_to / (1 + np.outer(x, y))
        if np.abs(x * (not_there @ y) - rows).max() <= _CLOSE:
            break
    return np.where(free, np.outer(x, y) * not_there, wrote)


def _free(wrote: Floats) -> Bools:
    """Return which entries the sums of rows and columns leave open, as far as rows and columns by themselves tell."""
    free = np.ones(wrote.shape, dtype=bool)
    while True:
        before = free.sum()
        for axis in (1, 0):
            open_to = free.sum(axis=axis)
            taken = np.where(free, wrote, 0.0).sum(axis=axis)
            settled = (taken == 0) | (taken == open_to)
            free &= ~np.expand_dims(settled, axis)
        if free.sum() == before:
            return free


def _moments(p: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of the sessions shared, from the probability of each person (row) to be in each session (column)."""
    v = p * (1 - p)
    by_person, by_session = (np.maximum(v.sum(axis=axis), VARIES) for axis in (1, 0))
    person, session = (_kept_exactly((v > VARIES).sum(axis=axis)) for axis in (1, 0))
    mean = p @ p.T - (v * (session / by_session)) @ v.T
    both = v @ v.T
    alone = (v**2 / by_person[:, None]) @ v.T
    varied = person[:, None] * person * (both - alone - alone.T + both**2 / np.outer(by_person, by_person))
    around = person[:, None] * (v @ (p**2).T - (v @ p.T) ** 2 / by_person[:, None])
    return mean, varied + around + around.T


def _kept_exactly(many: npt.NDArray[np.intp]) -> Floats:
    """Return by how much counts that are met exactly, and not on average, raise what is left to chance in each of ``many`` places."""
    return np.where(many > 1, many / np.maximum(many - 1, 1), 1.0).astype(np.float64)
