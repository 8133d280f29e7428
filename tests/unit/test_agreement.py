import numpy as np
import pytest

from wag_analyzer.network.agreement import adjusted_rand, at_top, kendall, mutual_information, rank_biased_overlap, top_kept


def values(*given: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(given, dtype=np.float64)


def test_divisions_that_differ_in_numbers_only_are_the_same() -> None:
    one, other = np.array([3, 3, 7, 7, 7]), np.array([0, 0, 1, 1, 1])
    assert adjusted_rand(one, other) == 1
    assert mutual_information(one, other) == pytest.approx(1)


def test_divisions_made_at_random_agree_as_by_chance() -> None:
    rng = np.random.default_rng(1)
    found = [adjusted_rand(rng.integers(0, 3, 60), rng.integers(0, 3, 60)) for _ in range(200)]
    assert abs(np.mean(found)) < 0.01


def test_a_division_in_which_all_are_one_says_nothing_about_another() -> None:
    assert mutual_information(np.zeros(4, np.int64), np.array([0, 0, 1, 1])) == 0
    assert mutual_information(np.zeros(4, np.int64), np.zeros(4, np.int64)) == 1


def test_without_people_nothing_agrees_and_nothing_differs() -> None:
    empty = np.zeros(0, np.int64)
    assert np.isnan(adjusted_rand(empty, empty))
    assert np.isnan(mutual_information(empty, empty))
    assert np.isnan(rank_biased_overlap(values(), values()))
    assert np.isnan(top_kept(values(), values(), 3))


def test_a_ranking_that_tells_nobody_apart_has_no_tau() -> None:
    assert np.isnan(kendall(values(1, 1, 1), values(1, 2, 3)))
    assert kendall(values(1, 2, 3), values(3, 2, 1)) == -1


def test_equal_values_at_the_border_share_the_places_left() -> None:
    assert at_top(values(5, 1, 1, 0), 2).tolist() == [0, 1, 2]
    assert top_kept(values(5, 1, 1, 0), values(5, 1, 0, 0), 2) == pytest.approx(1)
    assert top_kept(values(5, 1, 1, 0), values(0, 0, 0, 5), 2) == pytest.approx((1 / 3 + 1 / 6 + 1 / 6) / 1.5)


def test_who_is_missing_has_lost_the_place() -> None:
    assert top_kept(values(9, 8, 1), values(np.nan, 8, 1), 1) == 0
    assert top_kept(values(9, 8, 1), values(np.nan, 8, np.nan), 2) == 0.5


def test_a_ranking_agrees_with_itself_also_where_values_are_equal() -> None:
    assert rank_biased_overlap(values(3, 3, 1, 1, 0), values(3, 3, 1, 1, 0)) == pytest.approx(1)


def test_rank_biased_overlap_weighs_the_first_places_most() -> None:
    base = values(*range(20, 0, -1))
    first_swapped, last_swapped = base.copy(), base.copy()
    first_swapped[[0, 1]] = base[[1, 0]]
    last_swapped[[18, 19]] = base[[19, 18]]
    assert rank_biased_overlap(base, first_swapped) < rank_biased_overlap(base, last_swapped) < 1


def test_rank_biased_overlap_is_the_sum_worked_by_hand() -> None:
    # agreement 0 at depth 1, 1 at depth 2: (1 - .9) · .9 · 1 + .9² · 1
    assert rank_biased_overlap(values(2, 1), values(1, 2)) == pytest.approx(0.1 * 0.9 + 0.81)
