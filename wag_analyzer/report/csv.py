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
    return [_cell(value) for value in column.astype(object)]


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
