"""Names in running text: forms of address, the members' own names, and names of people who are not in the group.

Nothing here rests on a list of first names. A word is taken for an absent person's name when the chat itself uses it as one: after a form
of address (*pak*, *Mr*), after *si*, or capitalised inside sentences where other words are not, and neither an everyday word nor a place.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from wag_analyzer.people.identities import People
from wag_analyzer.text.lexicon import grammar, read
from wag_analyzer.text.normalize import Token, slang, stems

__all__ = ["Directory", "absent_names", "articles", "bare", "directory", "is_everyday", "is_title", "titles"]

_STRETCHED: Final = re.compile(r"(.)\1{2,}")
_NAME: Final = re.compile(r"^[^\W\d_]{2,}(?:['’-][^\W\d_]+)?$")
_LEAST_SHORT: Final = 3
_LEAST_STEM: Final = 4
_LEAST_CAPITALS: Final = 2
_MOST_PLACE: Final = 0.5
_CAPITAL_SHARE: Final = 0.6


@cache
def titles() -> frozenset[str]:
    """Return the forms of address that stand before a name (*pak*, *mbak*, *Mr*), lower case."""
    return frozenset(word for content in read("honorifics").values() for word in content["titles"].split())


@cache
def articles() -> frozenset[str]:
    """Return the words that stand before a name only when a person is spoken about (*si*)."""
    return frozenset(word for content in read("honorifics").values() for word in content["articles"].split())


@cache
def _everyday() -> frozenset[str]:
    listed = {word for content in read("words").values() for word in content["words"].split()}
    return frozenset(listed | set(slang()) | {word for value in slang().values() for word in value.split()} | titles())


@cache
def is_everyday(word: str) -> bool:
    """Say whether ``word`` (lower case) is an everyday word or a form of one."""
    return word in _everyday() or word.endswith("nya") or any(len(stem) >= _LEAST_STEM and stem in _everyday() for stem in stems(word))


@cache
def _never() -> frozenset[str]:
    return frozenset(word for content in read("words").values() for word in content["never"].split())


@dataclass(frozen=True, slots=True)
class Directory:
    """Who may be meant by a word: full first and last names, and short forms of first names.

    Parameters
    ----------
    names
        Lower-case part of a member's name → members, in order of appearance.
    shorts
        Beginning of a member's first name, three letters or more → members.
    parts
        Every word of a member's name.
    numbers
        Members known by a number alone.
    """

    names: Mapping[str, tuple[str, ...]]
    shorts: Mapping[str, tuple[str, ...]]
    parts: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()


def directory(people: People) -> Directory:
    """Return the directory of a chat's members. Members known by a number alone are listed apart, for nobody can call them by it."""
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    shorts: defaultdict[str, dict[str, None]] = defaultdict(dict)
    numbers: list[str] = []
    every: set[str] = set()
    for person, known in zip(people.table["person"], people.table["names"], strict=True):
        parts = [_parts(name) for name in dict.fromkeys([str(person), *(known if known is not None else ())])]
        if not any(parts):
            numbers.append(str(person))
        for own in filter(None, parts):
            every.update(own)
            for place, part in enumerate(own):
                if place == 0 or (len(part) > _LEAST_SHORT and not is_everyday(part)):
                    names[part][str(person)] = None
            for length in range(_LEAST_SHORT, len(own[0])):
                if not is_everyday(own[0][:length]):
                    shorts[own[0][:length]][str(person)] = None
    return Directory({k: tuple(v) for k, v in names.items()}, {k: tuple(v) for k, v in shorts.items()}, frozenset(every), tuple(numbers))


def _parts(name: str) -> list[str]:
    found = [part for part in re.findall(r"[^\W\d_]+", name.lower()) if len(part) > 1]
    bare = [part for part in found if part not in titles()]
    return bare or found


def absent_names(sentences: Iterable[Sequence[Token]], known: Directory) -> frozenset[str]:
    """Return the words (lower case) that this chat uses as names of persons who are not members.

    Parameters
    ----------
    sentences
        The words of each message.
    known
        The members; their names are never absent persons.
    """
    sentences = list(sentences)
    likely = _likely(sentences)
    seen = _Seen()
    for words in sentences:
        if likely.isdisjoint(token.surface for token in words):
            continue
        shouted = len(words) > 1 and sum(token.surface[:1].isupper() for token in words) * 2 > len(words)
        for token, before, after in zip(words[1:], words, [*words[2:], None], strict=False):
            if token.surface not in likely:
                continue
            word, last = bare(token.surface), before.surface.lower()
            if not _NAME.match(word) or word in known.parts or word in _never() or last in known.names:
                continue
            if is_title(before) or last in articles():
                seen.titled[word] += 1
            elif not shouted and not _ends(before):
                seen.inside_sentence(word, token, before, after)
    return frozenset(word for word in (*seen.titled, *seen.inside) if seen.is_name(word))


def _likely(sentences: Iterable[Sequence[Token]]) -> frozenset[str]:
    """Return the spellings of words that stand once at least with a capital inside a message or after a form of address."""
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    named: set[str] = set()
    leads = titles() | articles()
    for words in sentences:
        after = False
        for place, token in enumerate(words):
            surface = token.surface
            spellings[bare(surface)].add(surface)
            if place and (after or surface[0].isupper()):
                named.add(bare(surface))
            after = surface.lower() in leads
    return frozenset(surface for word in named for surface in spellings[word])


class _Seen:
    """How often each word stands where names stand."""

    def __init__(self) -> None:
        self.titled: Counter[str] = Counter()
        self.inside: Counter[str] = Counter()
        self.capital: Counter[str] = Counter()
        self.acting: Counter[str] = Counter()
        self.place: Counter[str] = Counter()

    def inside_sentence(self, word: str, token: Token, before: Token, after: Token | None) -> None:
        near = {before.surface.lower(), before.word}
        self.inside[word] += 1
        self.capital[word] += token.surface[:1].isupper() and not token.surface[1:2].isupper()
        self.place[word] += not near.isdisjoint(grammar("places"))
        self.acting[word] += not near.isdisjoint(grammar("heard")) or (after is not None and after.word in grammar("does"))

    def is_name(self, word: str) -> bool:
        times, everyday = self.capital[word], is_everyday(word)
        if self.titled[word] and (not everyday or (self.titled[word] > 1 and times >= _LEAST_CAPITALS)):
            return True
        if times < _CAPITAL_SHARE * self.inside[word]:
            return False
        if everyday:
            return self.acting[word] >= _LEAST_CAPITALS <= times and not self.place[word]
        return times >= _LEAST_CAPITALS and self.place[word] <= _MOST_PLACE * times


@lru_cache(maxsize=1 << 16)
def bare(surface: str) -> str:
    """Return a word in lower case, without a possessive ending and with stretched letters once."""
    word = _STRETCHED.sub(r"\1", surface.lower().replace("’", "'").lstrip("@"))
    return word.removesuffix("'s")


def is_title(token: Token) -> bool:
    """Say whether the word is a form of address that binds to the next word."""
    word = token.surface.lower()
    return word in titles() and not _ends(token) and (word != "dr" or token.after.startswith("."))


def _ends(token: Token) -> bool:
    """Say whether a clause ends after the word. A dot after a title (*Mr.*) ends nothing."""
    return bool(token.after) and (token.after[0] in ",;:!?" or (token.after[0] == "." and token.surface.lower() not in titles()))
