r"""The phrases WhatsApp itself writes, by language: reading of ``wag_analyzer/locales/<language>.toml``.

A pattern is the wording with a few marks::

    {actor} [telah ]menambahkan {target}     a slot in braces; a part in brackets may be missing
    Messages to this (group|chat and calls)  one of several parts, in parentheses with a bar
    [. Tap to view|. Tap to see]             one of several parts, or none
    group description[{more}]                anything may follow the sentence: hints for the finger change often
    created group "{new}"                    a straight quote stands for any quotation mark
    \| \[ \(                                 a backslash takes the meaning away

Parentheses without a bar are ordinary characters. Spaces stand for any space, and a final full stop may be there or not.
``you`` says that the owner of the phone acts (``actor``) or is affected (``target``) although the line has no slot for it.
``seen`` names the sources, which every file lists with platform, vintage and basis.
"""

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, Final

__all__ = ["FALLBACK", "LEAD", "Locale", "Phrases", "Variant", "clean_name", "expand", "fold", "load", "loose", "strip_marks"]

FALLBACK: Final = "en"  # a phone shows English where its language lacks a wording
LEAD: Final = "[\\s\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]*"  # what may stand before the first letter of a body
_MARKS: Final = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_STRIP: Final = re.compile(f"[{_MARKS}]+")
_SPACES: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_FOLD: Final = {
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, "“”„‟«»「」『』″＂'‘’‚‛ʼ′＇"), '"'),
    ord("\u2011"): "-",
    ord("："): ":",
}
_FOLDED: Final = " \"'-:"
_PUSH: Final = re.compile(r"\A~\s+(?=\S)")
_NUMBER: Final = re.compile(r"\+?[\d\s()\-./]{5,}")
_NAME: Final = {**dict.fromkeys(map(ord, _SPACES), " "), ord("\u2011"): "-"}
_FULL_STOPS: Final = " .。।۔"
_SLOT: Final = re.compile(r"\{(\w+)\}")
_CHOICE: Final = re.compile(r"\\(.)|\[((?:[^\[\]\\]|\\.)*)\]|\(((?:[^()\\]|\\.)*)\)")
_BAR: Final = re.compile(r"(?<!\\)\|")
_WORD: Final = re.compile("[^\\s\"\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019'.,:]+")
_MOST_VARIANTS: Final = 256


def strip_marks(text: str) -> str:
    """Return ``text`` without direction marks, isolates and byte-order marks; nothing else changes."""
    return text if text.isascii() else _STRIP.sub("", text)


def fold(text: str) -> str:
    """Return ``text`` as patterns see it: one kind of space and of quotation mark (apostrophes are such); the length stays."""
    return text.translate(_FOLD)


def clean_name(name: str) -> str:
    """Return a name without direction marks and without what WhatsApp puts before the names of strangers; numbers get plain spaces.

    Examples
    --------
    >>> clean_name("~\u202fNila"), clean_name("\u202a+62\u00a0812\u20110000\u202c")
    ('Nila', '+62 812-0000')
    """
    bare = _PUSH.sub("", strip_marks(name).strip(), count=1) if "~" in name else strip_marks(name).strip()
    if bare.isascii():
        return bare
    plain = bare.translate(_NAME)
    return " ".join(plain.split()) if _NUMBER.fullmatch(plain) else bare


