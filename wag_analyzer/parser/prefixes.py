"""What stands between header and first colon: mostly the sender. Each distinct one is known by a number, from block to block."""

from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.masks import hits
from wag_analyzer.parser.scan import Scan

__all__ = ["Prefixes"]

_U64 = npt.NDArray[np.uint64]

_FEED: Final = 10
_COLON: Final = 58
_ALL: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE: Final = np.uint64(1)
_SEVEN: Final = np.uint64(7)
_SPACE: Final = 32
_SHORT: Final = 5
"""Words of a prefix that is found by its bytes."""

_BITS: Final = 14
_SHIFT: Final = np.uint64(64 - _BITS)
_MIX: Final = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB], np.uint64
)
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
        self._known = np.zeros((0, _SHORT + 1), np.uint64)

    def read(self, scan: Scan) -> tuple[Ints, Ints]:
        """Return, for each header, where the first ': ' (or the ':' that ends the line) ends and the number of the prefix; -1: none."""
        colon, body, words = _first_colons(scan)
        length = colon - scan.rest
        words.append(length.view(np.uint64))
        slot = np.zeros(len(length), np.uint64)
        for part, mix in zip(words, _MIX, strict=True):
            slot += part * mix
        place = (slot >> _SHIFT).astype(np.int64)
        found = self._slots[place]
        code = np.full(len(colon), -1, np.int64)
        if len(self._known):
            known = self._known.take(found, axis=0)
            same = (found >= 0) & (length >= 0)
            for column, part in enumerate(words):
                same &= part == known[:, column]
            code = np.where(same, found, -1)
        rows = np.flatnonzero((code < 0) & (colon >= 0))
        if len(rows):
            code[rows] = self._codes(scan.data, scan.rest[rows], colon[rows])
            self._remember(code[rows], place[rows], np.stack([part[rows] for part in words], axis=1))
        return body, code

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
        more = np.zeros((len(self.names) - len(self._known), _SHORT + 1), np.uint64)
        self._known = np.concatenate((self._known, more))
        code, first = np.unique(code, return_index=True)
        free = self._slots[slot[first]] < 0
        fits = free & (words[first, _SHORT] <= 8 * _SHORT)
        self._slots[slot[first][fits]] = code[fits]
        self._known[code[fits]] = words[first[fits]]


def _first_colons(scan: Scan) -> tuple[Ints, Ints, list[_U64]]:
    """Return where the first ': ' stands behind each header on its own line, where it ends (-1: nowhere), and the bytes before it as words.

    A prefix of more than ``_SHORT`` words has no bytes, one that is none may have any.
    """
    near = scan.words.near(scan.rest, 8 * _SHORT + 8)
    left = np.full(len(scan.rest), _ALL, np.uint64)
    bits = np.zeros(len(scan.rest), np.uint16)
    words: list[_U64] = []
    for place in range(_SHORT):
        word = near.word(8 * place)
        hit = hits(word, _COLON)
        before = (((hit & (~hit + _ONE)) >> _SEVEN) - _ONE) & left  # the bytes below the lowest hit; all when there is none
        bits += np.bitwise_count(before)
        words.append(word & before)
        left = np.where(hit == 0, left, np.uint64(0))
    length = (bits >> 3).astype(np.int64)
    ends = scan.ends[scan.line]
    colon = scan.rest + length
    after = near.bytes.reshape(-1)[np.arange(len(colon)) * near.bytes.shape[1] + length + 1]
    far = np.flatnonzero((left != 0) | ((after != _SPACE) & (after != _FEED)))
    colon[colon >= ends] = -1
    body = np.where(colon >= 0, colon + 1 + (after == _SPACE), -1)
    if len(far):
        at = _far(scan, scan.rest[far] + length[far], ends[far])
        colon[far], body[far] = at, np.where(at >= 0, at + 1 + (scan.words.bytes[at + 1] == _SPACE), -1)
        size = at - scan.rest[far]
        size[(size < 0) | (size > 8 * _SHORT)] = 0
        for place, word in enumerate(words):
            word[far] = near.word(8 * place)[far] & _FIRST[place][size]
    return colon, body, words


def _far(scan: Scan, start: Ints, end: Ints) -> Ints:
    """Return where the first ': ' stands between some places, or the ':' just before the end; -1: nowhere."""
    at = np.array([scan.data.find(b": ", *place) for place in zip(start.tolist(), end.tolist(), strict=True)], np.int64)
    return np.where((at < 0) & (end > start) & (scan.words.bytes[end - 1] == _COLON), end - 1, at)
