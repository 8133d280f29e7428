"""The words of messages as slices of the file: no Python object per message."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.masks import each

__all__ = ["Marks", "Texts", "bounds", "find_marks", "replaced", "slices"]

Flags = npt.NDArray[np.bool_]

_SECOND: Final = np.array([byte in {0x80, 0x81} for byte in range(256)])
_THIRD: Final = np.array([[byte in last for byte in range(256)] for last in ({0x8E, 0x8F, *range(0xAA, 0xAF)}, set(range(0xA6, 0xAA)))])
_TWO_BYTES: Final = 0xD8
"""First byte of U+061C; the other marks have three bytes."""

_RARE: Final = (b"\xd8\x9c", b"\xef\xbb\xbf")
"""U+061C and U+FEFF; the other marks are E2 80 or E2 81 and one of a few bytes."""


def slices(data: bytes, start: Ints, end: Ints) -> Any:
    """Return the text between each ``start`` and ``end`` (rising, not overlapping) as one Arrow array of large strings."""
    return sliced(data, bounds(start, end))


def bounds(start: Ints, end: Ints) -> Ints:
    """Return starts and ends by turns."""
    offsets = np.empty(2 * len(start), np.int64)
    offsets[0::2] = start
    offsets[1::2] = end
    return offsets


def sliced(data: bytes, offsets: Ints) -> Any:
    """Return the text between each two of some offsets (rising; start and end by turns) as one Arrow array of large strings."""
    if not len(offsets):
        return pa.array([], pa.large_string())
    every = pa.Array.from_buffers(pa.large_string(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    return every.take(pa.array(np.arange(0, len(offsets), 2)))


def unmarked(data: bytes, offsets: Ints, marks: "Marks") -> tuple[bytes, Ints]:
    """Return a text without its direction marks, and where some offsets (rising) are in it."""
    if not len(marks.at):
        return data, offsets
    view = np.frombuffer(data, np.uint8)
    width = np.where(view[marks.at] == _TWO_BYTES, 2, 3)
    starts, ends = np.concatenate(([0], marks.at + width)).tolist(), [*marks.at.tolist(), len(data)]
    plain = b"".join([data[start:end] for start, end in zip(starts, ends, strict=True)])
    gone = np.bincount(np.searchsorted(offsets, marks.at, "right"), width, len(offsets) + 1).astype(np.int64)
    return plain, offsets - np.cumsum(gone)[:-1]


@dataclass(frozen=True, slots=True)
class Marks:
    """Byte offsets of direction marks, rising; ``leading`` says which are U+200E or U+200F."""

    at: Ints
    leading: Flags


def find_marks(data: bytes) -> Marks:
    """Return where direction marks stand in a text."""
    view = np.frombuffer(data, np.uint8)
    found = each(data, 0xE2)
    found = found[: int(np.searchsorted(found, len(data) - 2))]
    found = found[_SECOND[view[found + 1]]]
    last = view[found + 2]
    is_mark = _THIRD[view[found + 1] & 1, last]
    found, last = found[is_mark], last[is_mark]
    leading = (view[found + 1] == 0x80) & ((last == 0x8E) | (last == 0x8F)) if len(found) else np.zeros(0, bool)
    rare = np.concatenate([_sequences(data, view, mark) for mark in _RARE])
    if not len(rare):
        return Marks(found, leading)
    at = np.concatenate((found, rare))
    order = np.argsort(at, kind="stable")
    return Marks(at[order], np.concatenate((leading, np.zeros(len(rare), bool)))[order])


def _sequences(data: bytes, view: npt.NDArray[np.uint8], sign: bytes) -> Ints:
    """Return where a sequence of bytes stands."""
    found = each(data, sign[0])
    found = found[: int(np.searchsorted(found, len(data) - len(sign), "right"))]
    for offset, byte in enumerate(sign[1:], 1):
        found = found[view[found + offset] == byte]
    return found


class Texts:
    """The bodies of some messages, with and without direction marks.

    Parameters
    ----------
    data
        The text in which they stand.
    offsets
        Where each begins and ends in it, by turns.
    marks
        The direction marks of ``data``.
    """

    def __init__(self, data: bytes, offsets: Ints, marks: Marks, bare: tuple[bytes, Ints] | None = None) -> None:
        self.data = data
        self.offsets = offsets
        self.marks = marks
        self._bare = bare or unmarked(data, offsets, marks)

    def __len__(self) -> int:
        """Return how many bodies there are."""
        return len(self.offsets) // 2

    def only(self, rows: Flags) -> "Texts":
        """Return some of the bodies."""
        both = np.repeat(rows, 2)
        return Texts(self.data, self.offsets[both], self.marks, (self._bare[0], self._bare[1][both]))

    def slices(self, rows: Ints | None = None) -> Any:
        """Return the bodies, or those of some rows, without direction marks, as an Arrow array."""
        data, offsets = self._bare
        return sliced(data, offsets if rows is None else bounds(offsets[2 * rows], offsets[2 * rows + 1]))

    def rows_of(self, at: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Return in which row each place of the text may be, and whether it is."""
        place = np.searchsorted(self.offsets, at, "right") - 1
        return place // 2, (place >= 0) & (place % 2 == 0)

    def holding(self, at: Ints) -> Ints:
        """Return the rows in which some places of the text are, one for each place that is in any."""
        row, is_in = self.rows_of(at)
        return row[is_in]


def replaced(texts: Any, rows: Ints, values: list[str]) -> Any:
    """Return an Arrow array of large strings in which some rows (rising) have other values, as many bytes copied as one."""
    if not len(rows):
        return texts
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = memoryview(texts.buffers()[2] or b"")
    new = [value.encode() for value in values]
    starts = [int(offsets[0]), *offsets[rows + 1].tolist()]
    ends = [*offsets[rows].tolist(), int(offsets[-1])]
    pieces = [piece for start, end, value in zip(starts, ends, [*new, b""], strict=True) for piece in (data[start:end], value)]
    length = np.diff(offsets)
    length[rows] = [len(value) for value in new]
    ends_of = np.zeros(len(length) + 1, np.int64)
    np.cumsum(length, out=ends_of[1:])
    return pa.Array.from_buffers(pa.large_string(), len(length), [None, pa.py_buffer(ends_of), pa.py_buffer(b"".join(pieces))])
