"""Figures in sentences, as people of a language write them, with the words for one or many."""

from typing import Final, Literal, Self

__all__ = ["Figure", "Language", "filled", "number"]

Language = Literal["en", "id"]

_BARE: Final = frozenset({"is", "was", "it", "it touches", "counts", "agrees", "has", "came"})
"""First words of specs that stand behind a figure already written."""

_NAMED: Final = frozenset({"line", "seed", "revision"})
"""Slots with figures that count nothing."""


def number(value: float, lang: Language, digits: int = 0) -> str:
    """Return ``value`` with separators of ``lang``.

    >>> number(1234.5, "en", 1), number(1234.5, "id", 1)
    ('1,234.5', '1.234,5')
    """
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "id" else text


class Figure(int):
    """A count in a sentence: ``{n:line|lines}`` writes *1 line* or *5 lines*, ``{n:is|are}`` only *is* or *are*.

    >>> "{n:line holds|lines hold}, {n:it|them}".format(n=Figure(1))
    '1 line holds, it'
    """

    lang: Language

    def __new__(cls, value: int, lang: Language = "en") -> Self:
        """Return a count that is written as people of ``lang`` write it."""
        made = super().__new__(cls, value)
        made.lang = lang
        return made

    def __format__(self, spec: str) -> str:
        """Return the figure, or the words for one or many of it; a spec of auxiliary words alone brings no figure."""
        shown = number(int(self), self.lang)
        if not spec:
            return shown
        one, _, many = spec.partition("|")
        word = one if self == 1 else many
        return word if one in _BARE else f"{shown} {word}"


def filled(text: str, lang: Language, /, **slots: object) -> str:
    """Return a text with its slots filled: counts and other numbers as ``lang`` writes them, all else as it is.

    >>> filled("{n:case|cases}, {rate} a second, line {line}", "en", n=1, rate=2.25, line=1200)
    '1 case, 2.2 a second, line 1200'
    """
    return text.format(**{name: value if name in _NAMED else _written(value, lang) for name, value in slots.items()})


def _written(value: object, lang: Language) -> object:
    if isinstance(value, float):
        return number(value, lang, 1)
    return Figure(value, lang) if isinstance(value, int) and not isinstance(value, bool) else value
