"""Words of chat messages in one spelling: slang, abbreviations, stretched letters, reduplication, clitics and affixes.

The usual stemmers are made for newspapers and leave colloquial verbs (*ngerjain*, *disuruhin*, *nyalahin*) as they are.
Here nothing is stemmed for good: :func:`tokens` gives each word in its standard spelling, and :func:`stems` the bases it may come from,
so that a lexicon entry decides which of them counts.
"""

import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Final, NamedTuple

__all__ = ["WORD", "Token", "following", "normal", "slang", "stems", "tokens"]

WORD: Final = re.compile(
    r"@?[^\W_]+(?:['’`.&-](?=[^\W_])[^\W_]+)*"  # words with inner marks: don't, anak-anak, P.T, R&D
    "|[\U0001f000-\U0001faff\u2600-\u27bf]"  # one pictograph
    r"|(?<!\w):[)(DPp3](?!\w)"
)
_DIRECTION: Final = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e"), None)
_TWICE: Final = re.compile(r"^([a-z]{2,})(?:2|\^2|²)([a-z]{0,3})$")
_STRETCHED: Final = re.compile(r"(.)\1{2,}")
_DOUBLED: Final = re.compile(r"(.)\1")
_LAUGH: Final = re.compile(
    r"^(?:(?:w+k+)+w*k*|k*w+k+(?:w+k+)*|(?:[hx]+[aeiou]+){2,}h*|(?:a?h[aeiou])+h|(?:ha){2,}|(?:kw){2,}|l+o+l+z*|x+d+|l+m+f*a+o+|r+o+f+l+)$"
)
_ENCLITIC: Final = ("nya", "lah", "kah", "pun", "ku", "mu", "nyah", "deh")
_SUFFIX: Final = ("kan", "in", "an", "i")
_PREFIX: Final = (
    ("meny", "s"), ("meng", ""), ("meng", "k"), ("mem", ""), ("mem", "p"), ("men", ""), ("men", "t"), ("me", ""),
    ("peny", "s"), ("peng", ""), ("peng", "k"), ("pem", ""), ("pem", "p"), ("pen", ""), ("pen", "t"), ("pe", ""),
    ("nge", ""), ("ng", ""), ("ng", "k"), ("ny", "s"), ("ny", "c"), ("n", "t"), ("m", "p"),
    ("di", ""), ("ke", ""), ("ter", ""), ("ber", ""), ("be", ""), ("per", ""), ("se", ""), ("ku", ""), ("kau", ""),
)  # fmt: skip
_ENGLISH: Final = (
    ("'s", ""),
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
)
_LEAST: Final = 3


class Token(NamedTuple):
    """One word: ``word`` in standard spelling, ``surface`` as written, its place, and the marks that follow it before the next word."""

    word: str
    surface: str
    start: int
    end: int
    after: str


@lru_cache(maxsize=1 << 16)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the words and pictographs of ``text`` in order.

    Any laughter (*wkwkwk*, *hahaha*, *lol*) becomes ``haha``. Mentions keep their ``@``; isolation marks are no part of a word.
    """
    found = list(WORD.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)][: len(found)]
    return tuple(
        Token(normal(match[0]), sys.intern(match[0]), match.start(), match.end(), following(text[match.end() : end]))
        for match, end in zip(found, ends, strict=True)
    )


def following(text: str) -> str:
    """Return the marks between two words, without blanks around them and direction marks."""
    return text.strip().translate(_DIRECTION)


@cache
def slang() -> Mapping[str, str]:
    """Return informal spelling → standard word (one word), of all languages; the first language wins."""
    table: dict[str, str] = {}
    for language in ("id", "en", "jv", "ms"):
        place = resources.files("wag_analyzer.lexicons") / language / "slang.toml"
        for standard, forms in tomllib.loads(place.read_text(encoding="utf-8"))["slang"].items():
            for form in forms.split():
                table.setdefault(form, standard)
    return table


@cache
def _standard() -> frozenset[str]:
    return frozenset(slang().values())


@lru_cache(maxsize=1 << 16)
def normal(word: str) -> str:
    """Return ``word`` in one spelling: folded, unstretched, slang and abbreviations written out, ``x2`` as ``x-x``."""
    folded = unicodedata.normalize("NFKC", word).lower().replace("’", "'").replace("`", "'")
    if _LAUGH.match(folded):
        return "haha"
    table = slang()
    for form in _spellings(folded):
        if form in table or form in _standard():
            return table.get(form, form)
    twice = _TWICE.match(folded)
    if twice:
        base = table.get(twice[1], twice[1])
        return f"{base}-{base}{twice[2]}"
    return _STRETCHED.sub(r"\1", folded)


def _spellings(word: str) -> Iterable[str]:
    yield word
    if _STRETCHED.search(word):
        yield _STRETCHED.sub(r"\1\1", word)
        yield _STRETCHED.sub(r"\1", word)
    elif _DOUBLED.search(word):
        yield _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=1 << 16)
def stems(word: str) -> tuple[str, ...]:
    """Return the bases ``word`` may come from, itself first; Indonesian (formal and colloquial), Javanese-coloured and English endings.

    It proposes and does not decide: ``disuruhin`` gives, among others, ``suruh``.
    """
    base = word
    if "-" in word:
        head, _, tail = word.partition("-")
        base = head if tail.startswith(head) or head.endswith(tail[-4:]) else word
    found = dict.fromkeys((word, base))
    bare = [base, *_without(base, _ENCLITIC)]
    cut = [form for one in bare for form in (one, *_without(one, _SUFFIX))]
    for form in cut:
        found[form] = None
        for prefix, instead in _PREFIX:
            if form.startswith(prefix) and len(form) - len(prefix) >= _LEAST:
                found[instead + form[len(prefix) :]] = None
    for ending, instead in _ENGLISH:
        if base.endswith(ending) and len(base) - len(ending) >= _LEAST:
            found[base[: -len(ending)] + instead] = None
    return tuple(found)


def _without(word: str, endings: Iterable[str]) -> list[str]:
    return [word[: -len(ending)] for ending in endings if word.endswith(ending) and len(word) - len(ending) >= _LEAST]
