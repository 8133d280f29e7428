"""Tests of the tails detectors test against, and of what detectors of a run share."""

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.detector_chats import analysed
from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors import wag403_broken_promise
from wag_analyzer.detectors._chance import gathered
from wag_analyzer.detectors._run import refused, run
from wag_analyzer.detectors._shared import once, sharing


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.data())
def test_the_tail_is_the_sum_of_all_ways(total: int, data: st.DataObject) -> None:
    marked, drawn = data.draw(st.integers(0, total)), data.draw(st.integers(0, total))
    seen = data.draw(st.integers(0, min(marked, drawn)))
    ways = sum(
        comb(marked, k) * comb(total - marked, drawn - k) for k in range(seen, min(marked, drawn) + 1) if drawn - k <= total - marked
    )
    assert gathered(total, marked, drawn, seen) == pytest.approx(ways / comb(total, drawn))


def test_large_chats_do_not_overflow() -> None:
    assert gathered(100_000, 300, 500, 0) == pytest.approx(1.0)
    assert 0 < gathered(100_000, 300, 500, 20) < 1e-12


def test_what_detectors_share_is_made_once_in_a_run() -> None:
    made = []

    def size(analysis: Analysis) -> int:
        made.append(analysis)
        return len(analysis.messages)

    one, other = analysed(["1 09:00 Ana: pagi"]), analysed(["1 09:00 Ana: pagi", "1 09:01 Budi: pagi"])
    with sharing():
        assert [once(size, one), once(size, one), once(size, other)] == [1, 1, 2]
    assert [each is want for each, want in zip(made, (one, other), strict=True)] == [True, True]
    assert once(size, one) == 1
    assert len(made) == 3


def test_why_a_rule_says_nothing_is_asked_once_of_a_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    refuses, asked = wag403_broken_promise.refuses, []

    def counted(analysis: Analysis) -> object:
        asked.append(len(analysis.messages))
        return refuses(analysis)

    monkeypatch.setattr(wag403_broken_promise, "refuses", counted)
    one, other = analysed(["1 09:00 Ana: pagi"]), analysed(["1 09:00 Ana: pagi", "1 09:01 Budi: pagi"])
    assert run([wag403_broken_promise], one) == []
    assert set(refused([wag403_broken_promise], one)) == {"WAG403"} == set(refused([wag403_broken_promise], other))
    assert asked == [1, 2]
