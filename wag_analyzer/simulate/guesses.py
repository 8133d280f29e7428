"""What the tool said, read back from the files of ``wag replies``, ``wag ties`` and ``wag detect`` or taken from their tables."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wag_analyzer import given
from wag_analyzer.errors import SettingsError
from wag_analyzer.simulate.gold import line_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NONE", "Said", "TieGuess", "finding_guesses", "is_table", "reply_guesses", "table_rows", "tie_guesses"]

NONE: Final = 0
"""Stands for 'answers none' among the candidates of a message."""

Replies = Mapping[int, Mapping[int, float]]
"""Line of a message → line of each candidate, or ``NONE``, → probability."""

_MOST: Final = 1 << 30
"""Bytes of a result file."""

_MOST_HEAD: Final = 1 << 20

_SIGNS: Final[Mapping[str, frozenset[str]]] = {
    "replies": frozenset({"msg_id", "line"}),
    "ties": frozenset({"source", "target", "layer", "weight"}),
    "findings": frozenset({"kind", "persons"}),
}
_TABLES: Final = frozenset({".jsonl", ".csv", ".parquet"})
_LAYER: Final = "reply"
_TRUE: Final = frozenset({True, "true", "True", "1"})


@dataclass(frozen=True, slots=True)
class TieGuess:
    """One ordered pair: expected replies and their 90 % interval."""

    weight: float
    lo: float
    hi: float


@dataclass(frozen=True, slots=True)
class Said:
    """One finding: kind, people, targets, lines of evidence, strength, and whether it calls the talk protected."""

    kind: str
    persons: frozenset[str]
    targets: tuple[str, ...]
    lines: frozenset[int]
    score: float = 1.0
    protected: bool = False


def is_table(path: Path, what: str) -> bool:
    """Say whether a file is a result of the tool and no chat: by its ending, and by the names in its first row."""
    if path.suffix not in _TABLES or not path.is_file():
        return False
    return _SIGNS[what] <= _first_names(path)


def _first_names(path: Path) -> set[str]:
    if path.suffix == ".parquet":
        import pyarrow as pa  # noqa: PLC0415 - only for this format
        import pyarrow.parquet as pq  # noqa: PLC0415

        try:
            with given.opened(path) as file:
                return set(pq.read_schema(file).names)
        except (OSError, pa.ArrowException):
            return set()
    try:
        with given.opened(path) as file:
            first = file.readline(_MOST_HEAD).decode("utf-8-sig")
        return set(json.loads(first)) if path.suffix == ".jsonl" else set(next(csv.reader([first]), []))
    except (OSError, ValueError, TypeError, RecursionError, csv.Error):
        return set()


def table_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a result file.

    Raises
    ------
    SettingsError
        The file cannot be read.
    """
    try:
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq  # noqa: PLC0415 - only for this format

            with given.opened(path) as file:
                rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
            return rows
        text = given.text(path, _MOST)
        if path.suffix == ".csv":
            return list(csv.DictReader(io.StringIO(text, newline="")))
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (OSError, ValueError, RecursionError, csv.Error) as error:
        raise SettingsError(f"cannot be read ({type(error).__name__})", where=str(path), hint="write it again with wag") from None


def frame_rows(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the rows of a table of the tool."""
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*(frame[name].astype(object) for name in frame), strict=True)]


def reply_guesses(rows: Iterable[Mapping[str, Any]], where: str = "") -> dict[int, dict[int, float]]:
    """Return the candidates of each message from rows of ``wag replies``, of JSON lines or of the table.

    Raises
    ------
    SettingsError
        The rows have another form.
    """
    found: dict[int, dict[int, float]] = {}
    try:
        for row in rows:
            mine = found.setdefault(line_of(row["line"]), {})
            if "candidates" in row:
                mine.update({line_of(item["line"]): float(item["p"]) for item in row["candidates"]})
                mine[NONE] = float(row["p_new"])
            else:
                mine[int(row["candidate_line"] or NONE)] = float(row["p"])
    except (KeyError, TypeError, ValueError) as error:
        raise _other_form("replies", where, error) from None
    return found


def tie_guesses(rows: Iterable[Mapping[str, Any]], where: str = "") -> dict[tuple[str, str], TieGuess]:
    """Return the ties of the layer of replies by ordered pair, from rows of ``wag ties``.

    Raises
    ------
    SettingsError
        The rows have another form.
    """
    listed = list(rows)
    try:
        found = {
            (_bare(row["source"]), _bare(row["target"])): TieGuess(float(row["weight"]), float(row["weight_lo"]), float(row["weight_hi"]))
            for row in listed
            if row["layer"] == _LAYER
        }
    except (KeyError, TypeError, ValueError) as error:
        raise _other_form("ties", where, error) from None
    if listed and not found:
        raise SettingsError("holds no tie of the layer of replies", where=where, hint="print it with 'wag ties --layers reply'")
    return found


def finding_guesses(rows: Iterable[Mapping[str, Any]], where: str = "") -> list[Said]:
    """Return the findings in rows of ``wag detect --format jsonl``.

    Raises
    ------
    SettingsError
        The rows have another form.
    """
    try:
        return [
            Said(
                kind=str(row["kind"]),
                persons=frozenset(map(str, row["persons"])),
                targets=tuple(map(str, row.get("targets") or ())),
                lines=frozenset(map(line_of, row["lines"])),
                score=float(row.get("score", 1.0)),
                protected=row.get("protected") in _TRUE,
            )
            for row in rows
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise _other_form("detect", where, error) from None


def _bare(name: object) -> str:
    """Return a name without the apostrophe that keeps spreadsheets from calculating."""
    text = str(name)
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@", "＝", "＋", "－", "＠"} else text


def _other_form(what: str, where: str, error: Exception) -> SettingsError:
    missing = f"no {error.args[0]}" if isinstance(error, KeyError) and error.args else "values of another kind"
    hint = "give 'wag detect --format jsonl'" if what == "detect" else f"give what 'wag {what}' prints"
    return SettingsError(f"is not what 'wag {what}' prints ({missing})", where=where, hint=hint)
