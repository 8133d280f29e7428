"""Columns of ties, layer by layer, as one table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from wag_analyzer import tables
from wag_analyzer.people.places import strings

__all__ = ["Rows", "tie_table"]

_TIMES: Final = ("first", "last", "born", "dormant", "revived")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """The ties of one layer in one window of one group: columns by name, and the acts behind them.

    Of a tie, ``columns["start"]`` and ``columns["acts"]`` say where its acts stand in ``act`` and how many they are.
    """

    layer: str
    window: str
    group: str | None
    columns: dict[str, npt.NDArray[Any]]
    act: Ints

    def __len__(self) -> int:
        """Return the number of ties."""
        return len(self.columns["start"])


def tie_table(names: "pd.Index[str]", ids: pa.Array, parts: Sequence[Rows]) -> pd.DataFrame:
    """Return ``tables.TIES``.

    Parameters
    ----------
    names
        Persons by number.
    ids
        Messages and events by number.
    parts
        Rows in the order they are to stand in; their columns are taken out of them, since there may be a million ties.
    """
    if not parts:
        return tables.TIES.frame()
    sizes = [len(part) for part in parts]
    joined = {name: np.concatenate([part.columns.pop(name) for part in parts]) for name in list(parts[0].columns)}
    times = {name: joined.pop(name).astype("datetime64[s]") for name in _TIMES}
    before = np.cumsum([0, *(len(part.act) for part in parts[:-1])])
    start = joined.pop("start") + np.repeat(before, sizes)
    persons = strings(names)
    labels = {name: np.repeat(np.array([getattr(part, name) for part in parts], object), sizes) for name in ("layer", "window", "group")}
    return tables.TIES.frame(
        {
            **joined,
            **times,
            "source": persons.take(pa.array(joined["source"])),
            "target": persons.take(pa.array(joined["target"])),
            "layer": labels["layer"],
            "window": labels["window"],
            "group_id": labels["group"],
            "msg_ids": _cited(start, joined["acts"], np.concatenate([part.act for part in parts]), ids),
        }
    )


def _cited(start: Ints, acts: Ints, act: Ints, ids: pa.Array) -> pa.Array:
    """Return the ids of the acts of each tie as one list a tie."""
    offsets = np.concatenate([[0], np.cumsum(acts)])
    entries = np.repeat(start - offsets[:-1], acts) + np.arange(offsets[-1])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), ids.take(pa.array(act[entries])).cast(pa.string()))
