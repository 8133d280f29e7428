"""A few who keep jeering at the rules to each other: exchanges of two, one after the other, and how few hold them.

One jeer is nothing. What tells is that the same few come back to it over sessions, that hardly anybody else does, and that many of the
words mock in several ways. A message is about rules by the signals ``policy`` and ``management``; the few may go on without naming any.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from wag_analyzer.detectors._episodes import Talk

__all__ = ["Jeers", "jeers"]

_SECONDS: Final = 600
_LEAST_MET: Final = 2
_MOST_PEOPLE: Final = 4


@dataclass(frozen=True, slots=True)
class Jeers:
    """What a few say to each other in exchanges that jeer.

    ``places`` are the messages of these exchanges, ``about`` those about rules; ``held`` is the share of all exchanges of
    the chat that jeer at rules which these few hold.
    """

    persons: tuple[str, ...]
    places: tuple[int, ...]
    about: tuple[int, ...]
    held: float


def jeers(chat: Talk, mocking: Collection[int], subject: Collection[int]) -> Iterator[Jeers]:
    """Yield the few who jeer at rules to each other, in the order in which they begin.

    Two belong together when they do so in two sessions or more; more than four who do are a mood and no circle.

    Parameters
    ----------
    chat
        The chat.
    mocking
        Messages that mock or are against something.
    subject
        Messages about rules or the management.
    """
    every = [pair for pair in _exchanges(chat) if pair[0] in mocking or pair[1] in mocking]
    at_rules = [pair for pair in every if pair[0] in subject or pair[1] in subject]
    met: defaultdict[frozenset[str], set[int]] = defaultdict(set)
    for pair in at_rules:
        met[_people(chat, pair)].add(chat.session[pair[0]])
    for few in _circles(two for two, sessions in met.items() if len(sessions) >= _LEAST_MET):
        own = [pair for pair in at_rules if _people(chat, pair) <= few]
        theirs = [pair for pair in every if _people(chat, pair) <= few]
        if len(few) <= _MOST_PEOPLE:
            yield Jeers(tuple(sorted(few)), _places(theirs), _places(own), len(own) / len(at_rules))


def _exchanges(chat: Talk) -> Iterator[tuple[int, int]]:
    """Yield two messages of two people, one right after the other."""
    for at, pause in enumerate(chat.pauses.tolist()):
        if pause <= _SECONDS and chat.people[at] != chat.people[at + 1]:
            yield at, at + 1


def _people(chat: Talk, pair: tuple[int, int]) -> frozenset[str]:
    return frozenset((chat.people[pair[0]], chat.people[pair[1]]))


def _circles(pairs: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Return the people whom pairs connect, those of the first pair first."""
    circles: list[frozenset[str]] = []
    for two in pairs:
        joined = two.union(*(one for one in circles if one & two))
        circles = [*(one for one in circles if not one & two), joined]
    return circles


def _places(pairs: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(sorted({at for pair in pairs for at in pair}))
