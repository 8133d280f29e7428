"""Where lines begin and which of them look like headers: over bytes and in columns, one block of whole lines after the other.

The grammar looks at one line of each shape (``05/01/24, 21:07 - `` has the shape ``00/00/00, 00:00 - ``). All other lines of a shape are
found by comparing eight bytes at a time, and read at fixed places. ``reference.py`` does the same one line after the other.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Fields, Ints, seconds
from wag_analyzer.parser.layouts import HEAD, LEADS
from wag_analyzer.parser.masks import Words, digit_counts
from wag_analyzer.parser.templates import Template, template

__all__ = ["Scan", "Scanner", "line_bounds", "scan"]

Flags = npt.NDArray[np.bool_]

_FEW: Final = 3
"""Digits that every header has among its first bytes."""

_NEAR: Final = 5
"""Words of eight bytes in which these digits stand."""

_PLAUSIBLE: Final = np.array([byte in LEADS for byte in range(256)])
_FOREIGN: Final = 128
_FEED: Final = 10
_COLON: Final = 58
_BRACKET: Final = 91


@dataclass(frozen=True, slots=True)
class Scan:
    """Lines of one block and the headers among them.

    ``starts`` and ``ends`` are byte offsets of each line without its line end. The other arrays have one entry per line that looks like a
    header: ``line`` (from 0), ``rest`` (byte offset behind the header), ``colon`` (that of the first colon or line feed behind it),
    ``shape`` and ``date`` (indices into ``shapes`` and ``dates``, which grow from block to block) and ``clock`` (seconds since midnight, -1
    when there is no such time).
    """

    words: Words
    starts: Ints
    ends: Ints
    line: Ints
    rest: Ints
    colon: Ints
    shape: Ints
    date: Ints
    clock: Ints
    shapes: list[tuple[str, str]]
    dates: list[Fields]

    @property
    def data(self) -> bytes:
        """Return the bytes of the block."""
        return self.words.data


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines of a block; ``signs`` is where its colons and line feeds stand, ``first`` which of them is the first of each line."""

    starts: Ints
    ends: Ints
    signs: Ints
    first: Ints


def line_bounds(data: bytes) -> tuple[Ints, Ints]:
    """Return where each line starts and ends; line feeds end lines, nothing else does."""
    found = _lines(Words(data))
    return found.starts, found.ends


def _lines(words: Words) -> _Lines:
    size = len(words.data)
    view = words.bytes[: size + 1]  # one line feed stands behind the data
    signs = np.flatnonzero((view == _FEED) | (view == _COLON))
    feeds = np.flatnonzero(view[signs] == _FEED)
    if size == 0 or view[size - 1] == _FEED:
        feeds = feeds[:-1]
    ends = signs[feeds]
    starts, first = np.zeros_like(ends), np.zeros_like(feeds)
    starts[1:], first[1:] = ends[:-1] + 1, feeds[:-1] + 1
    return _Lines(starts, ends, signs, first)


def scan(data: bytes) -> Scan:
    """Return the lines of a UTF-8 text whose lines end in LF, and the headers among them."""
    return Scanner().scan(data)


