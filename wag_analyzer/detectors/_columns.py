"""Columns of a chat as Python's own values, made once in a run; equal strings are one object, and long tables come in pieces."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._shared import once

__all__ = ["authors", "ids", "places", "rows", "texts"]

_PIECE: Final = 20_000


def ids(analysis: Analysis) -> list[str]:
    """Return the ids of the messages in file order."""
    found: list[str] = analysis.messages["msg_id"].tolist()
    return found


def places(analysis: Analysis) -> Mapping[str, int]:
    """Return id → place of each message in file order."""
    return {msg_id: place for place, msg_id in enumerate(once(ids, analysis))}


def authors(analysis: Analysis) -> list[str]:
    """Return the author of each message."""
    one: dict[str, str] = {}
    return [one.setdefault(person, person) for (person,) in rows(analysis.messages, "person")]


def texts(analysis: Analysis) -> Mapping[str, object]:
    """Return id → text of each message; what is no string is none."""
    one: dict[object, object] = {}
    same = (one.setdefault(text, text) if isinstance(text, str) else text for (text,) in rows(analysis.messages, "text"))
    return dict(zip(once(ids, analysis), same, strict=True))


def rows(table: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    """Yield the values of some columns, row by row, without lists of all of them at once."""
    for start in range(0, len(table), _PIECE):
        piece = table.iloc[start : start + _PIECE]
        yield from zip(*(piece[name].tolist() for name in names), strict=True)
