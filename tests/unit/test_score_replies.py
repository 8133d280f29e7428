"""Scores of reply links and ties: small cases counted by hand."""

from dataclasses import replace

import numpy as np
import pytest

from wag_analyzer.simulate.figures import Figure, interval, ratio, spearman, wilson
from wag_analyzer.simulate.gold import Truth
from wag_analyzer.simulate.guesses import TieGuess
from wag_analyzer.simulate.link_scores import score_replies
from wag_analyzer.simulate.tie_scores import ChatTies, draws_for, score_ties, true_ties

WRITERS = {1: "A", 2: "A", 3: "B", 4: "C", 5: "A", 6: "B"}
TRUTH = Truth(parents={1: frozenset(), 3: frozenset({1}), 4: frozenset({2, 3}), 5: frozenset({4}), 6: frozenset({5})}, writers=WRITERS)
SURE = {1: {0: 1.0}, 3: {1: 1.0}, 4: {3: 1.0}, 5: {4: 1.0}, 6: {5: 1.0}}


def value(figures: dict[str, Figure], name: str) -> float:
    found = figures[name].value
    assert found is not None
    return found


def of(truth: Truth, guesses: dict[int, dict[int, float]]) -> dict[str, Figure]:
    return dict(score_replies([(truth, guesses)], draws=20).figures)


def test_right_guesses_score_one_even_where_a_message_answers_two() -> None:
    figures = of(TRUTH, SURE)
    assert value(figures, "accuracy") == value(figures, "link_precision") == value(figures, "reply_precision") == 1
    assert value(figures, "link_recall") == pytest.approx(5 / 6)
    assert value(figures, "reply_recall") == pytest.approx(4 / 5)
    assert value(figures, "person_recall") == pytest.approx(4 / 5)
    assert (value(figures, "brier"), value(figures, "ece")) == (0, 0)


def test_a_message_without_a_guess_counts_as_opening_a_thread_surely() -> None:
    figures = of(TRUTH, {})
    assert value(figures, "accuracy") == pytest.approx(1 / 5)
    assert value(figures, "link_f1") == pytest.approx(2 / (5 + 6))
    assert (value(figures, "reply_f1"), value(figures, "person_f1")) == (0, 0)
    assert value(figures, "brier") == value(figures, "ece") == pytest.approx(4 / 5)


def test_the_right_person_by_the_wrong_message_counts_for_the_person_alone() -> None:
    figures = of(TRUTH, {3: {2: 0.7, 1: 0.3}})
    assert value(figures, "person_precision") == 1
    assert value(figures, "reply_precision") == 0
    assert figures["person_precision"].n == 1


def test_a_line_that_whatsapp_wrote_counts_among_links_only() -> None:
    truth = replace(TRUTH, parents={**TRUTH.parents, 7: frozenset()})
    score = score_replies([(truth, SURE)])
    assert (score.messages, score.figures["link_recall"].n, score.figures["reply_recall"].n) == (5, 7, 5)


def test_without_writers_persons_and_ties_are_left_out() -> None:
    score = score_replies([(replace(TRUTH, writers={}), SURE)])
    assert not [name for name in score.figures if name.startswith(("person", "tie"))]
    assert value(dict(score.figures), "reply_precision") == 1


def test_calibration_compares_what_was_said_with_what_was_right_in_each_tenth() -> None:
    truth = Truth(parents={line: frozenset({1} if line % 2 else {2}) for line in range(3, 23)}, writers={})
    score = score_replies([(truth, {line: {1: 0.65, 2: 0.35} for line in range(3, 23)})])
    rows = [row for row in score.reliability if row["n"]]
    assert rows == [{"from": 0.6, "to": 0.7, "n": 20, "said": 0.65, "right": 0.5}]
    assert value(dict(score.figures), "ece") == pytest.approx(0.15)
    assert value(dict(score.figures), "brier") == pytest.approx((0.35**2 + 0.65**2) / 2)


def test_ties_add_probabilities_up_and_their_interval_widens_with_doubt() -> None:
    parents = {line: frozenset({1}) for line in range(2, 12)}
    truth = Truth(parents=parents, writers={1: "A", **dict.fromkeys(range(2, 12), "B")})
    half = of(truth, {line: {1: 0.5, 0: 0.5} for line in parents})
    assert value(half, "tie_coverage_90") == 0  # ten are true, 5 ± 1.645 · √2.5 + 0.5 reaches 8.1
    much = of(truth, {line: {1: 0.8, 0: 0.2} for line in parents})
    assert value(much, "tie_coverage_90") == 1
    assert (value(much, "tie_wrong_weight"), value(much, "tie_top_10")) == (0, 1)
    assert value(much, "tie_cosine") == pytest.approx(1)


