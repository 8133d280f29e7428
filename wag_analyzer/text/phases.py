"""Where a group is told what it is for, and where it is told that it ends: the words, to be quoted."""

from collections.abc import Iterable
from typing import Final, NamedTuple

import pandas as pd

from wag_analyzer.text.cues import lexicon, plain
from wag_analyzer.text.normalize import tokens

__all__ = ["PHASES", "Told", "told"]

PHASES: Final = ("purpose", "closing")
"""What ``lexicons/<language>/phases.toml`` holds wordings of."""

_LEAST: Final = 0.8
"""One sure wording, or three that hint."""
_MARKS: Final = ("?", "؟", "？")


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
    cues = lexicon("phases")
    columns = (messages[name].tolist() for name in ("msg_id", "person", "at", "text"))
    found: list[Told] = []
    for msg_id, person, at, text in zip(*columns, strict=True):
        if not isinstance(text, str) or any(mark in text for mark in _MARKS):
            continue
        hits = [(hit.cue.signal, hit.cue.value, hit.first) for hit in cues.hits([plain(token.word) for token in tokens(text)])]
        for phase in PHASES:
            value = _clear((value, first) for signal, value, first in hits if signal == phase)
            if value >= _LEAST:
                found.append(Told(str(msg_id), phase, value, str(person), at, text))
    return found


def _clear(hits: Iterable[tuple[float, int]]) -> float:
    """Return the noisy-or of the hits; of those that begin at one word the clearest counts."""
    best: dict[int, float] = {}
    for value, first in hits:
        best[first] = max(best.get(first, 0.0), value)
    missed = 1.0
    for value in best.values():
        missed *= 1.0 - value
    return round(1.0 - missed, 3)
