"""What can be said about two names without knowing anybody: the same digits, the same letters."""

import re
import unicodedata
from typing import Final

__all__ = ["SELF", "composed", "digits", "folded"]

SELF: Final = "@self"
"""The exporter, where the file says 'you' and nothing tells which sender that is."""

_NUMBER: Final = re.compile(r"\+?[\d\s().\-\u2010-\u2015\u00a0\u202f]{7,}")
_OTHER: Final = re.compile(r"[^0-9]+")
LEAST_DIGITS: Final = 8


def digits(name: str) -> str:
    """Return the ASCII digits of a phone number in any spelling (a leading 00 or + dropped), empty when ``name`` is none.

    >>> digits("+62 812-0000-0003")
    '6281200000003'
    >>> digits("Budi 2")
    ''
    """
    if not _NUMBER.fullmatch(name.strip()):
        return ""
    kept = _OTHER.sub("", name) if name.isascii() else "".join(str(unicodedata.digit(char)) for char in name if char.isdigit())
    found = kept.removeprefix("00")
    return found if len(found) >= LEAST_DIGITS else ""


def composed(name: str) -> str:
    """Return ``name`` in NFC with single spaces: equal for names that differ only in how their letters are put together."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def folded(name: str) -> str:
    """Return ``name`` composed and case-folded: equal for names that differ only in how they were typed."""
    return composed(name).casefold()
