"""What stands between header and first colon: mostly the sender. Each distinct one is known by a number, from block to block."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.masks import WIDE, Level, first
from wag_analyzer.parser.scan import Scan

__all__ = ["Prefixes"]

_FEED: Final = 10
_COLON: Final = 58
_SPACE: Final = 32
_SHORT: Final = WIDE // 8
"""Words of a prefix that is found by its bytes."""

_BITS: Final = 14
_SHIFT: Final = np.uint64(64 - _BITS)
_MIX: Final = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB], np.uint64
)
"""Odd numbers that spread words, and the length, over the table."""


class Prefixes:
    """The distinct prefixes in order of first sight, as text in ``names``.

    Short ones are found again by their bytes, eight at a time: a table leads from a hash of them to a number, and what that number stands
    for is compared byte by byte.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._slots = np.full(1 << _BITS, -1, np.int64)
        self._words = np.zeros((_SHORT, 0), np.uint64)
        self._lengths = np.zeros(0, np.int64)

    def read(self, scan: Scan) -> tuple[Ints, Ints]:
        """Return, for each header, where the first ': ' (or the ':' that ends the line) ends and the number of the prefix; -1: none."""
        length, levels = first(scan.words, scan.rest, _COLON)
        colon, ends = scan.rest + length, scan.ends[scan.line]
        after = scan.words.bytes[colon + 1]
        usual = (length < WIDE) & ((after == _SPACE) | (after == _FEED))
        beyond = colon >= ends
        far = np.flatnonzero(~(usual | beyond))
        code = self._recalled(length, levels)
        code[beyond] = -1
        code[far] = -1
        body = colon + 1 + (after == _SPACE)
        colon[beyond] = -1
        if len(far):
            colon[far] = _far(scan, colon[far], ends[far])
            body[far] = colon[far] + 1 + (scan.words.bytes[colon[far] + 1] == _SPACE)
        body[colon < 0] = -1
        rows = np.flatnonzero((code < 0) & (colon >= 0))
        if len(rows):
            code[rows] = self._codes(scan.data, scan.rest[rows], colon[rows])
        return body, code

    def _recalled(self, length: Ints, levels: Sequence[Level]) -> Ints:
        """Return the number of each prefix that the table leads to, -1 where it leads to none."""
        if not len(self._lengths):
            return np.full(len(length), -1, np.int64)
        total = length.view(np.uint64) * _MIX[-1]
        for (rows, word), mix in zip(levels, _MIX, strict=False):
            total[rows] += word * mix
        code: Ints = self._slots[(total >> _SHIFT).view(np.int64)]
        same = length == self._lengths[code]
        for place, (rows, word) in enumerate(levels):
            same[rows] &= word == self._words[place][code[rows]]
        code[~same] = -1
        return code

    def _codes(self, data: bytes, start: Ints, end: Ints) -> Ints:
        from wag_analyzer.parser.bodies import slices  # noqa: PLC0415 - pyarrow costs more than reading a small chat

        found = slices(data, start, end).dictionary_encode()
        words, before = found.dictionary.to_pylist(), len(self.names)
        for name in words:
            if self._numbers.setdefault(name, len(self.names)) == len(self.names):
                self.names.append(name)
        self._remember(self.names[before:], before)
        codes: Ints = np.array([self._numbers[name] for name in words], np.int64)[found.indices.to_numpy()]
        return codes

    def _remember(self, names: Sequence[str], before: int) -> None:
        """Make new prefixes findable by their bytes; of two with the same hash only the first is."""
        raw = [name.encode() for name in names]
        length = np.array([len(name) for name in raw], np.int64)
        words = np.frombuffer(b"".join(name[:WIDE].ljust(WIDE, b"\0") for name in raw), np.dtype("<u8")).reshape(-1, _SHORT)
        self._lengths = np.concatenate((self._lengths, length))
        self._words = np.concatenate((self._words, words.T), axis=1)
        total = (words * _MIX[:-1]).sum(axis=1, dtype=np.uint64) + length.view(np.uint64) * _MIX[-1]
        slot, at = np.unique((total >> _SHIFT).view(np.int64), return_index=True)
        fits = (self._slots[slot] < 0) & (length[at] < WIDE)
        self._slots[slot[fits]] = before + at[fits]


def _far(scan: Scan, start: Ints, end: Ints) -> Ints:
    """Return where the first ': ' stands between some places, or the ':' just before the end; -1: nowhere."""
    at = np.array([scan.data.find(b": ", *place) for place in zip(start.tolist(), end.tolist(), strict=True)], np.int64)
    return np.where((at < 0) & (end > start) & (scan.words.bytes[end - 1] == _COLON), end - 1, at)
