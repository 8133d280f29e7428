from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer.network.acts import acts, talk
from wag_analyzer.network.nulls import benjamini_hochberg, rewired, shuffled, upper_tail


def chance(said: pd.DataFrame, done: pd.DataFrame, names: str, layer: str = "reply") -> tuple[np.ndarray, np.ndarray]:
    index = pd.Index(list(names), dtype=object)
    spoken = talk(said, index)
    found = shuffled(acts(done, spoken, index)[layer], spoken, len(names))
    return found.mean.toarray(), found.variance.toarray()


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


def test_permutation_moments_are_those_of_all_permutations() -> None:
    # A's masses on the five turns of the others, and every order of their authors.
    said = chats.talk("BACADABAC")
    done = chats.acts(("A", "B", "reply", "a1", "a0", 0.9), ("A", "C", "reply", "a3", "a2", 0.5), ("A", "B", "reply", "a7", "a6", 0.2))
    mean, variance = chance(said, done, "ABCD")
    on_b = [sum(mass for mass, who in zip((0.9, 0.5, 0, 0.2, 0), order, strict=True) if who == "B") for order in permutations("BCDBC")]
    assert mean[0, 1] == pytest.approx(np.mean(on_b))
    assert variance[0, 1] == pytest.approx(np.var(on_b))


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
        mean, variance = shuffled(some, spoken, 8).at(source, target)
        p += [value for value, at in zip(upper_tail(weight[source, target], mean, variance), mean, strict=True) if at >= 2]
    assert len(p) > 300
    assert 0.02 <= np.mean(np.array(p) < 0.05) <= 0.07
    assert 0.45 <= np.mean(p) <= 0.55


def test_rewiring_can_about_keeps_strengths() -> None:
    activity = np.random.default_rng(4).lognormal(0, 1, 24)
    weights = np.random.default_rng(5).poisson(np.outer(activity, activity)).astype(float)
    np.fill_diagonal(weights, 0)
    both = weights + weights.T
    null = rewired(both, np.random.default_rng(1), keep="strengths")
    assert (null == null.T).all()
    assert np.diag(null).sum() == 0
    assert np.corrcoef(null.sum(axis=0), both.sum(axis=0))[0, 1] > 0.8
    assert null.sum() == pytest.approx(both.sum(), rel=0.1)
    assert not np.array_equal(null, both)


def test_rewiring_keeps_every_degree_and_the_weights() -> None:
    weights = chats.blocks([12, 12], 1.0, 0.1, seed=4)
    both = weights + weights.T
    null = rewired(both, np.random.default_rng(1))
    assert ((null > 0).sum(axis=0) == (both > 0).sum(axis=0)).all()
    assert sorted(null.ravel()) == sorted(both.ravel())
    assert (null == null.T).all()
    assert ((null > 0) & (both > 0)).sum() < 0.6 * (both > 0).sum()


@pytest.mark.parametrize("weights", [np.zeros((0, 0)), np.zeros((3, 3)), np.array([[0.0, 2.0], [2.0, 0.0]])])
def test_rewiring_what_cannot_be_rewired_gives_it_back(weights: np.ndarray) -> None:
    for keep in ("weights", "strengths"):
        assert np.allclose(rewired(weights, np.random.default_rng(0), keep=keep), weights)
