"""Each member's turns looked up by what they tell: what they are about, whom they name or speak to, thanks, things handed over.

A commitment is open for weeks in which the two write hundreds of turns, most of them of other things; those that may tell of it are few.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wag_analyzer.detectors._directed import Desk
from wag_analyzer.detectors._reading import Turn

__all__ = ["Ledger"]

_PLAINLY = 0.8


def _rows() -> defaultdict[str, list[int]]:
    return defaultdict(list)


@dataclass(slots=True)
class _Page:
    """Numbers of one member's turns, in order: by word, before whose first answer they stand, and by what they do."""

    about: defaultdict[str, list[int]] = field(default_factory=_rows)
    before: defaultdict[str, list[int]] = field(default_factory=_rows)
    led: defaultdict[str, list[int]] = field(default_factory=_rows)
    thanks: list[int] = field(default_factory=list)
    hands_over: list[int] = field(default_factory=list)


class Ledger:
    """The turns of all members, looked up.

    Parameters
    ----------
    desk
        The turns of each member.
    naming
        Member → number of a turn → the turn, for all turns that name him or her.
    """

    def __init__(self, desk: Desk, naming: Mapping[str, Mapping[int, Turn]]) -> None:
        self._desk = desk
        self._pages: dict[str, _Page] = {}
        self._by_author: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(_rows)
        self._by_others = _rows()
        for member, turns in naming.items():
            for number in sorted(turns):
                author = turns[number].person
                self._by_author[author][member].append(number)
                if author != member:
                    self._by_others[member].append(number)

    def telling(self, by: str, to: str, words: Collection[str], span: tuple[int, int], *, firm: bool) -> list[int]:
        """Return the turns, by number, that may be the first to tell something of a commitment of ``by`` to ``to``.

        Parameters
        ----------
        by, to
            Who commits, and to whom; ``""`` when to nobody by name.
        words
            What it is about.
        span
            The number of the turn that commits, and of the last one in which it may be open.
        firm
            Whether words commit, not only a nod to an ask.
        """
        own = self._page(by)
        rows: list[Sequence[int]] = [own.hands_over, *_found(own.about, words)]
        if to:
            other = self._page(to)
            rows += [other.thanks, *_found(other.about, words), *_found(self._by_author[to], [by])]
            rows += [*_found(other.led, [by]), *_found(other.before, [by])] if firm else []
        else:
            rows += _found(self._by_others, [by])
        after, end = span
        return sorted({number for row in rows for number in row[bisect_right(row, after) : bisect_right(row, end)]})

    def share_of(self, word: str, members: Collection[str]) -> float:
        """Return which share of the turns about a word is of some members."""
        return sum(len(self._page(person).about.get(word, ())) for person in members) / max(1, self._used.get(word, 0))

    def _page(self, person: str) -> _Page:
        page = self._pages.get(person)
        if page is None:
            page = self._pages[person] = self._written(person)
        return page

    def _written(self, person: str) -> _Page:
        page = _Page()
        about, led_to = self._desk.answering.about, self._desk.led_to
        for turn in self._desk.of.get(person, ()):
            number = turn.number
            for word in about(turn):
                page.about[word].append(number)
            if turn.does("thanks", least=_PLAINLY):
                page.thanks.append(number)
            if turn.does("delivery"):
                page.hands_over.append(number)
            page.led[led_to(turn)].append(number)
            page.before[self._desk.next_of(turn)].append(number)
        return page

    @cached_property
    def _used(self) -> Mapping[str, int]:
        """Return word → turns that are about it."""
        used: defaultdict[str, int] = defaultdict(int)
        for person in self._desk.of:
            for word, row in self._page(person).about.items():
                used[word] += len(row)
        return used


def _found(rows: Mapping[str, Sequence[int]], keys: Collection[str]) -> list[Sequence[int]]:
    return [rows[key] for key in keys if key in rows]
