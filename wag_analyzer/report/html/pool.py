"""The messages a page holds: evidence with its context first, then some behind ties and people, within a budget of bytes."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final

from wag_analyzer.report.html.view import View
from wag_analyzer.visible import visible

__all__ = ["LONGEST", "Pool"]

LONGEST: Final = 700
"""Characters of a message that are shown; evidence may be longer."""
_UNWRAPPED: Final = str.maketrans("", "", "\u2066\u2067\u2068\u2069\u200e\u200f")  # marks WhatsApp puts around mentions

Marks = tuple[tuple[int, int], ...]


class Pool:
    """Messages and system lines in the order they were asked for, each once.

    Parameters
    ----------
    view
        How the page looks at the analysis.
    budget
        Bytes that may be taken by messages which are no evidence.
    """

    def __init__(self, view: View, budget: int = 260_000) -> None:
        self.view = view
        self.left = budget
        self.places: dict[str, int] = {}
        self.rows: list[tuple[int, str, str, int, int, int]] = []

    @cached_property
    def _rows(self) -> Mapping[str, tuple[str | None, Any, str, int, str, str]]:
        """Message id → person, time, text, line, file, kind; system lines too."""
        said = self.view.analysis.messages
        told = self.view.analysis.chat.events.drop_duplicates("msg_id")
        columns = ("msg_id", "person", "at", "text", "line", "file", "kind", "media")
        rows: dict[str, tuple[str | None, Any, str, int, str, str]] = {}
        for key, person, at, text, line, file, kind, media in zip(*(said[name].astype(object) for name in columns), strict=True):
            words = text if isinstance(text, str) and text else f"[{media if isinstance(media, str) else kind}]"
            rows[str(key)] = (str(person) if isinstance(person, str) else None, at, words, int(line), str(file), str(kind))
        for key, at, text, line, file in zip(
            *(told[name].astype(object) for name in ("msg_id", "at", "text", "line", "file")), strict=True
        ):
            rows[str(key)] = (None, at, text if isinstance(text, str) else "", int(line), str(file), "system")
        return rows

    @cached_property
    def order(self) -> dict[str, list[str]]:
        """File → message ids in file order, system lines too."""
        by_file: dict[str, list[tuple[int, str]]] = {}
        for key, row in self._rows.items():
            by_file.setdefault(row[4], []).append((row[3], key))
        return {file: [key for _, key in sorted(keys)] for file, keys in by_file.items()}

    @cached_property
    def files(self) -> list[str]:
        """Files in the order of reading."""
        return list(dict.fromkeys((*(source.file for source in self.view.analysis.chat.sources), *self.order)))

    def has(self, key: str) -> bool:
        """Say whether ``key`` is a message or system line of this chat."""
        return key in self._rows

    def row(self, key: str) -> dict[str, Any]:
        """Return a message as it was read: its id, place, time, person, kind and text."""
        person, at, text, line, file, kind = self._rows[key]
        return {"msg_id": key, "file": file, "line": line, "at": at, "person": person, "kind": kind, "text": text}

    def around(self, key: str, before: int, after: int) -> list[str]:
        """Return the ids of the messages around ``key`` in its file, ``key`` too."""
        row = self._rows[key]
        keys = self.order[row[4]]
        place = bisect_left(keys, row[3], key=lambda other: self._rows[other][3])
        return keys[max(0, place - before) : place + after + 1]

    def beside(self, keys: Iterable[str], before: int, after: int) -> list[str]:
        """Return the ids ``keys`` and those around each, every one once."""
        return list(dict.fromkeys(near for key in keys for near in self.around(key, before, after)))

    def distance(self, one: str, other: str) -> int:
        """Return how many messages lie between two ids of one file; 0 when they are in two."""
        if self._rows[one][4] != self._rows[other][4]:
            return 0
        keys = self.order[self._rows[one][4]]
        lines = [self._rows[key][3] for key in (one, other)]
        places = [bisect_left(keys, line, key=lambda key: self._rows[key][3]) for line in lines]
        return max(0, places[1] - places[0] - 1)

    def take(self, key: str) -> int:
        """Return the place of a message in the page, adding it when it is not there yet."""
        if key not in self.places:
            person, at, text, line, file, kind = self._rows[key]
            shown, _ = self.shown(text, ())
            who = self.view.place.get(person, -1) if person is not None else -1
            self.places[key] = len(self.rows)
            self.rows.append(
                (who, self.view.when(at), shown, line, self.files.index(file), 0 if kind == "text" else 2 if kind == "system" else 1)
            )
        return self.places[key]

    def marked(self, key: str, marks: Marks) -> Marks:
        """Return where the cues of message ``key`` stand in the text as shown."""
        return self.shown(self._rows[key][2], marks)[1]

    def shown(self, text: str, marks: Marks) -> tuple[str, Marks]:
        """Return a text as the tier allows and safe to show, and where its marks are."""
        if self.view.tier.redactor is None:
            pieces = _cut(text, marks)
            safe = [visible(piece.translate(_UNWRAPPED), one_line=False) for piece in pieces]
            ends = [sum(map(len, safe[: turn + 1])) for turn in range(len(safe))]
            moved = tuple((ends[2 * turn], ends[2 * turn + 1]) for turn in range(len(marks)))
            whole = "".join(safe)
        else:
            whole, moved = self.view.tier.marked(text, marks) or ("", ())
        return (whole[:LONGEST] + "…", _within(moved, LONGEST)) if len(whole) > LONGEST else (whole, moved)

    def some(self, keys: Iterable[str], most: int) -> list[int]:
        """Return places of up to ``most`` of the messages ``keys``, as far as the budget goes."""
        taken: list[int] = []
        for key in keys:
            if len(taken) >= most or key not in self._rows or self._rows[key][5] == "system":
                continue
            if key not in self.places:
                cost = len(self._rows[key][2][:LONGEST].encode("utf-8", "replace")) + 40
                if cost > self.left:
                    continue
                self.left -= cost
            taken.append(self.take(key))
        return taken

    def columns(self) -> dict[str, list[Any]]:
        """Return the pool as columns: person, time, text, line, file, kind (0 text, 1 other, 2 system line)."""
        return {name: [row[turn] for row in self.rows] for turn, name in enumerate(("p", "t", "x", "l", "f", "k"))}


def _cut(text: str, marks: Marks) -> list[str]:
    """Return ``text`` in pieces: before, mark, between, mark …, after; marks must be sorted and apart."""
    pieces: list[str] = []
    done = 0
    for start, end in marks:
        pieces += [text[done:start], text[start:end]]
        done = end
    return [*pieces, text[done:]]


def _within(marks: Marks, longest: int) -> Marks:
    return tuple((min(start, longest), min(end, longest)) for start, end in marks)
