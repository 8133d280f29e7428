"""The columns of one part of a text as Arrow arrays, by the names of ``tables.PARSED``, ``tables.EVENTS`` and ``tables.COVERAGE``."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from wag_analyzer.parser.coverage import Ledger, ledger
from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.rows import Part
from wag_analyzer.parser.strings import Strings

__all__ = ["Origin", "event_columns", "ledger_of", "message_columns", "msg_ids"]

_FIGURES: Final = np.frombuffer("".join(f"{number:04}" for number in range(10_000)).encode(), np.uint32)
"""The four figures of each number below ten thousand, as four bytes."""

_EVENT_TEXTS: Final = ("actor", "old", "new", "text")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from: file, SHA-256 of file and member, group; and the names its senders have."""

    file: str
    sha256: str
    member_sha256: str
    group_id: str
    names: Strings


def msg_ids(member_sha256: str, line: Ints) -> Any:
    """Return the ids of the messages that begin on some lines (from 1, rising) as an Arrow array.

    Examples
    --------
    >>> msg_ids("0123456789abcdef", np.array([7, 12])).to_pylist()
    ['01234567-7', '01234567-12']
    """
    head = f"{member_sha256[:8]}-"
    pieces, widths = [np.zeros(0, np.uint8)], [np.zeros(1, np.int64)]
    start = 0
    while start < len(line):
        digits, above = len(str(int(line[start]))), int(line[start]) // 10_000
        stop = start + int(np.searchsorted(line[start:], min(10**digits, (above + 1) * 10_000)))
        same = np.frombuffer((f"{head}{above}" if above else head).encode(), np.uint8)
        figures = _FIGURES[line[start:stop] - above * 10_000].view(np.uint8).reshape(-1, 4)
        rows = np.empty((stop - start, len(same) + min(digits, 4)), np.uint8)
        rows[:, : len(same)] = same
        rows[:, len(same) :] = figures[:, max(4 - digits, 0) :]
        pieces.append(rows.reshape(-1))
        widths.append(np.full(len(rows), rows.shape[1], np.int64))
        start = stop
    offsets, data = np.cumsum(np.concatenate(widths)), np.concatenate(pieces)
    return pa.Array.from_buffers(pa.large_string(), len(line), [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def message_columns(part: Part, origin: Origin) -> dict[str, Any]:
    """Return the messages of a part: Arrow arrays of texts and lists, NumPy arrays of all else; labels as (codes, words)."""
    return {
        **_place(part, part.written, origin),
        "sender": origin.names.arrow().take(pa.array(part.sender)),
        "kind": part.kind,
        "text": part.text,
        "raw": part.raw,
        "media": part.media,
        "edited": part.edited,
        "mentions": part.mentions,
    }


def event_columns(part: Part, origin: Origin) -> dict[str, Any]:
    """Return the system lines of a part, one row for each affected member; ``type`` is a list of words, None where it is not known."""
    rows, index, targets = part.told.by_target()
    lines = [
        (event.type, event.actor, event.old, event.new, words) if event else (None, None, None, None, words)
        for words, event in zip(part.told.texts, part.told.events, strict=True)
    ]
    types, *columns = zip(*lines, strict=True) if lines else ((),) * 5
    texts = {name: pa.array(column, pa.large_string()).take(pa.array(index)) for name, column in zip(_EVENT_TEXTS, columns, strict=True)}
    return {
        **_place(part, rows, origin),
        "type": [types[number] for number in index.tolist()],
        "target": pa.array(targets, pa.large_string()),
        **texts,
    }


def ledger_of(part: Part) -> Ledger:
    """Return what became of the lines of a part."""
    is_system = np.ones(len(part.lines.line), bool)
    is_system[part.written] = False
    return ledger(part.lines.first, part.lines.stop, part.lines.line, is_system, part.lines.rejected)


def _place(part: Part, rows: Ints, origin: Origin) -> dict[str, Any]:
    line = part.lines.line[rows] + 1
    return {
        "msg_id": msg_ids(origin.member_sha256, line),
        "at": part.at[rows].astype("datetime64[s]"),
        "line": line,
        "last_line": part.lines.last[rows] + 1,
    }