def test_intervals_come_from_conversations_and_repeat_with_the_seed() -> None:
    parents = {line: frozenset({line - 1} if line % 3 else ()) for line in range(3, 60)}
    truth = Truth(parents=parents, writers={line: "ABCD"[line % 4] for line in range(2, 60)})
    guesses = {line: {line - 1: 0.8, 0: 0.2} for line in parents if line % 5}
    first, again, other = (score_replies([(truth, guesses)], draws=50, seed=seed) for seed in (1, 1, 2))
    assert first.record() == again.record()
    assert first.record() != other.record()
    assert first.conversations == 19
    for figure in first.figures.values():
        assert figure.lo is not None
        assert figure.value is not None
        assert figure.hi is not None
        assert figure.lo <= figure.value <= figure.hi
    assert of(TRUTH, SURE)["accuracy"].lo is None  # two conversations are too few


def test_true_ties_count_answers_to_others_and_rank_who_wrote_three() -> None:
    ties, active = true_ties(replace(TRUTH, parents={**TRUTH.parents, 2: frozenset({1})}))
    assert ties == {("B", "A"): 2, ("C", "A"): 1, ("C", "B"): 1, ("A", "C"): 1}
    assert active == {"A"}


def tie_truth() -> Truth:
    writers = {1: "A", 2: "B", 3: "C"} | {line: "ABC"[line % 3] for line in range(4, 40)}
    return Truth(parents={line: frozenset({line - 1 if line % 4 else line - 2}) for line in range(4, 40)}, writers=writers)


def test_ties_that_are_right_score_one_and_none_score_nothing() -> None:
    truth = tie_truth()
    right = {pair: TieGuess(n, n - 1, n + 1) for pair, n in true_ties(truth)[0].items()}
    figures = score_ties([(truth, right)], draws=200).figures
    assert [round(figures[name].value or 0, 9) for name in ("rank_correlation", "wrong_weight", "cosine", "top_10", "coverage_90")] == [
        1,
        0,
        1,
        1,
        1,
    ]
    nothing = score_ties([(truth, {})]).figures
    assert [nothing[name].value for name in ("rank_correlation", "wrong_weight", "cosine", "top_10", "coverage_90")] == [0, 0.5, 0, 0, 0]


def test_weight_on_a_pair_that_never_answered_is_wrong_weight() -> None:
    truth = tie_truth()
    right = {pair: TieGuess(n, n, n) for pair, n in true_ties(truth)[0].items()}
    total = sum(tie.weight for tie in right.values())
    figures = score_ties([(truth, {**right, ("A", "Z"): TieGuess(total, 0, 0)})]).figures
    assert figures["wrong_weight"].value == pytest.approx(0.5)


def test_a_person_under_two_names_is_one_by_the_truths_identities() -> None:
    truth = replace(tie_truth(), names={"Abi": "A", "+62 812": "A"})
    ties = true_ties(truth)[0]
    parted = {("Abi" if a == "A" else a, "+62 812" if b == "A" else b): TieGuess(n, n, n) for (a, b), n in ties.items()}
    assert score_ties([(truth, parted)]).figures["wrong_weight"].value == pytest.approx(0)


def test_a_chat_without_true_ties_or_ranked_people_gives_no_figure() -> None:
    lonely = Truth(parents={1: frozenset()}, writers={1: "A"})
    figures = score_ties([(lonely, {})]).figures
    assert all(figure.value is None for figure in figures.values())
    flat = ChatTies.of([("A", "B")], (np.array([2.0]), np.array([1.0]), np.array([1.0]), np.array([1.0])), frozenset())
    assert draws_for([flat], 200) == 200


def test_large_groups_are_resampled_less_and_huge_ones_not() -> None:
    class Wide:
        true = np.broadcast_to(0.0, (600, 600))

    class Huge:
        true = np.broadcast_to(0.0, (3000, 3000))

    assert draws_for([Wide], 200) == 138  # type: ignore[list-item]  # only its size is asked for
    assert draws_for([Huge], 200) == 0  # type: ignore[list-item]  # as above


def test_shares_and_ranks_at_their_ends() -> None:
    assert wilson(0, 0) == Figure(None, 0)
    assert (wilson(0, 5).lo, wilson(5, 5).hi) == (0, 1)
    assert ratio(np.array([1.0, 2.0]), np.array([0.0, 4.0])).tolist() == [0, 0.5]
    same, other = np.array([1.0, 1, 1]), np.array([1.0, 2, 3])
    assert (spearman(same, same), spearman(same, other)) == (1, 0)
    assert spearman(other, -other) == pytest.approx(-1)
    assert interval(None, 3, [0.1]) == Figure(None, 3)
    assert interval(0.99, 3, [0.5, 0.9]).hi == 1
    assert interval(0.5, 3, [np.nan]) == Figure(0.5, 3)
