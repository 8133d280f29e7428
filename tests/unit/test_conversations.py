import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer.network.conversations import conversations


def found(done: pd.DataFrame, said: pd.DataFrame, names: str, draws: int = 0) -> dict[str, list[float]]:
    made = conversations(done, said, chats.people(list(names)).table, draws)
    return {name: each.value.tolist() for name, each in made.items()}


def moments(*days: str) -> npt.NDArray[np.datetime64]:
    return np.array([np.datetime64(day or "NaT", "s") for day in days], dtype="datetime64[s]")


def reply(source: str, target: str, msg: int, parent: int, p: float = 1.0) -> tuple[str, str, str, str, str | None, float]:
    return (source, target, "reply", f"a{msg}", f"a{parent}", p)


def test_a_turn_is_answered_when_any_of_its_messages_is_by_any_of_its_candidates() -> None:
    # A writes twice in a row (one turn), B may answer either of the two, C may answer the second
    said = chats.talk("AABC")
    done = chats.acts(reply("B", "A", 2, 0, 0.3), reply("B", "A", 2, 1, 0.4), reply("C", "A", 3, 1, 0.5))
    assert found(done, said, "ABC")["answered"] == pytest.approx([1 - 0.3 * 0.5, 0, 0])


def test_answers_to_oneself_do_not_count() -> None:
    assert found(chats.acts(reply("A", "A", 1, 0)), chats.talk("AAB"), "AB")["answered"] == [0, 0]


def test_opening_a_conversation_counts_when_others_take_it_up() -> None:
    said = chats.talk("AB", "A", "BAB")
    done = chats.acts(reply("B", "A", 1, 0, 0.75), reply("A", "B", 4, 3, 0.5))
    assert found(done, said, "ABC")["opened"] == pytest.approx([0.75, 0.5, 0])


def test_a_turn_without_exchange_neither_answers_nor_mentions_nor_is_answered() -> None:
    said = chats.talk("ABABABABAB")
    done = chats.acts(reply("B", "A", 1, 0), ("A", "B", "mention", "a2", None, 0.5))
    # A: a0 is answered, a2 mentions by half, a4, a6 and a8 stand alone; B: a1 answers
    assert found(done, said, "ABC")["alone"] == pytest.approx([3.5 / 5, 4 / 5, np.nan], nan_ok=True)


def test_fewer_than_five_turns_say_nothing_about_exchange() -> None:
    assert np.isnan(found(chats.acts(), chats.talk("ABABABAB"), "AB")["alone"]).all()


def test_silence_is_counted_over_the_conversations_of_ones_membership() -> None:
    said = chats.talk(*["AB"] * 6, "AC", *["AB"] * 3)
    people = chats.people(list("ABCD")).table
    people["joined"] = moments("", "", "2024-03-08", "2024-03-12")
    made = conversations(chats.acts(), said, people)
    # sessions are on 4, 5, … 13 March; C is there for the last six and writes in one of them, D for two: too few
    assert made["silent"].value.tolist() == pytest.approx([0, 0.1, 5 / 6, np.nan], nan_ok=True)


def test_who_left_is_not_called_silent_afterwards() -> None:
    said = chats.talk(*["AB"] * 6, *["AC"] * 4)
    people = chats.people(list("ABC")).table
    people["left"] = moments("", "2024-03-10", "")
    assert conversations(chats.acts(), said, people)["silent"].value.tolist() == pytest.approx([0, 0, 0.6])


def test_the_time_to_reply_is_a_weighted_median_in_minutes() -> None:
    # messages are a minute apart: B answers A after 1, 3 and 5 minutes with probabilities .9, .5 and .5
    said = chats.talk("ABCBCBA")
    done = chats.acts(reply("B", "A", 1, 0, 0.9), reply("B", "A", 3, 0, 0.5), reply("B", "A", 5, 0, 0.5), reply("C", "A", 2, 0, 0.9))
    assert found(done, said, "ABC")["reply_time"] == pytest.approx([np.nan, 3, np.nan], nan_ok=True)


def test_draws_surround_the_value_and_repeat_with_the_seed() -> None:
    said = chats.random_talk(3, sessions=60)
    done = chats.answers_before(said, 0.7)
    people = chats.people(list("ABCDEFGH")).table
    one, again = (conversations(done, said, people, 100, 5) for _ in range(2))
    for name in ("answered", "opened", "silent", "alone"):
        drawn = one[name].drawn
        assert drawn is not None
        assert drawn.shape == (100, 8)
        assert np.abs(drawn.mean(axis=0) - one[name].value).max() < 0.12 * max(1.0, np.abs(one[name].value).max())
        assert drawn.tolist() == again[name].drawn.tolist()  # type: ignore[union-attr] # drawn as above


def test_empty_chats_have_values_for_everybody() -> None:
    made = found(chats.acts(), chats.talk(), "AB", 3)
    assert all(len(each) == 2 for each in made.values())
    assert made["opened"] == [0, 0]


def test_messages_of_nobody_known_make_no_turn() -> None:
    assert found(chats.acts(), chats.talk("XAX"), "AB")["opened"] == [0, 0]
