"""Work done aside gives what the same work gives here, and whoever asks for it never notices where it was done."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from wag_analyzer import Settings, analyze, detect, read
from wag_analyzer.aside import BothEnds, aside, hands, is_free
from wag_analyzer.detectors import refusals

SAMPLE = Path(__file__).parents[2] / "sample_exports" / "android" / "id-kantor-gudang.txt"
forked = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def test_outside_the_block_work_is_done_when_it_is_asked_for_and_once() -> None:
    done: list[int] = []
    work = aside(lambda: done.append(1))
    assert not done
    work.result()
    work.result()
    assert done == [1]


def test_work_that_no_process_does_can_be_done_at_once() -> None:
    done: list[int] = []
    aside(lambda: done.append(1)).at_once()
    assert done == [1]


@forked
def test_in_the_block_another_process_does_the_work() -> None:
    with hands():
        assert aside(os.getpid).at_once().result() != os.getpid()


@forked
def test_much_that_is_made_comes_back_whole() -> None:
    with hands():
        assert len(aside(lambda: "x" * 3_000_000).result()) == 3_000_000


@forked
@pytest.mark.parametrize("made", [{"a": b"one", "b": b"", "c": b"x" * 70_000}, {"a": b""}, {}, {"a": b"one", "b": "two"}, b"one", None])
def test_files_and_other_things_come_back_as_they_were_made(made: object) -> None:
    with hands():
        found = aside(lambda: made).result()
    assert found == made
    assert type(found) is type(made)


@forked
def test_work_aside_begins_no_further_processes() -> None:
    with hands():
        assert aside(lambda: (is_free(), aside(os.getpid).result() == os.getpid())).result() == (False, True)


@forked
def test_work_may_begin_further_work_where_that_was_allowed() -> None:
    def both() -> tuple[bool, set[int]]:
        return is_free(), {os.getpid(), aside(os.getpid).result()}

    with hands():
        free, found = aside(both, further=True).result()
    assert free
    assert len(found | {os.getpid()}) == 3


@forked
def test_further_work_nobody_waits_for_ends_with_the_work_that_began_it() -> None:
    def begins() -> int:
        return aside(lambda: threading.Event().wait(30), further=True)._child

    with hands():
        child = aside(begins, further=True).result()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@forked
def test_what_a_process_cannot_do_or_hand_over_is_done_here() -> None:
    here = os.getpid()

    def only_here() -> Callable[[], int]:
        return lambda: here

    def dies_there() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), 9)
        return 5

    with hands():
        assert aside(only_here).result()() == here
        assert aside(dies_there).result() == 5


@forked
def test_an_error_of_the_work_is_raised_where_its_result_is_asked_for() -> None:
    def fails() -> None:
        raise ValueError("no")

    with hands(), pytest.raises(ValueError, match="no"):
        aside(fails).result()


@forked
def test_work_nobody_waits_for_ends_with_the_block(tmp_path: Path) -> None:
    late = tmp_path / "late"

    def slow() -> None:
        threading.Event().wait(30)
        late.touch()

    with hands():
        work = aside(slow)
    assert work._child == 0
    assert not late.exists()


@forked
def test_where_no_process_can_be_had_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> int:
        raise OSError("no memory")

    monkeypatch.setattr(os, "fork", none)
    with hands():
        assert aside(os.getpid).result() == os.getpid()


@pytest.mark.parametrize("why", ["cores", "threads", "small"])
def test_nothing_is_forked_on_one_core_beside_threads_or_for_little_work(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    if why == "cores":
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    if why == "threads":
        monkeypatch.setattr(threading, "active_count", lambda: 2)
    with hands(wanted=why != "small"):
        assert not is_free()


@forked
def test_an_analysis_by_two_processes_is_that_by_one() -> None:
    chat, settings = read([SAMPLE]), Settings(draws=3)
    alone = analyze(chat, settings)
    told = detect(alone), refusals(alone)
    with hands():
        assert is_free()
        helped = analyze(chat, settings)
        assert (detect(helped), refusals(helped)) == told
    for name in ("ties", "measures", "group", "roles", "communities"):
        pd.testing.assert_frame_equal(getattr(helped.network, name), getattr(alone.network, name), check_exact=True)
    pd.testing.assert_frame_equal(helped.signals, alone.signals, check_exact=True)


def test_what_is_taken_from_both_ends_is_taken_once() -> None:
    taken = BothEnds("abcdefg")
    first, last = taken.first(), taken.last()
    assert [next(first), next(last), next(last), next(first), *last, *first] == ["a", "g", "f", "b", "e", "d", "c"]
    assert not list(BothEnds("").first())


@forked
def test_two_processes_take_everything_between_them() -> None:
    with hands():
        taken = BothEnds(range(200))
        beside = aside(lambda: list(taken.first()))
        here = list(taken.last())
        assert sorted(beside.result() + here) == list(range(200))


@forked
def test_detectors_whose_process_comes_to_nothing_are_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    chat = read([SAMPLE])
    alone = detect(analyze(chat, Settings(draws=2)))
    here = os.getpid()
    first = BothEnds.first

    def broken(taken: BothEnds[str]) -> Iterator[str]:
        for code in first(taken):
            if os.getpid() != here:
                os._exit(3)
            yield code

    monkeypatch.setattr(BothEnds, "first", broken)
    with hands():
        assert detect(analyze(chat, Settings(draws=2))) == alone
