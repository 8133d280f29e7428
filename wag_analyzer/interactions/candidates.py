"""The earlier messages each message may answer, with probabilities."""

import itertools
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["NEVER", "Candidates", "accumulated", "adjacent", "segments", "softmax", "taken"]

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

#: Score of a candidate that does not exist.
NEVER: Final = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates of every message: as many as may matter, the nearest first, message after message.

    Parameters
    ----------
    offset
        Where the candidates of each message begin, and where the last ends.
    parent
        Number of the earlier message.
    p
        Probability of each candidate.
    none
        Probability that a message answers none; with its candidates it sums to 1.
    """

    offset: Places
    parent: Places
    p: Floats
    none: Floats

    @property
    def child(self) -> Places:
        """Return the message each candidate belongs to."""
        return segments(self.offset)

    def likely(self, least: float) -> tuple["Candidates", Places]:
        """Return the candidates from a probability on, and which they are; the probabilities stay as they are."""
        kept = np.flatnonzero(self.p >= least)
        offset = np.searchsorted(kept, self.offset)
        return Candidates(offset, self.parent[kept], self.p[kept], self.none), kept


def segments(offset: Places) -> Places:
    """Return the number of the segment each entry lies in."""
    return np.repeat(np.arange(len(offset) - 1), np.diff(offset))


def accumulated(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Add to each row those above it, in place: row by row this is several times as fast as NumPy's way down the columns."""
    for above, row in itertools.pairwise(rows):
        np.add(row, above, out=row)
    return rows


def taken(values: npt.NDArray[Any], places: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the values at places that are known to be there (-1 is the last): NumPy need not look first."""
    return values.take(places, mode="wrap")


def adjacent(author: npt.NDArray[np.int32]) -> Candidates:
    """Return the rule most tools use: a message answers the last message of somebody else."""
    size = len(author)
    index = np.arange(size)
    changes = np.append(True, author[1:] != author[:-1])[:size]
    begin = np.maximum.accumulate(np.where(changes, index, 0)) if size else index
    answers = begin > 0
    offset = np.concatenate([np.zeros(1, np.intp), np.cumsum(answers)])
    return Candidates(offset, begin[answers] - 1, np.ones(int(offset[-1]), np.float32), (~answers).astype(np.float32))


def softmax(none: Floats, score: Floats, offset: Places) -> tuple[Floats, Floats]:
    """Return the probabilities of answering none and of each candidate."""
    count = np.diff(offset)
    some = np.flatnonzero(count)
    top = none.copy()
    if len(some):
        top[some] = np.maximum(none[some], np.maximum.reduceat(score, offset[some]))
    raised, alone = np.exp(score - np.repeat(top, count)), np.exp(none - top)
    total = alone.astype(np.float32)
    if len(some):
        total[some] += np.add.reduceat(raised, offset[some])
    return alone / total, raised / np.repeat(total, count)
