"""Validity: whether results hold."""

from typing import Final

from wag_analyzer.tables.table import table

__all__ = ["SENSITIVITY"]

SENSITIVITY: Final = table(
    "sensitivity",
    "one figure that says how far one result stays under one change; over its runs, when it was made at random",
    ("check", "label", "what was changed; any: over all changes, each counting once, the lowest of them in lo"),
    ("variant", "text", "to what; for check any the change under which least stays"),
    ("result", "label", "persons, ties, circles or findings"),
    ("measure", "label", "measure by which persons are ranked; missing for other results"),
    (
        "figure",
        "label",
        "persons: first, top, tau, rbo; ties: strong, beyond_chance, weights; circles: same_answer, count, nmi, ari; findings: kept, new",
    ),
    ("value", "float", "mean over the runs; 1 is as in the base, but for count and new, which are numbers"),
    ("lo", "float", "smallest over the runs"),
    ("hi", "float", "largest over the runs"),
    ("runs", "int", "runs in which the figure is defined; 0: in none"),
    ("compared", "int", "persons, ties, circles or findings of the base that it is about"),
    ("chance", "float", "what a result made at random would give; missing where that is not known"),
    ("who", "texts", "persons at these places in the base, equal ones too, at most ten; empty for other figures"),
    ("basis", "text", "what the figure is, in words"),
)
