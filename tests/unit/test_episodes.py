"""Tests of stretches, circles and the test against chance."""

import pytest

from tests.unit.text_chats import analysis, messages, people
from wag_analyzer.detectors._episodes import Talk, circle, excess, extended, lines, moment, stretches, talk

MEMBERS = people("A", "B", "C", "D")


def _talk(*sessions: str) -> Talk:
    """Return a chat in which each letter is one message of that person."""
    frame = messages(*[[(person, "nota") for person in session] for session in sessions])
    return talk(analysis(frame, MEMBERS))


def test_a_stretch_ends_with_its_session() -> None:
    chat = _talk("ABC", "DAB")
    assert stretches(chat, [1, 3]) == [range(1, 3), range(3, 6)]


def test_an_anchor_inside_a_stretch_begins_no_other() -> None:
    assert stretches(_talk("ABCD"), [0, 2]) == [range(4)]


def test_a_pause_ends_a_stretch() -> None:
    assert stretches(_talk("ABCD"), [0], pause=30) == [range(1)]


def test_a_stretch_has_an_end_even_in_endless_talk() -> None:
    assert len(stretches(_talk("AB" * 100), [0])[0]) == 60


def test_a_circle_is_who_comes_back() -> None:
    chat = _talk("ABCD", "ABC", "CAB")
    found = circle(chat, [range(4), range(4, 7), range(7, 10)])
    assert found is not None
    assert found.persons == ("A", "B", "C")
    assert found.sessions(chat) == 3
    assert found.places(chat) == [0, 1, 2, 4, 5, 6, 7, 8, 9]
    assert found.places(chat, others=("D",)) == list(range(10))


def test_meetings_of_others_leave_the_circle_alone() -> None:
    chat = _talk("ABC", "ABC", "D", "DA", "D", "D")
    found = circle(chat, stretches(chat, [0, 3, 6, 7, 9, 10]))
    assert found is not None
    assert found.meetings == (range(3), range(3, 6))


@pytest.mark.parametrize("sessions", [("AB", "AB"), ("ABC",), ("ABC", "D"), ()])
def test_two_people_or_one_meeting_make_no_circle(sessions: tuple[str, ...]) -> None:
    chat = _talk(*sessions)
    starts = [0, *[sum(map(len, sessions[:n])) for n in range(1, len(sessions))]] if sessions else []
    assert circle(chat, stretches(chat, starts)) is None


def test_the_person_left_out_is_in_no_circle() -> None:
    chat = _talk("ABCD", "ABCD")
    found = circle(chat, [range(4), range(4, 8)], without=("D",))
    assert found is not None
    assert found.persons == ("A", "B", "C")


def test_a_circle_is_extended_where_half_of_it_meets() -> None:
    chat = _talk("ABC", "ABC", "AB", "DD")
    found = circle(chat, [range(3), range(3, 6)])
    assert found is not None
    wider = extended(chat, found, [0, 6, 8])
    assert wider.meetings == (range(3), range(3, 6), range(6, 8))


def test_flags_that_gather_in_an_episode_are_unlikely_by_chance() -> None:
    chat = _talk("ABC" * 20)
    gathered = excess(chat, range(9), range(9), "null")
    spread = excess(chat, range(9), range(0, 60, 7), "null")
    assert gathered.p < 0.01
    assert gathered.statistic == 9
    assert spread.p > 0.3
    assert gathered == excess(chat, range(9), range(9), "null")


def test_strength_and_share_of_nothing_are_zero() -> None:
    chat = _talk("A")
    assert chat.share([], "negative") == 0.0
    assert chat.mass([], "negative") == 0.0
    assert chat.mass([0], "negative") == 0.0


def test_a_weak_cue_counts_little() -> None:
    chat = talk(analysis(messages([("A", "kita semua"), ("A", "ayo mogok")]), MEMBERS))
    assert chat.share([0], "call_to_act") == 1.0
    assert 0 < chat.mass([0], "call_to_act") < 0.5 < chat.mass([1], "call_to_act")


def test_what_messages_show_is_told_of_all_at_once_as_of_each() -> None:
    chat = talk(analysis(messages([("A", "kita semua"), ("B", "nota"), ("A", "ayo mogok"), ("B", "maaf"), ("A", "ayo mogok")]), MEMBERS))
    for signals in (("call_to_act",), ("apology", "call_to_act"), ("insult",)):
        assert list(chat.showing(*signals)) == [chat.has(at, *signals) for at in range(5)]
    assert sum(chat.showing("call_to_act")) > 1
    assert chat.where(lambda shown: "apology" in shown) == [at for at in range(5) if chat.has(at, "apology")]


def test_evidence_is_in_file_order_and_once() -> None:
    chat = _talk("ABC")
    found = lines(chat, [2, 0, 2], {0: "names the person"})
    assert [(line.line, line.role) for line in found] == [(1, "names the person"), (3, "takes part")]
    assert moment(chat, 0).isoformat() == "2024-03-04T09:00:00"
