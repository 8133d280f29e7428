import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pandas as pd
import pytest
from defusedxml import ElementTree

from wag_analyzer.analysis import Analysis
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.graph import _plain, clean_graph, drawn, gexf, graphml
from wag_analyzer.report.spells import _runs, spells
from wag_analyzer.report.tiers import Tier, tier

NAMES = Tier("names")


def _graphml(analysis: Analysis, called: Tier) -> str:
    return graphml(drawn(analysis, called))


def _gexf(analysis: Analysis, called: Tier) -> str:
    made = drawn(analysis, called)
    return gexf(made, spells(analysis, made.people, made.ends))


def test_everybody_is_a_node_with_measures_and_everybody_tied_an_edge(small_analysis: Analysis) -> None:
    graph = clean_graph(small_analysis, NAMES)
    assert graph.number_of_nodes() == 8
    assert graph.number_of_edges() == 8
    assert graph.nodes["n2"]["label"] == "Budi Santoso"
    assert graph.nodes["n2"]["circle"] == 1
    assert "betweenness" not in graph.nodes["n1"]
    assert graph.edges["n1", "n2"]["weight"] == 9.0
    assert graph.edges["n1", "n2"]["first"] == "2025-01-06T08:00:00"


@pytest.mark.parametrize(("write", "read"), [(_graphml, nx.read_graphml), (_gexf, nx.read_gexf)])
def test_what_is_written_is_read_back(write: Callable[..., str], read: Callable[..., Any], small_analysis: Analysis) -> None:
    back = read(io.BytesIO(write(small_analysis, NAMES).encode()))
    assert {data["label"] for _, data in back.nodes(data=True)} >= {"Budi Santoso", "Maya Putri"}
    assert back.number_of_edges() == 8


@pytest.mark.parametrize("write", [_graphml, _gexf])
def test_characters_xml_forbids_are_spelled_out(write: Callable[..., str], make_analysis: Callable[..., Analysis]) -> None:
    names = ["a\x00b\x08\ufffe]]>", "<x>&\"'", "c\u202e", "d", "e", "f", "g", "h"]
    text = write(make_analysis(names), NAMES)
    ElementTree.fromstring(text)
    assert "a[U+0000]b[U+0008][U+FFFE]" in text


def test_two_runs_give_the_same_bytes(small_analysis: Analysis) -> None:
    assert _gexf(small_analysis, NAMES) == _gexf(small_analysis, NAMES)
    assert "lastmodifieddate" not in _gexf(small_analysis, NAMES)


def test_in_a_tier_nobody_is_named(small_analysis: Analysis) -> None:
    hidden = tier("pseudonym", small_analysis, Pseudonyms(b"k" * 32))
    text = _graphml(small_analysis, hidden) + _gexf(small_analysis, hidden)
    assert "Budi" not in text
    assert hidden.name("Budi Santoso") in text


def test_values_xml_cannot_hold_are_left_out() -> None:
    assert _plain(float("inf")) is None
    assert _plain([1]) is None
    assert _plain(True) is True


def test_ties_are_there_on_the_days_they_were_used(make_analysis: Callable[..., Analysis]) -> None:
    analysis = make_analysis()
    when = spells(analysis, [str(person) for person in analysis.people.table["person"]], [(0, 1)])
    text = _gexf(analysis, NAMES)
    root = ElementTree.fromstring(text)
    graph = root.find("{*}graph")
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat"), graph.get("start")) == ("dynamic", "date", when.start)
    assert all(node.get("start", "") <= node.get("end", "") for node in root.iter("{http://gexf.net/1.3}node"))


def acts(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["source", "target", "layer", "at", "weight"])
    return frame.assign(at=pd.to_datetime(frame["at"]))


def test_a_spell_ends_when_a_week_passes_without_an_act() -> None:
    found = _runs(
        acts(
            ("a", "b", "reply", "2025-01-01 10:00", 0.9),
            ("a", "b", "mention", "2025-01-08 09:00", 1.0),
            ("a", "b", "reply", "2025-01-16 09:00", 0.5),
            ("a", "b", "reply", "2025-01-12 09:00", 0.1),
            ("a", "b", "about", "2025-01-12 09:00", 1.0),
            ("b", "a", "reply", "2025-01-02 09:00", 0.5),
        )
    )
    assert found == {
        ("a", "b"): [("2025-01-01", "2025-01-08"), ("2025-01-16", "2025-01-16")],
        ("b", "a"): [("2025-01-02", "2025-01-02")],
    }
    assert _runs(acts()) == {}


def test_igraph_reads_the_network_with_names_and_numbers(small_analysis: Analysis, tmp_path: Path) -> None:
    path = tmp_path / "network.graphml"
    path.write_text(_graphml(small_analysis, NAMES), encoding="utf-8")
    back = igraph.Graph.Read_GraphML(str(path))
    assert back.is_directed()
    assert back.vs["label"][1] == "Budi Santoso"
    assert back.es["weight"][0] == 9.0


def test_a_chat_without_times_is_a_static_network(small_analysis: Analysis) -> None:
    never = pd.Series(pd.NaT, index=small_analysis.people.table.index, dtype="datetime64[s]")
    untimed = replace(
        small_analysis,
        messages=small_analysis.messages.iloc[:0],
        people=replace(small_analysis.people, table=small_analysis.people.table.assign(first=never, last=never)),
        interactions=small_analysis.interactions.iloc[:0],
    )
    assert 'mode="static"' in _gexf(untimed, NAMES)
    nx.read_gexf(io.BytesIO(_gexf(untimed, NAMES).encode()))
