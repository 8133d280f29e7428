"""What detectors of structure show: the messages behind ties, as evidence lines."""

import itertools
from collections.abc import Collection, Iterable, Sequence

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Evidence
from wag_analyzer.people.places import places

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
    every = (ties["layer"] == "all").to_numpy()
    source, target = ties["source"], ties["target"]
    ids: dict[str, str] = {}
    for person, others in sides:
        here = (source == person) & target.isin(list(others)) | (target == person) & source.isin(list(others))
        rows = ties.loc[every & here.to_numpy(bool), ["weight", "source", "target", "msg_ids"]]
        strongest = rows.sort_values(["weight", "source", "target"], ascending=[False, True, True])
        found = (str(msg_id) for listed in strongest["msg_ids"] for msg_id in list(listed)[:2])
        ids.update(dict.fromkeys(list(dict.fromkeys(found))[:most], role))
    return lines_of(analysis, ids.items())


def lines_of(analysis: Analysis, roles: Iterable[tuple[str, str]]) -> tuple[Evidence, ...]:
    """Return (message or event, role) pairs as evidence in file order; ids that are no line of the chat are left out."""
    wanted = dict(roles)
    number: dict[str, int] = {}
    for frame in (analysis.chat.events, analysis.messages):
        there = places(pd.Series(list(wanted), dtype=object), frame["msg_id"])
        lines = frame["line"].to_numpy()[there[there >= 0]].tolist()
        number |= dict(zip(itertools.compress(wanted, (there >= 0).tolist()), lines, strict=True))
    rows = [(number[msg_id], msg_id, role) for msg_id, role in wanted.items() if msg_id in number]
    return tuple(Evidence(msg_id, line, role) for line, msg_id, role in sorted(rows))


def span_of(analysis: Analysis, evidence: Sequence[Evidence]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the times of the first and the last evidence line."""
    wanted = [line.msg_id for line in evidence]
    times = pd.concat([frame.loc[frame["msg_id"].isin(wanted).to_numpy(), "at"] for frame in (analysis.chat.events, analysis.messages)])
    return times.min(), times.max()
