"""Who takes part in which stretch of talk, and what hints each one's words and the others' show there: the rows that are weighed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import Talk, talk
from wag_analyzer.detectors._said import cued
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
    person, stretch
        Author (a number in ``people``) and stretch of each row.
    begin, end
        First message of each stretch, and the one after its last.
    shown
        Message × hint: which are shown.
    features
        Row × (own hints, the others' hints, four sizes): how often each hint is shown, two at most.
    """

    chat: Talk
    people: Sequence[str]
    person: Ints
    stretch: Ints
    begin: Ints
    end: Ints
    shown: csr_array
    features: csr_array

    @cached_property
    def of_stretch(self) -> npt.NDArray[np.intp]:
        """Return the first row of each stretch, and one more: rows stand in order of stretches."""
        return np.searchsorted(self.stretch, np.arange(len(self.begin) + 1))


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
    pairs: list[tuple[int, int]] = [
        (at, column[name])
        for at, shown in once(talk, analysis).signals.items()
        for signal in shown
        if (name := f"{ACT}.{signal}") in column
    ]
    for lexicon in LEXICONS:
        known = {name.partition(".")[2]: number for name, number in column.items() if name.startswith(f"{lexicon}.")}
        if known:
            pairs.extend((at, known[hint]) for at, shown in cued(analysis, lexicon).items() for hint in shown if hint in known)
    at, hint = np.array(sorted(pairs), np.intp).reshape(-1, 2).T
    return csr_array((np.ones(len(at)), (at, hint)), shape=(len(analysis.messages), len(names)))


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
    key, row, own = np.unique(stretch * max(1, len(people)) + author, return_inverse=True, return_counts=True)
    at, person = np.divmod(key, max(1, len(people)))
    others = np.bincount(at, minlength=len(begin))[at] - 1 if len(at) else at
    first = author[begin][at] == person if len(at) else np.zeros(0, bool)
    shown = hints_of(analysis, names)
    mine = _gathered(row, len(key)) @ shown
    all_there = (_gathered(stretch, len(begin)) @ shown)[at]
    sizes = np.stack([np.minimum(5, others) / 2, np.minimum(12, (end - begin)[at]) / 6, np.minimum(3, own) / 2, first], axis=1)
    features = hstack([_capped(mine), _capped(all_there - mine), csr_array(sizes)], format="csr")
    kept = np.flatnonzero(others > 0)
    return Rows(chat, people, person[kept], at[kept], begin, end, shown, features[kept])


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
    return csr_array((np.ones(len(group)), (group, np.arange(len(group)))), shape=(groups, len(group)))


def _capped(counts: csr_array) -> csr_array:
    found = csr_array(counts)
    found.data = np.minimum(found.data, _MOST_TIMES)
    found.eliminate_zeros()
    return found
