"""Lines that commands write around their results, in the user's language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from wag_analyzer.report.counted import filled
from wag_analyzer.report.table_words import Language

__all__ = ["spoken"]


def spoken(key: str, lang: Language = "en", **slots: object) -> str:
    """Return the line of that key in ``lang``, its slots ``filled``.

    >>> spoken("tests_pass", "id", path="office.yaml", n=3)
    'office.yaml: 3 uji lulus'
    >>> spoken("revision", path="learnt.json", revision=2, cases=1)
    'learnt.json: revision 2, 1 case'
    """
    return filled(_lines()[lang][key], lang, **slots)


@cache
def _lines() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(
        resources.files("wag_analyzer.report").joinpath("spoken.toml").read_text(encoding="utf-8")
    )
    return found
