"""A frame as a result: text for people, CSV, JSON lines or Parquet for programs."""

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wag_analyzer.cli.console import result, spare_inputs
from wag_analyzer.cli.options import Run
from wag_analyzer.errors import SettingsError
from wag_analyzer.report.sentences import Language, sentence
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMATS", "emit", "json_rows", "needs_file", "read_by", "text_rows"]

FORMATS: Final = ("text", "jsonl", "csv", "parquet")
WIDEST: Final = 40
LAST: Final = 120
"""Widest cell of the last column, where explanations stand."""
SENTENCE: Final = 240
"""Widest cell of a column that holds sentences."""
LISTED: Final = 3
_SENTENCES: Final = frozenset({"basis", "meaning"})
"""Columns that hold sentences of ours."""
_LONG: Final = _SENTENCES | {"summary"}
_YES: Final[Mapping[Language, str]] = {"en": "yes", "id": "ya"}
_NO: Final[Mapping[Language, str]] = {"en": "no", "id": "tidak"}
_MISSING: Final = frozenset({"NAType", "NaTType"})
"""Types of pandas' missing values, by name: this module does not load pandas."""


def emit(frame: "pd.DataFrame", run: Run, form: str | None, output: Path | None) -> None:
    """Write ``frame`` in the asked format.

    Raises
    ------
    SettingsError
        Parquet without a file to write to.
    """
    chosen = form or ("jsonl" if run.json else "text")
    needs_file(chosen, output)
    if chosen == "parquet" and output is not None:
        from wag_analyzer.case.files import write_bytes  # noqa: PLC0415 - only here
        from wag_analyzer.case.tables_in_files import to_parquet  # noqa: PLC0415

        write_bytes(output, to_parquet(frame))
    elif chosen == "csv":
        from wag_analyzer.report.csv import csv_text  # noqa: PLC0415 - only here

        result(csv_text(frame).rstrip("\n").split("\n"), output)
    else:
        result(json_rows(frame) if chosen == "jsonl" else text_rows(frame, run.speaks), output)


def needs_file(form: str | None, output: Path | None) -> None:
    """Refuse Parquet without a file to write to, and to write over what is read.

    Raises
    ------
    SettingsError
        There is none, or it is an input.
    """
    if form == "parquet" and output is None:
        raise SettingsError("Parquet is not text", where="--format parquet", hint="say where to write it with -o FILE")
    if output is not None:
        spare_inputs(output)


def json_rows(frame: "pd.DataFrame") -> Iterator[str]:
    """Yield one JSON object a row; missing values are null, times are ISO 8601 wall clock."""
    from wag_analyzer.report.findings_jsonl import json_line  # noqa: PLC0415 - pulls in pandas

    columns = [[_plain(value) for value in frame[name].astype(object)] for name in frame]
    for row in zip(*columns, strict=True):
        yield json_line(dict(zip(frame.columns, row, strict=True)))


def read_by(run: Run, form: str | None) -> Language:
    """Return the language of words in cells: the user's in a table for people, English in what programs read."""
    return run.speaks if form == "text" or (form is None and not run.json) else "en"


def text_rows(frame: "pd.DataFrame", lang: Language = "en") -> Iterator[str]:
    """Yield an aligned table; numbers to the right, long cells cut with an ellipsis.

    Parameters
    ----------
    frame
        What to show.
    lang
        Language of yes and no, of figures, and of the sentences in columns ``basis`` and ``meaning``; headings are names and stay.
    """
    from pandas.api.types import is_numeric_dtype  # noqa: PLC0415 - start-up

    widest = [SENTENCE if name in _LONG else LAST if name == frame.columns[-1] else WIDEST for name in frame]
    cells = [[_shown(value, most, lang) for value in _said(frame, name, lang)] for name, most in zip(frame, widest, strict=True)]
    widths = [max([len(str(name)), *map(len, column)]) for name, column in zip(frame.columns, cells, strict=True)]
    right = [is_numeric_dtype(frame[name].dtype) for name in frame]
    for row in [list(map(str, frame.columns)), *zip(*cells, strict=True)]:
        padded = (cell.rjust(width) if left else cell.ljust(width) for cell, width, left in zip(row, widths, right, strict=True))
        yield "  ".join(padded).rstrip()


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)) or type(value).__name__ == "ndarray":
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if value is None or type(value).__name__ in _MISSING or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _said(frame: "pd.DataFrame", name: Any, lang: Language) -> list[Any]:
    cells = list(frame[name].astype(object))
    return [sentence(cell, lang) if isinstance(cell, str) else cell for cell in cells] if name in _SENTENCES else cells


def _shown(value: Any, most: int, lang: Language) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return (_YES if plain else _NO)[lang]
    if isinstance(plain, float):
        text = f"{plain:.3g}" if abs(plain) < 1000 else f"{plain:.0f}"
        return text.replace(".", ",") if lang == "id" else text
    text = visible(_listed(plain) if isinstance(plain, list) else str(plain))
    return text if len(text) <= most else text[: most - 1] + "…"


def _listed(items: list[Any]) -> str:
    more = f" … +{len(items) - LISTED}" if len(items) > LISTED else ""
    return ", ".join(map(str, items[:LISTED])) + more
