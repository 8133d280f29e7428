import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network import (
    brokerage,
    census,
    centrality,
    communities,
    conversations,
    cores,
    draws,
    firsts,
    group,
    holes,
    nulls,
    paths,
    structure,
)
from wag_analyzer.network import measures as measures_module
from wag_analyzer.network import ties as ties_module
from wag_analyzer.network.cards import (
    CIRCLE_CARDS,
    GROUP_CARDS,
    MEASURE_CARDS,
    PAIR_CARDS,
    ROLES,
    card,
    cards_page,
    described,
    described_role,
)
from wag_analyzer.network.draws import resample
from wag_analyzer.network.edges import dense, from_matrix
from wag_analyzer.network.measures import matrix, measures, ranks, values
from wag_analyzer.network.ties import ties
from wag_analyzer.settings import Settings

MEASURING = (
    *(brokerage, census, centrality, communities, conversations, cores, draws, firsts),
    *(group, holes, measures_module, nulls, paths, structure, ties_module),
)


def test_hand_worked_figures_of_a_chain() -> None:
    # A -2-> B -4-> C, and nobody else
    weights = np.array([[0, 2, 0, 0], [0, 0, 4, 0], [0, 0, 0, 0], [0, 0, 0, 0.0]])
    found = values(from_matrix(weights))
    assert found["betweenness"].tolist() == pytest.approx([0, 1 / 6, 0, 0])
    assert found["closeness"].tolist() == pytest.approx([0, 2, 4 + 1 / 0.75, 0])
    assert found["turned_to"].tolist() == pytest.approx([0, np.sqrt(2), 2, 0])
    assert found["returned"].tolist() == pytest.approx([0, 0, 0, np.nan], nan_ok=True)
    assert found["balance"].tolist() == pytest.approx([1, 1 / 3, -1, np.nan], nan_ok=True)
    assert found["breadth"].tolist() == pytest.approx([1, np.exp(-(np.log(1 / 3) / 3 + 2 * np.log(2 / 3) / 3)), 1, np.nan], nan_ok=True)
    assert found["constraint"].tolist() == pytest.approx([1, 1 / 9 + 4 / 9, 1, np.nan], nan_ok=True)
    assert found["isolate"].tolist() == [0, 0, 0, 1]
    assert found["k_core"].tolist() == [1, 1, 1, 0]


def test_hand_worked_share_that_is_returned() -> None:
    # A gives B 3 and gets 1 back; B gives C 2 and gets 2 back
    weights = np.array([[0, 3, 0], [1, 0, 2], [0, 2, 0.0]])
    assert values(from_matrix(weights))["returned"].tolist() == pytest.approx([2 / 4, 6 / 8, 1])


def test_who_is_asked_at_the_edge_has_fewer_partners_than_most() -> None:
    # A to D exchange with one another; E only with A, and is turned to by A four times for one time
    weights = np.zeros((6, 6))
    weights[:4, :4] = 2
    weights[0, 4], weights[4, 0], weights[0, 5] = 4, 1, 2
    np.fill_diagonal(weights, 0)
    found = values(from_matrix(weights))["edge_attention"]
    assert found.tolist() == pytest.approx([np.nan] * 4 + [0.8, np.nan], nan_ok=True)
    alike = np.ones((5, 5)) * 3
    assert np.isnan(values(from_matrix(alike - 3 * np.eye(5)))["edge_attention"]).all()


def test_faint_ties_do_not_count_as_degree() -> None:
    weights = np.array([[0, 0.49], [0.5, 0]])
    assert centrality.degrees(from_matrix(weights))[1].tolist() == [0, 1]


@pytest.mark.parametrize("people", [0, 1, 2])
def test_tiny_groups_have_measures(people: int) -> None:
    assert all(len(found) == people for found in values(from_matrix(np.zeros((people, people)))).values())


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
        assert each.least is None or not rows["value"].min() < each.least - 1e-12
        assert each.most is None or not rows["value"].max() > each.most + 1e-12


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
    whole = centrality.pagerank(from_matrix(_weights(done, said)))
    covered = []
    for start in range(0, 100, 20):
        part = said[(said["session"] >= start) & (said["session"] < start + 20)].reset_index(drop=True)
        some = done[done["msg_id"].isin(part["msg_id"])].reset_index(drop=True)
        drawn = [centrality.pagerank(each) for each in resample(some, part, group, Settings(draws=100)).networks()]
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


