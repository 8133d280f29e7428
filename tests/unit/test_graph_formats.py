import io
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest
from defusedxml import ElementTree

from wag_analyzer.analysis import Analysis
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.graph import _plain, clean_graph, gexf, graphml
from wag_analyzer.report.tiers import Tier, tier

NAMES = Tier("names")


def test_everybody_is_a_node_with_measures_and_everybody_tied_an_edge(small_analysis: Analysis) -> None:
    graph = clean_graph(small_analysis, NAMES)
    assert graph.number_of_nodes() == 8
    assert graph.number_of_edges() == 8
    assert graph.nodes["n2"]["label"] == "Budi Santoso"
    assert graph.nodes["n2"]["circle"] == 1
    assert "betweenness" not in graph.nodes["n1"]
    assert graph.edges["n1", "n2"]["weight"] == 9.0
    assert graph.edges["n1", "n2"]["first"] == "2025-01-06T08:00:00"


@pytest.mark.parametrize(("write", "read"), [(graphml, nx.read_graphml), (gexf, nx.read_gexf)])
def test_what_is_written_is_read_back(write: Callable[..., str], read: Callable[..., Any], small_analysis: Analysis) -> None:
    back = read(io.BytesIO(write(small_analysis, NAMES).encode()))
    assert {data["label"] for _, data in back.nodes(data=True)} >= {"Budi Santoso", "Maya Putri"}
    assert back.number_of_edges() == 8


@pytest.mark.parametrize("write", [graphml, gexf])
def test_characters_xml_forbids_are_spelled_out(write: Callable[..., str], make_analysis: Callable[..., Analysis]) -> None:
    names = ["a\x00b\x08\ufffe]]>", "<x>&\"'", "c\u202e", "d", "e", "f", "g", "h"]
    text = write(make_analysis(names), NAMES)
    ElementTree.fromstring(text)
    assert "a[U+0000]b[U+0008][U+FFFE]" in text


def test_two_runs_give_the_same_bytes(small_analysis: Analysis) -> None:
    assert gexf(small_analysis, NAMES) == gexf(small_analysis, NAMES)
    assert "lastmodifieddate" not in gexf(small_analysis, NAMES)


def test_in_a_tier_nobody_is_named(small_analysis: Analysis) -> None:
    hidden = tier("pseudonym", small_analysis, Pseudonyms(b"k" * 32))
    text = graphml(small_analysis, hidden) + gexf(small_analysis, hidden)
    assert "Budi" not in text
    assert hidden.name("Budi Santoso") in text


def test_values_xml_cannot_hold_are_left_out() -> None:
    assert _plain(float("inf")) is None
    assert _plain([1]) is None
    assert _plain(True) is True
