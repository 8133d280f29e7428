"""What a message brings or asks for, by its own words: trouble, advice, explanations, ways to somebody or something, facts, warmth.

The words stand in ``lexicons/<language>/uses.toml``, which also tells what each cue means.
"""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.text.cues import Lexicon, lexicon, plain
from wag_analyzer.text.normalize import tokens

__all__ = ["BRINGS", "LANGUAGES", "brings"]

BRINGS: Final = ("trouble", "ask_advice", "advice", "ask_how", "explain", "ask_way", "way", "fact", "warmth", "hold")
"""The cues, in the order of the columns of ``brings``."""

LANGUAGES: Final = ("en", "id", "jv", "ms")
"""Languages whose cues are known; in a chat of any other nothing is heard."""

_LINK: Final = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_LONGEST: Final = 2_000
"""Characters of a message that are listened to."""

Floats = npt.NDArray[np.float64]


def brings(messages: pd.DataFrame) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return how strongly each message gives each cue of ``BRINGS``, 0 to 1, and how many words it has.

    Parameters
    ----------
    messages
        ``tables.MESSAGES``.

    Returns
    -------
    tuple
        One row a message and one column a cue: the noisy-or of the different wordings heard; then the numbers of words, links left out.
    """
    code, texts = pd.factorize(messages["text"].fillna("").astype(object))
    cues, column = lexicon("uses"), {name: place for place, name in enumerate(BRINGS)}
    values, words = np.zeros((len(texts), len(BRINGS))), np.zeros(len(texts), np.int64)
    for row, text in enumerate(texts):
        said = [plain(token.word) for token in tokens(_LINK.sub(" ", text[:_LONGEST]))]
        words[row] = len(said)
        if said:
            values[row] = _heard(said, cues, column)
    found = values[code]
    found[(messages["kind"].astype(object) == "contact").to_numpy(), column["way"]] = 1.0
    return found, words[code]


def _heard(said: Sequence[str], cues: Lexicon, column: dict[str, int]) -> Floats:
    """Return the noisy-or of the wordings of each cue; of those that begin at one word the strongest counts."""
    best: dict[tuple[int, int], float] = {}
    for hit in cues.hits(said):
        place = column[hit.cue.signal], hit.first
        best[place] = max(best.get(place, 0.0), hit.cue.value)
    missed = np.ones(len(column))
    for (cue, _), value in best.items():
        missed[cue] *= 1.0 - value
    return 1.0 - missed
