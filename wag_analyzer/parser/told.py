"""What nobody wrote: the system lines of a chunk, each distinct one understood once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.events import Recognised

__all__ = ["Told"]


@dataclass(frozen=True, slots=True)
class Told:
    """Rows (of the chunk's headers) of system lines, their distinct texts without marks and what these say.

    ``index`` says which text each row has.
    """

    rows: Ints
    index: Ints
    texts: Sequence[str]
    events: Sequence[Recognised | None]

    def happened(self) -> Iterator[Recognised]:
        """Yield the events that are understood, line by line."""
        return (event for number in self.index.tolist() if (event := self.events[number]) is not None)

    def untyped(self) -> Ints:
        """Return the rows of lines with words in a wording that is not known."""
        unknown = np.array([event is None and bool(text) for event, text in zip(self.events, self.texts, strict=True)], bool)
        found: Ints = self.rows[unknown[self.index]]
        return found

    def by_target(self) -> tuple[Ints, Ints, list[str | None]]:
        """Return one entry for each line and affected member (one for a line that affects nobody): row, text's number, member."""
        targets = [(event.targets if event else ()) or (None,) for event in self.events]
        count = np.array([len(names) for names in targets], np.int64)
        flat = np.array([name for names in targets for name in names], object)
        number = count[self.index]
        behind = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
        place = np.repeat((np.cumsum(count) - count)[self.index], number) + behind
        return np.repeat(self.rows, number), np.repeat(self.index, number), flat[place].tolist()
