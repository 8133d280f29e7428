"""The words of messages as slices of the file: no Python object per message."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wag_analyzer.parser.dates import Ints

__all__ = ["Marks", "each", "find_marks", "replaced", "slices"]

Flags = npt.NDArray[np.bool_]

_SECOND: Final = np.array([byte in {0x80, 0x81} for byte in range(256)])
_THIRD: Final = np.array([[byte in last for byte in range(256)] for last in ({0x8E, 0x8F, *range(0xAA, 0xAF)}, set(range(0xA6, 0xAA)))])
_SAMPLE: Final = 1 << 16
_RARELY: Final = 300
_RARE: Final = (b"\xd8\x9c", b"\xef\xbb\xbf")
"""U+061C and U+FEFF; the other marks are E2 80 or E2 81 and one of a few bytes."""


def slices(data: bytes, start: Ints, end: Ints) -> Any:
    """Return the text between each ``start`` and ``end`` (rising, not overlapping) as one Arrow array of large strings."""
    if not len(start):
        return pa.array([], pa.large_string())
    offsets = np.empty(2 * len(start), np.int64)
    offsets[0::2] = start
    offsets[1::2] = end
    every = pa.Array.from_buffers(pa.large_string(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    return every.take(pa.array(np.arange(0, len(offsets), 2)))


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


def each(data: bytes, byte: int) -> Ints:
    """Return where a byte stands; one that is rare at the beginning of the data is searched for, else all bytes are compared."""
    sign = bytes([byte])
    if data.count(sign, 0, _SAMPLE) * _RARELY > min(len(data), _SAMPLE):
        return np.flatnonzero(np.frombuffer(data, np.uint8) == byte)
    found, at = [], data.find(sign)
    while at >= 0:
        found.append(at)
        at = data.find(sign, at + 1)
    return np.array(found, np.int64)


def replaced(texts: Any, rows: Ints, values: Any) -> Any:
    """Return an Arrow array of texts in which some rows (rising) have other values."""
    import pyarrow.compute as pc  # noqa: PLC0415 - only where something is replaced

    if not len(rows):
        return texts
    mask = np.zeros(len(texts), bool)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), values)
