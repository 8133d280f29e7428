"""A chat written down by hand in TOML, turned into items: for samples, lessons and tests."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from wag_analyzer.errors import SettingsError
from wag_analyzer.simulate.dialects import Dialect, dialect
from wag_analyzer.simulate.items import Item

__all__ = ["Script", "script"]

_FIELDS: Final = frozenset(item.name for item in fields(Item))


@dataclass(frozen=True, slots=True)
class Script:
    """A chat written by hand: the phone, the group's name and the items; ``extra`` holds files that lie beside the chat in an archive."""

    title: str
    group: str
    dialect: Dialect
    items: tuple[Item, ...]
    extra: Mapping[str, str]
    expect: Mapping[str, Any]


def script(text: str, *, where: str = "") -> Script:
    """Return a chat written in TOML.

    A line of ``lines`` is ``[time, sender, text]`` or ``[time, sender, text, {field = value}]``; a sender ``"!added"`` is an event and
    its text is the new value. Times are ISO; ``expect`` overrides facts that the layout cannot tell.

    Raises
    ------
    SettingsError
        The text is not TOML or a line has another form.
    """
    try:
        data = tomllib.loads(text)
        return Script(
            title=str(data["title"]),
            group=str(data["group"]),
            dialect=dialect(data["dialect"]),
            items=tuple(_item(row) for row in data["lines"]),
            extra=data.get("extra", {}),
            expect=data.get("expect", {}),
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise SettingsError(f"is not a chat script ({error})", where=where, hint="see script() for the form of a line") from None


def _item(row: Sequence[Any]) -> Item:
    at, who, text = datetime.fromisoformat(row[0]), str(row[1]), str(row[2])
    more: dict[str, Any] = dict(row[3]) if len(row) > 3 else {}
    unknown = sorted(set(more) - _FIELDS)
    if unknown:
        raise ValueError(f"no such field: {', '.join(unknown)}")
    more["targets"] = tuple(more.get("targets", ()))
    if who.startswith("!"):
        return Item(at=at, kind="system", event=who[1:], new=text or None, **more)
    kind = "media" if more.get("media") else "text"
    return Item(at=at, sender=who, text=text, **{"kind": kind, **more})
