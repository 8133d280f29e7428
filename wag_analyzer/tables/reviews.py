"""Findings, and what reviewers decide on them."""

from typing import Final

from wag_analyzer.tables.table import table

__all__ = ["DECISIONS", "FINDINGS", "REVIEWS"]

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
