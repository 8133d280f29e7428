"""The network as GraphML and GEXF (Gephi, igraph, Cytoscape), cleaned first: XML forbids characters that chats hold.

Both are written here and not by networkx, whose writers stop at missing values, times and numpy's booleans, write control characters that
no reader takes, and need a minute for a dense group of two hundred.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.network.objects import plain_value
from wag_analyzer.report.spells import Spells
from wag_analyzer.report.tiers import Tier
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Drawn", "clean_graph", "drawn", "gexf", "graphml"]

_EDGE: Final = ("weight", "weight_lo", "weight_hi", "expected", "z", "q", "acts", "reciprocity", "strength")
_TIMES: Final = ("first", "last")
_DECLARATION: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_GRAPHML: Final = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
_GEXF: Final = '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n<meta><creator>wag-analyzer</creator></meta>\n'
_TYPES: Final[Mapping[type, tuple[str, str]]] = {
    str: ("string", "string"),
    bool: ("boolean", "boolean"),
    int: ("long", "long"),
    float: ("double", "double"),
}
"""Type of a column → its name in GraphML and in GEXF."""

Value = str | float | bool | None
Columns = Mapping[str, Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The network as columns that any writer can take: nodes, edges, missing values None, no control characters.

    Parameters
    ----------
    people
        ``people.person``, in order of first appearance.
    nodes
        Column → one value a person: ``label``, ``messages``, ``circle`` and each measure of the whole time.
    ends
        Places of source and target of each tie of layer ``all``.
    edges
        Column → one value a tie.
    """

    people: Sequence[str]
    nodes: Columns
    ends: Sequence[tuple[int, int]]
    edges: Columns


def drawn(analysis: Analysis, tier: Tier) -> Drawn:
    """Return the group as columns, people called as the tier calls them."""
    people = [str(person) for person in analysis.people.table["person"]]
    place = {person: at for at, person in enumerate(people)}
    network = analysis.network
    ties = network.ties[network.ties["layer"].astype(object) == "all"]
    ties = ties[ties["source"].isin(place) & ties["target"].isin(place)]
    ends = [(place[str(a)], place[str(b)]) for a, b in zip(ties["source"].tolist(), ties["target"].tolist(), strict=True)]
    edges: dict[str, list[Value]] = {name: [_plain(value) for value in _listed(ties[name])] for name in _EDGE}
    edges |= {name: _days(ties[name], tier) for name in _TIMES}
    return Drawn(people, _nodes(analysis, tier, people, place), ends, edges)


def _nodes(analysis: Analysis, tier: Tier, people: Sequence[str], place: Mapping[str, int]) -> Columns:
    network = analysis.network
    circle = dict(zip(network.communities["person"].astype(object), network.communities["circle"].tolist(), strict=True))
    columns: dict[str, list[Value]] = {
        "label": [visible(tier.name(person)) for person in people],
        "messages": [int(count) for count in analysis.people.table["messages"]],
        "circle": [int(circle.get(person, 0)) for person in people],
    }
    whole = network.measures[network.measures["window"] == "all"]
    for person, name, value in zip(whole["person"].astype(object), whole["measure"].astype(object), whole["value"].tolist(), strict=True):
        if person in place:
            columns.setdefault(str(name), [None] * len(people))[place[person]] = _plain(value)
    return columns


def clean_graph(analysis: Analysis, tier: Tier) -> "nx.DiGraph[str]":
    """Return the group as a directed network that any XML writer can take.

    Returns
    -------
    DiGraph
        Nodes ``n1``, ``n2`` … in order of first appearance with ``label``, ``messages``, ``circle`` and one attribute per measure of
        the whole time; edges of layer ``all`` with the columns of ``tables.TIES``. Missing values are absent.
    """
    import networkx as nx  # noqa: PLC0415 - slow to import

    made = drawn(analysis, tier)
    graph: nx.DiGraph[str] = nx.DiGraph(name="wag-analyzer")
    graph.add_nodes_from((f"n{turn}", own) for turn, own in enumerate(_rows(made.nodes, len(made.people)), start=1))
    for (one, other), own in zip(made.ends, _rows(made.edges, len(made.ends)), strict=True):
        graph.add_edge(f"n{one + 1}", f"n{other + 1}", **own)
    return graph


def _rows(columns: Columns, count: int) -> Iterator[dict[str, Any]]:
    for at in range(count):
        yield {name: values[at] for name, values in columns.items() if values[at] is not None}


