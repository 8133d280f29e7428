"""From blocks of lines to chunks of whole messages: what begins in one block and ends in another is held back until it is whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.headers import Verdict
from wag_analyzer.parser.languages import UNKNOWN, guess_locale
from wag_analyzer.parser.survey import Block, line_from

__all__ = ["Chunk", "chunks"]

_COLUMNS: Final = ("head", "rest", "body", "clock", "code", "run")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole messages: one entry for each in the columns.

    ``head``, ``rest``, ``body`` (behind the first colon; -1: none) and ``end`` are byte offsets into ``data``; ``line`` and ``last`` are
    numbers of lines of the file, from 0; ``code`` and ``run`` are numbers of prefix and run. ``first`` and ``stop`` are the lines of the
    file that the chunk covers; ``rejected`` says of lines that look like a header why they are none (index into ``headers.REASONS``).
    """

    data: bytes
    head: Ints
    rest: Ints
    body: Ints
    clock: Ints
    code: Ints
    run: Ints
    end: Ints
    line: Ints
    last: Ints
    first: int
    stop: int
    rejected: dict[int, int]


def chunks(blocks: Iterable[Block], verdict: Verdict) -> Iterator[Chunk]:
    """Yield the messages of a text; lines before the first one are a chunk without messages."""
    cutter = _Cutter(verdict)
    for block in blocks:
        chunk = cutter.take(block)
        if chunk is not None:
            yield chunk
    yield cutter.finish()


class _Cutter:
    """Holds back the last message of each block."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.pieces: list[bytes] = []
        self.held: dict[str, Ints] = {}
        self.held_line = 0
        self.first = 0
        self.lines = 0
        self.rejected: dict[int, int] = {}

    def take(self, block: Block) -> Chunk | None:
        """Return the messages that end in a block, None when none does."""
        rows = self.accepted(block)
        start, self.lines = self.lines, self.lines + block.lines
        line = block.line[rows].astype(np.int64) + start
        if not len(line):
            self.pieces.append(block.data)
            return None
        columns = {name: getattr(block, name)[rows].astype(np.int64) for name in _COLUMNS}
        cut, stop = int(columns["head"][-1]), int(line[-1])
        held, self.held = self.held, {name: column[-1:] - (cut if name in {"head", "rest"} else 0) for name, column in columns.items()}
        if self.held["body"][0] >= 0:
            self.held["body"] = self.held["body"] - cut
        chunk = self.whole(memoryview(block.data)[:cut], {name: column[:-1] for name, column in columns.items()}, line[:-1], held, stop)
        self.pieces = [block.data[cut:]]
        self.held_line = stop
        return chunk

    def finish(self) -> Chunk:
        """Return what was held back."""
        return self.whole(b"", {name: np.zeros(0, np.int64) for name in _COLUMNS}, np.zeros(0, np.int64), self.held, self.lines)

    def whole(self, data: bytes | memoryview, columns: dict[str, Ints], line: Ints, held: dict[str, Ints], stop: int) -> Chunk:
        """Return a chunk of the held message and those that follow it."""
        shift = sum(map(len, self.pieces))
        for name in ("head", "rest"):
            columns[name] = columns[name] + shift
        columns["body"] = np.where(columns["body"] >= 0, columns["body"] + shift, -1)
        if held:
            columns = {name: np.concatenate((held[name], column)) for name, column in columns.items()}
            line = np.concatenate((np.array([self.held_line], np.int64), line))
        joined = b"".join((*self.pieces, data))
        end = np.append(columns["head"][1:] - 1, len(joined) - joined.endswith(b"\n"))[: len(line)]
        inside = {at: self.rejected.pop(at) for at in list(self.rejected) if at < stop}
        chunk = Chunk(
            joined,
            **columns,
            end=end,
            line=line,
            last=np.append(line[1:], stop)[: len(line)] - 1,
            first=self.first,
            stop=stop,
            rejected=inside,
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
