"""Joining the exports of one group one after the other into one row of lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from wag_analyzer.parser.align import Alignment, align
from wag_analyzer.parser.align_lines import DELETED, SYSTEM, WAITING, Lines, Told
from wag_analyzer.parser.align_names import Apart, Link, persons
from wag_analyzer.parser.align_variants import Words, likeness
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.merge_order import interleaved

__all__ = ["Joining", "fullest", "joining", "words_alike"]

_COLUMNS = ("at", "step", "who", "kind", "exact", "loose", "length", "edited", "named", "row")
_CONTENT = ("kind", "exact", "loose", "length", "edited", "named", "row")


@dataclass(slots=True)
class Joining:
    """Exports joined so far.

    Parameters
    ----------
    lines
        One entry for each line of the joined chat; times on the clock of the first export.
    part
        For each of them the number of the export its words are taken from.
    place
        Number of an export → for each of its lines its place in ``lines``.
    codes
        Number of an export → for each name in it its code in ``lines.names``.
    links
        Number of an export → who is who between it and those before; codes are those of that moment, with the names told.
    clocks
        Number of an export → its alignment with those before.
    """

    lines: Lines
    part: Ints
    place: dict[int, Ints]
    codes: dict[int, Ints]
    links: dict[int, list[tuple[Link, str]]] = field(default_factory=dict)
    found: dict[int, Alignment] = field(default_factory=dict)


def joining(order: Sequence[int], lines: Mapping[int, Lines], chats: Mapping[int, Chat], apart: Apart = ()) -> Joining:
    """Return the exports ``order`` joined one after the other; the first gives the clock.

    Parameters
    ----------
    order
        Numbers of the exports.
    lines, chats
        Lines and chat of each.
    apart
        Names that are two persons because the user says so.
    """
    first = order[0]
    count = len(lines[first])
    state = Joining(lines[first], np.full(count, first), {first: np.arange(count)}, {first: np.arange(len(lines[first].names))})
    for number in order[1:]:
        _join(state, number, lines[number], (chats, apart))
    return state


def words_alike(left: Mapping[int, Chat], right: Chat, part: Ints, a: Lines, b: Lines) -> Words:
    """Return the likeness of the words of a line of ``a``, which stands in the one of ``left`` that ``part`` tells, and one of ``b``."""

    def alike(x: int, y: int) -> float:
        one = left[int(part[x])].messages["text"].iat[int(a.row[x])]
        other = right.messages["text"].iat[int(b.row[y])]
        return likeness(str(one), str(other))

    return alike


def _join(state: Joining, number: int, part: Lines, given: tuple[Mapping[int, Chat], Apart]) -> None:
    chats, apart = given
    found = align(state.lines, part, words_alike(chats, chats[number], state.part, state.lines, part), apart)
    state.found[number] = found
    state.links[number] = [(link, " / ".join(sorted(state.lines.names[link.a]))) for link in found.links]
    old, new, names = _persons(state.lines.names, part.names, found.links)
    mine, other = _recoded(state.lines, old, names), _recoded(part, new, names)
    other = replace(other, at=found.clock.forth(part.at))
    place_a, place_b = interleaved(mine.at, other.at, (found.a, found.b))
    alone = np.ones(len(other), bool)
    alone[found.b] = False
    chosen = np.empty(len(mine) + int(alone.sum()), np.int64)
    chosen[place_a] = np.arange(len(mine))
    chosen[place_b[alone]] = len(mine) + np.flatnonzero(alone)
    better = fullest(mine, found.a) < fullest(other, found.b)
    finer = mine.step[found.a] > other.step[found.b]
    swapped = chosen.copy()
    swapped[place_a[found.a[better]]] = len(mine) + found.b[better]
    timed = chosen.copy()
    timed[place_a[found.a[finer]]] = len(mine) + found.b[finer]
    whose = np.concatenate((state.part, np.full(len(other), number)))
    state.lines = _taken(mine, other, {"": chosen, "content": swapped, "time": timed})
    state.part = whose[swapped]
    state.place = {key: place_a[place] for key, place in state.place.items()} | {number: place_b}
    state.codes = {key: old[codes] for key, codes in state.codes.items()} | {number: new}


def fullest(lines: Lines, rows: Ints) -> Ints:
    """Return how full lines are: words before 'deleted', edited before not, a named file before a placeholder, then the longer."""
    has_words = (lines.kind[rows] != DELETED) & (lines.kind[rows] != WAITING)
    rank: Ints = ((has_words * 2 + lines.edited[rows]) * 2 + lines.named[rows]) * (1 << 32) + lines.length[rows]
    return rank


def _persons(
    a: Sequence[frozenset[str]], b: Sequence[frozenset[str]], links: Iterable[Link]
) -> tuple[Ints, Ints, tuple[frozenset[str], ...]]:
    """Return for the codes of both their common codes, and the names of those."""
    old, new = persons(len(a), len(b), links)
    names: list[set[str]] = [set() for _ in range(int(max(old.max(initial=-1), new.max(initial=-1))) + 1)]
    for code, known in zip((*old.tolist(), *new.tolist()), (*a, *b), strict=True):
        names[code] |= known
    return old, new, tuple(frozenset(known) for known in names)


def _recoded(lines: Lines, codes: Ints, names: tuple[frozenset[str], ...]) -> Lines:
    every = [*codes.tolist(), -1]
    told = {
        place: Told(event.type, every[event.actor], tuple(every[code] for code in event.targets), event.words)
        for place, event in lines.told.items()
    }
    return replace(lines, who=np.append(codes, -1)[lines.who], names=names, told=told)


def _taken(a: Lines, b: Lines, chosen: Mapping[str, Ints]) -> Lines:
    columns: dict[str, Any] = {}
    for column in fields(Lines):
        if column.name in _COLUMNS:
            rows = chosen["content" if column.name in _CONTENT else "time" if column.name in {"at", "step"} else ""]
            columns[column.name] = np.concatenate((getattr(a, column.name), getattr(b, column.name)))[rows]
    every = {**a.told, **{len(a) + place: event for place, event in b.told.items()}}
    rows = chosen["content"]
    told = {int(place): every[int(rows[place])] for place in np.flatnonzero(columns["kind"] == SYSTEM)}
    return Lines(**columns, names=a.names, told=told)
