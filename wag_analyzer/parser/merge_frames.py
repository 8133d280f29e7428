"""The tables of a joined chat out of those of its exports."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from wag_analyzer import tables
from wag_analyzer.parser.align_lines import SYSTEM, Lines
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.merge_names import Named
from wag_analyzer.parser.merge_steps import Joining
from wag_analyzer.tables import Table

__all__ = ["in_group", "joined_chat", "joined_links", "stacked"]

Bools = npt.NDArray[np.bool_]


def stacked(table: Table, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return frames of one table as one."""
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    if len(filled) == 1:
        return filled[0].reset_index(drop=True)
    columns: dict[str, Any] = {}
    for column in table.columns:
        parts = [frame[column.name] for frame in filled]
        is_label = column.kind == "label"
        columns[column.name] = _labels(parts) if is_label else pd.concat(parts, ignore_index=True)
    return table.check(pd.DataFrame(columns))


def _labels(parts: Sequence["pd.Series[Any]"]) -> pd.Categorical:
    """Return columns of labels as one; their words may be stored as objects or as strings."""
    plain = [pd.Categorical.from_codes(part.cat.codes, categories=pd.Index(part.cat.categories.tolist(), dtype="object")) for part in parts]
    joined: pd.Categorical = pd.api.types.union_categoricals(plain)
    return joined


def in_group(chat: Chat, group_id: str, name: str) -> Chat:
    """Return ``chat`` as one of the group with this id; where the export names none it is called ``name``."""
    sources = tuple(replace(source, group=source.group or name, group_id=group_id) for source in chat.sources)
    return replace(chat, sources=sources, messages=_labelled(chat.messages, group_id), events=_labelled(chat.events, group_id))


def _labelled(frame: pd.DataFrame, group_id: str) -> pd.DataFrame:
    labels = pd.Categorical.from_codes(np.zeros(len(frame), np.int8), categories=pd.Index([group_id], dtype="object"))
    return frame.assign(group_id=labels)


def joined_chat(
    state: Joining, best: Mapping[int, Bools], parts: Mapping[int, Chat], lines: Mapping[int, Lines], names: Sequence[Named]
) -> Chat:
    """Return the joined chat of one group.

    Parameters
    ----------
    state
        The joined exports.
    best
        Number of an export → which of its lines are taken.
    parts, lines
        Chat and lines of each export.
    names
        What each name becomes.
    """
    called = {part: {entry.name: entry.same_as for entry in names if entry.part == part} for part in parts}
    messages, events, said, told = [], [], [], []
    for number, chat in sorted(parts.items()):
        part, place = lines[number], state.place[number]
        written = part.kind != SYSTEM
        rows = np.flatnonzero(best[number] & written)
        messages.append(_renamed(chat.messages.iloc[part.row[rows]], ("sender",), called[number]))
        said.append(place[rows])
        lineno = np.full(int((~written).sum()), -1)
        lineno[part.row[np.flatnonzero(best[number] & ~written)]] = place[best[number] & ~written]
        of = lineno[pd.factorize(chat.events["msg_id"])[0]] if len(chat.events) else np.zeros(0, np.int64)
        events.append(_renamed(chat.events[of >= 0], ("actor", "target"), called[number]))
        told.append(of[of >= 0])
    return Chat(
        messages=_ordered(stacked(tables.PARSED, messages), np.concatenate(said), state.lines.at),
        events=_ordered(stacked(tables.EVENTS, events), np.concatenate(told), state.lines.at),
        coverage=stacked(tables.COVERAGE, [chat.coverage for chat in parts.values()]),
        sources=tuple(source for chat in parts.values() for source in chat.sources),
    )


def _ordered(frame: pd.DataFrame, place: Ints, at: Ints) -> pd.DataFrame:
    order = np.argsort(place, kind="stable")
    taken = frame.take(order).reset_index(drop=True)
    return taken.assign(at=at[place[order]].astype("datetime64[s]"))


def _renamed(frame: pd.DataFrame, columns: Sequence[str], called: Mapping[str, str]) -> pd.DataFrame:
    changed = {name: new for name, new in called.items() if name != new}
    if not changed or not len(frame):
        return frame
    for column in columns:
        values = [changed.get(name, name) if isinstance(name, str) else None for name in frame[column].astype(object)]
        renamed: Any = pd.Series(values, dtype="str", index=frame.index)
        frame = frame.assign(**{column: renamed.astype(frame[column].dtype)})
    if "mentions" in frame:
        lists = frame["mentions"].array._pa_array.to_pylist()  # noqa: SLF001 - the Arrow lists; NumPy ones cost a second
        frame = frame.assign(
            mentions=pd.arrays.ArrowExtensionArray(pa.array([_mentions(names, changed) for names in lists], pa.list_(pa.string())))
        )
    return frame


def _mentions(names: list[str] | None, changed: Mapping[str, str]) -> list[str]:
    return [changed.get(name, name) for name in names or ()]


def joined_links(
    state: Joining, best: Mapping[int, Bools], parts: Mapping[int, Chat], lines: Mapping[int, Lines], names: Sequence[Named]
) -> pd.DataFrame:
    """Return quotes and reactions with the ids of the lines that stand for the joined ones; parameters as in ``joined_chat``."""
    ids = {number: _ids(chat, lines[number]) for number, chat in parts.items()}
    kept = np.empty(len(state.lines), object)
    for number, mask in best.items():
        kept[state.place[number][mask]] = ids[number][mask]
    found = []
    for number, chat in sorted(parts.items()):
        stands = dict(zip(ids[number].tolist(), kept[state.place[number]].tolist(), strict=True))
        called = {entry.name: entry.same_as for entry in names if entry.part == number}
        rows = _renamed(_renamed(chat.links, ("msg_id", "answers"), stands), ("source",), called)
        found.append(rows)
    return stacked(tables.LINKS, found).drop_duplicates(["msg_id", "answers", "kind", "source", "emoji"], ignore_index=True)


def _ids(chat: Chat, lines: Lines) -> npt.NDArray[np.object_]:
    told = chat.events["msg_id"].drop_duplicates().to_numpy(dtype=object)
    said = chat.messages["msg_id"].to_numpy(dtype=object)
    ids = np.empty(len(lines), object)
    is_told = lines.kind == SYSTEM
    ids[is_told], ids[~is_told] = told[lines.row[is_told]], said[lines.row[~is_told]]
    return ids
