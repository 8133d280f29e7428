"""What commands print as JSON lines where a line is no row of a table: one schema a command, for each of its lines."""

from typing import Final

from wag_analyzer.findings import Level
from wag_analyzer.parser.chat import Source
from wag_analyzer.schemas.parts import (
    ID,
    SHA256,
    Schema,
    column,
    count,
    listed,
    mark,
    number,
    obj,
    one_of,
    optional,
    text,
    time,
    truth,
    words,
)
from wag_analyzer.schemas.records import fields_of
from wag_analyzer.tables import DIFFERENCES, FINDINGS

__all__ = ["LINES", "SOURCE", "levels"]

_KINDS: Final = (
    "text", "media", "deleted", "view_once", "poll", "location", "live_location", "contact", "call", "waiting", "event_invite",
)  # fmt: skip
_SAID: Final = {
    "member_sha256": "SHA-256 of the chat text itself.",
    "size": "Bytes of the file.",
    "group": "Name of the group, empty when no line tells.",
    "group_id": "The group, by what was read of it.",
    "encoding": "How the text is written.",
    "layouts": "Layouts of the headers, and how their dates look.",
    "date_evidence": "What decided the order of the dates, with counts.",
    "date_confidence": "How sure that is, 0 to 1.",
}
SOURCE: Final = {**fields_of(Source, _SAID), "sha256": text("SHA-256 of the file as handed over.", SHA256)}
"""The fields of one export file."""

_LEVEL_WORDS: Final = tuple(level.word for level in Level)
_CONTENT: Final = text("First 32 hex digits of the SHA-256 over time, sender and text.", "^[0-9a-f]{32}$")
_PLACE: Final = {
    "msg_id": text("The message or system line.", ID),
    "file": text("Name of the export, or archive/member."),
    "line": count("First line in that file, from 1.", 1),
    "last_line": count("Last line in that file.", 1),
}
_EVENT: Final = obj(
    "What the system line tells; null when its wording is not known.",
    {
        "type": text("created, added, removed, left, joined_link …"),
        "actor": optional(text("Who did it; @self for the exporter; null when the line does not say.")),
        "targets": listed("Who was affected.", {"type": "string"}),
        "old": optional(text("Value before (subject, number).")),
        "new": optional(text("Value after.")),
    },
)
_WARNING: Final = obj(
    "One notice on the reading.",
    {
        "code": text("WAG0nn.", "^WAG0[0-9]{2}$"),
        "line": count("Line it is about; 0 for the whole file."),
        "text": text("What, where, what to do."),
    },
)


def levels(meaning: str) -> Schema:
    """Return how many there are of each severity."""
    return obj(meaning, {level: count(f"Findings of severity {level}.") for level in _LEVEL_WORDS})


