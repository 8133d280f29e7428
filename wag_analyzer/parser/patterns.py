r"""How a wording of WhatsApp is written down, and how it is found in a line.

A pattern is the wording with a few marks::

    {actor} [telah ]menambahkan {target}     a slot in braces; a part in brackets may be missing
    Messages to this (group|chat and calls)  one of several parts, in parentheses with a bar
    [. Tap to view|. Tap to see]             one of several parts, or none
    group description[{more}]                anything may follow the sentence: hints for the finger change often
    created group "{new}"                    a straight quote stands for any quotation mark
    \| \[ \(                                 a backslash takes the meaning away

Parentheses without a bar are ordinary characters. Spaces stand for any space, and a final full stop may be there or not.
Letters may be written composed or not: lines and wordings are compared in normal form C, and slots are cut from the line as it was.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import add
from typing import Final

__all__ = [
    "BLANK",
    "LEAD",
    "Line",
    "Variant",
    "bounded",
    "clues",
    "expand",
    "fold",
    "loose",
    "pairs",
    "spellings",
    "strip_marks",
    "variants",
]

SPACES: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
BLANK: Final = f"\\s\v\x1c-\x1f\x85\u2028\u2029{SPACES}"
"""Every space, as a set for a regular expression: RE2 takes only those of ASCII for one, so they are listed."""

LEAD: Final = f"[{BLANK}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]*"
"""What may stand before the first letter of a body."""
_MARKS: Final = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_STRIP: Final = re.compile(f"[{_MARKS}]+")
_FOLD: Final = {
    **dict.fromkeys(map(ord, SPACES), " "),
    **dict.fromkeys(map(ord, "“”„‟«»「」『』″＂'‘’‚‛ʼ′＇"), '"'),
    ord("\u2011"): "-",
    ord("："): ":",
}
_FOLDED: Final = " \"'-:"
_FULL_STOPS: Final = " .。।۔"
_SLOT: Final = re.compile(r"\{(\w+)\}")
_CHOICE: Final = re.compile(r"\\(.)|\[((?:[^\[\]\\]|\\.)*)\]|\(((?:[^()\\]|\\.)*)\)")
_BAR: Final = re.compile(r"(?<!\\)\|")
_MOST_VARIANTS: Final = 256
_WORD: Final = re.compile(r"""[^\s"'.,:;!?()<>{}\[\]。、।۔،؛؟-]+""")
_FORM: Final = "NFC"


def strip_marks(text: str) -> str:
    """Return ``text`` without direction marks, isolates and byte-order marks; nothing else changes."""
    return text if text.isascii() else _STRIP.sub("", text)


def fold(text: str) -> str:
    """Return ``text`` as patterns see it: one kind of space and of quotation mark (apostrophes are such); the length stays."""
    return text.replace("'", '"') if text.isascii() else text.translate(_FOLD)


def loose(wording: str, most: int | None = None) -> str:
    """Return a regular expression, for Python and RE2, that finds a folded wording (its first letters) in a text that was not folded."""
    return "".join(map(_loose, _clusters(wording)[:most]))


@lru_cache(maxsize=4096)
def _loose(cluster: str) -> str:
    if cluster in _FOLDED:
        return "."
    forms = _forms(cluster)
    return re.escape(cluster) if len(forms) == 1 else f"(?:{'|'.join(map(re.escape, forms))})"


def spellings(wording: str, *, at_end: bool = False) -> Iterator[bytes]:
    """Yield, for each way in which a folded wording may be written, its first bytes (or last) up to a sign that folding may have changed.

    Only the first (or last) letter that can be written in several ways is; the bytes end before the next such letter.
    """
    clusters = _clusters(wording)
    clusters = clusters[::-1] if at_end else clusters
    ways: list[list[bytes]] = [[]]
    for number, cluster in enumerate(clusters):
        forms = [] if cluster in _FOLDED else _forms(cluster)
        if not forms or (len(forms) > 1 and number):
            break
        ways = [[*way, form.encode()] for way in ways for form in forms]
    return (b"".join(way[::-1] if at_end else way) for way in ways)


def _forms(cluster: str) -> list[str]:
    return list(dict.fromkeys((cluster, *(unicodedata.normalize(form, cluster) for form in ("NFC", "NFD")), *_excluded(cluster))))


