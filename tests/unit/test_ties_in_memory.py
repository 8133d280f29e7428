"""Networks of draws leave memory as soon as they are done with."""

import gc
import weakref

import numpy as np

from wag_analyzer.network.edges import Edges
from wag_analyzer.network.measures import values


def _measured(weight: float) -> "weakref.ref[Edges]":
    some = Edges(4, np.array([0, 1, 2, 0]), np.array([1, 2, 0, 3]), np.array([1.0, 2.0, 3.0, weight]))
    values(some)
    return weakref.ref(some)


def test_a_network_that_was_measured_is_gone_without_being_looked_for() -> None:
    gc.collect()
    gc.disable()
    try:
        assert _measured(1.0)() is None
        assert _measured(0.1)() is None
    finally:
        gc.enable()


def test_ties_that_are_all_present_are_those_ties() -> None:
    all_there = Edges(2, np.array([0]), np.array([1]), np.array([0.5]))
    assert all_there.present is all_there
    weak = Edges(2, np.array([0, 1]), np.array([1, 0]), np.array([0.5, 0.4]))
    assert weak.present.weight.tolist() == [0.5]
    assert weak.present is weak.present
