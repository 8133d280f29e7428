"""What is computed in one way for few people or many ties, and in another for others, is the same."""

import numpy as np
import numpy.typing as npt
import pytest

from wag_analyzer.network import cores, edges, paths
from wag_analyzer.network.census import transitivity, triads
from wag_analyzer.network.edges import Edges, from_matrix

Floats = npt.NDArray[np.float64]


def weights_of(people: int, share: float, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    weights = np.where(rng.random((people, people)) < share, rng.integers(1, 6, (people, people)), 0).astype(np.float64)
    np.fill_diagonal(weights, 0.0)
    return weights


@pytest.mark.parametrize(("people", "share"), [(30, 0.5), (40, 0.08), (25, 0.02)])
@pytest.mark.parametrize("sources", [None, [0, 3, 7, 19]])
def test_paths_are_the_same_by_floyd_and_by_dijkstra(
    monkeypatch: pytest.MonkeyPatch, people: int, share: float, sources: list[int] | None
) -> None:
    some = from_matrix(weights_of(people, share, 4))
    start = None if sources is None else np.array(sources)
    found = []
    for cost in (0.0, 1e9):
        monkeypatch.setattr(paths, "STEP_COST", cost)
        found.append(paths.paths(some, start))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


def test_equally_short_ways_share_what_passes() -> None:
    # a → b → d and a → c → d are as long: half of the one shortest path from a to d lies on each.
    weights = np.zeros((4, 4))
    weights[0, 1] = weights[0, 2] = weights[1, 3] = weights[2, 3] = 2.0
    between, near = paths.paths(from_matrix(weights))
    assert between.tolist() == pytest.approx([0, 0.5 / 6, 0.5 / 6, 0])
    assert near.tolist() == pytest.approx([0, 2, 2, 2 + 2 + 1])


@pytest.mark.parametrize("share", [0.05, 0.6])
def test_opposite_ties_and_sums_are_the_same_in_a_table_and_in_lists(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    weights = weights_of(24, share, 5) * 0.3
    found = []
    for filled in (0, 10_000):
        monkeypatch.setattr(edges, "FILLED", filled)
        some = from_matrix(weights)
        assert some.is_dense is (filled > 0)
        found.append((some.backward, some.both))
    (back, both), (other_back, other_both) = found
    assert back.tolist() == other_back.tolist()
    assert (both.source.tolist(), both.target.tolist()) == (other_both.source.tolist(), other_both.target.tolist())
    assert both.weight.tolist() == other_both.weight.tolist()


@pytest.mark.parametrize("depth", [cores.k_core, cores.s_core])
def test_cores_of_few_people_are_those_of_many(monkeypatch: pytest.MonkeyPatch, depth: object) -> None:
    some = from_matrix(weights_of(30, 0.2, 6))
    assert callable(depth)
    few = depth(some)
    monkeypatch.setattr(cores, "SMALL", 0)
    assert few.tolist() == pytest.approx(depth(Edges(some.people, some.source, some.target, some.weight)).tolist())


def test_nobody_is_in_no_core() -> None:
    nobody = Edges(0, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    assert cores.k_core(nobody).tolist() == []


def test_transitivity_follows_from_counted_triads() -> None:
    some = from_matrix(weights_of(20, 0.2, 7))
    assert transitivity(some, triads(some)) == pytest.approx(transitivity(some))
