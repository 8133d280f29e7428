"""The acts of one layer as entries, one per message and target, grouped by ordered pair; and what the entries of each pair come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.acts import Acts, ranked, summed

__all__ = ["Entries", "Sums", "entries", "found", "sums"]

_DAY: Final = 86_400
_SMALL: Final = 1 << 16
_DIGITS: Final = 44

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
_Kind = TypeVar("_Kind", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Entries:
    """One entry per message and target, by pair, then by message: a message that may answer two of a person's is one act.

    ``pairs`` are the distinct pairs (source·people + target), ascending; ``code`` says which of them each entry is of; ``act`` is the row
    of the message or event in the ids of the acts.
    """

    people: int
    pairs: Ints
    code: Ints
    p: Floats
    at: Ints
    act: Ints

    @property
    def source(self) -> Ints:
        """Return the source of each pair."""
        return self.pairs // max(self.people, 1)

    @property
    def target(self) -> Ints:
        """Return the target of each pair."""
        return self.pairs % max(self.people, 1)

    @property
    def likeliest(self) -> Places:
        """Return the order by pair, the most probable first, then by time."""
        order = _falling(self.p)
        if ((self.at[1:] < self.at[:-1]) & (self.code[1:] == self.code[:-1])).any():
            order = np.lexsort((self.at, -self.p))
        return order[_by_number(self.code[order])]

    @property
    def unordered(self) -> Ints:
        """Return one number for each pair, the same in both directions."""
        source, target = self.source, self.target
        return np.minimum(source, target) * self.people + np.maximum(source, target)


@dataclass(frozen=True, slots=True)
class Sums:
    """One value per pair: where its entries start, how many they are, Σp, Σp(1-p), on how many days, from when to when."""

    start: Ints
    acts: Ints
    weight: Floats
    spread: Floats
    days: Ints
    first: Ints
    last: Ints


def entries(parts: Sequence[Acts], people: int) -> Entries:
    """Return the entries of several kinds of acts together; no message and target stand in two of the parts."""
    act, p, at = (_together([getattr(some, name) for some in parts]) for name in ("act", "p", "at"))
    code, pairs = ranked(_together([some.source * people + some.target for some in parts]))
    order = _ordered(code, act)
    act, code = act[order], code[order]
    starts = np.flatnonzero((np.diff(act, prepend=-1) != 0) | (np.diff(code, prepend=-1) != 0))
    p = np.minimum(np.add.reduceat(p[order], starts), 1.0) if len(act) else p
    return Entries(people, pairs, code[starts], p, at[order[starts]], act[starts])


def _together(parts: Sequence[npt.NDArray[_Kind]]) -> npt.NDArray[_Kind]:
    """Return arrays as one; a single one is not copied."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def sums(some: Entries) -> Sums:
    """Return what the entries of each pair come to."""
    code, count = some.code, len(some.pairs)
    acts = np.bincount(code, minlength=count).astype(np.int64)
    start = np.cumsum(acts) - acts
    day = some.at // _DAY
    earliest, span = (int(day.min()), int(np.ptp(day)) + 1) if len(day) else (0, 1)
    days = np.sort(code * span + day - earliest)
    return Sums(
        start=start,
        acts=acts,
        weight=summed(code, some.p, count),
        spread=summed(code, some.p * (1 - some.p), count),
        days=np.bincount(days[np.diff(days, prepend=-1) > 0] // span, minlength=count).astype(np.int64),
        first=np.minimum.reduceat(some.at, start) if count else start,
        last=np.maximum.reduceat(some.at, start) if count else start,
    )


def found(keys: Ints, values: npt.NDArray[Any], wanted: Ints) -> npt.NDArray[Any]:
    """Return the value of each wanted key, 0 where there is none; ``keys`` are sorted."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=values.dtype)
    place = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0)


def _ordered(code: Places, act: Ints) -> Places:
    """Return the order by pair, then by message; messages mostly come in order already."""
    if (act[1:] < act[:-1]).any():
        order = np.argsort(act, kind="stable")
        return order[_by_number(code[order])]
    return _by_number(code)


def _falling(p: Floats) -> Places:
    """Return the order of probabilities, larger first, then as they stand; equal are those that differ by less than rounding.

    Probability and place are one number each, because numbers are sorted several times as fast as places.
    """
    bits = max(len(p) - 1, 0).bit_length()
    keys = ((1 - p) * 2.0 ** min(_DIGITS, 62 - bits)).astype(np.int64)
    keys <<= bits
    keys |= np.arange(len(p))
    keys.sort()
    return np.asarray(keys & ((1 << bits) - 1), np.intp)


def _by_number(code: npt.NDArray[Any]) -> Places:
    """Return the stable order of small numbers: 16 bits at a time, for which NumPy counts instead of comparing."""
    order = np.argsort(code.astype(np.uint16), kind="stable")
    return order if code.max(initial=0) < _SMALL else order[np.argsort((code[order] >> 16).astype(np.uint16), kind="stable")]
