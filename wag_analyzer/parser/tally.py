"""What is counted while a text is read: lines, headers that were none, clocks that run backwards."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.rows import Part
from wag_analyzer.parser.strings import Column

__all__ = ["Tally"]

Flags = npt.NDArray[np.bool_]

_SHOWN: Final = 5
_OLDEST: Final = 14245  # 2009-01-01, when WhatsApp began, in days since 1970


@dataclass(slots=True)
class Tally:
    """Counts over the parts of one text, in order.

    ``first_line`` is the line (from 1) of the first header, 0 when there is none; ``rejected`` gives for each reason of
    ``headers.REASONS`` how many lines look like a header and are none, and the first of them; ``backwards`` and ``odd`` how many lines
    carry a time before that of the line above, or a date that cannot be, and the first such line (0: none); ``untyped`` how many lines that
    nobody wrote are in a wording that is not known, and the first; ``senders`` who wrote, each once, in order; ``seen`` says it of each.
    """

    newest_day: int
    lines: int = 0
    headers: int = 0
    messages: int = 0
    first_line: int = 0
    rejected: dict[int, tuple[int, list[int]]] = field(default_factory=dict)
    backwards: tuple[int, int] = (0, 0)
    odd: tuple[int, int] = (0, 0)
    untyped: tuple[int, int] = (0, 0)
    seen: Flags = field(default_factory=lambda: np.zeros(0, bool))
    senders: Column = field(default_factory=lambda: Column(np.int32))
    _last: int | None = None

    def add(self, part: Part) -> None:
        """Count one more part."""
        line = part.lines.line
        self.lines = part.lines.stop
        self.headers += len(line)
        self.messages += len(part.written)
        if not self.first_line and len(line):
            self.first_line = int(line[0]) + 1
        for at, reason in sorted(part.lines.rejected.items()):
            count, shown = self.rejected.get(reason, (0, []))
            self.rejected[reason] = (count + 1, [*shown, at + 1] if len(shown) <= _SHOWN else shown)
        before = np.concatenate((part.at[:1] if self._last is None else [self._last], part.at[:-1]))[: len(part.at)]
        self.backwards = _counted(self.backwards, line[part.at < before])
        self.untyped = _counted(self.untyped, line[part.told.untyped()])
        day = part.at // 86400
        self.odd = _counted(self.odd, line[(day < _OLDEST) | (day > self.newest_day)])
        self._meet(np.flatnonzero(np.bincount(part.sender)))
        self._last = int(part.at[-1]) if len(part.at) else self._last

    def _meet(self, senders: Ints) -> None:
        if len(senders) and senders[-1] >= len(self.seen):
            self.seen = np.concatenate((self.seen, np.zeros(int(senders[-1]) + 1, bool)))
        self.senders.extend(senders[~self.seen[senders]])
        self.seen[senders] = True

    @property
    def skipped(self) -> int:
        """Lines before the first header."""
        return self.first_line - 1 if self.first_line else self.lines


def _counted(known: tuple[int, int], lines: Ints) -> tuple[int, int]:
    return (known[0] + len(lines), known[1] or (int(lines[0]) + 1 if len(lines) else 0))
