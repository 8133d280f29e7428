"""Tables a user writes by hand or in a spreadsheet: CSV with a header line, told of errors by the line they stand in."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from wag_analyzer import given
from wag_analyzer.errors import SettingsError

__all__ = ["sheet"]

_SHOWN: Final = 200
"""Characters of the columns there are that an error shows."""


def sheet(path: Path, columns: Sequence[str], required: Sequence[str], option: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the number of the line on which a row begins, and column → cell without spaces around it, for each row that is not blank.

    Commas or semicolons part the cells: spreadsheets in countries with a decimal comma write semicolons.

    Parameters
    ----------
    path
        The file.
    columns
        Columns there may be, lower case.
    required
        Columns there must be.
    option
        What the user typed to name the file; errors say so.

    Raises
    ------
    SettingsError
        The file cannot be read, is not UTF-8, has a column it should not have, misses one, or is no CSV.
    """
    rows = csv.DictReader(io.StringIO(_text(path, option), newline=""))
    first = io.StringIO(_text(path, option), newline="").readline()
    if ";" in first and "," not in first:
        rows = csv.DictReader(io.StringIO(_text(path, option), newline=""), delimiter=";")
    try:
        heads = [head.strip().lower() for head in rows.fieldnames or ()]
        if set(required) - set(heads) or set(heads) - set(columns):
            raise SettingsError(f"columns are {', '.join(heads)[:_SHOWN] or 'missing'}", where=str(path), hint=f"use {', '.join(columns)}")
        rows.fieldnames = heads
        line = rows.line_num + 1
        for row in rows:
            if None in row:
                raise SettingsError("has more cells than the header", where=f"{path}, line {line}", hint="put names with commas in quotes")
            cells = {name: (row.get(name) or "").strip() for name in columns}
            if any(cells.values()):
                yield line, cells
            line = rows.line_num + 1
    except csv.Error as error:
        raise SettingsError(f"is no CSV ({error})", where=f"{path}, line {rows.line_num}", hint="save it as CSV UTF-8") from None


def _text(path: Path, option: str) -> str:
    try:
        return given.text(path)
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), hint=f"check {option}") from None
    except UnicodeDecodeError:
        raise SettingsError("is not UTF-8", where=str(path), hint="save it as CSV UTF-8") from None
