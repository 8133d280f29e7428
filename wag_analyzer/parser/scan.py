"""Where lines begin and which of them look like headers: over bytes and in columns.

The grammar looks at one line of each shape (``05/01/24, 21:07 - `` has the shape ``00/00/00, 00:00 - ``). All other lines of a shape are
found by comparing eight masked bytes at a time, and read at fixed places. ``reference.py`` does the same one line after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Fields, Ints, seconds
from wag_analyzer.parser.layouts import HEAD, LEADS
from wag_analyzer.parser.masks import Words, masked
from wag_analyzer.parser.templates import Template, template

__all__ = ["Scan", "line_bounds", "scan"]

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


@dataclass(slots=True)
class _Found:
    """Headers in the order in which they were found: by shape, not by line."""

    line: list[Ints] = field(default_factory=list)
    rest: list[Ints] = field(default_factory=list)
    template: list[Ints] = field(default_factory=list)


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
    starts, ends = line_bounds(data)
    words = Words(data)
    templates: list[Template] = []
    found = _Found()
    likely = np.flatnonzero((ends > starts) & _PLAUSIBLE[words.bytes[starts]]) if data else np.zeros(0, np.int64)
    for begin in range(0, len(likely), _BLOCK):
        _block(words, starts, ends, likely[begin : begin + _BLOCK], templates, found)
    return _columns(words, starts, ends, templates, found)


def _block(words: Words, starts: Ints, ends: Ints, lines: Ints, templates: list[Template], found: _Found) -> None:
    """Find the headers among some lines, first those of known shapes, then by the grammar, which learns new ones."""
    heads = masked(words, starts[lines], _WORDS)
    order = sorted(range(len(templates)), key=lambda number: -templates[number].hits)
    for number in order:
        lines, heads = _take(number, starts, lines, heads, found, templates, is_new=False)
    place = 0
    while place < len(lines):
        start, end = int(starts[lines[place]]), int(ends[lines[place]])
        learned = template(words.data[start : min(end, start + 4 * HEAD)])
        if learned is None:
            place += 1
            continue
        templates.append(learned)
        if learned.scripts - words.scripts:
            words.scripts |= learned.scripts
            heads = masked(words, starts[lines], _WORDS)
        keep = slice(place, None)
        lines, heads = _take(len(templates) - 1, starts, lines[keep], heads[:, keep], found, templates, is_new=True)
        place = 0


def _take(
    number: int, starts: Ints, lines: Ints, heads: npt.NDArray[np.uint64], found: _Found, templates: Sequence[Template], *, is_new: bool
) -> tuple[Ints, npt.NDArray[np.uint64]]:
    """Move the lines of one shape (of a new one the first line in any case) to what was found and return the others."""
    shape = templates[number]
    match = np.zeros(len(lines), bool)
    match[:1] = is_new
    if shape.words:
        rows = np.flatnonzero(heads[0] & shape.masks[0] == shape.words[0])
        for at in range(1, len(shape.words)):
            rows = rows[heads[at, rows] & shape.masks[at] == shape.words[at]]
        match[rows] = True
    hits = lines[match]
    if not len(hits):
        return lines, heads
    shape.hits += len(hits)
    found.line.append(hits)
    found.rest.append(starts[hits] + shape.length)
    found.template.append(np.full(len(hits), number, np.int64))
    return lines[~match], heads[:, ~match]


def _columns(words: Words, starts: Ints, ends: Ints, templates: Sequence[Template], found: _Found) -> Scan:
    empty = np.zeros(0, np.int64)
    line = np.concatenate((empty, *found.line))
    rest = np.concatenate((empty, *found.rest))
    number = np.concatenate((empty, *found.template))
    order = np.argsort(line, kind="stable")
    line, rest, number = line[order], rest[order], number[order]
    shapes: dict[tuple[str, str], int] = {}
    shape_of = np.array([shapes.setdefault((item.layout, item.shape), len(shapes)) for item in templates], np.int64)
    dates: dict[Fields, int] = {}
    date, clock = np.zeros(len(line), np.int64), np.zeros(len(line), np.int64)
    for index, item in enumerate(templates):
        rows = np.flatnonzero(number == index)
        at = starts[line[rows]]
        date[rows] = _dates(words, item, at, dates)
        parts = [item.number(words.bytes, at, place) for place in item.time]
        clock[rows] = seconds(parts[0], parts[1], parts[2], item.half)
    return Scan(words.data, starts, ends, line, rest, shape_of[number] if len(templates) else empty, date, clock, list(shapes), list(dates))


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
