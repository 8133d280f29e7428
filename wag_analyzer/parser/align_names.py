"""Who is who in two address books, learned from what both exports hold."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from wag_analyzer.parser.align_lines import SELF, Lines, number_of
from wag_analyzer.parser.align_pairs import Pairs

__all__ = ["Apart", "Link", "links", "persons"]

Apart = Collection[frozenset[str]]
"""Pairs of names that are two persons because the user says so."""

LEAST_DIGITS: Final = 8
WEAK: Final = 0.5
"""What a short text counts as evidence; a long one counts 1."""


@dataclass(frozen=True, slots=True)
class Link:
    """One code of the first export and one of the second that are one person: ``agree`` of ``of`` lines say so."""

    a: int
    b: int
    agree: int
    of: int
    why: str

    @property
    def score(self) -> float:
        """How sure, 0 to 1: half the doubt is left with each line that agrees, and the share that disagrees is doubt too."""
        return round(min(0.999, (1 - 0.5 ** (self.agree + 1)) * self.agree / self.of), 3) if self.of else 0.9


Votes = Iterable[tuple[int, int, float]]


def links(a: Lines, b: Lines, said: Votes, told: Votes, apart: Apart = ()) -> list[Link]:
    """Return who is who.

    Parameters
    ----------
    a, b
        The lines of the two exports.
    said, told
        Votes: code in the one, code in the other, weight; from messages and from system lines.
    apart
        Names that are never linked.

    Notes
    -----
    A name is linked when most votes of both sides agree, so nobody is two persons. The exporter of a file ("you") is linked beside, because
    he has a name of his own in his messages. Last come names that are the same string or number and are linked to nobody else.
    """
    votes: Counter[tuple[int, int]] = Counter()
    weight: defaultdict[tuple[int, int], float] = defaultdict(float)
    for source in (said, told):
        for x, y, w in source:
            if apart and _are_apart(a.names[x], b.names[y], apart):
                continue
            votes[x, y] += 1
            weight[x, y] += w
    selves = _selves(a), _selves(b)
    plain = {pair: count for pair, count in votes.items() if pair[0] not in selves[0] and pair[1] not in selves[1]}
    found = list(_majority(plain, weight, a, b))
    for side, own in ((0, selves[0]), (1, selves[1])):
        for code in sorted(own):
            found += _majority({pair: n for pair, n in votes.items() if pair[side] == code}, weight, a, b)
    found = [*dict.fromkeys(found), *_same_strings(a, b, found)]
    every = [*found, *_same_book(a, b, found, selves)]
    return [link for link in every if not _are_apart(a.names[link.a], b.names[link.b], apart)] if apart else every


def _are_apart(a: Collection[str], b: Collection[str], apart: Apart) -> bool:
    return any(frozenset((one, other)) in apart for one in a for other in b)


def persons(a: int, b: int, found: Iterable[Link]) -> Pairs:
    """Return for the codes of both exports, ``a`` and ``b`` many, the person behind each, as one numbering from 0."""
    root = list(range(a + b))
    for link in found:
        one, other = sorted((_top(root, link.a), _top(root, a + link.b)))
        root[other] = one
    tops = [_top(root, place) for place in range(a + b)]
    codes = np.unique(np.array(tops, np.int64), return_inverse=True)[1].astype(np.int64)
    return codes[:a], codes[a:]


def _top(root: list[int], place: int) -> int:
    """Return the first of those who are one with ``place``; the way there is shortened for the next time."""
    while root[place] != place:
        root[place] = root[root[place]]
        place = root[place]
    return place


def _selves(lines: Lines) -> set[int]:
    return {code for code, names in enumerate(lines.names) if names == {SELF}}


def _majority(votes: Mapping[tuple[int, int], int], weight: Mapping[tuple[int, int], float], a: Lines, b: Lines) -> Iterable[Link]:
    of_a: Counter[int] = Counter()
    of_b: Counter[int] = Counter()
    for (x, y), count in votes.items():
        of_a[x] += count
        of_b[y] += count
    for (x, y), count in sorted(votes.items()):
        both = max(of_a[x], of_b[y])
        if count * 2 > both and (weight[x, y] >= 1 or a.names[x] & b.names[y]):
            yield Link(x, y, count, both, f"{count} of {both} lines agree")


def _same_strings(a: Lines, b: Lines, found: Iterable[Link]) -> Iterable[Link]:
    done_a, done_b = {link.a for link in found}, {link.b for link in found}
    held = {code: [key for name in names for key in _keys(name)] for code, names in enumerate(a.names) if code not in done_a}
    known = {key: code for code, keys in reversed(held.items()) for key in keys}
    for code, names in enumerate(b.names):
        keys = [key for name in sorted(names) for key in _keys(name) if key in known]
        if code not in done_b and keys:
            other = known[keys[0]]
            for key in held[other]:
                if known.get(key) == other:
                    del known[key]
            yield Link(other, code, 0, 0, "the same name" if keys[0][0] == "name" else "the same number")


def _same_book(a: Lines, b: Lines, found: Iterable[Link], selves: tuple[set[int], set[int]]) -> Iterable[Link]:
    """Yield that both exporters are one, when nothing tells who they are and every person bears one name in both exports."""
    listed = list(found)
    free = [min(own - {link[side] for link in ((one.a, one.b) for one in listed)}, default=-1) for side, own in enumerate(selves)]
    if min(free) >= 0 and listed and all(a.names[link.a] & b.names[link.b] for link in listed):
        yield Link(free[0], free[1], 0, 0, "every name is the same in both exports")


def _keys(name: str) -> list[tuple[str, str]]:
    if name == SELF:
        return []
    number = number_of(name)
    plain = ("name", " ".join(unicodedata.normalize("NFC", name).split()))
    return [plain, ("number", number)] if len(number) >= LEAST_DIGITS else [plain]