def loose(wording: str) -> str:
    """Return a regular expression, for Python and RE2, that finds a folded wording in a text that was not folded."""
    return "".join("." if letter in _FOLDED else re.escape(letter) for letter in wording)


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording without options: fixed pieces around slots (always one piece more than slots).

    ``needle`` is the longest piece, ``weight`` the number of fixed characters: of two wordings that fit a line, the heavier is meant.
    """

    type: str
    pieces: tuple[str, ...]
    slots: tuple[str, ...]
    needle: str
    weight: int
    you: str = ""

    def splits(self, folded: str) -> Iterator[tuple[tuple[int, int], ...]]:
        """Yield the places of the slots in a folded text, one tuple for each way in which the text fits, shortest first slot first."""
        first, last = self.pieces[0], self.pieces[-1]
        end = len(folded.rstrip(_FULL_STOPS if last.strip(_FULL_STOPS) else " ")) if last else len(folded)
        if not folded.startswith(first) or not folded.endswith(last, 0, end):
            return
        if self.slots:
            yield from _places(folded, self.pieces[1:-1], len(first), end - len(last))
        elif len(first) == end:
            yield ()


def _places(folded: str, middle: Sequence[str], start: int, end: int) -> Iterator[tuple[tuple[int, int], ...]]:
    if not middle:
        if start < end:
            yield ((start, end),)
        return
    at = folded.find(middle[0], start + 1, end)
    while at >= 0:
        after = at + len(middle[0])
        if len(middle) > 1 and folded.find(middle[1], after + 1, end) < 0:
            return
        for rest in _places(folded, middle[1:], after, end):
            yield ((start, at), *rest)
        at = folded.find(middle[0], at + 1, end)


def expand(pattern: str) -> list[str]:
    """Return every wording a pattern stands for.

    Examples
    --------
    >>> expand("{actor} [telah ](keluar|pergi)")
    ['{actor} keluar', '{actor} pergi', '{actor} telah keluar', '{actor} telah pergi']
    """
    parts: list[list[str]] = []
    at = 0
    for found in _CHOICE.finditer(pattern):
        choices = _choices(found)
        parts += [[pattern[at : found.start()]], choices]
        at = found.end()
    parts.append([pattern[at:]])
    return ["".join(words) for words in itertools.islice(itertools.product(*parts), _MOST_VARIANTS)]


def _choices(found: re.Match[str]) -> list[str]:
    if found[1] is not None:
        return [found[1]]
    if found[2] is not None:
        return ["", *map(_plain, _BAR.split(found[2]))]
    choices = list(map(_plain, _BAR.split(found[3])))
    return choices if len(choices) > 1 else [f"({choices[0]})"]


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _variants(kind: str, entries: Iterable[Mapping[str, str]]) -> Iterator[Variant]:
    for entry in entries:
        for wording in expand(entry["text"]):
            pieces = _SLOT.split(fold(strip_marks(wording)))
            fixed = [*pieces[:-1:2], pieces[-1].rstrip(_FULL_STOPS) or pieces[-1].strip()]
            yield Variant(kind, tuple(fixed), tuple(pieces[1::2]), max(fixed, key=len), sum(map(len, fixed)), entry.get("you", ""))


def _clues(text: str) -> Iterator[str]:
    """Yield the words of a text, and three letters at a time where the script puts no spaces."""
    for word in _WORD.findall(text):
        if len(word) >= 3:
            yield word
        if len(word) >= 6 and not word.isascii():
            yield from (word[at : at + 3] for at in range(len(word) - 2))


class Locale:
    """The phrases of one language.

    Parameters
    ----------
    data
        The parsed file.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.code: str = data["code"]
        self.name: str = data["name"]
        self.you: frozenset[str] = frozenset(word.casefold() for word in data["you"])
        self.words_for_and: tuple[str, ...] = tuple(data["and"])
        self.data = data

    @cached_property
    def events(self) -> tuple[Variant, ...]:
        """Wordings of system lines, heaviest first."""
        listed = (variant for kind, entries in self.data["events"].items() for variant in _variants(kind, entries))
        return tuple(sorted(listed, key=lambda variant: (-variant.weight, len(variant.slots))))

    @cached_property
    def placeholders(self) -> Mapping[str, tuple[Variant, ...]]:
        """Wordings that stand for what an export cannot hold, by kind, heaviest first."""
        return {
            kind: tuple(sorted(_variants(kind, entries), key=lambda variant: -variant.weight))
            for kind, entries in self.data["placeholders"].items()
        }


class Phrases:
    """All languages; a file is read and compiled when it is first asked for."""

    def __init__(self) -> None:
        folder = files("wag_analyzer.locales")
        self._files = {entry.name.removesuffix(".toml"): entry for entry in folder.iterdir() if entry.name.endswith(".toml")}
        self._locales: dict[str, Locale] = {}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Language codes, sorted."""
        return tuple(sorted(self._files))

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return {code: self._files[code].read_text(encoding="utf-8") for code in self.codes}

    @cached_property
    def file_names(self) -> tuple[Variant, ...]:
        """Names of export files in all languages, heaviest first."""
        heads = (tomllib.loads(text.partition("[sources]")[0])["files"] for text in self._texts.values())
        listed = (variant for head in heads for kind, entries in head.items() for variant in _variants(kind, entries))
        return tuple(sorted(dict.fromkeys(listed), key=lambda variant: -variant.weight))

    def likely(self, texts: Iterable[str]) -> list[str]:
        """Return the codes of the languages whose files share words with ``texts``, likeliest first; reads no file as TOML."""
        clues = {clue for text in texts for clue in _clues(strip_marks(text))}
        counts = {code: sum(clue in text for clue in clues) for code, text in self._texts.items()}
        return sorted((code for code in self.codes if counts[code]), key=lambda code: (-counts[code], code))

    def __contains__(self, code: object) -> bool:
        return code in self._files

    def __getitem__(self, code: str) -> Locale:
        """Return the phrases of one language; KeyError when there are none."""
        if code not in self._locales:
            self._locales[code] = Locale(tomllib.loads(self._files[code].read_text(encoding="utf-8")))
        return self._locales[code]

    def all(self) -> Iterator[Locale]:
        """Yield every language, sorted by code."""
        return (self[code] for code in self.codes)


@lru_cache(maxsize=1)
def load() -> Phrases:
    """Return the phrases of all languages (the same object each time; languages are read when needed)."""
    return Phrases()
