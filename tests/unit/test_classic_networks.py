import itertools
import warnings
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy.stats import entropy

from tests.unit.named_networks import ALL, directed, of, random_weights, weights_of
from wag_analyzer.network import brokerage, census, centrality, cores, edges, holes, structure
from wag_analyzer.network.edges import Edges, from_matrix, through
from wag_analyzer.network.group import group_values
from wag_analyzer.network.paths import paths

Floats = npt.NDArray[np.float64]


@pytest.fixture(params=ALL, scope="module")
def weights(request: pytest.FixtureRequest) -> Floats:
    return weights_of(request.param)


@pytest.fixture(scope="module")
def igraph() -> Any:
    return pytest.importorskip("igraph")


def other(igraph: Any, some: Edges) -> Any:
    graph = igraph.Graph(n=some.people, edges=list(zip(some.source.tolist(), some.target.tolist(), strict=True)), directed=True)
    graph.es["weight"] = some.weight.tolist()
    return graph


def close(ours: Floats, theirs: list[float]) -> None:
    assert ours.tolist() == pytest.approx(theirs, abs=1e-8, nan_ok=True)


def test_measures_agree_with_networkx(weights: Floats) -> None:
    graph, some = directed(weights), from_matrix(weights)
    linked = graph.copy()
    linked.remove_nodes_from(list(nx.isolates(graph)))
    nodes = sorted(linked)
    close(some.received, of(dict(graph.in_degree(weight="weight"))))
    close(some.given, of(dict(graph.out_degree(weight="weight"))))
    close(centrality.degrees(some)[0], of(dict(graph.in_degree())))
    close(centrality.pagerank(some), of(nx.pagerank(graph, tol=1e-13, max_iter=2000)))
    close(cores.k_core(some), of(nx.core_number(nx.Graph(graph))))
    close(holes.clustering(some), of(nx.clustering(graph, weight="weight")))
    close(holes.holes(some)["constraint"][nodes], of(nx.constraint(linked, weight="weight")))
    # with nodes given, networkx walks the definition; without, its matrix form divides m_jq by the wrong maximum on weighted graphs
    theirs = np.array(of(nx.effective_size(linked, nodes=nodes, weight="weight")))
    known = np.isfinite(theirs)  # it gives none to who only receives
    close(holes.holes(some)["effective_size"][nodes][known], theirs[known].tolist())
    close(paths(some)[1], of(nx.harmonic_centrality(graph, distance="distance")))


def test_measures_agree_with_igraph(weights: Floats, igraph: Any) -> None:
    some = from_matrix(weights)
    graph, people = other(igraph, some), some.people
    close(paths(some)[0] * (people - 1) * (people - 2), graph.betweenness(weights=(1 / some.weight).tolist()))
    close(paths(some)[1] / (people - 1), graph.harmonic_centrality(mode="in", weights=(1 / some.weight).tolist()))
    close(centrality.pagerank(some), graph.pagerank(weights="weight"))
    close(cores.k_core(some), igraph.Graph.as_undirected(graph).coreness())
    close(holes.holes(some)["constraint"], graph.constraint(weights="weight"))
    close(some.given, graph.strength(mode="out", weights="weight"))


@pytest.mark.parametrize("name", ["karate", "florentine", "miserables", "random", "sparse"])
def test_hubs_and_authorities_agree_with_networkx_and_igraph_where_they_are_unique(name: str, igraph: Any) -> None:
    # not Davis' women: the network of women and events has two equally strong halves
    weights = weights_of(name)
    some, graph = from_matrix(weights), directed(weights)
    hub, authority = centrality.hits(some)
    theirs = nx.hits(graph, max_iter=1000, tol=1e-12)
    assert hub.tolist() == pytest.approx(of(theirs[0]), abs=1e-7)
    assert authority.tolist() == pytest.approx(of(theirs[1]), abs=1e-7)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # igraph warns of many zeros
        assert (hub / hub.max()).tolist() == pytest.approx(other(igraph, some).hub_score(weights="weight"), abs=1e-6)


