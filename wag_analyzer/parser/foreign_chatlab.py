"""ChatLab's exchange format (hellodigua/ChatLab, versions 0.0.1 and 0.0.2): one JSON object, or JSON lines with ``_type``.

docs/reference/inputs.md tells what is read and what is lost.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from wag_analyzer.counts import counted
from wag_analyzer.parser.chat import Notice
from wag_analyzer.parser.foreign_json import key, listed, mapping, told, words
from wag_analyzer.parser.foreign_records import Conversation, Happened, Place, Quote, Said, name
from wag_analyzer.parser.foreign_times import epoch
from wag_analyzer.parser.foreign_words import kind_of, told_event
from wag_analyzer.parser.placeholders import mentions

__all__ = ["is_chatlab", "is_chatlab_line", "read_chatlab", "read_chatlab_lines"]

_LAYOUT: Final = "ChatLab"
_BRACKETED: Final = re.compile(r"[\[【<][^\[\]【】<>\n]{1,200}[\]】>]")
_FILE: Final = re.compile(r"[^\n/\\]{1,250}\.\w{1,9}")
_PAIR: Final = re.compile(r"[\[【][^\[\]【】\n:：]{1,20}[:：] ?(?P<file>[^\[\]【】\n]{1,250}\.\w{1,9})[\]】]")

Record = tuple[Place, Any]


def is_chatlab(value: object) -> bool:
    """Whether a JSON value is a whole ChatLab file."""
    found = mapping(value)
    return isinstance(found.get("chatlab"), dict) and isinstance(found.get("messages"), list)


def is_chatlab_line(value: object) -> bool:
    """Whether a JSON value is the first line of a ChatLab file of JSON lines."""
    found = mapping(value)
    return found.get("_type") in ("header", "member", "message") if isinstance(found.get("_type"), str) else False


def read_chatlab(value: Mapping[str, Any]) -> Conversation:
    """Return the conversation of a whole ChatLab file; a line is the number of a message in ``messages``."""
    records = [(Place(line, line), record) for line, record in enumerate(value["messages"], 1)]
    found = _conversation(value, "JSON", listed(value.get("members")), records)
    found.lines = len(records)
    return found


def read_chatlab_lines(lines: Sequence[Record], aside: Sequence[tuple[Place, str]], count: int) -> Conversation:
    """Return the conversation of ChatLab's JSON lines.

    Parameters
    ----------
    lines
        The value on each line that is JSON.
    aside
        The lines that are not, and why.
    count
        Number of lines of the file.
    """
    header: Mapping[str, Any] = {}
    people: list[Any] = []
    records: list[Record] = []
    beside = list(aside)
    for place, value in lines:
        kind = mapping(value).get("_type")
        if kind == "message":
            records.append((place, value))
        elif kind == "header" or kind == "member":  # noqa: PLR1714 - the value may be of a type that no set can hold
            header = value if kind == "header" and not header else header
            people += [value] if kind == "member" else []
            beside.append((place, f"structure: {kind} of ChatLab"))
        else:
            beside.append((place, "neither header, member nor message"))
    found = _conversation(header, "JSON lines", people, records)
    found.lines = count
    found.aside += beside
    return found


def _conversation(head: Mapping[str, Any], form: str, people: Sequence[Any], records: Sequence[Record]) -> Conversation:
    meta = mapping(head.get("meta"))
    version = told(mapping(head.get("chatlab")).get("version")) or "without version"
    platform = told(meta.get("platform")) or "unknown"
    found = Conversation("", b"", f"{_LAYOUT} {form} {version[:40]}: {platform[:40]}", group=told(meta.get("name")) or "")
    if platform.casefold() not in {"whatsapp", "unknown"}:
        found.notices.append(Notice("WAG023", "other-platform", f"the file says the chat is from {platform[:40]}, not from WhatsApp"))
    called = _names(people, records)
    changed = sum(others for _, others in called.values())
    if changed:
        text = counted("{n:account changed its|accounts changed their} name; each is shown under one name", n=changed)
        found.notices.append(Notice("WAG023", "renamed-accounts", text))
    for place, record in records:
        _record(found, place, record, called)
    return found


def _names(people: Sequence[Any], records: Sequence[Record]) -> dict[str, tuple[str, bool]]:
    """Return account → the one name it is shown under, and whether it had others; two accounts never share a name."""
    said: dict[str, list[str]] = {}
    for person in people:
        _hear(said, mapping(person), "platformId")
    for _, record in records:
        _hear(said, mapping(record), "sender")
    shared = Counter(names[0] if names else ident for ident, names in said.items())
    shown: dict[str, tuple[str, bool]] = {}
    taken: set[str] = set()
    for ident, names in said.items():
        called = names[0] if names else name(ident) or "-"
        while shared[called] > 1 or called in taken:
            called = f"{called} ({ident})"
        taken.add(called)
        shown[ident] = (called, len(names) > 1)
    return shown


def _hear(said: dict[str, list[str]], record: Mapping[str, Any], where: str) -> None:
    ident = key(record.get(where))
    if ident is None:
        return
    shown = told(record.get("accountName"))
    names = said.setdefault(ident, [])
    clean = name(shown) if shown else None
    if clean and clean not in names:
        names.append(clean)


def _record(found: Conversation, place: Place, record: Any, called: Mapping[str, tuple[str, bool]]) -> None:
    fields = mapping(record)
    at = epoch(fields.get("timestamp"))
    if at is None:
        found.aside.append((place, "no time that can be read" if fields else "not an object"))
        return
    raw = words(fields.get("content"))
    kind, left_out = kind_of("chatlab", fields.get("type"))
    if kind == "system":
        event = told_event(raw, None)
        found.happened.append(Happened(place, at, raw, event.type, event.actor, event.targets, event.old, event.new))
        return
    ident = key(fields.get("sender"))
    sender = called[ident][0] if ident is not None else name(told(fields.get("accountName")) or "")
    said = Said(place, at, sender, raw=raw, key=key(fields.get("platformMessageId")))
    said.kind, said.media, said.text = _content(kind, left_out, raw)
    said.mentions = mentions(said.text)
    found.said.append(said)
    quoted = key(fields.get("replyToMessageId"))
    if quoted is not None:
        found.quotes.append(Quote(said, quoted))


def _content(kind: str, left_out: str | None, raw: str) -> tuple[str, str | None, str]:
    """Return kind, media and the writer's own words; ``[Image]`` and the like are the program's, a file's name is the media."""
    if kind == "text":
        return (kind, None, raw) if raw else ("media", "unknown", "")
    if kind in {"deleted", "call", "location"}:
        return kind, None, ""
    pair = _PAIR.fullmatch(raw)
    if pair or _FILE.fullmatch(raw):
        return kind, pair["file"] if pair else raw, ""
    return kind, left_out, "" if _BRACKETED.fullmatch(raw) else raw
