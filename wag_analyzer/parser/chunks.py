"""From blocks of lines to chunks of whole messages: what begins in one block and ends in another is held back until it is whole."""

from collections.abc import Iterable, Iterator
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
_OFFSETS: Final = ("head", "rest", "body")


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
    """Whole messages: one entry for each in the columns; ``lines`` says where they stand in the file.

    ``head``, ``rest``, ``body`` (behind the first colon; -1: none) and ``end`` are byte offsets into ``data``, in which ``signs`` stand;
    ``code`` and ``run`` are numbers of prefix and run.
    """

    data: bytes
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
    ahead: Block | None = None
    for block in blocks:
        found, ahead = [] if ahead is None else cutter.take(ahead), block
        while found:
            yield found.pop()  # nothing of it stays here: a chunk may be as large as the file
    yield cutter.finish(ahead)


class _Cutter:
    """Holds back the last message of each block but the last."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.pieces: list[tuple[bytes | memoryview, Signs]] = []
        self.held: dict[str, Ints] = {}
        self.held_line = _NONE
        self.first = 0
        self.lines = 0
        self.rejected: dict[int, int] = {}

    def take(self, block: Block) -> list[Chunk]:
        """Return the messages that end in a block, as one chunk or none."""
        columns, line = self.columns(block)
        if not len(line):
            self.pieces.append((block.data, block.signs))
            return []
        cut, stop = int(columns["head"][-1]), int(line[-1])
        self.pieces.append((memoryview(block.data)[:cut], block.signs.between(0, cut)))
        chunk = self.whole({name: column[:-1] for name, column in columns.items()}, line[:-1], stop)
        self.pieces = [(block.data[cut:], block.signs.between(cut, len(block.data)))]
        self.held = {name: _shifted(column[-1:], -cut) if name in _OFFSETS else column[-1:] for name, column in columns.items()}
        self.held_line = line[-1:]
        return [chunk]

    def finish(self, block: Block | None) -> Chunk:
        """Return what was held back and what stands in the last block."""
        if block is None:
            return self.whole(dict.fromkeys(_COLUMNS, _NONE), _NONE, self.lines)
        columns, line = self.columns(block)
        self.pieces.append((block.data, block.signs))
        return self.whole(columns, line, self.lines)

    def columns(self, block: Block) -> tuple[dict[str, Ints], Ints]:
        """Return the headers of a block, and their lines."""
        rows = self.accepted(block)
        line = block.line[rows].astype(np.int64) + self.lines
        self.lines += block.lines
        return {name: getattr(block, name)[rows].astype(np.int64) for name in _COLUMNS}, line

    def whole(self, columns: dict[str, Ints], line: Ints, stop: int) -> Chunk:
        """Return a chunk of the held message and those that follow it in the last of the pieces."""
        ends = list(accumulate(len(data) for data, _ in self.pieces))
        shift = ends[-2] if len(ends) > 1 else 0
        columns = {name: _shifted(column, shift) if name in _OFFSETS else column for name, column in columns.items()}
        if self.held:
            columns = {name: np.concatenate((self.held[name], column)) for name, column in columns.items()}
            line = np.concatenate((self.held_line, line))
        data = b"".join(piece for piece, _ in self.pieces)
        signs = joined([(start, signs) for start, (_, signs) in zip([0, *ends], self.pieces, strict=False)])
        self.pieces = []
        end = np.append(columns["head"][1:] - 1, len(data) - data.endswith(b"\n"))[: len(line)]
        inside = {at: self.rejected.pop(at) for at in list(self.rejected) if at < stop}
        chunk = Chunk(
            data,
            signs,
            **columns,
            end=end,
            lines=Lines(line, np.append(line[1:], stop)[: len(line)] - 1, self.first, stop, inside),
        )
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


def _shifted(places: Ints, by: int) -> Ints:
    """Return byte offsets counted from another place; -1 stays."""
    return np.where(places >= 0, places + by, -1) if by else places
