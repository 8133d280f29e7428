"""How memory is looked after."""

import gc
import sys
import weakref

import pyarrow as pa
import pytest

from wag_analyzer import heap


class _Held:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.own = self


def test_what_only_holds_itself_is_gone_after_memory_is_given_back() -> None:
    held = weakref.ref(_Held())
    heap.give_back()
    assert held() is None


def test_tables_stay_what_they_were_when_memory_is_given_back() -> None:
    kept = pa.array(range(1_000))
    before = pa.total_allocated_bytes()
    heap.give_back()
    assert pa.total_allocated_bytes() == before
    assert kept.to_pylist() == list(range(1_000))


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_memory_is_looked_after_without_arrow_and_without_the_call(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    class Bare:
        """A C library of another kind."""

        def __init__(self, _name: None) -> None:
            assert platform == "linux"

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr("ctypes.CDLL", Bare)
    monkeypatch.delitem(sys.modules, "pyarrow")
    held = weakref.ref(_Held())
    heap.give_back()
    assert held() is None


def test_objects_are_looked_for_less_often_than_python_would() -> None:
    before = gc.get_threshold()
    try:
        heap.look_seldom()
        assert gc.get_threshold() == (50_000, 10, 10)
    finally:
        gc.set_threshold(*before)
