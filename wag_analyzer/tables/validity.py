"""Validity: whether results hold, and what people say who label without knowing them."""

from typing import Final

from wag_analyzer.tables.table import table

__all__ = ["AGREEMENT", "LABELS", "SENSITIVITY"]

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
LABELS: Final = table(
    "labels",
    "one excerpt of a chat and one rule, to be judged by one person who does not know whether the rule found something in it",
    ("item", "text", "number of the item; the same for everybody who labels, in an order of each one's own"),
    ("code", "label", "detector"),
    ("question", "text", "what is asked of the excerpt"),
    ("excerpt", "text", "the messages to judge, one a line behind >, with some before and after behind a dot"),
    ("label", "text", "yes, no, or ? when you cannot tell (ya, tidak); for you to fill in"),
    ("note", "text", "why; for you to fill in, never read"),
)
AGREEMENT: Final = table(
    "agreement",
    "one figure that labels tell of one rule, or of all rules together",
    ("code", "label", "detector; all: over all labelled items"),
    ("figure", "label", "labelled, agreed, kappa, alpha, split, precision or recall"),
    ("value", "float", "the figure; missing where it is not defined"),
    ("lo", "float", "lower end of the 95 % interval"),
    ("hi", "float", "upper end of the interval"),
    ("n", "int", "items it rests on"),
    ("basis", "text", "what the figure is, in words"),
)
