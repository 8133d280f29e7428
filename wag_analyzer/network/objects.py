"""The group as a graph object of networkx or igraph, with plain Python values that every writer and reader of these takes."""

import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from wag_analyzer.errors import SettingsError
from wag_analyzer.network.graph import Network
from wag_analyzer.network.ties import LAYERS

if TYPE_CHECKING:
    import igraph
    import networkx as nx

__all__ = ["igraph_of", "networkx_of", "plain_value"]

_NOT_EDGE: Final = frozenset({"source", "target", "layer", "msg_ids"})

Attributes = dict[str, Any]


def networkx_of(network: Network, people: pd.DataFrame, layer: str = "all") -> "nx.DiGraph[str]":
    """Return the group as a new directed network of networkx.

    Parameters
    ----------
    network
        Of the analysis.
    people
        ``tables.PEOPLE``; one who never acted is an isolate, not absent.
    layer
        A layer of ``tables.TIES``.

    Returns
    -------
    DiGraph
        One node a person, by name, with ``messages``, ``circle`` and each measure of the whole time; one edge a tie, with the columns of
        ``tables.TIES`` and ``distance = 1 / weight`` for measures of shortest paths. Missing values are absent, times are texts.

    Raises
    ------
    SettingsError
        There is no such layer.
    """
    import networkx as nx  # noqa: PLC0415 - slow to import

    nodes, edges = _nodes(network, people), _edges(network, layer)
    graph: nx.DiGraph[str] = nx.DiGraph(name="wag-analyzer", layer=layer)
    graph.add_nodes_from(nodes.items())
    graph.add_edges_from((source, target, own) for (source, target), own in edges.items())
    return graph


def igraph_of(network: Network, people: pd.DataFrame, layer: str = "all") -> "igraph.Graph":
    """Return the group as a new directed graph of igraph: vertex attribute ``name``, else as ``networkx_of``; missing values are None.

    Raises
    ------
    SettingsError
        igraph is not installed, or there is no such layer.
    """
    try:
        import igraph  # noqa: PLC0415 - not ours
    except ImportError:
        raise SettingsError("igraph is not installed", where="to_igraph", hint="install the package igraph, or take to_networkx") from None
    nodes, edges = _nodes(network, people), _edges(network, layer)
    for pair in edges:  # somebody in layer about may be no member
        nodes.update({name: {} for name in pair if name not in nodes})
    place = {name: turn for turn, name in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes), edges=[(place[one], place[other]) for one, other in edges], directed=True)
    graph["name"], graph["layer"] = "wag-analyzer", layer
    graph.vs["name"] = list(nodes)
    for sequence, rows in ((graph.vs, list(nodes.values())), (graph.es, list(edges.values()))):
        for name in dict.fromkeys(name for row in rows for name in row):
            sequence[name] = [row.get(name) for row in rows]
    return graph


def _nodes(network: Network, people: pd.DataFrame) -> dict[str, Attributes]:
    nodes: dict[str, Attributes] = {
        str(person): {"messages": int(count)}
        for person, count in zip(people["person"].astype(object), people["messages"].tolist(), strict=True)
    }
    for person, circle in zip(network.communities["person"].astype(object), network.communities["circle"].tolist(), strict=True):
        nodes.setdefault(str(person), {})["circle"] = int(circle)
    whole = network.measures[network.measures["window"].astype(object) == "all"]
    for person, name, value in zip(*(whole[column].astype(object) for column in ("person", "measure", "value")), strict=True):
        if (plain := plain_value(value)) is not None:
            nodes.setdefault(str(person), {})[str(name)] = plain
    return nodes


def _edges(network: Network, layer: str) -> dict[tuple[str, str], Attributes]:
    if layer not in LAYERS:
        raise SettingsError(f"no layer is called {layer!r}", where="layer", hint=f"layers are {', '.join(LAYERS)}")
    ties = network.ties[network.ties["layer"].astype(object) == layer]
    names = [name for name in ties.columns if name not in _NOT_EDGE]
    ends = zip(ties["source"].astype(object), ties["target"].astype(object), strict=True)
    rows = zip(*(ties[name].astype(object) for name in names), strict=True)
    edges: dict[tuple[str, str], Attributes] = {}
    for (source, target), row in zip(ends, rows, strict=True):
        own: Attributes = {name: plain for name, value in zip(names, row, strict=True) if (plain := plain_value(value)) is not None}
        edges[str(source), str(target)] = own | ({"distance": 1 / own["weight"]} if own.get("weight") else {})
    return edges


def plain_value(value: Any) -> str | float | int | bool | None:
    """Return a value of Python's own, None when it is missing, no finite number, or no single value."""
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float):
        return plain if math.isfinite(plain) else None
    return plain if isinstance(plain, (bool, int, str)) else None
