"""Counts in the reader's own sentences, which are English: one line looks, two lines look."""

__all__ = ["counted"]


class _Count(int):
    def __format__(self, spec: str) -> str:
        if not spec:
            return str(int(self))
        one, _, many = spec.removeprefix("=").partition("|")
        word = one if self == 1 else many
        return word if spec.startswith("=") else f"{int(self)} {word}"


def counted(text: str, /, **slots: object) -> str:
    """Return a sentence with its slots filled; ``{n:line|lines}`` writes a count with its word, ``{n:=is|are}`` the word alone.

    >>> counted("{n:line looks|lines look} odd and {n:=was|were} kept: {where}", n=1, where=7)
    '1 line looks odd and was kept: 7'
    """
    return text.format(**{name: _Count(value) if isinstance(value, int) else value for name, value in slots.items()})
