import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network import centrality, communities, edges, paths
from wag_analyzer.network.edges import from_matrix
from wag_analyzer.network.group import group
from wag_analyzer.network.louvain import communities as louvain
from wag_analyzer.network.louvain import web


@pytest.mark.parametrize("seed", range(3))
def test_ties_are_divided_as_well_as_a_matrix(seed: int) -> None:
    both = chats.blocks([14, 10, 8], 2.0, 0.3, seed)
    both = both + both.T
    labels = louvain(web(both), seed)
    assert communities.modularity(both, labels) == pytest.approx(web(both).modularity(labels))
    assert web(both).modularity(labels) >= communities.modularity(both, communities.partition(both, seed)) - 0.02


def test_people_without_ties_stay_alone_and_nothing_has_no_modularity() -> None:
    nothing = web(np.zeros((4, 4)))
    assert louvain(nothing, 0).tolist() == [0, 1, 2, 3]
    assert np.isnan(nothing.modularity(np.zeros(4, np.int64)))


def test_circles_of_many_people_are_found_on_lists_of_ties(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(communities, "MANY", 10)
    weights = chats.blocks([12, 10, 8], 3.0, 0.3, 1)
    names = [f"P{number}" for number in range(30)]
    found = communities.circles(weights, names, 0)
    assert found.clear
    assert found.table["circle"].tolist() == [1] * 12 + [2] * 10 + [3] * 8
    blurred = communities.circles(chats.blocks([30], 1.0, 1.0, 2), names, 0)
    assert not blurred.clear
    assert blurred.p > communities.CLEAR_P


def test_walks_among_many_people_are_those_among_few(monkeypatch: pytest.MonkeyPatch) -> None:
    some = from_matrix(nx.to_numpy_array(nx.gnp_random_graph(40, 0.08, seed=3, directed=True)))
    few = [*paths.paths(some), centrality.pagerank(some), centrality.eigenvector(some)]
    monkeypatch.setattr(edges, "SMALL", 10)
    monkeypatch.setattr(paths, "BLOCK", 7)
    many = [*paths.paths(some), centrality.pagerank(some), centrality.eigenvector(some)]
    for one, other in zip(few, many, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-9)


def test_a_group_of_too_many_says_that_it_has_no_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wag_analyzer.network.group.MOST_PEOPLE", 2)
    people = chats.people(["A", "B", "C"]).table
    circles = communities.circles(np.zeros((3, 3)), ["A", "B", "C"], 0)
    rows = group(tables.TIES.frame([]), people, circles)
    basis = pd.Series(rows["basis"].tolist(), index=rows["measure"].tolist())
    assert basis["draws"] == "no intervals above 2 people"
    assert rows["lo"].isna().all()
