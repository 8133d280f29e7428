"""Where single signs stand in a block: direction marks, and each @ that may call somebody. Looked for once, used by all that follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.masks import every, stand

__all__ = ["AT", "LEAD", "SIGNS", "Marks", "Signs", "find_marks", "find_signs", "joined"]

Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Small = npt.NDArray[np.signedinteger[Any]]

AT: Final = 64
LEAD: Final = 0xE2
"""First byte of most direction marks, and of much else."""

SIGNS: Final = (LEAD, AT, 0xEF)
"""Bytes that ``find_signs`` asks for; with the last, U+FEFF begins and some emoji do."""

_CALLS: Final = np.array([byte in b"+0123456789\xe2" for byte in range(256)])
"""Bytes that follow the @ of a mention."""

_SECOND: Final = np.array([byte in {0x80, 0x81} for byte in range(256)])
_THIRD: Final = np.array([[byte in last for byte in range(256)] for last in ({0x8E, 0x8F, *range(0xAA, 0xAF)}, set(range(0xA6, 0xAA)))])
_NOWHERE: Final = np.zeros(0, np.int64)
_LETTER: Final = b"\xd8\x9c"
"""U+061C, whose first byte begins many Arabic letters."""

_ZERO_WIDTH: Final = (0xEF, 0xBB, 0xBF)
"""U+FEFF, whose first byte begins some emoji too; the other marks are E2 80 or E2 81 and one of a few bytes."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Byte offsets of direction marks, rising; ``leading`` says which are U+200E or U+200F."""

    at: Ints
    leading: Flags


@dataclass(frozen=True, slots=True)
class Signs:
    """Byte offsets in a text, rising: of its direction marks, each @ behind which a name or a number may stand, and the ends of lines."""

    marks: Marks
    calls: Ints
    feeds: Small

    def between(self, start: int, stop: int) -> "Signs":
        """Return the signs of a part of the text, counted from its beginning."""
        first, last = np.searchsorted(self.marks.at, (start, stop))
        one, behind = np.searchsorted(self.calls, (start, stop))
        feed, more = np.searchsorted(self.feeds, (start, stop))
        marks = Marks(self.marks.at[first:last] - start, self.marks.leading[first:last])
        return Signs(marks, self.calls[one:behind] - start, self.feeds[feed:more] - start)


def find_signs(data: bytes, feeds: Ints, found: Sequence[Ints]) -> Signs:
    """Return the signs of a text in which the line feeds and the bytes ``SIGNS`` stand at known places."""
    view = np.frombuffer(data, np.uint8)
    leads, ats, zeros = found
    return Signs(find_marks(data, leads, zeros), ats[_CALLS[view[np.minimum(ats + 1, len(view) - 1)]]], feeds.astype(np.int32))


def joined(parts: Sequence[tuple[int, Signs]]) -> Signs:
    """Return the signs of parts of a text that follow each other, each given with the offset at which it begins."""
    if len(parts) == 1 and not parts[0][0]:
        return parts[0][1]
    at, calls, feeds = (np.concatenate([places + shift for shift, places in listed] or [_NOWHERE]) for listed in (
        [(shift, signs.marks.at) for shift, signs in parts], [(shift, signs.calls) for shift, signs in parts],
        [(shift, signs.feeds) for shift, signs in parts],
    ))  # fmt: skip
    return Signs(Marks(at, np.concatenate([signs.marks.leading for _, signs in parts] or [np.zeros(0, bool)])), calls, feeds)


def find_marks(data: bytes, leads: Ints | None = None, zeros: Ints | None = None) -> Marks:
    """Return where direction marks stand in a text; ``leads`` and ``zeros`` are the places of the first of ``SIGNS`` and of the last."""
    view = np.frombuffer(data, np.uint8)
    found = every(view, LEAD) if leads is None else leads
    found = found[: int(np.searchsorted(found, len(data) - 2))]
    found = found[_SECOND[view[found + 1]]]
    last = view[found + 2]
    is_mark = _THIRD[view[found + 1] & 1, last]
    found, last = found[is_mark], last[is_mark]
    leading = (view[found + 1] == 0x80) & ((last == 0x8E) | (last == 0x8F)) if len(found) else np.zeros(0, bool)
    rare = np.concatenate((_pairs(data, _LETTER), _zero_widths(view, zeros)))
    if not len(rare):
        return Marks(found, leading)
    at = np.concatenate((found, rare))
    order = np.argsort(at, kind="stable")
    return Marks(at[order], np.concatenate((leading, np.zeros(len(rare), bool)))[order])


def _zero_widths(view: Bytes, zeros: Ints | None) -> Ints:
    """Return where U+FEFF stands."""
    found = every(view, _ZERO_WIDTH[0]) if zeros is None else zeros
    return found[stand(view, found, _ZERO_WIDTH)] if len(found) else found


def _pairs(data: bytes, sign: bytes) -> Ints:
    """Return where a pair of bytes stands, whose first is frequent or not there at all."""
    if sign[:1] not in data:
        return _NOWHERE
    pair = int.from_bytes(sign, "little")
    halves = (np.frombuffer(data, np.dtype("<u2"), (len(data) - start) // 2, start) == pair for start in (0, 1))
    return np.sort(np.concatenate([2 * np.flatnonzero(half) + start for start, half in enumerate(halves) if half.any()] or [_NOWHERE]))
