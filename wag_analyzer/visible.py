"""What a text shows: made safe to print, so that nothing in a chat acts on a terminal; and what a name looks like beside another."""

import re
import unicodedata
from typing import Final

__all__ = ["skeleton", "visible"]

_HIDDEN: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)

_PAIRS: Final = (
    "аa еe оo рp сc уy хx іi јj ѕs ԁd ӏl һh АA ВB ЕE КK МM НH ОO РP СC ТT ХX "  # Cyrillic
    "οo αa εe νv ιi κk ρp τt υu ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX 0o |l "  # Greek, digits, bar
    "ԛq ԝw օo սu ոn ցg ⅼl"  # Cyrillic, Armenian, Roman numeral
)
_BLANK: Final = re.compile(r"[\x00-\x20\x7f]+")
_LOOKS: Final = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})


def visible(text: str, *, one_line: bool = True) -> str:
    """Return ``text`` with every control, bidi and invisible character spelled out as ``[U+XXXX]``.

    Parameters
    ----------
    text
        Any text, also one with lone surrogates.
    one_line
        Whether a line feed is spelled out too; when false it is kept.

    Returns
    -------
    str
        Text without C0, C1, bidi controls and zero-width marks. Joiners inside emoji (U+200C, U+200D) stay.
        ``visible(visible(x)) == visible(x)``.
    """
    shown = _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    return shown.replace("\n", "[U+000A]") if one_line else shown


def skeleton(name: str) -> str:
    """Return what ``name`` looks like: compatibility letters, no marks or invisible characters, common look-alikes as Latin.

    After the idea of UTS 39 (Unicode confusables), for Latin, Cyrillic and Greek look-alikes. Two different names with one skeleton
    are told to the reader as confusable; they are never joined.

    >>> skeleton("Вudi") == skeleton("Budi")
    True
    """
    plain = unicodedata.normalize("NFKD", name.translate(_LOOKS))
    if plain.isascii():
        return _BLANK.sub("", plain).casefold().translate(_LOOKS)
    kept = (char for char in plain if unicodedata.category(char) not in {"Mn", "Cf", "Cc", "Zs"})
    return "".join(kept).casefold().translate(_LOOKS)
