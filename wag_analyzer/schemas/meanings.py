"""What tables, lines, files and their fields mean, in the user's language; schemas themselves are English, as programs read them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

__all__ = ["kind", "meaning"]

Language = Literal["en", "id"]


def meaning(text: str, lang: Language = "en") -> str:
    """Return what a table, line, file or field means, or its unit, in ``lang``; what is not known stays as it is.

    >>> meaning("last physical line in that file", "id")
    'baris terakhirnya dalam berkas itu'
    """
    return text if lang == "en" else _meanings().get(text, text)


def kind(text: str, lang: Language = "en") -> str:
    """Return of which type a field is, as ``fields`` tells it, in ``lang``; names of types and values stay.

    >>> kind("one of: high, null", "id"), kind("integer or null", "id"), kind("just message", "id")
    ('salah satu: high, null', 'integer atau null', 'hanya message')
    """
    if lang == "en":
        return text
    for start, said in (("one of: ", "salah satu: "), ("just ", "hanya ")):
        if text.startswith(start):
            return said + text.removeprefix(start)
    return text.replace(" or ", " atau ")


@cache
def _meanings() -> Mapping[str, str]:
    found: Mapping[str, str] = tomllib.loads(
        resources.files("wag_analyzer.schemas").joinpath("meanings.id.toml").read_text(encoding="utf-8")
    )["meanings"]
    return found
