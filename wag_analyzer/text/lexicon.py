"""Lexicons read from their TOML files and matched against the words of a message."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

from wag_analyzer.text.normalize import normal, stems

__all__ = ["LANGUAGES", "Entry", "Match", "Phrases", "grammar", "read", "words"]

LANGUAGES: Final = ("id", "en", "jv", "ms")
_SPLIT: Final = re.compile(r"\s*(?:\||\n)\s*")
_GAP: Final = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase of a lexicon: its words, the signal it stands for, the signal's strength and topic."""

    words: tuple[str, ...]
    signal: str
    value: float
    target: str


class Match(NamedTuple):
    """One phrase found: words ``first`` up to ``last`` (included) of a message."""

    first: int
    last: int
    entry: Entry


@cache
def read(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the lexicon ``name`` of every language that has it, language → content of the TOML file."""
    found: dict[str, Mapping[str, Any]] = {}
    for language in LANGUAGES:
        place = resources.files("wag_analyzer.lexicons") / language / f"{name}.toml"
        if place.is_file():
            found[language] = tomllib.loads(place.read_text(encoding="utf-8"))
    return found


@cache
def grammar(key: str) -> frozenset[str]:
    """Return the function words of all languages that play the part ``key`` (a key of ``grammar.toml``)."""
    return frozenset(word for content in read("grammar").values() for word in content.get(key, "").split())


def words(block: str) -> list[str]:
    """Return the entries of a block of text: one a line, or parted by ``|``."""
    return [entry for entry in _SPLIT.split(block.strip()) if entry]


class Phrases:
    """All phrases of one lexicon, of all languages together, because office chats mix them in one sentence.

    A word written ``~word`` also matches its inflected forms (:func:`wag_analyzer.text.normalize.stems`), ``*`` stands for up to two words.
    """

    def __init__(self, name: str) -> None:
        self._index: defaultdict[str, list[Entry]] = defaultdict(list)
        self._of: dict[str, _Starting] = {}
        for content in read(name).values():
            for block in content["phrases"]:
                for phrase in words(block["text"]):
                    entry = Entry(_pattern(phrase), block["signal"], float(block.get("value", 1.0)), block.get("target", ""))
                    self._index[entry.words[0]].append(entry)

    def find(self, said: Sequence[str]) -> list[Match]:
        """Return the phrases in the words of a text; one that lies inside a longer one is left out."""
        found: list[Match] = []
        for first, word in enumerate(said):
            starting = self._of.get(word) or self._starting(word)
            if not starting.is_empty:
                second = said[first + 1] if first + 1 < len(said) else ""
                found.extend(Match(first, first, entry) for entry in starting.alone)
                for entry in (*starting.with_second.get(second, ()), *starting.others):
                    last = _last(entry.words, said, first)
                    if last >= 0:
                        found.append(Match(first, last, entry))
        return list(_longest(found)) if len(found) > 1 else found

    def _starting(self, word: str) -> "_Starting":
        keys = [word, *(f"~{stem}" for stem in stems(word))]
        entries = [entry for key in keys if key in self._index for entry in self._index[key]]
        starting = self._of[word] = _Starting.of(entries)
        return starting


@dataclass(frozen=True, slots=True)
class _Starting:
    """The phrases that a word may start: of one word, by a fixed second word, and the others."""

    alone: tuple[Entry, ...]
    with_second: Mapping[str, tuple[Entry, ...]]
    others: tuple[Entry, ...]
    is_empty: bool

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "_Starting":
        seconds: defaultdict[str, tuple[Entry, ...]] = defaultdict(tuple)
        others: list[Entry] = []
        for entry in entries:
            if len(entry.words) > 1 and entry.words[1][0] not in "~*":
                seconds[entry.words[1]] += (entry,)
            elif len(entry.words) > 1:
                others.append(entry)
        return cls(tuple(entry for entry in entries if len(entry.words) == 1), dict(seconds), tuple(others), not entries)


def _pattern(phrase: str) -> tuple[str, ...]:
    return tuple(word if word == "*" else f"~{normal(word[1:])}" if word.startswith("~") else normal(word) for word in phrase.split())


def _fits(pattern: str, word: str) -> bool:
    return pattern == word or (pattern[0] == "~" and pattern[1:] in stems(word))


def _last(pattern: tuple[str, ...], said: Sequence[str], first: int) -> int:
    """Return the last word of the pattern that starts at ``first``, -1 when it does not fit."""
    at = first
    gap = 0
    for part in pattern[1:]:
        if part == "*":
            gap = _GAP
            continue
        for step in range(1, gap + 2):
            if at + step < len(said) and _fits(part, said[at + step]):
                at += step
                break
        else:
            return -1
        gap = 0
    return at


def _longest(found: list[Match]) -> Iterator[Match]:
    for one in found:
        length = one.last - one.first
        if not any(other.first <= one.first and one.last <= other.last and other.last - other.first > length for other in found):
            yield one
