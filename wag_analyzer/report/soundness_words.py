"""What checking a case, a bag or a store says, in the user's language; the sentences are written in English where the checks are made."""

from wag_analyzer.report.sentences import Language, shaped

__all__ = ["sound_line"]


def sound_line(text: str, lang: Language) -> str:
    """Return a sentence of a check in ``lang``; of several, each by itself; one of an unknown shape stays as it is.

    >>> sound_line("12 files as they were written, 3 log entries in an unbroken chain", "id")
    '12 berkas masih seperti waktu ditulis, 3 catatan log dalam rantai yang utuh'
    """
    return text if lang == "en" else shaped(text, "soundness.id.toml")
