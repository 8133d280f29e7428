"""Tests of what weak hints add up to: calling together, winning one by one, telling of wrongs."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wag_analyzer.detectors._episodes import Talk, stretches
from wag_analyzer.detectors._gathering import hinted, is_told
from wag_analyzer.detectors._reading import Turn
from wag_analyzer.detectors._said import Cued
from wag_analyzer.detectors._winning import Wooing
from wag_analyzer.detectors._wrongs import Wrongs, _around, told_of

PEOPLE = ("Ana", "Budi", "Cici")


def chat(sessions: int, *, named: dict[int, str] | None = None) -> Talk:
    """A talk of ten messages a session, a minute apart."""
    count = 10 * sessions
    return Talk(
        people=[PEOPLE[at % 3] for at in range(count)],
        seconds=[86400 * (at // 10) + 60 * (at % 10) for at in range(count)],
        session=[at // 10 for at in range(count)],
        lines=list(range(1, count + 1)),
        ids=[f"x-{at}" for at in range(count)],
        signals={},
        topics={},
        named={at: ((person, "third"),) for at, person in (named or {}).items()},
        absent=frozenset((named or {}).values()),
    )


def test_hints_of_calling_together_count_as_signals() -> None:
    shown = hinted(chat(1), {0: {"unity": 1}, 1: {"joining": 1}}, ["ayo bareng", "aku ikut"])
    assert shown.signals[0] == {"call_to_act": 0.6}
    assert shown.signals[1] == {"pledge": 0.7}


def test_joining_is_told_in_few_words() -> None:
    long = "aku ikut antar barang ke gudang besok pagi jam tujuh"
    assert hinted(chat(1), {1: {"joining": 1}}, ["", long]).signals[1] == {}


def test_a_stronger_signal_is_kept() -> None:
    plain = replace(chat(1), signals={0: {"call_to_act": 1.0}})
    assert hinted(plain, {0: {"unity": 1}}, ["ayo"]).signals[0] == {"call_to_act": 1.0}


CALLED = {
    at: dict.fromkeys(kinds, 1)
    for at, kinds in enumerate(
        [
            ("unity", "grievance"),
            ("unity", "refusing"),
            ("unity",),
            ("holding", "refusing"),
            ("holding", "counting"),
            ("counting", "grievance"),
        ]
    )
}


def test_many_kinds_that_gather_are_told() -> None:
    assert is_told(chat(20), range(10), 1.0, CALLED)


@pytest.mark.parametrize("hints", [{}, {0: {"unity": 1}}, {at: {"unity": 1} for at in range(6)}], ids=["none", "one", "one kind"])
def test_few_kinds_are_not_told(hints: dict[int, dict[str, object]]) -> None:
    assert not is_told(chat(20), range(10), 1.0, hints)


def test_a_light_episode_is_not_told() -> None:
    assert not is_told(chat(20), range(10), 0.5, CALLED)


def wooing() -> Wooing:
    turns = [Turn(number, "Ana", 0.0, 0, [f"x-{number}"]) for number in range(6)]
    return Wooing(
        person="Ana",
        turns=turns,
        alone=dict.fromkeys(("Budi", "Cici", "Dewi")),
        takers={"Budi": "x-7", "Cici": "x-8"},
        means=Counter({"gain": 2, "apart": 1, "quiet": 1, "scarce": 1}),
        days=dict.fromkeys(range(3)),
        approaches=2,
    )


def test_most_means_on_several_members_and_days_are_plain() -> None:
    assert wooing().is_plain


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("alone", dict.fromkeys(("Budi", "Cici"))),
        ("days", {1: None}),
        ("takers", {"Budi": "x-7"}),
        ("means", Counter({"apart": 3, "quiet": 1, "scarce": 1, "bring": 1})),
        ("approaches", 1),
        ("open", 4),
    ],
)
def test_winning_that_lacks_a_part_is_not_plain(part: str, value: object) -> None:
    mine = wooing()
    setattr(mine, part, value)
    assert not mine.is_plain


def wrong_hints(*, fair: bool = False) -> dict[int, dict[str, Cued]]:
    kinds = ("value", "taking"), ("taking", "witness"), ("spread", "gained")
    more = ("fair",) if fair else ()
    return {10 * day + place: {kind: Cued(1.0, 0, 1) for kind in (*shown, *more)} for day in range(4) for place, shown in enumerate(kinds)}


def test_acts_that_several_tell_of_one_absent_person_are_told() -> None:
    ((person, acts, told),) = told_of(chat(30, named={10 * day: "Herman" for day in range(4)}), wrong_hints())
    assert person == "Herman"
    assert acts == (0, 1, 10, 11, 20, 21, 30, 31)
    assert set(told) == set(wrong_hints())
    assert Wrongs(wrong_hints(), ((person, acts, told),)).acts_of("Herman") == frozenset(acts)


@given(st.lists(st.integers(0, 29)))
def test_talk_around_a_name_is_that_of_its_stretches_near_it(places: list[int]) -> None:
    talk = chat(3)
    near = {
        at
        for stretch in stretches(talk, {max(0, spot - back) for spot in places for back in range(4)})
        for at in stretch
        if any(spot in stretch and -3 <= at - spot <= 6 for spot in places)
    }
    assert _around(talk, "Budi", places) == sorted(at for at in near if talk.people[at] != "Budi")


def test_acts_that_are_weighed_fairly_or_only_asked_about_are_not_told() -> None:
    talk = chat(30, named={10 * day: "Herman" for day in range(4)})
    assert list(told_of(talk, wrong_hints(fair=True))) == []
    assert list(told_of(talk, wrong_hints(), asked=set(wrong_hints()))) == []


def test_a_person_named_in_two_sessions_is_told_of_by_more_kinds_of_hints_only() -> None:
    twice = chat(30, named={0: "Herman", 10: "Herman"})
    assert [person for person, _, _ in told_of(twice, wrong_hints())] == ["Herman"]
    fewer = {at: {kind: cue for kind, cue in shown.items() if kind != "gained"} for at, shown in wrong_hints().items()}
    assert list(told_of(twice, fewer)) == []
    assert list(told_of(chat(30, named={0: "Herman"}), wrong_hints())) == []
