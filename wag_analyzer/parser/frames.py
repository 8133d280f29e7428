"""From the columns of parsed texts to the tables of a chat."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer import tables
from wag_analyzer.parser import coverage
from wag_analyzer.parser.bodies import replaced
from wag_analyzer.parser.chat import Chat, Source
from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.groups import group_id, name_in_file
from wag_analyzer.parser.parse import Parsed
from wag_analyzer.parser.phrases import strip_marks

__all__ = ["chat_of"]

_TEXT = pd.StringDtype("pyarrow", na_value=float("nan"))


def chat_of(text: Parsed) -> Chat:
    """Return one text as a chat of its own, with one source; its group is named by its events, else by its file."""
    name = text.group or name_in_file(text.blob.name) or ""
    group = (name, group_id(name or text.blob.name))
    return Chat(
        messages=_frame(tables.PARSED, [_messages(text, group[1])]),
        events=_frame(tables.EVENTS, [_events(text, group[1])]),
        coverage=_frame(tables.COVERAGE, [_coverage(text)]),
        notices=tuple(text.notices),
        sources=(_source(text, group),),
    )


def _frame(table: tables.Table, parts: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for column in table.columns:
        values = [part[column.name] for part in parts]
        columns[column.name] = _column(column.kind, values)
    return table.check(pd.DataFrame(columns, copy=False))


def _column(kind: str, values: Sequence[Any]) -> Any:
    """Return one column out of the same column of several texts."""
    if kind == "label":
        codes, words = zip(*values, strict=True) if values else ((), ())
        every = list(dict.fromkeys(word for listed in words for word in listed))
        place = {word: number for number, word in enumerate(every)}
        moved = [np.array([*(place[word] for word in listed), -1])[code] for code, listed in zip(codes, words, strict=True)]
        whole = np.concatenate((np.zeros(0, np.int64), *moved))
        return pd.Categorical.from_codes(whole, categories=pd.Index(every, dtype="object"))
    if kind == "text":
        chunks = pa.chunked_array([pa.concat_arrays(value.chunks) if isinstance(value, pa.ChunkedArray) else value for value in values])
        return pd.array(chunks, dtype=_TEXT)
    if kind == "texts":
        return pd.arrays.ArrowExtensionArray(pa.chunked_array(values))
    return np.concatenate(values)


def _label(word: str, count: int) -> tuple[Ints, list[str]]:
    return np.zeros(count, np.int64), [word]


def _strings(values: Sequence[str | None]) -> Any:
    return pa.array(values, pa.large_string())


def _place(text: Parsed, rows: Ints, group: str) -> dict[str, Any]:
    line = text.headers.line[rows] + 1
    short, dash = (pa.scalar(word, pa.large_string()) for word in (text.blob.member_sha256[:8], "-"))
    count = len(rows)
    return {
        "msg_id": pc.binary_join_element_wise(short, pc.cast(pa.array(line), pa.large_string()), dash),
        "group_id": _label(group, count),
        "at": np.take(text.headers.at, rows).astype("datetime64[s]"),
        "file": _label(text.blob.name, count),
        "file_sha256": _label(text.blob.sha256, count),
        "line": line,
        "last_line": text.last[rows] + 1,
    }


def _messages(text: Parsed, group: str) -> dict[str, Any]:
    written = text.senders.code >= 0
    rows = np.flatnonzero(written)
    place = np.cumsum(written) - 1
    marked = text.marked[written[text.marked]]
    raw = text.bodies.take(pa.array(rows))
    raw = replaced(raw, place[marked], [strip_marks(body) for body in text.bodies.take(pa.array(marked)).to_pylist()])
    known = np.array(sorted(row for row in text.contents if written[row]), np.int64)
    contents = [text.contents[row] for row in known.tolist()]
    kinds = {"text": 0}
    kind = np.zeros(len(rows), np.int64)
    kind[place[known]] = [kinds.setdefault(found.kind, len(kinds)) for found in contents]
    edited = np.zeros(len(rows), bool)
    edited[place[known]] = [found.edited for found in contents]
    called = np.zeros(len(rows) + 1, np.int32)
    called[place[known] + 1] = [len(found.mentions) for found in contents]
    mentions = pa.array([name for found in contents for name in found.mentions], pa.string())
    names = pa.DictionaryArray.from_arrays(pa.array(text.senders.code[rows], pa.int32()), _strings(text.senders.names))
    return {
        **_place(text, rows, group),
        "sender": names.dictionary_decode(),
        "kind": (kind, list(kinds)),
        "text": replaced(raw, place[known], [found.text for found in contents]),
        "raw": raw,
        "media": replaced(pa.nulls(len(rows), pa.large_string()), place[known], [found.media for found in contents]),
        "edited": edited,
        "mentions": pa.ListArray.from_arrays(pa.array(np.cumsum(called, dtype=np.int32)), mentions),
    }


def _events(text: Parsed, group: str) -> dict[str, Any]:
    rows: list[int] = []
    types: dict[str, int] = {}
    kind: list[int] = []
    columns: dict[str, list[str | None]] = {name: [] for name in ("actor", "target", "old", "new", "text")}
    for row, event in sorted(text.events.items()):
        plain = strip_marks(text.bodies[row].as_py())
        for target in (event.targets if event else ()) or (None,):
            rows.append(row)
            kind.append(types.setdefault(event.type, len(types)) if event else -1)
            values = (event.actor, target, event.old, event.new, plain) if event else (None, None, None, None, plain)
            for listed, value in zip(columns.values(), values, strict=True):
                listed.append(value)
    texts = {name: _strings(values) for name, values in columns.items()}
    return {**_place(text, np.array(rows, np.int64), group), "type": (np.array(kind, np.int64), list(types)), **texts}


def _coverage(text: Parsed) -> dict[str, Any]:
    found = coverage.ledger(len(text.scan.starts), text.headers.line, text.senders.code < 0, text.headers.rejected)
    count = len(found.line)
    return {
        "file": _label(text.blob.name, count),
        "file_sha256": _label(text.blob.sha256, count),
        "line": found.line,
        "last_line": found.last_line,
        "became": (found.became, list(coverage.BECAME)),
        "reason": pa.DictionaryArray.from_arrays(pa.array(found.reason, pa.int32()), _strings(found.reasons)).dictionary_decode(),
    }


def _source(text: Parsed, group: tuple[str, str]) -> Source:
    heads = text.headers
    message, continuation, skipped = coverage.tally(len(text.scan.starts), heads.line)
    decisions = list(heads.decisions.values())
    orders = {"ambiguous" if decision.is_ambiguous else decision.order for decision in decisions}
    return Source(
        file=text.blob.name,
        sha256=text.blob.sha256,
        member_sha256=text.blob.member_sha256,
        size=text.blob.size,
        group=group[0],
        group_id=group[1],
        platform=text.platform,
        locale=text.locale,
        encoding=text.text.encoding,
        layouts=tuple(f"{text.scan.shapes[shape][0]}: {text.scan.shapes[shape][1]}" for shape in heads.decisions),
        date_order=orders.pop() if len(orders) == 1 else ("mixed" if orders else "unknown"),
        date_evidence="; ".join(dict.fromkeys(decision.evidence for decision in decisions)),
        date_confidence=min((decision.confidence for decision in decisions), default=0.0),
        lines_total=message + continuation + skipped,
        message_lines=message,
        continuation_lines=continuation,
        skipped_lines=skipped,
        media=dict(text.blob.media),
    )
