import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network.build import BUILDING, network
from wag_analyzer.network.cards import MEASURE_CARDS
from wag_analyzer.settings import Settings

FEW = Settings(draws=6, seed=3)


def test_the_network_holds_ties_graph_measures_group_and_circles() -> None:
    said = chats.random_talk(2, sessions=6)
    built = network(chats.answers_before(said, 0.9), said, chats.people(list("ABCDEFGHZ")), FEW)
    tables.TIES.check(built.ties)
    tables.MEASURES.check(built.measures)
    tables.GROUP.check(built.group)
    tables.COMMUNITIES.check(built.communities)
    assert list(built.graph) == list("ABCDEFGHZ")
    assert len(built.measures) == 9 * len(MEASURE_CARDS)
    assert {"modularity", "circles", "circles_clear", "circles_p"} <= set(built.group["measure"])
    assert isinstance(built.circles_are_clear, bool)


def test_the_graph_has_everybody_and_weights_and_distances() -> None:
    said = chats.talk("BABA")
    done = chats.acts(("A", "B", "reply", "a1", "a0", 0.9), ("A", "B", "reply", "a3", "a2", 0.6), ("B", "A", "invitation", "e", None, 1.0))
    graph = network(done, said, chats.people(list("ABC")), FEW).graph
    assert dict(graph.nodes(data="messages")) == {"A": 2, "B": 2, "C": 0}
    assert list(graph.edges) == [("A", "B")]
    assert graph["A"]["B"]["weight"] == pytest.approx(1.5)
    assert graph["A"]["B"]["distance"] == pytest.approx(1 / 1.5)
    assert list(nx.isolates(graph)) == ["C"]


@pytest.mark.parametrize("names", ["", "A", "AB", "ABC"])
def test_tiny_and_silent_groups_never_crash(names: str) -> None:
    for said in (chats.talk(), chats.talk(names)):
        built = network(chats.acts(), said, chats.people(list(names)), FEW)
        assert built.graph.number_of_nodes() == len(names)
        assert not built.circles_are_clear


def test_the_same_input_gives_the_same_network() -> None:
    said = chats.random_talk(8, sessions=5)
    done, people = chats.answers_before(said, 0.7), chats.people(list("ABCDEFGH"))
    one, other = (network(done, said, people, FEW) for _ in range(2))
    for table in ("ties", "measures", "group", "communities"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table))


def test_another_seed_moves_intervals_and_no_value() -> None:
    said = chats.random_talk(8, sessions=5)
    done, people = chats.answers_before(said, 0.7), chats.people(list("ABCDEFGH"))
    one, other = (network(done, said, people, Settings(draws=6, seed=seed)).measures for seed in (1, 2))
    assert np.array_equal(one["value"], other["value"], equal_nan=True)
    assert not np.array_equal(one["hi"], other["hi"], equal_nan=True)


def test_progress_is_told() -> None:
    said = chats.random_talk(8, sessions=2)
    seen: list[tuple[int, int]] = []
    stages: list[str] = []
    acts, people = chats.answers_before(said), chats.people(list("ABCDEFGH"))
    network(acts, said, people, FEW, progress=lambda *at: seen.append(at), stage=stages.append)
    assert tuple(stages) == BUILDING
    assert seen[-1] == (6, 6)
