import numpy as np
import pandas as pd

from wag_analyzer.network.clock import Hours, hours


def seconds(*moments: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return pd.to_datetime(list(moments)).to_numpy().astype("datetime64[s]").astype(np.int64)


OFFICE = Hours(np.array([day < 5 and 8 <= hour < 17 for day in range(7) for hour in range(24)]))


def test_an_answer_on_monday_morning_to_friday_evening_is_a_quick_one() -> None:
    # 2024-03-08 is a Friday
    waited = OFFICE.between(seconds("2024-03-08 16:50"), seconds("2024-03-11 08:05"))
    assert waited.tolist() == [15 * 60]


def test_time_at_night_does_not_pass() -> None:
    waited = OFFICE.between(seconds("2024-03-08 20:00", "2024-03-05 07:00"), seconds("2024-03-09 12:00", "2024-03-05 08:00"))
    assert waited.tolist() == [0, 0]
    assert OFFICE.within(seconds("2024-03-08 20:00", "2024-03-08 08:00")).tolist() == [False, True]


def test_a_week_holds_its_kept_hours() -> None:
    assert OFFICE.between(seconds("2024-03-05 03:00"), seconds("2024-03-12 03:00")).tolist() == [5 * 9 * 3600]


def test_hours_are_those_in_which_the_group_writes() -> None:
    days = pd.date_range("2024-03-04", periods=84, freq="D")
    working = [day + pd.Timedelta(hours=hour) for day in days if day.weekday() < 6 for hour in range(7, 16)]
    kept = hours(seconds(*map(str, working))).kept.reshape(7, 24)
    assert kept[:6, 7:16].all()
    assert not kept[6].any()
    assert kept.sum() == 6 * 9


def test_in_a_short_chat_all_hours_count() -> None:
    assert hours(seconds(*["2024-03-04 09:00"] * 199)).kept.all()
    assert not hours(seconds(*["2024-03-04 09:00"] * 200)).kept.all()


def test_the_clock_never_runs_back() -> None:
    rng = np.random.default_rng(0)
    moments = np.sort(rng.integers(0, 10**9, 500)).astype(np.int64)
    some = Hours(rng.random(168) < 0.4)
    passed = some.between(moments[:-1], moments[1:])
    assert (passed >= 0).all()
    assert (passed <= np.diff(moments)).all()
    assert some.between(moments[:1], moments[-1:])[0] == passed.sum()
