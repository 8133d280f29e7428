"""The network as a value: ties, graph, measures, circles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.communities import Circles

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Network"]


@dataclass(frozen=True, slots=True)
class Network:
    """The group as a network.

    Parameters
    ----------
    ties
        ``tables.TIES``, every layer.
    written
        Person → messages written; of everybody, isolates too.
    measures
        ``tables.MEASURES``.
    group
        ``tables.GROUP``: measures of the whole group.
    communities
        ``tables.COMMUNITIES``.
    circles_are_clear
        Whether the circles are clearer than in rewired networks of the same strengths; when false the answer is "no clear circles".
    roles
        ``tables.ROLES``.
    parts
        The number of each person's unit (-1: in none), or of the circle where the roster names fewer than two units and circles are clear;
        None where there are neither. Brokers and exchange across borders are counted by it.
    circles
        The circles with all that was found about them; None only in networks built by hand.
    """

    ties: pd.DataFrame
    written: Mapping[str, int]
    measures: pd.DataFrame
    group: pd.DataFrame
    communities: pd.DataFrame
    circles_are_clear: bool
    roles: pd.DataFrame = field(default_factory=tables.ROLES.frame)
    parts: npt.NDArray[np.int64] | None = None
    circles: Circles | None = None

    @property
    def graph(self) -> "nx.DiGraph[str]":
        """Return layer ``all`` as a new directed graph of networkx: one node per person, isolates too, one edge per tie.

        Node data: ``messages``, the number written. Edge data: ``weight`` (expected acts, larger is closer) and ``distance``
        (``1 / weight``, larger is farther). Pass ``distance`` to shortest-path measures and ``weight`` to all others.
        """
        import networkx as nx  # noqa: PLC0415 - slow to import, and most analyses need none

        drawn: nx.DiGraph[str] = nx.DiGraph()
        drawn.add_nodes_from((person, {"messages": count}) for person, count in self.written.items())
        rows = self.ties[self.ties["layer"] == "all"]
        for source, target, weight in zip(*(rows[name].tolist() for name in ("source", "target", "weight")), strict=True):
            drawn.add_edge(str(source), str(target), weight=weight, distance=1.0 / weight)
        return drawn
