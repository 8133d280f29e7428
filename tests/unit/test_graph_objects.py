"""The group as graph objects of other packages: everything there, and only values that their writers take."""

import builtins
import io
import math
import sys
from collections.abc import Callable
from typing import Any

import igraph
import networkx as nx
import pytest

from wag_analyzer.analysis import Analysis
from wag_analyzer.errors import SettingsError


def test_networkx_has_everybody_and_every_tie_of_the_layer(small_analysis: Analysis) -> None:
    group = small_analysis.to_networkx()
    assert set(group) == set(small_analysis.people.table["person"])
    ties = small_analysis.network.ties
    assert set(group.edges) == set(zip(ties["source"], ties["target"], strict=True))
    for _, _, own in group.edges(data=True):
        assert own["distance"] == pytest.approx(1 / own["weight"])
    assert any(group.degree(person) == 0 for person in group)
    assert {own["circle"] for _, own in group.nodes(data=True)} == {0, 1, 2}


def test_values_are_pythons_own_and_none_is_missing_so_that_every_writer_takes_them(small_analysis: Analysis) -> None:
    group = small_analysis.to_networkx()
    values = [value for _, own in group.nodes(data=True) for value in own.values()]
    values += [value for *_, own in group.edges(data=True) for value in own.values()]
    assert {type(value) for value in values} <= {str, int, float, bool}
    assert not [value for value in values if isinstance(value, float) and not math.isfinite(value)]
    for write, read in ((nx.write_graphml, nx.read_graphml), (nx.write_gexf, nx.read_gexf)):
        out = io.BytesIO()
        write(group, out)
        out.seek(0)
        assert set(read(out).nodes) == set(group)


def test_igraph_is_the_same_group(small_analysis: Analysis) -> None:
    group, other = small_analysis.to_networkx(), small_analysis.to_igraph()
    assert isinstance(other, igraph.Graph)
    assert other.is_directed()
    names = other.vs["name"]
    assert names == list(group)
    assert {(names[edge.source], names[edge.target]): edge["weight"] for edge in other.es} == {
        (one, two): own["weight"] for one, two, own in group.edges(data=True)
    }
    assert other.vs.find("Sari Wulandari")["betweenness"] is None
    assert "betweenness" not in group.nodes["Sari Wulandari"]


def test_a_layer_without_ties_is_a_group_of_isolates_and_an_unknown_one_is_refused(small_analysis: Analysis) -> None:
    assert nx.number_of_edges(small_analysis.to_networkx("mention")) == 0
    assert small_analysis.to_igraph("reaction").vcount() == 8
    with pytest.raises(SettingsError, match="no layer is called 'friendship'"):
        small_analysis.to_networkx("friendship")


def test_somebody_who_is_talked_about_and_no_member_is_a_node_too(make_analysis: Callable[..., Analysis]) -> None:
    analysis = make_analysis()
    ties = analysis.network.ties
    ties["layer"] = ties["layer"].cat.rename_categories({"all": "about"})
    ties.loc[0, "target"] = "Pak Zulkarnain"
    assert analysis.to_networkx("about").nodes["Pak Zulkarnain"] == {}
    assert "Pak Zulkarnain" in analysis.to_igraph("about").vs["name"]


def test_without_igraph_it_is_said_what_to_do(small_analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "igraph":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "igraph", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SettingsError, match="igraph is not installed"):
        small_analysis.to_igraph()
