import numpy as np
import pytest

from wag_analyzer.network import attended
from wag_analyzer.network.attended import presences


def chances(wrote: list[list[list[int]]]) -> list[np.ndarray]:
    """Return the probabilities of each pool, from who (row) wrote in which session (column) of it."""
    entries = [
        (person, session, pool)
        for pool, rows in enumerate(wrote)
        for person, row in enumerate(rows)
        for session, one in enumerate(row)
        if one
    ]
    person, session, pool = (np.array(column, np.int64) for column in zip(*entries, strict=True))
    found: dict[tuple[int, int], np.ndarray] = {}
    for some in presences(person, session, pool):
        for persons, p in zip(some.persons, some.p, strict=True):
            found[len(found), len(persons)] = p[: len(persons)]
    return list(found.values())


def test_on_average_everybody_and_every_session_keep_their_numbers() -> None:
    wrote = [[1, 1, 0, 0], [1, 0, 1, 0], [0, 1, 1, 1], [1, 1, 0, 1], [0, 0, 1, 1]]
    (p,) = chances([wrote])
    assert p.sum(axis=1) == pytest.approx(np.sum(wrote, axis=1), abs=2e-3)
    assert p.sum(axis=0) == pytest.approx(np.sum(wrote, axis=0), abs=2e-3)


def test_who_was_in_all_sessions_of_a_day_is_sure_to_be_in_each() -> None:
    (p,) = chances([[[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]])
    assert p[0] == pytest.approx([1, 1, 1])
    assert p[1:] == pytest.approx(np.full((3, 3), 1 / 3), abs=1e-3)


def test_a_day_with_one_session_is_sure() -> None:
    assert chances([[[1], [1]]])[0] == pytest.approx(np.ones((2, 1)))


@pytest.mark.parametrize("cells", [1, 20, 1 << 18])
def test_days_do_not_matter_to_each_other_however_many_are_computed_at_once(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    days = [(rng.random((people, 4)) < 0.5).astype(int) for people in (3, 5, 6, 6, 7)]
    days = [np.where(day.sum(axis=1, keepdims=True) > 0, day, 1) for day in days]
    days = [np.where(day.sum(axis=0, keepdims=True) > 0, day, 1) for day in days]
    alone: dict[int, list[np.ndarray]] = {len(day): [] for day in days}
    for day in days:
        alone[len(day)].append(chances([day.tolist()])[0])
    monkeypatch.setattr(attended, "CELLS", cells)
    together = chances([day.tolist() for day in days])
    for p in together:
        assert any(p == pytest.approx(one) for one in alone[len(p)])
    assert len(together) == len(days)
