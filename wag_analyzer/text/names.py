"""Names in running text: forms of address, the members' own names, and names of people who are not in the group.

Nothing here rests on a list of first names. A word is taken for an absent person's name when the chat itself uses it as one: after a form
of address (*pak*, *Mr*), after *si*, or capitalised inside sentences where other words are not, and neither an everyday word nor a place.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from wag_analyzer.people.identities import People
from wag_analyzer.text.flat import Words
from wag_analyzer.text.lexicon import grammar, read
from wag_analyzer.text.normalize import slang, stems

__all__ = ["Directory", "absent_names", "articles", "bare", "directory", "is_everyday", "title_words", "titles"]

_STRETCHED: Final = re.compile(r"(.)\1{2,}")
_NAME: Final = re.compile(r"^[^\W\d_]{2,}(?:['’-][^\W\d_]+)?$")
_LEAST_SHORT: Final = 3
_LEAST_STEM: Final = 4
_LEAST_CAPITALS: Final = 2
_MOST_PLACE: Final = 0.5
_CAPITAL_SHARE: Final = 0.6
_LEAST_TIMES: Final = 3
_SELDOM: Final = 3
_LEAST_TITLED: Final = 1 / 3
_LAUGHS: Final = re.compile(r"(?:[wk]{3,}|(?:h[aeiou]){2,}h?|x?(?:ix)+i?)")


@cache
def titles() -> frozenset[str]:
    """Return the forms of address that stand before a name (*pak*, *mbak*, *Mr*), lower case."""
    return frozenset(word for content in read("honorifics").values() for word in content["titles"].split())


@cache
def _loose() -> frozenset[str]:
    """Return the forms of address that bind to a name with a capital only (*boss*: *boss Miller*, but *the boss level*)."""
    return frozenset(word for content in read("honorifics").values() for word in content.get("loose", "").split())


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


def absent_names(words: Words, known: Directory) -> frozenset[str]:
    """Return the words (lower case) that this chat uses as names of persons who are not members.

    Parameters
    ----------
    words
        The words of all messages.
    known
        The members; their names are never absent persons.
    """
    lower = [surface.lower() for surface in words.surfaces]
    known_forms: dict[str, int] = {}
    form = np.array([known_forms.setdefault(bare(surface), len(known_forms)) for surface in words.surfaces], np.intp)
    forms = list(known_forms)
    capital = words.are(lambda surface: surface[:1].isupper())
    leads = np.array([word in titles() or word in articles() for word in lower], bool)
    inner = np.flatnonzero(np.diff(words.message, prepend=-1) == 0)
    before = words.surface[inner - 1]
    named = np.zeros(len(forms), bool)
    named[form[words.surface[inner[leads[before] | capital[words.surface[inner]]]]]] = True
    never = [bool(not _NAME.match(word) or _LAUGHS.fullmatch(word) or word in known.parts or word in _never()) for word in forms]
    may = (named & ~np.array(never, bool))[form]
    calls = np.array([word in known.names for word in lower], bool)
    inner = inner[may[words.surface[inner]] & ~calls[before]]
    return _Seen(words, inner, capital).names(forms, form)


class _Seen:
    """How often each word stands where names stand.

    Parameters
    ----------
    words
        The words of all messages.
    inner
        Words that may be names and do not stand first.
    capital
        Of each distinct word whether it has a capital.
    """

    def __init__(self, words: Words, inner: npt.NDArray[np.intp], capital: npt.NDArray[np.bool_]) -> None:
        self.words, self.capital = words, capital
        self.title = title_words(words)
        led = self.title[inner - 1] | words.are(lambda surface: surface.lower() in articles())[words.surface[inner - 1]]
        sizes, at = np.diff(words.offsets), words.message
        shouted = (np.bincount(at, capital[words.surface], len(sizes)) * 2 > sizes) & (sizes > 1)
        self.titled, self.inside = inner[led], inner[~led & ~shouted[at[inner]] & ~_clause_ends(words)[inner - 1]]

    def names(self, forms: Sequence[str], form: npt.NDArray[np.intp]) -> frozenset[str]:
        """Return the words that are names."""
        words, inside = self.words, self.inside
        before = words.surface[inside - 1]
        follows = np.minimum(inside + 1, len(words.message) - 1)
        followed = (words.message[follows] == words.message[inside]) & (follows > inside)
        acting = _near(words, "heard")[before] | (followed & words.mean(grammar("does"))[words.surface[follows]])
        single = self.capital & words.are(lambda surface: not surface[1:2].isupper())
        counts = (single[words.surface[inside]], acting, _near(words, "places")[before])
        own = form[words.surface[inside]]
        titled = np.bincount(form[words.surface[self.titled]], minlength=len(forms))
        whole = form[words.surface]
        tallies = (
            titled,
            *(np.bincount(own, which, len(forms)) for which in (None, *counts)),
            np.bincount(whole, minlength=len(forms)),
            np.bincount(whole, self.capital[words.surface], len(forms)),
        )
        seen = np.flatnonzero((titled > 0) | (tallies[1] > 0)).tolist()
        return frozenset(forms[one] for one in seen if _is_name(forms[one], _Tally(*(int(tally[one]) for tally in tallies))))


class _Tally(NamedTuple):
    """How often a word stands after a title; inside a clause, there with a capital, by words for acting and places; anywhere, with one."""

    titled: int
    inside: int
    capital: int
    acting: int
    place: int
    whole: int
    capitals: int


def _is_name(word: str, seen: _Tally) -> bool:
    everyday = is_everyday(word)
    derived = everyday and word not in _everyday() and seen.titled > 1  # *Melani* is no form of *pelan*
    if seen.titled and (not everyday or derived or (seen.titled > 1 and seen.capital >= _LEAST_CAPITALS)):
        return bool(seen.capitals) or seen.whole <= _SELDOM or seen.titled >= _LEAST_TITLED * seen.whole
    if seen.capital < _CAPITAL_SHARE * seen.inside:
        return False
    if everyday:
        return seen.acting >= _LEAST_CAPITALS <= seen.capital and not seen.place
    always = seen.capital and seen.capitals == seen.whole >= _LEAST_TIMES
    return (seen.capital >= _LEAST_CAPITALS or bool(always)) and seen.place <= _MOST_PLACE * seen.capital


def _near(words: Words, key: str) -> npt.NDArray[np.bool_]:
    """Return of each distinct word whether it, as written or in standard spelling, plays a part."""
    wanted = grammar(key)
    return words.mean(wanted) | words.are(lambda surface: surface.lower() in wanted)


def _clause_ends(words: Words) -> npt.NDArray[np.bool_]:
    """Return of each word whether a clause ends after it. A dot after a title (*Mr.*) ends nothing."""
    title = words.are(lambda surface: surface.lower() in titles())
    dot = words.followed(lambda after: after[:1] == ".")
    return words.followed(lambda after: bool(after) and after[0] in ",;:!?") | (dot & ~title[words.surface])


def title_words(words: Words) -> npt.NDArray[np.bool_]:
    """Return of each word whether it is a form of address that binds to the next word."""
    title = words.are(lambda surface: surface.lower() in titles())[words.surface]
    loose = words.are(lambda surface: surface.lower() in _loose())[words.surface]
    capital = np.append(words.are(lambda surface: surface[:1].isupper())[words.surface][1:], values=False)
    title &= ~loose | capital
    doctor = words.are(lambda surface: surface.lower() == "dr")[words.surface]
    return title & ~_clause_ends(words) & (~doctor | words.followed(lambda after: after.startswith(".")))


@lru_cache(maxsize=1 << 16)
def bare(surface: str) -> str:
    """Return a word in lower case, without a possessive ending and with stretched letters once."""
    word = _STRETCHED.sub(r"\1", surface.lower().replace("’", "'").lstrip("@"))
    return word.removesuffix("'s")
