"""Tests of what is asked of all turns at once: the same as asked of each."""

from hypothesis import given
from hypothesis import strategies as st

from wag_analyzer.detectors._acting import doing
from wag_analyzer.detectors._pushes import _until
from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.detectors._winning import Wooing, _Joining

NAMES = st.sampled_from("ABCD")
TURNS = st.lists(st.tuples(NAMES, st.integers(-9, 9), st.sets(NAMES, max_size=2)), max_size=12)


def turns(rows: list[tuple[str, int, set[str]]]) -> list[Turn]:
    """Turns of persons, each some minutes after (or before) the one before, said to some others."""
    found, clock = [], 0.0
    for number, (person, minutes, to) in enumerate(rows):
        clock += 60 * minutes
        found.append(Turn(number, person, clock, 0, [f"x-{number}"], to=dict.fromkeys(sorted(to - {person}))))
    return found


def reading(said: list[Turn]) -> Reading:
    """A chat of nothing but turns."""
    found = Reading.__new__(Reading)
    found.turns = said
    return found


@given(
    st.lists(st.dictionaries(st.sampled_from(("thanks", "request", "invite")), st.sampled_from((0.3, 0.5, 0.9)))),
    st.sampled_from((0.5, 0.6)),
)
def test_turns_that_do_something_are_those_that_do_it(acts: list[dict[str, float]], least: float) -> None:
    every = [Turn(number, "A", 0.0, 0, ["x"], acts=shown) for number, shown in enumerate([*acts, *acts])]
    asked = ("thanks", "invite")
    assert doing(every, asked, least) == {turn.number for turn in every if turn.does(*asked, least=least)}


@given(TURNS)
def test_a_turn_is_followed_until_one_is_too_late(rows: list[tuple[str, int, set[str]]]) -> None:
    said = turns(rows)
    after = [len(list(reading(said).following(turn, 15, 10))) for turn in said]
    assert _until(said) == [turn.number + 1 + following for turn, following in zip(said, after, strict=True)]


@given(TURNS, st.sets(NAMES), st.sets(st.integers(0, 11)))
def test_who_joins_is_who_says_so_to_a_person_or_near_the_words_of_that_person(
    rows: list[tuple[str, int, set[str]]], alone: set[str], joins: set[int]
) -> None:
    said = turns(rows)
    wooing = Wooing("A", alone=dict.fromkeys(alone))
    joining = [turn for turn in said if turn.number in joins]
    takers: dict[str, str] = {}
    welcomes = []
    for turn in joining:
        near = said[max(0, turn.number - 3) : turn.number + 4]
        is_near = any(one.person == "A" and abs(one.clock - turn.clock) <= 1200 for one in near)
        if turn.person != "A" and ("A" in turn.to or (turn.person in alone and not turn.to and is_near)):
            takers.setdefault(turn.person, turn.msg_ids[0])
        later = next(reading(said).following(turn, 15, 1), None)
        if (
            later
            and later.person == "A"
            and turn.person in alone
            and (not turn.to or "A" in turn.to)
            and (not later.to or turn.person in later.to)
        ):
            welcomes.append(later)
    known = _Joining(reading(said), joining)
    assert list(known.takers(wooing).items()) == list(takers.items())
    assert list(known.welcomes(wooing)) == welcomes
