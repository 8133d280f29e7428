from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearson3

from tests.unit import network_chats as chats
from wag_analyzer.network import chance as module
from wag_analyzer.network.acts import acts, talk
from wag_analyzer.network.chance import Chance, Moments, above_chance, benjamini_hochberg, upper_tail
from wag_analyzer.network.chance import chance as under
from wag_analyzer.settings import Null


def moments(null: Chance, people: int) -> tuple[np.ndarray, np.ndarray, int]:
    source, target = (ends.ravel() for ends in np.indices((people, people)))
    mean, variance, _, tests, _ = null.at(source, target)
    off = (source != target).reshape(people, people)
    return np.where(off, mean.reshape(people, people), 0), np.where(off, variance.reshape(people, people), 0), tests


def chance(
    said: pd.DataFrame, done: pd.DataFrame, names: str, layer: str = "reply", null: Null = "session"
) -> tuple[np.ndarray, np.ndarray]:
    index = pd.Index(list(names), dtype=object)
    spoken = talk(said, index)
    return moments(under(null, acts(done, spoken, index)[layer], spoken, len(names)), len(names))[:2]


def test_an_answer_falls_on_the_other_speakers_of_the_session_by_turns() -> None:
    # A answers B's and C's turn and not D's: each of the three turns is answered with probability 2/3 under the null.
    done = chats.acts(("A", "B", "reply", "a1", "a0", 1.0), ("A", "C", "reply", "a3", "a2", 1.0))
    mean, variance = chance(chats.talk("BACAD"), done, "ABCD")
    assert mean[0] == pytest.approx([0, 2 / 3, 2 / 3, 2 / 3])
    assert variance[0, 1] == pytest.approx(1 / 3 * 2 / 3 * 3 / 2 * (2 - 4 / 3))


def test_a_thought_split_into_many_messages_is_one_turn() -> None:
    done = chats.acts(("A", "C", "reply", "a5", "a4", 1.0))
    mean, _ = chance(chats.talk("BBBACA"), done, "ABC")
    assert mean[0] == pytest.approx([0, 0.5, 0.5])


def test_who_answers_everybody_in_the_session_leaves_nothing_to_chance() -> None:
    done = chats.acts(("A", "B", "reply", "a1", "a0", 1.0), ("A", "C", "reply", "a3", "a2", 1.0))
    mean, variance = chance(chats.talk("BACA"), done, "ABC")
    assert mean[0] == pytest.approx([0, 1, 1])
    assert variance == pytest.approx(0)


def test_people_of_another_session_are_not_expected_to_be_answered() -> None:
    done = chats.acts(("A", "B", "reply", "a1", "a0", 1.0))
    mean, _ = chance(chats.talk("BA", "CDCD"), done, "ABCD")
    assert mean[0] == pytest.approx([0, 1, 0, 0])


def test_answers_to_one_turn_move_together() -> None:
    together = chats.acts(("A", "B", "reply", "a1", "a0", 1.0), ("A", "B", "reply", "a2", "a0", 1.0))
    apart = chats.acts(("A", "B", "reply", "a1", "a0", 1.0), ("A", "C", "reply", "a2", "a3", 1.0))
    said = chats.talk("BAACDE")
    assert chance(said, together, "ABCDE")[1][0, 1] > chance(said, apart, "ABCDE")[1][0, 1]


@pytest.mark.parametrize("sure", [1.0, 0.9])
def test_moments_are_those_of_all_permutations_and_readings(sure: float) -> None:
    # A's acts on the five turns of the others, whether each took place, and every order of their authors.
    said = chats.talk("BACADABAC")
    p = {0: sure, 1: 0.5, 3: 0.2}
    done = chats.acts(("A", "B", "reply", "a1", "a0", sure), ("A", "C", "reply", "a3", "a2", 0.5), ("A", "B", "reply", "a7", "a6", 0.2))
    mean, variance = chance(said, done, "ABCD")
    orders = [np.array([who == "B" for who in order]) for order in permutations("BCDBC")]
    total = leaning = 0.0
    for took_place in product((0, 1), repeat=3):
        taken = np.zeros(5)
        taken[list(p)] = took_place
        likely = np.prod([chance if one else 1 - chance for chance, one in zip(p.values(), took_place, strict=True)])
        beyond = np.array([taken @ on_b - taken.sum() * 2 / 5 for on_b in orders])
        total += likely * np.var(beyond)
        leaning += likely * np.mean(beyond**3)
    assert mean[0, 1] == pytest.approx(sum(p.values()) * 2 / 5)
    assert variance[0, 1] == pytest.approx(total)
    index = pd.Index(list("ABCD"), dtype=object)
    spoken = talk(said, index)
    some = acts(done, spoken, index)["reply"]
    third = under("session", some, spoken, 4).at(np.array([0]), np.array([1])).third
    assert third == pytest.approx(leaning)
    assert leaning != pytest.approx(0, abs=1e-3)


