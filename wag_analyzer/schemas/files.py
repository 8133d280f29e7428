"""Rows that are not just those of one table of the register: files with a column more, and what is printed about the tool itself."""

from typing import Final

from wag_analyzer.findings import Level
from wag_analyzer.schemas.parts import SHA256, Schema, column, count, number, obj, optional, text, time, words
from wag_analyzer.schemas.shipped import SHIPPED
from wag_analyzer.tables import MESSAGES, PARSED, Table

__all__ = ["STORED"]


def _row(meaning: str, table: Table, *more: tuple[Table, str]) -> Schema:
    """Return a row of a table with columns of others behind its own."""
    taken = [*table.columns, *(one for other, name in more for one in other.columns if one.name == name)]
    return obj(meaning, {one.name: column(one) for one in taken})


_LEVELS: Final = tuple(level.word for level in Level)
_SUMMARY: Final = {
    "hash": optional(text("SHA-256 of the file; empty when it could not be opened.", SHA256)),
    "file": text("Its name below the folder that was read."),
    "group": optional(text("Name of the group.")),
    "status": words("done (all made), read (messages kept), passed (no export) or failed.", ("done", "read", "passed", "failed")),
    "messages": optional(count("Messages typed by members.")),
    "people": optional(count("People.")),
    "lines_lost": optional(count("Lines not understood.")),
    "locale": optional(text("Language code of the phone.")),
    "from": optional(time("First message.")),
    "to": optional(time("Last message.")),
    **{level: optional(count(f"Findings of severity {level}; strengths are not counted.")) for level in reversed(_LEVELS)},
    "seconds": optional(number("Time it took.", 0)),
    "error_code": optional(text("What was wrong, in a word; see the page on stores.")),
    "error": optional(text("What was wrong and what to do.")),
}

STORED: Final = {
    "messages.csv": _row(
        "One row of 'wag messages --format csv' or parquet, and of messages.parquet in a store: one message typed by a member.",
        PARSED,
        (MESSAGES, "content_hash"),
    ),
    "messages.parquet": _row("One row of messages.parquet in a case: one message typed by a member.", MESSAGES, (PARSED, "raw")),
    "summary.csv": obj("One row of summary.csv in a store: one export.", _SUMMARY),
    "rules.jsonl": obj(
        "One line of 'wag rules --format jsonl': one detector.",
        {
            "code": text("Its code."),
            "name": text("Its name."),
            "severity": words("How much such an episode would matter.", _LEVELS),
            "wrong": text("How many of its findings were wrong where the truth is known."),
            "p_wrong": optional(number("How often to expect its next finding to be wrong.", 0, 1)),
            "summary": text("What it looks for."),
        },
    ),
    "locales.jsonl": obj(
        "One line of 'wag locales --format jsonl': one language of phones.",
        {
            "code": text("Its code."),
            "name": text("Its name."),
            "event types": count("Kinds of system lines that are known."),
            "event patterns": count("Wordings of system lines."),
            "placeholder kinds": count("Kinds of placeholders that are known."),
        },
    ),
    "data.jsonl": _row("One line of 'wag data --format jsonl': one data file that ships with the program.", SHIPPED),
    "settings.jsonl": obj(
        "One line of 'wag settings --format jsonl': one effective setting.",
        {
            "setting": text("Its name."),
            "value": text("Its value in words."),
            "origin": text("Where it comes from: command line, a file, or default."),
        },
    ),
}
"""Name → what a row is."""