class Scanner:
    """Finds headers by shape; the shapes and dates met in one block are known in the next."""

    def __init__(self) -> None:
        self.templates: list[Template] = []
        self.shapes: dict[tuple[str, str], int] = {}
        self.dates: dict[Fields, int] = {}

    def scan(self, data: bytes) -> Scan:
        """Return the lines of a block of whole lines, and the headers among them."""
        words = Words(data)
        lines = _lines(words)
        starts = lines.starts
        found = _Block(self, words, starts, lines.ends).find()
        line = np.concatenate((np.zeros(0, np.int64), *(hits for hits, _ in found)))
        number = np.concatenate((np.zeros(0, np.int64), *(np.full(len(hits), shape) for hits, shape in found)))
        if len(found) > 1:
            order = np.argsort(line, kind="stable")
            line, number = line[order], number[order]
        at = starts[line]
        date, clock, rest, shape, colon = (np.zeros(len(line), np.int64) for _ in range(5))
        for index in sorted({index for _, index in found}):
            item = self.templates[index]
            rows = np.flatnonzero(number == index) if len(found) > 1 else slice(None)
            place = at[rows]
            date[rows] = self._dates(words, item, place)
            clock[rows] = seconds(*item.clock(words, place), item.half)
            rest[rows] = place + item.length
            colon[rows] = lines.signs[lines.first[line[rows]] + item.colons]
            shape[rows] = self.shapes.setdefault((item.layout, item.shape), len(self.shapes))
        return Scan(words, starts, lines.ends, line, rest, colon, shape, date, clock, list(self.shapes), list(self.dates))

    def _dates(self, words: Words, item: Template, at: Ints) -> Ints:
        """Return the index of each line's date; only where the bytes of the date change is it read."""
        turned = np.zeros(len(at), bool)
        turned[:1] = True
        for offset, mask in item.date_words():
            word = words.at[at + offset] & mask
            turned[1:] |= word[1:] != word[:-1]
        turns = np.flatnonzero(turned)
        first, second, third = (item.number(words.bytes, at[turns], place).tolist() for place in item.date)
        numbers = zip(first, second, third, strict=True)
        era = (item.fields.shift, item.fields.year_at, item.fields.month_at)
        index = [self.dates.setdefault(Fields(three, *era), len(self.dates)) for three in numbers]
        return np.repeat(np.array(index, np.int64), np.diff(np.append(turns, len(at))))


class _Block:
    """Finds the headers of one block; ``found`` holds, in the order of finding, lines and the number of their shape."""

    def __init__(self, scanner: Scanner, words: Words, starts: Ints, ends: Ints) -> None:
        self.templates = scanner.templates
        self.words = words
        self.starts, self.ends = starts, ends
        self.found: list[tuple[Ints, int]] = []
        self.lines = np.flatnonzero((ends > starts) & _PLAUSIBLE[words.bytes[starts]])

    def find(self) -> list[tuple[Ints, int]]:
        """Return the lines with a header: first those of known shapes, then by the grammar, which learns new ones."""
        for number in sorted(range(len(self.templates)), key=lambda number: -self.templates[number].hits):
            self.take(number, self.matches(number))
        self.leave_out(~self.has_digits())
        place = 0
        while place < len(self.lines):
            learned = template(self.head(int(self.lines[place])))
            if learned is None:
                place += 1
                continue
            gone = np.zeros(len(self.lines), bool)
            gone[:place] = True
            self.leave_out(gone)
            place = 0
            self.learn(learned)
        return self.found

    def has_digits(self) -> Flags:
        """Return which lines hold the digits of a header near their start; where these may be of a script not met yet, the line is kept."""
        start = self.starts[self.lines]
        lead = self.words.bytes[start]
        found: Flags = (digit_counts(self.words, start, _NEAR) >= _FEW) | (lead >= _FOREIGN) | (lead == _BRACKET)
        return found

    def head(self, line: int) -> bytes:
        """Return the beginning of a line."""
        start = int(self.starts[line])
        return self.words.data[start : min(int(self.ends[line]), start + 4 * HEAD)]

    def learn(self, learned: Template) -> None:
        """Remember a shape and take its lines, in any case the first, from which it was learned."""
        self.templates.append(learned)
        match = self.matches(len(self.templates) - 1)
        match[0] = True
        self.take(len(self.templates) - 1, match)

    def matches(self, number: int) -> Flags:
        """Return which of the lines have a shape."""
        heads = self.templates[number].heads
        if not heads or not len(self.lines):
            return np.zeros(len(self.lines), bool)
        start = self.starts[self.lines]
        limit = len(self.words.at) - 1
        match = heads[0].fits(self.words.at[start])
        rows = np.flatnonzero(match)
        for at, head in enumerate(heads[1:], 1):
            rows = rows[head.fits(self.words.at[np.minimum(start[rows] + 8 * at, limit)])]
        match[:] = False
        match[rows] = True
        return match

    def take(self, number: int, match: Flags) -> None:
        """Move some lines to what was found."""
        if not match.any():
            return
        hits = self.lines[match]
        self.templates[number].hits += len(hits)
        self.found.append((hits, number))
        self.leave_out(match)

    def leave_out(self, gone: Flags) -> None:
        """Look no longer at some lines."""
        if gone.any():
            self.lines = self.lines[~gone]
