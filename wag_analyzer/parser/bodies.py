"""The words of messages as slices of the file: no Python object per message."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.parser.dates import Ints

__all__ = ["bodies", "marked_rows", "replaced"]

_MARKS: Final = (b"\xe2\x80\x8e", b"\xe2\x80\x8f", *(b"\xe2\x80" + bytes([last]) for last in range(0xAA, 0xAF)))
_ISOLATES: Final = tuple(b"\xe2\x81" + bytes([last]) for last in range(0xA6, 0xAA))
_OTHERS: Final = (b"\xd8\x9c", b"\xef\xbb\xbf")


def bodies(data: bytes, start: Ints, end: Ints) -> Any:
    """Return the text between ``start`` and ``end`` of each message as one Arrow array of large strings."""
    if not len(start):
        return pa.array([], pa.large_string())
    offsets = np.empty(2 * len(start), np.int64)
    offsets[0::2] = start
    offsets[1::2] = end
    every = pa.Array.from_buffers(pa.large_string(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    return every.take(pa.array(np.arange(0, len(offsets), 2)))


def marked_rows(data: bytes, start: Ints, end: Ints) -> Ints:
    """Return the messages that hold a direction mark."""
    places = [_places(data, mark) for mark in (*_MARKS, *_ISOLATES, *_OTHERS) if mark in data]
    if not places or not len(start):
        return np.zeros(0, np.int64)
    found = np.sort(np.concatenate(places))
    row = np.searchsorted(start, found, "right") - 1
    return np.unique(row[(row >= 0) & (found < end[row])])


def _places(data: bytes, mark: bytes) -> Ints:
    view = np.frombuffer(data, np.uint8)
    hits: npt.NDArray[np.bool_] = view[: len(view) - len(mark) + 1] == mark[0]
    found = np.flatnonzero(hits)
    for offset, byte in enumerate(mark[1:], 1):
        found = found[view[found + offset] == byte]
    return found.astype(np.int64)


def replaced(texts: Any, rows: Ints, values: Iterable[str | None]) -> Any:
    """Return an Arrow array of texts in which some rows (rising) have other values."""
    if not len(rows):
        return texts
    mask = np.zeros(len(texts), bool)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(list(values), pa.large_string()))
