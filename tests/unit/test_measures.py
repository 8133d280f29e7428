from pathlib import Path

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network import centrality
from wag_analyzer.network.cards import MEASURE_CARDS, card, described
from wag_analyzer.network.draws import resample
from wag_analyzer.network.measures import matrix, measures, ranks, values
from wag_analyzer.network.ties import ties
from wag_analyzer.settings import Settings

NAMED = {
    "karate": nx.karate_club_graph,
    "florentine": nx.florentine_families_graph,
    "women": nx.davis_southern_women_graph,
    "miserables": nx.les_miserables_graph,
}


def directed(weights: npt.NDArray[np.float64]) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[int] = nx.from_numpy_array(weights, create_using=nx.DiGraph)
    for _, _, data in graph.edges(data=True):
        data["distance"] = 1 / data["weight"]
    return graph


def random_weights(seed: int) -> npt.NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    weights = (0.5 + rng.gamma(1.0, 2.0, (25, 25))) * (rng.random((25, 25)) < 0.25)
    np.fill_diagonal(weights, 0)
    weights[24] = weights[:, 24] = 0
    return weights


def of(found: dict[int, float]) -> list[float]:
    return [found[node] for node in sorted(found)]


@pytest.fixture(params=[*NAMED, "random"], scope="module")
def weights(request: pytest.FixtureRequest) -> npt.NDArray[np.float64]:
    return random_weights(1) if request.param == "random" else nx.to_numpy_array(NAMED[request.param](), weight="weight")


def close(ours: npt.NDArray[np.float64], theirs: list[float]) -> None:
    assert ours.tolist() == pytest.approx(theirs, abs=1e-8, nan_ok=True)


def test_measures_agree_with_networkx_on_named_networks(weights: npt.NDArray[np.float64]) -> None:
    graph = directed(weights)
    isolates = list(nx.isolates(graph))
    linked = graph.copy()
    linked.remove_nodes_from(isolates)
    nodes = sorted(linked)
    received, given = centrality.strengths(weights)
    close(received, of(dict(graph.in_degree(weight="weight"))))
    close(given, of(dict(graph.out_degree(weight="weight"))))
    close(centrality.pagerank(weights), of(nx.pagerank(graph, tol=1e-13, max_iter=2000)))
    close(centrality.core(weights), of(nx.core_number(nx.Graph(graph))))
    close(centrality.clustering(weights), of(nx.clustering(graph, weight="weight")))
    close(centrality.constraint(weights)[nodes], of(nx.constraint(linked, weight="weight")))
    # with nodes given, networkx walks the definition; without, its matrix form divides m_jq by the wrong maximum on weighted graphs
    close(centrality.effective_size(weights)[nodes], of(nx.effective_size(linked, nodes=nodes, weight="weight")))
    close(centrality.paths(weights)[1], of(nx.harmonic_centrality(graph, distance="distance")))


def test_betweenness_agrees_with_networkx_where_lengths_are_exact(weights: npt.NDArray[np.float64]) -> None:
    top = weights.max()
    powers = np.where(weights > 0, 2.0 ** np.round(np.log2(np.where(weights > 0, weights, 1) / top) * 2), 0)
    close(centrality.paths(powers)[0], of(nx.betweenness_centrality(directed(powers), weight="distance")))


def test_the_eigenvector_is_that_of_mutual_exchange(weights: npt.NDArray[np.float64]) -> None:
    found = centrality.eigenvector(weights)
    top = np.linalg.eigh(weights + weights.T)
    assert found == pytest.approx(abs(top.eigenvectors[:, -1]), abs=1e-6)


def test_betweenness_counts_equally_short_paths_as_equal() -> None:
    # 0 to 4: 1/2 + 1/6 and 1/3 + 1/3 are equally long, though not to the last bit.
    weights = np.zeros((4, 4))
    weights[0, 1], weights[1, 3], weights[0, 2], weights[2, 3] = 2, 6, 3, 3
    assert centrality.paths(weights)[0].tolist() == pytest.approx([0, 0.5 / 6, 0.5 / 6, 0])


def test_hand_worked_figures_of_a_chain() -> None:
    # A -2-> B -4-> C, and nobody else
    weights = np.array([[0, 2, 0, 0], [0, 0, 4, 0], [0, 0, 0, 0], [0, 0, 0, 0.0]])
    found = values(weights)
    assert found["betweenness"].tolist() == pytest.approx([0, 1 / 6, 0, 0])
    assert found["closeness"].tolist() == pytest.approx([0, 2, 4 + 1 / 0.75, 0])
    assert found["balance"].tolist() == pytest.approx([1, 1 / 3, -1, np.nan], nan_ok=True)
    assert found["breadth"].tolist() == pytest.approx([1, np.exp(-(np.log(1 / 3) / 3 + 2 * np.log(2 / 3) / 3)), 1, np.nan], nan_ok=True)
    assert found["constraint"].tolist() == pytest.approx([1, 1 / 9 + 4 / 9, 1, np.nan], nan_ok=True)
    assert found["isolate"].tolist() == [0, 0, 0, 1]
    assert found["k_core"].tolist() == [1, 1, 1, 0]


def test_faint_ties_do_not_count_as_degree() -> None:
    weights = np.array([[0, 0.49], [0.5, 0]])
    assert centrality.degrees(weights)[1].tolist() == [0, 1]


@pytest.mark.parametrize("people", [0, 1, 2])
def test_tiny_groups_have_measures(people: int) -> None:
    assert all(len(found) == people for found in values(np.zeros((people, people))).values())


