"""Cue phrases of dialogue acts and where they stand in a message.

A cue is a few places, one word each. A place may hold alternatives (``a|b``), may be missing (``a?``), may be the beginning (``a*``)
or the ending (``*a``) of a word, or ``_``: up to three words of any kind. ``^`` first ties a cue to the beginning of the message, ``$``
last to its end (one or two words, such as a name, may follow). Cues and messages pass the same normaliser, so a cue is written once, in
any spelling.
"""

import itertools
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final, NamedTuple

from wag_analyzer.text.normalize import normal

__all__ = ["GAP_WORDS", "TAIL_WORDS", "Cue", "Hit", "Lexicon", "Place", "lexicon", "plain"]

_GAP: Final = "_"
GAP_WORDS: Final = 3
TAIL_WORDS: Final = 2
_MOST_PAIRS: Final = 1 << 18
_MOST_WORDS: Final = 1 << 16
_STRENGTH: Final[Mapping[str, float]] = {"strong": 0.9, "weak": 0.5}
_LANGUAGES: Final = ("en", "id", "jv", "ms")
_MARKS: Final = str.maketrans("", "", "'-.&")


class Place(NamedTuple):
    """What may stand at one place of a cue: whole words, beginnings, endings; or a gap."""

    words: frozenset[str]
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    gap: bool = False

    def fits(self, word: str) -> bool:
        """Return whether ``word`` may stand here."""
        return word in self.words or word.startswith(self.beginnings) or word.endswith(self.endings)


@dataclass(frozen=True, slots=True)
class Cue:
    """One way to say something: the signal it shows, how strongly, and its places."""

    signal: str
    value: float
    places: tuple[Place, ...]
    at_start: bool = False
    at_end: bool = False


class _Going(NamedTuple):
    """A cue of which the first place fits, and the second unless that is a gap; ``rest`` are the places after these ``sure`` ones."""

    cue: Cue
    sure: int
    rest: tuple[Place, ...]

    def after(self, words: Sequence[str], first: int) -> int:
        """Return the position after the cue when it stands at ``first``, else 0."""
        cue, begin = self.cue, first + self.sure
        if (cue.at_start and first) or begin > len(words):
            return 0
        after = _match(self.rest, words, begin) if self.rest else begin
        return 0 if cue.at_end and len(words) - after > TAIL_WORDS else after


class Hit(NamedTuple):
    """A cue found: word positions ``first`` (included) to ``after`` (not included)."""

    cue: Cue
    first: int
    after: int


class Lexicon:
    """Cues found by their first word.

    Parameters
    ----------
    cues
        All cues; none begins with a gap.
    """

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._cues = tuple(cues)
        self._by_word: dict[str, list[int]] = {}
        self._open: list[int] = []
        for number, cue in enumerate(self._cues):
            head = cue.places[0]
            for word in head.words:
                self._by_word.setdefault(word, []).append(number)
            if head.beginnings or head.endings:
                self._open.append(number)
        heads = [self._cues[number].places[0] for number in self._open]
        self._beginnings = tuple(dict.fromkeys(part for head in heads for part in head.beginnings))
        self._endings = tuple(dict.fromkeys(part for head in heads for part in head.endings))
        self._known: dict[str, tuple[Cue, ...]] = {}
        self._of_two: dict[tuple[str, str], tuple[_Going, ...]] = {}

    @property
    def cues(self) -> tuple[Cue, ...]:
        """Return all cues."""
        return self._cues

    def hits(self, words: Sequence[str]) -> Iterator[Hit]:
        """Yield every cue found in a message given as :func:`plain` words."""
        for first, pair in enumerate(itertools.zip_longest(words, words[1:], fillvalue="")):
            cues = self._of_two.get(pair)
            if cues is None:
                cues = self._going_on(pair)
            for going in cues:
                after = going.after(words, first)
                if after:
                    yield Hit(going.cue, first, after)

    def _going_on(self, pair: tuple[str, str]) -> tuple[_Going, ...]:
        """Return the cues that begin with a word and may go on with the next one."""
        if len(self._of_two) >= _MOST_PAIRS:
            self._of_two.clear()
        word, following = pair
        found = tuple(going for cue in self._beginning(word) if (going := _going(cue, following)))
        self._of_two[pair] = found
        return found

    def _beginning(self, word: str) -> tuple[Cue, ...]:
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _MOST_WORDS:
                self._known.clear()  # a batch meets ever new words
            numbers = set(self._by_word.get(word, ()))
            if word.startswith(self._beginnings) or word.endswith(self._endings):  # most words of a chat fit none of the open ones
                numbers |= {number for number in self._open if self._cues[number].places[0].fits(word)}
            found = self._known[word] = tuple(self._cues[number] for number in sorted(numbers))
        return found