def test_betweenness_agrees_with_networkx_where_lengths_are_exact(weights: Floats) -> None:
    top = weights.max()
    powers = np.where(weights > 0, 2.0 ** np.round(np.log2(np.where(weights > 0, weights, 1) / top) * 2 + 20), 0)
    close(paths(from_matrix(powers))[0], of(nx.betweenness_centrality(directed(powers), weight="distance")))


def test_the_eigenvector_is_that_of_mutual_exchange(weights: Floats) -> None:
    found = centrality.eigenvector(from_matrix(weights))
    top = np.linalg.eigh(weights + weights.T)
    assert found == pytest.approx(abs(top.eigenvectors[:, -1]), abs=1e-6)


def test_censuses_agree_with_networkx_and_igraph(weights: Floats, igraph: Any) -> None:
    graph, some = directed(weights), from_matrix(weights)
    assert census.triads(some) == pytest.approx(nx.triadic_census(graph))
    theirs = other(igraph, some).dyad_census()
    assert list(census.dyads(some).values()) == [theirs.mutual, theirs.asymmetric, theirs.null]
    assert census.transitivity(some) == pytest.approx(nx.transitivity(nx.Graph(graph)))


def test_figures_of_the_group_agree_with_networkx_and_igraph(weights: Floats, igraph: Any) -> None:
    graph, there = directed(weights), from_matrix((weights > 0).astype(np.float64))
    found, people = group_values(there), len(weights)
    assert found["density"] == pytest.approx(nx.density(graph))
    assert found["reciprocity"] == pytest.approx(nx.overall_reciprocity(graph))
    assert found["reciprocity"] == pytest.approx(other(igraph, there).reciprocity())
    for name, degree in (("centralisation", graph.in_degree()), ("centralisation_out", graph.out_degree())):
        each = np.array(of(dict(degree)))
        assert found[name] == pytest.approx((each.max() - each).sum() / (people - 1) ** 2)
    assert found["largest_component"] == max(map(len, nx.connected_components(nx.Graph(graph))))
    assert found["isolates"] == nx.number_of_isolates(graph)


def test_components_and_weak_points_agree_with_networkx(weights: Floats) -> None:
    plain, some = nx.Graph(directed(weights)), from_matrix(weights)
    assert len(set(structure.components(some).tolist())) == nx.number_connected_components(plain)
    assert structure.weak_points(some) == (len(list(nx.articulation_points(plain))), len(list(nx.bridges(plain))))


@pytest.mark.parametrize("dense", [True, False])
def test_products_over_ties_are_the_same_dense_and_sparse(monkeypatch: pytest.MonkeyPatch, *, dense: bool) -> None:
    monkeypatch.setattr(edges, "SMALL", 10_000 if dense else 0)
    monkeypatch.setattr(edges, "DENSE", 0)
    one, two, over = (random_weights(seed) for seed in (3, 4, 5))
    ties = from_matrix(over)
    found = through(from_matrix(one), from_matrix(two), ties)
    assert found.tolist() == pytest.approx((one @ two)[ties.source, ties.target].tolist())


def test_brokers_are_counted_as_the_definition_says(weights: Floats) -> None:
    people = len(weights)
    parts = np.random.default_rng(3).integers(-1, 4, people)
    slow = {name: np.zeros(people) for name in brokerage.BROKERS}
    for one, middle, last in itertools.permutations(range(people), 3):
        if weights[one, middle] and weights[middle, last] and not weights[one, last] and min(parts[[one, middle, last]]) >= 0:
            a, b, c = parts[[one, middle, last]]
            crossed = "itinerant" if a == c else "gatekeeper" if b == c else "representative" if a == b else "liaison"
            slow["coordinator" if a == b == c else crossed][middle] += 1
    for name, found in brokerage.brokerage(from_matrix(weights), parts).items():
        assert found[parts >= 0].tolist() == slow[name][parts >= 0].tolist()
        assert np.isnan(found[parts < 0]).all()


