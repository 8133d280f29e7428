"""How a line begins: the header grammar, built from ``layouts.toml``."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

__all__ = ["HEAD", "LEADS", "MARKS", "Grammar", "Header", "grammar", "word_key"]

HEAD: Final = 120
"""Characters of a line in which a header must end; a longer one is no header."""

LEADS: Final = frozenset(b"[RHMJFASONDrhmjfasond0123456789") | frozenset(range(128, 256))
"""Bytes with which a header can begin: digits, a bracket, marks, letters of eras and of English months."""

MARKS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
"""Direction marks, as a set for a regular expression."""

_MARK: Final = "\x01"
_UNKNOWN: Final = "?"
_WORD: Final = re.compile(r"(?:[^\W\d_]|[’'](?=s ))(?:[^\d\n,،、，:/\[\]\-\u2013\u2014]|-(?=[^\W\d_]))*")
_UNIT: Final = re.compile(r"(?<=\d)[年月日時时點点分秒년월일시분초]")
_UNITS: Final = str.maketrans("年月日년월일時时點点시分분秒초", "\x02\x03\x04\x02\x03\x04\x05\x05\x05\x05\x05\x06\x06\x07\x07")
_DIGITS: Final = re.compile(r"\d+")
_PLAIN: Final = re.compile(f"[{MARKS}]")
_KEY: Final = re.compile(f"[\\s.{_MARK}{MARKS}]")


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


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled layouts and the words they need.

    A head is first turned into a text of the same length in which a letter stands for each known word: ``H`` half of the day, ``E`` era,
    ``N`` month, ``B`` a word between date and time, ``C`` a word behind hours; the layouts are patterns over that.
    """

    pattern: re.Pattern[str]
    layouts: tuple[str, ...]
    ends: re.Pattern[str]
    starts: re.Pattern[str]
    plain: Mapping[int, str]
    classes: Mapping[str, str]
    halves: Mapping[str, str]
    eras: Mapping[str, int]
    months: Mapping[str, int]
    written: Mapping[str, int]
    levels: frozenset[str]

    def header(self, line: str) -> Header | None:
        """Return the header at the start of ``line``, or None when there is none."""
        head = line[:HEAD]
        begun = self.starts.match(head)
        if begun is None:
            return None
        end = self.ends.search(head, begun.end(1) + 1)
        if end is None:
            return None
        classed = self._classed(head[: end.end()])
        found = self.pattern.fullmatch(classed)
        if found is None:
            return None
        index = int(str(found.lastgroup)[1:])
        spans = found.span(f"d{index}"), found.span(f"t{index}")
        date, time = (_PLAIN.sub("", head[start:stop]) for start, stop in spans)
        return Header(self.layouts[index], found.end(), *spans, date, time, _shape(head, classed))

    def half(self, text: str) -> str:
        """Return the half of the day that the words beside a clock time name, empty when they name none."""
        return next((self.halves[key] for piece, kind in self._pieces(text.strip()) if kind == "H" and (key := word_key(piece))), "")

    def _classed(self, head: str) -> str:
        """Return a head of the same length: words as letters of their class, spaces, commas and marks all alike."""
        units = _UNIT.sub(lambda unit: unit[0].translate(_UNITS), head.translate(self.plain))
        return _WORD.sub(lambda run: self._run(run[0], units[: run.start()]), units)

    def _run(self, run: str, before: str) -> str:
        if run.rstrip() == "h" and before.rstrip()[-1:].isdecimal():
            return run
        return "".join(kind * len(piece) if kind != " " else piece for piece, kind in self._pieces(run))

    def _pieces(self, run: str) -> Iterator[tuple[str, str]]:
        """Yield the longest known words of a run of letters, with their class; a space between them is its own class."""
        while run:
            word = run.rstrip()
            while (kind := self.classes.get(word_key(word))) is None and " " in word:
                word = word.rpartition(" ")[0].rstrip()
            if kind is None:
                yield run, _UNKNOWN
                return
            yield word, kind
            rest = run[len(word) :]
            run = rest.lstrip()
            yield rest[: len(rest) - len(run)], " "


