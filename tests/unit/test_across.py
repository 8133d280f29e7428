"""What shows only when several groups are seen together."""

import pandas as pd
import pytest

from wag_analyzer import tables
from wag_analyzer.batch.telling import told, wording
from wag_analyzer.network.across import Across, bridging, inside, moving, recruiting_across
from wag_analyzer.network.organisation import LARGEST, organisation_ties
from wag_analyzer.network.two_mode import overlap

DAY = pd.Timestamp("2025-03-01")


def _in(groups: dict[str, str], first: dict[str, int] | None = None, last: dict[str, int] | None = None) -> pd.DataFrame:
    """Return who is in which group; people are letters, days count from the first of March."""
    return tables.AFFILIATIONS.frame(
        {
            "person": person,
            "group_id": group,
            "messages": 3,
            "first": DAY + pd.Timedelta(days=(first or {}).get(group, 0)),
            "last": DAY + pd.Timedelta(days=(last or {}).get(person + group, 90)),
            "stretches": 1,
            "left": person + group in (last or {}),
        }
        for group, people in groups.items()
        for person in people
    )


def test_who_recruits_in_several_groups_is_told_with_the_chance_of_it() -> None:
    members = {"x": set("ABCDEFGHIJ"), "y": set("ABKLMNOPQR"), "z": set("STUV")}
    found = recruiting_across({"x": {"A"}, "y": {"A"}, "z": {"S"}}, members)
    assert [(signal.persons, signal.groups, signal.figures) for signal in found] == [(("A",), ("x", "y"), {"groups": 2, "of": 2})]
    assert found[0].p == pytest.approx(2 * 0.1 * 0.1)
    assert recruiting_across({"x": {"A"}, "y": {"B"}}, members) == []


def test_people_who_leave_one_group_for_another_at_once_moved_together() -> None:
    last = {f"{person}x": 30 for person in "ABCD"}
    affiliated = _in({"x": "ABCDEFGH", "y": "ABCD"}, {"y": 35}, last)
    found = moving(overlap(affiliated), affiliated)
    assert [(signal.kind, signal.persons, signal.groups, signal.figures["days"]) for signal in found] == [
        ("movers", ("A", "B", "C", "D"), ("x", "y"), 0)
    ]
    few = _in({"x": "ABCDEFGH", "y": "AB"}, {"y": 35}, last)
    assert moving(overlap(few), few) == []


def test_people_who_come_one_by_one_over_months_did_not_move_together() -> None:
    last = {f"{person}x": 10 for person in "ABC"}
    affiliated = _in({"x": "ABCDEFGH", "y": "ABC"}, {"y": 20}, last)
    affiliated.loc[affiliated["group_id"] == "y", "first"] = [DAY + pd.Timedelta(days=20 * turn) for turn in (1, 2, 3)]
    assert moving(overlap(affiliated), affiliated) == []


def test_the_only_person_in_two_groups_is_their_bridge() -> None:
    assert bridging(_in({"x": "ABC", "y": "CDE"}))[0] == Across("bridge", ("C",), ("x", "y"), {"cut": 1, "groups": 2, "own": 2})
    assert bridging(_in({"x": "ABC", "y": "BCD"})) == []
    assert bridging(_in({"x": "ABC", "y": "DE"})) == []


def test_a_small_group_whose_people_are_all_in_a_large_one_lies_inside_it() -> None:
    affiliated = _in({"x": "ABCDEFGHIJKL", "y": "ABCDE", "z": "MNOPQRSTUVWXYZ"}, {"y": 20})
    found = inside(overlap(affiliated), affiliated)
    assert [(signal.groups, signal.figures["both"], signal.figures["later"]) for signal in found] == [(("y", "x"), 5, 1)]
    assert inside(overlap(_in({"x": "ABCDEF", "y": "ABCDE"})), _in({"x": "ABCDEF", "y": "ABCDE"})) == []


def test_acts_are_summed_over_groups_and_shared_groups_are_a_layer() -> None:
    tie = pd.DataFrame([("A", "B", "all", 2.0), ("A", "B", "reply", 9.0)], columns=["source", "target", "layer", "weight"])
    other = pd.DataFrame([("Ann", "B", "all", 1.5), ("A", "Ann", "all", 1.0)], columns=["source", "target", "layer", "weight"])
    found = organisation_ties([tie, other], {"Ann": "A"}, _in({"x": "ABC", "y": "AB"})).astype(object)
    rows = {(row["layer"], row["source"], row["target"]): (row["weight"], row["groups"]) for row in found.to_dict("records")}
    assert rows["all", "A", "B"] == (3.5, 2)
    assert rows["group", "A", "B"] == rows["group", "B", "A"] == (1.5, 2)
    assert rows["group", "A", "C"] == (0.5, 1)
    assert len(rows) == 7


def test_sharing_a_group_of_hundreds_ties_nobody() -> None:
    crowd = tables.AFFILIATIONS.frame(
        {"person": f"P{number}", "group_id": "x"} | dict.fromkeys(("messages", "stretches"), 1) | {"left": False}
        for number in range(LARGEST + 1)
    )
    assert organisation_ties([], {}, crowd).empty


@pytest.mark.parametrize("lang", ["en", "id"])
def test_every_signal_is_told_with_doubts_and_an_innocent_reading(lang: str) -> None:
    signals = [
        Across("recruiter", ("A",), ("x", "y"), {"groups": 2, "of": 3}, 0.01),
        Across("movers", ("A", "B", "C"), ("x", "y"), {"people": 3, "days": 4}, 0.02),
        Across("bridge", ("A",), ("x", "y"), {"cut": 1, "groups": 2, "own": 2}),
        Across("shadow_group", ("A",), ("x", "y"), {"both": 4, "people": 4, "larger": 9, "expected": 1.5, "later": 1}, 0.001),
    ]
    for signal in signals:
        said = told(signal, "id" if lang == "id" else "en", lambda name: f"<{name}>")
        assert said.reasons_against
        assert said.alternatives
        assert "<" in said.statement
        assert "{" not in "".join((said.title, said.statement, *said.reasons_for, *said.reasons_against, *said.alternatives))
        assert said.title in wording()
