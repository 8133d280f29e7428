"""What a group was called, and which picture and description it had, over time."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.phrases import strip_marks
from wag_analyzer.people.identities import People

__all__ = ["subjects"]

_KINDS: Final[Mapping[str, str]] = {
    "created": "subject",
    "subject_changed": "subject",
    "icon_changed": "icon",
    "icon_removed": "icon",
    "description_changed": "description",
    "description_removed": "description",
}

Row = dict[str, object]


def subjects(chat: Chat, people: People) -> pd.DataFrame:
    """Return the names, pictures and descriptions of each group over time.

    Parameters
    ----------
    chat
        As read.
    people
        Its persons.

    Returns
    -------
    DataFrame
        ``tables.SUBJECTS``. A group that no line names has one row with the name its file gives, without times.
    """
    kinds = chat.events["type"].astype(object)
    rows: list[Row] = []
    for group in dict.fromkeys(source.group_id for source in chat.sources):
        here = (chat.events["group_id"] == group) & kinds.isin(_KINDS)
        events = chat.events[here].drop_duplicates("msg_id").sort_values("at", kind="stable")
        found = [row for kind in ("subject", "icon", "description") for row in _history(events, kind, people.person_of)]
        if not any(row["kind"] == "subject" for row in found):
            found = [*_file_name(chat, group), *found]
        rows += [{"group_id": group, **row} for row in found]
    return tables.SUBJECTS.frame(rows)


def _file_name(chat: Chat, group: str) -> list[Row]:
    named = [source.group for source in chat.sources if source.group_id == group and source.group]
    return [{"kind": "subject", "name": name} for name in named[:1]]


def _history(events: pd.DataFrame, kind: str, person_of: Mapping[str, str]) -> Iterator[Row]:
    """Yield what a group had of one kind, each with the time at which the next one took its place."""
    now: Row | None = None
    for event in events[events["type"].astype(object).map(_KINDS) == kind].itertuples():
        old, new = _name(event.old), _name(event.new)
        if kind == "subject" and now is not None and new == now["name"]:
            continue  # another export's line about the same change
        if old is not None and now is not None and now["name"] is None:
            now["name"] = old
        if now is not None and old in {None, now["name"]}:
            yield {**now, "until": event.at}
        else:
            if now is not None:
                yield now
            if old is not None or str(event.type).endswith("_removed"):
                yield {"kind": kind, "name": old, "until": event.at}
        now = None if str(event.type).endswith("_removed") else _row(event, kind, new, person_of)
    if now is not None:
        yield now


def _name(value: object) -> str | None:
    return strip_marks(value).strip() or None if isinstance(value, str) else None


def _row(event: Any, kind: str, name: str | None, person_of: Mapping[str, str]) -> Row:
    by = person_of.get(event.actor, event.actor) if isinstance(event.actor, str) else None
    return {"kind": kind, "at": event.at, "name": name, "by": by, "msg_id": event.msg_id}