def test_s_cores_hold_what_they_promise(weights: Floats) -> None:
    found, both = cores.s_core(from_matrix(weights)), weights + weights.T
    for level in np.unique(found):
        inside = found >= level * (1 - 1e-9)
        assert (both[np.ix_(inside, inside)].sum(axis=1) >= level * (1 - 1e-9)).all()
        alone = np.ones(len(both), dtype=bool)
        while ((both[:, alone].sum(axis=1) < level * (1 - 1e-9)) & alone).any():
            alone &= both[:, alone].sum(axis=1) >= level * (1 - 1e-9)
        assert (alone == inside).all()


def test_likeness_of_partners_agrees_with_networkx() -> None:
    graph = nx.karate_club_graph()
    clubs = [graph.nodes[node]["club"] for node in sorted(graph)]
    some = from_matrix((nx.to_numpy_array(graph) > 0) * 1.0)
    plain = nx.Graph(directed((nx.to_numpy_array(graph) > 0) * 1.0))
    nx.set_node_attributes(plain, dict(enumerate(clubs)), "club")
    nx.set_node_attributes(plain, {node: node % 5 for node in plain}, "number")
    assert structure.likeness(some, pd.factorize(pd.Series(clubs))[0].astype(np.int64)) == pytest.approx(
        nx.attribute_assortativity_coefficient(plain, "club")
    )
    numbers = pd.Series([float(node % 5) for node in sorted(plain)])
    assert structure.likeness_of_numbers(some, numbers) == pytest.approx(nx.numeric_assortativity_coefficient(plain, "number"))


def test_the_known_figures_of_the_medici() -> None:
    # Padgett and Ansell's marriages as in Wasserman and Faust and in every course: betweenness .522 of the Medici (node 8 by name)
    graph = nx.florentine_families_graph()
    place = sorted(graph).index("Medici")
    some = from_matrix(nx.to_numpy_array(graph, nodelist=sorted(graph)))
    assert paths(some)[0][place] == pytest.approx(0.5220, abs=1e-4)
    assert centrality.degrees(some)[0][place] == 6
    assert holes.holes(some)["constraint"][place] == pytest.approx(0.2099, abs=1e-4)


def test_hand_worked_brokers() -> None:
    # Sales: a, b, c; stock: d, e; law: f.  a → b → c, d → b, b → e, d → a, e → f
    ties = {"a": "b", "b": "ce", "d": "ab", "e": "f"}
    weights = np.zeros((6, 6))
    for source, targets in ties.items():
        for target in targets:
            weights["abcdef".index(source), "abcdef".index(target)] = 1
    found = brokerage.brokerage(from_matrix(weights), np.array([0, 0, 0, 1, 1, 2]))
    # b: a→b→c coordinator; a→b→e representative; d→b→c gatekeeper; d→b→e itinerant. a: d→a→b is closed by d→b. e: b→e→f liaison.
    assert {name: count.tolist() for name, count in found.items()} == {
        "coordinator": [0, 1, 0, 0, 0, 0],
        "itinerant": [0, 1, 0, 0, 0, 0],
        "gatekeeper": [0, 1, 0, 0, 0, 0],
        "representative": [0, 1, 0, 0, 0, 0],
        "liaison": [0, 0, 0, 0, 1, 0],
    }


