"""Wording of the report, by language, and figures as people of that language write them."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import pandas as pd

from wag_analyzer.report.counted import Language, number

__all__ = ["Language", "day", "hour", "kept", "number", "words"]

_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
}


_UNIT: Final = re.compile(r"(?<=[\d}]) (?=%)|(?<=\b[npqr]) (?=[=<>])|(?<=\b[npqr] [=<>]) (?=[-\d{])")


def kept(text: str) -> str:
    r"""Return ``text`` with spaces that no line is broken at between a figure and ``%`` and within ``p = 0.01``.

    >>> kept("58 % of them, p = 0.01").split(" ")
    ['58\xa0%', 'of', 'them,', 'p\xa0=\xa00.01']
    """
    return _UNIT.sub("\N{NO-BREAK SPACE}", text)


@cache
def words(lang: Language) -> Mapping[str, Mapping[str, str]]:
    """Return section → key → wording in ``lang``."""
    text = resources.files("wag_analyzer.report.html").joinpath(f"words.{lang}.toml").read_text(encoding="utf-8")
    return {name: section for name, section in tomllib.loads(text).items() if isinstance(section, dict)}


def day(at: Any, lang: Language) -> str:
    """Return ``13 Jan 2025``; empty when missing."""
    return f"{at.day} {_MONTHS[lang][at.month - 1]} {at.year}" if isinstance(at, pd.Timestamp) else ""


def hour(at: Any, lang: Language, *, minutes: bool) -> str:
    """Return day and time to the minute, or to the hour (``13 Jan 2025, 09 h``)."""
    if not isinstance(at, pd.Timestamp):
        return ""
    mark = "." if lang == "id" else ":"
    coarse = f"{at.hour:02d} h" if lang == "en" else f"pk {at.hour:02d}"
    return f"{day(at, lang)}, " + (f"{at.hour:02d}{mark}{at.minute:02d}" if minutes else coarse)
