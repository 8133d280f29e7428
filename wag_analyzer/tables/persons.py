"""Persons: who they are, which names are theirs, when they were in which group, and what groups were called."""

from typing import Final

from wag_analyzer.tables.table import table

__all__ = ["ALIASES", "IDENTITIES", "MEMBERSHIP", "PEOPLE", "SUBJECTS"]

PEOPLE: Final = table(
    "people",
    "one person; a silent member is an isolate, not absent",
    ("person", "text", "the person's display name; unique"),
    ("names", "texts", "all names and numbers seen for the person"),
    ("is_exporter", "bool", "whether the export was made on this person's phone, as far as the file says"),
    ("messages", "int", "messages written"),
    ("first", "time", "first message or event"),
    ("last", "time", "last message or event"),
    ("joined", "time", "when an event says the person came in"),
    ("left", "time", "when an event says the person went out, if that was the last such event"),
    ("added_by", "text", "person who added this one"),
    ("admin", "bool", "whether an event or the roster says so"),
    ("unit", "text", "from the roster only"),
    ("level", "float", "from the roster only; 1 is the highest"),
)
MEMBERSHIP: Final = table(
    "membership",
    "one stretch of time in which one person was in one group, as far as the file tells; in order of the stretches' beginning",
    ("person", "text", "people.person"),
    ("group_id", "label", "group"),
    ("from", "time", "when an event says the person came in; missing when no line says so, as for whoever was there before the first line"),
    ("to", "time", "when an event says the person went; missing when no line says so: still in at the end of the export, or see reason"),
    ("came_by", "label", "created, added, joined_link, joined_community, or unknown"),
    ("added_by", "text", "person who added this one"),
    ("went_by", "label", "left, removed, group_ended, or unknown; missing while the person is in"),
    ("removed_by", "text", "person who removed this one"),
    ("first", "time", "first sign of being in: a message, an act, or the event of coming in"),
    ("last", "time", "last sign of being in"),
    ("admin", "bool", "whether an event of this stretch says so"),
    ("certain", "bool", "whether lines of the export say both how it began and, if it ended, how it ended, and nothing contradicts them"),
    ("reason", "text", "what is not certain, and why; missing when certain"),
)
SUBJECTS: Final = table(
    "subjects",
    "one name, picture or description of a group and the time in which it had it",
    ("group_id", "label", "group"),
    ("kind", "label", "subject (the group's name), icon or description"),
    ("at", "time", "since when; missing when no line says so"),
    ("until", "time", "till when; missing when it was the last one, or when no line says so"),
    ("name", "text", "the name; words of a description where the line quotes them; missing for pictures and for what was removed"),
    ("by", "text", "person who set it"),
    ("msg_id", "text", "the system line; missing when the name is known from the file's name or as a former name only"),
)
IDENTITIES: Final = table(
    "identities",
    "one name, number or mention and the person it was joined to",
    ("name", "text", "as it stands in the file"),
    ("form", "label", "sender, reaction, event, mention; alias: another phone's; roster, contacts, given: from the user"),
    ("person", "text", "people.person"),
    ("score", "float", "how probable it is that both are one person, 0 to 1; 1 is the same string or said by the user"),
    ("reason", "text", "why they were joined or suggested, and what speaks against"),
    ("applied", "bool", "whether the join is in force; false: suggested, or kept apart by the user"),
)
ALIASES: Final = table(
    "aliases",
    "one name in one of several joined exports, for a person who bears another name in the joined chat",
    ("name", "text", "as it stands in that file; @self for its exporter"),
    ("file", "label", "export in whose address book the person has this name"),
    ("same_as", "text", "the person's name in the joined chat (parsed.sender, events.actor, events.target)"),
    ("score", "float", "how sure, 0 to 1"),
    ("reason", "text", "what it rests on, with counts"),
    ("applied", "bool", "whether the name was replaced in the joined chat"),
)