def _going(cue: Cue, following: str) -> _Going | None:
    """Return a cue whose first word is there, if it may go on with the next word."""
    second = cue.places[1] if len(cue.places) > 1 else None
    if second is None or second.gap:
        return _Going(cue, 1, cue.places[1:])
    return _Going(cue, 2, cue.places[2:]) if second.fits(following) else None


@cache
def lexicon(name: str, languages: tuple[str, ...] = _LANGUAGES) -> Lexicon:
    """Return the cues of ``lexicons/<language>/<name>.toml`` of all languages together, because people mix languages in one sentence."""
    cues: list[Cue] = []
    for language in languages:
        path = resources.files("wag_analyzer.lexicons") / language / f"{name}.toml"
        if path.is_file():
            cues.extend(_cues(tomllib.loads(path.read_text(encoding="utf-8"))))
    return Lexicon(cues)


@lru_cache(maxsize=_MOST_WORDS)
def plain(word: str) -> str:
    """Return a normalised word without the marks inside it, so that *don't* and *dont*, *print-in* and *printin* are one word."""
    return word.translate(_MARKS)


def _cues(table: Mapping[str, object]) -> Iterator[Cue]:
    for signal, strengths in table.items():
        if isinstance(strengths, Mapping):
            for strength, phrases in strengths.items():
                for phrase in phrases:
                    yield from _ways(signal, _STRENGTH[strength], phrase)


def _ways(signal: str, value: float, phrase: str) -> Iterator[Cue]:
    parts = phrase.split()
    at_start, at_end = parts[0] == "^", parts[-1] == "$"
    choices: list[tuple[Place | None, ...]] = []
    for part in parts[at_start : len(parts) - at_end]:
        bare = part.removesuffix("?")
        choices.append((_place(bare), None) if bare != part else (_place(part),))
    for combination in itertools.product(*choices):
        places = tuple(place for place in combination if place is not None)
        if places:
            yield Cue(signal, value, places, at_start, at_end)


@cache
def _place(part: str) -> Place:
    if part == _GAP:
        return Place(frozenset(), gap=True)
    words = part.split("|")
    return Place(
        frozenset(plain(normal(word)) for word in words if "*" not in word),
        tuple(word[:-1] for word in words if word.endswith("*")),
        tuple(word[1:] for word in words if word.startswith("*") and len(word) > 1),
    )


def _match(places: Sequence[Place], words: Sequence[str], at: int) -> int:
    for number, place in enumerate(places):
        if place.gap:
            return _match_later(places[number + 1 :], words, at)
        if at >= len(words):
            return 0
        word = words[at]
        if word not in place.words and not (place.beginnings and word.startswith(place.beginnings)) and not word.endswith(place.endings):
            return 0
        at += 1
    return at


def _match_later(places: Sequence[Place], words: Sequence[str], at: int) -> int:
    """Return the position after the places when they stand up to three words on; the rest is looked at where the first fits."""
    if not places or places[0].gap:
        begins: Iterable[int] = range(at, at + GAP_WORDS + 1)
    else:
        plainly, is_open, fits = places[0].words, bool(places[0].beginnings or places[0].endings), places[0].fits
        near = enumerate(words[at : at + GAP_WORDS + 1], at)
        begins = [begin for begin, word in near if word in plainly or (is_open and fits(word))]
    return next((after for begin in begins if (after := _match(places, words, begin))), 0)
