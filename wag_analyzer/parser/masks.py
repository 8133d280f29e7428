"""Eight bytes at a time: the heads of lines as words, compared with a header whose digits may be any."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints

__all__ = ["PAD", "WIDE", "Head", "Level", "Near", "Words", "digit_counts", "every", "first", "head_of", "hits", "places", "stand"]

WIDE: Final = 40
"""Bytes within which ``first`` looks."""

_U64 = npt.NDArray[np.uint64]
Level = tuple[Ints | slice, _U64]
"""Some rows and their next eight bytes up to the first hit."""

PAD: Final = 80
"""Bytes that stand behind a text, so that words can be read up to its end."""

_FEED: Final = 10
_NEARBY: Final = 1 << 18


def _each(byte: int) -> int:
    return int.from_bytes(bytes([byte]) * 8, "little")


_LOW: Final = np.uint64(_each(0x7F))
_HIGH: Final = np.uint64(_each(0x80))
_ONES: Final = np.uint64(_each(0x01))
_TO_TEN: Final = 0x76
_TO_ONE: Final = 0x7F
"""What lifts a byte to its highest bit: one that is no digit, one that is not zero."""

_TEN: Final = np.uint64(_each(_TO_TEN))
_ZERO: Final = np.uint64(_each(0x30))
_BELOW: Final = np.array([int.from_bytes((b"\x80" * size).ljust(8, b"\0"), "little") for size in range(9)], np.uint64)
"""The highest bit of each of the first bytes, by their number."""
_ONE: Final = np.uint64(1)


class Words:
    """A text with its bytes and, at every offset, the eight bytes from there as one number; some bytes stand behind its end.

    Parameters
    ----------
    data
        The text.
    ahead
        The text with the ``PAD`` bytes that follow it in memory; without it the text is copied and followed by line feeds.
    """

    def __init__(self, data: bytes, ahead: memoryview | None = None) -> None:
        self.data = data
        self.bytes: npt.NDArray[np.uint8] = _padded(data) if ahead is None else np.frombuffer(ahead, np.uint8)
        self.at: _U64 = np.ndarray((len(self.bytes) - 7,), np.dtype("<u8"), self.bytes.data, 0, (1,))

    def near(self, at: Ints, width: int) -> "Near":
        """Return what stands from some places on, ``width`` bytes (72 at most) from each."""
        every = np.ndarray((len(self.bytes) - width + 1,), np.dtype(f"V{width}"), self.bytes.data, 0, (1,))
        return Near(every[at].view(np.uint8).reshape(-1, width))


def _padded(data: bytes) -> npt.NDArray[np.uint8]:
    padded = np.empty(len(data) + PAD, np.uint8)
    padded[: len(data)] = np.frombuffer(data, np.uint8)
    padded[len(data) :] = _FEED
    return padded


@dataclass(frozen=True, slots=True)
class Near:
    """Some bytes from each of some places on: one row a place. To fetch them together costs as much as to fetch one."""

    bytes: npt.NDArray[np.uint8]

    def word(self, offset: int) -> _U64:
        """Return the eight bytes that stand ``offset`` bytes behind each place as numbers."""
        return self.bytes[:, offset : offset + 8].view(np.dtype("<u8"))[:, 0]


@dataclass(frozen=True, slots=True)
class Head:
    """Eight bytes of a header: its digits as zeros; what to add so that a byte that is another one gets its highest bit; and these bits."""

    word: np.uint64
    more: np.uint64
    high: np.uint64

    def fits(self, word: _U64) -> npt.NDArray[np.bool_]:
        """Return which words are this one but for the digits.

        A byte that differs has its highest bit set before or after the addition; what it borrows or carries changes only bytes behind it.
        """
        rest = word - self.word
        wrong = rest + self.more
        np.bitwise_or(wrong, rest, out=wrong)
        np.bitwise_and(wrong, self.high, out=wrong)
        found: npt.NDArray[np.bool_] = wrong == 0
        return found


def head_of(piece: bytes, digits: dict[int, int]) -> Head:
    """Return up to eight bytes of a header for comparison.

    Parameters
    ----------
    piece
        The bytes.
    digits
        Where digits stand (the last byte of each), and that byte of their script's zero.

    Examples
    --------
    >>> head_of(b"12/3", {0: 48, 1: 48, 3: 48}).fits(np.array([int.from_bytes(b"30/4 ok!", "little")], np.uint64)).tolist()
    [True]
    """
    plain = bytes(digits.get(at, byte) for at, byte in enumerate(piece))
    more = bytes(_TO_TEN if at in digits else _TO_ONE for at in range(len(piece)))
    return Head(*(np.uint64(int.from_bytes(part, "little")) for part in (plain, more, b"\x80" * len(piece))))


def hits(word: _U64, byte: int) -> _U64:
    """Return words in which the highest bit of the first byte that is ``byte`` is set, and no bit below it; 0 where there is none."""
    rest = word ^ np.uint64(_each(byte))
    found = rest - _ONES
    np.bitwise_and(found, _HIGH, out=found)
    np.bitwise_and(found, np.invert(rest, out=rest), out=found)
    return found


def first(words: Words, start: Ints, byte: int) -> tuple[Ints, list[Level]]:
    """Return how many bytes (``WIDE`` at most) stand before the first ``byte`` behind each place, and these bytes with it as words."""
    length = np.zeros(len(start), np.int64)
    rows: Ints | slice = slice(None)
    levels: list[Level] = []
    for place in range(0, WIDE, 8):
        word = words.at[start[rows] + place if place else start]
        hit = hits(word, byte)
        up_to = hit ^ (hit - _ONE)  # the bytes up to the lowest hit; all when there is none
        np.bitwise_and(word, up_to, out=word)
        levels.append((rows, word))
        more = np.flatnonzero(hit == 0)
        length[rows] += np.bitwise_count(up_to) >> 3
        rows = more if isinstance(rows, slice) else rows[more]
        if not len(rows):
            break
    else:
        length[rows] += 1
    length -= 1
    return length, levels


def stand(view: npt.NDArray[np.uint8], at: Ints, sign: tuple[int, int, int]) -> npt.NDArray[np.bool_]:
    """Return at which places three bytes stand."""
    last = len(view) - 1
    first, second, third = (view[np.minimum(at + place, last)] == byte for place, byte in enumerate(sign))
    return np.asarray(first & second & third)


def digit_counts(words: Words, starts: Ints, sizes: Ints, count: int) -> Ints:
    """Return how many ASCII digits stand in the first ``count`` words behind each start, of lines of some sizes."""
    total = np.zeros(len(starts), np.int64)
    rows: Ints | slice = slice(None)
    for place in range(0, 8 * count, 8):
        shifted = words.at[starts[rows] + place] ^ _ZERO
        inside = _BELOW[np.minimum(sizes[rows] - place, 8)]
        total[rows] += np.bitwise_count(~(((shifted & _LOW) + _TEN) | shifted) & inside)
        rows = np.flatnonzero(sizes > place + 8)
        if not len(rows):
            break
    return total


def every(view: npt.NDArray[np.uint8], byte: int) -> Ints:
    """Return where a byte stands."""
    return _set_in(view == byte)


def places(view: npt.NDArray[np.uint8], signs: Sequence[int]) -> list[Ints]:
    """Return where each of some bytes stands, the most frequent first.

    A text is gone over once, in parts that stay in the processor's nearest memory.
    """
    is_one, is_it = np.empty((2, min(_NEARBY, len(view))), bool)
    found = [np.zeros(0, np.int64)]
    for start in range(0, len(view), _NEARBY):
        part = view[start : start + _NEARBY]
        one, it = is_one[: len(part)], is_it[: len(part)]
        np.equal(part, signs[0], out=one)
        for sign in signs[1:]:
            np.bitwise_or(one, np.equal(part, sign, out=it), out=one)
        found.append(_set_in(one) + start)
    at = np.concatenate(found)
    first = view[at] == signs[0]
    rest = at[~first]
    which = view[rest]
    return [at[first], *(rest[which == sign] for sign in signs[1:])]


def _set_in(flags: npt.NDArray[np.bool_]) -> Ints:
    """Return where a few flags are set: eight that are not are passed over at a time."""
    whole = len(flags) & -8
    eights = flags[:whole].view(np.uint64)
    groups = np.flatnonzero(eights != 0)
    place = np.flatnonzero(eights[groups].view(bool))
    found = (groups[place >> 3] << 3) + (place & 7)
    behind = np.flatnonzero(flags[whole:])
    return np.concatenate((found, behind + whole)) if len(behind) else found
