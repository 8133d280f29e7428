"""A flat load file: one row a message, under the column names that review platforms map by themselves, with hashes."""

from hashlib import sha256
from typing import Any

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.tables_in_tier import in_tier
from wag_analyzer.report.tiers import Tier

__all__ = ["load_file", "row_hash"]


def load_file(analysis: Analysis, tier: Tier) -> str:
    """Return a chat as CSV.

    ``RowSHA256`` is the SHA-256 of the other cells of the row joined by line feeds, so that a row can be checked by itself; ``MessageHash``
    (see ``parser.provenance``) and the hash of the export stand in tier names only or are those of the whole file.
    """
    shown = in_tier(analysis.messages, tables.MESSAGES, tier)
    at: pd.Series[Any] = shown["at"]
    kind = shown["kind"].astype(object)
    columns: dict[str, Any] = {
        "BegDoc": shown["msg_id"],
        "EndDoc": shown["msg_id"],
        "ConversationID": shown["group_id"],
        "Custodian": _exporter(analysis, tier),
        "From": shown["person"],
        "SentDate": at.dt.strftime("%Y-%m-%d"),
        "SentTime": at.dt.strftime("%H:%M:%S" if tier.has_minutes else "%H:00"),
        "Kind": kind,
        "Deleted": kind == "deleted",
        "Edited": shown["edited"],
        "Attachment": shown["media"],
        "ExtractedText": shown["text"],
        "SourceFile": shown["file"],
        "SourceSHA256": shown["file_sha256"],
        "Line": shown["line"],
        "LastLine": shown["last_line"],
        "MessageHash": shown["content_hash"],
    }
    frame = pd.DataFrame(columns)
    cells = [frame[name].astype(object).where(frame[name].notna(), "") for name in frame]
    return csv_text(frame.assign(RowSHA256=[row_hash(row) for row in zip(*cells, strict=True)]))


def row_hash(cells: tuple[Any, ...]) -> str:
    """Return the SHA-256 of the cells of a row joined by line feeds; booleans as ``true`` and ``false``."""
    shown = (str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in cells)
    return sha256("\n".join(shown).encode("utf-8", "backslashreplace")).hexdigest()


def _exporter(analysis: Analysis, tier: Tier) -> str:
    table = analysis.people.table
    own = [str(person) for person in table["person"][table["is_exporter"].astype(bool)]]
    return tier.name(own[0]) if own else ""
