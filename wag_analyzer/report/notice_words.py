"""What the reader's notices say, in words of somebody who is no programmer: what, why it matters, what to do, what to type.

The reader writes its notices in English, for the log. Here each is recognised by its word and the shape of its sentence; the figures in it
fill the sentences of ``notice_words.toml``. A sentence of an unknown shape is never shown in another language: its headline stands for it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from wag_analyzer.report.counted import Figure
from wag_analyzer.report.words import Language

__all__ = ["Advice", "Level", "advice", "alike", "evidence_words", "headlines", "told"]

Level = Literal["doubt", "note", "files"]
_ANOTHER: Final = {"en": "another reason", "id": "sebab lain"}


@dataclass(frozen=True, slots=True)
class Advice:
    """A notice in plain words.

    Parameters
    ----------
    level
        ``doubt``: to be settled before results are relied on; ``note``: good to know; ``files``: how several files belong together.
    what
        What was seen.
    why
        Why it matters; empty unless it is a doubt.
    do
        What to do about it.
    commands
        What to type; ``{input}`` stands for the file, ``{second}`` and ``{older}`` for exports still to come.
    says_where
        Whether ``what`` names the lines itself.
    """

    level: Level
    what: str
    why: str = ""
    do: str = ""
    commands: tuple[str, ...] = ()
    says_where: bool = False


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("wag_analyzer.report").joinpath("notice_words.toml").read_text(encoding="utf-8"))


@cache
def headlines(lang: Language) -> Mapping[str, str]:
    """Return word of a notice → its headline; none in English, in which the notices themselves are written."""
    if lang == "en":
        return {}
    found = tomllib.loads(resources.files("wag_analyzer.report").joinpath(f"notices.{lang}.toml").read_text(encoding="utf-8"))
    return {str(word): str(line) for word, line in found["headlines"].items()}


def advice(word: str, text: str, lang: Language) -> Advice:
    """Return a notice in plain words.

    Parameters
    ----------
    word
        Fixed key of the notice.
    text
        The reader's English sentence.
    lang
        Language of the answer.

    Examples
    --------
    >>> advice("cut-short", "the file ends inside a character: it was cut short", "id").what
    'Berkas terpotong: berakhir di tengah sebuah huruf'
    """
    shapes = [entry for entry in _table()["notice"] if entry["word"] == word]
    for entry in shapes:
        if found := re.fullmatch(entry["pattern"], text, re.DOTALL):
            slots = {name: _slot(name, value, lang) for name, value in found.groupdict().items()}
            said = {part: line.format_map(slots) for part, line in entry[lang].items()}
            return Advice(level=entry["level"], commands=tuple(entry.get("commands", ())), says_where="lines" in slots, **said)
    level: Level = shapes[0]["level"] if shapes else "doubt"
    return Advice(level, text if lang == "en" else headlines(lang).get(word, word))


def told(word: str, text: str | None, lang: Language) -> str:
    """Return a notice as one line: in English the reader's own sentence, else the same in ``lang``.

    Parameters
    ----------
    word
        Fixed key of the notice.
    text
        The reader's English sentence; None where a tier leaves texts out.
    lang
        Language of the output.

    Examples
    --------
    >>> told("same-file-twice", "b.txt holds the same bytes as a.txt: read once", "id")
    'b.txt sama persis dengan a.txt; dibaca sekali'
    >>> told("cut-short", "the file ends inside a character", "en")
    'the file ends inside a character'
    """
    if text is None:
        return headlines(lang).get(word, word)
    return text if lang == "en" else advice(word, text, lang).what


def evidence_words(text: str, lang: Language) -> str:
    """Return in plain words why dates are read as they are; empty where the sentences are of no known shape.

    >>> evidence_words("the first field is above 12 in 20 lines", "id")
    '20 tanggal angka pertamanya di atas 12, jadi pasti hari'
    """
    said: list[str] = []
    rest = text
    while rest:
        step = _first_evidence(rest, lang)
        if step is None:
            return text if lang == "en" else ""
        line, rest = step
        said.append(line)
    return "; ".join(said)


def _first_evidence(text: str, lang: Language) -> tuple[str, str] | None:
    for entry in _table()["evidence"]:
        if found := re.match(f"{entry['pattern']}(?:; |$)", text):
            slots = {name: _slot(name, value, lang) for name, value in found.groupdict().items()}
            return entry[lang].format_map(slots), text[found.end() :]
    return None


def _slot(name: str, value: str | None, lang: Language) -> object:
    """Return what fills a slot: a figure, a word of the language, or what stands in the notice (names, files, lines)."""
    text = value or ""
    if name == "evidence":
        return evidence_words(text, lang)
    if name == "figures":
        return alike(text, lang)
    if name == "names" and lang == "id":
        return text.replace("(plain letters)", "(huruf biasa)").replace(") and '", ") dan '")
    if name in _table()["slots"]:
        words = _table()["slots"][name]
        known: str | None = words[lang].get(text)
        return known or words.get("otherwise", {}).get(lang) or (text if lang == "en" else _ANOTHER[lang])
    return Figure(int(text), lang) if text.isascii() and text.isdigit() and name != "lines" else text


def alike(text: str, lang: Language) -> str:
    """Return how alike two exports are, in plain words.

    >>> alike("no name in common; 2 of 9 different texts that both could hold agree", "id")
    '2 dari 9 teks yang bisa ada di keduanya cocok'
    """
    table = _table()["figures"]
    found = re.fullmatch(table["pattern"], text)
    slots = {name: _slot(name, value, lang) for name, value in found.groupdict().items()} if found else {}
    return str(table[lang]).format_map(slots) if found else (text if lang == "en" else "isinya tidak cocok")
