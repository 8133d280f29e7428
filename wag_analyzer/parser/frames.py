"""From the parts of a text as read to the tables of a chat."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from wag_analyzer import tables
from wag_analyzer.parser.chat import Chat, Source
from wag_analyzer.parser.columns import Origin, event_columns, ledger_of, message_columns
from wag_analyzer.parser.coverage import BECAME, WHY, Ledger, joined
from wag_analyzer.parser.export_names import group_from_file_name
from wag_analyzer.parser.groups import group_id
from wag_analyzer.parser.notices import notices
from wag_analyzer.parser.parse import Parsed
from wag_analyzer.parser.rows import KINDS, Part

__all__ = ["chat_of", "part_of", "source_of"]

_TEXT = pd.StringDtype("pyarrow", na_value=float("nan"))


def chat_of(text: Parsed) -> Chat:
    """Return one text as a chat of its own, with one source; its group is named by its events, else by its file.

    The parts of ``text`` are used up.
    """
    source = source_of(text)
    origin = Origin(source.file, source.sha256, source.member_sha256, source.group_id, text.plan.senders.names)
    messages, events, ledgers = [], [], []
    while text.parts:
        part = text.parts.pop(0)
        messages.append(message_columns(part, origin))
        events.append(event_columns(part, origin))
        ledgers.append(ledger_of(part))
    return Chat(
        messages=_frame(tables.PARSED, messages, origin),
        events=_frame(tables.EVENTS, events, origin),
        coverage=_coverage(joined(ledgers), origin),
        notices=tuple(notices(text.blob.name, text.decoder, text.plan, text.tally)),
        sources=(source,),
    )


def part_of(part: Part, origin: Origin) -> Chat:
    """Return one part of a text as a chat without sources and notices."""
    return Chat(
        messages=_frame(tables.PARSED, [message_columns(part, origin)], origin),
        events=_frame(tables.EVENTS, [event_columns(part, origin)], origin),
        coverage=_coverage(ledger_of(part), origin),
    )


def _frame(table: tables.Table, parts: Sequence[Mapping[str, Any]], origin: Origin) -> pd.DataFrame:
    count = sum(len(part["line"]) for part in parts)
    same = {"group_id": origin.group_id, "file": origin.file, "file_sha256": origin.sha256}
    columns = {
        column.name: _same(same[column.name], count) if column.name in same else _column(column.kind, [part[column.name] for part in parts])
        for column in table.columns
    }
    return table.check(pd.DataFrame(columns, copy=False))


def _column(kind: str, values: Sequence[Any]) -> Any:
    """Return one column out of the same column of several parts."""
    if kind == "label":
        return (
            _kinds(np.concatenate(values)) if isinstance(values[0], np.ndarray) else _words([word for listed in values for word in listed])
        )
    if kind in {"text", "texts"}:
        listed = [chunk for value in values for chunk in (value.chunks if isinstance(value, pa.ChunkedArray) else (value,))]
        whole = pa.chunked_array(listed)
        return pd.array(whole, dtype=_TEXT) if kind == "text" else pd.arrays.ArrowExtensionArray(whole)
    return np.concatenate(values)


def _kinds(codes: Any) -> pd.Categorical:
    used = np.flatnonzero(np.bincount(codes, minlength=len(KINDS)))
    place = np.zeros(len(KINDS), np.int8)
    place[used] = np.arange(len(used))
    return _labels(place[codes], [KINDS[number] for number in used.tolist()])


def _words(listed: list[str | None]) -> pd.Categorical:
    words = {word: number for number, word in enumerate(dict.fromkeys(word for word in listed if word is not None))}
    return _labels(np.array([-1 if word is None else words[word] for word in listed], np.int64), list(words))


def _same(word: str, count: int) -> pd.Categorical:
    return _labels(np.zeros(count, np.int8), [word])


def _labels(codes: Any, words: Sequence[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, dtype=_categories(tuple(words)), validate=False)


@lru_cache(maxsize=64)
def _categories(words: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(list(words), dtype="object"))


def _coverage(found: Ledger, origin: Origin) -> pd.DataFrame:
    count = len(found.line)
    why = pa.array([None, *WHY[1:]], pa.large_string())
    columns = {
        "file": _same(origin.file, count),
        "file_sha256": _same(origin.sha256, count),
        "line": found.line,
        "last_line": found.last_line,
        "became": _labels(found.became.astype(np.int8), BECAME),
        "reason": pd.array(why.take(pa.array(found.reason)), dtype=_TEXT),
    }
    return tables.COVERAGE.check(pd.DataFrame(columns, copy=False))


def source_of(text: Parsed) -> Source:
    """Return what one file is and what was read of it."""
    blob, plan, tally = text.blob, text.plan, text.tally
    group = text.group or group_from_file_name(blob.name) or ""
    decisions = list(plan.verdict.decisions.values())
    orders = {"ambiguous" if decision.is_ambiguous else decision.order for decision in decisions}
    return Source(
        file=blob.name,
        sha256=blob.sha256,
        member_sha256=blob.member_sha256,
        size=blob.size,
        group=group,
        group_id=group_id(group or blob.name),
        platform=plan.platform,
        locale=plan.locale,
        encoding=text.decoder.encoding,
        layouts=tuple(f"{layout}: {shape}" for layout, shape in plan.layouts.values()),
        date_order=orders.pop() if len(orders) == 1 else ("mixed" if orders else "unknown"),
        date_evidence="; ".join(dict.fromkeys(decision.evidence for decision in decisions)),
        date_confidence=min((decision.confidence for decision in decisions), default=0.0),
        lines_total=tally.lines,
        message_lines=tally.headers,
        continuation_lines=tally.lines - tally.skipped - tally.headers,
        skipped_lines=tally.skipped,
        media=dict(blob.media),
    )
