"""What stands between header and first colon: mostly the sender. Each distinct one is known by a number, from block to block."""

from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.masks import places
from wag_analyzer.parser.scan import Scan

__all__ = ["Prefixes", "first_colons"]

_WORDS: Final = 8
_FEED: Final = 10
_COLON: Final = 58
_SPACE: Final = 32
_ONE: Final = np.uint64(1)


class Prefixes:
    """The distinct prefixes in order of first sight, as text in ``names``."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}

    def read(self, scan: Scan) -> tuple[Ints, Ints]:
        """Return, for each header, where the first ': ' (or the ':' that ends the line) stands and the number of the prefix; -1: none."""
        colon = first_colons(scan)
        rows = np.flatnonzero(colon >= 0)
        code = np.full(len(colon), -1, np.int64)
        if len(rows):
            code[rows] = self._codes(scan.data, scan.rest[rows], colon[rows])
        return colon, code

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

    def where(self, is_so: list[bool]) -> npt.NDArray[np.bool_]:
        """Return what is said of each prefix as a column to be indexed by number; -1 gives False."""
        return np.array([*is_so, False], bool)


def first_colons(scan: Scan) -> Ints:
    """Return where the first ': ' (or the ':' that ends the line) stands behind each header on its own line, -1 where there is none."""
    colon = np.full(len(scan.rest), -1, np.int64)
    end = scan.ends[scan.line]
    rows = np.arange(len(colon))
    at = scan.rest
    for _ in range(_WORDS):
        if not len(rows):
            return colon
        word, after = scan.words.at[at], scan.words.at[at + 1]
        hit = places(word, _COLON) & (places(after, _SPACE) | places(after, _FEED))
        over = places(word, _FEED)
        stop = hit | over
        lowest = stop & (~stop + _ONE)
        place = at + (np.bitwise_count(lowest - _ONE).astype(np.int64) >> 3)
        is_hit = ((lowest & hit) != 0) & (place < end[rows])
        colon[rows[is_hit]] = place[is_hit]
        goes_on = (stop == 0) & (at + 8 < end[rows])
        rows, at = rows[goes_on], at[goes_on] + 8
    for row, start in zip(rows.tolist(), at.tolist(), strict=True):
        colon[row] = _far(scan.data, start, int(end[row]))
    return colon


def _far(data: bytes, start: int, end: int) -> int:
    found = data.find(b": ", start, end)
    if found < 0 and end > start and data[end - 1] == _COLON:
        return end - 1
    return found
