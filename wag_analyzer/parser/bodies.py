"""The words of messages as slices of the file: no Python object per message."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.signs import Marks, Signs

__all__ = ["Texts", "bounds", "replaced", "slices", "trimmed"]

Flags = npt.NDArray[np.bool_]

_TWO_BYTES: Final = 0xD8
"""First byte of U+061C; the other marks have three bytes."""


def slices(data: bytes | memoryview, start: Ints, end: Ints) -> Any:
    """Return the text between each ``start`` and ``end`` (rising, not overlapping) as one Arrow array of large strings."""
    return sliced(data, bounds(start, end))


def bounds(start: Ints, end: Ints) -> Ints:
    """Return starts and ends by turns."""
    offsets = np.empty(2 * len(start), np.int64)
    offsets[0::2] = start
    offsets[1::2] = end
    return offsets


def sliced(data: bytes | memoryview | pa.Buffer, offsets: Ints) -> Any:
    """Return the text between each two of some offsets (rising; start and end by turns) as one Arrow array of large strings."""
    if not len(offsets):
        return pa.array([], pa.large_string())
    every = pa.Array.from_buffers(pa.large_string(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    return every.take(pa.array(np.arange(0, len(offsets), 2)))


def unmarked(data: bytes | memoryview, offsets: Ints, marks: Marks) -> Any:
    """Return what ``sliced`` does without direction marks: cut before and behind each of them, and joined without them."""
    place = np.searchsorted(offsets, marks.at, "right")
    inside = np.flatnonzero(place & 1)
    if not len(inside):
        return sliced(data, offsets)
    place, at = place[inside], marks.at[inside]
    width = np.where(np.frombuffer(data, np.uint8)[at] == _TWO_BYTES, 2, 3)
    pieces = sliced(data, np.insert(offsets, np.repeat(place, 2), bounds(at, at + width)))
    count = len(offsets) // 2
    first = np.arange(count + 1)
    first[1:] += np.cumsum(np.bincount(place >> 1, minlength=count))
    ends = np.frombuffer(pieces.buffers()[1], np.int64)[first]
    return pa.Array.from_buffers(pa.large_string(), count, [None, pa.py_buffer(ends), pieces.buffers()[2]])


class Texts:
    """The bodies of some messages, with and without direction marks.

    Parameters
    ----------
    data
        The text in which they stand.
    offsets
        Where each begins and ends in it, by turns.
    signs
        What stands in ``data``.
    """

    def __init__(self, data: bytes | memoryview, offsets: Ints, signs: Signs) -> None:
        self.data = data
        self.offsets = offsets
        self.signs = signs

    def __len__(self) -> int:
        """Return how many bodies there are."""
        return len(self.offsets) // 2

    def only(self, rows: Flags | Ints) -> "Texts":
        """Return some of the bodies."""
        return Texts(self.data, self.offsets.reshape(-1, 2)[rows].reshape(-1), self.signs)

    def inner(self, rows: Ints) -> tuple[Ints, Ints, Ints]:
        """Return some bodies of several lines, where the first line of each ends, and where its last begins."""
        start, end = self.offsets.reshape(-1, 2)[rows].T
        feeds = self.signs.feeds
        return rows, feeds[np.searchsorted(feeds, start)], feeds[np.searchsorted(feeds, end) - 1] + 1

    def slices(self) -> Any:
        """Return the bodies without direction marks as an Arrow array."""
        return unmarked(self.data, self.offsets, self.signs.marks)

    def rows_of(self, at: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Return in which row each place of the text may be, and whether it is."""
        place = np.searchsorted(self.offsets, at, "right") - 1
        return place // 2, (place >= 0) & (place % 2 == 0)

    def holding(self, at: Ints) -> Ints:
        """Return the rows in which some places of the text are, one for each place that is in any."""
        row, is_in = self.rows_of(at)
        return row[is_in]


def replaced(texts: Any, rows: Ints, values: Any, which: Ints) -> Any:
    """Return an Arrow array of large strings in which some rows have other values; ``which`` says which of them each of these has."""
    if not len(rows):
        return texts
    place = np.arange(len(texts))
    place[rows] = len(texts) + which
    return pa.concat_arrays([texts, values]).take(pa.array(place))


def trimmed(texts: Any, rows: Ints, at: Ints, size: Ints) -> Any:
    """Return an Arrow array of large strings of which some rows (rising) are cut to ``size`` bytes from ``at`` on.

    What lies between these rows is copied in one piece.
    """
    if not len(rows):
        return texts
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    first, behind = offsets[rows], offsets[rows + 1]
    cuts = np.stack((first, first + at, first + at + size, behind), axis=1).reshape(-1)
    pieces = sliced(texts.buffers()[2], np.concatenate((offsets[:1], cuts, offsets[-1:])))
    less = np.zeros(len(texts), np.int64)
    less[rows] = behind - first - size
    ends = offsets - offsets[0]
    ends[1:] -= np.cumsum(less)
    return pa.Array.from_buffers(pa.large_string(), len(texts), [None, pa.py_buffer(ends), pieces.buffers()[2]])
