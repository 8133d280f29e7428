import numpy as np
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network import overlaps
from wag_analyzer.network.overlaps import recurring


def sets(found: pd.DataFrame) -> list[str]:
    tables.SPEAKER_SETS.check(found)
    return ["".join(sorted(persons)) for persons in found["persons"]]


def chance(seed: int, sessions: int = 60, people: int = 12) -> list[str]:
    rng = np.random.default_rng(seed)
    letters = list("ABCDEFGHIJKLMNOP"[:people])
    return ["".join(rng.choice(letters, size=int(rng.integers(2, 6)), replace=False)) for _ in range(sessions)]


def test_people_who_keep_meeting_are_found_though_they_share_one() -> None:
    found = recurring(chats.talk(*chance(1), *["ABC"] * 15, *["CDE"] * 15), 0)
    assert {"ABC", "CDE"} <= set(sets(found))
    first = found[[set(persons) == set("ABC") for persons in found["persons"]]].iloc[0]
    assert first["sessions"] >= 15
    assert first["lift"] > 2
    assert first["q"] <= 0.05
    assert first["size"] == 3
    assert len(first["msg_ids"]) == 10
    assert first["first"] <= first["last"]


def test_conversations_by_chance_hold_no_sets() -> None:
    assert sum(len(recurring(chats.talk(*chance(seed)), seed)) > 0 for seed in range(12)) <= 2


def test_who_talks_all_the_time_is_no_circle_for_that() -> None:
    talk = ["A" + "B" * (n % 2) + "".join(each) for n, each in enumerate(chance(3, 60, 8))]
    talk = ["".join(dict.fromkeys(each.replace("A", "X").replace("B", "Y"))) for each in talk]
    assert "XY" not in sets(recurring(chats.talk(*talk), 0))


@pytest.mark.parametrize("talk", [(), ("AAAA",), ("AB", "CD"), ("AB",) * 9])
def test_too_little_tells_nothing(talk: tuple[str, ...]) -> None:
    assert recurring(chats.talk(*talk) if talk else tables.MESSAGES.frame(), 0).empty


def test_the_shuffle_keeps_sizes_and_everybodys_number_of_conversations() -> None:
    rows = [{0, 1}, {1, 2, 3}, {0, 4}, {2, 4, 5}]
    before = np.bincount([person for row in rows for person in row])
    overlaps.trade(rows, 200, np.random.default_rng(0))
    assert [len(row) for row in rows] == [2, 3, 2, 3]
    assert np.bincount([person for row in rows for person in row]).tolist() == before.tolist()


def test_the_same_seed_gives_the_same_sets() -> None:
    talk = chats.talk(*chance(1), *["ABC"] * 15)
    pd.testing.assert_frame_equal(recurring(talk, 4), recurring(talk, 4))
