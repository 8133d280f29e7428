"""The tables of one export as files of its folder in a store, and back: an empty table has no file."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from wag_analyzer import tables
from wag_analyzer.batch.places import opened, written
from wag_analyzer.batch.store import Entry, Store, no_chat
from wag_analyzer.case.store import HASHED, joined_ranges
from wag_analyzer.case.tables_in_files import UNFIT, ParquetRows, opened_parquet, stored_frame, to_parquet
from wag_analyzer.case.told import notices_of, sources_of
from wag_analyzer.errors import CaseError
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.merge import merged
from wag_analyzer.parser.provenance import hashed
from wag_analyzer.tables import Table

__all__ = [
    "FINDINGS", "KEPT", "chat_in", "chat_of_store", "findings_in", "parts_in", "rows_in", "sources_in", "told_of",
    "write_parts", "write_table",
]  # fmt: skip

KEPT: Final[Mapping[str, Table]] = {
    "messages": HASHED,
    "events": tables.EVENTS,
    "coverage": tables.COVERAGE,
    "links": tables.LINKS,
    "aliases": tables.ALIASES,
    "people": tables.PEOPLE,
    "identities": tables.IDENTITIES,
    "membership": tables.MEMBERSHIP,
    "affiliations": tables.AFFILIATIONS,
    "ties": tables.TIES,
}
"""The tables of an export by the name of their file."""

FINDINGS: Final = "findings.jsonl"
"""The findings of an export, as ``wag detect --format jsonl`` prints them."""

_STREAMED: Final = ("coverage", "events", "messages")
_HINT: Final = "remove its folder and run 'wag batch' again"


def write_parts(folder: Path, parts: Iterable[Chat]) -> dict[str, int]:
    """Write messages, events and ledger of an export that comes in parts, and return how many rows each has.

    Raises
    ------
    OSError
        They cannot be written.
    """
    with ExitStack() as files:
        rows = {name: files.enter_context(ParquetRows(files.enter_context(written(_file(folder, name))), KEPT[name])) for name in _STREAMED}

        def ranges() -> Iterator[pd.DataFrame]:
            for part in parts:
                rows["messages"].add(hashed(part.messages))
                rows["events"].add(part.events)
                yield part.coverage

        for frame in joined_ranges(ranges()):
            rows["coverage"].add(frame)
    counts = {name: rows[name].count for name in _STREAMED}
    for name in (name for name, count in counts.items() if not count):
        _file(folder, name).unlink()
    return {name: count for name, count in counts.items() if count}


def write_table(folder: Path, name: str, frame: pd.DataFrame) -> dict[str, int]:
    """Write one table of an export, and return how many rows it has.

    Raises
    ------
    OSError
        It cannot be written.
    """
    if not len(frame):
        return {}
    with written(_file(folder, name)) as file:
        file.write(to_parquet(KEPT[name].check(frame)))
    return {name: len(frame)}


def rows_in(entry: Entry, name: str) -> pd.DataFrame:
    """Return a table of an export.

    Raises
    ------
    CaseError
        It is missing or damaged.
    """
    if not entry.meta["rows"].get(name):
        return KEPT[name].frame()
    with _parquet(entry, name) as file:
        return _frame(file.read(), KEPT[name], entry)


def chat_in(entry: Entry) -> Chat:
    """Return an export as it was read.

    Raises
    ------
    CaseError
        A table is missing or damaged.
    """
    messages = rows_in(entry, "messages")
    return Chat(
        messages=messages.drop(columns="content_hash"),
        events=rows_in(entry, "events"),
        coverage=rows_in(entry, "coverage"),
        notices=notices_of(entry.meta),
        sources=sources_of(entry.meta),
        links=rows_in(entry, "links"),
        aliases=rows_in(entry, "aliases"),
    )


def sources_in(entry: Entry) -> Chat:
    """Return what an export is and the notices on it, as a chat without rows."""
    return chat_in(replace(entry, meta={**entry.meta, "rows": {}}))


def chat_of_store(path: Path) -> Chat:
    """Return all exports of a store as one chat: those of one group joined, different groups apart.

    Raises
    ------
    CaseError
        It is no store, or a table in it is damaged.
    ExportError
        It holds no chat yet.
    """
    chats = [chat_in(entry) for entry in Store.opened(path).entries() if entry.is_read]
    if not chats:
        raise no_chat(path)
    return merged(chats)


def findings_in(entry: Entry) -> list[tuple[str, str]]:
    """Return code and identity of each finding that was made of an export by itself.

    Raises
    ------
    CaseError
        The file holds something else.
    """
    path = entry.path / FINDINGS
    if not os.path.lexists(path):
        return []
    try:
        with opened(path) as file:
            rows = [json.loads(line) for line in file if line.strip()]
        return [(str(row["code"]), str(row["finding_id"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CaseError(f"cannot be read as findings ({type(error).__name__})", where=str(path), hint=_HINT) from None


def parts_in(entry: Entry) -> Iterator[Chat]:
    """Yield an export part by part: chats without sources with some thousand messages each, in file order.

    An export that is made of several chats is one part, with its sources.

    Raises
    ------
    CaseError
        A table is missing or damaged.
    """
    if len(entry.meta["sources"]) > 1 or not entry.meta["rows"].get("messages"):
        yield chat_in(entry)
        return
    events = rows_in(entry, "events")
    with _parquet(entry, "messages") as file:
        for number in range(file.num_row_groups):
            rows = _frame(file.read_row_group(number), HASHED, entry)
            here = (events["line"] <= rows["line"].iloc[-1]) | (number == file.num_row_groups - 1)
            yield Chat(rows.drop(columns="content_hash"), events[here].reset_index(drop=True), tables.COVERAGE.frame())
            events = events[~here]


def told_of(chat: Chat) -> dict[str, Any]:
    """Return what a store keeps of the sources and notices of an export."""
    return {"sources": [asdict(source) for source in chat.sources], "notices": [asdict(notice) for notice in chat.notices]}


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"


@contextmanager
def _parquet(entry: Entry, name: str) -> Iterator[Any]:
    path = _file(entry.path, name)
    try:
        with opened(path) as file:
            yield opened_parquet(pa.PythonFile(file, "r"), os.fstat(file.fileno()).st_size)
    except (OSError, *UNFIT) as error:
        raise CaseError(f"cannot be read as {name} ({type(error).__name__})", where=str(path), hint=_HINT) from None


def _frame(stored: Any, table: Table, entry: Entry) -> pd.DataFrame:
    try:
        return stored_frame(stored, table)
    except UNFIT as error:
        raise CaseError(f"cannot be read as {table.name} ({type(error).__name__})", where=str(entry.path), hint=_HINT) from None
