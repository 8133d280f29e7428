"""The first look at a text, block by block: runs of headers with the same date, and samples of what stands behind them.

What is decided over a whole file (which shapes are headers, the order of the dates, who is a sender, the language) rests on these few
numbers and lines, so that the file itself need not stay in memory.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Fields, Ints
from wag_analyzer.parser.masks import Words, first, stand
from wag_analyzer.parser.prefixes import Prefixes
from wag_analyzer.parser.scan import Scan, Scanner
from wag_analyzer.parser.signs import LEAD, Signs, find_signs
from wag_analyzer.parser.strings import Column, Strings

__all__ = [
    "EXAMPLES",
    "LONGEST",
    "Block",
    "Example",
    "Lines",
    "Runs",
    "Samples",
    "Small",
    "Survey",
    "are_marks",
    "colon_after",
    "line_from",
    "starts_with",
]

Flags = npt.NDArray[np.bool_]
Small = npt.NDArray[np.int32]
_Part = tuple[Ints, Ints, Ints, npt.NDArray[np.int64], Small]
"""Columns of ``Runs`` of one block."""

EXAMPLES: Final = 3
"""Lines of each prefix that are looked at."""

LONGEST: Final = 4096
"""Bytes of a line that are looked at."""

_HEADS: Final = 50
_HEAD: Final = 40
_CODES: Final = 2000
_BARE: Final = 200
_BODIES: Final = 500
_CLOCK: Final = re.compile(r"\d{1,2}(?:[:.h]\d{2})?(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?)?", re.IGNORECASE)
_MENTION: Final = re.compile(rb"@\xe2\x81\xa8([^\n\xe2]{0,200}: [^\n\xe2]{0,200})\xe2\x81\xa9")
_BEFORE_MARK: Final = re.compile(rb": \xe2\x80\x8e([^<\n][^\n]{0,999})")
_ISOLATE: Final = (LEAD, 0x81, 0xA8)
_COLON: Final = 58
_SPACE: Final = 32


@dataclass(frozen=True, slots=True)
class Block:
    """One block of whole lines and the lines in it that look like headers, as byte offsets into ``data``.

    ``head`` is where the line begins, ``line`` its number in the block, ``rest`` stands behind the header, ``body`` behind the first colon
    (-1 where there is none); ``code`` is the number of the prefix, ``run`` that of the run, both -1 where there is none. ``signs`` stand
    anywhere in the block. ``place`` is where ``data`` begins in the object of which it is a view, -1 where it is one of its own.
    """

    data: bytes | memoryview
    lines: int
    signs: Signs
    place: int
    head: Small
    line: Small
    rest: Small
    body: Small
    clock: Small
    code: Small
    run: Small


class Example(NamedTuple):
    """One line, or one body, of a sample; ``row`` counts the lines that look like headers."""

    row: int
    run: int
    code: int
    text: str


@dataclass(slots=True)
class Runs:
    """Stretches of headers of one shape and date: one entry each; ``clocks`` are first, last, least and greatest second of the day.

    ``pairs`` has one row for each run and prefix: run, prefix (-1: none), how many.
    """

    shape: Ints
    date: Ints
    count: Ints
    clocks: npt.NDArray[np.int64]
    pairs: Small
    shapes: list[tuple[str, str]]
    dates: list[Fields]


class Lines:
    """The first lines of each prefix, in the order in which they stand in the text."""

    def __init__(self) -> None:
        self.text = Strings()
        self._places = Column(np.int32, 2)
        self._stay: Flags | None = None
        self._by_code: tuple[Small, Small] | None = None

    def extend(self, places: Small, texts: Sequence[str]) -> None:
        """Add lines: run and prefix of each, in columns, and what stands behind its header."""
        self._places.extend(places)
        self.text.extend([text.encode() for text in texts])

    def kept(self, stays: Callable[[Ints, Ints], Flags]) -> "Lines":
        """Return the lines of which a function of runs and prefixes says that they stay; no more can be added to them."""
        some = Lines()
        some.text, some._places = self.text, self._places
        run, code = self._places.values.T
        some._stay = stays(run, code)
        return some

    def of(self, code: int) -> list[str]:
        """Return the lines of one prefix; none can be added afterwards."""
        if self._by_code is None:
            stay = slice(None) if self._stay is None else self._stay
            codes = self._places.values[stay, 1]
            starts = np.concatenate((np.zeros(1, np.int32), np.cumsum(np.bincount(codes), dtype=np.int32)))
            rows = np.arange(len(self.text), dtype=np.int32)[stay]
            self._by_code = starts, rows[np.argsort(codes, kind="stable")]
        starts, rows = self._by_code
        return [*self.text.those(rows[starts[code] : starts[code + 1]])] if code + 1 < len(starts) else []

    def those(self, codes: Flags) -> Iterator[str]:
        """Yield the lines of some prefixes, in the order of the text."""
        wanted = codes[self._places.values[:, 1]]
        yield from self.text.those(np.flatnonzero(wanted if self._stay is None else wanted & self._stay))


@dataclass(slots=True)
class Samples:
    """Lines kept for the decisions; texts only as far as anybody looks at them."""

    heads: list[str] = field(default_factory=list)
    first: list[tuple[int, int]] = field(default_factory=list)
    bare: list[Example] = field(default_factory=list)
    bodies: list[Example] = field(default_factory=list)
    likely: list[Example] = field(default_factory=list)
    by_code: Lines = field(default_factory=Lines)
    longer: dict[int, tuple[str, set[str]]] = field(default_factory=dict)
    colons: dict[str, None] = field(default_factory=dict)
    before_marks: dict[tuple[str, str], None] = field(default_factory=dict)
    marked_runs: list[npt.NDArray[np.int64]] = field(default_factory=list)


class Survey:
    """Takes the blocks of one text in order."""

    def __init__(self) -> None:
        self.scanner = Scanner()
        self.prefixes = Prefixes()
        self.samples = Samples()
        self.rows = 0
        self.has_words = False
        self._runs = 0
        self._parts: list[_Part] = []
        self._clocks = np.zeros(0, bool)
        self._held = np.zeros(0, np.int8)
        self._goes = np.zeros(0, bool)

    def add(self, data: bytes, ahead: memoryview | None = None) -> Block:
        """Look at a block and return what can be headers in it.

        Parameters
        ----------
        data
            Whole lines.
        ahead
            The same lines with what follows them in memory, where that is as much as ``masks.PAD``: it spares a copy.
        """
        block, scan = self._looked(data, self._parts, ahead)
        self._sample(block, scan)
        self.rows += len(block.line)
        self.has_words = self.has_words or not data.isspace()
        return block

    def again(self) -> None:
        """Begin once more with the first block; what was learned stays."""
        self._runs = 0

    def look(self, data: bytes) -> Block:
        """Return what can be headers in a block; used on a text that was looked at before."""
        return self._looked(data, [])[0]

    def _looked(self, data: bytes, parts: list[_Part], ahead: memoryview | None = None) -> tuple[Block, Scan]:
        scan = self.scanner.scan(data, ahead)
        body, code = self.prefixes.read(scan)
        more = [_CLOCK.fullmatch(name.strip()) is not None for name in self.prefixes.names[len(self._clocks) :]]
        self._clocks = np.concatenate((self._clocks, np.array(more, bool)))
        good = (scan.clock >= 0) & ~np.append(self._clocks, False)[code]
        run = self._number_runs(scan, code, np.flatnonzero(good), parts)
        columns = (scan.starts[scan.line], scan.line, scan.rest, body, scan.clock, code, run)
        signs = find_signs(data, scan.ends, scan.signs)
        return Block(data, len(scan.starts), signs, -1, *(column.astype(np.int32) for column in columns)), scan

    def _number_runs(self, scan: Scan, code: Ints, rows: Ints, parts: list[_Part]) -> Ints:
        """Return the number of the run of each line, -1 where there is none, and add what is known of the runs."""
        run = np.full(len(scan.line), -1, np.int64)
        if not len(rows):
            return run
        shape, date, clock = scan.shape[rows], scan.date[rows], scan.clock[rows]
        starts = np.flatnonzero(np.concatenate(([True], (shape[1:] != shape[:-1]) | (date[1:] != date[:-1]))))
        count = np.diff(np.append(starts, len(rows)))
        number = np.repeat(np.arange(len(starts)), count)
        ends = starts + count - 1
        clocks = np.stack((clock[starts], clock[ends], np.minimum.reduceat(clock, starts), np.maximum.reduceat(clock, starts)), axis=1)
        width = len(self.prefixes.names) + 1
        pair, times = _counted(number * width + code[rows] + 1, len(starts) * width)
        pairs = np.stack((pair // width + self._runs, pair % width - 1, times), axis=1).astype(np.int32)
        parts.append((shape[starts], date[starts], count, clocks, pairs))
        run[rows] = number + self._runs
        self._runs += len(starts)
        return run

    def runs(self) -> Runs:
        """Return all runs; there come no more."""
        none = np.zeros(0, np.int64)
        columns = list(zip(*self._parts, strict=True)) or [(none,), (none,), (none,), (none.reshape(0, 4),), (none.reshape(0, 3),)]
        shape, date, count, clocks, pairs = (np.concatenate(parts) for parts in columns)
        self._parts = []
        return Runs(shape, date, count, clocks, pairs, list(self.scanner.shapes), list(self.scanner.dates))

    def _sample(self, block: Block, scan: Scan) -> None:
        kept = self.samples
        rows = np.flatnonzero(block.run >= 0)
        named = rows[block.code[rows] >= 0]
        kept.heads += [_head(block, row) for row in range(min(_HEADS - len(kept.heads), len(block.line)))]
        first = rows[: max(_CODES - len(kept.first), 0)]
        kept.first += zip(block.run[first].tolist(), block.code[first].tolist(), strict=True)
        if len(kept.bare) < _BARE:
            bare = rows[block.code[rows] < 0]
            kept.bare += self._examples(block, bare[: _BARE - len(kept.bare)], block.rest)
        if len(kept.bodies) < _BODIES:
            kept.bodies += self._examples(block, named[: _BODIES - len(kept.bodies)], block.body)
        if len(kept.likely) < _BODIES and len(named):
            kept.likely += self._examples(
                block, named[_is_likely(scan, block.body[named], named)][: _BODIES - len(kept.likely)], block.body
            )
        self._sample_names(block, named)
        self._sample_marks(block, rows, scan.words)

    def _examples(self, block: Block, rows: Ints, place: Small) -> list[Example]:
        listed = (rows + self.rows, block.run[rows], block.code[rows], place[rows])
        columns = zip(*(column.tolist() for column in listed), strict=True)
        return [Example(row, run, code, line_from(block.data, at)) for row, run, code, at in columns]

    def _sample_names(self, block: Block, named: Ints) -> None:
        """Keep the first lines of each prefix, and whether the words behind a second colon go on and on."""
        more = len(self.prefixes.names) + 1 - len(self._held)
        self._held = np.concatenate((self._held, np.zeros(more, np.int8)))
        self._goes = np.concatenate((self._goes, np.zeros(more, bool)))
        there = np.bincount(block.code[named], minlength=len(self._held)) > 0
        wanted = there & (self._held < EXAMPLES)
        if wanted.any():
            self._keep(block, named[wanted[block.code[named]]])
        goes = there & self._goes
        for rows in _grouped(named[goes[block.code[named]]], block.code) if goes.any() else ():
            code = int(block.code[rows[0]])
            if not self._goes_on(block, rows, *self.samples.longer[code]):
                del self.samples.longer[code]
                self._goes[code] = False

    def _keep(self, block: Block, rows: Ints) -> None:
        """Keep as many of some lines, of prefixes of which more are wanted, as are."""
        order = np.argsort(block.code[rows], kind="stable")
        codes = block.code[rows[order]]
        starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
        rank = np.empty(len(rows), np.int64)
        rank[order] = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
        rank += self._held[block.code[rows]]
        rows, rank = rows[rank < EXAMPLES], rank[rank < EXAMPLES]
        lines = [line_from(block.data, at) for at in block.rest[rows].tolist()]
        code = block.code[rows]
        self.samples.by_code.extend(np.stack((block.run[rows], code), axis=1), lines)
        np.add.at(self._held, code, 1)
        for at in np.flatnonzero((rank == 0) & np.array([line.count(":") > 1 for line in lines])).tolist():
            number = int(code[at])
            second = colon_after(lines[at], len(self.prefixes.names[number]) + 2)
            if second >= 0:
                self.samples.longer[number] = (lines[at][:second], set())
                self._goes[number] = True

    def _goes_on(self, block: Block, rows: Ints, longer: str, seen: set[str]) -> bool:
        for row in rows.tolist():
            line = line_from(block.data, int(block.rest[row]))
            if not starts_with(line, longer):
                return False
            if len(seen) < EXAMPLES:
                seen.add(line)
        return True

    def _sample_marks(self, block: Block, rows: Ints, words: Words) -> None:
        """Keep names with a colon that a mark or an isolate tells, and in which runs a body begins with a mark."""
        data, view = words.data, words.bytes
        at = block.signs.calls[stand(view, block.signs.calls + 1, _ISOLATE)]
        plain = first(words, at + 4, LEAD)[0] < first(words, at + 4, _COLON)[0]
        for place in at[~plain].tolist():
            found = _MENTION.match(data, place)
            if found is not None:
                self.samples.colons[found[1].decode("utf-8", "replace")] = None
        if not any(layout.startswith("ios") for layout, _ in self.scanner.shapes):
            return
        place = np.where(block.code[rows] < 0, block.rest[rows], block.body[rows])
        marked = are_marks(view, place)
        width = len(self.prefixes.names) + 1
        pair = np.unique(block.run[rows[marked]].astype(np.int64) * width + block.code[rows[marked]] + 1)
        self.samples.marked_runs.append(np.stack((pair // width, pair % width - 1), axis=1))
        ends = block.signs.marks.at[block.signs.marks.leading]
        ends = ends[(view[ends - 1] == _SPACE) & (view[ends - 2] == _COLON)]
        for at in np.setdiff1d(ends, place[marked], assume_unique=True).tolist():
            found = _BEFORE_MARK.match(data, at - 2)
            if found is not None:
                self._before_mark(data, at - 2, found[1])

    def _before_mark(self, data: bytes, at: int, event: bytes) -> None:
        start = max(data.rfind(b"\n", 0, at) + 1, at - LONGEST)
        name = data[start:at].partition(b"] ")[2]
        if b": " in name:
            self.samples.before_marks[name.decode("utf-8", "ignore"), event.decode("utf-8", "ignore")] = None


def _grouped(rows: Ints, code: Small) -> list[Ints]:
    """Return rows by their code, each group in order."""
    order = rows[np.argsort(code[rows], kind="stable")]
    return np.split(order, np.flatnonzero(np.diff(code[order])) + 1) if len(order) else []


def line_from(data: bytes | memoryview, start: int) -> str:
    """Return what stands between an offset and the end of the line; of a very long line the beginning."""
    if isinstance(data, bytes):
        end = data.find(b"\n", start, start + LONGEST)
        return data[start : end if end >= 0 else start + LONGEST].decode("utf-8", "ignore")
    return bytes(data[start : start + LONGEST]).partition(b"\n")[0].decode("utf-8", "ignore")


def colon_after(line: str, start: int) -> int:
    """Return where the next ': ' (or ':' at the end) stands, -1 when there is none."""
    at = line.find(": ", start)
    return len(line) - 1 if at < 0 and line.endswith(":") and len(line) > start else at


def starts_with(line: str, name: str) -> bool:
    """Say whether a line is written by somebody of that name."""
    return line.startswith(f"{name}: ") or line == f"{name}:"


def _head(block: Block, row: int) -> str:
    start = int(block.head[row])
    return bytes(block.data[start : start + _HEAD]).decode("utf-8", "ignore")


def _is_likely(scan: Scan, body: Small, rows: Ints) -> Flags:
    """Return which bodies begin or end, on their first line, like words of WhatsApp's own."""
    first, last = scan.words.bytes[body], scan.words.bytes[np.maximum(scan.ends[scan.line[rows]] - 1, 0)]
    likely: Flags = (first == 60) | (first == 0xE2) | (last == 62) | (last == 41)
    return likely


def are_marks(view: npt.NDArray[np.uint8], at: Ints | Small) -> Flags:
    """Return at which offsets U+200E or U+200F stands."""
    last = len(view) - 1
    marks: Flags = view[np.minimum(at, last)] == LEAD
    rows = np.flatnonzero(marks)
    third = view[np.minimum(at[rows] + 2, last)]
    marks[rows] = (view[np.minimum(at[rows] + 1, last)] == 0x80) & ((third == 0x8E) | (third == 0x8F))
    return marks


def _counted(values: Ints, size: int) -> tuple[Ints, Ints]:
    """Return the distinct values and how often each occurs; ``size`` is above all of them."""
    if size <= 4 * len(values) + 1024:
        counts = np.bincount(values, minlength=size)
        found = np.flatnonzero(counts)
        return found, counts[found]
    found, counts = np.unique(values, return_counts=True)
    return found, counts