_MESSAGES: Final = one_of(
    "One line of 'wag messages --format jsonl': a message, a system line, or last the summary.",
    obj(
        "One message typed by a member.",
        {
            "type": mark("message"),
            **_PLACE,
            "timestamp": time("The phone's wall clock."),
            "sender": text("Name or number before the colon; @self when the file says 'you'."),
            "kind": words("What it is.", _KINDS),
            "text": text("The writer's own words; captions yes, placeholders no."),
            "raw": optional(text("The whole body as it stands in the file; of a store null where it equals text.")),
            "mentions": listed("Names or numbers mentioned with @, one per occurrence.", {"type": "string"}),
            "media": optional(text("File name, or the kind left out; null when none.")),
            "edited": truth("Whether the file says the message was edited."),
            "content_hash": _CONTENT,
        },
    ),
    obj(
        "One line that WhatsApp wrote.",
        {
            "type": mark("system"),
            **_PLACE,
            "timestamp": time("The phone's wall clock."),
            "sender": {"type": "null", "description": "Nobody typed it."},
            "kind": mark("system"),
            "text": text("The line as written."),
            "event": optional(_EVENT),
            "content_hash": _CONTENT,
        },
    ),
    obj(
        "What was read: lines_total = message_lines + continuation_lines + skipped_lines.",
        {
            "type": mark("summary"),
            "lines_total": count("Lines of the file."),
            "message_lines": count("First lines of messages and system lines."),
            "continuation_lines": count("Further lines of messages."),
            "skipped_lines": count("Lines not understood."),
            "platform": text("android, ios, unknown, or mixed."),
            "locale": text("Language code of the phone, unknown, or mixed."),
            "date_order": text("DMY, MDY, YMD, ambiguous, unknown, or mixed."),
            "warnings": listed("Notices on the reading.", _WARNING),
        },
    ),
)
_REPLIES: Final = obj(
    "One line of 'wag replies --format jsonl': a message and what it may answer; the p's and p_new sum to 1.",
    {
        "msg_id": text("The message.", ID),
        "line": count("Its line.", 1),
        "candidates": listed(
            "Messages it may answer, most probable first.",
            obj(
                "One candidate.",
                {
                    "msg_id": text("The candidate.", ID),
                    "line": count("Its line.", 1),
                    "p": number("Probability that it is answered.", 0, 1),
                },
            ),
        ),
        "p_new": number("Probability that the message answers none of them.", 0, 1),
    },
)
_COLUMNS: Final = {one.name: one.meaning for one in FINDINGS.columns}
_FINDING: Final = {
    "finding_id": text(_COLUMNS["finding_id"]),
    "code": text(_COLUMNS["code"]),
    "kind": text(_COLUMNS["kind"]),
    "persons": listed(_COLUMNS["persons"], {"type": "string"}),
    "targets": listed(_COLUMNS["targets"], {"type": "string"}),
    "severity": words(_COLUMNS["severity"], _LEVEL_WORDS),
    "confidence": words(_COLUMNS["confidence"], _LEVEL_WORDS),
    "score": number(_COLUMNS["score"], 0, 1),
    "p_wrong": optional(number(_COLUMNS["p_wrong"], 0, 1)),
    "first": time(_COLUMNS["first"]),
    "last": time(_COLUMNS["last"]),
    "lines": listed("Lines of the evidence in the file.", count("A line.", 1)),
    "msg_ids": listed("Messages of the evidence.", text("A message.", ID)),
    "reasons_for": listed("What speaks for it.", {"type": "string"}),
    "reasons_against": listed("What speaks against it.", {"type": "string"}),
    "alternatives": {**listed("Innocent readings; at least one.", {"type": "string"}), "minItems": 1},
    "protected": truth(_COLUMNS["protected"]),
    "statement": text(_COLUMNS["statement"]),
    "group_id": text("The group; only of a store."),
    "group": text("Name of the group; only of a store."),
}
_FINDINGS: Final = obj(
    "One line of 'wag detect --format jsonl' and of findings.jsonl: one finding, a signal for review.",
    _FINDING,
    may_lack=("group_id", "group"),
)
_BATCH: Final = one_of(
    "One line of 'wag batch --format jsonl': a file, or last the summary.",
    obj(
        "One file and what became of it.",
        {
            "type": mark("export"),
            "file": text("Name below the folder that was read."),
            "status": words(
                "done (all made), read (messages kept), known (the store had it), same (another file of the same bytes was read), "
                "new (would be read), passed (no export), failed.",
                ("done", "read", "known", "same", "new", "passed", "failed"),
            ),
            "messages": count("Messages typed by members."),
            "sha256": text("SHA-256 of the file.", SHA256),
            "group": text("Name of the group."),
            "people": count("People."),
            "lines_lost": count("Lines not understood."),
            "locale": text("Language code of the phone."),
            "from": optional(time("First message.")),
            "to": optional(time("Last message.")),
            "findings": levels("Findings for review; strengths are not counted."),
            "seconds": number("Time it took.", 0),
            "error_code": text("What was wrong, in a word; see the page on stores."),
            "error": text("What was wrong and what to do."),
        },
        may_lack=(
            "messages", "sha256", "group", "people", "lines_lost", "locale", "from", "to", "findings", "seconds", "error_code", "error",
        ),
    ),
    obj(
        "All files of the run.",
        {
            "type": mark("summary"),
            **{name: count(f"Files: {told}.") for name, told in {
                "files": "all", "read": "read in this run", "known": "the store had them", "same": "the same bytes as another",
                "new": "would be read", "passed": "no exports", "failed": "could not be read",
            }.items()},
            "messages": count("Messages of all files."),
            "findings": levels("Findings of all files."),
            "store": text("The store."),
        },
    ),
)  # fmt: skip
_DOCTOR: Final = one_of(
    "One line of 'wag doctor --json': a file that was read, or one that was not.",
    obj(
        "One export file and whether it can be trusted.",
        {
            **SOURCE,
            "verdict": words("good: can be relied on; doubt: with care; loss: not yet.", ("good", "doubt", "loss")),
            "kind": words("group, chat (of two, or not known), other (not from WhatsApp) or empty.", ("group", "chat", "other", "empty")),
            "messages": count("Messages typed by members."),
            "people": count("Senders."),
            "known_by_number": count("Senders known by their number only."),
            "first": optional(time("First line with a time.")),
            "last": optional(time("Last line with a time.")),
            "at_cap": truth("Whether it has as many messages as WhatsApp exports at most."),
            "notices": listed(
                "What a careful reader should know.",
                obj(
                    "One notice.",
                    {
                        "code": text("WAG0nn.", "^WAG0[0-9]{2}$"),
                        "word": text("A fixed key, such as ambiguous-date-order."),
                        "level": text("doubt, note, files …"),
                        "line": count("Line it is about; 0 for the whole file."),
                        "text": text("What, where, what to do."),
                    },
                ),
            ),
            "files": listed("With --media: rows of table media.", {"type": "object"}),
        },
        may_lack=("files",),
    ),
    obj(
        "One file that was not read.",
        {"file": text("Its name."), "verdict": mark("not-read"), "reason": text("Why.")},
    ),
)
_COUNTS: Final = "^(a|b|both|(inside|before|after)_[ab]|(only|event_only|deleted|edited|changed)(_in_[ab])?)$"
_COMPARE: Final = one_of(
    "One line of 'wag compare A B --format jsonl': a difference, a person, or last the summary.",
    obj("One row of table differences.", {"type": mark("difference"), **{one.name: column(one) for one in DIFFERENCES.columns}}),
    obj(
        "One person in both exports.",
        {
            "type": mark("person"),
            "name_a": text("Name in A."),
            "name_b": text("Name in B."),
            "agree": count("Lines that could tell and agree."),
            "of": count("Lines that could tell."),
            "score": number("How sure, 0 to 1.", 0, 1),
            "reason": text("What it rests on."),
        },
    ),
    {
        **obj(
            "How both exports lie side by side.",
            {
                "type": mark("summary"),
                "one_group": truth("Whether both are exports of one group."),
                "group_names": listed("Names of the group that both tell.", {"type": "string"}),
                "texts_agree": count("Rare texts at fitting times."),
                "texts_of": count("Rare texts that both hold."),
                "clock_shift_s": listed("Seconds by which the clock of B is ahead of A, stretch by stretch.", count("Seconds.", None)),
                "clock_breaks": listed("When the shift changes.", time("When.")),
                "times_differ_s": count("Seconds by which times of one line may differ besides."),
                "first": optional(time("Beginning of the time both cover, on the clock of A.")),
                "last": optional(time("Its end.")),
                "share": number("Share of the lines in that time that are in both.", 0, 1),
            },
        ),
        "patternProperties": {_COUNTS: count("Lines by what became of them, and differences by kind.")},
    },
)

LINES: Final = {
    "messages.jsonl": _MESSAGES,
    "replies.jsonl": _REPLIES,
    "findings.jsonl": _FINDINGS,
    "batch.jsonl": _BATCH,
    "doctor.jsonl": _DOCTOR,
    "compare.jsonl": _COMPARE,
}
"""Name → what a line is."""