def test_two_candidates_in_one_turn_are_one_act() -> None:
    said = chats.talk("BBACD")
    split = chats.acts(("A", "B", "reply", "a2", "a0", 0.5), ("A", "B", "reply", "a2", "a1", 0.5))
    whole = chats.acts(("A", "B", "reply", "a2", "a0", 1.0))
    assert chance(said, split, "ABCD")[1] == pytest.approx(chance(said, whole, "ABCD")[1])


def test_a_mention_falls_on_those_who_wrote_that_day() -> None:
    done = chats.acts(("A", "B", "mention", "a0", None, 1.0))
    mean, variance = chance(chats.talk("ABBBC", "DDDD"), done, "ABCD", "mention")
    assert mean[0] == pytest.approx([0, 0.75, 0.25, 0])
    assert variance[0, 1] == pytest.approx(0.75 * 0.25)


def test_a_mention_of_an_absent_person_falls_on_the_absent() -> None:
    done = chats.acts(("A", "E", "mention", "a0", None, 1.0))
    mean, _ = chance(chats.talk("ABBBC", "DDDD"), done, "ABCDE", "mention")
    assert mean[0] == pytest.approx([0, 0, 0, 5 / 6, 1 / 6])


def test_an_act_without_a_message_still_has_a_chance() -> None:
    done = chats.acts(("A", "B", "mention", "event", None, 1.0))
    mean, _ = chance(chats.talk(), done, "ABC", "mention")
    assert mean[0] == pytest.approx([0, 0.5, 0.5])


def test_no_acts_have_no_chance() -> None:
    assert chance(chats.talk("AB"), chats.acts(), "AB")[0].sum() == 0


def test_benjamini_hochberg_counts_what_was_tested_and_keeps_missing_ones_missing() -> None:
    p = np.array([0.001, np.nan, 0.04])
    assert benjamini_hochberg(p).tolist() == pytest.approx([0.002, np.nan, 0.04], nan_ok=True)
    assert benjamini_hochberg(p, 10).tolist() == pytest.approx([0.01, np.nan, 0.2], nan_ok=True)
    assert benjamini_hochberg(np.zeros(0)).tolist() == []


def test_upper_tail_is_missing_where_nothing_varies_and_small_for_what_is_rare() -> None:
    tail = upper_tail(np.array([1.0, 9.0, 2.0]), np.array([1.0, 2.0, 2.0]), np.array([0.0, 2.0, 2.0]))
    assert np.isnan(tail[0])
    assert tail[1] < 0.002
    assert 0.3 < tail[2] < 0.6


@pytest.mark.parametrize("skew", [-0.8, -0.2, 0.0, 1e-4, 0.3, 1.4])
def test_the_upper_tail_has_the_third_moment_that_is_given(skew: float) -> None:
    weight = np.linspace(0, 12, 25)
    mean, variance = np.full(25, 5.0), np.full(25, 4.0)
    tail = upper_tail(weight, mean, variance, np.full(25, skew * 8.0))
    assert tail == pytest.approx(pearson3.sf(weight, skew, 5.0, 2.0), abs=1e-3)
    own = upper_tail(weight, mean, variance, np.full(25, 2 * 16 / 5.0))
    assert own == pytest.approx(upper_tail(weight, mean, variance))


def test_pairs_that_lie_closer_to_chance_than_the_null_has_it_lower_its_variance_and_others_raise_nothing() -> None:
    def found(weight: np.ndarray, silent: int = 0) -> float:
        many = len(weight)
        given = Moments(np.full(many, 4.0), np.full(many, 4.0), np.full(many, 2.0), many, np.full(silent, 4.0))
        return float(above_chance(weight, given)[0][0])

    close = np.concatenate(([8.0], np.tile([3.5, 4.5], 60)))
    assert found(close) > 4
    assert found(close[:29]) == pytest.approx(2.0)  # too few to tell
    assert found(close, silent=60) == pytest.approx(2.0)  # those without an act lie far off
    assert found(np.concatenate(([8.0], np.tile([0.0, 8.0], 60)))) == pytest.approx(2.0)


def test_pairs_without_an_act_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    done = chats.acts(*(("A", who, "reply", f"a{at}", f"a{at - 1}", 1.0) for at, who in ((1, "B"), (3, "B"), (5, "B"))))
    index = pd.Index(list("ABCD"), dtype=object)
    spoken = talk(chats.talk("BABABACDCD"), index)
    null = under("session", acts(done, spoken, index)["reply"], spoken, 4)
    every = null.at(np.zeros(3, np.int64), np.arange(1, 4))
    assert every.silent.tolist() == []
    given = null.at(np.zeros(1, np.int64), np.ones(1, np.int64))
    assert given.silent.tolist() == []
    monkeypatch.setattr(module, "EXPECTED", 0.5)
    given = null.at(np.zeros(1, np.int64), np.ones(1, np.int64))
    assert given.silent == pytest.approx(every.mean[1:] ** 2 / every.variance[1:])


