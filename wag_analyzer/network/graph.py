"""The network as a value: ties, graph, measures, circles."""

from dataclasses import dataclass

import networkx as nx
import pandas as pd

__all__ = ["Network"]


@dataclass(frozen=True, slots=True)
class Network:
    """The group as a network.

    Parameters
    ----------
    ties
        ``tables.TIES``, every layer.
    graph
        One node per person (isolates too), edges of layer ``all`` with ``weight`` and ``distance = 1 / weight``.
    measures
        ``tables.MEASURES``.
    group
        ``tables.GROUP``: measures of the whole group.
    communities
        ``tables.COMMUNITIES``.
    circles_are_clear
        Whether the circles are clearer than in rewired networks of the same strengths; when false the answer is "no clear circles".
    """

    ties: pd.DataFrame
    graph: "nx.DiGraph[str]"
    measures: pd.DataFrame
    group: pd.DataFrame
    communities: pd.DataFrame
    circles_are_clear: bool