def test_brokers_agree_with_a_worked_example_of_sna() -> None:
    # The example in the manual of the R package cograph (centrality_brokerage_*), whose counts are those of sna::brokerage()$raw.nli:
    # A → B, C; B → C, D; C → D; D → A; A and B are one group, C and D the other. It prints w_I (coordinator) and b_O (liaison), 0 for all.
    # The others follow from the definition: D→A→B and A→C→D enter a group, A→B→D and C→D→A leave one, D→A→C and B→D→A come back to it.
    weights = np.array([[0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 1], [1, 0, 0, 0]], dtype=np.float64)
    found = brokerage.brokerage(from_matrix(weights), np.array([0, 0, 1, 1]))
    assert {name: count.tolist() for name, count in found.items()} == {
        "coordinator": [0, 0, 0, 0],
        "itinerant": [1, 0, 0, 1],
        "gatekeeper": [1, 0, 1, 0],
        "representative": [0, 1, 0, 1],
        "liaison": [0, 0, 0, 0],
    }


def test_hand_worked_hierarchy_and_efficiency() -> None:
    # A star: the middle is limited by all four alike, each ray by the middle alone.
    weights = np.zeros((5, 5))
    weights[0, 1:] = 2
    found = holes.holes(from_matrix(weights))
    assert found["constraint"].tolist() == pytest.approx([0.25, 1, 1, 1, 1])
    assert found["hierarchy"].tolist() == pytest.approx([0, 1, 1, 1, 1], abs=1e-12)
    assert found["effective_size"].tolist() == pytest.approx([4, 1, 1, 1, 1])
    assert found["efficiency"].tolist() == pytest.approx([1, 1, 1, 1, 1])


def test_hand_worked_hierarchy_of_an_uneven_pair_of_partners() -> None:
    # p = 3/4 and 1/4, partners not tied: c = 9/16, 1/16; C = 10/16; r = 9/5, 1/5
    weights = np.zeros((3, 3))
    weights[0, 1], weights[0, 2] = 3, 1
    expected = (9 / 5 * np.log(9 / 5) + 1 / 5 * np.log(1 / 5)) / (2 * np.log(2))
    assert holes.holes(from_matrix(weights))["hierarchy"][0] == pytest.approx(expected)


def test_hand_worked_exchange_across_borders() -> None:
    weights = np.zeros((4, 4))
    weights[0, 1], weights[1, 0], weights[0, 2], weights[0, 3] = 1, 1, 6, 9
    external, index = brokerage.crossing(from_matrix(weights), np.array([0, 0, 1, -1]))
    assert external.tolist() == pytest.approx([6, 0, 6, np.nan], nan_ok=True)
    assert index.tolist() == pytest.approx([(6 - 2) / 8, -1, 1, np.nan], nan_ok=True)
    assert brokerage.e_i_index(from_matrix(weights), np.array([0, 0, 1, -1])) == pytest.approx((6 - 2) / 8)
    assert np.isnan(brokerage.e_i_index(from_matrix(weights), np.full(4, -1)))


def test_the_breadth_of_exchange_is_the_number_of_partners_that_its_entropy_stands_for(weights: Floats) -> None:
    both = weights + weights.T
    known = both.sum(axis=1) > 0
    assert centrality.breadth(from_matrix(weights))[known] == pytest.approx(np.exp(entropy(both[known], axis=1)))


def test_hand_worked_likeness_of_unequal_exchange() -> None:
    # units x, x, y: 3 acts within x, 2 from x to y, 1 from y to x; who has no unit (the last) does not count
    weights = np.zeros((4, 4))
    weights[0, 1], weights[1, 0], weights[0, 2], weights[2, 1], weights[3, 0], weights[0, 3] = 2, 1, 2, 1, 9, 9
    some, chance = from_matrix(weights), 5 / 6 * 4 / 6 + 1 / 6 * 2 / 6
    assert structure.likeness(some, np.array([0, 0, 1, -1])) == pytest.approx((3 / 6 - chance) / (1 - chance))
    ends = np.repeat([[1, 2], [2, 1], [1, 4], [4, 2]], [2, 1, 2, 1], axis=0)
    found = structure.likeness_of_numbers(some, pd.Series([1.0, 2.0, 4.0, np.nan]))
    assert found == pytest.approx(np.corrcoef(ends.T)[0, 1])


