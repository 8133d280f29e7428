"""A chat ready for scoring: history, wording, shared words, and what each line does, as arrays over messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.cues import CLASSES
from wag_analyzer.interactions.history import History
from wag_analyzer.interactions.wording import Wording

__all__ = ["WINDOW", "Echoes", "Scene", "echoes", "scene"]

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

#: How many messages back an answer may reach.
WINDOW: Final = 30
_ECHO_STEPS: Final = 6
_IDF_PRIOR: Final = 100.0
#: What counts in the message that may answer, and in the one that may be answered.
_MINE: Final = (
    "thanks_any", "greeting_first", "you_any", "agree_first", "disagree_first", "continue_first", "back_any", "laugh_any", "sorry_any",
    "advice_first", "advice_any", "self_any", "everyone_any", "asks", "marks", "short", "wordless", "length", "link", "digit",
)  # fmt: skip
_THEIRS: Final = (
    "asks", "marks", "thanks_any", "greeting_first", "everyone_any", "self_any", "you_any", "agree_first", "disagree_first", "laugh_any",
    "advice_first", "advice_any", "short", "wordless", "length", "link", "continue_first", "new", "led",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Echoes:
    """Shared topic words: message, distance, similarity and the rarest shared word's weight, sorted by message."""

    at: Places
    back: Places
    cosine: Floats
    rarest: Floats


@dataclass(frozen=True, slots=True)
class Scene:
    """A chat ready for scoring.

    Parameters
    ----------
    history, wording, echoes
        What surrounds each message, what it says, and which words it shares with earlier ones.
    cue
        Arrays over messages by name.
    mine_names, mine
        Cues of a message that may answer, and their array cue x message.
    their_names, theirs
        Cues of a message that may be answered, and their array cue x message.
    """

    history: History
    wording: Wording
    echoes: Echoes
    cue: Mapping[str, Floats]
    mine_names: tuple[str, ...]
    mine: Floats
    their_names: tuple[str, ...]
    theirs: Floats

    @property
    def size(self) -> int:
        """Return the number of messages."""
        return len(self.history.author)


def scene(history: History, wording: Wording) -> Scene:
    """Return the chat ready for scoring."""
    cue: dict[str, Floats] = {}
    for place, name in enumerate(CLASSES):
        cue[f"{name}_first"] = ((wording.first_bits >> place) & 1).astype(np.float32)
        cue[f"{name}_any"] = ((wording.any_bits >> place) & 1).astype(np.float32)
    asks = wording.marks | (cue["question_first"] > 0)
    cue["asks"] = (0.6 * wording.marks + 0.4 * (cue["question_first"] + cue["question_any"] > 0)).astype(np.float32)
    cue["marks"] = wording.marks.astype(np.float32)
    cue["plain"] = (~asks).astype(np.float32)
    cue["link"] = wording.link.astype(np.float32)
    cue["digit"] = wording.digit.astype(np.float32)
    cue["short"] = (wording.words <= 2).astype(np.float32)
    cue["wordless"] = (wording.words == 0).astype(np.float32)
    cue["length"] = np.log1p(wording.words).astype(np.float32)
    cue["new"] = (history.nth == 0).astype(np.float32)
    cue["led"] = (wording.lead >= 0).astype(np.float32)
    mine, theirs = (np.array([cue[name] for name in names], np.float32) for names in (_MINE, _THEIRS))
    return Scene(history, wording, echoes(wording, len(history.author)), cue, _MINE, mine, _THEIRS, theirs)


def echoes(wording: Wording, size: int) -> Echoes:
    """Return the topic words messages share with earlier ones nearby; a word weighs more the rarer it was until then."""
    at, word = wording.topic_at, wording.topic_word
    weight = np.log1p((at + _IDF_PRIOR) / (np.arange(len(at)) - np.searchsorted(word, word) + 1.0))
    norm = np.sqrt(np.bincount(at, weight**2, minlength=size))
    found = [_echo(at, word, weight, step) for step in range(1, _ECHO_STEPS + 1)]
    later, earlier, shared = (np.concatenate(column) for column in zip(*found, strict=True))
    key = later * (WINDOW + 1) + (later - earlier)
    order = np.argsort(key, kind="stable")
    key, shared = key[order], shared[order]
    start = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
    if not len(start):
        return Echoes(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0, np.float32), np.zeros(0, np.float32))
    who, back = key[start] // (WINDOW + 1), key[start] % (WINDOW + 1)
    cosine = np.add.reduceat(shared**2, start) / np.maximum(norm[who] * norm[who - back], 1e-6)
    return Echoes(who, back, cosine.astype(np.float32), np.maximum.reduceat(shared, start).astype(np.float32))


def _echo(at: Places, word: Places, weight: npt.NDArray[np.float64], step: int) -> tuple[Places, Places, npt.NDArray[np.float64]]:
    near = np.flatnonzero((word[step:] == word[:-step]) & (at[step:] - at[:-step] <= WINDOW)) + step
    return at[near], at[near - step], weight[near]
