"""What a careful reader must find in a rendered chat, said by the one who wrote it and never by the reader."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from wag_analyzer.simulate.dialects import Dialect
from wag_analyzer.simulate.items import Item, spoken
from wag_analyzer.simulate.render import Rendered, shown_at

__all__ = ["expected"]

_SMALL: Final = 200


def expected(items: Sequence[Item], rendered: Rendered, group: str, dialect: Dialect) -> dict[str, Any]:
    """Return what a reader must find: what the file is, counts, people, events and, for a small chat, every message.

    Parameters
    ----------
    items, rendered
        The chat and its rendering.
    group
        Name of the group as the last event or the file name says.
    dialect
        The phone it was rendered for.
    """
    placed = list(zip(items, rendered.lines, rendered.bodies, strict=True))
    said = [(item, lines) for item, lines, _ in placed if item.sender is not None]
    people = Counter(_name(item.sender) for item, _ in said)
    moments = [shown_at(item.at, dialect).isoformat() for item, _ in said]
    total = rendered.text.count("\n")
    facts: dict[str, Any] = {
        "group": group,
        "platform": dialect.platform,
        "locale": dialect.locale,
        "date_order": dialect.date_order,
        "lines_total": total,
        "message_lines": len(items),
        "continuation_lines": total - len(items),
        "skipped_lines": 0,
        "n_messages": len(said),
        "n_system": len(items) - len(said),
        "events": dict(sorted(Counter(str(item.event) for item in items if item.sender is None).items())),
        "kinds": dict(sorted(Counter(_kind(item, dialect) for item, _ in said).items())),
        "people": dict(sorted(people.items())),
        "first": min(moments),
        "last": max(moments),
    }
    if len(items) <= _SMALL:
        facts["messages"] = [_message(item, lines, dialect) for item, lines in said]
        facts["system"] = [_system(item, lines[0], body, dialect) for item, lines, body in placed if item.sender is None]
    return facts


def _message(item: Item, lines: tuple[int, int], dialect: Dialect) -> dict[str, Any]:
    return {
        "line": lines[0],
        "last_line": lines[1],
        "timestamp": shown_at(item.at, dialect).isoformat(),
        "sender": _name(item.sender),
        "kind": _kind(item, dialect),
        "text": _text(item, dialect),
        "media": _media(item, dialect),
        "edited": item.edited and "edited" in dialect.words,
        "mentions": list(item.mentions),
    }


def _media(item: Item, dialect: Dialect) -> str | None:
    if item.media is None or item.file:
        return item.file if item.media else None
    if dialect.platform == "android":
        return "unknown"
    return item.text if item.pages else item.media


def _text(item: Item, dialect: Dialect) -> str:
    """Return the writer's own words: an iPhone's document name is a placeholder's part, on Android it stands where captions stand."""
    if item.kind in {"poll", "deleted", "location"} or (item.pages and dialect.platform == "ios"):
        return ""
    return spoken(item.text)


def _system(item: Item, line: int, body: str, dialect: Dialect) -> dict[str, Any]:
    return {
        "line": line,
        "timestamp": shown_at(item.at, dialect).isoformat(),
        "type": item.event,
        "actor": item.actor,
        "targets": list(item.targets),
        "old": item.old if "{old}" in dialect.words.get(str(item.event), "") else None,
        "new": item.new if "{new}" in dialect.words.get(str(item.event), "") else None,
        "text": body,
    }


def _name(sender: str | None) -> str:
    return str(sender).removeprefix("~ ")


def _kind(item: Item, dialect: Dialect) -> str:
    """Return the kind an export tells: Android says no more of an omitted file than that there was one."""
    return "media" if item.kind == "contact" and not item.file and dialect.platform == "android" else item.kind
