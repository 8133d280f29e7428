import itertools

import numpy as np
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer.network import copresence
from wag_analyzer.network.acts import talk
from wag_analyzer.network.chance import above_chance
from wag_analyzer.network.copresence import attendance, meetings
from wag_analyzer.network.meeting_chance import expected_meetings
from wag_analyzer.settings import Null

HOURS = pd.Timedelta(hours=3)


def moments(said: pd.DataFrame, names: str, null: Null = "session") -> tuple[np.ndarray, np.ndarray, int]:
    spoken = talk(said, pd.Index(list(names), dtype=object))
    found = expected_meetings(null, attendance(spoken, len(names)), len(names))
    source, target = (ends.ravel() for ends in np.indices((len(names), len(names))))
    mean, variance, _, tests, _ = found.at(source, target)
    return mean.reshape(len(names), -1), variance.reshape(len(names), -1), tests


def test_each_session_is_a_meeting_of_all_who_wrote_in_it() -> None:
    spoken = talk(chats.talk("ABA", "BC", "A"), pd.Index(list("ABC"), dtype=object))
    found = meetings(attendance(spoken, 3), spoken)
    assert list(zip(found.source, found.target, found.message, strict=True)) == [(0, 1, 0), (1, 0, 1), (1, 2, 3), (2, 1, 4)]


def test_a_day_with_one_session_leaves_nothing_to_chance() -> None:
    mean, variance, tests = moments(chats.talk("ABC", "AB", gap=pd.Timedelta(days=1)), "ABC")
    assert mean == pytest.approx(np.array([[0, 2, 1], [2, 0, 1], [1, 1, 0]]))
    assert variance.sum() == tests == 0


def test_within_a_day_everybody_keeps_the_number_of_sessions_and_every_session_its_size() -> None:
    said = chats.talk("ABC", "ABD", "CD", "DA", gap=HOURS)
    mean, _, tests = moments(said, "ABCD")
    sizes = np.array([3, 3, 2, 2])
    assert mean.sum() == pytest.approx((sizes * (sizes - 1)).sum(), rel=0.03)
    assert tests > 0


def test_moments_are_those_of_all_ways_to_keep_the_counts() -> None:
    wrote = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 1, 1, 1], [1, 1, 0, 1], [0, 0, 1, 1]])
    rows = [[row for row in itertools.product((0, 1), repeat=4) if sum(row) == count] for count in wrote.sum(axis=1)]
    kept = [np.array(way) for way in itertools.product(*rows) if (np.array(way).sum(axis=0) == wrote.sum(axis=0)).all()]
    shared = np.array([way @ way.T for way in kept])
    said = chats.talk(*("".join(np.array(list("ABCDE"))[column == 1]) for column in wrote.T), gap=HOURS)
    mean, variance, _ = moments(said, "ABCDE")
    off = ~np.eye(5, dtype=bool)
    assert mean[off] == pytest.approx(shared.mean(axis=0)[off], abs=0.12)
    assert variance[off].mean() == pytest.approx(shared.var(axis=0)[off].mean(), rel=0.25)


def test_over_the_whole_chat_days_are_not_kept() -> None:
    said = chats.talk("AB", "AB", "CD", "CD", gap=pd.Timedelta(days=1))
    assert moments(said, "ABCD")[0][0, 2] == 0
    assert moments(said, "ABCD", "activity")[0][0, 2] > 0.5
    assert moments(said, "ABCD", "activity")[0][0, 1] < 1


def test_p_values_of_people_who_come_at_random_are_uniform() -> None:
    p: list[float] = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        often = rng.uniform(0.2, 0.8, 10)
        days = [["".join(np.array(list("ABCDEFGHIJ"))[rng.random(10) < often]) for _ in range(5)] for _ in range(30)]
        sessions = [session or "A" for day in days for session in day]
        said = chats.talk(*sessions, gap=pd.Timedelta(hours=4.8))
        spoken = talk(said, pd.Index(list("ABCDEFGHIJ"), dtype=object))
        there = attendance(spoken, 10)
        weight = np.zeros((10, 10))
        found = meetings(there, spoken)
        np.add.at(weight, (found.source, found.target), 1.0)
        source, target = np.nonzero(~np.eye(10, dtype=bool))
        _, tail = above_chance(weight[source, target], expected_meetings("session", there, 10).at(source, target))
        p += tail[source < target].tolist()
    assert 0.02 <= np.mean(np.array(p) < 0.05) <= 0.08
    assert 0.45 <= np.mean(p) <= 0.55


def test_of_very_many_only_the_most_present_are_paired(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = talk(chats.talk("ABCD", "ABC", "AB"), pd.Index(list("ABCD"), dtype=object))
    monkeypatch.setattr(copresence, "MOST_MEETINGS", 8)
    assert set(attendance(spoken, 4).person) == {0, 1, 2}
    monkeypatch.setattr(copresence, "MOST_PEOPLE", 2)
    assert set(attendance(spoken, 4).person) == {0, 1}


def test_nobody_meets_where_nobody_writes() -> None:
    spoken = talk(chats.talk(), pd.Index([], dtype=object))
    there = attendance(spoken, 0)
    assert len(meetings(there, spoken)) == 0
    assert expected_meetings("session", there, 0).mean.size == 0
