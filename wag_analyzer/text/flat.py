"""All words of a chat in one row, as numbers: each distinct word is looked at once, however often it is written.

The words are those of ``normalize.tokens``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.text.normalize import WORD, following, normal

__all__ = ["Said", "Words", "flat"]

Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

_AT: Final = "@"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of all messages, in order.

    Parameters
    ----------
    surfaces, words
        Every distinct word as written, and in its standard spelling.
    afters
        Every distinct text that follows a word.
    message, start, end
        Message of each word, and where in it the word stands.
    surface, after
        Which of ``surfaces`` and ``afters`` each word is and has.
    called
        Whether an @ stands at most two characters before each word, or begins it.
    offsets
        Where the words of each message begin, and where the last ones end.
    """

    surfaces: list[str]
    words: list[str]
    afters: list[str]
    message: Places
    start: Places
    end: Places
    surface: Places
    after: Places
    called: Flags
    offsets: Places

    def are(self, holds: Callable[[str], bool]) -> Flags:
        """Return of each distinct word as written whether something holds."""
        return np.fromiter(map(holds, self.surfaces), bool, len(self.surfaces))

    def take(self, kept: Flags) -> "Words":
        """Return some of the words, of as many messages."""
        columns = {name: getattr(self, name)[kept] for name in ("message", "start", "end", "surface", "after", "called")}
        return replace(self, **columns, offsets=np.searchsorted(columns["message"], np.arange(len(self.offsets))))

    def mean(self, wanted: frozenset[str]) -> Flags:
        """Return of each distinct word whether its standard spelling is one of ``wanted``."""
        return np.fromiter((word in wanted for word in self.words), bool, len(self.words))

    def followed(self, holds: Callable[[str], bool]) -> Flags:
        """Return of each word whether something holds of the text after it."""
        return np.fromiter(map(holds, self.afters), bool, len(self.afters))[self.after]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in a chat, each distinct text once.

    Parameters
    ----------
    code
        Which of the texts each message has; -1 where it has none or an empty one.
    texts, words
        The texts in order of first use, and their words.
    """

    code: Places
    texts: list[str]
    words: Words

    @classmethod
    def of(cls, column: pd.Series) -> "Said":
        """Return what a column of texts says."""
        code, texts = pd.factorize(column.astype(object).where(column != "", None))
        listed: list[str] = texts.tolist()
        return cls(np.asarray(code, np.intp), listed, flat(listed))


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Distinct stretches without a blank: length, number of words, what stands before the first; then one entry a word of each."""

    length: Places
    count: Places
    head: Flags
    called_next: Flags
    first: Places
    start: Places
    end: Places
    surface: list[str]
    after: list[str]
    called: Flags


def flat(texts: Sequence[str]) -> Words:
    """Return the words of all texts."""
    split = pc.split_pattern(pa.array(texts, pa.large_string()), " ")
    coded = split.values.dictionary_encode()
    code, bounds = np.asarray(coded.indices, np.intp), np.asarray(split.offsets, np.intp)
    pieces = _pieces(coded.dictionary.to_pylist())
    length = pieces.length[code] + 1
    begin = np.cumsum(length) - length
    message = np.repeat(np.arange(len(texts)), np.diff(bounds))
    begin -= begin[bounds[message]]
    count = pieces.count[code]
    piece = np.repeat(np.arange(len(code)), count)
    entry = pieces.first[code[piece]] + np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    surfaces, surface = _distinct(pieces.surface)
    afters, after = _distinct(pieces.after)
    called = pieces.called[entry] | ((pieces.start[entry] == 0) & _previous(pieces.called_next[code], message)[piece])
    at = message[piece]
    found = Words(
        surfaces=surfaces,
        words=[normal(word) for word in surfaces],
        afters=afters,
        message=at,
        start=begin[piece] + pieces.start[entry],
        end=begin[piece] + pieces.end[entry],
        surface=surface[entry],
        after=after[entry],
        called=called,
        offsets=np.searchsorted(at, np.arange(len(texts) + 1)),
    )
    loose = np.flatnonzero((count == 0) & (pieces.length[code] > 0) | pieces.head[code])
    _across(found, np.unique(np.searchsorted(piece, loose) - 1), texts)
    return found


def _pieces(distinct: Sequence[str]) -> _Pieces:
    rows: list[tuple[int, int, str, str, bool]] = []
    count, head = np.zeros(len(distinct), np.intp), np.zeros(len(distinct), bool)
    for number, text in enumerate(distinct):
        found = list(WORD.finditer(text))
        count[number] = len(found)
        head[number] = bool(found) and found[0].start() > 0
        for place, match in enumerate(found):
            start, end = match.span()
            until = found[place + 1].start() if place + 1 < len(found) else len(text)
            rows.append((start, end, match[0], following(text[end:until]), _AT in text[max(0, start - 2) : start + 1]))
    return _Pieces(
        length=np.fromiter(map(len, distinct), np.intp, len(distinct)),
        count=count,
        head=head,
        called_next=np.fromiter((text.endswith(_AT) for text in distinct), bool, len(distinct)),
        first=np.cumsum(count) - count,
        start=np.array([row[0] for row in rows], np.intp),
        end=np.array([row[1] for row in rows], np.intp),
        surface=[row[2] for row in rows],
        after=[row[3] for row in rows],
        called=np.array([row[4] for row in rows], bool),
    )


def _distinct(values: Sequence[str]) -> tuple[list[str], Places]:
    coded = pa.array(values, pa.large_string()).dictionary_encode()
    return coded.dictionary.to_pylist(), np.asarray(coded.indices, np.intp)


def _previous(holds: Flags, message: Places) -> Flags:
    """Return of each piece whether something holds of the one before it in the message."""
    before = np.append(False, holds[:-1])[: len(holds)]
    before[np.diff(message, prepend=-1) != 0] = False
    return before


def _across(words: Words, near: Places, texts: Sequence[str]) -> None:
    """Put in place what follows a word where it does not end with the piece the word stands in."""
    known: dict[str, int] = {after: number for number, after in enumerate(words.afters)}
    for place in near[near >= 0].tolist():
        at = int(words.message[place])
        last = place + 1 == words.offsets[at + 1]
        text = texts[at]
        after = following(text[int(words.end[place]) : len(text) if last else int(words.start[place + 1])])
        words.after[place] = known.setdefault(after, len(known))
    words.afters.extend(list(known)[len(words.afters) :])