def graphml(made: Drawn) -> str:
    """Return the network as GraphML."""
    lines = [_DECLARATION, _GRAPHML]
    for scope, short, columns in (("node", "n", made.nodes), ("edge", "e", made.edges)):
        lines += [
            f'<key id="{short}{turn}" for="{scope}" attr.name={quoteattr(name)} attr.type="{_type(values)[0]}"/>\n'
            for turn, (name, values) in enumerate(columns.items())
        ]
    lines.append('<graph id="wag-analyzer" edgedefault="directed">\n')
    cells = _cells(made.nodes, len(made.people), '<data key="n{}">', "</data>")
    lines += [f'<node id="n{turn}">{own}</node>\n' for turn, own in enumerate(cells, start=1)]
    cells = _cells(made.edges, len(made.ends), '<data key="e{}">', "</data>")
    lines += [f'<edge source="n{a + 1}" target="n{b + 1}">{own}</edge>\n' for (a, b), own in zip(made.ends, cells, strict=True)]
    return "".join([*lines, "</graph>\n</graphml>\n"])


def gexf(made: Drawn, when: Spells) -> str:
    """Return the network as GEXF 1.3 with the days on which people and ties were there, for Gephi's timeline.

    No date of writing stands in it, so that two runs give the same bytes.
    """
    mode = f'mode="dynamic" timeformat="date" start="{when.start}" end="{when.end}"' if when.start else 'mode="static"'
    lines = [_DECLARATION, _GEXF, f'<graph {mode} defaultedgetype="directed">\n']
    for scope, columns in (("node", made.nodes), ("edge", made.edges)):
        lines.append(f'<attributes class="{scope}" mode="static">\n')
        titled = [(turn, name, values) for turn, (name, values) in enumerate(columns.items()) if name not in {"label", "weight"}]
        lines += [f'<attribute id="{turn}" title={quoteattr(name)} type="{_type(values)[1]}"/>\n' for turn, name, values in titled]
        lines.append("</attributes>\n")
    lines += ["<nodes>\n", *_gexf_nodes(made, when), "</nodes>\n<edges>\n", *_gexf_edges(made, when), "</edges>\n"]
    return "".join([*lines, "</graph>\n</gexf>\n"])


def _gexf_nodes(made: Drawn, when: Spells) -> Iterator[str]:
    cells = _cells(made.nodes, len(made.people), '<attvalue for="{}" value="', '"/>', beside="label")
    for turn, (label, own) in enumerate(zip(made.nodes["label"], cells, strict=True)):
        yield f'<node id="n{turn + 1}" label={quoteattr(str(label))}{when.person(turn)}><attvalues>{own}</attvalues></node>\n'


def _gexf_edges(made: Drawn, when: Spells) -> Iterator[str]:
    cells = _cells(made.edges, len(made.ends), '<attvalue for="{}" value="', '"/>', beside="weight")
    for turn, ((one, other), own) in enumerate(zip(made.ends, cells, strict=True)):
        weight = made.edges["weight"][turn]
        heavy = f' weight="{weight!r}"' if weight is not None else ""
        yield (
            f'<edge id="e{turn + 1}" source="n{one + 1}" target="n{other + 1}"{heavy}><attvalues>{own}</attvalues>{when.tie(turn)}</edge>\n'
        )


def _cells(columns: Columns, count: int, before: str, after: str, beside: str = "") -> list[str]:
    """Return for each row the marked values, column by column; missing ones are left out."""
    marked: list[list[str]] = []
    for turn, (name, values) in enumerate(columns.items()):
        opening = before.format(turn)
        if name != beside:
            marked.append([f"{opening}{text}{after}" if text is not None else "" for text in _written(values)])
    return ["".join(row) for row in zip(*marked, strict=True)] if marked else [""] * count


def _written(values: Sequence[Value]) -> Iterable[str | None]:
    """Return values as they are written; texts, which stand there many times, are looked at once each."""
    known: dict[str, str] = {}
    return (None if one is None else _text(one, known) if isinstance(one, str) else _number(one) for one in values)


def _text(value: str, known: dict[str, str]) -> str:
    return known[value] if value in known else known.setdefault(value, escape(value, {'"': "&quot;"}))


def _number(value: float) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else repr(value)


def _type(values: Iterable[Value]) -> tuple[str, str]:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int, float}:
        return _TYPES[float]
    return _TYPES[kinds.pop()] if len(kinds) == 1 else _TYPES[str]


def _listed(column: "pd.Series[Any]") -> list[Any]:
    return list(column.astype(object)) if isinstance(column.dtype, pd.CategoricalDtype) else list(column.tolist())


def _days(column: "pd.Series[Any]", tier: Tier) -> list[Value]:
    """Return times as texts, None where there is none."""
    times = column.to_numpy().astype("datetime64[s]" if tier.has_minutes else "datetime64[h]").astype("datetime64[s]")
    return [None if time == "NaT" else time for time in np.datetime_as_string(times).tolist()]


def _plain(value: Any) -> Value:
    own = plain_value(value)
    return visible(own) if isinstance(own, str) else own
