"""The network as a value: ties, graph, measures, circles."""

from dataclasses import dataclass, field

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.communities import Circles

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
    roles
        ``tables.ROLES``.
    parts
        The number of each person's unit (-1: in none), or of the circle where the roster names fewer than two units and circles are clear;
        None where there are neither. Brokers and exchange across borders are counted by it.
    circles
        The circles with all that was found about them; None only in networks built by hand.
    """

    ties: pd.DataFrame
    graph: "nx.DiGraph[str]"
    measures: pd.DataFrame
    group: pd.DataFrame
    communities: pd.DataFrame
    circles_are_clear: bool
    roles: pd.DataFrame = field(default_factory=tables.ROLES.frame)
    parts: npt.NDArray[np.int64] | None = None
    circles: Circles | None = None
