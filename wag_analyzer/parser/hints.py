"""Which bodies may be more than a writer's words: told by the eight bytes at their beginning and the eight at their end.

All that WhatsApp puts in the place of media, polls and calls, and the note that a message was edited, begins or ends a line in a way that
is known. So most bodies need no look at their words: ``Hints`` never passes over one in which ``placeholders.wordings`` stands where it
counts, and the regular expression is asked about the few that are left.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.masks import hits
from wag_analyzer.parser.patterns import SPACES, spellings
from wag_analyzer.parser.placeholders import may_begin, may_end

__all__ = ["Hints", "hints"]

Flags = npt.NDArray[np.bool_]
_U64 = npt.NDArray[np.uint64]

_BITS: Final = 16
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(64 - _BITS)
_WIDTHS: Final = (8, 4)
"""Bytes of a beginning or an end that are compared together, longest first; shorter ones are looked up by two bytes."""

_BLANK: Final = (*" \t\n\r\v\f.", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", *SPACES, *"。।۔")
"""What may stand before or behind a wording: spaces and, at the end, full stops."""

_MARKS: Final = "\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_TWO_BYTES: Final = np.uint64(0xFFFF)
_FOUR_BYTES: Final = np.uint64(0xFFFFFFFF)
_SIX_BYTES: Final = np.uint64(48)
_FOUR: Final = np.uint64(32)
_FIVE: Final = np.uint64(40)
_EMOJI: Final = np.uint64(int.from_bytes("\U0001f600".encode()[:2], "little"))
_VARIANT: Final = np.uint64(int.from_bytes("\ufe0f".encode(), "little"))
_SPACE: Final = 32


@dataclass(frozen=True, slots=True)
class _Ends:
    """One end of a wording: tables of hashes by width, of two bytes that are all there is, and of the two outer bytes of all."""

    wide: dict[int, Flags]
    short: Flags
    pairs: Flags

    def fit(self, word: _U64, *, at_end: bool) -> Flags:
        """Return which words (eight bytes each) begin, or end, as a wording does."""
        pair = ((word >> _SIX_BYTES) if at_end else (word & _TWO_BYTES)).view(np.int64)
        found: Flags = self.pairs[pair]
        rows = np.flatnonzero(found)
        if not len(rows):
            return found
        some, sure = word[rows], self.short[pair[rows]]
        for width, table in self.wide.items():
            part = some if width == 8 else (some >> _FOUR) if at_end else (some & _FOUR_BYTES)
            sure |= table[((part * _MIX) >> _SHIFT).view(np.int64)]
        found[rows] = sure
        return found


class Hints:
    """The beginnings and ends of one language's wordings.

    Parameters
    ----------
    locale
        Of the phone; None when it is not known.
    """

    def __init__(self, locale: str | None) -> None:
        self._begin = _ends([*_keys(may_begin(locale), at_end=False), *_blanks(at_end=False)], at_end=False)
        self._end = _ends([*_keys(may_end(locale), at_end=True), *_blanks(at_end=True)], at_end=True)

    def rows(self, data: bytes | memoryview, start: Ints, end: Ints, several: tuple[Ints, Ints, Ints]) -> Ints:
        """Return which bodies have to be looked at.

        Parameters
        ----------
        data
            A text.
        start, end
            Byte offsets of the bodies, which stand eight bytes behind its beginning at least.
        several
            Which of them have more than one line, where the first line of each of these ends and where the last begins: what WhatsApp
            writes stands at the ends of these two lines.
        """
        if len(data) < 16 or not len(start):
            return np.arange(len(start))
        words = np.ndarray((len(data) - 7,), np.dtype("<u8"), data, 0, (1,))
        tail = words[np.maximum(end - 8, 0)]
        maybe = self._begins(words, start) | self._end.fit(tail, at_end=True)
        rows, first, last = several
        maybe[rows] |= self._end.fit(words[np.maximum(first - 8, 0)], at_end=True) | self._begins(words, last)
        links = np.flatnonzero(hits(tail, _SPACE) == 0)  # a place may be told only at the end of a link, which has no space
        links = links[(end[links] - start[links] >= 16) & ~_drawn(tail[links])]
        maybe[links[hits(words[end[links] - 16], _SPACE) == 0]] = True
        found: Ints = np.flatnonzero(maybe)
        return found

    def _begins(self, words: _U64, at: Ints) -> Flags:
        """Return which places begin as a wording does; those that stand too near to the end of the text may."""
        last = len(words) - 1
        found: Flags = self._begin.fit(words[np.minimum(at, last)], at_end=False)
        found[int(np.searchsorted(at, last, "right")) :] = True
        return found


def _drawn(tail: _U64) -> Flags:
    """Return which bodies end in an emoji, as no link does."""
    found: Flags = ((tail >> _FOUR) & _TWO_BYTES == _EMOJI) | (tail >> _FIVE == _VARIANT)
    return found


@lru_cache(maxsize=128)
def hints(locale: str | None) -> Hints:
    """Return the hints of a language."""
    return Hints(locale)


def _blanks(*, at_end: bool) -> Iterator[bytes]:
    return (char.encode()[-2:] if at_end else char.encode()[:2] for char in (*_BLANK, *_MARKS) if at_end or char != ".")


def _keys(texts: Iterable[str], *, at_end: bool) -> Iterator[bytes]:
    """Yield up to eight bytes of the beginning (or end) of each text, in every spelling, as far as these are the same in all texts."""
    for text in texts:
        for spelled in spellings(text[-8:] if at_end else text[:8], at_end=at_end):
            yield spelled[-8:] if at_end else spelled[:8]


def _ends(keys: Iterable[bytes], *, at_end: bool) -> _Ends:
    wide = {width: np.zeros(1 << _BITS, bool) for width in _WIDTHS}
    short, pairs = np.zeros(1 << 16, bool), np.zeros(1 << 16, bool)
    for key in keys:
        width = next((width for width in _WIDTHS if len(key) >= width), 0)
        if width:
            number = int.from_bytes(key[-width:] if at_end else key[:width], "little")
            wide[width][(number * int(_MIX) % (1 << 64)) >> int(_SHIFT)] = True
        for table in (pairs,) if width else (short, pairs):
            _mark(table, key, at_end=at_end)
    return _Ends({width: table for width, table in wide.items() if table.any()}, short, pairs)


def _mark(table: Flags, key: bytes, *, at_end: bool) -> None:
    """Enter the outer two bytes of a key, with any other byte for those that it does not have."""
    if len(key) > 1:
        table[int.from_bytes(key[-2:] if at_end else key[:2], "little")] = True
    elif key:
        table.reshape(256, 256)[(key[0], slice(None)) if at_end else (slice(None), key[0])] = True
    else:
        table[:] = True
