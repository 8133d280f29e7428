"""Where a group is told what it is for, and where it is told that it ends: the words, to be quoted."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd

from wag_analyzer.text.cues import Cue, lexicon
from wag_analyzer.text.flat import flat
from wag_analyzer.text.normalize import normal
from wag_analyzer.text.standing import Standing

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
    columns = (messages[name].tolist() for name in ("msg_id", "person", "at", "text"))
    rows = [row for row in zip(*columns, strict=True) if isinstance(row[3], str)]
    shown = _shown(list(dict.fromkeys(row[3] for row in rows)))
    return [Told(str(msg_id), phase, value, str(who), at, text) for msg_id, who, at, text in rows for phase, value in shown.get(text, ())]


def _shown(texts: Sequence[str]) -> Mapping[str, Sequence[tuple[str, float]]]:
    """Return for each text that tells something what it tells, and how clearly."""
    cues, hits = lexicon("phases", LANGUAGES), defaultdict[str, list[tuple[Cue, int]]](list)
    bare = {text: _VOWELS.sub("", text) for text in texts if not any(mark in text for mark in _MARKS)}
    indic = {text: said for text, said in bare.items() if _INDIC.search(said)}
    for text, said in indic.items():
        hits[text] += [(hit.cue, hit.first) for hit in cues.hits([normal(word) for word in _JOINED.findall(said)])]
    plain = [text for text in bare if text not in indic]
    found = Standing(flat([bare[text] for text in plain])).among(cues)
    for number, cue, first in zip(found.text.tolist(), found.cue.tolist(), found.first.tolist(), strict=True):
        hits[plain[number]].append((cues.cues[cue], first))
    return {text: told for text, heard in hits.items() if (told := list(_phases(heard)))}


def _phases(hits: Sequence[tuple[Cue, int]]) -> Iterator[tuple[str, float]]:
    """Yield what the cues of a text, each with its first word, tell, and how clearly."""
    for phase in PHASES if hits else ():
        value = _clear((cue.value, first) for cue, first in hits if cue.signal == phase)
        if value >= _LEAST:
            yield phase, value


def _clear(hits: Iterable[tuple[float, int]]) -> float:
    """Return the noisy-or of the hits; of those that begin at one word the clearest counts."""
    best: dict[int, float] = {}
    for value, first in hits:
        best[first] = max(best.get(first, 0.0), value)
    missed = 1.0
    for value in best.values():
        missed *= 1.0 - value
    return round(1.0 - missed, 3)
