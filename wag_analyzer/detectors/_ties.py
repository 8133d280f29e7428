"""What detectors of structure show: the messages behind ties, as evidence lines."""

from collections.abc import Collection, Iterable, Sequence

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Evidence

__all__ = ["evidence_of", "lines_of", "span_of"]


def evidence_of(analysis: Analysis, sides: Sequence[tuple[str, Collection[str]]], most: int, role: str) -> tuple[Evidence, ...]:
    """Return messages behind the strongest ties between a person and others, at most ``most`` for each pair of sides, in file order.

    Parameters
    ----------
    analysis
        A chat analysed.
    sides
        A person and the others.
    most
        Lines for each.
    role
        What the lines show.
    """
    ties = analysis.network.ties
    rows = ties[(ties["layer"].astype(object) == "all").to_numpy()].sort_values(
        ["weight", "source", "target"], ascending=[False, True, True]
    )
    ids: dict[str, str] = {}
    for person, others in sides:
        here = (rows["source"] == person) & rows["target"].isin(list(others)) | (rows["target"] == person) & rows["source"].isin(
            list(others)
        )
        found = (str(msg_id) for listed in rows.loc[here.to_numpy(), "msg_ids"] for msg_id in list(listed)[:2])
        ids.update(dict.fromkeys(list(dict.fromkeys(found))[:most], role))
    return lines_of(analysis, ids.items())


def lines_of(analysis: Analysis, roles: Iterable[tuple[str, str]]) -> tuple[Evidence, ...]:
    """Return (message or event, role) pairs as evidence in file order; ids that are no line of the chat are left out."""
    number: dict[str, int] = {}
    for frame in (analysis.chat.events, analysis.messages):
        number |= dict(zip(frame["msg_id"].tolist(), frame["line"].tolist(), strict=True))
    rows = [(number[msg_id], msg_id, role) for msg_id, role in dict(roles).items() if msg_id in number]
    return tuple(Evidence(msg_id, line, role) for line, msg_id, role in sorted(rows))


def span_of(analysis: Analysis, evidence: Sequence[Evidence]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the times of the first and the last evidence line."""
    wanted = [line.msg_id for line in evidence]
    times = pd.concat([frame.loc[frame["msg_id"].isin(wanted).to_numpy(), "at"] for frame in (analysis.chat.events, analysis.messages)])
    return times.min(), times.max()
