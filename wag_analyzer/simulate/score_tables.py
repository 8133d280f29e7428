"""Scores as tables for a reader, each figure with what it means."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from wag_analyzer.simulate.figures import Figure
from wag_analyzer.simulate.finding_scores import FindingScore

__all__ = ["MEANINGS", "control_table", "figure_table", "kind_table", "reliability_table"]

MEANINGS: Final[Mapping[str, str]] = {
    "link_precision": "links said that are true; 'opens a thread' is a link to itself",
    "link_recall": "true links that were said",
    "link_f1": "harmonic mean of the two",
    "reply_precision": "links to another message that are true",
    "reply_recall": "true links to another message that were said",
    "reply_f1": "harmonic mean of the two",
    "person_precision": "persons said to be answered who are, whichever message",
    "person_recall": "persons answered who were said to be",
    "person_f1": "harmonic mean of the two",
    "accuracy": "messages whose most probable guess is right",
    "brier": "mean squared error of the best guess's probability; 0 is best",
    "ece": "calibration error: mean distance of said and true share over ten bins; 0 is best",
    "tie_rank_correlation": "Spearman of expected and true replies over ordered pairs",
    "tie_rank_correlation_undirected": "the same over pairs, both directions added",
    "tie_wrong_weight": "share of the ties' weight on wrong pairs; 0 is best",
    "tie_cosine": "cosine of expected and true weights",
    "tie_top_10": "of the ten heaviest ties said, share among the heaviest true ones",
    "tie_coverage_90": "pairs whose true number lies in the 90 % interval; 0.9 is best",
    "rank_correlation": "Spearman of expected and true replies over ordered pairs",
    "rank_correlation_undirected": "the same over pairs, both directions added",
    "wrong_weight": "share of the ties' weight on wrong pairs; 0 is best",
    "cosine": "cosine of expected and true weights",
    "top_10": "of the ten heaviest ties said, share among the heaviest true ones",
    "coverage_90": "pairs whose true number lies in the 90 % interval; 0.9 is best",
    "precision": "findings that are right",
    "recall": "planted episodes that were found",
    "micro_f1": "harmonic mean of the two over all episodes",
    "macro_f1": "mean F1 over the kinds that were planted",
    "controls_tripped": "innocent twins taken for what they resemble; 0 is best",
    "evidence_precision": "lines of right findings that belong to the episode",
    "evidence_recall": "lines of found episodes that were shown",
    "actor_precision": "persons of right findings who belong to the episode",
    "actor_recall": "persons at the core of found episodes who were named",
    "targets_right": "right findings whose target is right, where both name one",
    "false_alarms_per_1000": "wrong findings for 1,000 messages of chats without any risk",
}
"""Figure → what it means; docs/reference/scores.md has the definitions."""


def figure_table(figures: Mapping[str, Figure]) -> pd.DataFrame:
    """Return one row a figure: value, 95 % interval, what it rests on, meaning."""
    return pd.DataFrame(
        [
            {"figure": name, "value": figure.value, "lo": figure.lo, "hi": figure.hi, "n": figure.n, "meaning": MEANINGS[name]}
            for name, figure in figures.items()
        ]
    ).astype({"value": float, "lo": float, "hi": float})


def reliability_table(rows: Sequence[Mapping[str, float | int | None]]) -> pd.DataFrame:
    """Return one row for each tenth of probability in which a best guess fell: what was said and what was right."""
    return pd.DataFrame([row for row in rows if row["n"]])


def kind_table(score: FindingScore) -> pd.DataFrame:
    """Return one row a kind."""
    rows = []
    for kind, part in sorted(score.kinds.items()):
        record = part.record()
        shares = {name: record[name]["value"] for name in ("precision", "recall")}
        counts = {name: record[name] for name in ("found", "missed", "wrong", "repeated")}
        rows.append({"kind": kind, **shares, "f1": record["f1"], "average precision": record["average_precision"], **counts})
    return pd.DataFrame(rows)


def control_table(score: FindingScore) -> pd.DataFrame:
    """Return one row an innocent twin: how often it was planted and tripped."""
    return pd.DataFrame([{"control": name, "planted": both[0], "tripped": both[1]} for name, both in sorted(score.twins.items())])
