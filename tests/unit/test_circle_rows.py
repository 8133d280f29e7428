from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network.circle_rows import circle_rows, comembership, units_agree
from wag_analyzer.network.communities import Circles, circles

SIZES = [8, 6, 6]
WEIGHTS = chats.blocks(SIZES, 4.0, 0.3, 1)
NAMES = [f"P{number}" for number in range(20)]
FOUND = circles(WEIGHTS, NAMES, 0)


def people(units: Sequence[str | None]) -> pd.DataFrame:
    table = chats.people(NAMES).table
    return table.assign(unit=pd.Series(units, dtype=table["unit"].dtype))


ALIKE = people(["kas"] * 8 + ["gudang"] * 6 + ["armada"] * 6)


def test_each_circle_has_its_acts_and_its_main_unit() -> None:
    rows = tables.CIRCLES.check(circle_rows(FOUND, WEIGHTS, ALIKE))
    assert rows["people"].tolist() == SIZES
    assert rows["unit"].tolist()[0] == "kas"
    assert rows["unit_share"].tolist() == [1, 1, 1]
    assert rows["unit_expected"].tolist() == [0.4, 0.3, 0.3]
    assert rows["unit_p"].iloc[0] == pytest.approx(1 / 125970)
    assert rows["inside"].iloc[0] == WEIGHTS[:8, :8].sum()
    assert rows["outside"].iloc[0] == WEIGHTS[:8, 8:].sum() + WEIGHTS[8:, :8].sum()
    assert rows["clear"].all()


def test_units_dealt_out_at_random_seldom_fill_a_circle() -> None:
    rng = np.random.default_rng(0)
    units = ["kas"] * 5 + ["gudang"] * 5 + ["armada"] * 5 + ["jaga"] * 5
    p = np.concatenate([circle_rows(FOUND, WEIGHTS, people(rng.permutation(units).tolist()))["unit_p"] for _ in range(300)])
    assert (p <= 0.1).mean() <= 0.1  # 11 % if the main unit were taken for one chosen beforehand


def test_hand_worked_chance_of_any_unit() -> None:
    # units of 2, 1 and 1; a circle of two holds both of the first: of 6 draws 1 does, and no other unit has 2
    division = np.array([1, 1, 2, 2])
    table = pd.DataFrame({"person": NAMES[:4], "circle": division, "stability": 1.0})
    found = Circles(table, division, np.zeros((4, 4)), clear=True, modularity=0, p=0, stability=1, draws=0, reason="")
    group = chats.people(NAMES[:4]).table
    for units, p in (("aabc", [1 / 6, 1]), ("aabb", [2 / 6, 2 / 6])):
        named = group.assign(unit=pd.Series(list(units), dtype=group["unit"].dtype))
        assert circle_rows(found, np.zeros((4, 4)), named)["unit_p"].tolist() == pytest.approx(p)


def test_without_a_roster_no_unit_is_said() -> None:
    rows = circle_rows(FOUND, WEIGHTS, people([None] * 20))
    assert rows["unit"].isna().all()
    assert units_agree(FOUND, people([None] * 20), 0)[2] == 0


def test_circles_that_are_units_agree_and_others_do_not() -> None:
    assert list(units_agree(FOUND, ALIKE, 0)) == pytest.approx([1, 0.001, 20])
    rng = np.random.default_rng(3)
    mixed = people([str(unit) for unit in rng.permutation(["kas"] * 8 + ["gudang"] * 6 + ["armada"] * 6)])
    agree, p, count = units_agree(FOUND, mixed, 0)
    assert abs(agree) < 0.3
    assert p > 0.01
    assert count == 20
    assert units_agree(FOUND, people(["kas"] * 20), 0)[1] == 1


def test_comembership_lists_pairs_by_how_often_they_share_a_circle() -> None:
    rows = tables.COMEMBERSHIP.check(comembership(FOUND))
    assert rows["together"].is_monotonic_decreasing
    assert rows["together"].max() <= 1
    assert len(comembership(FOUND, 1.1)) == 0
    inside = {frozenset(pair) for pair in zip(rows["person"], rows["other"], strict=True)}
    assert frozenset(("P0", "P1")) in inside


def test_a_group_without_circles_has_no_rows() -> None:
    nothing: Circles = circles(np.zeros((20, 20)), NAMES, 0)
    assert circle_rows(nothing, np.zeros((20, 20)), ALIKE).empty
