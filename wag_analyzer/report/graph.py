"""The network as GraphML and GEXF (Gephi, igraph, Cytoscape), cleaned first: XML forbids characters that chats hold."""

import io
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.report.tiers import Tier
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["clean_graph", "gexf", "graphml"]

_EDGE: Final = ("weight", "weight_lo", "weight_hi", "expected", "z", "q", "acts", "reciprocity", "strength")
_MADE: Final = re.compile(r' lastmodifieddate="[^"]*"')


def clean_graph(analysis: Analysis, tier: Tier) -> "nx.DiGraph[str]":
    """Return the group as a directed network that any XML writer can take.

    Returns
    -------
    DiGraph
        Nodes ``n1``, ``n2`` … in order of first appearance with ``label``, ``messages``, ``circle`` and one attribute per measure of
        the whole time; edges of layer ``all`` with the columns of ``tables.TIES``. Missing values are absent.
    """
    import networkx as nx  # noqa: PLC0415 - slow to import

    graph: nx.DiGraph[str] = nx.DiGraph(name="wag-analyzer")
    people = analysis.people.table
    ids = {str(person): f"n{turn}" for turn, person in enumerate(people["person"], start=1)}
    network = analysis.network
    circle = dict(zip(network.communities["person"], network.communities["circle"], strict=True))
    whole = network.measures[network.measures["window"] == "all"]
    measured: dict[str, dict[str, Any]] = {}
    for person, name, value in zip(whole["person"], whole["measure"].astype(object), whole["value"], strict=True):
        measured.setdefault(str(person), {})[str(name)] = value
    for person, messages in zip(people["person"], people["messages"], strict=True):
        own = {"label": tier.name(person), "messages": messages, "circle": circle.get(person, 0), **measured.get(str(person), {})}
        graph.add_node(ids[str(person)], **_clean(own))
    ties = network.ties[network.ties["layer"].astype(object) == "all"]
    for row in ties.to_dict("records"):
        if row["source"] in ids and row["target"] in ids:
            times = {name: _day(row[name], tier) for name in ("first", "last")}
            graph.add_edge(ids[row["source"]], ids[row["target"]], **_clean({name: row[name] for name in _EDGE} | times))
    return graph


def graphml(analysis: Analysis, tier: Tier) -> str:
    """Return the network as GraphML."""
    import networkx as nx  # noqa: PLC0415 - slow to import

    return "\n".join(nx.generate_graphml(clean_graph(analysis, tier), named_key_ids=True)) + "\n"


def gexf(analysis: Analysis, tier: Tier) -> str:
    """Return the network as GEXF 1.2, without the date of writing, so that two runs give the same bytes."""
    import networkx as nx  # noqa: PLC0415 - slow to import

    out = io.BytesIO()
    nx.write_gexf(clean_graph(analysis, tier), out, encoding="utf-8", version="1.2draft")
    return _MADE.sub("", out.getvalue().decode("utf-8")) + "\n"


def _day(at: Any, tier: Tier) -> str | None:
    if not isinstance(at, pd.Timestamp):
        return None
    return at.strftime("%Y-%m-%dT%H:%M:%S" if tier.has_minutes else "%Y-%m-%dT%H:00:00")


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: _plain(value) for name, value in values.items()}
    return {name: value for name, value in kept.items() if value is not None}


def _plain(value: Any) -> str | float | bool | None:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return None
