"""What the reader's notices are about, in a line of the reader's own language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from wag_analyzer.report.words import Language

__all__ = ["headlines", "told"]


@cache
def headlines(lang: Language) -> Mapping[str, str]:
    """Return word of a notice → its headline; none in English, in which the notices themselves are written."""
    if lang == "en":
        return {}
    found = tomllib.loads(resources.files("wag_analyzer.report").joinpath(f"notices.{lang}.toml").read_text(encoding="utf-8"))
    return {str(word): str(line) for word, line in found["headlines"].items()}


def told(word: str, text: str | None, lang: Language) -> str:
    """Return a notice as it is shown: its headline in ``lang``, then the detail as it stands where there is one.

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
    >>> told("cut-short", "the file ends inside a character", "id")
    'Berkas terpotong di akhir – the file ends inside a character'
    >>> told("cut-short", "the file ends inside a character", "en")
    'the file ends inside a character'
    """
    return " – ".join(filter(None, (headlines(lang).get(word), text))) or word
