"""Who takes part in which stretch of talk, and what hints each one's words and the others' show there: the rows that are weighed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array, hstack

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import Talk, talk
from wag_analyzer.detectors._said import said, texts_with
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._spelled import Spelled
from wag_analyzer.text.dues import due_in, may_name

__all__ = ["ACT", "DUE", "LEXICONS", "Rows", "hints_of", "rows_of"]

LEXICONS: Final = (
    "together", "setting_aside", "mockery", "winning", "manner", "behind", "passing", "wrongs", "moves", "claims", "kindness", "keeping",
    "phases", "constructive",
)  # fmt: skip
"""Lexicons whose hints are weighed, beside the signals every chat is read for (``act``)."""
ACT: Final = "act"
DUE: Final = "time.due"
"""The hint of a message that names a time to come."""
_LONGEST: Final = 60
_MOST_TIMES: Final = 2
_ASKS: Final = ("act.question", "act.request", "act.chase")
_JOINS: Final = ("act.pledge", "act.accept", "act.acknowledgement", "act.me_too", "together.joining")
_SIZES: Final = 4
_TURNS: Final = 8
_SOME_DAY: Final = pd.Timestamp("2024-05-08 10:00")
"""A Wednesday: whether a time is to come does not depend on when it is said."""

Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Rows:
    """One row for each person in each stretch of two people or more: who writes there, or is asked something there by name.

    Parameters
    ----------
    chat
        The chat.
    people
        Authors in order of name.
    person, stretch
        Author (a number in ``people``) and stretch of each row; rows stand in order of stretches.
    begin, end
        First message of each stretch, and the one after its last.
    author
        Author of each message.
    shown
        Message × hint: which are shown.
    named
        Message and author it names, a line each, in file order.
    silent
        Whether the person of a row writes nothing in its stretch.
    asks, joins
        Whether a message asks for something, and whether it joins in or assents.
    """

    chat: Talk
    people: Sequence[str]
    person: Ints
    stretch: Ints
    begin: Ints
    end: Ints
    author: Ints
    shown: csr_array
    named: Ints
    silent: npt.NDArray[np.bool_]
    asks: npt.NDArray[np.bool_]
    joins: npt.NDArray[np.bool_]

    @cached_property
    def of_stretch(self) -> Ints:
        """Return the first row of each stretch, and one more."""
        return np.searchsorted(self.stretch, np.arange(len(self.begin) + 1))

    @cached_property
    def clock(self) -> Ints:
        """Return when the stretch of each row begins, in seconds."""
        return np.array(self.chat.seconds, np.intp)[self.begin[self.stretch]]

    @cached_property
    def by_person(self) -> Ints:
        """Return the rows in order of person, those of one in file order."""
        return np.argsort(self.person, kind="stable")

    def features(self, first: int, last: int) -> csr_array:
        """Return row × (own hints, the others' hints, sizes, who turns to whom) of rows ``first`` to before ``last``.

        Hints are counted up to two; the other columns have their own bounds.
        """
        width = 2 * self.shown.shape[1] + _SIZES + _TURNS
        if first >= last:
            return csr_array((0, width))
        stretches = np.arange(self.stretch[first], self.stretch[last - 1] + 1)
        here = _Here(self, stretches)
        mine = _gathered(here.group, len(here.key)) @ here.shown
        theirs = (_gathered(here.of, len(stretches)) @ here.shown)[here.at] - mine
        further = csr_array(np.hstack([here.sizes(), here.turns()]).astype(np.float32))
        every = csr_array(hstack([_capped(mine), _capped(theirs), further], format="csr"))
        wanted = (self.stretch[first:last] - stretches[0]) * len(self.people) + self.person[first:last]
        return csr_array(every[np.searchsorted(here.key, wanted)])


class _Here:
    """Some stretches: who takes part or is named, and what of it is not a hint of a message."""

    def __init__(self, rows: Rows, stretches: Ints) -> None:
        self.rows, self.stretches, self.people = rows, stretches, len(rows.people)
        self.start, stop = int(rows.begin[stretches[0]]), int(rows.end[stretches[-1]])
        self.begin, self.size = rows.begin[stretches] - self.start, rows.end[stretches] - rows.begin[stretches]
        self.of = np.repeat(np.arange(len(stretches)), self.size)
        self.author, self.shown = rows.author[self.start : stop], rows.shown[self.start : stop]
        first, last = np.searchsorted(rows.named[:, 0], (self.start, stop))
        self.where, self.whom = rows.named[first:last, 0] - self.start, rows.named[first:last, 1]
        writes = self.of * self.people + self.author
        self.key = np.unique(np.concatenate([writes, self.of[self.where] * self.people + self.whom]))
        self.group = np.searchsorted(self.key, writes)
        self.at, self.person = np.divmod(self.key, self.people)
        self.own = self._count(self.group)

    def _count(self, group: Ints) -> Ints:
        return np.bincount(group, minlength=len(self.key))

    def sizes(self) -> npt.NDArray[np.float64]:
        """Return how many others write, messages, own messages, and whether the person begins."""
        others = np.bincount(self.at, self.own > 0, minlength=len(self.stretches))[self.at] - (self.own > 0)
        opens = self.author[self.begin][self.at] == self.person
        return np.stack([np.minimum(5, others) / 2, np.minimum(12, self.size[self.at]) / 6, np.minimum(3, self.own) / 2, opens], axis=1)

    def turns(self) -> npt.NDArray[np.float64]:
        """Return who turns to whom.

        Others' messages that name the person, and that ask as well; whether the person writes after the last of these, and whether not;
        own messages that name others, and that ask as well; others who join in; whether the person is silent.
        """
        rows, group = self.rows, np.searchsorted(self.key, self.of[self.where] * self.people + self.whom)
        asks, joins = rows.asks[self.start :][self.where], rows.joins[self.start : self.start + len(self.author)]
        last = np.full(len(self.key), -1)
        np.maximum.at(last, self.group, np.arange(len(self.author)))
        asked = np.full(len(self.key), -1)
        np.maximum.at(asked, group[asks], self.where[asks])
        naming = self.group[self.where]
        joined = self._count(self.group[joins]) > 0
        joiners = np.bincount(self.at, joined, minlength=len(self.stretches))[self.at] - joined
        counts = [
            np.minimum(3, self._count(group)) / 1.5,
            np.minimum(3, self._count(group[asks])) / 1.5,
            (asked >= 0) & (last > asked),
            (asked >= 0) & (last < asked),
            np.minimum(3, self._count(naming)) / 1.5,
            np.minimum(3, self._count(naming[asks])) / 1.5,
            np.minimum(5, joiners) / 2,
            self.own == 0,
        ]
        return np.stack(counts, axis=1).astype(np.float64)


def hints_of(analysis: Analysis, names: Sequence[str]) -> csr_array:
    """Return message × name: whether a message shows a hint.

    Parameters
    ----------
    analysis
        A chat analysed.
    names
        ``lexicon.hint``, ``act.signal`` or ``time.due``.
    """
    column = {name: number for number, name in enumerate(names)}
    chat = once(said, analysis)
    worded = (
        (column[f"{lexicon}.{hint}"], texts)
        for lexicon in LEXICONS
        for hint, texts in texts_with(analysis, lexicon)
        if f"{lexicon}.{hint}" in column
    )
    dated = [(column[DUE], list(_timed(once(Spelled, analysis), chat.texts)))] if DUE in column else []
    cues = _marked(
        (*worded, *dated),
        (len(chat.texts) + 1, len(names)),  # the last one is no text: messages without words have the code -1
    )
    return csr_array(_acts(analysis, column) + cues[chat.code])


def _acts(analysis: Analysis, column: Mapping[str, int]) -> csr_array:
    """Return message × name: which signals a message shows; those that show the same ones share them in the chat."""
    shown, number = once(talk, analysis).alike
    holding: defaultdict[int, list[int]] = defaultdict(list)
    for place, signals in enumerate(shown):
        for name in (f"{ACT}.{signal}" for signal in signals):
            if name in column:
                holding[column[name]].append(place)
    return _marked(holding.items(), (len(shown) + 1, len(column)))[number]


def _timed(spelled: Spelled, texts: Iterable[str]) -> Iterator[int]:
    """Yield the texts that name a time to come."""
    dated = spelled.holding(may_name)
    for text, words in enumerate(texts):
        if words in dated and due_in(spelled.standard(words), _SOME_DAY) is not None:
            yield text


def _marked(marks: Iterable[tuple[int, npt.ArrayLike]], shape: tuple[int, int]) -> csr_array:
    """Return a table of what is marked: columns, and rows of each, each once."""
    listed = [(column, np.asarray(rows, np.int32)) for column, rows in marks]
    rows = np.concatenate([np.zeros(0, np.int32), *(rows for _, rows in listed)])
    columns = np.repeat(np.array([column for column, _ in listed], np.int32), np.array([len(rows) for _, rows in listed], np.intp))
    return csr_array((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)


def rows_of(analysis: Analysis, names: Sequence[str]) -> Rows:
    """Return who takes part in which stretch, with what is shown there.

    A stretch ends at a pause of ten minutes, at the end of a session or after 60 messages.

    Parameters
    ----------
    analysis
        A chat analysed.
    names
        Hints that are counted, as for ``hints_of``.
    """
    chat = once(talk, analysis)
    people = sorted(chat.by_person)
    number = {person: place for place, person in enumerate(people)}
    author = np.array([number[person] for person in chat.people], np.intp)
    begin, end = _stretches(chat)
    stretch = np.repeat(np.arange(len(begin)), end - begin)
    shown = hints_of(analysis, names)
    asks, joins = _any(shown, names, _ASKS), _any(shown, names, _JOINS)
    named = _named(chat, number)
    every = max(1, len(people))
    writes = np.unique(stretch * every + author)
    asked = (stretch[named[:, 0]] * every + named[:, 1])[asks[named[:, 0]]]
    key = np.union1d(writes, asked)
    at, person = np.divmod(key, every)
    kept = np.bincount(at, minlength=len(begin))[at] > 1 if len(at) else np.zeros(0, bool)
    silent = ~np.isin(key, writes)
    return Rows(chat, people, person[kept], at[kept], begin, end, author, shown, named, silent[kept], asks, joins)


def _named(chat: Talk, number: Mapping[str, int]) -> Ints:
    """Return message and author named in it, for everybody but its own author."""
    pairs = [
        (at, number[person])
        for at in sorted(chat.named)
        for person in sorted({person for person, _ in chat.named[at]})
        if person in number and person != chat.people[at]
    ]
    return np.array(pairs, np.intp).reshape(-1, 2)


def _any(shown: csr_array, names: Sequence[str], wanted: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which messages show one of some hints."""
    return np.asarray(shown[:, [names.index(name) for name in wanted if name in names]].sum(axis=1)).ravel() > 0


def _stretches(chat: Talk) -> tuple[Ints, Ints]:
    """Return the first message of each stretch, and the one after its last."""
    begin: list[int] = []
    start = 0
    for end in chat.ends:
        begin.extend(range(start, end, _LONGEST))
        start = end
    return np.array(begin, np.intp), np.array([*begin[1:], len(chat.people)] if begin else [], np.intp)


def _gathered(group: Ints, groups: int) -> csr_array:
    """Return group × message: which messages belong to each."""
    return csr_array((np.ones(len(group), np.float32), (group, np.arange(len(group)))), shape=(groups, len(group)))


def _capped(counts: csr_array) -> csr_array:
    found = csr_array(counts)
    found.data = np.minimum(found.data, _MOST_TIMES)
    found.eliminate_zeros()
    return found
