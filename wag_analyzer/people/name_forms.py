"""A name taken apart: forms of address, the name itself, and words that say where somebody works or which of two numbers it is."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

from wag_analyzer.people.names import folded
from wag_analyzer.visible import skeleton, visible

__all__ = ["Form", "form", "relation", "sound"]

_LANGUAGES: Final = ("id", "en", "jv", "ms")
_WORD: Final = re.compile(r"[^\W_]+")
_OLD: Final = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "sy"),
    ("ch", "kh"),
    ("ph", "f"),
    ("v", "f"),
    ("y", "i"),
    ("dh", "d"),
    ("th", "t"),
)
_TWICE: Final = re.compile(r"(.)\1+")
_LEAST_NICK: Final = 3
_LEAST_SLIP: Final = 4
_LONG_SLIP: Final = 6


@cache
def _parts(kind: str) -> frozenset[str]:
    """Return the words of one kind in all languages together: ``titles`` or a key of ``name_parts.toml``."""
    file = "honorifics.toml" if kind == "titles" else "name_parts.toml"
    places = (resources.files("wag_analyzer.lexicons") / language / file for language in _LANGUAGES)
    data: list[Mapping[str, Any]] = [tomllib.loads(place.read_text(encoding="utf-8")) for place in places if place.is_file()]
    return frozenset(word for content in data for word in content[kind].split())


@dataclass(frozen=True, slots=True)
class Form:
    """A name taken apart.

    Parameters
    ----------
    name
        As it stands.
    words
        All its words, without accents and in lower case.
    core
        The words that are the name itself, never empty where ``words`` is not.
    sex
        ``m`` or ``w`` where a form of address says so.
    work, number
        Words that say where somebody works, and which of somebody's numbers it is.
    typed, bare, looks, sounds
        The name without capitals; without accents too; as it looks; the core as it sounds.
    is_hidden
        Whether the name holds characters that cannot be seen.
    """

    name: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    sex: str
    work: frozenset[str]
    number: frozenset[str]
    typed: str
    bare: str
    looks: str
    sounds: str
    is_hidden: bool


@lru_cache(maxsize=1 << 14)
def form(name: str) -> Form:
    """Return ``name`` taken apart.

    >>> form("Bu Sri HRD").core, sorted(form("Bu Sri HRD").work)
    (('sri',), ['hrd'])
    """
    words = tuple(_WORD.findall(_bare(name)))
    lead = next((place for place, word in enumerate(words) if word not in _parts("titles")), max(len(words) - 1, 0))
    titles, rest = words[:lead], words[lead:]
    tail = [word for word in rest[1:] if word in _parts("work") or word in _parts("number") or word in _parts("degrees") or word.isdigit()]
    core = tuple(word for place, word in enumerate(rest) if place == 0 or word not in tail)
    return Form(
        name=name,
        words=words,
        core=core,
        sex=_sex(titles),
        work=frozenset(word for word in tail if word in _parts("work")),
        number=frozenset(word for word in tail if word in _parts("number") or word.isdigit()),
        typed=folded(name),
        bare=_bare(name),
        looks=skeleton(name),
        sounds=sound(" ".join(core)),
        is_hidden=visible(name) != name,
    )


def _sex(titles: tuple[str, ...]) -> str:
    said = {sex for word in titles for sex, kind in (("m", "men"), ("w", "women")) if word in _parts(kind)}
    return said.pop() if len(said) == 1 else ""


def _bare(name: str) -> str:
    """Return ``name`` in lower case without accents; invisible characters stay, they are no accents."""
    typed = folded(name)
    return (
        typed if typed.isascii() else "".join(char for char in unicodedata.normalize("NFKD", typed) if unicodedata.category(char) != "Mn")
    )


def relation(one: Form, other: Form) -> str:
    """Return how two names are alike: a key of ``reasons.toml``, empty when they are not.

    >>> relation(form("Pak Budi"), form("Budi Santoso")), relation(form("Budi"), form("Dewi"))
    ('short', '')
    """
    if one.typed == other.typed:
        return "case"
    if one.bare == other.bare:
        return "accents"
    if _looks(one, other):
        return "looks"
    if not (one.core and other.core):
        return ""
    return _same_words(one, other) or _parted(one, other) or _spelled(one, other) or _nick(one, other)


def _looks(one: Form, other: Form) -> bool:
    """Say whether the names only look the same: letters of another script, or characters that cannot be seen."""
    return one.looks == other.looks and (one.is_hidden or other.is_hidden or "".join(one.words) != "".join(other.words))


def _same_words(one: Form, other: Form) -> str:
    if "".join(one.words) == "".join(other.words):
        return "marks"
    if sorted(one.words) == sorted(other.words):
        return "order"
    if sorted(one.core) == sorted(other.core):
        return "second" if one.number != other.number else "work" if one.work != other.work else "titles"
    return ""


def _parted(one: Form, other: Form) -> str:
    short, long = sorted((one, other), key=lambda named: len(named.core))
    if len(short.core) < len(long.core) and set(short.core) < set(long.core):
        return "short" if short.core[0] == long.core[0] else "part"
    return "initials" if _initials(short.core, long.core) or _initials(long.core, short.core) else ""


def _nick(one: Form, other: Form) -> str:
    short, long = sorted((one.core, other.core), key=lambda core: (len(core), len(core[0])))
    nick = short[0]
    if len(short) > 1 or len(nick) < _LEAST_NICK:
        return ""
    return "nick" if any(word.startswith(nick) or (word.endswith(nick) and len(nick) > _LEAST_NICK) for word in long) else ""


def _initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Say whether ``short`` is ``long`` with words cut to their first letter (``bs``, ``b santoso``, ``budi s``)."""
    if len(long) < 2 or not any(len(word) == 1 for word in short):
        return len(long) > 1 and len(short) == 1 and short[0] == "".join(word[0] for word in long)
    return len(short) == len(long) and all(a == b or (len(a) == 1 and b.startswith(a)) for a, b in zip(short, long, strict=True))


def _spelled(one: Form, other: Form) -> str:
    a, b = " ".join(one.core), " ".join(other.core)
    if not (a + b).isascii() and skeleton(a) == skeleton(b):
        return "looks"
    if one.sounds == other.sounds:
        return "spelled"
    odd = [pair for pair in zip(one.core, other.core, strict=False) if pair[0] != pair[1]]
    if len(one.core) != len(other.core) or len(odd) != 1 or min(map(len, odd[0])) < _LEAST_SLIP or not one_slip(*odd[0]):
        return ""
    return "slip" if len(one.core) > 1 or min(map(len, odd[0])) >= _LONG_SLIP else "slip_short"


def sound(text: str) -> str:
    """Return ``text`` in one of several spellings of the same sounds (Soekarno, Sukarno; Yulie, Yuli).

    >>> sound("djoko") == sound("joko")
    True
    """
    for old, new in _OLD:
        text = text.replace(old, new)
    return _TWICE.sub(r"\1", text)


def one_slip(a: str, b: str) -> bool:
    """Say whether one letter more, less, other, or two letters swapped make ``a`` into ``b``.

    >>> one_slip("rahmat", "rahamt"), one_slip("rahmat", "rohmad")
    (True, False)
    """
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rests = ((a[start + 1 :], b[start + 1 :]), (a[start + 1 :], b[start:]), (a[start:], b[start + 1 :]))
    swapped = a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
    return swapped or any(x == y for x, y in rests)
