"""The header scan once more, one line after the other: slow, simple, and what ``scan.py`` is compared with."""

from typing import Final

import numpy as np

from wag_analyzer.parser.dates import Fields, clock, fields, seconds
from wag_analyzer.parser.layouts import HEAD, grammar
from wag_analyzer.parser.masks import Words
from wag_analyzer.parser.scan import Scan, line_bounds
from wag_analyzer.parser.signs import SIGNS

__all__ = ["simple_scan"]

_NONE: Final = np.zeros(0, np.int64)


def simple_scan(data: bytes) -> Scan:
    """Return the lines of a UTF-8 text and the headers among them."""
    starts, ends = line_bounds(data)
    shapes: dict[tuple[str, str], int] = {}
    dates: dict[Fields, int] = {}
    rows = []
    for index, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        head = data[start : min(end, start + 4 * HEAD)].decode("utf-8", "ignore")
        found = grammar().header(head)
        time = clock(found.time) if found else None
        if found is None or time is None:
            continue
        hour, minute, second = (np.array([part], np.int64) for part in (time.hour, time.minute, time.second))
        rows.append(
            (
                index,
                start + len(head[: found.end].encode()),
                shapes.setdefault((found.layout, found.shape), len(shapes)),
                dates.setdefault(fields(found.date), len(dates)),
                int(seconds(hour, minute, second, time.half)[0]),
            )
        )
    line, rest, shape, date, at = np.array(rows, np.int64).reshape(-1, 5).T
    return Scan(Words(data), starts, ends, line, rest, shape, date, at, list(shapes), list(dates), [_NONE] * len(SIGNS))
