"""The summary of a store: one row an export, made of what lies in it, so that it can always be made again."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

from wag_analyzer.batch.lock import summarizing
from wag_analyzer.batch.store import Entry, Store
from wag_analyzer.batch.task import LEVELS
from wag_analyzer.report.cells import guarded

__all__ = ["COLUMNS", "summary_text", "write_summary"]

_FIRST: Final = ("hash", "file", "group", "status", "messages", "people", "lines_lost", "locale", "from", "to")
COLUMNS: Final = (*_FIRST, *LEVELS, "seconds", "error_code", "error")
"""The columns of ``summary.csv``; the severities count findings."""


def write_summary(store: Store, unread: Iterable[tuple[str, Mapping[str, Any]]] = ()) -> None:
    """Write ``summary.csv`` of a store; a file that would not change is not touched.

    Parameters
    ----------
    unread
        Files of this run that could not even be opened, and why: they have no hash, so the store has nothing of them.

    Raises
    ------
    CaseError
        It cannot be written.
    """
    with summarizing(store.path):
        store.put(store.summary.name, summary_text(store, unread).encode("utf-8", "backslashreplace"))


def summary_text(store: Store, unread: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """Return what ``summary.csv`` of a store says; see ``write_summary``."""
    rows = [_row(entry) for entry in store.entries()]
    rows += [{"file": name, "status": "failed", **why} for name, why in sorted(unread, key=lambda item: item[0])]
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _row(entry: Entry) -> dict[str, Any]:
    meta = entry.meta
    known = {name: meta.get(name) for name in COLUMNS if name in meta}
    counts = {level: meta["findings"][level] for level in LEVELS} if meta["status"] == "done" else {}
    messages = {"messages": meta["rows"].get("messages", 0)} if entry.is_read else {}
    return {"hash": entry.sha256, **known, **messages, **counts}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value)
