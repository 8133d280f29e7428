"""The ledger: what became of every line of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.headers import REASONS

__all__ = ["BECAME", "WHY", "Ledger", "joined", "ledger"]

BECAME: Final = ("skipped", "message", "system", "continuation")
WHY: Final = (*REASONS, "before the first message")
"""Why lines are skipped or kept as text; the first stands for no reason."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Ranges of lines (from 1) that tile a stretch of a file; ``became`` and ``reason`` are indices into ``BECAME`` and ``WHY``."""

    line: Ints
    last_line: Ints
    became: Ints
    reason: Ints


def ledger(first: int, stop: int, header: Ints, is_system: npt.NDArray[np.bool_], rejected: Mapping[int, int]) -> Ledger:
    """Return ranges that tile the lines ``first`` to ``stop`` - 1 of a file, which are counted from 0 here and from 1 in the ranges.

    Parameters
    ----------
    first, stop
        The stretch; its lines before the first header are skipped.
    header
        Lines on which a message or system line begins.
    is_system
        For each of them whether nobody wrote it.
    rejected
        Lines that look like a header and were not taken for one, and why (index into ``headers.REASONS``).
    """
    count = stop - first
    before = int(header[0]) - first if len(header) else count
    became = np.full(count, 3, np.int8)
    became[:before] = 0
    became[header - first] = np.where(is_system, 2, 1)
    reason = np.zeros(count, np.int8)
    reason[:before] = len(WHY) - 1
    if rejected:
        reason[np.array(list(rejected), np.int64) - first] = list(rejected.values())
    return _ranges(np.arange(first + 1, stop + 1), became, reason, stop)


def joined(ledgers: Sequence[Ledger]) -> Ledger:
    """Return one ledger of stretches that follow each other."""
    line, _, became, reason = (
        np.concatenate(parts) for parts in zip(*((x.line, x.last_line, x.became, x.reason) for x in ledgers), strict=True)
    )
    return _ranges(line, became, reason, int(ledgers[-1].last_line[-1]) if len(ledgers[-1].last_line) else int(line[-1:].sum()))


def _ranges(line: Ints, became: npt.NDArray[np.int8], reason: npt.NDArray[np.int8], stop: int) -> Ledger:
    """Return the ranges of lines with the same fate, given where each piece begins and the last line of all."""
    start = np.flatnonzero(np.concatenate((np.ones(min(len(line), 1), bool), (became[1:] != became[:-1]) | (reason[1:] != reason[:-1]))))
    last = np.append(line[start[1:]] - 1, stop)[: len(start)]
    return Ledger(line[start], last, became[start].astype(np.int64), reason[start].astype(np.int64))
