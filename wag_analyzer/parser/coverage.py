"""The ledger: what became of every line of a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints

__all__ = ["BECAME", "Ledger", "ledger", "tally"]

BECAME: Final = ("skipped", "message", "system", "continuation")


@dataclass(frozen=True, slots=True)
class Ledger:
    """Ranges of lines (from 1) that tile a file; ``became`` and ``reason`` are indices into ``BECAME`` and ``reasons``."""

    line: Ints
    last_line: Ints
    became: Ints
    reason: Ints
    reasons: list[str | None]


def ledger(lines: int, header: Ints, is_system: npt.NDArray[np.bool_], rejected: Mapping[int, str]) -> Ledger:
    """Return ranges that tile the lines 1 to ``lines``.

    Parameters
    ----------
    lines
        Number of lines of the file.
    header
        Lines (from 0) on which a message or system line begins.
    is_system
        For each of them whether nobody wrote it.
    rejected
        Lines (from 0) that look like a header and were not taken for one, and why.
    """
    before = int(header[0]) if len(header) else lines
    became = np.full(lines, 3, np.int64)
    became[:before] = 0
    became[header] = np.where(is_system, 2, 1)
    reasons: dict[str | None, int] = {None: 0, "before the first message": 1}
    reason = np.zeros(lines, np.int64)
    reason[:before] = 1
    for line, why in rejected.items():
        reason[line] = reasons.setdefault(why, len(reasons))
    start = np.flatnonzero(np.concatenate((np.ones(min(lines, 1), bool), (np.diff(became) != 0) | (np.diff(reason) != 0))))
    stop = np.append(start[1:], lines)[: len(start)]
    return Ledger(start + 1, stop, became[start], reason[start], list(reasons))


def tally(lines: int, header: Ints) -> tuple[int, int, int]:
    """Return how many lines begin a message, go on with one, and stand before the first."""
    skipped = int(header[0]) if len(header) else lines
    return len(header), lines - skipped - len(header), skipped