def test_large_groups_have_intervals_for_all_measures() -> None:
    names = [f"P{number}" for number in range(410)]
    rows = [(names[n], names[n + 1], "mention", f"a{n}", None, 1.0) for n in range(400)]
    said = chats.talk("AB")
    group = chats.people(names)
    settings = Settings(draws=2)
    done = chats.acts(*rows)
    found = measures(ties(done, said, group, settings), group.table, resample(done, said, group, settings))
    drawn = found.groupby("measure", observed=True)["lo"].apply(lambda lo: bool(lo.notna().any()))
    assert drawn["betweenness"]
    assert drawn["closeness"]
    assert drawn["constraint"]


def test_above_a_stated_size_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wag_analyzer.network.measures.MOST_PEOPLE", 8)
    assert frame(2)["lo"].isna().all()


def test_networks_of_draws_are_the_matrices_of_draws() -> None:
    said = chats.random_talk(5, sessions=4)
    again = resample(chats.answers_before(said, 0.7), said, chats.people(list("ABCDEFGH")), Settings(draws=5))
    for some, weights in zip(again.networks(), again.matrices(), strict=True):
        assert dense(some).tolist() == weights.tolist()


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
    for each in (*MEASURE_CARDS, *PAIR_CARDS, *GROUP_CARDS, *CIRCLE_CARDS):
        assert set(each.label) == {"en", "id"}
        assert all((each.formula, each.source, each.meaning, each.limits))
    assert len({each.name for each in MEASURE_CARDS}) == len(MEASURE_CARDS)


def test_docstrings_name_the_source_of_every_measure() -> None:
    told = " ".join(function.__doc__ or "" for module in MEASURING for function in vars(module).values() if callable(function))
    for each in (*MEASURE_CARDS, *PAIR_CARDS, *CIRCLE_CARDS, *GROUP_CARDS):
        first = re.match(r"([^\W\d]+)[^\d;]*(\d{4})", each.source)
        if first is not None:
            assert re.search(rf"{first[1]}[^\d]*{first[2]}", told), each.name


def test_every_role_is_defined_on_a_measure() -> None:
    for each in ROLES:
        assert set(each.label) == {"en", "id"}
        assert all((each.definition, each.source, each.limits))
        assert (each.rule == "told") == (each.measure == "")
        assert not each.measure or card(each.measure).name == each.measure


def test_the_reference_page_holds_every_card() -> None:
    page = cards_page()
    for each in (*MEASURE_CARDS, *PAIR_CARDS, *GROUP_CARDS, *CIRCLE_CARDS):
        assert described(each) in page
    for role in ROLES:
        assert described_role(role) in page


def test_the_python_examples_of_the_page_run(capsys: pytest.CaptureFixture[str]) -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs" / "explanation" / "measures.md").read_text(encoding="utf-8")
    sample = root / "sample_exports" / "android" / "id-dapur.txt"
    for part in page.split("```python\n")[1:]:
        example = (
            part.split("```")[0]
            .replace('"chat.zip"', repr(str(sample)))
            .replace('"sample_exports/android/en-launch.txt"', repr(str(sample)))
        )
        exec(example.replace("draws=200", "draws=2").replace("runs=2", "runs=1"), {})  # noqa: S102 - our own page
    shown = capsys.readouterr().out
    assert "central_connector" in shown
    assert "in_strength" in shown


def test_quantiles_are_those_of_numpy_also_where_values_are_missing() -> None:
    rng = np.random.default_rng(0)
    drawn = rng.normal(size=(37, 20))
    drawn[rng.random((37, 20)) < 0.3] = np.nan
    drawn[1:, 5] = np.nan
    drawn[0, 5] = 2.0
    ours = np.stack(measures_module._quantiles(drawn))
    np.testing.assert_allclose(ours, np.nanquantile(drawn, [0.05, 0.95], axis=0), atol=1e-12)
