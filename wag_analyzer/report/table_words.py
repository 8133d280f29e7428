"""Headings, legends and names of stages that commands print around their tables, in the user's language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from wag_analyzer.report.sentences import Language, sentence

__all__ = ["Language", "stage", "wording"]


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("wag_analyzer.report").joinpath("table_words.toml").read_text(encoding="utf-8"))


def wording(lang: Language = "en") -> Mapping[str, str]:
    """Return key → wording in ``lang``."""
    words: Mapping[str, str] = _file()[lang]
    return words


def stage(name: str, lang: Language = "en") -> str:
    """Return the name of a stage of long work in ``lang``; a name without a wording (of a group or a variant) stays.

    >>> stage("ties", "id"), stage("ties"), stage("seed: 1", "id")
    ('hubungan', 'ties', 'benih: 1')
    """
    return str(_file()["stages"][lang].get(name) or sentence(name, lang))
