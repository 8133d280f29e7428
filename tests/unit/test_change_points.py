import numpy as np
import numpy.typing as npt
import pytest

from wag_analyzer.network import change_points
from wag_analyzer.network.change_points import ALPHA, LEAST, changes, pace

Floats = npt.NDArray[np.float64]
OFFICE = np.array([1.2, 1.1, 1.0, 1.1, 1.2, 0.3, 0.1])


def counts(rates: list[tuple[int, float]], seed: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Messages a day for stretches of (days, rate) with office weeks."""
    level = np.concatenate([np.full(days, rate) for days, rate in rates])
    weekday = np.arange(len(level)) % 7
    return np.random.default_rng(seed).poisson(level * OFFICE[weekday]).astype(np.float64), weekday


@pytest.mark.parametrize("seed", range(4))
def test_a_change_of_pace_is_found_within_its_interval(seed: int) -> None:
    (found,) = changes(*counts([(60, 6.0), (60, 15.0)], seed), seed)
    assert found.lo <= found.day <= found.hi
    assert found.lo <= 60 <= found.hi or abs(found.day - 60) <= 3
    assert found.p <= ALPHA
    assert found.before == pytest.approx(6, rel=0.3)
    assert found.after == pytest.approx(15, rel=0.3)


def test_two_changes_are_told_in_order_with_the_pace_on_either_side() -> None:
    found = changes(*counts([(50, 5.0), (50, 20.0), (50, 2.0)], 1), 0)
    assert [round(change.day / 50) for change in found] == [1, 2]
    assert found[0].after == found[1].before
    assert found[1].after < found[0].before < found[1].before


def test_a_pace_that_never_changes_is_seldom_said_to_change() -> None:
    told = sum(bool(changes(*counts([(112, 8.0)], seed), seed)) for seed in range(60))
    assert told <= 7  # 5 % are 3; more than 7 would happen once in 100 runs


def test_weekends_are_no_changes() -> None:
    weekday = np.arange(84) % 7
    assert changes(np.where(weekday < 5, 10.0, 0.0), weekday, 0) == []


def test_short_and_even_stretches_are_not_searched() -> None:
    short = np.concatenate([np.full(LEAST // 2, 1.0), np.full(LEAST // 2 - 1, 50.0)])
    assert changes(short, np.arange(len(short)) % 7, 0) == []
    assert changes(np.zeros(100), np.arange(100) % 7, 0) == []


def test_the_same_seed_gives_the_same_changes() -> None:
    one = counts([(40, 3.0), (40, 9.0)], 2)
    assert changes(*one, 5) == changes(*one, 5)


def test_a_burst_in_a_long_quiet_life_is_found_on_a_coarse_grid() -> None:
    found = changes(*counts([(300, 3.0), (25, 12.0), (300, 3.0)], 3), 0)
    assert [abs(change.day - day) <= 3 for change, day in zip(found, (300, 325), strict=True)] == [True, True]


def test_a_cut_that_does_not_hold_against_its_neighbours_is_dropped() -> None:
    level = np.concatenate([np.zeros(40), np.ones(40)]) + np.random.default_rng(0).normal(0, 0.1, 80)
    kept = change_points._kept(level, {20: 0.01, 40: 0.01}, np.random.default_rng(0))
    assert kept == {40: 0.01}
    assert change_points._kept(level[:40], {20: 0.01}, np.random.default_rng(0)) == {}


def test_pace_evens_out_weekdays() -> None:
    weekday = np.arange(28) % 7
    week = np.where(weekday < 5, 14.0, 0.0)
    assert pace(week, weekday, (0, 28)) == pytest.approx(10)
    assert pace(week, weekday, (0, 5)) == pytest.approx(10, rel=0.15)  # five working days are not taken for a busier time
    assert pace(np.zeros(7), np.arange(7), (0, 7)) == 0