def test_the_best_core_is_that_of_the_largest_correlation(weights: Floats) -> None:
    there = (weights + weights.T) > 0
    order = np.argsort(-there.sum(axis=0), kind="stable")
    fits = []
    for size in range(2, len(there) - 1):
        core = np.isin(np.arange(len(there)), order[:size])
        pairs = np.triu(core[:, None] == core[None, :], 1)
        inside = np.broadcast_to(core[:, None], there.shape)[pairs]
        fits.append(np.corrcoef(there[pairs], inside)[0, 1] if len(set(there[pairs].tolist())) > 1 else -2.0)
    fit, best = structure.core_fit(from_matrix(weights))
    assert fit == pytest.approx(max(fits))
    assert fits[best - 2] == pytest.approx(max(fits))


def test_a_small_world_is_measured_as_its_formula_says(monkeypatch: pytest.MonkeyPatch) -> None:
    graph, other_graph = nx.karate_club_graph(), nx.connected_watts_strogatz_graph(34, 4, 0.3, seed=2)
    monkeypatch.setattr(structure, "_rewired", lambda *_: from_matrix(nx.to_numpy_array(other_graph)))
    closed, long = (measure(graph) / measure(other_graph) for measure in (nx.transitivity, nx.average_shortest_path_length))
    assert structure.small_world(from_matrix(nx.to_numpy_array(graph, weight=None)), 0) == pytest.approx(closed / long)


def test_a_perfect_core_fits_perfectly() -> None:
    weights = np.zeros((8, 8))
    weights[:3, :3] = 1
    weights[[0, 0, 1, 2, 2], [3, 4, 5, 6, 7]] = 1
    np.fill_diagonal(weights, 0)
    fit, core = structure.core_fit(from_matrix(weights))
    assert fit == pytest.approx(1.0)
    assert core == 3


@pytest.mark.parametrize("people", [0, 1, 2, 3, 6])
def test_without_ties_nothing_fits_a_core_and_no_world_is_small(people: int) -> None:
    some = from_matrix(np.zeros((people, people)))
    assert np.isnan(structure.core_fit(some)[0])
    assert np.isnan(structure.small_world(some, 0))
    assert np.isnan(structure.likeness(some, np.zeros(people, np.int64)))
    assert np.isnan(structure.likeness_of_numbers(some, pd.Series(np.ones(people))))
    assert sum(census.triads(some).values()) == people * (people - 1) * (people - 2) / 6


def test_a_ring_with_a_few_short_cuts_is_a_small_world_and_a_random_network_is_not() -> None:
    ring = nx.to_numpy_array(nx.connected_watts_strogatz_graph(120, 8, 0.05, seed=1))
    chance = nx.to_numpy_array(nx.gnm_random_graph(120, 480, seed=1))
    assert structure.small_world(from_matrix(ring), 0) > 3
    assert structure.small_world(from_matrix(chance), 0) == pytest.approx(1, abs=0.35)


def test_betweenness_counts_equally_short_paths_as_equal() -> None:
    # 0 to 4: 1/2 + 1/6 and 1/3 + 1/3 are equally long, though not to the last bit.
    weights = np.zeros((4, 4))
    weights[0, 1], weights[1, 3], weights[0, 2], weights[2, 3] = 2, 6, 3, 3
    assert paths(from_matrix(weights))[0].tolist() == pytest.approx([0, 0.5 / 6, 0.5 / 6, 0])


def test_paths_from_some_sources_estimate_those_from_all() -> None:
    some = from_matrix(weights_of("miserables"))
    whole = paths(some)
    rng = np.random.default_rng(0)
    parts = [paths(some, np.sort(rng.choice(77, 20, replace=False))) for _ in range(200)]
    for measure in (0, 1):
        mean = np.mean([part[measure] for part in parts], axis=0)
        assert np.abs(mean - whole[measure]).max() < 0.05 * whole[measure].max()
