"""Which names of a chat are alike, found without comparing every name with every other."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Final

from wag_analyzer.people.name_forms import Form, form, relation
from wag_analyzer.people.names import digits

__all__ = ["Likeness"]

_MOST: Final = 60
"""A key that more names share (one first name of a whole village) tells nobody apart and is not followed."""
_MANY: Final = 200_000
"""Names times sharers of a key up to which keys are followed: where there are more names than any group holds, only keys that few share."""
_LEAST_PART: Final = 3
_LEAST_SLIP: Final = 4


class Likeness:
    """The names of persons and which of them are alike.

    Parameters
    ----------
    persons
        Person → names.
    """

    def __init__(self, persons: Mapping[str, Sequence[str]]) -> None:
        self._forms = {
            person: [form(name) for name in names if not digits(name) and not name.startswith("@")] for person, names in persons.items()
        }
        self._holders: defaultdict[str, set[str]] = defaultdict(set)
        self._fitting: dict[str, set[str]] = {}
        for person, forms in self._forms.items():
            for named in forms:
                for word in named.core:
                    self._holders[word].add(person)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield pairs of persons that share a key under which alike names fall, in order of appearance."""
        first: dict[tuple[str, str], str] = {}  # most keys are of one person: no list is made for those
        shared: dict[tuple[str, str], list[str]] = {}
        for person, forms in self._forms.items():
            for key in dict.fromkeys(key for named in forms for key in _keys(named)):
                if (other := first.setdefault(key, person)) != person:
                    shared.setdefault(key, [other]).append(person)
        place = {person: number for number, person in enumerate(self._forms)}
        most = max(2, min(_MOST, _MANY // max(len(place), 1)))
        listed = (pair for group in shared.values() if len(group) <= most for pair in combinations(group, 2))
        yield from sorted(dict.fromkeys(listed), key=lambda pair: (place[pair[0]], place[pair[1]]))

    def best(self, a: str, b: str, weights: Mapping[str, float]) -> tuple[str, Form, Form] | None:
        """Return the strongest relation between names of two persons, None when no two are alike."""
        found = [(relation(one, other), one, other) for one in self._forms[a] for other in self._forms[b]]
        return max((like for like in found if like[0]), key=lambda like: weights[like[0]], default=None)

    def has_rival(self, a: str, b: str, one: Form, other: Form) -> bool:
        """Return whether the shorter of two names would fit a third person as well."""
        short = min((one.core, other.core), key=lambda core: (len(core), len("".join(core))))
        fewest, *more = sorted((self._holding(word) for word in short), key=len) or [set()]
        return any(who not in {a, b} and all(who in held for held in more) for who in fewest)

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self._holders)

    @cached_property
    def _turned(self) -> list[str]:
        """Every word from its end to its beginning, so that words with one ending stand together."""
        return sorted(word[::-1] for word in self._holders)

    def _holding(self, word: str) -> set[str]:
        """Return who bears a word or, where the word may be a short form, a word that begins or ends with it."""
        if word not in self._fitting:
            parts = [*_beginning(self._words, word), *(held[::-1] for held in _beginning(self._turned, word[::-1]))]
            parts = parts if len(word) >= _LEAST_PART else [word]
            self._fitting[word] = {who for held in parts for who in self._holders.get(held, ())}
        return self._fitting[word]


def _beginning(words: Sequence[str], start: str) -> Iterator[str]:
    """Yield those of some sorted words that begin in one way."""
    at = bisect_left(words, start)
    while at < len(words) and words[at].startswith(start):
        yield words[at]
        at += 1


def _keys(named: Form) -> Iterator[tuple[str, str]]:
    """Yield the keys of one name; two alike names share at least one."""
    yield "case", named.typed
    yield "looks", named.looks
    yield "words", "".join(sorted("".join(named.words)))
    for word in named.core:
        yield "word", word
        yield from (("nick", word[:size]) for size in range(_LEAST_PART, len(word)))
        yield from (("nick", word[size:]) for size in range(1, len(word) - _LEAST_PART))
    if len(named.core) > 1:
        yield "initials", "".join(word[0] for word in named.core)
    else:
        yield from (("initials", word) for word in named.core)
        yield from (("nick", word) for word in named.core)
    whole = " ".join(named.core)
    yield "sound", named.sounds
    if len(whole) >= _LEAST_SLIP:
        yield "slip", whole
        yield from (("slip", whole[:place] + whole[place + 1 :]) for place in range(len(whole)))
