"""Two exports of one group compared: what both hold, how clocks and names differ, and each line on which they differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.parser.align import Alignment, align
from wag_analyzer.parser.align_lines import DELETED, SYSTEM, WAITING, Lines, lines_of
from wag_analyzer.parser.align_variants import HOW
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.merge_groups import Kinship, kinship
from wag_analyzer.parser.merge_steps import words_alike

__all__ = ["Comparison", "Person", "compare"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """One person in both exports: the names there, and how many of the lines that could tell agree."""

    name_a: str
    name_b: str
    agree: int
    of: int
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two exports, A and B, side by side.

    Parameters
    ----------
    kinship
        What speaks for one group, and the verdict.
    people
        Who is who, the surest first.
    differences
        Rows of ``tables.DIFFERENCES``; empty when they are not one group.
    counts
        Lines (messages and system lines) by what became of them: ``a b both inside_a inside_b before_a after_a before_b after_b``, and the
        number of each difference. ``before_a`` are lines of B from before A begins.
    first, last
        The time that both cover, on the clock of A; missing when there is none.
    """

    kinship: Kinship
    people: tuple[Person, ...]
    differences: pd.DataFrame
    counts: Mapping[str, int]
    first: pd.Timestamp | None
    last: pd.Timestamp | None

    @property
    def share(self) -> float:
        """Of the lines that either holds in the time both cover, the share that both hold, 0 to 1."""
        every = self.counts["inside_a"] + self.counts["inside_b"] - self.counts["both"]
        return self.counts["both"] / every if every else 0.0


def compare(a: Chat, b: Chat) -> Comparison:
    """Return two exports side by side.

    Parameters
    ----------
    a, b
        The chats as read, one group each.
    """
    lines = lines_of(a), lines_of(b)
    kin = kinship((a, b), lines)
    if not kin.is_one:
        sizes = {"a": len(lines[0]), "b": len(lines[1])}
        counts = dict.fromkeys(("both", "inside_a", "inside_b", "before_a", "after_a", "before_b", "after_b"), 0)
        return Comparison(kin, (), tables.DIFFERENCES.frame(), sizes | counts, None, None)
    found = align(*lines, words_alike({0: a}, b, np.zeros(len(lines[0]), np.int64), *lines))
    sides = _Side(a, lines[0], found, 0), _Side(b, lines[1], found, 1)
    rows = sorted(_differences(sides, found), key=lambda row: (_TURN[row["difference"]], row["file"], row["line"]))
    first, last = _span(lines, found)
    return Comparison(kin, _people(lines, found), tables.DIFFERENCES.frame(rows), _counts(sides, found, rows), first, last)


_TURN: Final = {
    word: turn
    for turn, word in enumerate(
        (
            "deleted_in_a",
            "deleted_in_b",
            "changed",
            "edited_in_a",
            "edited_in_b",
            "only_in_a",
            "only_in_b",
            "event_only_in_a",
            "event_only_in_b",
        )
    )
}


class _Side:
    """One of the two exports: its lines as rows of a table, and where each lies against the other's beginning and end."""

    def __init__(self, chat: Chat, lines: Lines, found: Alignment, turn: int) -> None:
        self.lines, self.letter = lines, "ab"[turn]
        self.said, self.told = chat.messages, chat.events.drop_duplicates("msg_id")
        pairs = (found.a, found.b)[turn]
        self.known = {}
        for link in found.links:
            mine, other = ((link.a, link.b), (link.b, link.a))[turn]
            self.known[mine] = other
        alone = np.ones(len(lines), bool)
        alone[pairs] = False
        alone[[pair[turn] for pair in found.unexplained]] = False
        self.before, self.after = (alone & edge for edge in found.edges[turn])
        self.only = alone & ~self.before & ~self.after

    def row(self, place: int) -> Row:
        """Return a line as it stands in the export."""
        lines = self.lines
        is_told = int(lines.kind[place]) == SYSTEM
        found = (self.told if is_told else self.said).iloc[int(lines.row[place])]
        kind = f"system {lines.told[place].type}".strip() if is_told else str(found["kind"])
        text = str(found["text"] if is_told else (found["text"] or found["raw"]))
        return {
            "at": found["at"], "sender": None if is_told else found["sender"], "kind": kind, "text": text,
            "file": found["file"], "line": int(found["line"]), "msg_id": found["msg_id"],
        }  # fmt: skip


def _differences(sides: tuple[_Side, _Side], found: Alignment) -> Iterator[Row]:
    for side, other in (sides, sides[::-1]):
        for place in np.flatnonzero(side.only).tolist():
            word = "event_only_in" if side.lines.kind[place] == SYSTEM else "only_in"
            yield {"difference": f"{word}_{side.letter}", **side.row(place), **_absent(side, other, place)}
    for x, y, how in zip(found.a.tolist(), found.b.tolist(), found.how.tolist(), strict=True):
        if HOW[how] in {"deleted", "edited"}:
            yield _pair(sides, x, y, HOW[how])
    for x, y in found.unexplained:
        yield {"difference": "changed", **sides[0].row(x), **_other(sides[1].row(y))}


def _absent(side: _Side, other: _Side, place: int) -> Row:
    names = other.lines.names[side.known[code]] if (code := int(side.lines.who[place])) in side.known else ()
    files = [*other.said["file"].astype(object).iloc[:1], *other.told["file"].astype(object).iloc[:1]]
    return {"other_sender": next(iter(names), None), "other_file": files[0] if files else None, "other_line": 0}


def _other(row: Row) -> Row:
    return {f"other_{name}": row[name] for name in ("sender", "text", "file", "line", "msg_id")}


def _pair(sides: tuple[_Side, _Side], x: int, y: int, how: str) -> Row:
    """Return a pair of which one lost its words or was edited: first the fuller or the later form."""
    a, b = sides
    in_a = a.lines.kind[x] in {DELETED, WAITING} if how == "deleted" else a.lines.edited[x] and not b.lines.edited[y]
    rows = a.row(x), b.row(y)
    first = bool(in_a) == (how == "edited")
    shown, rest = rows if first else rows[::-1]
    return {"difference": f"{how}_in_{'a' if in_a else 'b'}", **shown, **_other(rest)}


def _span(lines: tuple[Lines, Lines], found: Alignment) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    a, b = lines
    at_b = found.clock.forth(b.at)
    if not len(a) or not len(b):
        return None, None
    first, last = max(a.at.min(), at_b.min()), min(a.at.max(), at_b.max())
    return (pd.Timestamp(int(first), unit="s"), pd.Timestamp(int(last), unit="s")) if first <= last else (None, None)


def _people(lines: tuple[Lines, Lines], found: Alignment) -> tuple[Person, ...]:
    names = [[next(iter(known)) for known in side.names] for side in lines]
    listed = [Person(names[0][link.a], names[1][link.b], link.agree, link.of, link.score, link.why) for link in found.links]
    return tuple(sorted(listed, key=lambda person: (-person.agree, person.name_a, person.name_b)))


def _counts(sides: tuple[_Side, _Side], found: Alignment, rows: list[Row]) -> dict[str, int]:
    a, b = sides
    outside = {"before_b": a.before, "after_b": a.after, "before_a": b.before, "after_a": b.after}
    counts = {"a": len(a.lines), "b": len(b.lines), "both": len(found.a)}
    counts |= {f"inside_{side.letter}": len(side.lines) - int(side.before.sum()) - int(side.after.sum()) for side in sides}
    counts |= {name: int(mask.sum()) for name, mask in outside.items()}
    return counts | {word: sum(row["difference"] == word for row in rows) for word in _TURN}
