"""A chat without some of the people in it: what they wrote becomes placeholders that keep order and time, their names become stand-ins."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.names import digits
from wag_analyzer.report.redact import Redactor
from wag_analyzer.tables import Column, Table

__all__ = ["LeftOut", "withheld"]

_EXACT: Final = frozenset({"sender", "actor", "target", "source", "name", "same_as"})
"""Columns with one name in a cell."""

_FREE: Final = frozenset({"text", "raw", "media", "old", "new", "file", "member", "reason", "emoji"})
"""Columns with words."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who is left out, and how.

    Parameters
    ----------
    stand_ins
        Every spelling of a name or number → what stands for the person.
    redactor
        Replaces these people in texts and leaves all else.
    note
        What stands in the place of a message.
    """

    stand_ins: Mapping[str, str]
    redactor: Redactor
    note: str

    @classmethod
    def of(cls, stand_ins: Mapping[str, str], others: Iterable[str], note: str) -> "LeftOut":
        """Return what leaves out the people of ``stand_ins``; ``others`` are the names of those who stay."""
        return cls(stand_ins, Redactor.erasing(stand_ins, others), note)

    def text(self, text: str) -> str:
        """Return a text without these people; one in which they do not occur comes back as it is."""
        return self.redactor.replace(text)[0] if self.redactor.touches(text) else text

    def name(self, name: str) -> str:
        """Return a name, or what stands for it."""
        return self.stand_ins.get(name) or self.text(name)

    def frame(self, frame: pd.DataFrame, table: Table) -> pd.DataFrame:
        """Return the rows of a table without these people."""
        return table.frame({column.name: self._column(frame[column.name], column) for column in table.columns})

    def _column(self, values: "pd.Series[Any]", column: Column) -> "pd.Series[Any]":
        plain = values.astype(object)
        if column.kind == "texts":
            return plain.map(lambda listed: None if listed is None else [self.name(str(name)) for name in listed])
        if column.name in _EXACT or column.name in _FREE:
            call: Callable[[str], str] = self.name if column.name in _EXACT else self.text
            return plain.map({str(value): call(str(value)) for value in plain.dropna().unique()})
        return values


def withheld(chat: Chat, out: LeftOut) -> Chat:
    """Return ``chat`` without the people that are left out; lines, order and times stay.

    Of their messages nothing stays but who stands for them and when: kind ``deleted``, no text, and the note as the body.
    """
    messages = out.frame(chat.messages, tables.PARSED)
    theirs = chat.messages["sender"].astype(object).isin(list(out.stand_ins)).to_numpy()
    columns: dict[str, Any] = {name: messages[name].astype(object).to_numpy(copy=True) for name in tables.PARSED.names}
    for name, empty in (("kind", "deleted"), ("text", ""), ("raw", out.note), ("media", None), ("edited", False)):
        columns[name][theirs] = empty
    columns["mentions"] = [[] if gone else listed for gone, listed in zip(theirs, columns["mentions"], strict=True)]
    links = out.frame(chat.links, tables.LINKS)
    return replace(
        chat,
        messages=tables.PARSED.frame(columns),
        events=out.frame(chat.events, tables.EVENTS),
        coverage=out.frame(chat.coverage, tables.COVERAGE),
        links=links,
        aliases=_aliases(out.frame(chat.aliases, tables.ALIASES)),
        notices=tuple(replace(notice, text=out.text(notice.text), file=out.text(notice.file)) for notice in chat.notices),
        sources=tuple(
            replace(
                source,
                file=out.text(source.file),
                group=out.name(source.group) if digits(source.group) else out.text(source.group),
                media={out.text(name): size for name, size in source.media.items()},
            )
            for source in chat.sources
        ),
        parts=(),
    )


def _aliases(aliases: pd.DataFrame) -> pd.DataFrame:
    """Return the aliases that still say something: a name that became a stand-in says nothing of another."""
    kept = aliases[aliases["name"] != aliases["same_as"]].reset_index(drop=True)
    return tables.ALIASES.frame({name: kept[name] for name in tables.ALIASES.names})
