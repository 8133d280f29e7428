"""What is read from files: messages, events, what the file itself links, media, coverage, and how two exports differ."""

from typing import Final

from wag_analyzer.tables.table import AT, PLACE, table

__all__ = ["COVERAGE", "DIFFERENCES", "EVENTS", "LINKS", "MEDIA", "MESSAGES", "PARSED"]

PARSED: Final = table(
    "parsed",
    "one message typed by a member, as read from the file",
    ("msg_id", "text", "first 8 hex digits of the chat text's SHA-256, a dash, the first line; in file order"),
    ("group_id", "label", "group the message was written in"),
    AT,
    ("sender", "text", "name or number before the colon, without the marks WhatsApp wraps around it; @self when the file says 'you'"),
    ("kind", "label", "text media deleted view_once poll location live_location contact call waiting event_invite"),
    ("text", "text", "the writer's own words; captions yes, placeholders no"),
    ("raw", "text", "the whole body as it stands in the file, without direction marks"),
    (
        "media",
        "text",
        "file name, or kind left out (image video audio sticker gif document contact video_note unknown); missing when none",
    ),
    ("edited", "bool", "whether the file says the message was edited"),
    ("mentions", "texts", "names or numbers mentioned with @, one per occurrence"),
    *PLACE,
)
MESSAGES: Final = table(
    "messages",
    "one message typed by a member",
    ("msg_id", "text", "as in parsed"),
    ("group_id", "label", "as in parsed"),
    AT,
    ("person", "label", "the person behind the sender (people.person)"),
    ("sender", "text", "as in parsed"),
    ("kind", "label", "as in parsed"),
    ("text", "text", "as in parsed"),
    ("media", "text", "as in parsed"),
    ("edited", "bool", "as in parsed"),
    ("mentions", "texts", "as in parsed"),
    ("session", "int", "number of the stretch of talk, from 0; a new one starts after a silence of settings.session_gap minutes"),
    *PLACE,
    (
        "content_hash",
        "text",
        "first 32 hex digits of SHA-256 over at, sender and raw, joined by line feeds; equal in two exports of one phone",
    ),
)
EVENTS: Final = table(
    "events",
    "one change in the group's life and one affected member ('X added A, B and C' is three rows with the same msg_id)",
    ("msg_id", "text", "as in parsed, for the system line"),
    ("group_id", "label", "group"),
    AT,
    ("type", "label", "created added removed left joined_link …; missing when WhatsApp's wording is not known"),
    ("actor", "text", "who did it; @self for the exporter; missing when the line does not say"),
    ("target", "text", "who was affected; missing when nobody or unsaid"),
    ("old", "text", "value before (subject, number)"),
    ("new", "text", "value after"),
    ("text", "text", "the system line as written"),
    *PLACE,
)
LINKS: Final = table(
    "links",
    "one quote or reaction that the file itself records; exports made by WhatsApp hold none",
    ("msg_id", "text", "the message that quotes; missing for a reaction, which is no message of its own"),
    ("answers", "text", "the message that is quoted or reacted to"),
    ("kind", "label", "reply or reaction"),
    ("source", "text", "who answers or reacts, named as senders are; @self when the file says 'you'; missing when unsaid"),
    ("emoji", "text", "the reaction; missing for a reply"),
    ("at", "time", "when, on the clock of the messages; missing when the file does not say"),
)
COVERAGE: Final = table(
    "coverage",
    "one range of lines of one file and what became of it; the ranges cover each file without gap or overlap",
    ("file", "label", "as in parsed"),
    ("file_sha256", "label", "as in parsed"),
    ("line", "int", "first line of the range"),
    ("last_line", "int", "last line of the range"),
    ("became", "label", "message, system, continuation or skipped"),
    ("reason", "text", "why lines were skipped or kept as text; missing otherwise"),
)
MEDIA: Final = table(
    "media",
    "one file beside the chat, in its archive or folder, or one file that a message names and that is not there",
    ("file", "label", "the chat it belongs to, as in parsed"),
    ("file_sha256", "label", "as in parsed"),
    ("member", "text", "name in the archive or folder; of a missing file the name in the message"),
    (
        "kind",
        "label",
        "image video video_note voice audio gif sticker contact document archive other; by WhatsApp's name, else by ending",
    ),
    ("size", "int", "size when unpacked, as the archive declares it; 0 when the file is missing", "bytes"),
    ("sha256", "text", "SHA-256 of the unpacked file; missing when it was not taken, see reason"),
    ("dated", "time", "date in the name that WhatsApp gave (Android: day only); missing when there is none"),
    ("state", "label", "named (by a message), unnamed (no message names it) or missing (named, not there)"),
    ("msg_id", "text", "first message that names it"),
    ("line", "int", "line of that message; 0 when no message names it"),
    ("messages", "int", "messages that name it"),
    ("reason", "text", "why there is no SHA-256; missing otherwise"),
)
DIFFERENCES: Final = table(
    "differences",
    "one line on which two exports of one group differ, in the time that both cover",
    ("difference", "label", "only, event_only, deleted or edited, then _in_a or _in_b; changed: other words, not said to be edited"),
    ("at", "time", "the clock of the export named in file, as written"),
    ("sender", "text", "as in the export named in file; missing for system lines"),
    ("kind", "label", "as in parsed; system for system lines, then the type of the event"),
    ("text", "text", "the words in the export named in file: of a deleted message those that are left, of an edited one the later"),
    ("file", "label", "export that holds the line, or the fuller form of it"),
    ("line", "int", "its line there"),
    ("msg_id", "text", "its id there"),
    ("other_sender", "text", "the sender's name in the other export, where it is known"),
    ("other_text", "text", "the words in the other export; missing when the line is not there"),
    ("other_file", "label", "the other export"),
    ("other_line", "int", "the line in the other export; 0 when it is not there"),
    ("other_msg_id", "text", "the id in the other export; missing when the line is not there"),
)
