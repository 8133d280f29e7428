"""Where a group is told what it is for, and where it is told that it ends: the words, to be quoted."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import pandas as pd

from wag_analyzer.text.cues import Lexicon, lexicon, plain
from wag_analyzer.text.normalize import normal, tokens

__all__ = ["LANGUAGES", "PHASES", "Told", "told"]

PHASES: Final = ("purpose", "closing")
"""What ``lexicons/<language>/phases.toml`` holds wordings of."""

LANGUAGES: Final = ("en", "id", "ms", "ar", "de", "es", "fr", "hi", "it", "nl", "pt", "tr")
"""Languages in which such wordings are known; short lists, but for the first two."""

_LEAST: Final = 0.8
"""One sure wording, or three that hint."""
_MARKS: Final = ("?", "؟", "？")
_VOWELS: Final = re.compile("[\u064b-\u0652\u0640]")
"""Marks of Arabic that may be written or left out."""
_INDIC: Final = re.compile(r"[\u0900-\u097f]")
_JOINED: Final = re.compile(r"[^\W_]+(?:[\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962-\u0963]+[^\W_]*)*")
"""A word in Devanagari with its vowel signs, which are no letters of their own."""


class Told(NamedTuple):
    """One message that tells the purpose or the end of a group: how clearly, 0 to 1, and who wrote it when."""

    msg_id: str
    phase: str
    value: float
    person: str
    at: pd.Timestamp
    text: str


def told(messages: pd.DataFrame) -> list[Told]:
    """Return the messages that tell what the group is for, or that it ends, in order of the file.

    Questions tell nothing. What a message says beside that is not judged: whoever reads the table sees the words.

    Parameters
    ----------
    messages
        ``tables.MESSAGES``.
    """
    cues = lexicon("phases", LANGUAGES)
    columns = (messages[name].tolist() for name in ("msg_id", "person", "at", "text"))
    found: list[Told] = []
    known: dict[str, list[tuple[str, float]]] = {}  # many messages are written again and again
    for msg_id, person, at, text in zip(*columns, strict=True):
        if not isinstance(text, str):
            continue
        if text not in known:
            known[text] = list(_phases(text, cues))
        found += [Told(str(msg_id), phase, value, str(person), at, text) for phase, value in known[text]]
    return found


def _phases(text: str, cues: Lexicon) -> Iterator[tuple[str, float]]:
    """Yield what a text tells, and how clearly."""
    hits = [] if any(mark in text for mark in _MARKS) else list(cues.hits(_words(text)))
    for phase in PHASES if hits else ():
        value = _clear((hit.cue.value, hit.first) for hit in hits if hit.cue.signal == phase)
        if value >= _LEAST:
            yield phase, value


def _words(text: str) -> list[str]:
    """Return the words of a message as cues are written."""
    bare = _VOWELS.sub("", text)
    if _INDIC.search(bare):
        return [normal(word) for word in _JOINED.findall(bare)]
    return [plain(token.word) for token in tokens(bare)]


def _clear(hits: Iterable[tuple[float, int]]) -> float:
    """Return the noisy-or of the hits; of those that begin at one word the clearest counts."""
    best: dict[int, float] = {}
    for value, first in hits:
        best[first] = max(best.get(first, 0.0), value)
    missed = 1.0
    for value in best.values():
        missed *= 1.0 - value
    return round(1.0 - missed, 3)
