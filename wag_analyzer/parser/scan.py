"""Where lines begin and which of them look like headers: over bytes and in columns, one block of whole lines after the other.

The grammar looks at one line of each shape (``05/01/24, 21:07 - `` has the shape ``00/00/00, 00:00 - ``). All other lines of a shape are
found by comparing eight bytes at a time, and read at fixed places. ``reference.py`` does the same one line after the other.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Fields, Ints
from wag_analyzer.parser.layouts import HEAD, LEADS
from wag_analyzer.parser.masks import Near, Words, digit_counts, places
from wag_analyzer.parser.signs import SIGNS
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
_MANY: Final = 32_000
_HEADS: Final = 24
"""Bytes of each line that are fetched at once."""
_BRACKET: Final = 91
_REACH: Final = 104
"""Bytes of the 26 characters in which the first digit of a header stands, unless direction marks stand before it."""

_PAIR: Final = np.dtype("<u2")
_MARKED: Final = [int.from_bytes(pair, "little") for pair in (b"\xe2\x80", b"\xe2\x81", b"\xd8\x9c", b"\xef\xbb")]
"""How direction marks begin."""


@dataclass(frozen=True, slots=True)
class Scan:
    """Lines of one block and the headers among them.

    ``starts`` and ``ends`` are byte offsets of each line without its line end. The other arrays have one entry per line that looks like a
    header: ``line`` (from 0), ``rest`` (byte offset behind the header),
    ``shape`` and ``date`` (indices into ``shapes`` and ``dates``, which grow from block to block) and ``clock`` (seconds since midnight, -1
    when there is no such time). ``signs`` are byte offsets of each of the bytes ``signs.SIGNS``.
    """

    words: Words
    starts: Ints
    ends: Ints
    line: Ints
    rest: Ints
    shape: Ints
    date: Ints
    clock: Ints
    shapes: list[tuple[str, str]]
    dates: list[Fields]
    signs: list[Ints]

    @property
    def data(self) -> bytes:
        """Return the bytes of the block."""
        return self.words.data


def line_bounds(data: bytes) -> tuple[Ints, Ints]:
    """Return where each line starts and ends; line feeds end lines, nothing else does."""
    starts, ends, _ = _looked_for(Words(data))
    return starts, ends


def _looked_for(words: Words) -> tuple[Ints, Ints, list[Ints]]:
    """Return where each line starts and ends, and where the bytes ``SIGNS`` stand."""
    size = len(words.data)
    ends, *signs = places(words.bytes[:size], (_FEED, *SIGNS))
    if size and not words.data.endswith(b"\n"):
        ends = np.append(ends, size)
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1] + 1
    return starts, ends, signs


def scan(data: bytes) -> Scan:
    """Return the lines of a UTF-8 text whose lines end in LF, and the headers among them."""
    return Scanner().scan(data)


class Scanner:
    """Finds headers by shape; the shapes and dates met in one block are known in the next."""

    def __init__(self) -> None:
        self.templates: list[Template] = []
        self.shapes: dict[tuple[str, str], int] = {}
        self.dates: dict[Fields, int] = {}

    def scan(self, data: bytes, ahead: memoryview | None = None) -> Scan:
        """Return the lines of a block of whole lines, and the headers among them; ``ahead`` as for ``Words``."""
        words = Words(data, ahead)
        starts, ends, signs = _looked_for(words)
        found = _Block(self, words, starts, ends).find()
        line = np.flatnonzero(found >= 0)
        number = found[line]
        at = starts[line]
        date, clock, rest, shape = (np.zeros(len(line), np.int64) for _ in range(4))
        used = np.flatnonzero(np.bincount(number)).tolist()
        for index in used:
            item = self.templates[index]
            rows = np.flatnonzero(number == index) if len(used) > 1 else slice(None)
            place = at[rows]
            near = words.near(place, item.reach)
            date[rows] = self._dates(words, item, place, near)
            clock[rows] = item.seconds(near)
            rest[rows] = place + item.length
            shape[rows] = self.shapes.setdefault((item.layout, item.shape), len(self.shapes))
        return Scan(words, starts, ends, line, rest, shape, date, clock, list(self.shapes), list(self.dates), signs)

    def _dates(self, words: Words, item: Template, at: Ints, near: Near) -> Ints:
        """Return the index of each line's date; only where the bytes of the date change is it read."""
        turned = np.zeros(len(at), bool)
        turned[:1] = True
        for offset, mask in item.date_words():
            word = near.word(offset) & mask
            turned[1:] |= word[1:] != word[:-1]
        turns = np.flatnonzero(turned)
        first, second, third = (item.number(words.bytes, at[turns], place).tolist() for place in item.date)
        numbers = zip(first, second, third, strict=True)
        era = (item.fields.shift, item.fields.year_at, item.fields.month_at)
        index = [self.dates.setdefault(Fields(three, *era), len(self.dates)) for three in numbers]
        return np.repeat(np.array(index, np.int64), np.diff(np.append(turns, len(at))))


