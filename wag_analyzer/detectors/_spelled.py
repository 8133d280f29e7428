"""The words of single texts of a chat, looked up in the row of all its words: nothing is read twice, nothing more is kept."""

from collections.abc import Callable, Collection, Iterable

import numpy as np

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._said import said
from wag_analyzer.detectors._shared import once

__all__ = ["Spelled"]


class Spelled:
    """What ``normalize.tokens`` gives for the texts of a chat, as plain words.

    Parameters
    ----------
    analysis
        A chat analysed.
    """

    def __init__(self, analysis: Analysis) -> None:
        chat = once(said, analysis)
        self._place = {text: place for place, text in enumerate(chat.texts)}
        self._texts = chat.texts
        self._offsets = chat.words.offsets
        self._surface = chat.words.surface
        self._lower = [word.lower() for word in chat.words.surfaces]
        self._letters = [word.isalpha() for word in chat.words.surfaces]
        self._standard = chat.words.words

    def lower(self, text: str) -> list[str]:
        """Return the words of a text as written, in lower case."""
        lower = self._lower
        return [lower[word] for word in self._words(text)]

    def letters(self, text: str) -> list[str]:
        """Return the same without words that are not letters only."""
        lower, letters = self._lower, self._letters
        return [lower[word] for word in self._words(text) if letters[word]]

    def standard(self, text: str) -> list[str]:
        """Return the words of a text in their standard spelling."""
        standard = self._standard
        return [standard[word] for word in self._words(text)]

    def holding(self, tells: Callable[[str], bool]) -> frozenset[str]:
        """Return the texts that hold a word of which something is true, in its standard spelling."""
        return self._with(map(tells, self._standard))

    def writing(self, words: Collection[str]) -> frozenset[str]:
        """Return the texts that hold one of some words, as written in lower case."""
        return self._with(word in words for word in self._lower)

    def _with(self, told: Iterable[bool]) -> frozenset[str]:
        """Return the texts that hold a word of which it is told, in the order of all words of the chat, that it counts."""
        at = np.flatnonzero(np.fromiter(told, bool, len(self._standard))[self._surface])
        return frozenset(self._texts[place] for place in np.unique(np.searchsorted(self._offsets, at, "right") - 1).tolist())

    def _words(self, text: str) -> list[int]:
        place = self._place.get(text, -1)
        found: list[int] = self._surface[self._offsets[place] : self._offsets[place + 1]].tolist() if place >= 0 else []
        return found
