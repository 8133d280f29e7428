"""Wordings that single detectors look for, beside the signals every chat is read for: cues of one lexicon in all messages."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._columns import ids
from wag_analyzer.detectors._shared import kept, once
from wag_analyzer.text.cues import Cue, lexicon
from wag_analyzer.text.flat import Said, Words
from wag_analyzer.text.lexicon import grammar
from wag_analyzer.text.standing import Found, Standing

__all__ = ["Cued", "cued", "kinds", "said", "texts_with"]

_BEFORE: Final = 3


class Cued(NamedTuple):
    """The strongest cue of a signal in a message: its strength and its place in the text."""

    value: float
    start: int
    end: int


def said(analysis: Analysis) -> Said:
    """Return the distinct texts of a chat and their words."""
    return Said.of(analysis.messages["text"])


def cued(analysis: Analysis, name: str, affirmed: Collection[str] = (), among: Collection[int] | None = None) -> dict[int, dict[str, Cued]]:
    """Return place of a message → signal → its strongest cue, for messages that show any.

    Messages of one text share what is found in it; nobody may change it.

    Parameters
    ----------
    analysis
        A chat analysed.
    name
        Lexicon, ``lexicons/<language>/<name>.toml``.
    affirmed
        Signals whose cues do not count after a negation within three words ("never took any bribe").
    among
        Places to look at; None: all messages.
    """
    chat, found, cues = once(said, analysis), once(_heard(name), analysis), lexicon(name).cues
    wanted = np.unique(chat.code if among is None else chat.code[sorted(among)])
    counted = np.isin(found.text, wanted) & _counts(found, chat.words, np.array([cue.signal in affirmed for cue in cues], bool))
    best = _strongest(found, cues, np.flatnonzero(counted))
    shown: defaultdict[int, dict[str, Cued]] = defaultdict(dict)
    columns = (found.text[best], found.cue[best], chat.words.start[found.first[best]], chat.words.end[found.after[best] - 1])
    for text, cue, start, end in zip(*(column.tolist() for column in columns), strict=True):
        shown[text][cues[cue].signal] = Cued(cues[cue].value, start, end)
    code = chat.code.tolist()
    return {at: shown[code[at]] for at in (range(len(code)) if among is None else sorted(among)) if code[at] in shown}


def _standing(analysis: Analysis) -> Standing:
    return Standing(once(said, analysis).words)


@cache
def _heard(name: str) -> Callable[[Analysis], Found]:
    """Return what finds the cues of a lexicon in the distinct texts of a chat."""

    def heard(analysis: Analysis) -> Found:
        return once(_standing, analysis).among(lexicon(name))

    return heard


def texts_with(analysis: Analysis, name: str) -> Iterator[tuple[str, npt.NDArray[np.int32]]]:
    """Yield each signal of a lexicon with the distinct texts that show it, by their numbers in ``said``; nothing is kept of it.

    Parameters
    ----------
    analysis
        A chat analysed.
    name
        Lexicon, ``lexicons/<language>/<name>.toml``.
    """
    find = _heard(name)
    found = kept(find, analysis) or find(analysis)
    signals, numbers = _signals(lexicon(name).cues)
    number = numbers[found.cue]
    for place, signal in enumerate(signals):
        yield signal, np.unique(found.text[number == place])


def kinds(analysis: Analysis, name: str) -> dict[str, frozenset[str]]:
    """Return message → the kinds of cues of a lexicon it shows, for messages that show any."""
    chat, listed = once(said, analysis), once(ids, analysis)
    shown = np.zeros(len(chat.texts) + 1, np.int64)  # the last one is no text: messages without words have the code -1
    signals: list[str] = []
    for signal, texts in texts_with(analysis, name):
        shown[texts] |= 1 << len(signals)
        signals.append(signal)
    of_message = shown[chat.code]
    sets = {
        mark: frozenset(signal for number, signal in enumerate(signals) if mark >> number & 1) for mark in np.unique(of_message).tolist()
    }
    some = np.flatnonzero(of_message)
    return {listed[at]: sets[mark] for at, mark in zip(some.tolist(), of_message[some].tolist(), strict=True)}


def _signals(cues: Sequence[Cue]) -> tuple[list[str], npt.NDArray[np.intp]]:
    """Return the signals of some cues, and which of them each cue shows."""
    signals = list(dict.fromkeys(cue.signal for cue in cues))
    return signals, np.array([signals.index(cue.signal) for cue in cues], np.intp)


def _counts(found: Found, words: Words, affirmed: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which cues count: not those that must be ``affirmed`` and are not."""
    if not affirmed.any():
        return np.ones(len(found.text), bool)
    denied = np.append(0, np.cumsum(words.mean(grammar("not"))[words.surface]))
    before = np.maximum(found.first - _BEFORE, words.offsets[found.text])
    counts: npt.NDArray[np.bool_] = ~affirmed[found.cue] | (denied[found.after] == denied[before])
    return counts


def _strongest(found: Found, cues: Sequence[Cue], counted: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return which cues are the strongest of their signals in their texts: of two alike the longer one, then the later one."""
    signals, number = _signals(cues)
    value = np.array([cue.value for cue in cues])
    text, cue = found.text[counted], found.cue[counted]
    ranked = counted[np.lexsort((found.after[counted] - found.first[counted], value[cue], text))]
    pair = found.text[ranked].astype(np.intp) * len(signals) + number[found.cue[ranked]]
    first, last = np.unique(pair, return_index=True)[1], len(pair) - 1 - np.unique(pair[::-1], return_index=True)[1]
    best: npt.NDArray[np.intp] = ranked[last[np.argsort(first)]]
    return best