def test_p_values_of_a_chat_without_structure_are_uniform() -> None:
    p: list[float] = []
    for seed in range(12):
        said = chats.random_talk(seed, sessions=25)
        names = pd.Index(list("ABCDEFGH"), dtype=object)
        spoken = talk(said, names)
        some = acts(chats.answers_before(said), spoken, names)["reply"]
        weight = np.zeros((8, 8))
        np.add.at(weight, (some.source, some.target), some.p)
        source, target = np.nonzero(~np.eye(8, dtype=bool))
        found = under("session", some, spoken, 8).at(source, target)
        p += [value for value, at in zip(above_chance(weight[source, target], found)[1], found.mean, strict=True) if at >= 2]
    assert len(p) > 300
    assert 0.02 <= np.mean(np.array(p) < 0.05) <= 0.07
    assert 0.45 <= np.mean(p) <= 0.55


def test_by_day_an_answer_falls_on_all_who_wrote_that_day_and_by_activity_on_all() -> None:
    said = chats.talk("BA", "CDCD", "EF", gap=pd.Timedelta(hours=9))  # the third session is of the next day
    done = chats.acts(("A", "B", "reply", "a1", "a0", 1.0))
    assert chance(said, done, "ABCDEF")[0][0] == pytest.approx([0, 1, 0, 0, 0, 0])
    assert chance(said, done, "ABCDEF", null="day")[0][0] == pytest.approx([0, 1 / 5, 2 / 5, 2 / 5, 0, 0])
    assert chance(said, done, "ABCDEF", null="activity")[0][0] == pytest.approx([0, 1 / 7, 2 / 7, 2 / 7, 1 / 7, 1 / 7])


def test_by_activity_a_mention_falls_on_everybody() -> None:
    done = chats.acts(("A", "B", "mention", "a0", None, 1.0))
    assert chance(chats.talk("ABBBC", "DDDD"), done, "ABCDE", "mention", "activity")[0][0] == pytest.approx(
        [0, 4 / 12, 2 / 12, 5 / 12, 1 / 12]
    )


def test_the_configuration_keeps_what_everybody_gives_and_gets() -> None:
    said = chats.random_talk(5)
    done = chats.answers_before(said, 0.7)
    index = pd.Index(list("ABCDEFGH"), dtype=object)
    some = acts(done, talk(said, index), index)["reply"]
    mean, variance = chance(said, done, "ABCDEFGH", null="configuration")
    assert mean.sum(axis=1) == pytest.approx(np.bincount(some.source, weights=some.p, minlength=8))
    assert mean.sum(axis=0) == pytest.approx(np.bincount(some.target, weights=some.p, minlength=8))
    assert (variance[mean > 0] > 0).all()


def test_the_configuration_also_holds_for_acts_of_events() -> None:
    done = chats.acts(("A", "B", "mention", "event", None, 1.0), ("C", "D", "mention", "event", None, 1.0))
    assert chance(chats.talk(), done, "ABCD", "mention", "configuration")[0].sum() == pytest.approx(2)


@pytest.mark.parametrize("null", ["session", "day", "activity", "configuration"])
def test_chance_does_not_cross_groups(null: Null) -> None:
    said = chats.grouped(chats.talk("BACAB", "DEFDE"), {0: "one", 1: "two"})
    done = chats.acts(
        ("A", "B", "reply", "a1", "a0", 1.0), ("A", "C", "reply", "a3", "a2", 1.0), ("E", "D", "reply", "a6", "a5", 1.0),
        ("A", "C", "mention", "a1", None, 1.0), ("D", "E", "mention", "a8", None, 1.0),
    )  # fmt: skip
    for layer in ("reply", "mention"):
        mean, _ = chance(said, done, "ABCDEF", layer, null)
        assert mean[:3, 3:].sum() == mean[3:, :3].sum() == 0
        assert mean.sum() > 0


def test_the_pairs_tested_are_all_that_could_have_had_another_number_of_acts() -> None:
    index = pd.Index(list("ABCD"), dtype=object)
    said = chats.talk("BACAD")
    spoken = talk(said, index)
    done = chats.acts(("A", "B", "reply", "a1", "a0", 1.0), ("A", "C", "reply", "a3", "a2", 1.0))
    assert moments(under("session", acts(done, spoken, index)["reply"], spoken, 4), 4)[2] == 3


def test_many_people_are_taken_a_few_at_a_time_with_the_same_result() -> None:
    names = [f"P{number}" for number in range(300)]
    said = chats.talk("ABCABDACB")
    index = pd.Index([*names, *"ABCD"], dtype=object)
    spoken = talk(said, index)
    some = acts(chats.answers_before(said), spoken, index)["reply"]
    source, target = np.array([300, 303, 301]), np.array([301, 300, 302])
    few = pd.Index(list("ABCD"), dtype=object)
    spoken_by_few = talk(said, few)
    same = under("session", acts(chats.answers_before(said), spoken_by_few, few)["reply"], spoken_by_few, 4).at(source - 300, target - 300)
    for one, other in zip(under("session", some, spoken, 304).at(source, target), same, strict=True):
        assert one == pytest.approx(other)
