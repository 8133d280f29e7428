"""Names by which a few call another place to talk: a word after *at* or *to* that goes with talking, and is set against *here*.

Another group is called what its members like (the kitchen, the tent, recipes), so no list knows it; how it is spoken of tells.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from wag_analyzer.text.lexicon import read
from wag_analyzer.text.names import is_everyday
from wag_analyzer.text.normalize import tokens

__all__ = ["haunts"]

_LEAST_LETTERS: Final = 4
_LEAST_TIMES: Final = 2
_LEAST_PEOPLE: Final = 2
_MOST_OF_ALL: Final = 0.5
_MOST_PEOPLE: Final = 8
_NO_NAMES: Final[tuple[frozenset[str], Sequence[str]]] = (frozenset(), ())
_PREFIXES: Final = ("", "di", "ke", "ku", "nge", "ng", "me", "mem", "men", "ber", "ter")


def _lower(text: str) -> list[str]:
    return [token.surface.lower() for token in tokens(text)]


def haunts(texts: Sequence[object], people: Sequence[str], lower: Callable[[str], Sequence[str]] = _lower) -> Mapping[int, str]:
    """Return place of a message → the name of another place to talk that it speaks of.

    An everyday word (the office, home) is none. A name counts when several people, at most half of all and eight, use it after a
    preposition, one of them where it is about talking and set against here.

    Parameters
    ----------
    texts, people
        Words and author of each message.
    lower
        Gives the words of a text in lower case.
    """
    at_words, here = _words("at"), _words("here")
    no_name = _words("never") | here | at_words
    spoken: defaultdict[str, dict[int, frozenset[str]]] = defaultdict(dict)
    known: dict[str, tuple[frozenset[str], Sequence[str]]] = {}
    for at, text in enumerate(texts):
        if isinstance(text, str):
            if text not in known:
                words = lower(text)
                after = (word for before, word in itertools.pairwise(words) if before in at_words and word not in no_name)
                names = [word for word in after if len(word) >= _LEAST_LETTERS and word.isalpha() and not is_everyday(word)]
                known[text] = (frozenset(words), names) if names else _NO_NAMES
            every, named = known[text]
            for word in named:
                spoken[word][at] = every
    found: dict[int, str] = {}
    members = len(set(people))
    for word, places in sorted(spoken.items()):
        users = {people[at] for at in places}
        if len(places) < _LEAST_TIMES or not _LEAST_PEOPLE <= len(users) <= min(_MOST_PEOPLE, _MOST_OF_ALL * members):
            continue
        if any(words & here and any(map(_talks, words)) for words in places.values()):
            found.update(dict.fromkeys(places, word))
    return found


def _talks(word: str) -> bool:
    """Say whether a word is about talking: it begins so, alone or after a prefix of Malay verbs."""
    return word.startswith(_talk())


@cache
def _talk() -> tuple[str, ...]:
    return tuple(sorted(before + part for part in _words("talk") for before in _PREFIXES))


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(word for content in read("haunts").values() for word in content[key].split())
