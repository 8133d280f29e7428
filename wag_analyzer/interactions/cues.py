"""Cue words of every language the reply model knows, as one table of bits: word → what it may do in a chat line."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

__all__ = ["ANY", "FIRST", "LANGUAGES", "Cues", "load_cues"]

LANGUAGES: Final = ("en", "id", "ms", "jv")
CLASSES: Final = (
    "question", "advice", "thanks", "greeting", "you", "self", "agree", "disagree",
    "continue", "back", "laugh", "sorry", "everyone",
)  # fmt: skip
#: Bit of a class when the word counts as the first word of a line, and when it counts anywhere.
FIRST: Final[Mapping[str, int]] = {name: 1 << place for place, name in enumerate(CLASSES)}
ANY: Final[Mapping[str, int]] = {name: 1 << (place + len(CLASSES)) for place, name in enumerate(CLASSES)}


@dataclass(frozen=True, slots=True)
class Cues:
    """What single words, pairs of words and word endings hint at.

    Parameters
    ----------
    words
        Word → bits of ``FIRST`` and ``ANY``.
    pairs
        Two words in a row → bits of ``ANY``.
    suffixes
        Ending and the bits of words that carry it.
    common
        Words too common to be taken for a name or for a topic.
    honorifics
        Form of address ("pak", "bapak") → the class it belongs to ("pak").
    """

    words: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    suffixes: tuple[tuple[str, int], ...]
    common: frozenset[str]
    honorifics: Mapping[str, str]


def _data(language: str) -> Mapping[str, Any]:
    path = resources.files("wag_analyzer.lexicons") / language / "reply_cues.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def load_cues() -> Cues:
    """Return the cue words of all languages together: office chats mix them freely."""
    words: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    suffixes: list[tuple[str, int]] = []
    common: set[str] = set()
    honorifics: dict[str, str] = {}
    for language in LANGUAGES:
        data = _data(language)
        for name in CLASSES:
            _class(data.get(name, {}), name, words, pairs)
            suffixes += [(end, ANY[name]) for end in data.get(name, {}).get("suffixes", ())]
        common.update(data.get("common", {}).get("words", ()))
        _honorifics(data.get("honorifics", {}), honorifics)
    return Cues(words, pairs, tuple(suffixes), frozenset(common | set(words)), honorifics)


def _class(entry: Mapping[str, Any], name: str, words: dict[str, int], pairs: dict[tuple[str, str], int]) -> None:
    for bits, listed in ((FIRST[name], entry.get("first", ())), (ANY[name], entry.get("any", ()))):
        for word in listed:
            words[word] = words.get(word, 0) | bits
    for pair in entry.get("pairs", ()):
        first, second = pair.split(" ")
        pairs[first, second] = pairs.get((first, second), 0) | ANY[name]


def _honorifics(entry: Mapping[str, Any], honorifics: dict[str, str]) -> None:
    for word in entry.get("words", ()):
        honorifics.setdefault(word, word)
    for group in entry.get("same", ()):
        for word in group:
            honorifics[word] = group[0]
