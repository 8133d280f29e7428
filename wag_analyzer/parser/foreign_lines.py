"""From the text of a CSV or of JSON lines to rows with their places; no line is dropped without a word."""

import contextlib
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from wag_analyzer.errors import LayoutError
from wag_analyzer.parser.foreign_json import parse
from wag_analyzer.parser.foreign_records import COLUMNS, Place
from wag_analyzer.parser.foreign_table import REQUIRED, Table, known_columns
from wag_analyzer.visible import visible

__all__ = ["csv_table", "header", "is_header", "json_lines", "json_table", "lines_of"]

_DELIMITERS: Final = (",", ";", "\t")
_OURS: Final = frozenset({"msg_id", "at", "sender", "kind", "text", "raw", "file_sha256", "last_line"})
_DANGER: Final = frozenset("=+-@\t\r\n\0＝＋－＠")
_SPELLED: Final = re.compile(r"\[U\+([0-9A-F]{4,6})\]")
_VALUE: Final = re.compile(r":|\A\W*\d")
_LONGEST: Final = 1 << 20
_NAMING: Final = 200

Value = tuple[Place, Any]
Aside = tuple[Place, str]


def lines_of(text: str) -> list[str]:
    """Return the lines of a text without their ends; a line feed at its end begins no line."""
    lines = text.split("\n")
    return lines[:-1] if not lines[-1] else lines


def header(first: str) -> tuple[str, list[str]]:
    """Return the delimiter and the names in the first line of a CSV: those under which most columns are known."""
    best: tuple[int, str, list[str]] = (0, ",", [])
    for delimiter in _DELIMITERS if len(first) <= _LONGEST else ():
        try:
            names = next(csv.reader([first], delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        known = len(known_columns(names))
        if known > best[0]:
            best = (known, delimiter, names)
    return best[1], best[2]


def is_header(first: str) -> bool:
    """Whether a line names at least two of the columns a table must have, and nothing in it is like the head of a message."""
    if _VALUE.search(first):
        return False
    known = known_columns(header(first)[1])
    return sum(column in known for column in REQUIRED) >= 2


def csv_table(lines: Sequence[str]) -> Table:
    """Return the rows of a CSV whose first line names the columns."""
    delimiter, names = header(lines[0] if lines else "")
    ours = set(names) >= _OURS
    rows: list[tuple[Place, Mapping[str, Any]]] = []
    aside: list[Aside] = [(Place(1, 1), COLUMNS)] if lines else []
    for place, cells in _records(lines, delimiter):
        if isinstance(cells, str):
            aside.append((place, cells))
        elif not cells:
            aside.append((place, "structure: empty line"))
        elif len(cells) > len(names):
            aside.append((place, "more cells than columns"))
        else:
            told = [_undone(cell) for cell in cells] if ours else cells
            rows.append((place, dict(zip(names, told, strict=False))))
    layout = "CSV of wag messages" if ours else f"CSV with {_word(delimiter)}"
    return Table(layout, known_columns(names), rows, aside, lines)


def _word(delimiter: str) -> str:
    return {",": "commas", ";": "semicolons"}.get(delimiter, "tabs")


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[Place, list[str] | str]]:
    """Yield place and cells of each record after the first line, or why it cannot be read."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    with contextlib.suppress(csv.Error):  # ``header`` has told already that the first line names nothing
        next(reader, None)
    while True:
        before = reader.line_num
        try:
            cells: list[str] | str = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            unclosed = "end of data" in str(error)
            cells = "a quotation mark is never closed" if unclosed else f"not CSV: {error}"
        yield Place(before + 1, max(reader.line_num, before + 1)), cells


def _undone(cell: str) -> str:
    r"""Return a cell of our own CSV as it was before it was made safe for spreadsheets and terminals.

    Examples
    --------
    >>> _undone("'=1+1"), _undone("'tis"), _undone("a[U+200E]b") == "a\u200eb"
    ('=1+1', "'tis", True)
    """
    rest = _SPELLED.sub(_char, cell.removeprefix("'"))
    return rest if cell[:1] != "'" or rest[:1] in _DANGER else f"'{rest}"


def _char(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    char = chr(number) if number < 0x110000 else ""
    return char if char and visible(char) == found[0] else found[0]


def json_lines(lines: Sequence[str], file: str) -> tuple[list[Value], list[Aside]]:
    """Return the value on each line, and the lines that hold none: empty, comments, or broken."""
    values: list[Value] = []
    aside: list[Aside] = []
    for number, line in enumerate(lines, 1):
        place, text = Place(number, number), line.strip()
        if not text or text.startswith("#"):
            aside.append((place, "structure: comment" if text else "structure: empty line"))
            continue
        try:
            value = parse(text, file, number)
        except LayoutError as error:
            aside.append((place, _why(error)))
            continue
        values.append((place, value))
    return values, aside


def _why(error: LayoutError) -> str:
    return "cut short" if "early" in error.what else "nested too deeply" if "deeply" in error.what else "not JSON"


def json_table(values: Sequence[Value], aside: Sequence[Aside], lines: Sequence[str]) -> Table:
    """Return JSON lines as a table; the summary that ``wag messages`` ends with is no row."""
    rows: list[tuple[Place, Mapping[str, Any]]] = []
    beside = list(aside)
    for place, value in values:
        if not isinstance(value, dict):
            beside.append((place, "not an object"))
        elif value.get("type") == "summary" and "lines_total" in value:
            beside.append((place, "structure: summary of wag messages"))
        else:
            rows.append((place, value))
    named = known_columns(dict.fromkeys(column for _, row in rows[:_NAMING] for column in row))
    ours = any(row.get("type") in ("message", "system") for _, row in rows[:1])
    return Table("JSON lines of wag messages" if ours else "JSON lines", named, rows, beside, lines)
