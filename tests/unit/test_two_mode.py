import itertools
import math

import numpy as np
import pandas as pd
import pytest

from wag_analyzer import tables
from wag_analyzer.network.two_mode import affiliations, overlap

DAY = pd.Timestamp("2024-03-04 08:00")


def stretch(person: str, group: str, first: int, last: int, went: str | None = None) -> dict[str, object]:
    times = {"first": DAY + pd.Timedelta(days=first), "last": DAY + pd.Timedelta(days=last)}
    return {"person": person, "group_id": group, "came_by": "added", "went_by": went, "admin": False, "certain": True, **times}


ROWS = tables.MEMBERSHIP.frame(
    [
        *(stretch(f"P{n}", "kas", 0, 10, "left" if n == 0 else None) for n in range(5)),
        stretch("P0", "kas", 20, 25),
        *(stretch(f"P{n}", "gudang", 0, 10) for n in range(1, 5)),
        stretch("P9", "gudang", 0, 5, "removed"),
        stretch("P9", "armada", 7, 9),
        *(stretch(f"Q{n}", "armada", 0, 10) for n in range(6)),
    ]
)


def test_persons_and_groups_make_a_two_mode_network() -> None:
    said = tables.MESSAGES.frame(
        [
            {"msg_id": f"m{n}", "group_id": "kas", "person": "P1", "at": DAY, "edited": False, "session": 0, "line": n, "last_line": n}
            for n in range(3)
        ]
    )
    found = tables.AFFILIATIONS.check(affiliations(ROWS, said))
    assert len(found) == 5 + 5 + 7
    first = found[(found["person"] == "P0") & (found["group_id"] == "kas")].iloc[0]
    assert (first["stretches"], first["last"] - first["first"], first["left"]) == (2, pd.Timedelta(days=25), False)
    assert found["messages"].sum() == 3
    assert found.loc[found["left"], "person"].tolist() == ["P9"]


def test_groups_overlap_more_than_chance_or_not_and_people_move() -> None:
    found = tables.GROUP_OVERLAP.check(overlap(affiliations(ROWS, tables.MESSAGES.frame())))
    first, *rest = found.to_dict("records")
    assert {first["group_id"], first["other_group"]} == {"kas", "gudang"}
    assert (first["both"], first["people"], first["other_people"]) == (4, 5, 5)
    assert first["jaccard"] == 4 / 6
    by_chance = shared_by_chance()
    assert first["expected"] == pytest.approx(sum(both * p for both, p in by_chance.items()), abs=0.2)
    assert first["p"] == pytest.approx(by_chance[4] / 2 + by_chance[5], abs=0.01)  # the gamma tail stands where mid-p does
    moved = next(row for row in rest if {row["group_id"], row["other_group"]} == {"gudang", "armada"})
    assert [*moved["moved"], *moved["moved_back"]] == ["P9"]
    assert moved["q"] > 0.5


def shared_by_chance() -> dict[int, float]:
    """Return how likely kas and gudang share so many of the five who are in two groups, seven being in one: all tables counted."""
    ways: dict[int, int] = dict.fromkeys(range(6), 0)
    for first, second in itertools.product(range(6), repeat=2):
        third = 5 - first - second
        alone = (5 - first - second, 5 - first - third, 7 - second - third)
        if min(third, *alone) >= 0:
            ways[first] += math.comb(5, first) * math.comb(5 - first, second) * math.comb(7, alone[0]) * math.comb(7 - alone[0], alone[1])
    return {both: count / sum(ways.values()) for both, count in ways.items()}


def test_people_who_are_in_many_groups_make_no_overlap_beyond_chance() -> None:
    rng = np.random.default_rng(4)
    p: list[float] = []
    for seed in range(12):
        likely = rng.gamma(1.0, 1.0, 60)
        groups = [rng.choice(60, size=int(rng.integers(6, 25)), replace=False, p=likely / likely.sum()).tolist() for _ in range(8)]
        rows = [stretch(f"P{person}", f"g{group}", 0, 9) for group, people in enumerate(groups) for person in people]
        p += overlap(affiliations(tables.MEMBERSHIP.frame(rows), tables.MESSAGES.frame()), seed)["p"].tolist()
    assert np.mean(np.array(p) <= 0.05) <= 0.07


def test_two_groups_by_themselves_leave_nothing_to_chance() -> None:
    two = affiliations(ROWS[ROWS["group_id"] != "armada"].reset_index(drop=True), tables.MESSAGES.frame())
    assert overlap(two)[["expected", "p"]].to_numpy().tolist() == [[4, 1]]


def test_one_group_overlaps_with_none() -> None:
    one = affiliations(ROWS[ROWS["group_id"] == "kas"].reset_index(drop=True), tables.MESSAGES.frame())
    assert overlap(one).empty


def test_whose_export_ends_early_has_not_moved_but_who_fell_silent_has() -> None:
    rows = tables.MEMBERSHIP.frame(
        [
            *(stretch(name, "early", 0, last) for name, last in (("Ani", 20), ("Budi", 10), ("Cici", 20))),
            *(stretch(name, "late", first, 40) for name, first in (("Ani", 25), ("Budi", 15), ("Dodi", 15))),
        ]
    )
    (row,) = overlap(affiliations(rows, tables.MESSAGES.frame())).to_dict("records")
    assert (list(row["moved"]), list(row["moved_back"])) == (["Budi"], [])
