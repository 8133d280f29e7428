"""The ledger: what became of every line of a file."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.scan import Ints

__all__ = ["BECAME", "ledger", "tally"]

BECAME: Final = ("skipped", "message", "system", "continuation")


def ledger(lines: int, header: Ints, is_system: npt.NDArray[np.bool_], rejected: Mapping[int, str]) -> dict[str, object]:
    """Return columns ``line``, ``last_line``, ``became`` and ``reason`` of ranges that tile the lines 1 to ``lines``.

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
    became = np.full(lines, 3, np.int8)
    became[: header[0] if len(header) else lines] = 0
    became[header] = np.where(is_system, 2, 1)
    reasons = {"": 0}
    reason = np.zeros(lines, np.int16)
    for line, why in rejected.items():
        reason[line] = reasons.setdefault(why, len(reasons))
    if len(header):
        before = reasons.setdefault("before the first header", len(reasons))
        head = reason[: header[0]]
        head[head == 0] = before
    change = np.flatnonzero((np.diff(became) != 0) | (np.diff(reason) != 0)) + 1
    start = np.concatenate(([0], change)) if lines else np.zeros(0, np.int64)
    stop = np.concatenate((change, [lines])) if lines else np.zeros(0, np.int64)
    words = list(reasons)
    return {
        "line": start + 1,
        "last_line": stop,
        "became": [BECAME[kind] for kind in became[start].tolist()],
        "reason": [words[code] or None for code in reason[start].tolist()],
    }


def tally(lines: int, header: Ints) -> tuple[int, int, int]:
    """Return how many lines begin a message, go on with one, and stand before the first."""
    skipped = int(header[0]) if len(header) else lines
    return len(header), lines - skipped - len(header), skipped
