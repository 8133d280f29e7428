"""Who is mentioned, in columns: ``placeholders.mentions`` for all messages of a chunk, asked only where a mention is unusual."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wag_analyzer.parser.bodies import Texts, slices
from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.masks import stand
from wag_analyzer.parser.phrases import clean_name
from wag_analyzer.parser.placeholders import mentions
from wag_analyzer.parser.signs import Marks

__all__ = ["called"]

Bytes = npt.NDArray[np.uint8]

_DIGIT: Final = np.array([byte in b"0123456789" for byte in range(256)])
_APART: Final = np.array([byte in b" \n" for byte in range(256)])
_SHORTEST, _MOST_DIGITS, _LONGEST = 8, 18, 200
_OPEN: Final = (0xE2, 0x81, 0xA8)
_CLOSE: Final = (0xE2, 0x81, 0xA9)


def called(texts: Texts, rows: Ints, known: Sequence[tuple[str, ...]], which: Ints) -> Any:
    """Return the mentions of each message as an Arrow array of lists of strings.

    Parameters
    ----------
    texts
        The bodies.
    rows, known, which
        Messages (rising) whose mentions are known already, the distinct mentions, and which of these each such message has.
    """
    codes: dict[str, int] = {}
    count = np.array([len(names) for names in known], np.int64)[which]
    names = [name for number in which[count > 0].tolist() for name in known[number]]
    whose, who = [np.repeat(rows, count)], [_coded(names, codes)]
    if len(texts.signs.calls):
        at, row = _calls(texts, rows)
        start, end = _places(texts, at, row)
        found = slices(texts.data, start, end).dictionary_encode()
        names = found.dictionary.to_pylist()
        clean = [name if name.isdigit() else clean_name(name) if "@" not in name and "\n" not in name else "" for name in names]
        usual = (end > start) & np.array([bool(name) for name in clean], bool)[found.indices.to_numpy()]
        odd = np.unique(row[~usual])
        usual &= ~np.isin(row, odd)
        whose.append(row[usual])
        who.append(_coded(clean, codes)[found.indices.to_numpy()[usual]])
        bodies = slices(texts.data, texts.offsets[2 * odd], texts.offsets[2 * odd + 1]).to_pylist()
        listed = list(map(mentions, bodies))
        whose.append(np.repeat(odd, [len(called) for called in listed]))
        who.append(_coded([name for called in listed for name in called], codes))
    every, code = np.concatenate(whose), np.concatenate(who)
    ends = np.zeros(len(texts) + 1, np.int32)
    np.cumsum(np.bincount(every, minlength=len(texts)), out=ends[1:])
    flat = pa.array(list(codes), pa.string()).take(pa.array(code[np.argsort(every, kind="stable")]))
    return pa.ListArray.from_arrays(pa.array(ends), flat)


def _coded(names: Sequence[str], codes: dict[str, int]) -> Ints:
    return np.array([codes.setdefault(name, len(codes)) for name in names], np.int64)


def _calls(texts: Texts, known: Ints) -> tuple[Ints, Ints]:
    """Return where an @ may call somebody, and in which message; those of some messages are left out."""
    row, is_in = texts.rows_of(texts.signs.calls)
    at, row = texts.signs.calls[is_in], row[is_in]
    wanted = np.ones(len(texts) + 1, bool)
    wanted[known] = False
    wanted = wanted[row]
    return at[wanted], row[wanted]


def _places(texts: Texts, at: Ints, row: Ints) -> tuple[Ints, Ints]:
    """Return where the name or number behind each @ begins and ends; an empty place where it is unusual."""
    view = np.frombuffer(texts.data, np.uint8)
    start, end = at + 1, at + 1
    whole = texts.offsets[2 * row + 1]
    is_name = stand(view, at + 1, _OPEN)
    opened = np.flatnonzero(is_name)
    if len(opened):
        last = _next_mark(texts.signs.marks, at[opened] + 1)
        closes = stand(view, last, _CLOSE) & (last < whole[opened]) & (last - at[opened] - 4 <= _LONGEST) & (last > at[opened] + 4)
        start[opened] = at[opened] + 4
        end[opened] = np.where(closes, last, start[opened])
    rest = np.flatnonzero(~is_name)
    if len(rest):
        stop = _behind_digits(view, at[rest] + 1)
        ends = (stop == whole[rest]) | ((stop < whole[rest]) & _APART[view[np.minimum(stop, len(view) - 1)]])
        begins = (at[rest] == texts.offsets[2 * row[rest]]) | _APART[view[np.maximum(at[rest] - 1, 0)]]
        is_number = ends & begins & (stop - at[rest] > _SHORTEST) & (stop - at[rest] <= _MOST_DIGITS + 1)
        end[rest[is_number]] = stop[is_number]
    return start, end


def _behind_digits(view: Bytes, start: Ints) -> Ints:
    """Return where the digits that begin at some places end, or one digit too far."""
    stop = start.copy()
    for _ in range(_MOST_DIGITS + 1):
        stop += (stop < len(view)) & _DIGIT[view[np.minimum(stop, len(view) - 1)]] & (stop - start <= _MOST_DIGITS)
    return stop


def _next_mark(marks: Marks, at: Ints) -> Ints:
    """Return where the mark stands that follows the one at each place, the place itself where none does."""
    number = np.searchsorted(marks.at, at, "right")
    return np.where(number < len(marks.at), marks.at[np.minimum(number, len(marks.at) - 1)], at) if len(marks.at) else at
