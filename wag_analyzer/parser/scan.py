"""Where lines begin and which of them look like headers. Columns, no object per line."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.layouts import HEAD, Header, grammar

__all__ = ["Ints", "Scan", "scan"]

Ints = npt.NDArray[np.int64]

_FIRST = frozenset(range(48, 58)) | frozenset(b"[") | frozenset(range(128, 256)) | frozenset(b"RHMJFASONDrhmjfasond")


@dataclass(frozen=True, slots=True)
class Scan:
    """Lines of one text and the headers among them.

    ``starts`` and ``ends`` are byte offsets of each line without its line end. The other arrays have one entry per line that looks like a
    header: ``line`` (from 0), ``rest`` (byte offset behind the header), and indices into ``shapes``, ``dates`` and ``times``.
    """

    data: bytes
    starts: Ints
    ends: Ints
    line: Ints
    rest: Ints
    shape: Ints
    date: Ints
    time: Ints
    shapes: list[tuple[str, str]]
    dates: list[str]
    times: list[str]


def line_bounds(data: bytes) -> tuple[Ints, Ints]:
    """Return where each line starts and ends; LF and CRLF end lines, nothing else does."""
    if not data:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    view = np.frombuffer(data, np.uint8)
    feeds = np.flatnonzero(view == 10)
    starts = np.concatenate(([0], feeds + 1))
    ends = np.concatenate((feeds, [len(data)]))
    if starts[-1] == len(data):
        starts, ends = starts[:-1], ends[:-1]
    returns = (ends > starts) & (view[np.maximum(ends - 1, 0)] == 13)
    returns &= ends < len(data)
    return starts.astype(np.int64), (ends - returns).astype(np.int64)


def scan(data: bytes) -> Scan:
    """Return the lines of a UTF-8 text and the headers among them."""
    starts, ends = line_bounds(data)
    return _collected(data, starts, ends, _headers(data, starts, ends))


def _headers(data: bytes, starts: Ints, ends: Ints) -> Iterable[tuple[int, int, Header]]:
    words = grammar()
    for index, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        if start == end or data[start] not in _FIRST:
            continue
        head = data[start : min(end, start + 4 * HEAD)].decode("utf-8", "ignore")
        found = words.header(head)
        if found is not None:
            yield index, start + len(head[: found.end].encode("utf-8")), found


def _collected(data: bytes, starts: Ints, ends: Ints, found: Iterable[tuple[int, int, Header]]) -> Scan:
    shapes: dict[tuple[str, str], int] = {}
    dates: dict[str, int] = {}
    times: dict[str, int] = {}
    rows = [
        (
            index,
            rest,
            shapes.setdefault((header.layout, header.shape), len(shapes)),
            dates.setdefault(header.date, len(dates)),
            times.setdefault(header.time, len(times)),
        )
        for index, rest, header in found
    ]
    columns = np.array(rows, np.int64).reshape(-1, 5).T
    return Scan(data, starts, ends, *columns, list(shapes), list(dates), list(times))
