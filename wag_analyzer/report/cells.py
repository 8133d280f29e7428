"""What may stand in a cell that a spreadsheet opens (CWE-1236)."""

from typing import Final

from wag_analyzer.visible import visible

__all__ = ["guarded"]

_DANGER: Final = frozenset("=+-@\t\r\n\0＝＋－＠")


def guarded(cell: str) -> str:
    """Return ``cell`` with control characters spelled out, behind an apostrophe when a spreadsheet would calculate it.

    >>> guarded("=1+1")
    "'=1+1"
    """
    shown = visible(cell, one_line=False)
    return f"'{shown}" if shown[:1] in _DANGER or cell[:1] in _DANGER else shown
