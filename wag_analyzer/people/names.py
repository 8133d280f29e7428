"""What can be said about two names without knowing anybody: the same digits, the same letters, letters that merely look the same."""

import re
import unicodedata
from typing import Final

__all__ = ["SELF", "composed", "digits", "folded", "skeleton"]

SELF: Final = "@self"
"""The exporter, where the file says 'you' and nothing tells which sender that is."""

_NUMBER: Final = re.compile(r"\+?[\d\s().\-\u2010-\u2015\u00a0\u202f]{7,}")
LEAST_DIGITS: Final = 8
_PAIRS: Final = (
    "аa еe оo рp сc уy хx іi јj ѕs ԁd ӏl һh АA ВB ЕE КK МM НH ОO РP СC ТT ХX "  # Cyrillic
    "οo αa εe νv ιi κk ρp τt υu ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX 0o |l"  # Greek, digits, bar
)
_LOOKS: Final = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})


def digits(name: str) -> str:
    """Return the ASCII digits of a phone number in any spelling (a leading 00 or + dropped), empty when ``name`` is none.

    >>> digits("+62 812-0000-0003")
    '6281200000003'
    >>> digits("Budi 2")
    ''
    """
    if not _NUMBER.fullmatch(name.strip()):
        return ""
    found = "".join(str(unicodedata.digit(char)) for char in name if char.isdigit()).removeprefix("00")
    return found if len(found) >= LEAST_DIGITS else ""


def composed(name: str) -> str:
    """Return ``name`` in NFC with single spaces: equal for names that differ only in how their letters are put together."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def folded(name: str) -> str:
    """Return ``name`` composed and case-folded: equal for names that differ only in how they were typed."""
    return composed(name).casefold()


def skeleton(name: str) -> str:
    """Return what ``name`` looks like: compatibility letters, no marks or invisible characters, common look-alikes as Latin.

    After the idea of UTS 39 (Unicode confusables), for Latin, Cyrillic and Greek look-alikes. Two different names with one skeleton
    are told to the reader as confusable; they are never joined.

    >>> skeleton("Вudi") == skeleton("Budi")
    True
    """
    plain = unicodedata.normalize("NFKD", name.translate(_LOOKS))
    kept = (char for char in plain if unicodedata.category(char) not in {"Mn", "Cf", "Cc", "Zs"})
    return "".join(kept).casefold().translate(_LOOKS)
