"""What a system line says: who did what to whom, in any of the languages of ``locales/``."""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from wag_analyzer.parser.phrases import FALLBACK, Line, Locale, Phrases, Variant, clean_name, strip_marks

__all__ = ["SELF", "Recognised", "Recogniser"]

SELF: Final = "@self"
_LONGEST: Final = 4096  # characters of the longest line that is looked at
_MOST_SPLITS: Final = 64
_MOST_COMMAS: Final = 3  # in one name
_COMMA: Final = re.compile(r" *[,،、，] *")
_NUMBER: Final = re.compile(r"\+?\d[\d\s()\u2010\u2011-]{5,20}")
_SENTENCE_ENDS: Final = " .。।۔,"
_PERSONS: Final = frozenset({"actor", "target"})


@dataclass(frozen=True, slots=True)
class Recognised:
    """One system line understood.

    ``type`` is the kind of event; ``actor`` who did it (``@self`` for the owner of the phone, None when the line does not say);
    ``targets`` who was affected; ``old`` and ``new`` a subject or number before and after; ``locale`` the language of the wording.
    """

    type: str
    actor: str | None = None
    targets: tuple[str, ...] = ()
    old: str | None = None
    new: str | None = None
    locale: str = ""


class Recogniser:
    """Reads system lines.

    Parameters
    ----------
    phrases
        Wordings by language.
    """

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def recognise(self, text: str, locale: str | None = None, known: Collection[str] = ()) -> Recognised | None:
        """Return what a system line says, or None when its wording is not known.

        Parameters
        ----------
        text
            The line without date and without ``Sender: ``; direction marks may be there.
        locale
            Language of the phone's wording; then only this language and English are tried. None tries all.
        known
            Names of members; they settle where a name ends when the line could be read in several ways.
        """
        line = Line(strip_marks(text).strip())
        if not line.plain or len(line.plain) > _LONGEST:
            return None
        if locale is not None and locale in self._phrases:
            read = (_read(line, self._phrases[code], known) for code in dict.fromkeys((locale, FALLBACK)))
            return next((found for found, _ in filter(None, read)), None)
        speakers = sorted(self._phrases.speakers(line, "events"))
        everywhere = filter(None, (_read(line, self._phrases[code], known) for code in speakers))
        best = max(everywhere, key=lambda read: (read[1], read[0].locale == FALLBACK), default=None)
        return best and best[0]

    def weight(self, line: Line, language: Locale) -> int:
        """Return the number of fixed characters of the wording that a system line has in this language, 0 when it has none."""
        found = _read(line, language, ()) if 0 < len(line.plain) <= _LONGEST else None
        return found[1] if found else 0


def _read(line: Line, locale: Locale, known: Collection[str]) -> tuple[Recognised, int] | None:
    """Return the event and the weight of its wording: of the first wording that fits, unless known names speak for another reading."""
    best: tuple[Recognised, int] | None = None
    for variant in locale.candidates(line):
        if variant.needle not in line.folded:
            continue
        readings = _readings(variant, line, locale, known)
        found = max(readings, key=lambda reading: _known(reading, known), default=None) if known else next(readings, None)
        if found is None:
            continue
        if not known or _known(found, known) == len(_named(found)):
            return found, variant.weight
        best = best or (found, variant.weight)
    return best


def _readings(variant: Variant, line: Line, locale: Locale, known: Collection[str]) -> Iterator[Recognised]:
    """Yield the ways to read a line by one wording, likeliest first."""
    places = itertools.islice(variant.splits(line.folded), _MOST_SPLITS)
    ways: Iterable[list[str]] = ([line.cut(start, end) for start, end in way] for way in places)
    if any(not piece.strip() for piece in variant.pieces[1:-1]):
        ways = sorted(ways, key=lambda way: _awkwardness(way, locale))
    return filter(None, (_event(variant, way, locale, known) for way in ways))


def _awkwardness(captured: Sequence[str], locale: Locale) -> tuple[int, int]:
    """Return how unlikely it is that names which only a space divides end here: torn numbers, buried you-words, uneven lengths."""
    sizes = [len(name.split()) for name in captured]
    whole = sum(_NUMBER.fullmatch(name.strip()) is not None or name.strip().casefold() in locale.you for name in captured)
    return -whole, max(sizes) - min(sizes)


def _event(variant: Variant, captured: list[str], locale: Locale, known: Collection[str]) -> Recognised | None:
    values = dict(zip(variant.slots, captured, strict=True))
    if any(not clean_name(value) or "\n" in value for name, value in values.items() if name in _PERSONS):
        return None
    if values.get("more", ".")[0] not in _SENTENCE_ENDS:
        return None
    actor = _person(values["actor"], locale) if "actor" in values else None
    targets = tuple(_persons(values["target"], locale, known)) if "target" in values else ()
    old, new = values.get("old"), values.get("new")
    if variant.type == "number_changed":
        old, new = (clean_name(value) if value else None for value in (old, new))
        actor = actor or old
    else:
        old, new = (value.strip() if value else None for value in (old, new))
    if variant.you == "actor":
        actor = actor or SELF
    if variant.you == "target":
        targets = targets or (SELF,)
    return Recognised(variant.type, actor, targets, old, new, locale.code)


def _named(found: Recognised) -> tuple[str, ...]:
    return found.targets if found.actor is None else (found.actor, *found.targets)


def _known(found: Recognised, known: Collection[str]) -> int:
    return sum(name == SELF or name in known for name in _named(found))


def _person(name: str, locale: Locale) -> str:
    clean = clean_name(name)
    return SELF if clean.casefold() in locale.you else clean


def _persons(listed: str, locale: Locale, known: Collection[str]) -> Iterator[str]:
    whole = clean_name(listed)
    if whole in known:
        yield whole
        return
    parts = _COMMA.split(whole)
    *before, last = parts
    for word in locale.words_for_and:
        head, found, tail = last.rpartition(f" {word} ")
        if not found and before and last.startswith(f"{word} "):
            head, tail = "", last.removeprefix(f"{word} ")
        if tail and tail != last and last not in known:
            parts = [*before, head, tail] if head else [*before, tail]
            break
    for name in _joined([part for part in map(str.strip, parts) if part] or [whole], known):
        yield _person(name, locale)


def _joined(parts: list[str], known: Collection[str]) -> Iterator[str]:
    """Yield the parts of a list, put together again where a known name holds the comma."""
    at = 0
    while at < len(parts):
        size = next((size for size in range(min(len(parts) - at, _MOST_COMMAS + 1), 1, -1) if ", ".join(parts[at : at + size]) in known), 1)
        yield ", ".join(parts[at : at + size])
        at += size
