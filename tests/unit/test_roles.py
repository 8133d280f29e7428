from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network.cards import MEASURE_CARDS, ROLES
from wag_analyzer.network.edges import from_matrix
from wag_analyzer.network.measures import Beside, Sampled, measured, ranks
from wag_analyzer.network.roles import MAYBE, NOBODY, YES, role_changes, roles


def of(name: str, value: list[float], lo: list[float] | None = None, hi: list[float] | None = None, **more: list[float]) -> pd.DataFrame:
    """Measures in which one has these figures and all others are missing."""
    people = len(value)
    nothing = [np.nan] * people
    rows: dict[str, list[Any]] = {
        "person": [chr(65 + turn) for turn in range(people)] * len(MEASURE_CARDS), "window": ["all"] * people * len(MEASURE_CARDS),
        "measure": [card.name for card in MEASURE_CARDS for _ in range(people)],
    }  # fmt: skip
    figures = {"value": value, "lo": lo or nothing, "hi": hi or nothing, "rank": ranks(np.array(value)).tolist(), **more}
    for column in ("value", "lo", "hi", "rank", "rank_lo", "rank_hi"):
        given = figures.get(column, nothing)
        acts = [10.0] * people if column == "value" else nothing
        rows[column] = [
            each for card in MEASURE_CARDS for each in (given if card.name == name else acts if card.name == "in_strength" else
            [0.0] * people if card.name == "out_strength" and column == "value" else nothing)
        ]  # fmt: skip
    return tables.MEASURES.frame(rows)


def found(measures: pd.DataFrame, role: str) -> pd.DataFrame:
    people = chats.people(sorted(set(measures["person"]))).table
    every = tables.ROLES.check(roles(measures, people))
    return every[every["role"].astype(object) == role].reset_index(drop=True)


def test_a_role_is_held_when_no_other_rank_overlaps() -> None:
    rows = found(of("betweenness", [0.9, 0.4, 0.1], rank_lo=[1, 2, 2], rank_hi=[1, 3, 3]), "information_broker")
    assert rows["person"].tolist() == ["A"]
    assert rows["held"].tolist() == [YES]
    assert rows["basis"].tolist() == ["rank 1, between 1 and 1"]


def test_people_whose_ranks_overlap_are_not_distinguishable() -> None:
    rows = found(of("betweenness", [0.5, 0.4, 0.1], rank_lo=[1, 1, 3], rank_hi=[2, 2, 3]), "information_broker")
    assert rows["held"].tolist() == [MAYBE, MAYBE]
    assert [list(alike) for alike in rows["alike"]] == [["B"], ["A"]]
    assert rows["basis"][1] == "rank 2, between 1 and 2; overlaps 1 other"


def test_when_too_many_overlap_nobody_stands_out() -> None:
    rows = found(of("betweenness", [0.5] * 7, rank_lo=[1] * 7, rank_hi=[7] * 7), "information_broker")
    assert rows["held"].tolist() == [NOBODY]
    assert rows["person"].isna().all()
    assert rows["basis"].tolist() == ["7 people cannot be told apart"]


def test_a_role_that_nobody_has_has_no_row() -> None:
    assert found(of("external", [np.nan, np.nan]), "boundary_spanner").empty
    assert found(of("external", [0.0, 0.0]), "boundary_spanner").empty


def test_an_interval_that_reaches_the_limit_is_not_distinguishable_from_none() -> None:
    rows = found(of("leads", [3.0, -1.0], lo=[0.0, -2.0], rank_lo=[1, 2], rank_hi=[1, 2]), "innovator")
    assert rows["held"].tolist() == [MAYBE]
    assert rows["basis"].tolist() == ["the interval of leads reaches 0"]


def test_roles_by_limit_look_at_the_whole_interval() -> None:
    rows = found(of("silent", [0.97, 0.92, 0.5], lo=[0.95, 0.85, 0.4], hi=[1, 0.95, 0.6]), "observer")
    assert rows["person"].tolist() == ["A", "B"]
    assert rows["held"].tolist() == [YES, MAYBE]


def test_a_role_of_small_values_ranks_the_smallest_first() -> None:
    rows = found(
        of("balance", [-0.9, -0.5, 0.5], lo=[-1, -0.6, 0.4], hi=[-0.8, -0.2, 0.6], rank_lo=[2, 2, 1], rank_hi=[3, 3, 1]), "catalyst"
    )
    assert rows["person"].tolist() == ["A", "B"]
    assert rows["held"].tolist() == [YES, MAYBE]
    assert rows["rank"].tolist() == [1, 2]
    assert rows["rank_lo"].tolist() == [1, 1]
    assert rows["rank_hi"].tolist() == [2, 2]


