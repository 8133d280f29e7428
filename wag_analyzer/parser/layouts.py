"""How a line begins: the header grammar, built from ``layouts.toml``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

__all__ = ["HEAD", "LEADS", "MARKS", "Grammar", "Header", "grammar"]

HEAD: Final = 120
"""Characters of a line in which a header must end; a longer one is no header."""

LEADS: Final = frozenset(b"[RHMJFASONDrhmjfasond0123456789") | frozenset(range(128, 256))
"""Bytes with which a header can begin: digits, a bracket, marks, letters of eras and of English months."""

MARKS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
"""Direction marks, as a set for a regular expression."""

_LEADS: Final = frozenset(bytes([byte]) for byte in LEADS)
_MONTH: Final = re.compile(r"[^\W\d_]{3,}")
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Header:
    """One header as it stands: where it ends and its parts, direction marks removed."""

    layout: str
    end: int
    date_at: tuple[int, int]
    time_at: tuple[int, int]
    date: str
    time: str
    shape: str

    @property
    def bracketed(self) -> bool:
        """Say whether the header stands in square brackets."""
        return self.layout.startswith("ios")


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled layouts and the words they need."""

    pattern: re.Pattern[str]
    layouts: tuple[str, ...]
    halves: Mapping[str, str]
    eras: Mapping[str, int]
    months: Mapping[str, int]
    levels: frozenset[str]
    time: re.Pattern[str]
    marker: re.Pattern[str]

    def header(self, line: str) -> Header | None:
        """Return the header at the start of ``line``, or None when there is none."""
        if line[:1].encode()[:1] not in _LEADS:
            return None
        found = self.pattern.match(line[:HEAD])
        if found is None:
            return None
        name = str(found.lastgroup)
        index = name[1:]
        date, time = _plain(found[f"d{index}"]), _plain(found[f"t{index}"])
        spans = found.span(f"d{index}"), found.span(f"t{index}")
        return Header(self.layouts[int(index)], found.end(), *spans, date, time, self._shape(found[name]))

    def _shape(self, head: str) -> str:
        """Return what stays the same in all headers of one export: digits are 0 or 0000, the half of the day is one letter."""
        plain = " ".join(self.marker.sub("~", _plain(head)).split())
        plain = _MONTH.sub(lambda word: "Mon" if word[0].lower() in self.months else word[0], plain)
        return _DIGITS.sub(lambda run: "0000" if len(run[0]) > 3 else "0", plain)


def _plain(text: str) -> str:
    return re.sub(f"[{MARKS}]", "", text)


def _any(words: list[str]) -> str:
    """Return an alternation, longest first, whose spaces match every kind of space."""
    listed = sorted({form for word in words for form in (word, word.lower(), word.upper())}, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", "{S}+") for word in listed)


@cache
def grammar() -> Grammar:
    """Return the grammar; read once."""
    with resources.files("wag_analyzer.parser").joinpath("layouts.toml").open("rb") as file:
        data = tomllib.load(file)
    spaces = f"[{data['characters']['space']}]"
    marks = f"[{MARKS}]*"
    parts = _parts(data)
    bodies = []
    for index, layout in enumerate(data["layout"]):
        body = _layout(layout["layout"], data["characters"]["comma"])
        body = body.replace("{date}", f"(?P<d{index}>{parts['date']})").replace("{time}", f"(?P<t{index}>{parts['time']})")
        bodies.append(f"(?P<h{index}>{body.replace('{word}', parts['word'])})")
    source = "{M}(?:" + "|".join(bodies) + ")"
    return Grammar(
        pattern=re.compile(source.replace("{S}", spaces).replace("{M}", marks)),
        layouts=tuple(layout["id"] for layout in data["layout"]),
        halves={_key(word): marker["half"] for marker in data["marker"] for word in marker["words"]},
        eras={_key(word): era["years"] for era in data["era"] for word in era["words"]},
        months={name: number for number, names in enumerate(data["months"]["names"], 1) for name in names},
        levels=frozenset(data["not_senders"]["levels"]),
        time=re.compile(r"(\d{1,2})(?:[:.٫]| ?h ?)(\d{2})(?:[:.٫](\d{2}))?"),
        marker=re.compile(f"(?<![^\\W\\d_])(?:{parts['marker']})(?![^\\W\\d_])".replace("{S}", spaces)),
    )


def _parts(data: Mapping[str, Any]) -> dict[str, str]:
    marker = _any([word for entry in data["marker"] for word in entry["words"]])
    era = _any([word for entry in data["era"] for word in entry["words"]])
    month = "|".join(sorted({name for names in data["months"]["names"] for name in names}, key=lambda name: (-len(name), name)))
    year = rf"(?:(?:{era}){{S}}?)?\d{{1,4}}(?:{{S}}?(?:{era}))?"
    named = rf"(?:\d{{1,2}}\.?{{S}}(?i:{month})\.?|(?i:{month})\.?{{S}}\d{{1,2}})(?:,?{{S}}\d{{4}})?"
    date = rf"(?:{year}{{M}}[./\-]{{M}}{{S}}?\d{{1,2}}{{M}}[./\-]{{M}}{{S}}?{year}\.?|{named}|\d{{2,4}}年\d{{1,2}}月\d{{1,2}}日)"
    clock = r"\d{1,2}(?:[:.٫]|{S}h{S})\d{2}(?:[:.٫]\d{2})?"
    time = rf"(?:(?:{marker}){{S}}?{{M}}{clock}|{clock}(?:{{S}}*{{M}}(?:{marker}))?)"
    return {"marker": marker, "date": f"{date}{{M}}", "time": f"{{M}}{time}{{M}}", "word": f"(?:{_any(data['words']['between'])})"}


def _layout(pattern: str, commas: str) -> str:
    ending = " - " if pattern.endswith(" - ") else "] "
    body = pattern.removesuffix(ending)
    out = "".join({" ": "{S}+", ",": f"{{S}}?[{commas}]{{M}}", "[": r"\[{M}"}.get(char, char) for char in body)
    return out + (r"{S}{M}-(?:{S}|$)" if ending == " - " else r"\](?:{S}|$)")


def _key(word: str) -> str:
    return re.sub(r"[\s\u00a0\u202f\u2009.]", "", word).casefold()
