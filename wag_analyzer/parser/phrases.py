"""The phrases WhatsApp itself writes, by language, out of ``wag_analyzer/locales/<language>.toml``.

The syntax of a wording is told in ``parser/patterns.py``. ``you`` says that the owner of the phone acts (``actor``) or is affected
(``target``) although the line has no slot for it. ``seen`` names the sources, which every file lists with platform, vintage and basis.
What is read here is the digest of these files (``parser/digest.py``), a language at a time, when it is first asked for.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

from wag_analyzer.parser.digest import NAME
from wag_analyzer.parser.patterns import LEAD, SPACES, Line, Variant, expand, fold, loose, strip_marks

__all__ = ["FALLBACK", "LEAD", "Line", "Locale", "Phrases", "Variant", "clean_name", "expand", "fold", "load", "loose", "strip_marks"]

FALLBACK: Final = "en"  # a phone shows English where its language lacks a wording
_PUSH: Final = re.compile(r"\A~\s+(?=\S)")
_NUMBER: Final = re.compile(r"\+?[\d\s()\-./]{5,}")
_NAME: Final = {**dict.fromkeys(map(ord, SPACES), " "), ord("\u2011"): "-"}


@lru_cache(maxsize=8192)
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


class Locale:
    """The phrases of one language.

    Parameters
    ----------
    row
        Its line of the digest.
    """

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.code: str = row["code"]
        self.name: str = row["name"]
        self.you: frozenset[str] = frozenset(word.casefold() for word in row["you"])
        self.words_for_and: tuple[str, ...] = tuple(row["and"])
        self._row = row
        self._keys: Mapping[str, Sequence[int]] = row["keys"]

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The language file itself."""
        return tomllib.loads(files("wag_analyzer.locales").joinpath(f"{self.code}.toml").read_text(encoding="utf-8"))

    @cached_property
    def events(self) -> tuple[Variant, ...]:
        """Wordings of system lines, heaviest first."""
        return _read(self._row["events"])

    @cached_property
    def placeholders(self) -> Mapping[str, tuple[Variant, ...]]:
        """Wordings that stand for what an export cannot hold, by kind, heaviest first."""
        kinds: dict[str, list[Variant]] = {}
        for variant in _read(self._row["placeholders"]):
            kinds.setdefault(variant.type, []).append(variant)
        return {kind: tuple(listed) for kind, listed in kinds.items()}

    @cached_property
    def _shown(self) -> tuple[str, ...]:
        """Pieces of which one stands in every line that is such a wording; a piece that holds another is left out."""
        needles = sorted({variant.needle for listed in self.placeholders.values() for variant in listed}, key=len)
        return tuple(needle for number, needle in enumerate(needles) if not any(shorter in needle for shorter in needles[:number]))

    @cached_property
    def _kinds(self) -> Sequence[tuple[str, frozenset[str]]]:
        """The longest piece of each wording of ``placeholders``, and the kinds of which it speaks."""
        kinds: dict[str, set[str]] = {}
        for kind, listed in self.placeholders.items():
            for variant in listed:
                kinds.setdefault(variant.needle, set()).add(kind)
        return tuple((needle, frozenset(found)) for needle, found in kinds.items())

    def may_show(self, line: Line) -> bool:
        """Whether a line may hold one of ``placeholders``."""
        folded = line.folded
        return any(needle in folded for needle in self._shown)

    def kinds(self, line: Line) -> frozenset[str]:
        """Return the kinds of ``placeholders`` that a line may be; no other wording fits it."""
        folded = line.folded
        return frozenset[str]().union(*(found for needle, found in self._kinds if needle in folded))

    def candidates(self, line: Line) -> list[Variant]:
        """Return the wordings of system lines that a line may have, heaviest first: those whose key stands in it."""
        keys = self._keys
        places = [place for clue in line.clues if clue in keys for place in keys[clue]]
        return [self.events[place] for place in sorted(places)]


def _read(rows: Sequence[Sequence[Any]]) -> tuple[Variant, ...]:
    return tuple(Variant(kind, tuple(pieces), tuple(slots), you) for kind, pieces, slots, you in rows)


class Phrases:
    """All languages; of the digest a language's line is read when it is first asked for."""

    def __init__(self) -> None:
        every, *self._lines = files("wag_analyzer.locales").joinpath(NAME).read_bytes().split(b"\n")
        self._every: Mapping[str, Any] = json.loads(every)
        self._place = {code: number for number, code in enumerate(self._every["codes"])}
        self._locales: dict[str, Locale] = {}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Language codes, sorted."""
        return tuple(sorted(self._place))

    @cached_property
    def file_names(self) -> tuple[Variant, ...]:
        """Names of export files in all languages, heaviest first."""
        return _read(self._every["files"])

    def speakers(self, line: Line, section: Literal["events", "placeholders"]) -> frozenset[str]:
        """Return the codes of the languages that have a wording whose key stands in a line; no other language can have written it."""
        keys: Mapping[str, Sequence[int]] = self._every[section]
        codes: Sequence[str] = self._every["codes"]
        return frozenset(codes[place] for clue in line.clues if clue in keys for place in keys[clue])

    def __contains__(self, code: object) -> bool:
        return code in self._place

    def __getitem__(self, code: str) -> Locale:
        """Return the phrases of one language; KeyError when there are none."""
        if code not in self._locales:
            self._locales[code] = Locale(json.loads(self._lines[self._place[code]]))
        return self._locales[code]

    def all(self) -> Iterator[Locale]:
        """Yield every language, sorted by code."""
        return (self[code] for code in self.codes)


@lru_cache(maxsize=1)
def load() -> Phrases:
    """Return the phrases of all languages (the same object each time; languages are read when needed)."""
    return Phrases()
