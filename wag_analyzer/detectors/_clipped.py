"""Short forms of members' names by which they are spoken to: clipped at the front (*Mat*, Rahmat) or at the end (*Sur*, Surya).

Such a form could be anything, so the chat must show it: it stands at an edge of messages, and whose name it is speaks next. One that is an
everyday word as well (*do*, Aldo) counts only where a comma or a question mark sets it off at the beginning.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wag_analyzer.text.names import is_everyday
from wag_analyzer.text.normalize import tokens

__all__ = ["Words", "clipped", "clips"]

_LEAST_NAME: Final = 4
_LEAST_TAIL: Final = 2
_LEAST_HEAD: Final = 3
_MOST: Final = 4
_LEAST_ANSWERED: Final = 0.34
_VOWELS: Final = frozenset("aiueo")


@dataclass(frozen=True, slots=True)
class Words:
    """One turn as it is needed here: author, first and last text, and who speaks next soon (``""``: nobody)."""

    number: int
    person: str
    first: str
    last: str
    next_person: str


def _letters(text: str) -> list[str]:
    return [token.surface.lower() for token in tokens(text) if token.surface.isalpha()]


def clipped(
    turns: Sequence[Words], members: Collection[str], titles: Collection[str], letters: Callable[[str], Sequence[str]] = _letters
) -> dict[int, str]:
    """Return number of a turn → the member whose clipped name stands at its beginning or end.

    Parameters
    ----------
    turns
        Turns, in order.
    members
        Names of all who write.
    titles
        Forms of address that may stand before or after the name.
    letters
        Gives the words of a text that are letters only, in lower case.
    """
    forms, everyday = _forms(members), _forms(members, everyday=True)
    edges = {text: _edges(letters(text), titles) for text in dict.fromkeys(text for turn in turns for text in (turn.first, turn.last))}
    used: defaultdict[str, list[Words]] = defaultdict(list)
    for turn in turns:
        for word in dict.fromkeys((edges[turn.first][0], edges[turn.last][1])):
            if word in forms or (word in everyday and _is_set_off(word, turn.first)):
                used[word].append(turn)
    found: dict[int, str] = {}
    for word, places in used.items():
        meant = forms.get(word) or everyday[word]
        answered = Counter(turn.next_person for turn in places if turn.next_person in meant)
        person, times = max(answered.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        others = [turn for turn in places if turn.person != person]
        if times and times >= _LEAST_ANSWERED * len(others) and len(others) == len(places):
            for turn in others:
                found.setdefault(turn.number, person)
    return found


def clips(members: Collection[str]) -> frozenset[str]:
    """Return every clipped form that some of the members may be meant by, in lower case."""
    return frozenset((*_forms(members), *_forms(members, everyday=True)))


def _is_set_off(word: str, text: str) -> bool:
    """Say whether a text begins with a word and a mark after it."""
    return re.match(rf"\W*{re.escape(word)}\s?[,?]", text.lower()) is not None


def _forms(members: Collection[str], *, everyday: bool = False) -> Mapping[str, frozenset[str]]:
    """Return clipped form → the members it may stand for; words that mean something everyday are told apart."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    names = {part for person in members for part in person.lower().split()}
    for person in members:
        for part in person.lower().split():
            if len(part) >= _LEAST_NAME and part.isalpha():
                for form in _clips(part):
                    plain = is_everyday(form) or tokens(form)[0].word != form
                    if form not in names and plain == everyday:
                        found[form].add(person)
    return {form: frozenset(people) for form, people in found.items()}


def _clips(name: str) -> Iterator[str]:
    """Yield the ends of a name that begin with a consonant, and its beginnings, of few letters, each with a vowel."""
    for size in range(_LEAST_TAIL, min(_MOST, len(name) - 1) + 1):
        tail, head = name[-size:], name[:size]
        if tail[0] not in _VOWELS and name[-size - 1] in _VOWELS | {tail[0]} | frozenset("hngmrl") and _VOWELS & set(tail):
            yield tail
        if size >= _LEAST_HEAD and _VOWELS & set(head):
            yield head


def _edges(words: Sequence[str], titles: Collection[str]) -> tuple[str, str]:
    """Return the first of some words and the last one, a form of address at the edge left out; empty when there is none."""
    first, last = (next((word for word in edge if word not in titles), "") for edge in (words[:2], words[:-3:-1]))
    return first, last
