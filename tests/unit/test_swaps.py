import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest

from wag_analyzer.network import swaps

Ends = npt.NDArray[np.intp]


def ends_of(people: int, ties: int, seed: int) -> Ends:
    return np.array(sorted(nx.gnm_random_graph(people, ties, seed=seed).edges()), dtype=np.intp)


def degrees(ends: Ends, people: int) -> list[int]:
    return [int(count) for count in np.bincount(ends.ravel(), minlength=people)]


@pytest.mark.parametrize(("people", "ties"), [(12, 30), (60, 1_500), (40, 41)])
def test_everybody_keeps_the_number_of_ties_and_no_tie_is_doubled(people: int, ties: int) -> None:
    before = ends_of(people, ties, 1)
    after = swaps.swapped(before, people, np.random.default_rng(0), 5)
    assert degrees(after, people) == degrees(before, people)
    assert (after[:, 0] != after[:, 1]).all()
    assert len({frozenset(pair) for pair in after.tolist()}) == ties
    assert {frozenset(pair) for pair in after.tolist()} != {frozenset(pair) for pair in before.tolist()}


@pytest.mark.parametrize("room", [1, 4])
def test_pairs_that_share_a_place_are_told_apart(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    before = ends_of(80, 600, 2)
    apart = swaps.swapped(before, 80, np.random.default_rng(3), 6)
    monkeypatch.setattr(swaps, "DENSE", 10)
    monkeypatch.setattr(swaps, "ROOMY", room)
    shared = swaps.swapped(before, 80, np.random.default_rng(3), 6)
    assert shared.tolist() == apart.tolist()


@pytest.mark.parametrize("ties", [[], [(0, 1)]])
def test_fewer_than_two_ties_have_nothing_to_swap(ties: list[tuple[int, int]]) -> None:
    before = np.array(ties, dtype=np.intp).reshape(-1, 2)
    assert swaps.swapped(before, 3, np.random.default_rng(0), 4).tolist() == before.tolist()


def test_a_triangle_stays_as_it_is() -> None:
    before = ends_of(3, 3, 0)
    after = swaps.swapped(before, 3, np.random.default_rng(1), 10)
    assert {frozenset(pair) for pair in after.tolist()} == {frozenset(pair) for pair in before.tolist()}
