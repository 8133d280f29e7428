"""The network for Pajek, UCINET and Gephi's tables: plain text, each with the names its reader can take."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.graph import Drawn

__all__ = ["dl", "edges_csv", "nodes_csv", "pajek", "pajek_partition", "unique_labels"]

_UNQUOTED: Final = str.maketrans({'"': "'", "\\": "/"})
_UCINET: Final = str.maketrans({" ": "_", ",": ";", '"': "'", "\t": "_", "\u00a0": "_", "\u202f": "_"})
_DIGITS: Final = 6


def unique_labels(drawn: Drawn) -> list[str]:
    """Return what people are called, with a number behind a name that came before: these readers take a name for a person."""
    taken: set[str] = set()
    labels = []
    for place, label in enumerate(map(str, drawn.nodes["label"]), start=1):
        own = label if label and label not in taken else f"{label} ({place})"
        taken.add(own)
        labels.append(own)
    return labels


def pajek(drawn: Drawn) -> str:
    """Return the network as Pajek ``.net``: vertices with names, arcs with weights (expected acts)."""
    labels = [label.translate(_UNQUOTED) for label in unique_labels(drawn)]
    lines = [f"*Vertices {len(labels)}", *(f'{place} "{label}"' for place, label in enumerate(labels, start=1)), "*Arcs"]
    return "\n".join([*lines, *_arcs(drawn), ""])


def pajek_partition(drawn: Drawn) -> str:
    """Return the circles as a Pajek partition ``.clu``: one number a vertex, 0 in none."""
    return "\n".join([f"*Vertices {len(drawn.people)}", *map(str, drawn.nodes["circle"]), ""])


def dl(drawn: Drawn) -> str:
    """Return the network as UCINET DL, edge list with weights; blanks in names become ``_``, commas ``;``."""
    labels = [label.translate(_UCINET) for label in unique_labels(drawn)]
    head = [f"DL n={len(labels)}", "format = edgelist1", "labels:", *labels, "data:"]
    return "\n".join([*head, *_arcs(drawn), ""])


def _arcs(drawn: Drawn) -> list[str]:
    weights: Sequence[object] = drawn.edges["weight"]
    return [f"{one + 1} {other + 1} {weight:.{_DIGITS}g}" for (one, other), weight in zip(drawn.ends, weights, strict=True) if weight]


def nodes_csv(drawn: Drawn) -> str:
    """Return the people as CSV with Gephi's headers Id and Label, then messages, circle and each measure of the whole time."""
    labels = unique_labels(drawn)
    rest = {name: values for name, values in drawn.nodes.items() if name != "label"}
    return csv_text(pd.DataFrame({"Id": labels, "Label": labels, **rest}))


def edges_csv(drawn: Drawn) -> str:
    """Return the ties as CSV with Gephi's headers Source, Target, Type and Weight, then acts, reciprocity, strength, first and last."""
    labels = unique_labels(drawn)
    named = {
        "Source": [labels[one] for one, _ in drawn.ends],
        "Target": [labels[other] for _, other in drawn.ends],
        "Type": ["Directed"] * len(drawn.ends),
        "Weight": drawn.edges["weight"],
    }
    return csv_text(pd.DataFrame(named | {name: drawn.edges[name] for name in ("acts", "reciprocity", "strength", "first", "last")}))
