"""System lines of a chunk, each distinct one understood once."""

import numpy as np

from wag_analyzer.parser.events import Recognised
from wag_analyzer.parser.told import Told

_ADDED = Recognised("added", "Sari", ("Budi", "Dewi"))
_LEFT = Recognised("left", "Joko")


def _told(index: list[int]) -> Told:
    rows = np.arange(len(index), dtype=np.int64) * 10
    return Told(rows, np.array(index, np.int64), ["Sari added Budi and Dewi", "?", "Joko left", ""], [_ADDED, None, _LEFT, None])


def test_events_come_line_by_line_as_often_as_they_stand() -> None:
    assert list(_told([2, 0, 1, 2]).happened()) == [_LEFT, _ADDED, _LEFT]


def test_an_empty_line_has_no_unknown_wording() -> None:
    assert _told([1, 3, 0, 1]).untyped().tolist() == [0, 30]


def test_each_affected_member_has_an_entry_and_so_has_a_line_that_affects_nobody() -> None:
    row, number, member = _told([2, 0, 1]).by_target()
    assert list(zip(row.tolist(), number.tolist(), member, strict=True)) == [
        (0, 2, None),
        (10, 0, "Budi"),
        (10, 0, "Dewi"),
        (20, 1, None),
    ]


def test_a_chunk_without_system_lines_has_no_entries() -> None:
    none = np.zeros(0, np.int64)
    told = Told(none, none, [], [])
    row, number, member = told.by_target()
    assert not len(row)
    assert not len(number)
    assert not member
    assert not list(told.happened())
    assert not len(told.untyped())
