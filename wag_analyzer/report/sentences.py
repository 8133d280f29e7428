"""Sentences that are written in English where a result is made, in the user's language: known by their shape."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final, Literal

__all__ = ["Language", "sentence", "shaped"]

Language = Literal["en", "id"]

_DEEPEST: Final = 8
_FIGURE: Final = re.compile(r"-?\d{1,3}(?:,\d{3})*(?:\.\d+)?")
"""A figure as it is written in English."""
_SWAPPED: Final = str.maketrans(",.", ".,")


def sentence(text: str, lang: Language = "en") -> str:
    """Return what stands in a column ``basis`` or ``meaning``, a reason or the name of a change, in ``lang``.

    >>> sentence("pairs without a tie; a tie counts from 0.5 expected acts", "id")
    'pasangan tanpa hubungan; hubungan dihitung mulai 0,5 tindakan yang diperkirakan'
    >>> sentence("something else", "id")
    'something else'
    """
    return text if lang == "en" else shaped(text, "sentences.id.toml")


def shaped(text: str, file: str, deep: int = 0) -> str:
    """Return a sentence as ``file`` tells it; of several, each by itself; one of an unknown shape stays as it is.

    Parameters
    ----------
    text
        One sentence, or several with semicolons between them.
    file
        File of this package with a table ``sentences``: shape of the English sentence → what is said. The first that fits counts; what
        its slots hold is told likewise, figures as the language writes them, but for slots called ``who``, which hold names.
    deep
        Within how many slots the text stands; what stands deeper than sentences do stays as it is, since a name may look like one.
    """
    if deep > _DEEPEST:
        return text
    for pattern, said in _shapes(file).items():
        if found := pattern.fullmatch(text):
            slots = {name: value or "" for name, value in found.groupdict().items()}
            return said.format_map({name: _slot(name, value, file, deep + 1) for name, value in slots.items()})
    parts = text.split("; ")
    return "; ".join(shaped(part, file, deep) for part in parts) if len(parts) > 1 else text


def _slot(name: str, value: str, file: str, deep: int) -> str:
    if name.startswith("who"):
        return value
    return value.translate(_SWAPPED) if _FIGURE.fullmatch(value) else shaped(value, file, deep)


@cache
def _shapes(file: str) -> Mapping[re.Pattern[str], str]:
    table = tomllib.loads(resources.files("wag_analyzer.report").joinpath(file).read_text(encoding="utf-8"))
    return {re.compile(pattern, re.DOTALL): said for pattern, said in table["sentences"].items()}