def frame(draws: int, names: str = "ABCDEFGHZ", sessions: int = 12) -> pd.DataFrame:
    said = chats.random_talk(5, sessions=sessions)
    done = chats.answers_before(said, 0.8)
    group = chats.people(list(names))
    settings = Settings(draws=max(draws, 1), seed=7)
    found = ties(done, said, group, settings)
    return measures(found, group.table, resample(done, said, group, settings) if draws else None)


def test_the_frame_has_every_person_and_measure_and_intervals_that_hold_the_value() -> None:
    found = tables.MEASURES.check(frame(30))
    assert found["measure"].unique().tolist() == [each.name for each in MEASURE_CARDS]
    assert (found.groupby("measure", observed=True)["person"].apply(list).map(lambda row: row == list("ABCDEFGHZ"))).all()
    known = found[found["value"].notna() & found["lo"].notna()]
    assert len(known) > 100
    assert (known["lo"] <= known["value"]).all()
    assert (known["value"] <= known["hi"]).all()
    assert (known["rank_lo"] <= known["rank"]).all()
    assert (known["rank"] <= known["rank_hi"]).all()


def test_values_stay_in_the_range_of_their_card() -> None:
    found = frame(5)
    for name, rows in found.groupby("measure", observed=True):
        each = card(str(name))
        assert rows["value"].min() >= each.least - 1e-12
        assert each.most is None or rows["value"].max() <= each.most + 1e-12


def test_a_silent_person_is_an_isolate_without_constraint() -> None:
    found = frame(5).set_index(["measure", "person"])
    assert found.loc[("isolate", "Z"), "value"] == 1
    assert found["value"].isna()[("constraint", "Z")]
    assert found["rank"].isna()[("constraint", "Z")]
    assert found["lo"].isna()[("constraint", "Z")]


def test_without_draws_there_are_no_intervals() -> None:
    assert frame(0)["lo"].isna().all()


def test_longer_chats_have_narrower_intervals() -> None:
    widths = []
    for sessions in (6, 60):
        found = frame(25, sessions=sessions)
        rows = found[(found["measure"] == "pagerank") & (found["person"] != "Z")]
        widths.append(float((rows["hi"] - rows["lo"]).mean()))
    assert widths[1] < widths[0] / 1.5


def test_intervals_cover_the_truth_of_a_known_process() -> None:
    said = chats.random_talk(11, sessions=200)
    group = chats.people(list("ABCDEFGH"))
    done = chats.answers_before(said)
    whole = values(_weights(done, said), paths=False)["pagerank"]
    covered = []
    for start in range(0, 100, 20):
        part = said[(said["session"] >= start) & (said["session"] < start + 20)].reset_index(drop=True)
        some = done[done["msg_id"].isin(part["msg_id"])].reset_index(drop=True)
        drawn = [centrality.pagerank(each) for each in resample(some, part, group, Settings(draws=100)).matrices()]
        lo, hi = np.quantile(drawn, [0.05, 0.95], axis=0)
        covered += ((lo <= whole) & (whole <= hi)).tolist()
    assert 0.75 <= np.mean(covered) <= 0.99


def _weights(done: pd.DataFrame, said: pd.DataFrame) -> npt.NDArray[np.float64]:
    return matrix(ties(done, said, chats.people(list("ABCDEFGH")), Settings()), pd.Index(list("ABCDEFGH"), dtype=object))


def test_progress_is_told_for_each_draw() -> None:
    said = chats.random_talk(5, sessions=3)
    group = chats.people(list("ABCDEFGH"))
    done = chats.answers_before(said)
    settings = Settings(draws=4)
    seen: list[tuple[int, int]] = []
    measures(ties(done, said, group, settings), group.table, resample(done, said, group, settings), lambda *at: seen.append(at))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_large_groups_have_no_intervals_for_slow_measures() -> None:
    names = [f"P{number}" for number in range(410)]
    rows = [(names[n], names[n + 1], "mention", f"a{n}", None, 1.0) for n in range(400)]
    said = chats.talk("AB")
    group = chats.people(names)
    settings = Settings(draws=2)
    done = chats.acts(*rows)
    found = measures(ties(done, said, group, settings), group.table, resample(done, said, group, settings))
    drawn = found.groupby("measure", observed=True)["lo"].apply(lambda lo: bool(lo.notna().any()))
    assert not drawn["betweenness"]
    assert drawn["pagerank"]


def test_a_draw_reads_each_message_once() -> None:
    said = chats.talk("BCA")
    done = chats.acts(("A", "B", "reply", "a2", "a0", 0.5), ("A", "C", "reply", "a2", "a1", 0.3))
    again = resample(done, said, chats.people(list("ABC")), Settings())
    drawn = np.stack(list(again.matrices(2000)))
    assert drawn.sum(axis=(1, 2)).max() == 1
    assert drawn[:, 0, 1].mean() == pytest.approx(0.5, abs=0.04)
    assert drawn[:, 0, 2].mean() == pytest.approx(0.3, abs=0.04)


def test_ranks_share_their_mean_and_ignore_rounding() -> None:
    assert ranks(np.array([1.0, 3.0, 1.0 + 1e-13, np.nan])).tolist() == pytest.approx([2.5, 1, 2.5, np.nan], nan_ok=True)


def test_every_card_is_complete() -> None:
    for each in MEASURE_CARDS:
        assert set(each.label) == {"en", "id"}
        assert all((each.formula, each.source, each.meaning, each.limits))


def test_the_page_on_measures_holds_every_card() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "measures.md").read_text(encoding="utf-8")
    for each in MEASURE_CARDS:
        assert described(each) in page
