"""What stands between header and first colon: mostly the sender. Each distinct one is known by a number, from block to block."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.masks import WIDE, Level, first
from wag_analyzer.parser.scan import Scan
from wag_analyzer.parser.strings import Column, Strings

__all__ = ["Prefixes"]

_FEED: Final = 10
_COLON: Final = 58
_SPACE: Final = 32
_SHORT: Final = WIDE // 8
"""Words of a prefix that is found by its bytes."""

_BITS: Final = 14
_LARGER: Final = 2
"""Bits by which a table that is half full grows."""

_PLACES: Final = 32
"""Places in which a prefix may stand, from where its hash leads; one that finds none of them free is found by its text."""

_HEAP: Final = 1 << 15
"""Names that are placed in a larger table at a time."""

_MIX: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F], np.uint64)
"""Odd numbers that spread words over the table."""


class Prefixes:
    """The distinct prefixes in order of first sight, as text in ``names``.

    Short ones are found again by their bytes and the colon behind them, eight at a time: a table leads from a hash of them to a number,
    and what that number stands for is compared byte by byte. Where another one has the place, the next places are looked at (linear
    probing), so many and no more, whatever somebody makes of hashes; the table is never more than half full.
    """

    def __init__(self) -> None:
        self.names = Strings()
        self._long: dict[str, int] = {}
        self._bits = _BITS
        self._slots = np.full(1 << _BITS, -1, np.int32)
        self._words = Column(np.uint64, _SHORT)
        self._short = Column(np.bool_)

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
        total, known = word * _MIX[0], self._words.values
        for (rows, behind), mix in zip(more, _MIX[1:], strict=False):
            total[rows] += behind * mix
        place = self._placed(total)
        code: Ints = self._slots[place].astype(np.int64)
        other = known[code, 0] != word
        for level, (rows, behind) in enumerate(more, 1):
            other[rows] |= known[code[rows], level] != behind
        again = np.flatnonzero(other & (code >= 0))
        code[other] = -1
        if len(again):
            code[again] = self._probed(place[again], _wide(levels, again))
        return code

    def _probed(self, place: Ints, words: npt.NDArray[np.uint64]) -> Ints:
        """Return the numbers of prefixes that are not in the first place that the table leads to, -1 for those that are in none."""
        code, rows = np.full(len(place), -1, np.int64), np.arange(len(place))
        for _ in range(_PLACES - 1):
            if not len(rows):
                break
            place = (place + 1) & (len(self._slots) - 1)
            found = self._slots[place]
            same = (found >= 0) & (self._words.values[found] == words).all(axis=1)
            code[rows[same]] = found[same]
            left = (found >= 0) & ~same
            place, words, rows = place[left], words[left], rows[left]
        return code

    def _placed(self, total: npt.NDArray[np.uint64]) -> Ints:
        """Return where in the table a hash leads."""
        place: Ints = (total >> np.uint64(64 - self._bits)).view(np.int64)
        return place

    def _codes(self, data: bytes, start: Ints, end: Ints) -> Ints:
        """Return the numbers of prefixes that the table does not know."""
        from wag_analyzer.parser.bodies import slices  # noqa: PLC0415 - pyarrow costs more than reading a small chat

        found = slices(data, start, end).dictionary_encode()
        words, before = found.dictionary.to_pylist(), len(self.names)
        raw = [f"{name}:".encode() for name in words]
        fits = [name.find(b":") == len(name) - 1 < WIDE for name in raw]
        codes = np.zeros(len(words), np.int64)
        new: list[int] = []
        for at, name in enumerate(words):
            codes[at] = self._long.get(name, before + len(new))
            if codes[at] == before + len(new):
                new.append(at)
        self._remember([raw[at] for at in new], [fits[at] for at in new])
        numbers: Ints = codes[found.indices.to_numpy()]
        return numbers

    def _remember(self, raw: Sequence[bytes], fits: Sequence[bool]) -> None:
        """Take up new prefixes, each with its colon, and make short ones findable by their bytes."""
        before = len(self.names)
        self.names.extend([name[:-1] for name in raw])
        self._long.update((str(name[:-1], "utf-8"), before + at) for at, name in enumerate(raw) if not fits[at])
        words = np.frombuffer(b"".join(name[:WIDE].ljust(WIDE, b"\0") for name in raw), np.dtype("<u8"))
        self._words.extend(words.reshape(-1, _SHORT))
        self._short.extend(np.array(fits, bool))
        if 2 * len(self.names) > len(self._slots):
            while 2 * len(self.names) > 1 << self._bits:
                self._bits += _LARGER
            self._slots = np.full(1 << self._bits, -1, np.int32)
            before = 0
        for start in range(before, len(self.names), _HEAP):
            heap = slice(start, start + _HEAP)
            self._place(start + np.flatnonzero(self._short.values[heap]))

    def _place(self, numbers: Ints) -> None:
        """Put short prefixes into the table, each in the first free place from where its hash leads."""
        place = self._placed((self._words.values[numbers] * _MIX).sum(axis=1, dtype=np.uint64))
        for _ in range(_PLACES):
            if not len(numbers):
                return
            free = self._slots[place] < 0
            self._slots[place[free][::-1]] = numbers[free][::-1]
            left = self._slots[place] != numbers
            numbers, place = numbers[left], (place[left] + 1) & (len(self._slots) - 1)
        self._long.update(zip(self.names.those(numbers), numbers.tolist(), strict=True))


def _wide(levels: Sequence[Level], rows: Ints) -> npt.NDArray[np.uint64]:
    """Return all words of some rows (rising), one row each."""
    words = np.zeros((len(rows), _SHORT), np.uint64)
    for level, (there, behind) in enumerate(levels):
        if isinstance(there, slice):
            words[:, level] = behind[rows]
            continue
        at = np.minimum(np.searchsorted(there, rows), len(there) - 1)
        inside = there[at] == rows
        words[inside, level] = behind[at[inside]]
    return words


def _far(scan: Scan, start: Ints, end: Ints) -> Ints:
    """Return where the first ': ' stands between some places, or the ':' just before the end; -1: nowhere."""
    at = np.array([scan.data.find(b": ", *place) for place in zip(start.tolist(), end.tolist(), strict=True)], np.int64)
    return np.where((at < 0) & (end > start) & (scan.words.bytes[end - 1] == _COLON), end - 1, at)