def word_key(word: str) -> str:
    """Return what two spellings of a word have in common: no dots, spaces and marks, one case."""
    return _KEY.sub("", word).casefold()


def _shape(head: str, classed: str) -> str:
    """Return what stays the same in all headers of one export: digits are 0 or 0000, the half of the day is one letter."""
    text = "".join(kind if kind in "HN" else ("" if kind == _MARK else char) for char, kind in zip(head, classed, strict=False))
    text = re.sub("N+", "Mon", re.sub("H+", "~", " ".join(text.split())))
    return _DIGITS.sub(lambda run: "0000" if len(run[0]) > 3 else "0", text)


@cache
def grammar() -> Grammar:
    """Return the grammar; read once."""
    with resources.files("wag_analyzer.parser").joinpath("layouts.toml").open("rb") as file:
        data = tomllib.load(file)
    words = {
        "H": {word_key(word): entry["half"] for entry in data["marker"] for word in _words(entry["words"])},
        "E": {word_key(word): entry["years"] for entry in data["era"] for word in _words(entry["words"])},
        "N": {word_key(word): number for number, names in enumerate(data["months"]["names"], 1) for word in _words(names)},
        "B": dict.fromkeys(map(word_key, _words(data["words"]["between"])), 0),
        "C": dict.fromkeys(map(word_key, _words(data["words"]["clock"])), 0),
    }
    spaces, commas, marks, dashes = (data["characters"][name] for name in ("space", "comma", "mark", "dash"))
    return Grammar(
        pattern=re.compile("|".join(_layouts(data["layout"], data["characters"]["dash"]))),
        layouts=tuple(layout["id"] for layout in data["layout"]),
        ends=re.compile(rf"\](?:[{spaces}]|$)|[{spaces}][{marks}]*[{dashes}](?:[{spaces}]|$)"),
        starts=re.compile(rf"[{marks}]*(\[?)[{marks}]*[^\W_][^\n]{{0,24}}?\d"),
        plain={ord(char): plain for chars, plain in ((spaces, " "), (commas, ","), (marks + "()", _MARK)) for char in chars},
        classes={key: kind for kind in "CBNEH" for key in words[kind]},
        halves=words["H"],
        eras=words["E"],
        months=words["N"],
        written={entry["date"]: entry["year_at"] for entry in data["written"]},
        levels=frozenset(data["not_senders"]["levels"]),
    )


def _words(listed: str) -> list[str]:
    return [word.strip() for word in listed.split("|")]


def _layouts(layouts: list[Mapping[str, Any]], dashes: str) -> Iterator[str]:
    year = r"(?:E+ ?)?\d{1,4}(?: ?E+)?"
    named = r"(?:\d{1,2}\.? N+|N+ \d{1,2})(?:,? \d{4})?"
    date = rf"(?:{year}M[./\-]M ?\d{{1,2}}M[./\-]M ?{year}\.?|{named}|(?:E+ ?)?\d{{1,4}}\x02 ?\d{{1,2}}\x03 ?\d{{1,2}}\x04)M"
    clock = r"\d{1,2}(?:[:.٫]\d{2}(?:[:.٫]\d{2})?| ?h ?\d{2}(?: ?C+ ?\d{2}(?: ?C+)?)?|\x05 ?\d{1,2}\x06?(?: ?\d{1,2}\x07?)?)"
    time = rf"M(?:H+ ?M(?:{clock})|(?:{clock})(?: ?(?:C+|h))?(?: *MH+)?)M"
    for index, layout in enumerate(layouts):
        ending = " - " if layout["layout"].endswith(" - ") else "] "
        body = "".join({" ": " +", ",": " ?,M", "[": r"\[M"}.get(char, char) for char in layout["layout"].removesuffix(ending))
        body = body.replace("{date}", f"(?P<d{index}>{date})").replace("{time}", f"(?P<t{index}>{time})").replace("{word}", "B+")
        body += f" M[{dashes}](?: |$)" if ending == " - " else r"\](?: |$)"
        yield f"(?P<h{index}>M{body})".replace("M", f"{_MARK}*")
