import numpy as np
import pytest

from wag_analyzer.network import arrivals
from wag_analyzer.network.arrivals import wave


def test_a_wave_of_arrivals_is_found() -> None:
    found = wave(np.array([3, 40, 41, 41, 42, 43, 44, 90]), 120, 0)
    assert found is not None
    assert (found.start, found.stop, found.count) == (40, 45, 6)
    assert found.p <= 0.01
    assert found.expected == pytest.approx(8 * (found.stop - found.start) / 120)


@pytest.mark.parametrize(("days", "length"), [([0, 1, 2], 50), ([0, 1, 2, 2], 3)])
def test_few_arrivals_and_few_days_tell_nothing(days: list[int], length: int) -> None:
    assert wave(np.array(days), length, 0) is None


def test_arrivals_spread_by_chance_are_seldom_a_wave() -> None:
    told = 0
    for seed in range(60):
        found = wave(np.random.default_rng(seed).integers(0, 90, 12), 90, seed)
        told += found is not None and found.p <= 0.05
    assert told <= 7


def test_all_on_one_day_is_a_wave_of_one_day() -> None:
    found = wave(np.full(9, 30), 100, 0)
    assert found is not None
    assert (found.start, found.stop, found.count) == (30, 31, 9)


def test_centuries_are_scanned_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = wave(np.array([5, 6, 7, 8, 200]), 300, 0)
    monkeypatch.setattr(arrivals, "_CELLS", 900)
    part = wave(np.array([5, 6, 7, 8, 200]), 300, 0)
    assert whole is not None
    assert part is not None
    assert (part.start, part.stop) == (whole.start, whole.stop)
