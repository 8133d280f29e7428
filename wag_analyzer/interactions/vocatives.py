"""From words to persons: which member a word names, by name, short name, number, or form of address."""

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.interactions.cues import Cues
from wag_analyzer.people.identities import People

__all__ = ["Namebook", "namebook", "persons"]

#: A completed nick may be cut to this many characters ("hika:" for "hikaru79") when a colon or comma follows.
SHORTEST_PREFIX: Final = 3
SHORTEST_WORD: Final = 3
_EDGE: Final = "@+.,:;!?()[]{}<>\"'`*~…‘’“”|/\\-_^=\u2068\u2069\u200e\u200f\u202a\u202c\u202f"
_LETTER: Final = re.compile(r"[^\W\d]")
_STEM: Final = re.compile(r"^[^\w]*_*(.+?)(?:[_\-`^|\d]+)?$")


def persons(messages: pd.DataFrame, people: People) -> list[str]:
    """Return the persons in the order of their numbers: those of ``people`` first, then any other author."""
    listed = list(people.table["person"]) if len(people.table) else []
    known = dict.fromkeys(listed)
    known.update(dict.fromkeys(str(name) for name in messages["person"].astype(object).dropna().unique()))
    return list(known)


@dataclass(frozen=True, slots=True)
class Namebook:
    """Keys under which persons may be named, as tuples of person numbers.

    Parameters
    ----------
    whole
        Names, numbers and nicks as they stand (lower case).
    part
        Words and stems of names: one key may mean several persons.
    honorific
        Form of address → persons whose display name carries it.
    """

    whole: Mapping[str, tuple[int, ...]]
    part: Mapping[str, tuple[int, ...]]
    honorific: Mapping[str, tuple[int, ...]]
    keys: Sequence[str] = field(default=())

    def find(self, word: str) -> tuple[int, ...]:
        """Return the persons a word may name, whole names before parts."""
        return self.whole.get(word) or self.part.get(word) or ()

    def complete(self, word: str) -> tuple[int, ...]:
        """Return the persons one of whose names begins with ``word``."""
        if len(word) < SHORTEST_PREFIX:
            return ()
        place = bisect.bisect_left(self.keys, word)
        found: list[int] = []
        while place < len(self.keys) and self.keys[place].startswith(word):
            found.extend(self.find(self.keys[place]))
            place += 1
        return tuple(dict.fromkeys(found))


def namebook(people: People, listed: Sequence[str], cues: Cues) -> Namebook:
    """Return the keys under which ``listed`` persons may be named."""
    number = {person: place for place, person in enumerate(listed)}
    whole: dict[str, list[int]] = defaultdict(list)
    part: dict[str, list[int]] = defaultdict(list)
    honorific: dict[str, list[int]] = defaultdict(list)
    names = {**{person: person for person in listed}, **people.person_of}
    for name, person in names.items():
        if person not in number or not name:
            continue
        who, low = number[person], name.lower()
        whole[low].append(who)
        for form in _numbers(low):
            whole[form].append(who)
        for form in _parts(low, cues):
            part[form].append(who)
        for form in {cues.honorifics[word] for word in low.split()[:2] if word in cues.honorifics}:
            honorific[form].append(who)
    keys = sorted({key for key in whole if " " not in key} | set(part))
    return Namebook(_tuples(whole), _tuples(part), _tuples(honorific), keys)


def _tuples(found: Mapping[str, Iterable[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(dict.fromkeys(numbers)) for key, numbers in found.items()}


def _numbers(name: str) -> Iterable[str]:
    if _LETTER.search(name):
        return
    digits = re.sub(r"\D", "", name)
    if len(digits) >= 7:
        yield digits
        yield "+" + digits


def _parts(name: str, cues: Cues) -> Iterable[str]:
    words = name.split()
    if len(words) == 1:
        stem = _STEM.match(name)
        if stem and stem[1] != name and len(stem[1]) >= SHORTEST_WORD:
            yield stem[1]
        return
    for word in words:
        core = word.strip(_EDGE)
        if len(core) >= SHORTEST_WORD and core not in cues.honorifics and _LETTER.search(core):
            yield core


def latest(
    groups: Sequence[tuple[int, ...]], place: npt.NDArray[np.intp], at: npt.NDArray[np.intp], author: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    """Return, for each word, the person meant: of several the one who spoke last before the message, never its author.

    Parameters
    ----------
    groups
        Tuples of person numbers.
    place
        Which of ``groups`` each word has.
    at
        Message number of each word.
    author
        Author of every message.
    """
    meant = np.full(len(place), -1, np.int32)
    single = np.array([group[0] if len(group) == 1 else -1 for group in groups], np.int32)
    if len(place):
        meant[:] = single[place]
    if any(len(group) > 1 for group in groups):
        order = np.lexsort((np.arange(len(author)), author))
        keyed = author[order].astype(np.int64) * (len(author) + 1) + order
        many = np.array([len(group) > 1 for group in groups])
        for which in np.unique(place[many[place]]):
            rows = np.flatnonzero(place == which)
            meant[rows] = _last_speaker(groups[which], at[rows], author, keyed)
    meant[meant == author[at]] = -1
    return meant


def _last_speaker(
    group: tuple[int, ...], at: npt.NDArray[np.intp], author: npt.NDArray[np.int32], keyed: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32]:
    size = len(author) + 1
    best, when = np.full(len(at), -1, np.int32), np.full(len(at), -2, np.int64)
    for person in group:
        spot = np.searchsorted(keyed, person * size + at) - 1
        found = keyed[np.maximum(spot, 0)]
        last = np.where((spot >= 0) & (found // size == person), found % size, -1)
        better = (last > when) & (author[at] != person)
        best[better], when[better] = person, last[better]
    return best
