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
_MIX: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F], np.uint64)
"""Odd numbers that spread words over the table."""


class Prefixes:
    """The distinct prefixes in order of first sight, as text in ``names``.

    Short ones are found again by their bytes and the colon behind them, eight at a time: a table leads from a hash of them to a number,
    and what that number stands for is compared byte by byte.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._slots = np.full(1 << _BITS, -1, np.int64)
        self._words = np.zeros((_SHORT, 0), np.uint64)

    def read(self, scan: Scan) -> tuple[Ints, Ints]:
        """Return, for each header, where the first ': ' (or the ':' that ends the line) ends and the number of the prefix; -1: none."""
        length, levels = first(scan.words, scan.rest, _COLON)
        colon, ends = scan.rest + length, scan.ends[scan.line]
        after = scan.words.bytes[colon + 1]
        usual = (length < WIDE) & ((after == _SPACE) | (after == _FEED))
        beyond = colon >= ends
        far = np.flatnonzero(~(usual | beyond))
        code = self._recalled(levels)
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

    def _recalled(self, levels: Sequence[Level]) -> Ints:
        """Return the number of each prefix that the table leads to, -1 where it leads to none."""
        (_, word), *more = levels
        if not self.names:
            return np.full(len(word), -1, np.int64)
        total = word * _MIX[0]
        for (rows, behind), mix in zip(more, _MIX[1:], strict=False):
            total[rows] += behind * mix
        code: Ints = self._slots[(total >> _SHIFT).view(np.int64)]
        other = self._words[0][code] != word
        for (rows, behind), known in zip(more, self._words[1:], strict=False):
            other[rows] |= known[code[rows]] != behind
        code[other] = -1
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
        raw = [f"{name}:".encode() for name in names]
        fits = np.array([name.find(b":") == len(name) - 1 < WIDE for name in raw], bool)
        words = np.frombuffer(b"".join(name[:WIDE].ljust(WIDE, b"\0") for name in raw), np.dtype("<u8")).reshape(-1, _SHORT)
        self._words = np.concatenate((self._words, words.T), axis=1)
        hashed = ((words * _MIX).sum(axis=1, dtype=np.uint64) >> _SHIFT).view(np.int64)
        slot, at = np.unique(hashed[fits], return_index=True)
        free = self._slots[slot] < 0
        self._slots[slot[free]] = before + np.flatnonzero(fits)[at[free]]


def _far(scan: Scan, start: Ints, end: Ints) -> Ints:
    """Return where the first ': ' stands between some places, or the ':' just before the end; -1: nowhere."""
    at = np.array([scan.data.find(b": ", *place) for place in zip(start.tolist(), end.tolist(), strict=True)], np.int64)
    return np.where((at < 0) & (end > start) & (scan.words.bytes[end - 1] == _COLON), end - 1, at)
