"""Names seen and the joins between them, each with its score and reason."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

__all__ = ["FORMS", "Joins", "Why"]

FORMS: Final = ("sender", "reaction", "event", "mention", "alias", "roster", "contacts", "given")
"""Where a name comes from: the chat, another phone's address book (alias), then what the user gave."""

_RANK: Final = {"roster": 1, "contacts": 1, "given": 2}


class Why(NamedTuple):
    """Score and reason of a join."""

    score: float
    reason: str


@dataclass(slots=True)
class Joins:
    """A union-find over names that keeps apart what the user keeps apart and calls people as the user calls them.

    Parameters
    ----------
    apart
        Pairs of names that must not become one person.
    forms
        Name → where it was seen first.
    parent, why
        The joins made so far.
    named
        Names that the user gave to persons: of two, none takes the other's place.
    """

    apart: Iterable[tuple[str, str]] = ()
    forms: dict[str, str] = field(default_factory=dict)
    parent: dict[str, str] = field(default_factory=dict)
    why: dict[str, Why] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def see(self, name: str, form: str) -> None:
        """Note a name; the first form counts."""
        if name not in self.forms:
            self.forms[name] = form
            self.parent[name] = name

    def root(self, name: str) -> str:
        """Return the name the person is called by."""
        while self.parent[name] != name:
            name = self.parent[name]
        return name

    def rank(self, root: str) -> int:
        """Return how much a name has to say about what the person is called: 2 given by the user, 1 saved, 0 found."""
        return 2 if root in self.named else _RANK.get(self.forms[root], 0)

    def join(self, kept: str, other: str, why: Why) -> bool:
        """Make two names one person, called ``kept`` unless the user called the other; say whether they are one now."""
        a, b = self.root(kept), self.root(other)
        if a == b:
            return True
        if self.forbidden(a, b):
            return False
        if self.rank(b) > self.rank(a):
            a, b = b, a
        self.parent[b] = a
        self.why[b] = why
        return True

    def forbidden(self, a: str, b: str) -> bool:
        """Say whether the persons called ``a`` and ``b`` must stay two."""
        if a in self.named and b in self.named:
            return True
        pairs = ((self.root(x), self.root(y)) for x, y in self.apart if x in self.forms and y in self.forms)
        return any({x, y} == {a, b} for x, y in pairs)

    def persons(self) -> dict[str, list[str]]:
        """Return person → names, in the order in which they were seen."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in self.forms:
            found[self.root(name)].append(name)
        return dict(found)
