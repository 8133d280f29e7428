"""Tables as they may leave: people called as the tier calls them, texts replaced or left out, times as coarse as the tier asks."""

from collections.abc import Callable
from typing import Any, Final

import pandas as pd

from wag_analyzer.report.tiers import Tier
from wag_analyzer.tables import SUBJECTS, Column, Table

__all__ = ["in_tier"]

PERSONS: Final = frozenset(
    {"person", "other", "sender", "source", "target", "actor", "added_by", "removed_by", "by", "runner_up", "first_answered", "welcomed_by"}
    | {"refers_to", "same_as", "by_way_of"}
)
"""Columns that name one person."""
NAMES: Final = frozenset({"names", "mentions", "alike", "persons", "moved", "moved_back"})
"""Columns that list names."""
TEXTS: Final = frozenset({"text", "raw", "old", "new", "surface", "media", "member", "note", "reason", "statement", "emoji"})
"""Columns with words of a chat or about one."""

PROOFS: Final = frozenset({"content_hash", "sha256"})
"""Columns that let whoever guesses a name, a minute or a file prove the guess; only in tier names."""


def in_tier(frame: pd.DataFrame, table: Table, tier: Tier) -> pd.DataFrame:
    """Return ``frame`` as it may leave in ``tier``; in tier names it is the same frame.

    In tier pseudonym texts are kept without people; in tier numbers they are missing. Both give times to the hour and no hashes of single
    messages or media files.

    Parameters
    ----------
    frame
        Rows of ``table``.
    """
    if tier.level == "names":
        return frame
    shown = {column.name: _column(frame[column.name], table, column, tier) for column in table.columns}
    return table.frame(shown)


def _column(values: "pd.Series[Any]", table: Table, column: Column, tier: Tier) -> "pd.Series[Any]":
    name = column.name
    if column.kind == "time":
        hours: pd.Series[Any] = values.dt.floor("h")
        return hours
    if name in NAMES:
        return values.astype(object).map(lambda listed: None if listed is None else sorted({tier.name(item) for item in listed}))
    call = _call(name, table, tier)
    return values if call is None else _mapped(values, call)


def _call(name: str, table: Table, tier: Tier) -> Callable[[str], str | None] | None:
    """Return what becomes of the words in a column; None when they stay."""
    if name in PERSONS or (name == "name" and table is not SUBJECTS):
        return tier.name
    if name in TEXTS or name == "name":
        return tier.text
    if name in PROOFS:
        return lambda _: None
    return {"file": tier.file, "group_id": tier.group, "other_group": tier.group}.get(name)


def _mapped(values: "pd.Series[Any]", call: Callable[[str], str | None]) -> "pd.Series[Any]":
    plain = values.astype(object)
    known = {value: call(value) for value in plain.dropna().unique()}
    return plain.map(known)
