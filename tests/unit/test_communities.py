import os
import sys
import threading

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.aside import hands
from wag_analyzer.network import communities
from wag_analyzer.network.communities import Circles, circles, modularity, partition
from wag_analyzer.network.draws import resample
from wag_analyzer.network.measures import matrix
from wag_analyzer.network.ties import ties
from wag_analyzer.settings import Settings


def found(weights: npt.NDArray[np.float64], seed: int = 0) -> Circles:
    result = circles(weights, [f"P{number}" for number in range(len(weights))], seed)
    tables.COMMUNITIES.check(result.table)
    return result


def agreement(ours: "pd.Series[int]", truth: list[int]) -> float:
    """Share of pairs on which two divisions agree."""
    one, other = ours.to_numpy(), np.array(truth)
    same = (one[:, None] == one[None, :]) == (other[:, None] == other[None, :])
    return float(same[np.triu_indices(len(one), 1)].mean())


@pytest.mark.parametrize("seed", range(3))
def test_planted_circles_are_recovered(seed: int) -> None:
    result = found(chats.blocks([10, 8, 6], 3.0, 0.4, seed), seed)
    assert result.clear
    assert result.count == 3
    assert agreement(result.table["circle"], [1] * 10 + [2] * 8 + [3] * 6) == 1
    assert result.p <= 0.02
    assert result.table["stability"].min() > 0.6
    assert result.reason.endswith("3 circles of 3 people or more")


def test_a_group_without_structure_has_no_clear_circles() -> None:
    clear = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        activity = rng.lognormal(0, 0.7, 12)
        weights = rng.poisson(np.outer(activity, activity) / activity.sum() * 8).astype(np.float64)
        np.fill_diagonal(weights, 0)
        result = found(weights, seed)
        clear += result.clear
        assert result.clear or (result.table["circle"] == 0).all()
        assert result.clear or result.count == 0
    assert clear <= 1


def test_the_division_stays_readable_when_it_is_not_clear() -> None:
    result = found(chats.blocks([12], 1.0, 1.0, 3))
    assert not result.clear
    assert "as well in" in result.reason
    assert result.division.max() >= 1


@pytest.mark.parametrize("people", range(6))
def test_tiny_groups_and_groups_without_ties_have_no_circles(people: int) -> None:
    for weights in (np.zeros((people, people)), np.ones((people, people)) - np.eye(people)):
        result = found(weights)
        assert not result.clear
        assert result.table["circle"].tolist() == [0] * people
        assert "nothing to divide" in result.reason


def test_two_circles_of_two_are_not_enough() -> None:
    weights = np.zeros((6, 6))
    for one, other in ((0, 1), (2, 3), (4, 5)):
        weights[one, other] = weights[other, one] = 9
    result = found(weights)
    assert not result.clear
    assert result.draws > 0


def test_an_isolate_is_in_no_circle() -> None:
    weights = np.zeros((17, 17))
    weights[:16, :16] = chats.blocks([8, 8], 4.0, 0.3, 1)
    result = found(weights)
    assert result.clear
    assert result.table["circle"].iloc[16] == 0
    assert result.table["circle"].iloc[:16].min() == 1


def test_circles_are_numbered_by_size() -> None:
    sizes = found(chats.blocks([5, 12, 8], 4.0, 0.3, 2)).table["circle"].value_counts()
    assert sizes.sort_index().tolist() == [12, 8, 5]


def test_circles_that_change_from_resample_to_resample_are_not_clear() -> None:
    # each circle met once only: with conversations drawn anew, whole circles vanish
    rows: list[tuple[str, str, str, str, str | None, float]] = []
    for circle in ("ABCD", "EFGH", "IJKL"):
        rows += [(x, y, "mention", f"{x}{y}", None, 1.0) for x in circle for y in circle if x != y]
    names = list("ABCDEFGHIJKL")
    group = chats.people(names)
    order = {row[3]: "ABCDEFGHIJKL".index(row[0]) // 4 for row in rows}
    said = chats.messages([(msg_id, msg_id[0], session, chats.START + pd.Timedelta(days=session)) for msg_id, session in order.items()])
    done = chats.acts(*rows)
    weights = matrix(ties(done, said, group, Settings()), pd.Index(names, dtype=object))
    assert found(weights).clear
    drawn = circles(weights, names, 0, resample(done, said, group, Settings()))
    assert drawn.stability < found(weights).stability
    assert drawn.together.max() <= 1


def test_the_same_seed_gives_the_same_circles() -> None:
    weights = chats.blocks([8, 8], 3.0, 0.5, 5)
    one, other = found(weights, 3), found(weights, 3)
    pd.testing.assert_frame_equal(one.table, other.table)
    assert (one.p, one.modularity) == (other.p, other.modularity)


@pytest.mark.parametrize(
    "network", [nx.karate_club_graph, nx.les_miserables_graph, nx.davis_southern_women_graph, nx.florentine_families_graph]
)
def test_divisions_are_as_good_as_those_of_networkx(network: object) -> None:
    graph = network()  # type: ignore[operator] # a maker of graphs
    weights = nx.to_numpy_array(graph)
    ours = [modularity(weights, partition(weights, seed)) for seed in range(10)]
    theirs = [nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=seed)) for seed in range(10)]
    assert max(ours) >= max(theirs) - 0.005
    assert np.mean(ours) >= np.mean(theirs) - 0.01
    sets = [set(np.flatnonzero(partition(weights, 0) == label)) for label in set(partition(weights, 0))]
    nodes = list(graph)
    assert ours[0] == pytest.approx(nx.community.modularity(graph, [{nodes[row] for row in members} for members in sets]))


def test_modularity_is_missing_without_ties() -> None:
    assert np.isnan(modularity(np.zeros((3, 3)), np.zeros(3, dtype=np.int64)))


def test_large_groups_use_fewer_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(communities, "LARGE", 15)
    result = found(chats.blocks([8, 8], 4.0, 0.2, 1))
    assert result.draws == 49
    assert result.p == pytest.approx(1 / 50)
    assert result.clear


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
@pytest.mark.parametrize("within", [0.9, 0.35], ids=["circles", "none, so the first kind ends early"])
def test_both_kinds_of_rewired_networks_give_beside_one_another_what_they_give_in_turn(
    monkeypatch: pytest.MonkeyPatch, within: float
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    weights = chats.blocks([12, 12], within, 0.3, seed=4)
    alone = found(weights)
    with hands():
        beside = found(weights)
    assert (beside.p, beside.reason) == (alone.p, alone.reason)
    assert (alone.p <= communities.CLEAR_P) == (within > 0.5)
