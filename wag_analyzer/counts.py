"""Counts in English sentences: one line looks, two lines look."""

from string import Formatter
from typing import Final

__all__ = ["counted"]


class _Counting(Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        if "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        one, _, many = format_spec.removeprefix("=").partition("|")
        word = one if str(value) == "1" else many
        return word if format_spec.startswith("=") else f"{value} {word}"


_COUNTING: Final = _Counting()


def counted(text: str, /, **slots: object) -> str:
    """Return a sentence with its slots filled; ``{n:line|lines}`` writes a count with its word, ``{n:=is|are}`` the word alone.

    >>> counted("{n:line looks|lines look} odd and {n:=was|were} kept: {where}", n=1, where=7)
    '1 line looks odd and was kept: 7'
    """
    return _COUNTING.vformat(text, (), slots)
