"""Tables as they may leave: people called as the tier calls them, texts replaced or left out, times as coarse as the tier asks."""

from collections.abc import Callable
from typing import Any, Final

import pandas as pd

from wag_analyzer.report.tiers import Tier
from wag_analyzer.tables import Table

__all__ = ["in_tier"]

PERSONS: Final = frozenset({"person", "sender", "source", "target", "actor", "added_by", "refers_to"})
"""Columns that name one person."""
NAMES: Final = frozenset({"names", "mentions"})
"""Columns that list names."""
TEXTS: Final = frozenset({"text", "raw", "old", "new", "surface", "media", "note", "reason", "statement", "emoji"})
"""Columns with words of a chat or about one."""


def in_tier(frame: pd.DataFrame, table: Table, tier: Tier) -> pd.DataFrame:
    """Return ``frame`` as it may leave in ``tier``; in tier names it is the same frame.

    In tier pseudonym texts are kept without people; in tier numbers they are missing. Both give times to the hour.

    Parameters
    ----------
    frame
        Rows of ``table``.
    """
    if tier.level == "names":
        return frame
    shown = {column.name: _column(frame[column.name], column.name, column.kind, tier) for column in table.columns}
    return table.frame(shown)


def _column(values: "pd.Series[Any]", name: str, kind: str, tier: Tier) -> "pd.Series[Any]":
    if kind == "time":
        hours: pd.Series[Any] = values.dt.floor("h")
        return hours
    if name in PERSONS or name == "name":
        return _mapped(values, tier.name)
    if name in NAMES:
        return values.astype(object).map(lambda listed: None if listed is None else sorted({tier.name(item) for item in listed}))
    if name in TEXTS:
        return _mapped(values, tier.text)
    if name in {"file", "group_id"}:
        return _mapped(values, tier.file if name == "file" else tier.group)
    return values


def _mapped(values: "pd.Series[Any]", call: Callable[[str], str | None]) -> "pd.Series[Any]":
    plain = values.astype(object)
    known = {value: call(value) for value in plain.dropna().unique()}
    return plain.map(known)