class _Block:
    """Finds the headers of one block; ``found`` holds the number of each line's shape, -1 where it has none.

    ``lines`` are those that are still looked at, ``near`` their first bytes.
    """

    def __init__(self, scanner: Scanner, words: Words, starts: Ints, ends: Ints) -> None:
        self.templates = scanner.templates
        self.words = words
        self.starts, self.ends = starts, ends
        self.found: npt.NDArray[np.signedinteger[Any]] = np.full(len(starts), -1, np.int16 if len(scanner.templates) < _MANY else np.int64)
        self.lines = np.arange(len(starts))
        self.near = words.near(starts, _HEADS)

    def find(self) -> npt.NDArray[np.signedinteger[Any]]:
        """Return the shape of each line: first those of known shapes, then by the grammar, which learns new ones."""
        for number in sorted(range(len(self.templates)), key=lambda number: -self.templates[number].hits):
            self.take(number, self.matches(number))
        self.leave_out(~((self.ends[self.lines] > self.starts[self.lines]) & _PLAUSIBLE[self.near.bytes[:, 0]]))
        self.leave_out(~self.has_digits())
        self.leave_out(~self.has_foreign_digits())
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
        lead, start = self.near.bytes[:, 0], self.starts[self.lines]
        counts = digit_counts(self.words, start, self.ends[self.lines] - start, _NEAR)
        found: Flags = (counts >= _FEW) | (lead >= _FOREIGN) | (lead == _BRACKET)
        return found

    def has_foreign_digits(self) -> Flags:
        """Return which lines may hold a digit of any script near their start, of those that begin with a letter of another script."""
        found = np.ones(len(self.lines), bool)
        rows = np.flatnonzero(self.near.bytes[:, 0] >= _FOREIGN)
        start = self.starts[self.lines[rows]]
        is_far = start < len(self.words.bytes) - _REACH
        rows, start = rows[is_far], start[is_far]
        if not len(rows):
            return found
        near = self.words.near(start, _REACH).bytes
        even, odd = near.view(_PAIR), near[:, 1:-1].copy().view(_PAIR)
        digits = _digit_pairs()
        found[rows] = digits[even].any(axis=1) | digits[odd].any(axis=1) | np.isin(even[:, 0], _MARKED)
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
        match = heads[0].fits(self.near.word(0))
        for at, head in enumerate(heads[1:], 1):
            if 8 * at < _HEADS and 2 * np.count_nonzero(match) > len(match):
                match &= head.fits(self.near.word(8 * at))
                continue
            rows = np.flatnonzero(match)
            start = self.starts[self.lines[rows]] + 8 * at
            match[rows] = head.fits(self.words.at[np.minimum(start, len(self.words.at) - 1)])
        return match

    def take(self, number: int, match: Flags) -> None:
        """Give some lines their shape."""
        hits = self.lines[match]
        if not len(hits):
            return
        if number >= _MANY and self.found.dtype == np.int16:
            self.found = self.found.astype(np.int64)
        self.templates[number].hits += len(hits)
        self.found[hits] = number
        self.leave_out(match)

    def leave_out(self, gone: Flags) -> None:
        """Look no longer at some lines."""
        if gone.any():
            stay = np.flatnonzero(~gone)
            self.lines, self.near = self.lines[stay], Near(self.near.bytes.take(stay, axis=0))


@cache
def _digit_pairs() -> Flags:
    """Return the pairs of bytes (the second is the higher) with which digits of all scripts begin; one of ASCII is followed by anything."""
    pairs = np.zeros(1 << 16, bool)
    pairs.reshape(256, 256)[:, 48:58] = True
    codes = (*range(0x80, 0x800), *range(0x800, 0x20000, 8))  # from 0x800 on, ten digits in a row share their first two bytes
    pairs[[int.from_bytes(chr(code).encode("utf-8", "replace")[:2], "little") for code in codes if chr(code).isdecimal()]] = True
    return pairs
