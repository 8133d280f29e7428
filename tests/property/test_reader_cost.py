"""Twice the file is at most twice the work (P11), whatever floods it."""

import contextlib
import sys
import time
from types import FrameType
from typing import Any, Final

import pytest

from tests import strategies as draw
from tests.floods import FLOODS
from wag_analyzer.errors import WagError

SMALL: Final = 100
SLACK: Final = 400
"""Calls that may come and go with samples of fixed size."""
MOST_RATIO: Final = 48
"""Work in proportion takes 16 times as long, a square 256 times."""
TRIES: Final = 6


def read(data: bytes) -> None:
    with contextlib.suppress(WagError):
        draw.reading(data)


def calls(data: bytes) -> int:
    """Return how many functions are called, those of libraries included: the same number on every machine."""
    count = 0

    def counted(_frame: FrameType, event: str, _what: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        read(data)
    finally:
        sys.setprofile(None)
    return count


def seconds(data: bytes) -> float:
    started = time.process_time()
    read(data)
    return time.process_time() - started


@pytest.mark.parametrize("flood", FLOODS)
def test_twice_the_flood_is_at_most_twice_the_calls(flood: str) -> None:
    sizes = (SMALL, 2 * SMALL, 4 * SMALL)
    read(FLOODS[flood](sizes[-1]))  # what is remembered between files is there before anything is counted
    few, twice, four = (calls(FLOODS[flood](size)) for size in sizes)
    assert twice <= 2.2 * few
    assert four - twice <= 2.2 * max(twice - few, 0) + SLACK


@pytest.mark.parametrize("flood", FLOODS)
def test_sixteen_times_the_flood_takes_nothing_like_its_square(flood: str) -> None:
    unit = 20_000 if flood.startswith("one ") else 250
    read(FLOODS[flood](unit))
    assert any(_ratio(flood, unit) <= MOST_RATIO for _ in range(TRIES))  # a square takes too long in every try


def _ratio(flood: str, unit: int) -> float:
    """Return how many times as long sixteen times the flood takes; others on the machine may lengthen either, so one try tells little."""
    few = min(seconds(FLOODS[flood](unit)) for _ in range(2))
    return min(seconds(FLOODS[flood](16 * unit)) for _ in range(2)) / few
