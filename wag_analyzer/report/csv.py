"""The one writer of CSV: no cell can be read as a formula by a spreadsheet (CWE-1236)."""

import csv
import io
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from wag_analyzer.report.cells import guarded

__all__ = ["csv_text", "guarded"]


def csv_text(frame: pd.DataFrame) -> str:
    """Return ``frame`` as CSV (RFC 4180 but for LF line ends): UTF-8 text, ISO times, lists joined by ``;``, missing values empty.

    Text cells are ``guarded``; numbers, times and booleans are written as such.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guarded(str(name)) for name in frame.columns])
    writer.writerows(zip(*(_cells(frame[name]) for name in frame.columns), strict=True))
    return out.getvalue()


def _cells(column: "pd.Series[Any]") -> Iterable[str]:
    """Return the cells of a column: of numbers and times without looking at each, of labels each different one once."""
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        labels = [_cell(label) for label in kind.categories]
        return [labels[code] if code >= 0 else "" for code in column.cat.codes]
    if pd.api.types.is_datetime64_dtype(kind):
        times = np.datetime_as_string(column.to_numpy().astype("datetime64[s]")).tolist()
        return ["" if time == "NaT" else time for time in times]
    if isinstance(kind, np.dtype) and kind.kind == "f":
        return ["" if value != value else repr(value) for value in column.astype(float).tolist()]  # noqa: PLR0124 - only NaN differs from itself
    if isinstance(kind, np.dtype) and kind.kind in "iu":
        return list(map(str, column.tolist()))
    known: dict[str, str] = {}
    return [_text(value, known) if isinstance(value, str) else _cell(value) for value in column.astype(object)]


def _text(value: str, known: dict[str, str]) -> str:
    """Return the cell of a text; most stand there many times and are looked at once."""
    return known[value] if value in known else known.setdefault(value, guarded(value))


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(value, (list, tuple, np.ndarray)):
        return guarded(";".join(str(item) for item in value))
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, (float, np.floating)) and math.isnan(value)):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    return repr(float(value)) if isinstance(value, (float, np.floating)) else str(value)
