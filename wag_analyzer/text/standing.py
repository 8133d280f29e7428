"""Cues in all words of a chat at once: what may stand at a place of a cue is looked up, then only where the rarest of it stands."""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.text.cues import GAP_WORDS, TAIL_WORDS, Cue, Lexicon, Place, plain
from wag_analyzer.text.flat import Words

__all__ = ["Found", "Standing"]

Ints = npt.NDArray[np.intp]

_NOWHERE: Final = np.zeros(0, np.intp)


@dataclass(frozen=True, slots=True)
class Found:
    """Cues found in texts, in order of their first words and of the cues in the lexicon.

    Parameters
    ----------
    text, cue
        Number of the text, and of the cue in the lexicon.
    first, after
        First word of the cue, and the one after its last, in the row of all words.
    """

    text: npt.NDArray[np.int32]
    cue: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    after: npt.NDArray[np.int32]


class Standing:
    """Where each distinct word stands in some texts.

    Parameters
    ----------
    said
        The words of the texts.
    """

    def __init__(self, said: Words) -> None:
        spelled = [plain(word) for word in said.words]
        self._listed = sorted(set(spelled))
        self._number = {word: number for number, word in enumerate(self._listed)}
        turned = sorted((word[::-1], number) for word, number in self._number.items())
        self._turned, self._forth = [word for word, _ in turned], [number for _, number in turned]
        self._message, self._offsets = said.message, said.offsets
        self._word = np.array([self._number[word] for word in spelled], np.int32)[said.surface]
        self._order = np.argsort(self._word, kind="stable").astype(np.int32)
        self._times = np.bincount(self._word, minlength=len(self._listed))
        self._until = np.cumsum(self._times)

    def among(self, lexicon: Lexicon) -> Found:
        """Return what ``Lexicon.hits`` finds in the texts."""
        found = [self._of(cue) for cue in lexicon.cues]
        first = np.concatenate([_NOWHERE, *(first for first, _ in found)])
        after = np.concatenate([_NOWHERE, *(after for _, after in found)])
        cue = np.repeat(np.arange(len(found)), np.array([len(first) for first, _ in found], np.intp))
        order = np.lexsort((cue, first))
        return Found(*(column[order].astype(np.int32) for column in (self._message[first], cue, first, after)))

    def _of(self, cue: Cue) -> tuple[Ints, Ints]:
        """Return where a cue begins and ends."""
        leading = next((number for number, place in enumerate(cue.places) if place.gap), len(cue.places))
        held = list(itertools.takewhile(len, map(self._fitting, cue.places[:leading])))
        if len(held) < leading:
            return _NOWHERE, _NOWHERE
        times = [int(self._times[words].sum()) for words in held]
        rarest = times.index(min(times))
        at = np.concatenate([self._order[self._until[word] - self._times[word] : self._until[word]] for word in held[rarest]])
        text, first = self._message[at], at - rarest
        begin, end = self._offsets[text], self._offsets[text + 1]
        kept = first == begin if cue.at_start else first >= begin
        first, end = first[kept].astype(np.intp), end[kept]
        after = self._after(cue.places, first, end)
        ends = (after >= 0) & (end - after <= TAIL_WORDS) if cue.at_end else after >= 0
        return first[ends], after[ends]

    def _after(self, places: Sequence[Place], at: Ints, end: Ints) -> Ints:
        """Return where places end that begin at some words of texts that go on to ``end``; -1 where they do not stand there."""
        found, going, at = np.full(len(at), -1), np.arange(len(at)), at.copy()
        for number, place in enumerate(places):
            if place.gap:
                return self._later(places[number + 1 :], (at, end), (found, going))
            going = going[at[going] < end[going]]
            fits = np.zeros(len(self._listed), bool)
            fits[self._fitting(place)] = True
            going = going[fits[self._word[at[going]]]]
            at[going] += 1
        found[going] = at[going]
        return found

    def _later(self, places: Sequence[Place], spans: tuple[Ints, Ints], known: tuple[Ints, Ints]) -> Ints:
        """Return the same where places stand up to three words on: the next place at which they do counts."""
        (at, end), (found, going) = spans, known
        for skipped in range(GAP_WORDS + 1):
            after = self._after(places, at[going] + skipped, end[going])
            found[going] = after
            going = going[after < 0]
        return found

    def _fitting(self, place: Place) -> list[int]:
        """Return the words that may stand at a place."""
        found = {self._number[word] for word in place.words & self._number.keys()}
        for part in place.beginnings:
            found.update(_beginning(self._listed, part))
        for part in place.endings:
            found.update(self._forth[number] for number in _beginning(self._turned, part[::-1]))
        return sorted(found)


def _beginning(words: Sequence[str], part: str) -> range:
    """Return which of some sorted words begin with a part."""
    return range(bisect_left(words, part), bisect_right(words, part, key=lambda word: word[: len(part)]))
