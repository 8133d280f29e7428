"""Who takes part in which stretch of talk, and what hints each one's words and the others' show there: the rows that are weighed."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import Talk, talk
from wag_analyzer.detectors._said import in_texts, said
from wag_analyzer.detectors._shared import once

__all__ = ["ACT", "LEXICONS", "Rows", "hints_of", "rows_of"]

LEXICONS: Final = (
    "together", "setting_aside", "mockery", "winning", "manner", "behind", "passing", "wrongs", "moves", "claims", "kindness", "keeping",
    "phases", "constructive",
)  # fmt: skip
"""Lexicons whose hints are weighed, beside the signals every chat is read for (``act``)."""
ACT: Final = "act"
_LONGEST: Final = 60
_MOST_TIMES: Final = 2

Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Rows:
    """One row for each person in each stretch of two people or more.

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
    """

    chat: Talk
    people: Sequence[str]
    person: Ints
    stretch: Ints
    begin: Ints
    end: Ints
    author: Ints
    shown: csr_array

    @cached_property
    def of_stretch(self) -> Ints:
        """Return the first row of each stretch, and one more."""
        return np.searchsorted(self.stretch, np.arange(len(self.begin) + 1))

    def features(self, first: int, last: int) -> csr_array:
        """Return row × (own hints, the others' hints, four sizes) of rows ``first`` to before ``last``: times shown, two at most."""
        if first >= last:
            return csr_array((0, 2 * self.shown.shape[1] + 4))
        stretches = np.arange(self.stretch[first], self.stretch[last - 1] + 1)
        start, stop = int(self.begin[stretches[0]]), int(self.end[stretches[-1]])
        begin, size = self.begin[stretches] - start, self.end[stretches] - self.begin[stretches]
        of, author, shown = np.repeat(np.arange(len(stretches)), size), self.author[start:stop], self.shown[start:stop]
        key, group, own = np.unique(of * len(self.people) + author, return_inverse=True, return_counts=True)
        at, person = np.divmod(key, len(self.people))
        mine = _gathered(group, len(key)) @ shown
        theirs = (_gathered(of, len(stretches)) @ shown)[at] - mine
        others = np.bincount(at, minlength=len(stretches))[at] - 1
        opens = author[begin][at] == person
        sizes = np.stack([np.minimum(5, others) / 2, np.minimum(12, size[at]) / 6, np.minimum(3, own) / 2, opens], axis=1)
        every = csr_array(hstack([_capped(mine), _capped(theirs), csr_array(sizes.astype(np.float32))], format="csr"))
        here = (self.stretch[first:last] - stretches[0]) * len(self.people) + self.person[first:last]
        return csr_array(every[np.searchsorted(key, here)])


def hints_of(analysis: Analysis, names: Sequence[str]) -> csr_array:
    """Return message × name: whether a message shows a hint.

    Parameters
    ----------
    analysis
        A chat analysed.
    names
        ``lexicon.hint``, or ``act.signal``.
    """
    column = {name: number for number, name in enumerate(names)}
    acts = _marked(
        (
            (at, column[f"{ACT}.{signal}"])
            for at, shown in once(talk, analysis).signals.items()
            for signal in shown
            if f"{ACT}.{signal}" in column
        ),
        (len(analysis.messages), len(names)),
    )
    chat = once(said, analysis)
    cues = _marked(
        (
            (text, column[f"{lexicon}.{hint}"])
            for lexicon in LEXICONS
            for text, hint in in_texts(analysis, lexicon)
            if f"{lexicon}.{hint}" in column
        ),
        (len(chat.texts) + 1, len(names)),  # the last one is no text: messages without words have the code -1
    )
    return csr_array(acts + cues[chat.code])


def _marked(pairs: Iterable[tuple[int, int]], shape: tuple[int, int]) -> csr_array:
    """Return a table of what is marked, each once."""
    flat = np.fromiter(itertools.chain.from_iterable(pairs), np.int32).reshape(-1, 2)
    return csr_array((np.ones(len(flat), np.float32), (flat[:, 0], flat[:, 1])), shape=shape)


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
    at, person = np.divmod(np.unique(stretch * max(1, len(people)) + author), max(1, len(people)))
    kept = np.bincount(at, minlength=len(begin))[at] > 1 if len(at) else np.zeros(0, bool)
    return Rows(chat, people, person[kept], at[kept], begin, end, author, hints_of(analysis, names))


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
