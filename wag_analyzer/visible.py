"""One function that makes any text safe to print: nothing in a chat may act on a terminal."""

import re
from typing import Final

__all__ = ["visible"]

_HIDDEN: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


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
