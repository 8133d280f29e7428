"""Where lines begin and which of them look like headers: over bytes and in columns.

The grammar looks at one line of each shape (``05/01/24, 21:07 - `` has the shape ``00/00/00, 00:00 - ``). All other lines of a shape are
found by comparing eight masked bytes at a time, and read at fixed places. ``reference.py`` does the same one line after the other.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Fields, Ints, seconds
from wag_analyzer.parser.layouts import HEAD, LEADS
from wag_analyzer.parser.masks import Words, masked
from wag_analyzer.parser.templates import Template, template

__all__ = ["Scan", "line_bounds", "scan"]

Flags = npt.NDArray[np.bool_]

_BLOCK: Final = 1 << 16
_WORDS: Final = 8
_PLAUSIBLE: Final = np.array([byte in LEADS for byte in range(256)])


@dataclass(frozen=True, slots=True)
class Scan:
    """Lines of one text and the headers among them.

    ``starts`` and ``ends`` are byte offsets of each line without its line end. The other arrays have one entry per line that looks like a
    header: ``line`` (from 0), ``rest`` (byte offset behind the header), ``shape`` and ``date`` (indices into ``shapes`` and ``dates``) and
    ``clock`` (seconds since midnight, -1 when there is no such time).
    """

    data: bytes
    starts: Ints
    ends: Ints
    line: Ints
    rest: Ints
    shape: Ints
    date: Ints
    clock: Ints
    shapes: list[tuple[str, str]]
    dates: list[Fields]


def line_bounds(data: bytes) -> tuple[Ints, Ints]:
    """Return where each line starts and ends; line feeds end lines, nothing else does."""
    if not data:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    feeds = np.flatnonzero(np.frombuffer(data, np.uint8) == 10).astype(np.int64)
    starts = np.concatenate((np.zeros(1, np.int64), feeds + 1))
    ends = np.concatenate((feeds, np.array([len(data)], np.int64)))
    return (starts[:-1], ends[:-1]) if starts[-1] == len(data) else (starts, ends)


def scan(data: bytes) -> Scan:
    """Return the lines of a UTF-8 text whose lines end in LF, and the headers among them."""
    scanner = _Scanner(data)
    scanner.find()
    return scanner.columns()


class _Scanner:
    """Finds headers by shape; ``found`` holds, in the order of finding, lines and the number of their shape."""

    def __init__(self, data: bytes) -> None:
        self.words = Words(data)
        self.starts, self.ends = line_bounds(data)
        self.templates: list[Template] = []
        self.found: list[tuple[Ints, int]] = []
        self.lines = np.zeros(0, np.int64)
        self.heads = np.zeros((_WORDS, 0), np.uint64)

    def find(self) -> None:
        """Look at all lines that can begin with a header, some tens of thousands at a time."""
        likely = np.flatnonzero((self.ends > self.starts) & _PLAUSIBLE[self.words.bytes[self.starts]])
        for begin in range(0, len(likely), _BLOCK):
            self.lines = likely[begin : begin + _BLOCK]
            self.block()

    def block(self) -> None:
        """Find the headers in some lines, first those of known shapes, then by the grammar, which learns new ones."""
        self.heads = masked(self.words, self.starts[self.lines], _WORDS)
        for number in sorted(range(len(self.templates)), key=lambda number: -self.templates[number].hits):
            self.take(number, self.matches(number))
        place = 0
        while place < len(self.lines):
            learned = template(self.head(int(self.lines[place])))
            if learned is None:
                place += 1
                continue
            self.lines, self.heads = self.lines[place:], self.heads[:, place:]
            place = 0
            self.learn(learned)

    def head(self, line: int) -> bytes:
        """Return the beginning of a line."""
        start = int(self.starts[line])
        return self.words.data[start : min(int(self.ends[line]), start + 4 * HEAD)]

    def learn(self, learned: Template) -> None:
        """Remember a shape and take its lines, in any case the first, from which it was learned."""
        self.templates.append(learned)
        if learned.scripts - self.words.scripts:
            self.words.scripts |= learned.scripts
            self.heads = masked(self.words, self.starts[self.lines], _WORDS)
        match = self.matches(len(self.templates) - 1)
        match[0] = True
        self.take(len(self.templates) - 1, match)

    def matches(self, number: int) -> Flags:
        """Return which of the lines have a shape."""
        shape = self.templates[number]
        match: Flags = np.zeros(len(self.lines), bool)
        if shape.words:
            rows = np.flatnonzero(self.heads[0] & shape.masks[0] == shape.words[0])
            for at in range(1, len(shape.words)):
                rows = rows[self.heads[at, rows] & shape.masks[at] == shape.words[at]]
            match[rows] = True
        return match

    def take(self, number: int, match: Flags) -> None:
        """Move some lines to what was found."""
        if not match.any():
            return
        hits = self.lines[match]
        self.templates[number].hits += len(hits)
        self.found.append((hits, number))
        self.lines, self.heads = self.lines[~match], self.heads[:, ~match]

    def columns(self) -> Scan:
        """Return what was found, by line."""
        line = np.concatenate((np.zeros(0, np.int64), *(hits for hits, _ in self.found)))
        number = np.concatenate((np.zeros(0, np.int64), *(np.full(len(hits), shape) for hits, shape in self.found)))
        order = np.argsort(line, kind="stable")
        line, number = line[order], number[order]
        at = self.starts[line]
        shapes: dict[tuple[str, str], int] = {}
        shape_of = np.array([shapes.setdefault((item.layout, item.shape), len(shapes)) for item in self.templates], np.int64)
        lengths = np.array([item.length for item in self.templates], np.int64)
        dates: dict[Fields, int] = {}
        date, clock = np.zeros(len(line), np.int64), np.zeros(len(line), np.int64)
        for index, item in enumerate(self.templates):
            rows = np.flatnonzero(number == index)
            date[rows] = _dates(self.words, item, at[rows], dates)
            hour, minute, second = (item.number(self.words.bytes, at[rows], place) for place in item.time)
            clock[rows] = seconds(hour, minute, second, item.half)
        rest, shape = (at + lengths[number], shape_of[number]) if len(lengths) else (at, number)
        return Scan(self.words.data, self.starts, self.ends, line, rest, shape, date, clock, list(shapes), list(dates))


def _dates(words: Words, item: Template, at: Ints, dates: dict[Fields, int]) -> Ints:
    """Return the index of each line's date; each distinct date is understood once."""
    first, second, third = (item.number(words.bytes, at, place) for place in item.date)
    key = (first * 10000 + second) * 10000 + third
    turns = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if len(key) else np.zeros(0, np.int64)
    distinct, inverse = np.unique(key[turns], return_inverse=True)
    index = [
        dates.setdefault(
            Fields((value // 10**8, value // 10**4 % 10**4, value % 10**4), item.fields.shift, item.fields.year_at, item.fields.month_at),
            len(dates),
        )
        for value in distinct.tolist()
    ]
    runs = np.diff(np.append(turns, len(key)))
    return np.repeat(np.array(index, np.int64)[inverse.reshape(-1)], runs) if len(key) else key
