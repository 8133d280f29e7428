"""Which of the lines that look like headers are headers, and when each was written; the rest is text of the message before."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.chain import strays
from wag_analyzer.parser.dates import Order, fields, day_number, seconds
from wag_analyzer.parser.layouts import grammar
from wag_analyzer.parser.orders import NO_DAY, Decision, decision, media_days
from wag_analyzer.parser.scan import Ints, Scan
from wag_analyzer.settings import Settings

__all__ = ["Headers", "headers"]

DAY: Final = 86400
_BYTES = npt.NDArray[np.bool_]
_CLOCK: Final = re.compile(r"\d{1,2}(?:[:.h]\d{2})?(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?)?", re.IGNORECASE)
_PROCESS: Final = re.compile(r"[\w./-]+\[\d+\]")
_APPENDED: Final = 10


@dataclass(slots=True)
class Headers:
    """The headers of one text, one entry each, and what was decided on the way."""

    at: Ints
    line: Ints
    rest: Ints
    colon: Ints
    shape: Ints
    decisions: dict[int, Decision] = field(default_factory=dict)
    rejected: dict[int, str] = field(default_factory=dict)


def headers(scan: Scan, settings: Settings, hint: Callable[[str], tuple[Order, str] | None]) -> Headers:
    """Return the headers among the lines that look like one."""
    rejected: dict[int, str] = {}
    colon = first_colons(scan)
    prefix = prefixes(scan, colon)
    keep = _family(scan, rejected)
    keep &= _named(scan, prefix, keep, rejected)
    keep, decisions, at = _dated(scan, keep, prefix, settings, rejected, hint)
    keep &= _in_time(scan, at, prefix, keep, rejected)
    rows = np.flatnonzero(keep)
    return Headers(at[rows], scan.line[rows], scan.rest[rows], colon[rows], scan.shape[rows], decisions, rejected)


def first_colons(scan: Scan) -> Ints:
    """Return the byte offset of the first ': ' (or ':' that ends the line) behind each header, -1 where there is none."""
    view = np.frombuffer(scan.data, np.uint8)
    dots = np.flatnonzero(view == 58)
    if not len(dots) or not len(scan.rest):
        return np.full(len(scan.rest), -1, np.int64)
    after = view[np.minimum(dots + 1, len(view) - 1)]
    dots = dots[(after == 32) | (after == 10) | (after == 13) | (dots == len(view) - 1)]
    place = np.searchsorted(dots, scan.rest)
    found = np.append(dots, len(view))[place]
    return np.where(found < scan.ends[scan.line], found, -1)


def prefixes(scan: Scan, colon: Ints) -> list[str | None]:
    """Return what stands between header and first colon; None where there is no colon."""
    data = scan.data
    return [data[start:end].decode() if end >= 0 else None for start, end in zip(scan.rest.tolist(), colon.tolist(), strict=True)]


def _reject(scan: Scan, rows: _BYTES, reason: str, rejected: dict[int, str]) -> None:
    for line in scan.line[rows].tolist():
        rejected.setdefault(line, reason)


def _family(scan: Scan, rejected: dict[int, str]) -> _BYTES:
    """Keep bracketed or bare headers, whichever the file is made of: the other kind is quoted text."""
    bracketed = np.array([layout.startswith("ios") for layout, _ in scan.shapes], bool)[scan.shape]
    copied = np.array([layout.startswith("ios-time-first") and "0:0:0" not in shape.replace(".", ":") for layout, shape in scan.shapes], bool)
    if not len(bracketed) or bracketed.all() or not bracketed.any():
        return np.ones(len(bracketed), bool)
    inside = int(bracketed.sum())
    outside = len(bracketed) - inside
    is_ios = bool(bracketed[0]) if max(inside, outside) <= 10 * min(inside, outside) else inside > outside
    if is_ios and bool(copied[scan.shape[bracketed]].all()):
        is_ios = False
    keep = bracketed == is_ios
    _reject(scan, ~keep, "a header of another kind than the file's own: quoted text", rejected)
    return keep


def _named(scan: Scan, prefix: Sequence[str | None], keep: _BYTES, rejected: dict[int, str]) -> _BYTES:
    """Drop lines where a clock time stands in the sender's place, as in an agenda."""
    clock = np.array([name is not None and _CLOCK.fullmatch(name.strip()) is not None for name in prefix], bool)
    _reject(scan, clock & keep, "a time stands where the sender should: text", rejected)
    return ~clock


def is_log_word(name: str) -> bool:
    """Say whether a name is what server logs write in its place."""
    word = re.split(r"[\s\[(:]", name.strip().strip("[]").lower(), maxsplit=1)[0]
    return word in grammar().levels or _PROCESS.fullmatch(name.strip()) is not None


