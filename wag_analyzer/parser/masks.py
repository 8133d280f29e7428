"""Eight bytes at a time: the heads of lines as words in which every digit is a zero."""

from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints

__all__ = ["Words", "digit_counts", "masked", "places"]

Script = tuple[bytes, int]
"""Digits of a script in UTF-8: the bytes in front and the last byte of its zero."""

_U64 = npt.NDArray[np.uint64]
_PAD: Final = 80
_FEED: Final = 10


def _each(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte]) * 8, "little"))


_LOW: Final = _each(0x7F)
_HIGH: Final = _each(0x80)
_TEN: Final = _each(0x76)
_ONE: Final = np.uint64(7)
_ALL: Final = np.uint64(0xFF)
_ZERO: Final = _each(0x30)
_BYTE: Final = np.uint64(8)
_TOP: Final = np.uint64(56)


class Words:
    """A text with its bytes and, at every offset, the eight bytes from there as one number.

    Parameters
    ----------
    data
        The text.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        padded = np.empty(len(data) + _PAD, np.uint8)
        padded[len(data) :] = _FEED
        padded[: len(data)] = np.frombuffer(data, np.uint8)
        self.bytes: npt.NDArray[np.uint8] = padded
        self.at: _U64 = np.ndarray((len(padded) - 7,), np.dtype("<u8"), padded.data, 0, (1,))
        self.scripts: frozenset[Script] = frozenset()


def masked(words: Words, starts: Ints, count: int) -> _U64:
    """Return for each start ``count`` words in which digits of ASCII and of the known scripts are zeros; one row per word."""
    limit = len(words.at) - 1
    out = np.empty((count, len(starts)), np.uint64)
    before = np.zeros(len(starts), np.uint64)
    for number in range(count):
        word = words.at[np.minimum(starts + 8 * number, limit)]
        plain = _zeroed(word, _ascii_digits(word), _ZERO)
        for lead, zero in sorted(words.scripts):
            plain = _zeroed(plain, _digits(word, zero) & _after(word, before, lead), _each(zero))
        out[number] = plain
        before = word
    return out


def digit_counts(words: _U64) -> npt.NDArray[np.int64]:
    """Return how many zeros, which stand for digits, each column of masked words holds."""
    return sum((np.bitwise_count(places(row, 0x30)).astype(np.int64) for row in words), np.zeros(words.shape[1], np.int64))


def places(word: _U64, byte: int) -> _U64:
    """Return flags (the high bit of each byte) where the words hold ``byte``."""
    differs = word ^ _each(byte)
    flags: _U64 = ~(((differs & _LOW) + _LOW) | differs | _LOW)
    return flags


def _zeroed(word: _U64, flags: _U64, zero: np.uint64) -> _U64:
    """Return words in which the bytes with a flag (their high bit) are ``zero``."""
    mask = (flags >> _ONE) * _ALL
    changed: _U64 = (word & ~mask) | (zero & mask)
    return changed


def _ascii_digits(word: _U64) -> _U64:
    """Return flags for the bytes 30 to 39."""
    shifted = word ^ _ZERO
    flags: _U64 = ~(((shifted & _LOW) + _TEN) | shifted) & _HIGH
    return flags


def _digits(word: _U64, zero: int) -> _U64:
    """Return flags for the ten bytes from ``zero`` (80 to B6)."""
    low = word & _LOW
    least, most = _each(0x80 - (zero - 0x80)), _each(0x80 - (zero - 0x80 + 10))
    flags: _U64 = (low + least) & ~(low + most) & word & _HIGH
    return flags


def _after(word: _U64, before: _U64, lead: bytes) -> _U64:
    """Return flags for bytes that follow ``lead``."""
    flags = np.full_like(word, _HIGH)
    for distance, byte in enumerate(reversed(lead), 1):
        shift = np.uint64(8 * distance)
        previous = (word << shift) | (before >> (np.uint64(64) - shift))
        differs = previous ^ _each(byte)
        flags &= ~(((differs & _LOW) + _LOW) | differs)
    return flags
