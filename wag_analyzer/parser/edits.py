"""Which bodies are words and behind them the note that they were edited, nothing else: told in columns, as nearly all of them differ."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from wag_analyzer.parser.bodies import slices
from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.layouts import MARKS
from wag_analyzer.parser.patterns import BLANK
from wag_analyzer.parser.placeholders import BRACKETS, edit_notes

__all__ = ["Edits", "plainly_edited"]

_PLAIN: Final = f"\\A[^\n@{MARKS}{BRACKETS}]*(?:\n[^@{MARKS}]*)?\\z"
"""Words that mention nobody, hold no mark and are no caption."""

_BLANK_END: Final = f"[{BLANK}]\\z"


@dataclass(frozen=True, slots=True)
class Edits:
    """Some rows, and where in the text their words end and the note begins."""

    rows: Ints
    stop: Ints

    def only(self, stays: npt.NDArray[np.bool_]) -> "Edits":
        """Return what is left when only some of the messages stay, as rows of these."""
        kept = stays[self.rows]
        return Edits((np.cumsum(stays) - 1)[self.rows[kept]], self.stop[kept])


def plainly_edited(data: bytes | memoryview, start: Ints, end: Ints, locale: str | None) -> Edits:
    """Return which bodies are words and a note of the phone's language or English; ``placeholders.content`` would say the same of them."""
    stop = end.copy()
    for note in (note.encode() for note in edit_notes(locale)):
        rows = np.flatnonzero((stop == end) & (end - start > len(note)))
        if len(rows):
            every = np.ndarray((len(data) - len(note) + 1,), np.dtype(f"V{len(note)}"), data, 0, (1,))
            stop[rows[every[end[rows] - len(note)] == np.void(note)]] -= len(note)
    rows = np.flatnonzero(stop < end)
    words = slices(data, start[rows], stop[rows])
    plain = pc.and_not(pc.match_substring_regex(words, _PLAIN), pc.match_substring_regex(words, _BLANK_END)).to_numpy(zero_copy_only=False)
    return Edits(rows[plain], stop[rows[plain]])
