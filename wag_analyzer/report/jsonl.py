"""The chat as JSON lines: messages and system lines in file order, then one summary."""

import heapq
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.parser.chat import Chat, Source
from wag_analyzer.parser.provenance import content_hash

__all__ = ["chat_lines", "row_pieces", "summary_line"]

_CHUNK: Final = 8192
_LONG: Final = 1 << 20
"""Characters of a text from which on its line is written in pieces of this size: an export may be one message of hundreds of megabytes."""

_JSON: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_ACTING: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Characters that act on a terminal or end a line for some readers: written as escapes, which mean the same in JSON."""

_PLACE: Final = ("msg_id", "file", "line", "last_line")


def chat_lines(chat: Chat) -> Iterator[str]:
    """Yield one JSON object per message and system line, in file order, and a summary last.

    Parameters
    ----------
    chat
        The chat as read.
    """
    yield from map(_line, _records(chat, once=False))
    yield summary_line(chat)


def row_pieces(chat: Chat, *, once: bool = False) -> Iterator[str]:
    """Yield the lines of messages and system lines with their line feeds; one with a very long text comes in several pieces.

    Parameters
    ----------
    chat
        A chat; one without sources is part of one file.
    once
        Whether words are written once: ``raw`` is null where it is ``text``.
    """
    for record in _records(chat, once=once):
        if len(record["text"] or "") < _LONG and len(record.get("raw") or "") < _LONG:
            yield _line(record) + "\n"
        else:
            yield from _in_pieces(record)


def _records(chat: Chat, *, once: bool) -> Iterator[Mapping[str, Any]]:
    order = {(source.file, source.sha256): number for number, source in enumerate(chat.sources)}
    groups = {source.group_id: number for number, source in reversed(list(enumerate(chat.sources)))}
    messages = ((_key(row, order, groups), _message(row, once=once)) for row in _rows(chat.messages))
    systems = ((_key(rows[0], order, groups), _system(rows)) for rows in _system_lines(chat))
    for _, record in heapq.merge(messages, systems, key=itemgetter(0)):
        yield record


def summary_line(chat: Chat) -> str:
    """Return the summary of the sources and notices of a chat as one JSON object."""
    return _line(_summary(chat))


def _line(record: object) -> str:
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", _JSON.encode(record))


def _in_pieces(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the line of a record as ``_line`` writes it, with a line feed: no copy of a long text."""
    before = "{"
    for name, value in record.items():
        yield f"{before}{_line(name)}: "
        if isinstance(value, str) and len(value) >= _LONG:
            yield '"'
            yield from (_line(value[start : start + _LONG])[1:-1] for start in range(0, len(value), _LONG))
            yield '"'
        else:
            yield _line(value)
        before = ", "
    yield "}\n"


@dataclass(frozen=True, slots=True)
class _Key:
    """Where a row belongs: in its file by its line; between the files of a joined chat, whose rows are in order already, by its time."""

    group: int
    file: int
    line: int
    at: str

    def __lt__(self, other: "_Key") -> bool:
        if self.group != other.group:
            return self.group < other.group
        return self.line < other.line if self.file == other.file else self.at < other.at


def _key(row: Mapping[str, Any], order: Mapping[tuple[str, str], int], groups: Mapping[str, int]) -> _Key:
    file = order[row["file"], row["file_sha256"]] if order else 0
    return _Key(groups[row["group_id"]] if groups else 0, file, row["line"], row["at"])


def _rows(frame: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows as mappings with None for what is missing, some thousands at a time."""
    names = list(frame.columns)
    for start in range(0, len(frame), _CHUNK):
        part = frame.iloc[start : start + _CHUNK]
        columns = {name: _values(part[name]) for name in names if name != "raw"}
        if "raw" in names:
            columns["raw"] = _raw(part, columns["text"])
        for values in zip(*columns.values(), strict=True):
            yield dict(zip(columns, values, strict=True))


def _raw(part: pd.DataFrame, texts: Iterable[Any]) -> list[Any]:
    """Return the column ``raw``; where it is the text, as nearly everywhere, it is the very same Python object."""
    raw = pa.array(part["raw"], from_pandas=True)
    same = pc.fill_null(pc.equal(raw, pa.array(part["text"], from_pandas=True)), fill_value=False)
    values = list(texts)
    for row in np.flatnonzero(~np.asarray(same)).tolist():
        values[row] = raw[row].as_py()
    return values


def _values(column: "pd.Series[Any]") -> list[Any]:
    """Return the values of a column as plain Python objects; times as they are written."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        words = [*column.cat.categories.tolist(), None]
        return [words[code] for code in column.cat.codes.tolist()]
    if column.dtype.kind == "M":
        return list(np.datetime_as_string(column.to_numpy(), unit="s").tolist())
    return list(pa.array(column, from_pandas=True).to_pylist())


def _system_lines(chat: Chat) -> Iterator[list[dict[str, Any]]]:
    for _, group in groupby(_rows(chat.events), key=itemgetter("file_sha256", "file", "line")):
        yield list(group)


def _message(row: Mapping[str, Any], *, once: bool) -> dict[str, object]:
    return {
        "type": "message",
        **{name: row[name] for name in _PLACE},
        "timestamp": row["at"],
        "sender": row["sender"],
        "kind": row["kind"],
        "text": row["text"],
        "raw": None if once and row["raw"] == row["text"] else row["raw"],
        "mentions": list(row["mentions"]),
        "media": row["media"],
        "edited": bool(row["edited"]),
        "content_hash": content_hash(row["at"], row["sender"], row["raw"]),
    }


def _system(rows: list[dict[str, Any]]) -> dict[str, object]:
    first = rows[0]
    targets = [row["target"] for row in rows if row["target"] is not None]
    event = {"type": first["type"], "actor": first["actor"], "targets": targets, "old": first["old"], "new": first["new"]}
    return {
        "type": "system",
        **{name: first[name] for name in _PLACE},
        "timestamp": first["at"],
        "sender": None,
        "kind": "system",
        "text": first["text"],
        "event": event if first["type"] is not None else None,
        "content_hash": content_hash(first["at"], None, first["text"]),
    }


def _one(values: Iterator[str]) -> str:
    distinct = list(dict.fromkeys(values))
    return distinct[0] if len(distinct) == 1 else "mixed" if distinct else "unknown"


def _sum(sources: tuple[Source, ...], name: str) -> int:
    return sum(int(getattr(source, name)) for source in sources)


def _summary(chat: Chat) -> dict[str, object]:
    sources = chat.sources
    counts = ("lines_total", "message_lines", "continuation_lines", "skipped_lines")
    return {
        "type": "summary",
        **{name: _sum(sources, name) for name in counts},
        "platform": _one(source.platform for source in sources),
        "locale": _one(source.locale for source in sources),
        "date_order": _one(source.date_order for source in sources),
        "warnings": [{"code": note.code, "line": note.line, "text": note.text} for note in chat.notices],
    }