def test_hardly_any_exchange_makes_no_responder() -> None:
    measures = of("balance", [1.0, 1.0], lo=[1, 1], hi=[1, 1])
    given = measures["measure"].astype(object) == "in_strength"
    measures.loc[given & (measures["person"] == "B"), "value"] = 4.9
    assert found(measures, "responder")["person"].tolist() == ["A"]


def test_without_draws_the_value_counts_and_that_is_said() -> None:
    rows = found(of("silent", [0.97, 0.2]), "observer")
    assert rows["held"].tolist() == [YES]
    assert rows["basis"][0].endswith("no interval")
    assert found(of("betweenness", [0.9, 0.4]), "information_broker")["basis"].tolist() == ["no interval"]


def test_administrators_are_taken_from_the_people() -> None:
    people = chats.people(["A", "B"]).table
    people["admin"] = [False, True]
    rows = roles(of("leads", [0.0, 0.0]), people)
    assert rows["person"].tolist() == ["B"]
    assert rows["role"].astype(object).tolist() == ["admin"]


def test_a_planted_connector_is_found_among_twelve() -> None:
    rng = np.random.default_rng(0)
    weights = rng.poisson(0.4, (12, 12)).astype(float)
    weights[:, 3] += 8
    np.fill_diagonal(weights, 0)
    names = pd.Index([f"P{turn}" for turn in range(12)], dtype=object)
    value = {"opened": Sampled(np.zeros(12))}
    rows = roles(measured(from_matrix(weights), names, beside=Beside(None, value)), chats.people(list(names)).table)
    assert rows.set_index(rows["role"].astype(object)).loc["central_connector", "person"] == "P3"


def test_no_role_speaks_of_what_somebody_is_like() -> None:
    words = " ".join(f"{role.name} {role.definition} {role.limits} {role.label}" for role in ROLES).lower()
    assert not any(word in words for word in ("personality", "mood", "suspect", "culprit", "toxic", "introvert", "extrovert"))


@pytest.mark.parametrize("empty", [True, False])
def test_roles_that_begin_end_and_pass_on_are_told(*, empty: bool) -> None:
    held = [] if empty else [("A", 1), ("A", 2), ("B", 3), ("A", 5)]
    rows = [{"person": who, "window": f"w{turn}", "role": "initiator", "held": YES} for who, turn in held]
    told = tables.ROLE_CHANGES.check(role_changes(tables.ROLES.frame(rows), [f"w{turn}" for turn in range(1, 6)]))
    assert told[["person", "since", "until", "windows"]].to_numpy().tolist() == (
        [] if empty else [["A", "w1", "w2", 2], ["B", "w3", "w3", 1], ["A", "w5", "w5", 1]]
    )
    if not empty:
        assert told.loc[0, "after"] == "B"
        assert told.loc[1, "before"] == "A"
        assert told["after"].isna().tolist() == [False, True, True]
        assert told["began"].astype(object).tolist() == ["first window", "taken over", "new"]
        assert told["ended"].astype(object).tolist() == ["passed on", "lost", "last window"]


def test_a_run_says_from_when_to_when_it_may_last_and_what_it_was_read_from() -> None:
    rows = [
        {"person": "A", "window": f"w{turn}", "role": "initiator", "held": held, "measure": "opened", "value": value, "lo": value - 1,
         "hi": value + 1}
        for turn, held, value in [(1, MAYBE, 2.0), (2, MAYBE, 3.0), (3, YES, 5.0), (4, YES, 6.0), (5, MAYBE, 4.0), (7, MAYBE, 4.0)]
    ]  # fmt: skip
    rows.append({"person": None, "window": "w6", "role": "initiator", "held": NOBODY})
    (row,) = role_changes(tables.ROLES.frame(rows), [f"w{turn}" for turn in range(1, 8)]).to_dict("records")
    assert (row["since_lo"], row["since"], row["until"], row["until_hi"]) == ("w1", "w3", "w4", "w5")
    assert (row["measure"], row["value"], row["lo"], row["last_value"], row["last_hi"]) == ("opened", 5.0, 4.0, 6.0, 7.0)
    assert (row["began"], row["ended"]) == ("new", "lost")


def test_a_role_that_several_can_have_is_not_passed_on() -> None:
    rows = [{"person": who, "window": f"w{turn}", "role": "observer", "held": YES} for who, turn in (("A", 1), ("B", 2))]
    told = role_changes(tables.ROLES.frame(rows), ["w1", "w2", "w3"])
    assert told["ended"].astype(object).tolist() == ["lost", "lost"]
    assert told["before"].isna().all()
