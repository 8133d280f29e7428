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
"""Bytes of a text from which on its line is written in pieces of this size: an export may be one message of hundreds of megabytes."""

_JSON: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_ACTING: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Characters that act on a terminal or end a line for some readers: written as escapes, which mean the same in JSON."""

_WORDS: Final = ("text", "raw")
_PLACE: Final = ("msg_id", "file", "line", "last_line")


def chat_lines(chat: Chat) -> Iterator[str]:
    """Yield one JSON object per message and system line, in file order, and a summary last.

    Parameters
    ----------
    chat
        The chat as read.
    """
    yield from ("".join(_pieces(record, end="")) for record in _records(chat, once=False))
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
        yield from _pieces(record, end="\n")


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


@dataclass(frozen=True, slots=True)
class _Long:
    """A very long text as its bytes, out of the table: as Python's text one emoji would make it four bytes a character."""

    utf8: memoryview

    def pieces(self) -> Iterator[str]:
        """Yield the text a piece at a time."""
        start = 0
        while start < len(self.utf8):
            end = min(start + _LONG, len(self.utf8))
            while end < len(self.utf8) and self.utf8[end] & 0xC0 == 0x80:  # within a character
                end -= 1
            yield str(self.utf8[start:end], "utf-8")
            start = end


def _pieces(record: Mapping[str, Any], end: str) -> Iterator[str]:
    """Yield the line of a record, in several pieces where a text is very long."""
    if not any(isinstance(record.get(name), _Long) for name in _WORDS):
        yield _line(record) + end
        return
    before = "{"
    for name, value in record.items():
        yield f"{before}{_line(name)}: "
        if isinstance(value, _Long):
            yield '"'
            yield from (_line(piece)[1:-1] for piece in value.pieces())
            yield '"'
        else:
            yield _line(value)
        before = ", "
    yield "}" + end


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
        columns = {name: (_texts if name == "text" else _values)(part[name]) for name in names if name != "raw"}
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
        values[row] = _text(raw[row])
    return values


def _texts(column: "pd.Series[Any]") -> list[Any]:
    """Return texts as plain Python objects but for those that are very long."""
    found = pa.array(column, from_pandas=True)
    if (pc.max(pc.binary_length(found)).as_py() or 0) < _LONG:
        return list(found.to_pylist())
    return [_text(one) for one in found]


def _text(one: Any) -> object:
    words = one.as_buffer() if one.is_valid else None
    return one.as_py() if words is None or words.size < _LONG else _Long(memoryview(words).cast("B"))


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
        "content_hash": content_hash(row["at"], row["sender"], _hashed(row["raw"])),
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
        "content_hash": content_hash(first["at"], None, _hashed(first["text"])),
    }


def _hashed(words: str | _Long | None) -> str | memoryview | None:
    return words.utf8 if isinstance(words, _Long) else words


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
