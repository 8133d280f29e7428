"""What a message brings or asks for, by its own words: trouble, advice, explanations, ways to somebody or something, facts, warmth.

The words stand in ``lexicons/<language>/uses.toml``, which also tells what each cue means.
"""

import re
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.text.cues import lexicon
from wag_analyzer.text.flat import Words, flat
from wag_analyzer.text.standing import Standing

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
    column = {name: place for place, name in enumerate(BRINGS)}
    said = flat([_LINK.sub(" ", text[:_LONGEST]) for text in texts])
    values, words = _heard(said, column), np.diff(said.offsets)
    found = values[code]
    found[(messages["kind"].astype(object) == "contact").to_numpy(), column["way"]] = 1.0
    return found, words[code]


def _heard(said: Words, column: dict[str, int]) -> Floats:
    """Return the noisy-or of the wordings of each cue in each text; of those that begin at one word the strongest counts."""
    cues = lexicon("uses")
    hits = Standing(said).among(cues)
    cell = hits.text.astype(np.int64) * len(column) + np.array([column[cue.signal] for cue in cues.cues], np.int64)[hits.cue]
    value = np.array([cue.value for cue in cues.cues])[hits.cue]
    order = np.lexsort((-value, cell, hits.first))
    best = order[(np.diff(hits.first[order], prepend=-1) != 0) | (np.diff(cell[order], prepend=-1) != 0)]
    missed = np.ones((len(said.offsets) - 1) * len(column))
    np.multiply.at(missed, cell[best], 1.0 - value[best])
    return np.asarray(1.0 - missed.reshape(-1, len(column)), np.float64)
