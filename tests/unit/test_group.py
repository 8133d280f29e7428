import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network.cards import CIRCLE_CARDS, GROUP_CARDS
from wag_analyzer.network.census import TRIADS
from wag_analyzer.network.communities import circles
from wag_analyzer.network.draws import resample
from wag_analyzer.network.edges import from_matrix
from wag_analyzer.network.group import Watched, group, group_values
from wag_analyzer.network.measures import Beside, matrix, measures
from wag_analyzer.network.ties import ties
from wag_analyzer.settings import Settings


def mentions(pairs: str) -> pd.DataFrame:
    return chats.acts(*((pair[0], pair[1], "mention", f"m{row}", None, 1.0) for row, pair in enumerate(pairs.split())))


def found(pairs: str, names: str, draws: int = 0, written: list[int] | None = None) -> pd.DataFrame:
    people = chats.people(list(names), written)
    said = chats.talk("AB")
    settings = Settings(draws=max(draws, 1))
    done = mentions(pairs)
    table = ties(done, said, people, settings)
    weights = matrix(table, pd.Index(list(names), dtype=object))
    again = resample(done, said, people, settings) if draws else None
    return tables.GROUP.check(group(table, people.table, circles(weights, list(names), 0), again)).set_index("measure")


def test_hand_worked_figures_of_five_people() -> None:
    # A and B answer each other, B turns to C, D and E stand apart
    rows = found("AB BA BC", "ABCDE", written=[3, 2, 1, 1, 0])
    assert rows["value"].drop(["modularity", "circles_p"]).dropna().to_dict() == pytest.approx(
        {
            "size": 5, "active": 4, "isolates": 2, "ties": 3, "density": 3 / 20, "reciprocity": 2 / 3, "centralisation": 2 / 16,
            "centralisation_out": 7 / 16, "centralisation_between": 4 * (1 / 12) / 4, "transitivity": 0, "components": 3,
            "largest_component": 3, "dyads_mutual": 1, "dyads_one_way": 1, "dyads_none": 8, "articulation_people": 1,
            "bridges": 2, "circles": 0, "circles_clear": 0, "draws": 0, "core_fit": 1, "core_size": 2,
        } | dict.fromkeys([f"triads_{kind}" for kind in TRIADS], 0) | {"triads_003": 5, "triads_012": 2, "triads_102": 2, "triads_111U": 1}
    )  # fmt: skip
    assert (rows["basis"].str.len() > 10).all()


def test_a_star_is_fully_centralised_and_a_ring_is_not_at_all() -> None:
    assert found("BA CA DA EA", "ABCDE").loc["centralisation", "value"] == 1
    assert found("AB BC CD DE EA", "ABCDE").loc["centralisation", "value"] == 0


def test_the_known_centralisation_of_the_florentine_families() -> None:
    # betweenness .437 (Wasserman, Faust 1994, ch. 5); degree .267 for 16 families with the divisor (n-1)(n-2) of ties without direction
    families = sorted(nx.florentine_families_graph())
    letters = {name: chr(ord("A") + place) for place, name in enumerate(families)}
    pairs = [letters[one] + letters[other] for one, other in nx.florentine_families_graph().edges]
    both = " ".join([*pairs, *(pair[::-1] for pair in pairs)])
    rows = found(both, "ABCDEFGHIJKLMNO")["value"]
    assert rows["centralisation_between"] == pytest.approx(0.437, abs=5e-4)
    assert found(both, "ABCDEFGHIJKLMNOP")["value"]["centralisation"] * 15 / 14 == pytest.approx(0.267, abs=5e-4)


def test_structure_agrees_with_networkx_on_a_named_network() -> None:
    weights = nx.to_numpy_array(nx.florentine_families_graph())
    values = group_values(from_matrix(weights))
    graph = nx.florentine_families_graph()
    assert values["density"] == pytest.approx(nx.density(graph))
    assert values["reciprocity"] == 1
    assert values["dyads_mutual"] == graph.number_of_edges()


def test_intervals_hold_the_value_where_they_can_be_drawn() -> None:
    rows = found("AB BA BC CA AC", "ABCDE", draws=20)
    drawn = rows[rows["lo"].notna()]
    assert {"density", "reciprocity", "ties"} <= set(drawn.index)
    assert (drawn["lo"] <= drawn["value"]).all()
    assert (drawn["value"] <= drawn["hi"]).all()


@pytest.mark.parametrize("names", ["", "A", "AB", "ABC"])
def test_tiny_groups_have_rows_with_what_is_defined(names: str) -> None:
    rows = found("", names, draws=3)
    assert rows.loc["size", "value"] == len(names)
    assert rows["value"].isna()["density"] == (len(names) < 2)
    assert rows["value"].isna()["reciprocity"]


def test_clear_circles_are_said_with_their_number() -> None:
    weights: npt.NDArray[np.float64] = chats.blocks([8, 8], 4.0, 0.2, 1)
    names = [f"P{row}" for row in range(16)]
    rows = group(tables.TIES.frame(), chats.people(names).table, circles(weights, names, 0)).set_index("measure")
    assert rows.loc["circles", "value"] == 2
    assert rows.loc["circles_clear", "value"] == 1
    assert "2 clear circles" in str(rows.loc["circles", "basis"])


def test_every_row_of_the_group_has_a_card() -> None:
    rows = found("AB BA BC", "ABCDE", draws=3)
    assert set(rows.index) == {card.name for card in (*GROUP_CARDS, *CIRCLE_CARDS)}


def test_structure_and_the_number_of_circles_have_intervals() -> None:
    rows = found("AB BA BC CD DA DE", "ABCDE", draws=20)
    assert {"centralisation_between", "articulation_people", "bridges", "core_fit"} <= set(rows[rows["lo"].notna()].index)
    assert "weak points, small world and centralisation by betweenness from 20 of them" in str(rows.loc["draws", "basis"])
    assert rows["lo"].isna()["circles"]


def test_the_group_is_the_same_when_its_draws_were_seen_while_persons_were_measured() -> None:
    people, said, settings = chats.people(list("ABCDE")), chats.talk("AB"), Settings(draws=12)
    done = mentions("AB BA BC CD DA DE")
    table = ties(done, said, people, settings)
    again = resample(done, said, people, settings)
    seen = Watched(people.table, None, again.draws)
    measures(table, people.table, again, beside=Beside(watch=seen))
    nothing = circles(np.zeros((5, 5)), list("ABCDE"), 0)
    pd.testing.assert_frame_equal(group(table, people.table, nothing, seen), group(table, people.table, nothing, again))


def test_clear_circles_have_an_interval_of_their_number() -> None:
    weights = chats.blocks([8, 8], 4.0, 0.2, 1)
    names = [f"P{row}" for row in range(16)]
    clear = circles(weights, names, 0)
    assert len(clear.counts) == 40
    rows = group(tables.TIES.frame([]), chats.people(names).table, clear).set_index("measure")
    assert [rows[end]["circles"] for end in ("lo", "value", "hi")] == [2, 2, 2]