def _dated(
    scan: Scan, keep: _BYTES, prefix: Sequence[str | None], settings: Settings, rejected: dict[int, str], hint: Callable[[str], tuple[Order, str] | None]
) -> tuple[_BYTES, dict[int, Decision], Ints]:
    at = np.full(len(scan.line), NO_DAY, np.int64)
    clock = np.array([-1 if (second := seconds(text)) is None else second for text in scan.times], np.int64)[scan.time]
    dates = [fields(text) for text in scan.dates]
    decisions: dict[int, Decision] = {}
    offsets: list[tuple[Ints, Ints]] = []
    for shape in sorted(set(scan.shape[keep].tolist())):
        rows = np.flatnonzero(keep & (scan.shape == shape))
        used, sequence = np.unique(scan.date[rows], return_inverse=True)

        def named(rows: Ints = rows) -> tuple[Ints, Ints]:
            if not offsets:
                offsets.append(media_days(scan.data))
            place, days = offsets[0]
            line = np.searchsorted(scan.starts, place, "right") - 1
            row = np.searchsorted(scan.line[rows], line, "right") - 1
            good = row >= 0
            return row[good], days[good]

        part = [dates[index] for index in used.tolist()]
        if settings.date_order != "auto":
            order: Order = {"dmy": "DMY", "mdy": "MDY", "ymd": "YMD"}[settings.date_order]  # type: ignore[assignment]
            decisions[shape] = Decision(order, "the order was given by the user", 1.0)
        else:
            decisions[shape] = decision(part, sequence.astype(np.int64), named, hint(scan.shapes[shape][1]))
        chosen = decisions[shape].order
        days = np.array([NO_DAY if (day := day_number(date, chosen)) is None else day for date in part], np.int64)[sequence]
        good = (days != NO_DAY) & (clock[rows] >= 0)
        at[rows[good]] = days[good] * DAY + clock[rows[good]]
    missing = keep & (at == NO_DAY)
    _reject(scan, missing, "no such date or time: text", rejected)
    return _parts(scan, keep & ~missing, at, prefix, rejected), decisions, at


def _parts(scan: Scan, keep: _BYTES, at: Ints, prefix: Sequence[str | None], rejected: dict[int, str]) -> _BYTES:
    """Keep runs of another header shape only when they are a part of the chat and not a quotation."""
    rows = np.flatnonzero(keep)
    kinds = scan.shape[rows]
    if not len(rows) or (kinds == kinds[0]).all():
        return keep
    main = Counter(kinds.tolist()).most_common(1)[0][0]
    own = {prefix[row] for row in rows[kinds == main].tolist()}
    cuts = np.flatnonzero(np.diff(kinds)) + 1
    for run in np.split(np.arange(len(rows)), cuts):
        if kinds[run[0]] == main or _is_part(run, rows, at, prefix, own):
            continue
        drop = np.zeros(len(keep), bool)
        drop[rows[run]] = True
        _reject(scan, drop, "a header of another shape inside a message: quoted text", rejected)
        keep = keep & ~drop
    return keep


def _is_part(run: Ints, rows: Ints, at: Ints, prefix: Sequence[str | None], own: set[str | None]) -> bool:
    names = [prefix[row] for row in rows[run].tolist()]
    known = sum(name in own for name in names if name is not None) * 2 >= len([name for name in names if name is not None])
    before = at[rows[run[0] - 1]] if run[0] else None
    after = at[rows[run[-1] + 1]] if run[-1] + 1 < len(rows) else None
    inside = at[rows[run]]
    fits = (before is None or inside.min() >= before - DAY) and (after is None or inside.max() <= after + DAY)
    if before is None or after is None:
        return bool((known and fits) or (len(run) >= 2 and (known or fits)) or len(run) >= _APPENDED)
    return bool(known and fits and len(run) >= 3)


def _in_time(scan: Scan, at: Ints, prefix: Sequence[str | None], keep: _BYTES, rejected: dict[int, str]) -> _BYTES:
    """Drop lines whose date is far from their neighbours' and whose sender occurs nowhere else."""
    rows = np.flatnonzero(keep)
    count = Counter(prefix[row] for row in rows.tolist())
    weight = np.array([min(count[prefix[row]], 5) if prefix[row] is not None else 1 for row in rows.tolist()], np.int64)
    stray = strays(at[rows], weight, DAY)
    if not stray.any():
        return keep
    settled = {prefix[row] for row in rows[~stray].tolist()}
    good = np.ones(len(keep), bool)
    for row in rows[stray].tolist():
        if prefix[row] is not None and prefix[row] not in settled:
            good[row] = False
    _reject(scan, ~good & keep, "the date is far from the neighbours' and the sender occurs nowhere else: text", rejected)
    return good
