"""What is known to be true of a chat, read from a truth file of ``wag simulate`` or from pairs that somebody annotated."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from wag_analyzer import given
from wag_analyzer.errors import SettingsError
from wag_analyzer.simulate.spec import TWIN_OF

__all__ = ["Episode", "Truth", "line_of", "read_truth", "truth_of"]

_PLAIN: Final = "give the truth that 'wag simulate --truth' writes, or CSV or JSON lines with child and parent"
_MOST: Final = 1 << 30
_MOST_LINES: Final = 2**31


@dataclass(frozen=True, slots=True)
class Episode:
    """A planted episode: its kind, or for an innocent twin the kind it resembles, its people and its lines."""

    name: str
    kind: str
    core: frozenset[str]
    around: frozenset[str]
    targets: tuple[str, ...]
    lines: frozenset[int]
    twin: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of one chat.

    Parameters
    ----------
    parents
        Annotated message, by its line → the messages it answers; none: it opens a thread.
    writers
        Line of a message → who wrote it, as far as known.
    risks, twins
        Planted episodes and their innocent twins; None where the truth says nothing about findings.
    kinds
        Kinds of findings about which the truth is complete; None: all.
    messages
        Messages in the chat.
    names
        Other names of people → the name used here.
    """

    parents: Mapping[int, frozenset[int]] = field(default_factory=dict)
    writers: Mapping[int, str] = field(default_factory=dict)
    risks: tuple[Episode, ...] | None = None
    twins: tuple[Episode, ...] = ()
    kinds: frozenset[str] | None = None
    messages: int = 0
    names: Mapping[str, str] = field(default_factory=dict)

    def called(self, name: str) -> str:
        """Return the name by which the truth calls somebody."""
        return self.names.get(name, name)


def read_truth(path: Path) -> Truth:
    """Return the truth in a file.

    Raises
    ------
    SettingsError
        The file cannot be read or is neither a truth nor a table of pairs.
    """
    try:
        text = given.text(path, _MOST)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(f"cannot be read ({reason})", where=str(path), hint=_PLAIN) from None
    try:
        whole = _json(text)
        if isinstance(whole, dict) and "child" not in whole:
            return truth_of(whole)
        return _paired(_table(text))
    except (KeyError, TypeError, ValueError, AttributeError, csv.Error, RecursionError) as error:
        raise SettingsError(f"is not a truth ({_told(error)})", where=str(path), hint=_PLAIN) from None


def truth_of(data: Mapping[str, Any]) -> Truth:
    """Return the truth in the object that ``wag simulate --truth`` writes; its form stands in docs/reference/truth.md."""
    rows: Sequence[Mapping[str, Any]] = data.get("replies", ())
    writers = {row["line"]: row["sender"] for row in rows}
    judged = "risks" in data
    return Truth(
        parents={row["line"]: frozenset({row["answers"]} & writers.keys()) for row in rows if row.get("known", True)},
        writers=writers,
        risks=tuple(_episode(row, row["type"]) for row in data["risks"]) if judged else None,
        twins=tuple(_episode(row, row.get("resembles") or TWIN_OF[row["type"]]) for row in data.get("controls", ())),
        kinds=frozenset(data["kinds"]) if "kinds" in data else None,
        messages=int(data.get("n_messages", len(rows))),
        names={name: str(row["person"]) for row in data.get("identities", ()) for name in row["names"]},
    )


def line_of(value: object) -> int:
    """Return the line in a line number or in a msg_id, which ends in it.

    >>> line_of("4"), line_of("0f3a99c1-12"), line_of(7)
    (4, 12, 7)
    """
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError(f"{value!r} is no line")
    line = int(value.strip().rpartition("-")[2]) if isinstance(value, str) else value
    if not 0 < line < _MOST_LINES:
        raise ValueError(f"{value!r} is no line")
    return line


def _episode(row: Mapping[str, Any], kind: str) -> Episode:
    return Episode(
        name=str(row["id"]),
        kind=kind,
        core=frozenset(row["core"]),
        around=frozenset(row["periphery"]),
        targets=tuple(row["targets"]),
        lines=frozenset(row["lines"]),
        twin=row["type"] if kind != row["type"] else "",
    )


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None  # JSON lines or CSV


def _table(text: str) -> list[dict[str, Any]]:
    if text.lstrip()[:1] == "{":
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    if not rows or not {"child", "parent"} <= set(rows[0]):
        raise ValueError("no columns child and parent")
    return rows


def _paired(rows: Iterable[Mapping[str, Any]]) -> Truth:
    parents: dict[int, frozenset[int]] = {}
    writers: dict[int, str] = {}
    for row in rows:
        child, given = line_of(row["child"]), row["parent"]
        answered = [] if given is None or given == "" else [line_of(item) for item in (given if isinstance(given, list) else [given])]
        parents[child] = parents.get(child, frozenset()) | {line for line in answered if line != child}
        if row.get("sender"):
            writers[child] = str(row["sender"])
    if not parents:
        raise ValueError("it holds no pair")
    return Truth(parents=parents, writers=writers, messages=len(parents))


def _told(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) and error.args else str(error).split("\n", 1)[0] or "wrong form"
