from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest

from tests.unit import network_chats as chats
from wag_analyzer.network import circle_many, communities, leiden, nulls, swaps
from wag_analyzer.network.circle_rows import circle_rows, comembership
from wag_analyzer.network.communities import circles
from wag_analyzer.network.edges import Edges, from_matrix
from wag_analyzer.network.leiden import web

NAMES = [f"P{number}" for number in range(30)]


def three_circles(seed: int = 1) -> npt.NDArray[np.float64]:
    return chats.blocks([12, 10, 8], 3.0, 0.3, seed)


class Again:
    """The same network over and over, and how often it was asked for."""

    def __init__(self, some: Edges) -> None:
        self.some = some
        self.asked = 0

    def matrices(self, draws: int | None = None, seed: int | None = None) -> Iterator[npt.NDArray[np.float64]]:
        raise AssertionError(f"no matrix of many people is made: {draws}, {seed}")

    def networks(self, draws: int | None = None, seed: int | None = None) -> Iterator[Edges]:
        assert draws is not None
        assert seed is not None
        for _ in range(draws):
            self.asked += 1
            yield self.some


def test_ties_are_taken_once_with_the_weights_of_both_directions() -> None:
    weights = three_circles()
    ours, theirs = circle_many.web_of(from_matrix(weights)), web(weights + weights.T)
    assert ours.ends.tolist() == theirs.ends.tolist()
    assert ours.weight.tolist() == theirs.weight.tolist()


def test_circles_of_many_come_from_draws_of_ties_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(communities, "MANY", 10)
    some = from_matrix(three_circles())
    again = Again(some)
    found = circles(some, NAMES, 0, again)
    assert again.asked == circle_many.RUNS
    assert found.clear
    assert found.draws == circle_many.NULLS
    assert found.table["circle"].tolist() == [1] * 12 + [2] * 10 + [3] * 8


def test_ties_and_matrix_give_the_same_circles_to_few_people() -> None:
    weights = three_circles()
    one, other = circles(weights, NAMES, 3), circles(from_matrix(weights), NAMES, 3)
    assert one.table.equals(other.table)
    assert (one.p, one.modularity) == (other.p, other.modularity)


def test_very_many_people_are_divided_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circle_many, "VERY_MANY", 20)
    again = Again(from_matrix(three_circles()))
    circle_many.consensus_of_many(circle_many.web_of(again.some), again, np.random.default_rng(0))
    assert again.asked == circle_many.FEW_RUNS


def test_stability_is_that_of_the_matrix() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, 40).astype(np.int64)
    divisions = [rng.integers(0, 3, 40).astype(np.int64) for _ in range(7)]
    np.testing.assert_allclose(circle_many.stability_of_many(labels, divisions), communities._stability(labels, divisions))


def test_pairs_above_the_border_are_those_that_are_tied(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = three_circles()
    few = comembership(circles(weights, NAMES, 0))
    monkeypatch.setattr(communities, "MANY", 10)
    found = circles(weights, NAMES, 0)
    many = comembership(found)
    assert 0 < len(many) < len(few)
    tied = {(NAMES[row], NAMES[column]) for row, column in np.argwhere(weights + weights.T > 0).tolist()}
    assert set(zip(many["person"], many["other"], strict=True)) <= tied
    rows = circle_rows(found, from_matrix(weights), chats.people(NAMES).table)
    assert rows["people"].tolist() == [12, 10, 8]
    assert rows["inside"].iloc[0] == weights[:12, :12].sum()
    assert rows["outside"].iloc[0] == weights[:12, 12:].sum() + weights[12:, :12].sum()


@pytest.mark.parametrize("keep", communities.KEPT)
def test_few_rewired_networks_tell_circles_from_none(keep: str) -> None:
    rng = np.random.default_rng(0)
    for weights, clear in ((three_circles(), True), (chats.blocks([60], 0.5, 0.5, 2), False)):
        group = circle_many.web_of(from_matrix(weights))
        best = group.modularity(leiden.communities(group, 0, 1))
        p = circle_many.p_of_many(group, best, keep, rng)  # type: ignore[arg-type]  # one of the two kinds
        assert (p < 0.001) if clear else (p > 0.02)


def test_rewiring_many_people_keeps_what_rewiring_few_does(monkeypatch: pytest.MonkeyPatch) -> None:
    both = three_circles() + three_circles().T
    group = web(both)
    monkeypatch.setattr(swaps, "DENSE", 5)
    ends, weight = nulls.rewired_ties(group.ends, group.weight, group.strength, np.random.default_rng(0))
    number = np.sort(ends, axis=1) @ [30, 1]
    assert len(set(number.tolist())) == len(ends)
    assert (ends[:, 0] != ends[:, 1]).all()
    assert np.bincount(ends.ravel(), minlength=30).tolist() == np.bincount(group.ends.ravel(), minlength=30).tolist()
    assert sorted(weight) == sorted(group.weight)
    before = {(low, high) for low, high in np.sort(group.ends, axis=1).tolist()}
    assert len(before & {(low, high) for low, high in np.sort(ends, axis=1).tolist()}) < 0.8 * len(before)


def test_nobody_has_no_circles_also_among_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(communities, "MANY", -1)
    found = circles(np.zeros((0, 0)), [], 0)
    assert not found.clear
    assert found.draws == 0
    alone = circles(np.zeros((4, 4)), list("ABCD"), 0)
    assert alone.table["stability"].tolist() == [0] * 4
    assert "nothing to divide" in alone.reason
