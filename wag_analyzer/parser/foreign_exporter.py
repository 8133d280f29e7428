"""The JSON of WhatsApp-Chat-Exporter (KnugiHK), which reads the database of a phone: true quotes, reactions, exact times.

``{jid: {"name", "type", "messages": {id: {"from_me", "timestamp", "time", "key_id", "data", "sender", "reply", …}}}}``; with
``--per-chat`` one chat a file. docs/reference/inputs.md tells what is read and what is lost.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from wag_analyzer.parser.events import SELF
from wag_analyzer.parser.foreign_json import key, mapping, members, told, words
from wag_analyzer.parser.foreign_records import Conversation, Happened, Place, Quote, Reaction, Said, name
from wag_analyzer.parser.foreign_times import epoch, shown_offsets
from wag_analyzer.parser.foreign_words import kind_of, said_instead, told_event
from wag_analyzer.parser.placeholders import mentions

__all__ = ["NO_CHATS", "is_exporter", "read_exporter"]

NO_CHATS: Final[Mapping[str, str]] = {"000000000000000": "the list of calls", "status@broadcast": "status updates"}
"""What stands beside the chats and is none: jid → what it is."""

LAYOUT: Final = "WhatsApp-Chat-Exporter JSON"
_BREAK: Final = re.compile(r" ?<br>")
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_DEVICES: Final = frozenset({"android", "ios"})
_YOU: Final = "You"
_LIVE: Final = 16

Content = tuple[str, str | None, str]
_MIMES: Final = {"image": "image", "video": "video", "audio": "audio", "text": "contact"}


def is_exporter(value: object) -> bool:
    """Whether a JSON value is the object of chats that WhatsApp-Chat-Exporter writes."""
    chats = mapping(value)
    return bool(chats) and all(isinstance(chat, dict) and isinstance(chat.get("messages"), dict) for chat in chats.values())


def read_exporter(value: Mapping[str, Any], *, wall: bool) -> Iterator[tuple[str, str, Conversation]]:
    """Yield jid, name and conversation of every chat with a record, without ``NO_CHATS``; the caller fills in file and bytes.

    Parameters
    ----------
    value
        As ``is_exporter`` knows it.
    wall
        Whether times are to be those of the clock the file shows (its ``time``), not UTC.
    """
    for jid, chat in members(value):
        if chat["messages"] and jid not in NO_CHATS:
            title = told(chat.get("name"))
            yield jid, title or jid.partition("@")[0] or jid, _conversation(jid, title or "", chat, wall=wall)


def _conversation(jid: str, title: str, chat: Mapping[str, Any], *, wall: bool) -> Conversation:
    device = chat.get("type")
    platform = device if isinstance(device, str) and device in _DEVICES else "unknown"
    found = Conversation("", b"", LAYOUT, group=title, platform=platform)
    partner = None if jid.endswith("@g.us") else name(title) or name(jid.partition("@")[0])
    clocks: list[object] = []
    for line, (_, record) in enumerate(members(chat["messages"]), 1):
        place = Place(line, line)
        at = epoch(record.get("timestamp")) if isinstance(record, dict) else None
        if at is None:
            found.aside.append((place, "no time that can be read" if isinstance(record, dict) else "not an object"))
            continue
        clocks.append(record.get("time"))
        _record(found, place, at, record, partner)
    found.lines = len(list(members(chat["messages"])))
    _mention_by_name(found)
    _set_clock(found, clocks, wall=wall)
    return found


def _mention_by_name(found: Conversation) -> None:
    """Add mentions whose number the program replaced by the name of a contact, for the names of those who wrote."""
    names = sorted({said.sender for said in found.said if said.sender and said.sender != SELF}, key=lambda name: (-len(name), name))
    if not names:
        return
    called = re.compile(rf"(?<![\w@.])@({'|'.join(map(re.escape, names))})(?!\w)")
    for said in found.said:
        if "@" in said.text:
            said.mentions = (*said.mentions, *(mention for mention in called.findall(said.text) if mention not in said.mentions))


def _record(found: Conversation, place: Place, at: int, record: Mapping[str, Any], partner: str | None) -> None:
    raw = _raw(record.get("data"))
    is_meta = record.get("meta") is True
    instead = said_instead(raw) if is_meta else None
    coded, left_out = kind_of(found.platform, record.get("message_type"))
    if coded == "system" or (is_meta and instead is None and record.get("media") is not True):
        event = told_event(raw, "en")
        found.happened.append(Happened(place, at, raw, event.type, event.actor, event.targets, event.old, event.new))
        return
    said = Said(place, at, _sender(record, partner), raw=raw, key=key(record.get("key_id")))
    said.kind, said.media, said.text = _instead(raw, instead, record) or _content(record, raw, coded, left_out)
    said.mentions = mentions(said.text)
    found.said.append(said)
    _quotes(found, said, record)


def _quotes(found: Conversation, said: Said, record: Mapping[str, Any]) -> None:
    quoted = key(record.get("reply"))
    if quoted is not None:
        found.quotes.append(Quote(said, quoted, _raw(record.get("quoted_data")) or None))
    for who, emoji in members(mapping(record.get("reactions"))):
        if mark := told(emoji):
            found.reactions.append(Reaction(said, SELF if who == _YOU else name(who), mark))


def _sender(record: Mapping[str, Any], partner: str | None) -> str | None:
    mine = record.get("from_me")
    if isinstance(mine, int) and mine == 1:
        return SELF
    own = key(record.get("sender"))
    return (name(own) if own else None) or partner


def _raw(data: object) -> str:
    """Return a body with line breaks where the program wrote the HTML tag for one."""
    return _BREAK.sub("\n", words(data))


def _instead(raw: str, instead: str | None, record: Mapping[str, Any]) -> Content | None:
    """Return what stands where the program put words of its own, None where it put none or only says that a file is missing."""
    if instead == "contact":
        return "contact", _file(_TAG.sub("", raw).rpartition(":")[2]) or "contact", ""
    if instead == "missing":
        return None
    if instead == "binary":
        return "waiting", None, ""
    live = instead == "location" and record.get("message_type") == _LIVE
    return ("live_location" if live else instead, None, "") if instead else None


def _content(record: Mapping[str, Any], raw: str, coded: str, left_out: str | None) -> Content:
    """Return kind, media and the writer's own words."""
    caption = _raw(record.get("caption"))
    if coded == "deleted":
        return coded, None, ""
    if record.get("media") is True:
        file = None if said_instead(raw) else _file(raw)
        return "media" if coded == "text" else coded, file or left_out or _by_mime(record), caption
    if coded == "text" and not raw:
        return "media", _by_mime(record), caption
    return coded, left_out, "" if coded == "poll" else raw or caption


def _file(path: str) -> str | None:
    """Return the name at the end of a path."""
    return path.replace("\\", "/").rpartition("/")[2].strip().partition("\n")[0] or None


def _by_mime(record: Mapping[str, Any]) -> str:
    if record.get("sticker") is True:
        return "sticker"
    mime = told(record.get("mime")) or ""
    return _MIMES.get(mime.partition("/")[0], "document" if mime.startswith("application/") else "unknown")


def _set_clock(found: Conversation, clocks: list[object], *, wall: bool) -> None:
    """Move times to the wall clock that the file itself shows beside each message, when it is one."""
    records: list[Said | Happened] = sorted([*found.said, *found.happened], key=lambda record: record.place.line)
    offsets = shown_offsets([(record.at, clock) for record, clock in zip(records, clocks, strict=True)]) if wall else None
    if offsets is None:
        return
    for record, offset in zip(records, offsets, strict=True):
        record.at += offset
    shown = " and ".join(f"UTC{offset // 3600:+03d}:{offset // 60 % 60:02d}" for offset in sorted(set(offsets)))
    found.clock = "wall"
    found.time_evidence = f"seconds since 1970, shown on the clock of the file's own hours, {shown}"
