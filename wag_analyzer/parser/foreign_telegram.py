"""The shape of Telegram's export, which WhatsApp-Chat-Exporter writes with ``--telegram``: one chat a file, quotes by number.

docs/reference/inputs.md tells what is read and what is lost.
"""

from collections.abc import Mapping
from typing import Any, Final

from wag_analyzer.parser.events import SELF
from wag_analyzer.parser.foreign_json import key, listed, mapping, told, words
from wag_analyzer.parser.foreign_records import Conversation, Happened, Place, Quote, Said, name
from wag_analyzer.parser.foreign_times import moment
from wag_analyzer.parser.foreign_words import Told, said_instead, told_event
from wag_analyzer.parser.placeholders import mentions

__all__ = ["is_telegram", "read_telegram"]

_LAYOUT: Final = "Telegram-like JSON"
_MINE: Final = "user00000"
_KINDS: Final = {"deleted": "deleted", "location": "location", "contact": "contact", "call": "call", "binary": "waiting"}
_MEDIA: Final = {
    "sticker": "sticker",
    "voice_message": "audio",
    "audio_file": "audio",
    "video_file": "video",
    "video_message": "video_note",
    "animation": "gif",
}


def is_telegram(value: object) -> bool:
    """Whether a JSON value has the shape of Telegram's export of one chat."""
    found = mapping(value)
    records = listed(found.get("messages"))
    return "name" in found and "id" in found and bool(records) and all("date_unixtime" in mapping(record) for record in records[:3])


def read_telegram(value: Mapping[str, Any], *, wall: bool) -> Conversation:
    """Return the conversation; a line is the number of a message in ``messages``.

    Parameters
    ----------
    value
        As ``is_telegram`` knows it.
    wall
        Whether times are to be those of the clock the file shows (``date``), not UTC.
    """
    found = Conversation("", b"", _LAYOUT, group=told(value.get("name")) or "")
    shown = [moment(mapping(record).get("date")) for record in value["messages"]] if wall else []
    if shown and all(at is not None and not at.is_utc for at in shown):
        found.clock, found.time_evidence = "wall", "dates as the file shows them, year first"
    for line, record in enumerate(value["messages"], 1):
        place, fields = Place(line, line), mapping(record)
        at = shown[line - 1] if found.clock == "wall" else moment(fields.get("date_unixtime"))
        if at is None:
            found.aside.append((place, "no time that can be read" if fields else "not an object"))
        else:
            _record(found, place, at.seconds, fields)
    found.lines = len(value["messages"])
    return found


def _record(found: Conversation, place: Place, at: int, fields: Mapping[str, Any]) -> None:
    raw = _text(fields.get("text")).replace(" <br>", "\n").replace("<br>", "\n")
    if fields.get("type") == "service":
        found.happened.append(Happened(place, at, raw or words(fields.get("action")), actor=_person(fields, "actor")))
        return
    event = told_event(raw, "en") if _ours(fields) else Told()
    if event.type is not None:
        found.happened.append(Happened(place, at, raw, event.type, event.actor, event.targets, event.old, event.new))
        return
    said = Said(place, at, _person(fields, "from"), raw, raw, key=key(fields.get("id")))
    instead = said_instead(raw)
    if instead is not None:
        said.kind, said.text = _KINDS.get(instead, "media"), ""
        said.media = "unknown" if said.kind == "media" else None
    elif told(fields.get("media_type")) or told(fields.get("file")) or told(fields.get("photo")):
        said.kind, said.media = "media", _MEDIA.get(words(fields.get("media_type")), "image" if fields.get("photo") else "document")
    said.mentions = mentions(said.text)
    found.said.append(said)
    quoted = key(fields.get("reply_to_message_id"))
    if quoted is not None:
        found.quotes.append(Quote(said, quoted))


def _ours(fields: Mapping[str, Any]) -> bool:
    """Whether a record may hold a sentence about the group as WhatsApp-Chat-Exporter words it: these name the chat as their sender."""
    return key(fields.get("from")) is not None and words(fields.get("from")).lstrip("-").isdigit()


def _person(fields: Mapping[str, Any], where: str) -> str | None:
    if where == "from" and fields.get("from_id") == _MINE:
        return SELF
    called = key(fields.get(where))
    return name(called) if called else None


def _text(value: object) -> str:
    """Return the text of a message; Telegram itself cuts it into pieces with and without form."""
    if isinstance(value, list):
        return "".join(words(piece.get("text")) if isinstance(piece, dict) else words(piece) for piece in value)
    return words(value)
