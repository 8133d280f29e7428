import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network import centrality, communities, edges, paths
from wag_analyzer.network.edges import from_matrix
from wag_analyzer.network.group import group


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
