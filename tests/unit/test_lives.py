import numpy as np
import pytest

from wag_analyzer.network.lives import NEVER, lives

DAY = 86_400


def one(acts: list[tuple[float, float]], end: float, begin: float = 0, half_life: float = 10) -> tuple[float, float, float, float, str]:
    """Acts are (day, probability); the result is current, born, dormant, revived (days, -1 for never) and life."""
    at = np.array([int(day * DAY) for day, _ in acts], np.int64)
    p = np.array([chance for _, chance in acts])
    got = lives(np.zeros(len(acts), np.int64), p, at, (int(begin * DAY), int(end * DAY)), half_life * DAY)
    days = [-1.0 if values[0] == NEVER else values[0] / DAY for values in (got.born, got.dormant, got.revived)]
    return float(got.current[0]), days[0], days[1], days[2], str(got.life[0])


def test_a_tie_is_born_when_the_first_act_can_be_expected() -> None:
    assert one([(1, 0.2), (2, 0.2), (3, 0.2)], end=5)[1] == 3
    assert one([(1, 1.0)], end=5)[1] == 1


def test_a_heap_of_improbable_acts_that_comes_to_less_than_a_half_is_faint() -> None:
    assert one([(day, 0.04) for day in range(12)], end=20)[1:] == (-1, -1, -1, "faint")


def test_what_is_left_halves_with_every_half_life() -> None:
    assert one([(0, 1.0), (10, 0.8)], end=20)[0] == pytest.approx(0.25 + 0.4)


def test_three_half_lives_of_silence_put_a_tie_to_sleep_since_its_last_act() -> None:
    assert one([(1, 1.0), (5, 1.0)], end=34.9)[2:] == (-1, -1, "active")
    assert one([(1, 1.0), (5, 1.0)], end=35)[2:] == (5, -1, "dormant")


def test_an_act_after_such_a_silence_revives_it() -> None:
    assert one([(1, 1.0), (40, 1.0)], end=45)[1:] == (1, -1, 40, "revived")
    assert one([(1, 1.0), (40, 1.0)], end=80)[1:] == (1, 40, 40, "dormant")


def test_crumbs_in_between_do_not_keep_it_awake() -> None:
    assert one([(1, 1.0), *((day, 0.01) for day in range(2, 39)), (40, 1.0)], end=45)[3] == 40


def test_new_is_born_lately_in_a_chat_that_is_older() -> None:
    assert one([(95, 1.0)], end=100)[4] == "new"
    assert one([(85, 1.0)], end=100)[4] == "active"
    assert one([(3, 1.0)], end=8)[4] == "active"


def test_many_ties_in_any_order_of_time() -> None:
    got = lives(np.array([0, 0, 1]), np.array([1.0, 1.0, 0.3]), np.array([9 * DAY, DAY, DAY]), (0, 10 * DAY), 10.0 * DAY)
    assert (got.born[0], got.born[1]) == (DAY, NEVER)


def test_no_acts_no_ties() -> None:
    none = np.zeros(0, np.int64)
    assert len(lives(none, np.zeros(0), none, (0, 0), 1.0).life) == 0
