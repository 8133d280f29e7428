from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.unit.detector_chats import analysed as adjacent
from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.detectors import wag501_single_bridge as bridge
from wag_analyzer.detectors import wag502_closed_circle as circle
from wag_analyzer.detectors import wag503_cross_strata_gap as gap
from wag_analyzer.detectors._pages import examples, text
from wag_analyzer.detectors._ties import lines_of
from wag_analyzer.findings import Level
from wag_analyzer.network import bridges
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings

SETTINGS = Settings(draws=20)


def example(stem: str, number: int = 0) -> Analysis:
    return analyze(read_text(examples(text(stem, None))[number].chat), SETTINGS)


@pytest.fixture(scope="module")
def bridged() -> Analysis:
    return example("wag501_single_bridge")


@pytest.fixture(scope="module")
def closed() -> Analysis:
    return example("wag502_closed_circle")


def with_table(analysis: Analysis, **columns: "pd.Series[Any]") -> Analysis:
    table = analysis.people.table.assign(**columns)
    return replace(analysis, people=replace(analysis.people, table=table))


def test_two_groups_joined_by_one_person_fall_apart_without_that_person() -> None:
    ends = np.array([(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (4, 6), (6, 7)], np.int64)
    found = bridges.bridges(ends, 9)
    assert [one.person for one in found] == [3, 4]
    assert found[0].sides == ((4, 5, 6, 7), (0, 1, 2))
    assert found[0].loss == pytest.approx(2 * 3 * 4 / (8 * 7))
    assert len(bridges.by_chance(ends, 9, 0)) == bridges.DRAWS
    assert len(bridges.by_chance(ends, bridges.MOST_PEOPLE + 1, 0)) == 0


def test_the_bridge_is_found_and_worded_as_care(bridged: Analysis) -> None:
    (found,) = bridge.find(bridged)
    assert found.persons == ("Eka",)
    assert found.test is not None
    assert found.test.p <= 0.02
    assert found.confidence is Level.HIGH
    assert "take load off" in found.statement.render()
    assert {line.role for line in found.evidence} == {"links the circles"}
    assert any("Betweenness" in phrase.render() for phrase in found.reasons_for)
    assert list(bridge.find(bridged)) == [found]
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_an_administrator_stands_there_by_design(bridged: Analysis) -> None:
    (found,) = bridge.find(with_table(bridged, admin=bridged.people.table["person"] == "Eka"))
    assert found.confidence is Level.MEDIUM
    assert "administers" in found.reasons_against[0].render()


def test_a_loss_that_chance_gives_too_is_no_finding(bridged: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "by_chance", lambda *_: np.ones(199))
    assert list(bridge.find(bridged)) == []


def test_measures_that_are_missing_are_not_told(bridged: Analysis) -> None:
    bare = replace(bridged, network=replace(bridged.network, measures=bridged.network.measures[:0]))
    (found,) = bridge.find(bare)
    assert not any("Betweenness" in phrase.render() for phrase in found.reasons_for)


def few() -> Analysis:
    return analyze(read_text("01/07/24 07.30 - Ana: pagi\n01/07/24 07.31 - Budi: pagi Ana\n01/07/24 07.32 - Ana: kopi?\n"), SETTINGS)


def test_few_people_are_refused_with_a_reason() -> None:
    analysis = few()
    for detector, word in ((bridge, "WAG501"), (circle, "WAG502"), (gap, "WAG503")):
        reason = detector.refuses(analysis)
        assert reason is not None
        assert reason.render().startswith(word)
        assert reason.render("id").startswith(word)
        assert list(detector.find(analysis)) == []


def test_a_group_without_a_bridge_or_circles_gives_nothing(bridged: Analysis) -> None:
    twin = example("wag501_single_bridge", 2)
    assert bridge.refuses(twin) is None
    assert list(bridge.find(twin)) == []
    assert list(circle._closed(replace(bridged, network=replace(bridged.network, circles=None)))) == []


def test_a_closed_circle_is_found_against_rewired_networks(closed: Analysis) -> None:
    (found,) = circle.find(closed)
    assert set(found.persons) == {"Adi", "Bela", "Citra", "Danu"}
    assert found.test is not None
    assert found.test.statistic < 0.15 < 0.35 * found.test.expected
    assert {line.role for line in found.evidence} == {"stays in the circle"}
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_a_circle_of_one_unit_is_said_to_be_one(closed: Analysis) -> None:
    unit = pd.Series(
        ["Pagi" if name in {"Adi", "Bela", "Citra", "Danu"} else "Sore" for name in closed.people.table["person"]], dtype="str"
    )
    (found,) = circle.find(with_table(closed, unit=unit))
    assert found.reasons_against[0].render() == "100 % of them are of one unit of the roster: the circle may be how the work is divided."


def evenings(alone: int, others: int = 5) -> list[str]:
    names = ["Ana", "Budi", "Cici", "Dodi", "Evi", "Feri", "Gina", "Hadi", "Ika"]
    rng = np.random.default_rng(3)
    lines = []
    for day in range(1, 15):
        for hour in (9, 13):
            some = rng.permutation(names)[:others].tolist()
            lines += [f"{day} {hour:02d}:{place:02d} {person}: truk jam dua" for place, person in enumerate(some)]
        if day <= alone:
            lines += [f"{day} 21:0{place} {person}: besok libur" for place, person in enumerate(("Ana", "Dodi", "Ika"))]
    return lines


def test_people_who_keep_meeting_by_themselves_are_a_group_inside_the_group() -> None:
    (inner,) = circle.inner_groups(adjacent(evenings(7)))
    assert inner.persons == ("Ana", "Dodi", "Ika")
    assert len(inner.own) == 7
    assert inner.p == 0.01
    assert inner.expected < 4


def test_few_meetings_or_those_that_chance_gives_are_none() -> None:
    assert circle.inner_groups(adjacent(evenings(3))) == []
    assert circle.inner_groups(adjacent(evenings(7, 9))) == []


def test_the_group_inside_the_group_becomes_a_finding() -> None:
    (found,) = circle.find(example("wag502_closed_circle", 1))
    assert found.persons == ("Abe", "Gia", "Joan")
    assert "A group inside the group" in found.statement.render()
    assert {line.role for line in found.evidence} == {"opens their own talk"}


def test_units_that_hardly_exchange_are_a_finding(bridged: Analysis) -> None:
    unit = pd.Series(
        ["Satu" if name in {"Adi", "Bela", "Citra", "Danu"} else "Dua" for name in bridged.people.table["person"]], dtype="str"
    )
    (found,) = gap.find(with_table(bridged, unit=unit))
    assert set(found.targets) == {"Satu", "Dua"}
    assert found.test is not None
    assert found.test.statistic <= found.test.expected / 2
    assert {line.role for line in found.evidence} == {"crosses the border"}
    assert any("Eka" in phrase.render() for phrase in found.reasons_for)


def test_levels_without_any_crossing_show_what_stays_inside(closed: Analysis) -> None:
    ties = closed.network.ties
    morning = {"Adi", "Bela", "Citra", "Danu"}
    kept = ties[(ties["source"].isin(morning) == ties["target"].isin(morning)).to_numpy()]
    level = pd.Series([1.0 if name in morning else 2.0 for name in closed.people.table["person"]])
    (found,) = gap.find(replace(with_table(closed, level=level), network=replace(closed.network, ties=kept)))
    assert "levels" in found.statement.render()
    assert {line.role for line in found.evidence} == {"stays inside"}
    assert found.confidence is Level.MEDIUM


def test_a_roster_that_names_too_few_is_refused(bridged: Analysis) -> None:
    unit = pd.Series(["Satu" if name == "Adi" else "Dua" for name in bridged.people.table["person"]], dtype="str")
    reason = gap.refuses(with_table(bridged, unit=unit))
    assert reason is not None
    assert "no two units" in reason.render()
    assert (
        gap.refuses(
            with_table(bridged, unit=unit.where(unit == "Satu", "Dua"), level=pd.Series([1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 1.0, 1.0]))
        )
        is None
    )


def test_units_that_mix_or_hardly_write_are_no_finding(bridged: Analysis) -> None:
    mixed = pd.Series([str(place % 2) for place in range(9)], dtype="str")
    assert list(gap.find(with_table(bridged, unit=mixed))) == []
    little = bridged.network.ties.assign(weight=bridged.network.ties["weight"] / 100)
    assert list(gap.find(replace(with_table(bridged, unit=mixed), network=replace(bridged.network, ties=little)))) == []


def test_ids_that_are_no_line_are_left_out(bridged: Analysis) -> None:
    known = str(bridged.messages["msg_id"].iloc[0])
    assert [line.msg_id for line in lines_of(bridged, [("nothing", "x"), (known, "y")])] == [known]
