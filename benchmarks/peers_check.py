"""How much of an export a reader read rightly: every row of its answer against every row of the truth.

Direction marks and spaces at both ends of a text are taken off on both sides, as some readers drop them and some do not. Rows are compared
as a bag, since one reader turns the order round; of each, a hash is kept.
"""

import json
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Score", "Truth"]

Ints = npt.NDArray[np.int64]
MARKS: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Bag:
    """Hashes of rows: those of members whole, by time and sender, by text; those of nobody; all with kind or event and mentions."""

    whole: Ints
    head: Ints
    text: Ints
    nobody: Ints
    typed: Ints


@dataclass(frozen=True, slots=True)
class Score:
    """How many messages there are and were read; how many right, and of what; system lines; rows of both with the right kind too."""

    messages: int
    read: int
    right: int
    heads: int
    texts: int
    system: int
    system_right: int
    typed: int

    @property
    def is_whole(self) -> bool:
        """Whether every message is right and none is too many."""
        return self.right == self.messages == self.read

    def words(self) -> str:
        """Return a table cell: how many are right, and what is wrong with the others."""
        if not self.right:
            return f"{self.right:,} of {self.messages:,}"
        wrong = [
            f"{count:,} {what}"
            for count, what in (
                (self.messages - self.heads, "times or senders wrong"),
                (self.messages - self.texts, "texts wrong"),
                (self.read - self.messages, "too many"),
            )
            if count > 0
        ]
        wrong.append(f"system lines {self.system_right:,} of {self.system:,}")
        if self.typed:
            wrong.append(f"kind, event and mentions {self.typed:,} of {self.messages + self.system:,}")
        return f"{self.right:,} of {self.messages:,} ({'; '.join(wrong)})"


class Truth:
    """The truth of one export."""

    def __init__(self, rows: Iterable[tuple[object, ...]]) -> None:
        self.bag = _bag(rows)

    def score(self, path: Path) -> Score:
        """Return how right the rows in a file of JSON lines are."""
        with path.open(encoding="utf-8") as file:
            found = _bag(json.loads(line) for line in file)
        true = self.bag
        return Score(
            messages=len(true.whole),
            read=len(found.whole),
            right=_common(true.whole, found.whole),
            heads=_common(true.head, found.head),
            texts=_common(true.text, found.text),
            system=len(true.nobody),
            system_right=_common(true.nobody, found.nobody),
            typed=_common(true.typed, found.typed),
        )


def _bag(rows: Iterable[tuple[object, ...]]) -> Bag:
    whole, head, text, nobody, typed = (array("q") for _ in range(5))
    for at, sender, said, *more in rows:
        plain = MARKS.sub("", str(said)).strip()
        if more:
            typed.append(hash((at, sender, plain, *more)))
        if sender is None:
            nobody.append(hash((at, plain)))
            continue
        whole.append(hash((at, sender, plain)))
        head.append(hash((at, sender)))
        text.append(hash(plain))
    return Bag(*(np.frombuffer(listed, np.int64) if listed else np.zeros(0, np.int64) for listed in (whole, head, text, nobody, typed)))


def _common(one: Ints, other: Ints) -> int:
    """Return how many entries two bags share."""
    (first, count), (second, found) = np.unique(one, return_counts=True), np.unique(other, return_counts=True)
    _, left, right = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    return int(np.minimum(count[left], found[right]).sum())
