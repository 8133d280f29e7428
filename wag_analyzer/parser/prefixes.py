"""What stands between header and first colon: mostly the sender. Each distinct one is known by a number, from block to block."""

from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.scan import Scan

__all__ = ["Prefixes", "first_colons"]

_FEED: Final = 10
_COLON: Final = 58
_SPACE: Final = 32
_SHORT: Final = 3
"""Words of a prefix that is found by its bytes."""

_BITS: Final = 14
_SHIFT: Final = np.uint64(64 - _BITS)
_MIX: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64)
"""Odd numbers that spread words over the table."""

_FIRST: Final = np.array(
    [[(1 << 8 * min(max(length - 8 * place, 0), 8)) - 1 for length in range(8 * _SHORT + 1)] for place in range(_SHORT)], np.uint64
)
"""Masks of the bytes that belong to a prefix, for each of its words and by its length."""


class Prefixes:
    """The distinct prefixes in order of first sight, as text in ``names``.

    Short ones are found again by their bytes, eight at a time: a table leads from a hash of them to a number, and what that number stands
    for is compared byte by byte.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._slots = np.full(1 << _BITS, -1, np.int64)
        self._known = np.zeros((_SHORT + 1, 0), np.uint64)

    def read(self, scan: Scan) -> tuple[Ints, Ints]:
        """Return, for each header, where the first ': ' (or the ':' that ends the line) stands and the number of the prefix; -1: none."""
        colon = first_colons(scan)
        length = colon - scan.rest
        code = np.full(len(colon), -1, np.int64)
        words = self._words(scan, length)
        slot = ((words * _MIX[:, None]).sum(axis=0, dtype=np.uint64) >> _SHIFT).astype(np.int64)
        found = self._slots[slot]
        if self._known.size:
            same = (found >= 0) & (length >= 0)
            for part, known in zip(words, self._known, strict=True):
                same &= part == known[found]
            code[same] = found[same]
        rows = np.flatnonzero((code < 0) & (colon >= 0))
        if len(rows):
            code[rows] = self._codes(scan.data, scan.rest[rows], colon[rows])
            self._remember(code[rows], slot[rows], words[:, rows])
        return colon, code

    def _words(self, scan: Scan, length: Ints) -> npt.NDArray[np.uint64]:
        """Return the bytes of each prefix as words, and its length; one row a word. A long one has only its length."""
        short = np.where((length < 0) | (length > 8 * _SHORT), 0, length)
        words = np.empty((_SHORT + 1, len(length)), np.uint64)
        for place in range(_SHORT):
            words[place] = scan.words.at[scan.rest + 8 * place] & _FIRST[place][short]
        words[_SHORT] = length
        return words

    def _codes(self, data: bytes, start: Ints, end: Ints) -> Ints:
        from wag_analyzer.parser.bodies import slices  # noqa: PLC0415 - pyarrow costs more than reading a small chat

        found = slices(data, start, end).dictionary_encode()
        number = []
        for name in found.dictionary.to_pylist():
            known = self._numbers.setdefault(name, len(self.names))
            if known == len(self.names):
                self.names.append(name)
            number.append(known)
        codes: Ints = np.array(number, np.int64)[found.indices.to_numpy()]
        return codes

    def _remember(self, code: Ints, slot: Ints, words: npt.NDArray[np.uint64]) -> None:
        """Make prefixes findable by their bytes; of two with the same hash only the first is."""
        more = np.zeros((_SHORT + 1, len(self.names) - self._known.shape[1]), np.uint64)
        self._known = np.concatenate((self._known, more), axis=1)
        code, first = np.unique(code, return_index=True)
        free = self._slots[slot[first]] < 0
        fits = free & (words[_SHORT, first] <= 8 * _SHORT)
        self._slots[slot[first][fits]] = code[fits]
        self._known[:, code[fits]] = words[:, first[fits]]


def first_colons(scan: Scan) -> Ints:
    """Return where the first ': ' (or the ':' that ends the line) stands behind each header on its own line, -1 where there is none."""
    after = scan.words.bytes[scan.colon + 1]
    is_colon = scan.words.bytes[scan.colon] == _COLON
    is_hit = is_colon & ((after == _SPACE) | (after == _FEED))
    colon = np.where(is_hit, scan.colon, -1)
    for row in np.flatnonzero(is_colon & ~is_hit).tolist():
        colon[row] = _far(scan.data, int(scan.colon[row]) + 1, int(scan.ends[scan.line[row]]))
    return colon


def _far(data: bytes, start: int, end: int) -> int:
    found = data.find(b": ", start, end)
    if found < 0 and end > start and data[end - 1] == _COLON:
        return end - 1
    return found
