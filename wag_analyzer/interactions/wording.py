"""What each line says, as arrays: cue bits, lengths, whom it addresses, and the words that carry its topic.

All work on words is done once per distinct word (in Python) or on all words at once (in Arrow and NumPy), never per message.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.interactions.addressing import addresses, mentioned
from wag_analyzer.interactions.cues import FIRST, Cues
from wag_analyzer.interactions.vocabulary import DIGIT, LINK, MARK, REAL, Vocabulary, vocabulary
from wag_analyzer.interactions.vocatives import Namebook

__all__ = ["Wording", "wording"]

Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Wording:
    """Arrays over messages.

    Parameters
    ----------
    any_bits, first_bits
        Cue classes found anywhere, and by the first word after an address, as bits in the order of ``cues.CLASSES``.
    marks, link, digit
        Whether a question mark, a link, a number stands in the line.
    words
        Number of words, names left out; 0 is an emoji, a sticker or a picture.
    lead
        Person addressed by a mention or by the first words; -1 nobody.
    mid
        Person named elsewhere in the line; -1 nobody.
    topic_at, topic_word
        One entry per distinct topic word of a message, sorted by word and message.
    """

    any_bits: Ints
    first_bits: Ints
    marks: npt.NDArray[np.bool_]
    link: npt.NDArray[np.bool_]
    digit: npt.NDArray[np.bool_]
    words: Ints
    lead: Ints
    mid: Ints
    topic_at: Places
    topic_word: Places


def wording(messages: pd.DataFrame, author: Ints, book: Namebook, cues: Cues) -> Wording:
    """Return what each line says."""
    texts = pc.fill_null(pa.array(messages["text"], pa.large_string(), from_pandas=True), "")
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    split = pc.utf8_split_whitespace(pc.utf8_trim_whitespace(pc.utf8_lower(texts)))
    offsets = np.asarray(split.offsets, np.intp)
    coded = split.values.dictionary_encode()
    code = np.asarray(coded.indices, np.intp)
    words = vocabulary(coded.dictionary, book, cues)
    at = np.repeat(np.arange(len(author), dtype=np.intp), np.diff(offsets))
    place = np.arange(len(code), dtype=np.intp) - offsets[at]
    lead, mid, named = addresses(words, code, (at, place, offsets), (author, book))
    at_sign = mentioned(messages, author, book)
    if at_sign is not None:
        lead = np.where(at_sign >= 0, at_sign, lead)
    mid[mid == lead] = -1
    return _lines(words, code, at, named, (len(author), lead, mid, cues))


def _lines(words: Vocabulary, code: Places, at: Places, named: npt.NDArray[np.bool_], rest: tuple[Any, ...]) -> Wording:
    size, lead, mid, cues = rest
    bits = words.bits[code]
    real = ((bits & REAL) > 0) & ~named
    bits = np.where(named, bits & MARK, bits)
    bits |= _pairs(words, code, at, cues)
    every = np.zeros(size, np.int64)
    starts = _starts(at)
    if len(starts):
        every[at[starts]] = np.bitwise_or.reduceat(bits, starts)
    first = np.zeros(size, np.int64)
    worded = np.flatnonzero(real)
    opening = worded[_starts(at[worded])]
    first[at[opening]] = bits[opening]
    count = len(FIRST)
    topic = words.topic[code]
    topical = np.flatnonzero(real & (topic > 0))
    pairs = np.sort(topic[topical] * size + at[topical])
    pairs = pairs[_starts(pairs)]
    return Wording(
        any_bits=((every >> count) & ((1 << count) - 1)).astype(np.int32),
        first_bits=(first & ((1 << count) - 1)).astype(np.int32),
        marks=(every & MARK) > 0,
        link=(every & LINK) > 0,
        digit=(every & DIGIT) > 0,
        words=np.bincount(at[real], minlength=size).astype(np.int32),
        lead=lead,
        mid=mid,
        topic_at=pairs % max(size, 1),
        topic_word=pairs // max(size, 1),
    )


def _pairs(words: Vocabulary, code: Places, at: Places, cues: Cues) -> npt.NDArray[np.int64]:
    """Return the bits of pairs of words, at the first word of each."""
    out = np.zeros(len(code), np.int64)
    cores, size = words.cores, len(words.cores) + 1
    wanted = {cores[a] * size + cores[b]: bits for (a, b), bits in cues.pairs.items() if a in cores and b in cores}
    if not wanted or len(code) < 2:
        return out
    keys = np.array(sorted(wanted), np.int64)
    values = np.array([wanted[int(key)] for key in keys], np.int64)
    heads = np.zeros(size, bool)
    heads[keys // size] = True
    core = words.core[code]
    start = np.flatnonzero(heads[core[:-1]] & (at[:-1] == at[1:]))
    key = core[start] * size + core[start + 1]
    spot = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
    right = keys[spot] == key
    out[start[right]] = values[spot[right]]
    return out


def _starts(values: Places) -> Places:
    """Return where runs of equal values begin."""
    return np.flatnonzero(np.append(True, values[1:] != values[:-1])[: len(values)])
