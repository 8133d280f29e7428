import networkx as nx
import numpy as np
import pytest

from tests.unit import network_chats as chats
from wag_analyzer.network import circle_many, communities, leiden, leiden_sweeps
from wag_analyzer.network.leiden import Web, web


def planted(sizes: list[int], seed: int) -> Web:
    both = chats.blocks(sizes, 2.0, 0.2, seed)
    return web(both + both.T)


@pytest.mark.parametrize("seed", range(3))
def test_planted_circles_are_found_by_moving_many_at_once(seed: int) -> None:
    labels = leiden_sweeps.communities(planted([14, 10, 8], seed), seed, 3)
    assert labels.tolist() == [0] * 14 + [1] * 10 + [2] * 8


@pytest.mark.parametrize("seed", range(3))
def test_many_at_once_divide_about_as_well_as_one_after_the_other(seed: int) -> None:
    graph = nx.gnm_random_graph(400, 1_200, seed=seed)
    group = web(nx.to_numpy_array(graph))
    swept, asked = leiden_sweeps.communities(group, seed, 3), leiden.communities(group, seed, 3)
    assert group.modularity(swept) >= group.modularity(asked) - 0.02


def test_more_turns_never_divide_worse() -> None:
    group = web(nx.to_numpy_array(nx.gnm_random_graph(300, 700, seed=2)))
    reached = [group.modularity(leiden_sweeps.communities(group, 4, turns)) for turns in (1, 2, 6)]
    assert reached == sorted(reached)
    assert reached[0] > 0.3


def test_no_swept_circle_falls_apart_inside() -> None:
    graph = nx.gnm_random_graph(200, 220, seed=5)
    labels = leiden_sweeps.communities(web(nx.to_numpy_array(graph)), 1)
    for label in range(int(labels.max()) + 1):
        assert nx.is_connected(graph.subgraph(np.flatnonzero(labels == label).tolist()))


def test_the_same_seed_sweeps_the_same_way() -> None:
    group = web(nx.to_numpy_array(nx.gnm_random_graph(150, 400, seed=3)))
    first, again = (leiden_sweeps.communities(group, 7) for _ in range(2))
    assert first.tolist() == again.tolist()


def test_who_has_no_tie_stays_alone_in_a_sweep() -> None:
    nothing = leiden_sweeps.communities(web(np.zeros((3, 3))), 0)
    assert nothing.tolist() == [0, 1, 2]
    pair = np.zeros((4, 4))
    pair[1, 3] = pair[3, 1] = 2.0
    assert leiden_sweeps.communities(web(pair), 0, 2).tolist() == [0, 1, 2, 1]


def test_above_the_border_many_are_moved_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(communities, "MANY", 10)
    monkeypatch.setattr(circle_many, "SWEPT", 20)
    monkeypatch.setattr(leiden, "communities", lambda *_: pytest.fail("one after the other was asked"))
    found = communities.circles(chats.blocks([12, 10, 8], 3.0, 0.3, 1), [f"P{number}" for number in range(30)], 0)
    assert found.clear
    assert found.table["circle"].tolist() == [1] * 12 + [2] * 10 + [3] * 8
