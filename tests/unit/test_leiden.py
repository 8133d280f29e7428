import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit import network_chats as chats
from wag_analyzer.network import communities, leiden, leiden_dense
from wag_analyzer.network.leiden import web

Floats = npt.NDArray[np.float64]


def symmetric(people: int, seed: int, rate: float = 0.4) -> Floats:
    half = np.triu(np.random.default_rng(seed).poisson(rate, (people, people)), 1).astype(np.float64)
    return np.asarray(half + half.T)


@pytest.mark.parametrize("seed", range(3))
def test_ties_are_divided_as_well_as_a_matrix(seed: int) -> None:
    both = chats.blocks([14, 10, 8], 2.0, 0.3, seed)
    both = both + both.T
    labels = leiden.communities(web(both), seed)
    assert communities.modularity(both, labels) == pytest.approx(web(both).modularity(labels))
    assert web(both).modularity(labels) >= communities.modularity(both, communities.partition(both, seed)) - 0.02


def test_people_without_ties_stay_alone_and_nothing_has_no_modularity() -> None:
    nothing = web(np.zeros((4, 4)))
    assert leiden.communities(nothing, 0).tolist() == [0, 1, 2, 3]
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


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("way", ["lists", "matrix"])
def test_no_circle_falls_apart_inside(way: str, seed: int) -> None:
    both = symmetric(60, seed, 0.05)
    labels = leiden.communities(web(both), seed) if way == "lists" else leiden_dense.communities(both, seed)
    graph = nx.from_numpy_array(both)
    assert all(nx.is_connected(graph.subgraph(np.flatnonzero(labels == label).tolist())) for label in set(labels.tolist()))


@given(people=st.integers(0, 14), seed=st.integers(0, 1000), rate=st.sampled_from([0.05, 0.3, 1.0, 4.0]))
@settings(deadline=None, max_examples=40)
def test_lists_and_matrix_keep_the_rules_of_a_division(people: int, seed: int, rate: float) -> None:
    both = symmetric(people, seed, rate)
    for labels in (leiden.communities(web(both), seed), leiden_dense.communities(both, seed)):
        assert len(labels) == people
        assert labels.tolist() == leiden.first_seen(labels).tolist()
        if both.sum() > 0:
            assert communities.modularity(both, labels) >= communities.modularity(both, np.arange(people)) - 1e-9


def test_more_turns_are_never_worse_on_the_mean() -> None:
    both = symmetric(50, 1, 1.0)
    once, often = (
        np.mean([communities.modularity(both, leiden_dense.communities(both, seed, turns)) for seed in range(10)]) for turns in (1, 10)
    )
    assert often >= once


@pytest.mark.parametrize("outside", [0.05, 0.12])
def test_planted_communities_are_found_as_well_as_by_igraph(outside: float) -> None:
    igraph = pytest.importorskip("igraph")
    truth = np.repeat(np.arange(4), [16, 14, 12, 10]).tolist()
    same: list[list[float]] = []
    for seed in range(6):
        both = chats.blocks([16, 14, 12, 10], 0.45, outside, seed)
        both += both.T
        labels = communities.consensus(both, None, np.random.default_rng(seed))[0]
        first, second = np.nonzero(np.triu(both))
        graph = igraph.Graph(n=52, edges=list(zip(first.tolist(), second.tolist(), strict=True)))
        graph.es["weight"] = both[first, second].tolist()
        theirs = graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=-1).membership
        same.append([igraph.compare_communities(truth, list(map(int, each)), method="nmi") for each in (labels, theirs)])
    ours, others = np.mean(same, axis=0)
    assert ours >= others - 0.03
