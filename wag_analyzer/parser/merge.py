"""Several exports of one group: one set of messages, each counted as often as the export that holds it most often."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.parser.chat import Chat, Notice
from wag_analyzer.parser.groups import group_id, name_in_file
from wag_analyzer.tables import Table

__all__ = ["merged"]

Key = tuple[int, str | None, str]


def merged(chats: Sequence[Chat]) -> Chat:
    """Return several chats as one: exports of one group are joined, different groups stay apart; one chat comes back as it is."""
    if len(chats) == 1:
        return chats[0]
    groups: list[list[int]] = []
    for number, chat in enumerate(chats):
        home = next((group for group in groups if any(_names(chat) & _names(chats[other]) for other in group)), None)
        if home is None:
            groups.append([number])
        else:
            home.append(number)
    notices: list[Notice] = []
    parts = list(chats)
    for group in groups:
        for number, part in zip(group, _one_group([chats[number] for number in group], notices), strict=True):
            parts[number] = part
    if len(groups) > 1:
        what = "; ".join(f"{parts[group[0]].sources[0].group} ({_files(parts[number] for number in group)})" for group in groups[:9])
        notices.append(Notice("WAG011", "several-chats", f"{len(groups)} different chats were read; each is a group of its own: {what}"))
    return Chat(
        messages=_stacked(tables.PARSED, [part.messages for part in parts]),
        events=_stacked(tables.EVENTS, [part.events for part in parts]),
        coverage=_stacked(tables.COVERAGE, [part.coverage for part in parts]),
        notices=(*notices, *(notice for part in parts for notice in part.notices)),
        sources=tuple(source for part in parts for source in part.sources),
    )


def _names(chat: Chat) -> set[str]:
    named = {name for source in chat.sources for name in (source.group, name_in_file(source.file)) if name}
    return {name.casefold() for name in named} or {source.file for source in chat.sources}


def _files(chats: Iterable[Chat]) -> str:
    return ", ".join(source.file for chat in chats for source in chat.sources)


def _one_group(chats: Sequence[Chat], notices: list[Notice]) -> list[Chat]:
    """Return the chats of one group without the lines that an earlier one holds too."""
    first = chats[0].sources[0]
    name = next((chat.sources[0].group for chat in chats if chat.sources[0].group), "")
    known = group_id(name or first.file)
    parts = [_in_group(chat, known, name) for chat in chats]
    if len(parts) == 1:
        return parts
    lines = [_lines(part) for part in parts]
    repeated = _repeated(lines)
    twice = sum(map(len, repeated))
    _undelete(lines, repeated)
    what = (
        f"{len(parts)} exports of one group were joined; {twice} messages or system lines stand in several and count once: {_files(parts)}"
    )
    notices.append(Notice("WAG011", "exports-joined", f"{what}: {_files(parts)}"))
    return [_without(part, gone) for part, gone in zip(parts, repeated, strict=True)]


def _in_group(chat: Chat, known: str, name: str) -> Chat:
    sources = tuple(replace(source, group=source.group or name, group_id=known) for source in chat.sources)
    return replace(chat, sources=sources, messages=_labelled(chat.messages, known), events=_labelled(chat.events, known))


def _labelled(frame: pd.DataFrame, known: str) -> pd.DataFrame:
    labels = pd.Categorical.from_codes(np.zeros(len(frame), np.int8), categories=pd.Index([known], dtype="object"))
    return frame.assign(group_id=labels)


def _lines(chat: Chat) -> dict[str, tuple[Key, bool]]:
    """Return for each message and system line what makes it the same in another export, and whether it says 'deleted'."""
    said, told = chat.messages, chat.events.drop_duplicates("msg_id")
    deleted = (said["kind"].astype(object) == "deleted").tolist()
    every = _keys(said, said["sender"], said["raw"]) | _keys(told, [None] * len(told), told["text"])
    return {msg_id: (key, gone) for (msg_id, key), gone in zip(every.items(), [*deleted, *[False] * len(told)], strict=True)}


def _keys(frame: pd.DataFrame, senders: Iterable[Any], bodies: Iterable[str]) -> dict[str, Key]:
    at = frame["at"].to_numpy().astype("datetime64[s]").astype(np.int64).tolist()
    return dict(zip(frame["msg_id"], zip(at, senders, bodies, strict=True), strict=True))


def _repeated(parts: Sequence[Mapping[str, tuple[Key, bool]]]) -> list[set[str]]:
    seen: Counter[Key] = Counter()
    repeated: list[set[str]] = []
    for part in parts:
        counts: Counter[Key] = Counter()
        repeated.append(set())
        for msg_id, (key, _) in part.items():
            counts[key] += 1
            if counts[key] <= seen[key]:
                repeated[-1].add(msg_id)
        seen |= counts
    return repeated


def _undelete(parts: Sequence[Mapping[str, tuple[Key, bool]]], repeated: Sequence[set[str]]) -> None:
    """Drop a 'deleted' where another export still has the words: same minute, same sender, words that the deleting one lacks."""
    held = [{key for key, _ in part.values()} for part in parts]
    words: defaultdict[tuple[int, str | None], list[tuple[int, Key]]] = defaultdict(list)
    for number, part in enumerate(parts):
        for msg_id, (key, is_deleted) in part.items():
            if msg_id not in repeated[number] and not is_deleted:
                words[key[:2]].append((number, key))
    for number, part in enumerate(parts):
        for msg_id, (key, is_deleted) in part.items():
            if is_deleted and msg_id not in repeated[number]:
                listed = words[key[:2]]
                match = next((place for place in listed if place[0] != number and place[1] not in held[number]), None)
                if match is not None:
                    listed.remove(match)
                    repeated[number].add(msg_id)


def _without(chat: Chat, gone: set[str]) -> Chat:
    messages, events = (frame[~frame["msg_id"].isin(list(gone))] for frame in (chat.messages, chat.events))
    return replace(chat, messages=messages, events=events)


def _stacked(table: Table, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for column in table.columns:
        parts = [frame[column.name] for frame in frames]
        is_label = column.kind == "label"
        columns[column.name] = pd.api.types.union_categoricals(parts) if is_label else pd.concat(parts, ignore_index=True)
    return table.check(pd.DataFrame(columns))
