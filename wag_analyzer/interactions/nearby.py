"""Tables of what the messages around a block answer: by whom each is answered, and whom it answers, so that one look-up tells it."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.candidates import accumulated, segments, taken
from wag_analyzer.interactions.history import AHEAD
from wag_analyzer.interactions.scene import WINDOW

if TYPE_CHECKING:
    from wag_analyzer.interactions.parse import Parse

__all__ = ["Nearby"]

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]


class Nearby:
    """What the messages around a block answer, and who answers them.

    Parameters
    ----------
    parse
        The reading.
    """

    def __init__(self, parse: "Parse") -> None:
        self.parse = parse
        self.people = 0
        self._near = np.zeros(0, np.int32)
        self._column = np.zeros(parse.people, np.intp)
        self._row = np.zeros(parse.size + 1, np.intp)

    def move(self, start: int, stop: int) -> None:
        """Make the tables for messages ``start`` to ``stop``."""
        parse = self.parse
        self.start, self.first, self.end = start, max(start - 2 * WINDOW, 0), min(stop + AHEAD, parse.size)
        offset = parse.found.offset[self.first : self.end + 1]
        entries = slice(int(offset[0]), int(offset[-1]))
        child, parent = segments(offset) + self.first, parse.found.parent[entries]
        p, alike = parse.found.p[entries], parse.alike[entries]
        self._people(max(start - WINDOW, 0))
        self._by_distance(stop, child, parent, (p, alike))
        self._towards(start, stop, (child, parent, p))
        answered = np.flatnonzero((parent >= start) & (parent < stop) & ~alike)
        self._from = np.zeros((stop - start) * self.people, np.float32)
        column = taken(self._column, taken(parse.author, child[answered]))
        np.add.at(self._from, (parent[answered] - start) * self.people + column, p[answered])

    def _people(self, first: int) -> None:
        """Give a column to each person who writes around the block; all others share the first."""
        self._column[self._near] = 0
        self._near = np.unique(self.parse.author[first : self.end])
        self.people = len(self._near) + 1
        self._column[self._near] = np.arange(1, self.people)

    def _by_distance(self, stop: int, child: Places, parent: Places, how: tuple[Floats, npt.NDArray[np.bool_]]) -> None:
        """Sum the answers each message gets, by distance: from others and from its own author."""
        p, alike = how
        self._wide = stop - self.first
        within = np.flatnonzero((parent >= self.first) & (parent < stop))
        message, weight = parent[within], p[within]
        place = (child[within] - message) * self._wide + message - self.first
        exact, own = np.zeros((2, (WINDOW + 1) * self._wide), np.float32)
        exact[place] = weight
        own[place] = weight * alike[within]
        self._exact = exact
        self._others = accumulated((exact - own).reshape(-1, self._wide)).ravel()
        self._own = accumulated(own.reshape(-1, self._wide)).ravel()

    def _towards(self, start: int, stop: int, around: tuple[Places, Places, Floats]) -> None:
        """Sum what each message answers, by person: of the messages around the block, and of older ones of its authors."""
        parse, (child, parent, p) = self.parse, around
        older = [parse.before[max(start - WINDOW, 0) : stop]]
        for _ in range(2):
            older.append(parse.before[older[-1][older[-1] >= 0]])
        far = np.concatenate(older)
        far = np.unique(far[(far >= 0) & (far < self.first)])
        count = parse.found.offset[far + 1] - parse.found.offset[far]
        begin = np.cumsum(count) - count
        entry = np.arange(count.sum()) + np.repeat(parse.found.offset[far] - begin, count)
        size = self.end - self.first
        self._row[self.first : self.end] = np.arange(size)
        self._row[far] = size + np.arange(len(far))
        self._row[-1] = size + len(far)
        row = np.concatenate([child - self.first, np.repeat(size + np.arange(len(far)), count)])
        column = taken(self._column, taken(parse.author, np.concatenate([parent, parse.found.parent[entry]])))
        self._mass = np.zeros((size + len(far) + 1) * self.people, np.float32)
        np.add.at(self._mass, row * self.people + column, np.concatenate([p, parse.found.p[entry]]))

    def row(self, message: Places) -> Places:
        """Return the row of each message (-1 is none)."""
        return taken(self._row, message) * self.people

    def column(self, person: npt.NDArray[Any]) -> Places:
        """Return the column of each person."""
        return taken(self._column, person)

    def towards(self, row: Places, column: Places) -> Floats:
        """Return the probability that a message answers something by a person."""
        return taken(self._mass, row + column)

    def answers_it(self, message: Places, parent: Places) -> Floats:
        """Return the probability that each ``message`` (-1 is none) answers ``parent``."""
        back = message - parent
        within = (back > 0) & (back <= WINDOW) & (parent >= 0)
        return taken(self._exact, (back * self._wide + parent - self.first) * within)

    def answered(self, message: Places, back: Places) -> Floats:
        """Return how many answers of others a message gets within a number of messages."""
        return taken(self._others, back * self._wide + message - self.first)

    def answered_by_itself(self, message: Places, back: Places) -> Floats:
        """Return how much its own author goes on from a message within a number of messages."""
        return taken(self._own, back * self._wide + message - self.first)

    def answered_from(self, message: Places, column: Places) -> Floats:
        """Return how much a message of the block is answered by a person."""
        return taken(self._from, (message - self.start) * self.people + column)
