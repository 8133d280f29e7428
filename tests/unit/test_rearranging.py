from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.errors import SettingsError
from wag_analyzer.network.draws import resample
from wag_analyzer.network.rearranging import Change, introductions, least, whatif
from wag_analyzer.settings import Settings

Floats = npt.NDArray[np.float64]
NAMES = list("ABCDEFGHI")


def ties(*pairs: str, people: int = 9) -> Floats:
    weights = np.zeros((people, people))
    for pair in pairs:
        weights["ABCDEFGHI".index(pair[0]), "ABCDEFGHI".index(pair[1])] = 6.0
    return weights


BRIDGED = ties("AB", "BC", "CA", "CD", "DE", "EF", "FG", "GE", people=9)
"""Two triangles A-B-C and E-F-G that hang together by D; H and I are alone."""


def figures(found: pd.DataFrame) -> dict[str, Any]:
    tables.WHATIF.check(found)
    return {row["measure"]: (row["before"], row["after"]) for row in found.to_dict("records")}


def test_when_the_bridge_leaves_the_group_falls_apart() -> None:
    found = figures(whatif(BRIDGED, NAMES, Change(leave=("D",))))
    assert found["components"] == (3, 4)
    assert found["reach"] == (pytest.approx(30 / 56), pytest.approx(12 / 56))
    assert found["fragmentation"][1] == pytest.approx(1 - 12 / 56)
    assert found["weakest"][0] > found["weakest"][1]


def test_before_and_after_are_taken_over_the_same_people() -> None:
    found = figures(whatif(BRIDGED, NAMES, Change(leave=("I",))))
    assert found["components"] == (2, 2)
    assert found["reach"][0] == found["reach"][1]


def test_a_tie_makes_reach_and_lowers_dependence_on_one() -> None:
    found = figures(whatif(BRIDGED, NAMES, Change(tie=(("A", "G"),))))
    assert found["weakest"][0] > found["weakest"][1]
    assert found["two_steps"][1] > found["two_steps"][0]
    joined = figures(whatif(BRIDGED, NAMES, Change(tie=(("H", "A"),), acts=20.0)))
    assert joined["reach"][1] > joined["reach"][0]


def test_a_newcomer_can_connect_those_who_are_there() -> None:
    found = figures(whatif(BRIDGED, NAMES, Change(join=(("Z", ("H", "A")),))))
    assert found["components"] == (3, 2)
    assert found["reach"][1] > found["reach"][0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(leave=("Q",)), "nobody is called Q"),
        (Change(tie=(("A", "Q"),)), "nobody is called Q"),
        (Change(tie=(("A", "A"),)), "a tie takes two people"),
        (Change(join=(("A", ("B",)),)), "A is in the group already"),
        (Change(join=(("Z", ("Q",)),)), "nobody is called Q"),
        (Change(), "nothing is changed"),
    ],
)
def test_what_cannot_be_changed_is_said(change: Change, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        whatif(BRIDGED, NAMES, change)


def test_changes_come_with_intervals_over_resampled_conversations() -> None:
    said = chats.random_talk(1, 6, 12)
    group = chats.people(list("ABCDEF"))
    settings = Settings(draws=20)
    again = resample(chats.answers_before(said), said, group, settings)
    weights = sum(again.matrices(20)) / 20
    found = whatif(np.asarray(weights), list("ABCDEF"), Change(leave=("A",)), again)
    assert (found["lo"] <= found["change"] + 1e-12).all()
    assert (found["change"] <= found["hi"] + 1e-12).all()


def test_who_is_tied_depends_on_the_mean() -> None:
    assert least(np.zeros((0, 0))) == 1
    assert least(np.full((4, 4), 8.0) - 8 * np.eye(4)) == 8


def test_introductions_connect_support_and_bypass_with_reasons() -> None:
    weights = ties("AB", "BC", "CA", "CD", "DE", "EF", "FG", "GE", "HA", people=8)
    found = tables.INTRODUCTIONS.check(introductions(weights, NAMES[:8], np.array([1, 1, 1, 0, 2, 2, 2, 0]), 4))
    assert found["rank"].tolist() == [1, 2, 3, 4]
    assert set(found["reasons"].explode()) <= {"circles", "support", "bypass"}
    named = pd.concat([found["person"], found["other"]]).value_counts()
    assert named.max() <= 2
    first = found.iloc[0]
    assert "circles" in first["reasons"] or "support" in first["reasons"]
    assert first["gain"] > 0
    over = introductions(ties("AB", "BC", people=3), NAMES[:3], np.zeros(3, np.int64))
    assert over[["person", "other", "by_way_of"]].to_numpy().tolist() == [["A", "C", "B"]]
    assert list(over["reasons"].iloc[0]) == ["support", "bypass"]


def test_where_all_know_each_other_nobody_needs_to_be_introduced() -> None:
    assert introductions(np.ones((5, 5)) - np.eye(5), NAMES[:5], np.zeros(5, np.int64)).empty


def test_people_alone_are_not_matched_with_each_other() -> None:
    assert introductions(np.zeros((4, 4)), NAMES[:4], np.zeros(4, np.int64)).empty
