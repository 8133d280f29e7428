import numpy as np
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network.build import divided
from wag_analyzer.network.communities import circles
from wag_analyzer.network.course import course, stacked
from wag_analyzer.network.measures import matrix
from wag_analyzer.network.ties import ties
from wag_analyzer.settings import Settings

GROUP = chats.people(list("ABCDEFGH"))
FEW = Settings(draws=3)


def test_each_window_holds_its_own_acts() -> None:
    said = chats.random_talk(3, sessions=14)
    done = chats.answers_before(said)
    found = list(course((done, said), GROUP, FEW, "7d"))
    assert [label for label, _ in found] == ["2024-03-04/2024-03-10", "2024-03-11/2024-03-17"]
    whole = matrix(ties(done, said, GROUP, FEW), pd.Index(list("ABCDEFGH"), dtype=object)).sum()
    given = [block.loc[(block["measure"].astype(object) == "out_strength").to_numpy(), "value"].sum() for _, block in found]
    assert sum(given) == pytest.approx(whole)
    assert min(given) > 0
    for label, block in found:
        assert set(tables.MEASURES.check(block)["window"]) == {label}


def test_without_messages_there_are_no_windows() -> None:
    assert list(course((chats.acts(), chats.talk()), GROUP, FEW, "7d")) == []


def test_frames_of_one_table_stand_below_each_other() -> None:
    said = chats.random_talk(3, sessions=14)
    blocks = [block for _, block in course((chats.answers_before(said), said), GROUP, FEW, "7d")]
    assert len(tables.MEASURES.check(stacked(tables.MEASURES, blocks))) == sum(map(len, blocks))


def test_units_of_the_roster_come_before_circles_and_circles_only_when_clear() -> None:
    names = [f"P{turn}" for turn in range(16)]
    people = chats.people(names).table
    clear = circles(chats.blocks([8, 8], 4.0, 0.2, 1), names, 0)
    blurred = circles(np.zeros((16, 16)), names, 0)
    assert divided(people, blurred) is None
    parts = divided(people, clear)
    assert parts is not None
    assert sorted(set(parts.tolist())) == [0, 1]
    people["unit"] = ["gudang"] * 5 + ["kasir"] * 10 + [None]
    units = divided(people, clear)
    assert units is not None
    assert units.tolist() == [0] * 5 + [1] * 10 + [-1]
