"""What checking a case, a bag or a store says, in the user's language; the sentences are written in English where the checks are made."""

import re

from wag_analyzer.errors import WagError
from wag_analyzer.report.sentences import Language, shaped

__all__ = ["problem_line", "sound_line"]


def sound_line(text: str, lang: Language) -> str:
    """Return a sentence of a check in ``lang``; of several, each by itself; one of an unknown shape stays as it is.

    >>> sound_line("12 files as they were written, 3 log entries in an unbroken chain", "id")
    '12 berkas masih seperti waktu ditulis, 3 catatan log dalam rantai yang utuh'
    """
    return text if lang == "en" else shaped(text, "soundness.id.toml")


def problem_line(error: WagError, lang: Language) -> str:
    """Return what is wrong as one line: where, what, what to do.

    >>> from wag_analyzer.errors import VerificationError
    >>> problem_line(VerificationError("the chain breaks", where="audit.jsonl, line 2", hint="ask for it again"), "id")
    'audit.jsonl, baris 2: rantainya putus; mintalah lagi'
    """
    where = re.sub(r", line (\d+)$", r", baris \1", error.where) if lang == "id" else error.where
    return str(type(error)(sound_line(error.what, lang), where=where, hint=sound_line(error.hint, lang)))
