"""From blocks of lines to chunks of whole messages: what begins in one block and ends in another is held back until it is whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.headers import Verdict
from wag_analyzer.parser.languages import UNKNOWN, guess_locale
from wag_analyzer.parser.signs import Signs, joined
from wag_analyzer.parser.survey import Block, line_from

__all__ = ["Chunk", "Lines", "chunks"]

_COLUMNS: Final = ("head", "rest", "body", "clock", "code", "run")
_NONE: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Lines:
    """On which lines of the file (from 0) the messages of a chunk begin, and on which they end.

    ``first`` and ``stop`` are the lines that the chunk covers; ``rejected`` says of lines that look like a header why they are none (index
    into ``headers.REASONS``).
    """

    line: Ints
    last: Ints
    first: int
    stop: int
    rejected: dict[int, int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole messages: one entry for each in the columns; ``lines`` says where they stand in the file. Other text may stand before them.

    ``head``, ``rest``, ``body`` (behind the first colon; -1: none) and ``end`` are byte offsets into ``data``, in which ``signs`` stand;
    ``code`` and ``run`` are numbers of prefix and run.
    """

    data: bytes | memoryview
    signs: Signs
    head: Ints
    rest: Ints
    body: Ints
    clock: Ints
    code: Ints
    run: Ints
    end: Ints
    lines: Lines


def chunks(blocks: Iterable[Block], verdict: Verdict) -> Iterator[Chunk]:
    """Yield the messages of a text; lines before the first one are part of the chunk with the first messages, or one without any."""
    cutter = _Cutter(verdict)
    for block in blocks:
        found = cutter.take(block)
        while found:
            yield found.pop()  # nothing of it stays here: a chunk may be as large as the file
    yield cutter.whole(cutter.lines)


class _Cutter:
    """Holds back a block until it is known where its last message ends.

    ``parts`` are that block and what follows of it, each with where that part ends.
    """

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.parts: list[tuple[Block, int]] = []
        self.columns: dict[str, Ints] = dict.fromkeys(_COLUMNS, _NONE)
        self.line = _NONE
        self.first = 0
        self.lines = 0
        self.rejected: dict[int, int] = {}

    def take(self, block: Block) -> list[Chunk]:
        """Return the messages of the block before, as one chunk or none."""
        rows = self.accepted(block)
        line = block.line[rows].astype(np.int64) + self.lines
        self.lines += block.lines
        if not len(line):
            self.parts += [(block, len(block.data))] if self.parts else []
            return []
        found = []
        if self.parts:
            self.parts.append((block, int(block.head[rows][0])))
            found.append(self.whole(int(line[0])))
        self.parts = [(block, len(block.data))]
        self.columns, self.line = {name: getattr(block, name)[rows] for name in _COLUMNS}, line
        return found

    def whole(self, stop: int) -> Chunk:
        """Return the messages that were held back, which end before a line."""
        data = _bytes(self.parts)
        starts = accumulate((size for _, size in self.parts), initial=0)
        signs = joined([(start, block.signs.between(0, size)) for start, (block, size) in zip(starts, self.parts, strict=False)])
        self.parts = []
        inside = {at: self.rejected.pop(at) for at in list(self.rejected) if at < stop}
        end = np.append(self.columns["head"][1:] - 1, len(data) - (data[-1:] == b"\n"))[: len(self.line)]
        last = np.append(self.line[1:], stop)[: len(self.line)] - 1
        chunk = Chunk(data, signs, **self.columns, end=end, lines=Lines(self.line, last, self.first, stop, inside))
        self.first = stop
        return chunk

    def accepted(self, block: Block) -> Ints | slice:
        """Return which of the lines that look like headers are headers; why others are not is kept."""
        reason = self.verdict.reasons(block.run, block.code)
        if not reason.any() and not self.verdict.stray[block.run].any():
            return slice(None) if len(block.run) else np.zeros(0, np.int64)
        for row in np.flatnonzero((reason == 0) & self.verdict.stray[block.run] & (block.code < 0)).tolist():
            if guess_locale([line_from(block.data, int(block.rest[row]))])[0] == UNKNOWN:
                reason[row] = self.verdict.stray_reason
        for row in np.flatnonzero(reason).tolist():
            self.rejected[self.lines + int(block.line[row])] = int(reason[row])
        return np.flatnonzero(reason == 0)


def _bytes(parts: Sequence[tuple[Block, int]]) -> bytes | memoryview:
    """Return parts of blocks that follow each other as one; where they do so in memory, nothing is copied."""
    places = [block.place for block, _ in parts]
    if len(parts) == 1 and parts[0][1] == len(parts[0][0].data):
        return parts[0][0].data
    if places and min(places) >= 0:
        whole = memoryview(parts[0][0].data).obj
        return memoryview(whole)[places[0] : places[-1] + parts[-1][1]]
    return b"".join(memoryview(block.data)[:size] for block, size in parts)
