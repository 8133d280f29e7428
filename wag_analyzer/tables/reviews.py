"""Findings, and what reviewers decide on them."""

from typing import Final

from wag_analyzer.tables.table import table

__all__ = ["DECISIONS", "EVIDENCE", "FINDINGS", "REVIEWS"]

FINDINGS: Final = table(
    "findings",
    "one finding: an episode that deserves a look, never a verdict",
    ("finding_id", "text", "keyed hash over code and persons; stays when the export grows"),
    ("code", "label", "detector"),
    ("kind", "label", "kind of episode"),
    ("persons", "texts", "persons whose messages are the evidence"),
    ("targets", "texts", "persons or topics it is about"),
    ("severity", "label", "low, medium or high"),
    ("confidence", "label", "low, medium or high"),
    ("score", "float", "strength of the evidence, 0 to 1"),
    ("p_wrong", "float", "how often such a finding was wrong where the truth is known; missing when never measured"),
    ("first", "time", "first evidence"),
    ("last", "time", "last evidence"),
    ("protected", "bool", "whether it is likely legally protected talk"),
    ("statement", "text", "what was seen, in one sentence"),
)

EVIDENCE: Final = table(
    "evidence",
    "one message of a finding's evidence, or one that stands around it",
    ("finding_id", "text", "finding"),
    ("code", "label", "detector"),
    ("cited", "bool", "whether it is evidence; else it stands around one that is"),
    ("role", "label", "what it does in the finding; missing when it only belongs to it"),
    ("file", "label", "export"),
    ("line", "int", "line of the file in which it begins"),
    ("msg_id", "text", "message"),
    ("at", "time", "when"),
    ("person", "label", "who wrote it; missing for a system line"),
    ("kind", "label", "kind of message"),
    ("text", "text", "what was written"),
)
DECISIONS: Final = ("pending", "confirmed", "false-positive", "compliant", "questionable", "non-compliant", "escalated")
"""What a reviewer may decide on a finding."""

REVIEWS: Final = table(
    "reviews",
    "one decision on one finding; the last one counts",
    ("finding_id", "text", "finding"),
    ("decision", "label", ", ".join(DECISIONS)),
    ("by", "text", "who decided"),
    ("at", "time", "when"),
    ("note", "text", "why"),
)
