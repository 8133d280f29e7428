"""The chat as JSON lines: messages and system lines in file order, then one summary."""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from wag_analyzer.parser.chat import Chat, Source

__all__ = ["chat_lines"]

_PLACE: Final = ("msg_id", "file", "line", "last_line")


def chat_lines(chat: Chat) -> Iterator[str]:
    """Yield one JSON object per message and system line, in file order, and a summary last.

    Parameters
    ----------
    chat
        The chat as read.
    """
    order = {(source.file, source.sha256): number for number, source in enumerate(chat.sources)}
    messages = [(order[row["file"], row["file_sha256"]], row["line"], _message(row)) for row in _rows(chat.messages)]
    systems = [(order[row["file"], row["file_sha256"]], row["line"], _system(rows)) for row, rows in _system_lines(chat)]
    for _, _, record in sorted([*messages, *systems], key=lambda item: item[:2]):
        yield _line(record)
    yield _line(_summary(chat))


def _line(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _rows(frame: Any) -> Iterator[dict[str, Any]]:
    names = list(frame.columns)
    columns = [frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in names]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _system_lines(chat: Chat) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    for _, group in groupby(_rows(chat.events), key=lambda row: (row["file_sha256"], row["msg_id"])):
        rows = list(group)
        yield rows[0], rows


def _at(row: Mapping[str, Any]) -> str:
    return str(row["at"].isoformat(timespec="seconds"))


def _message(row: Mapping[str, Any]) -> dict[str, object]:
    return {
        "type": "message",
        **{name: row[name] for name in _PLACE},
        "timestamp": _at(row),
        "sender": row["sender"],
        "kind": row["kind"],
        "text": row["text"],
        "raw": row["raw"],
        "mentions": list(row["mentions"]),
        "media": row["media"],
        "edited": bool(row["edited"]),
    }


def _system(rows: list[dict[str, Any]]) -> dict[str, object]:
    first = rows[0]
    targets = [row["target"] for row in rows if row["target"] is not None]
    event = {"type": first["type"], "actor": first["actor"], "targets": targets, "old": first["old"], "new": first["new"]}
    return {
        "type": "system",
        **{name: first[name] for name in _PLACE},
        "timestamp": _at(first),
        "sender": None,
        "kind": "system",
        "text": first["text"],
        "event": event if first["type"] is not None else None,
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
