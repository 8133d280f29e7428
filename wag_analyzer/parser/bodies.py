"""The words of messages as slices of the file: no Python object per message."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.parser.dates import Ints

__all__ = ["bodies", "marked_rows", "replaced"]

_SECOND: Final = np.array([byte in {0x80, 0x81} for byte in range(256)])
_THIRD: Final = np.array([[byte in last for byte in range(256)] for last in ({0x8E, 0x8F, *range(0xAA, 0xAF)}, set(range(0xA6, 0xAA)))])
_RARE: Final = (b"\xd8\x9c", b"\xef\xbb\xbf")
"""U+061C and U+FEFF; the other marks are E2 80 or E2 81 and one of a few bytes."""


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
    if not len(start):
        return np.zeros(0, np.int64)
    found = _marks(data)
    row = np.searchsorted(start, found, "right") - 1
    return np.unique(row[(row >= 0) & (found < end[row])])


def _marks(data: bytes) -> Ints:
    """Return where direction marks stand."""
    view = np.frombuffer(data, np.uint8)
    found = np.flatnonzero(view[:-2] == 0xE2)
    found = found[_SECOND[view[found + 1]]]
    found = found[_THIRD[view[found + 1] & 1, view[found + 2]]]
    rare = [place for mark in _RARE if mark in data for place in _each(data, mark)]
    return np.sort(np.concatenate((found, np.array(rare, np.int64)))).astype(np.int64)


def _each(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def replaced(texts: Any, rows: Ints, values: Iterable[str | None]) -> Any:
    """Return an Arrow array of texts in which some rows (rising) have other values."""
    if not len(rows):
        return texts
    mask = np.zeros(len(texts), bool)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(list(values), pa.large_string()))