def _excluded(cluster: str) -> Iterator[str]:
    """Yield a letter as one character that normal form C takes apart, as in Hindi, Bengali and Punjabi."""
    whole = _parted().get(unicodedata.normalize("NFD", cluster)[:2])
    if whole:
        yield whole + cluster[2:]


@lru_cache(maxsize=1)
def _parted() -> Mapping[str, str]:
    return {unicodedata.normalize("NFD", letter): letter for letter in map(chr, range(0x900, 0xD80)) if len(_normal(letter)) == 2}


def _normal(text: str) -> str:
    return unicodedata.normalize(_FORM, text)


def _clusters(text: str) -> list[str]:
    """Return a text cut before every letter that no mark behind it can change."""
    cuts: list[str] = []
    for letter in text:
        if cuts and (unicodedata.combining(letter) or unicodedata.category(letter) == "Mc" or "\u1160" <= letter <= "\u11ff"):
            cuts[-1] += letter
        else:
            cuts.append(letter)
    return cuts


@dataclass(slots=True)
class Line:
    """A text to be compared with wordings.

    ``plain`` has no direction marks; ``folded`` is what wordings see, in normal form C; ``places`` gives for each of its characters the
    place in ``plain``, and is None where these are the same.
    """

    plain: str
    folded: str = ""
    places: Sequence[int] | None = None
    found: frozenset[str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Fold the text."""
        if unicodedata.is_normalized(_FORM, self.plain):
            self.folded = fold(self.plain)
            return
        places: list[int] = []
        parts: list[str] = []
        at = 0
        for cluster in _clusters(self.plain):
            parts.append(_normal(cluster))
            places += [at] * len(parts[-1])
            at += len(cluster)
        self.folded = fold("".join(parts))
        self.places = [*places, at]

    def cut(self, start: int, end: int) -> str:
        """Return what stood in the text between two places of ``folded``."""
        return self.plain[start:end] if self.places is None else self.plain[self.places[start] : self.places[end]]

    @property
    def clues(self) -> frozenset[str]:
        """Return words and pairs of letters by which wordings are looked up."""
        if self.found is None:
            self.found = clues(self.folded)
        return self.found


@dataclass(frozen=True)
class Variant:
    """One wording without options: fixed pieces around slots (always one piece more than slots).

    ``needle`` is the longest piece, ``weight`` the number of fixed characters: of two wordings that fit a line, the heavier is meant.
    """

    type: str
    pieces: tuple[str, ...]
    slots: tuple[str, ...]
    you: str = ""

    @cached_property
    def needle(self) -> str:
        """Return the longest piece."""
        return max(self.pieces, key=len)

    @cached_property
    def weight(self) -> int:
        """Return the number of fixed characters."""
        return sum(map(len, self.pieces))

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


def variants(kind: str, entries: Sequence[Mapping[str, str]]) -> Iterator[Variant]:
    """Yield the wordings of one kind."""
    for entry in entries:
        for wording in expand(entry["text"]):
            pieces = _SLOT.split(fold(_normal(strip_marks(wording))))
            fixed = [*pieces[:-1:2], pieces[-1].rstrip(_FULL_STOPS) or pieces[-1].strip()]
            yield Variant(kind, tuple(fixed), tuple(pieces[1::2]), entry.get("you", ""))


def clues(folded: str) -> frozenset[str]:
    """Return the words of a folded text, and pairs of letters where the script may put no spaces."""
    words = _WORD.findall(folded)
    return frozenset(words).union(*(pairs(word) for word in words if not word.isascii()))


def pairs(word: str) -> Iterator[str]:
    """Yield two letters at a time."""
    return map(add, word, word[1:])


def bounded(variant: Variant) -> Iterator[str]:
    """Yield the clues that every line of this wording has: whole words, and pairs of letters in words that a slot may touch."""
    last = len(variant.pieces) - 1
    for number, piece in enumerate(variant.pieces):
        for found in _WORD.finditer(piece):
            whole = (found.start() > 0 or not number) and (found.end() < len(piece) or number == last)
            if whole:
                yield found[0]
            if not found[0].isascii():
                yield from pairs(found[0])
