"""What checking a case, a bag or a store says, in the user's language; the sentences are written in English where the checks are made."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from wag_analyzer.errors import WagError
from wag_analyzer.report.words import Language

__all__ = ["problem_line", "sound_line"]


def sound_line(text: str, lang: Language) -> str:
    """Return a sentence of a check in ``lang``; of several, each by itself; one of an unknown shape stays as it is.

    >>> sound_line("12 files as they were written, 3 log entries in an unbroken chain", "id")
    '12 berkas masih seperti waktu ditulis, 3 catatan log dalam rantai yang utuh'
    """
    if lang == "en":
        return text
    for pattern, said in _said().items():
        if found := pattern.fullmatch(text):
            return said.format_map({name: sound_line(value, lang) for name, value in found.groupdict().items()})
    parts = text.split("; ")
    return "; ".join(sound_line(part, lang) for part in parts) if len(parts) > 1 else text


def problem_line(error: WagError, lang: Language) -> str:
    """Return what is wrong as one line: where, what, what to do.

    >>> from wag_analyzer.errors import VerificationError
    >>> problem_line(VerificationError("the chain breaks", where="audit.jsonl, line 2", hint="ask for it again"), "id")
    'audit.jsonl, baris 2: rantainya putus; mintalah lagi'
    """
    where = re.sub(r", line (\d+)$", r", baris \1", error.where) if lang == "id" else error.where
    return str(type(error)(sound_line(error.what, lang), where=where, hint=sound_line(error.hint, lang)))


@cache
def _said() -> Mapping[re.Pattern[str], str]:
    table = tomllib.loads(resources.files("wag_analyzer.report").joinpath("soundness.id.toml").read_text(encoding="utf-8"))
    return {re.compile(pattern, re.DOTALL): said for pattern, said in table["sentences"].items()}
