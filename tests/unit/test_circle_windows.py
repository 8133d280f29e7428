import numpy as np
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.errors import SettingsError
from wag_analyzer.network.circle_rows import comembership
from wag_analyzer.network.circle_windows import Slices, lines, over_windows, slices
from wag_analyzer.settings import Settings

NAMES = [f"P{number:02d}" for number in range(18)]
FIRST = chats.blocks([9, 9], 5.0, 0.3, 1)
TURN = np.r_[0:9, 15:18, 9:15]
"""The same circles; of the second, P15, P16 and P17 come first."""
SPLIT = chats.blocks([9, 5, 4], 6.0, 0.2, 2)


def test_circles_go_on_from_window_to_window_and_new_lines_begin() -> None:
    some = Slices({"1": FIRST, "2": chats.blocks([9, 9], 5.0, 0.3, 3), "3": SPLIT, "4": chats.blocks([18], 1.0, 1.0, 4)})
    found = tables.CIRCLE_WINDOWS.check(lines(some, NAMES, 0))
    by = {(row["window"], row["circle"]): row for row in found.to_dict("records")}
    assert {by["1", 1]["line"], by["1", 2]["line"]} == {by["2", 1]["line"], by["2", 2]["line"]} == {1, 2}
    assert by["2", 1]["likeness"] == 1
    assert np.isnan(by["1", 1]["likeness"])
    assert sorted(row["line"] for (window, _), row in by.items() if window == "3") == [1, 2, 3]
    last = by["4", 0]
    assert (last["line"], last["people"], "as well in" in last["basis"]) == (0, 0, True)


def test_what_holds_over_windows_is_the_share_of_windows() -> None:
    some = Slices({"1": FIRST, "2": FIRST[np.ix_(TURN, TURN)], "3": np.zeros((18, 18))})
    found = over_windows(FIRST, NAMES, 0, some)
    assert found.clear
    shares = {frozenset((row["person"], row["other"])): row["together"] for row in comembership(found).to_dict("records")}
    assert shares[frozenset(("P00", "P01"))] == 1
    assert over_windows(FIRST, NAMES, 0, Slices({})).clear


def test_windows_without_acts_are_not_drawn_from() -> None:
    some = Slices({"1": np.zeros((2, 2)), "2": np.ones((2, 2))})
    assert [each.sum() for each in some.matrices(3, 0)] == [4, 4, 4]
    assert len(list(some.matrices())) == 1
    assert list(Slices({}).matrices(5)) == []


def test_slices_cut_a_chat_into_windows() -> None:
    said = chats.talk(*["ABAB"] * 14, *["CDCD"] * 14)
    group = chats.people(list("ABCD"))
    some = slices(chats.answers_before(said), said, group, Settings(draws=1), "window=14d")
    (one, other) = some.weights.values()
    assert one[:2, :2].sum() > 0
    assert one[2:, 2:].sum() == 0
    assert other[2:, 2:].sum() > 0
    assert list(some.weights) == ["2024-03-04/2024-03-17", "2024-03-18/2024-03-31"]
    with pytest.raises(SettingsError, match="no window is written"):
        slices(chats.answers_before(said), said, group, Settings(draws=1), "a month")
