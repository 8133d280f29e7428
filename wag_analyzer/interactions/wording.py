"""What each line says, as arrays: cue bits, lengths, whom it addresses, and the words that carry its topic.

All work on words is done once per distinct word (in Python) or on all words at once (in Arrow and NumPy), never per message.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.interactions.cues import ANY, FIRST, Cues
from wag_analyzer.interactions.vocatives import Namebook, latest

__all__ = ["Wording", "wording"]

Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float32]

_PUNCTUATION: Final = "@+.,:;!?()[]{}<>\"'`*~…‘’“”|/\\-_^=#&%$\u2068\u2069\u200e\u200f\u202a\u202c\u202f"
_STEM_LETTERS: Final = 6
_FIRST_SIGN: Final = "\u2600"
_MAX_ECHO: Final = 8
#: A word said in more than this share of the lines so far (and more than ``_FREE_USES`` times) is taken for a word, not a name.
_NAME_SHARE: Final = 0.04
_FREE_USES: Final = 8
#: Flags of a distinct word, above the cue bits.
_MARK: Final = 1 << 26
_LINK: Final = 1 << 27
_DIGIT: Final = 1 << 28
_REAL: Final = 1 << 29
#: A lead may follow these first words: "ok Budi", "thanks Sari", "halo mbak Sari".
_OPENERS: Final = FIRST["greeting"] | FIRST["agree"] | FIRST["disagree"] | ANY["thanks"] | ANY["sorry"] | FIRST["continue"]


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


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Per distinct word: cue bits and flags, topic number, the persons it may name (number of a group), and how."""

    bits: npt.NDArray[np.int64]
    topic: Places
    group: Places
    title: Places
    stopped: npt.NDArray[np.bool_]
    at_sign: npt.NDArray[np.bool_]
    ordinary: npt.NDArray[np.bool_]
    opener: npt.NDArray[np.bool_]
    honorific: npt.NDArray[np.bool_]
    groups: list[tuple[int, ...]]
    cores: dict[str, int]
    core: Places


def wording(messages: pd.DataFrame, author: Ints, book: Namebook, cues: Cues) -> Wording:
    """Return what each line says."""
    texts = pc.fill_null(pa.array(messages["text"], pa.large_string(), from_pandas=True), "")
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    split = pc.utf8_split_whitespace(pc.utf8_trim_whitespace(pc.utf8_lower(texts)))
    offsets = np.asarray(split.offsets, np.intp)
    coded = split.values.dictionary_encode()
    code = np.asarray(coded.indices, np.intp)
    vocabulary = _vocabulary(coded.dictionary, book, cues)
    at = np.repeat(np.arange(len(author), dtype=np.intp), np.diff(offsets))
    place = np.arange(len(code), dtype=np.intp) - offsets[at]
    lead, mid, named = _addresses(vocabulary, code, (at, place, offsets), (author, book))
    mentioned = _mentioned(messages, author, book)
    if mentioned is not None:
        lead = np.where(mentioned >= 0, mentioned, lead)
    mid[mid == lead] = -1
    return _lines(vocabulary, code, at, named, (len(author), lead, mid, cues))


def _lines(vocabulary: _Vocabulary, code: Places, at: Places, named: npt.NDArray[np.bool_], rest: tuple[Any, ...]) -> Wording:
    size, lead, mid, cues = rest
    bits = vocabulary.bits[code]
    real = ((bits & _REAL) > 0) & ~named
    bits = np.where(named, bits & _MARK, bits)
    bits |= _pairs(vocabulary, code, at, cues)
    every = np.zeros(size, np.int64)
    starts = _starts(at)
    if len(starts):
        every[at[starts]] = np.bitwise_or.reduceat(bits, starts)
    first = np.zeros(size, np.int64)
    worded = np.flatnonzero(real)
    opening = worded[_starts(at[worded])]
    first[at[opening]] = bits[opening]
    count = len(FIRST)
    topic = vocabulary.topic[code]
    topical = np.flatnonzero(real & (topic > 0))
    pairs = np.sort(topic[topical] * size + at[topical])
    pairs = pairs[_starts(pairs)]
    return Wording(
        any_bits=((every >> count) & ((1 << count) - 1)).astype(np.int32),
        first_bits=(first & ((1 << count) - 1)).astype(np.int32),
        marks=(every & _MARK) > 0,
        link=(every & _LINK) > 0,
        digit=(every & _DIGIT) > 0,
        words=np.bincount(at[real], minlength=size).astype(np.int32),
        lead=lead,
        mid=mid,
        topic_at=pairs % max(size, 1),
        topic_word=pairs // max(size, 1),
    )


def _starts(values: Places) -> Places:
    """Return where runs of equal values begin."""
    return np.flatnonzero(np.append(True, values[1:] != values[:-1])[: len(values)])


def _vocabulary(words: pa.Array, book: Namebook, cues: Cues) -> _Vocabulary:
    trimmed = pc.utf8_trim(words, characters=_PUNCTUATION)
    cores, whole = trimmed.to_pylist(), words.to_pylist()
    link = _mask(pc.or_(pc.match_substring(words, "://"), pc.match_substring_regex(words, "^(http|www[.])")))
    real = _mask(pc.utf8_is_alnum(pc.utf8_slice_codeunits(trimmed, 0, 1))) | np.array([any(map(str.isalnum, core)) for core in cores], bool)
    stopped = _mask(pc.match_substring_regex(words, "[:,]$"))
    known = cues.words
    bits = np.array([known.get(core or word, 0) for core, word in zip(cores, whole, strict=True)], np.int64)
    for place, core in enumerate(cores):
        if core[:1] >= _FIRST_SIGN and core[0] in known:  # 👍🏽 and 👍👍 say what 👍 says
            bits[place] = known[core[0]]
            real[place] = True
    for end, value in cues.suffixes:
        bits |= np.where(_mask(pc.ends_with(trimmed, end)) & (_lengths(trimmed) > len(end) + 2), value, 0)
    bits |= np.where(_mask(pc.match_substring(words, "?")) & ~link, _MARK, 0) | np.where(link, _LINK, 0) | np.where(real, _REAL, 0)
    bits |= np.where(real & _mask(pc.utf8_is_digit(pc.utf8_slice_codeunits(trimmed, 0, 1))), _DIGIT, 0)
    ordinary = np.array([core in cues.common for core in cores], bool)
    honorific = np.array([core in cues.honorifics for core in cores], bool)
    title, group, groups = _groups(whole, cores, stopped & ~link, (book, cues))
    group[link] = 0
    stem = pc.utf8_slice_codeunits(trimmed, 0, _STEM_LETTERS).dictionary_encode()
    core = trimmed.dictionary_encode()
    return _Vocabulary(
        bits=bits,
        topic=np.where(real & ~link & ~ordinary & (_lengths(trimmed) > 1), np.asarray(stem.indices, np.intp) + 1, 0),
        group=group,
        title=title,
        stopped=stopped,
        at_sign=_mask(pc.starts_with(words, "@")),
        ordinary=ordinary,
        opener=((bits & _OPENERS) > 0) | honorific,
        honorific=honorific,
        groups=groups,
        cores={str(word): place for place, word in enumerate(core.dictionary.to_pylist())},
        core=np.asarray(core.indices, np.intp),
    )


def _mask(values: pa.Array) -> npt.NDArray[np.bool_]:
    return np.asarray(values.to_numpy(zero_copy_only=False), bool)


def _lengths(words: pa.Array) -> Places:
    return np.asarray(pc.utf8_length(words), np.intp)


def _groups(
    words: Sequence[str], cores: Sequence[str], stopped: npt.NDArray[np.bool_], known: tuple[Namebook, Cues]
) -> tuple[Places, Places, list[tuple[int, ...]]]:
    """Return, per distinct word, the persons it means as a form of address and as a name, both as numbers of a group."""
    book, cues = known
    groups: dict[tuple[int, ...], int] = {(): 0}
    title, group = np.zeros((2, len(words)), np.intp)
    for place, core in enumerate(cores):
        if core in cues.honorifics:
            title[place] = groups.setdefault(book.honorific.get(cues.honorifics[core], ()), len(groups))
    whole, part = book.whole, book.part
    for place, (word, core) in enumerate(zip(words, cores, strict=True)):
        found = whole.get(word) or whole.get(core) or part.get(core)
        if found is None and core and not word[-1].isalnum():
            found = whole.get(word.lstrip("@").rstrip(",:;.!?>)…"))
        if found is None and ":" in core and not core.startswith("http"):
            found = whole.get(core.partition(":")[0])
            stopped[place] |= found is not None
        if found is None and stopped[place] and core:
            found = book.complete(word.lstrip("@").rstrip(",:;.!?>)…"))
        if found and core:
            group[place] = groups.setdefault(found, len(groups))
    return title, group, list(groups)


def _addresses(
    vocabulary: _Vocabulary, code: Places, where: tuple[Places, Places, Places], who: tuple[Ints, Namebook]
) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Return the person led with, the person named elsewhere, and which words are names."""
    at, place, offsets = where
    author, book = who
    lead, mid = np.full(len(author), -1, np.int32), np.full(len(author), -1, np.int32)
    group = vocabulary.group[code]
    hit = np.flatnonzero(group > 0)
    hit = hit[_plausible(vocabulary, code, at, hit, place)]
    hit, group = _titled(vocabulary, code, (hit, place, group), book)
    meant = latest(vocabulary.groups, group[hit], at[hit], author)
    hit, meant = hit[meant >= 0], meant[meant >= 0]
    opening = _opening(vocabulary, code, hit, place)
    leads = opening | vocabulary.at_sign[code[hit]]
    _first(lead, at[hit[leads]], meant[leads])
    other = ~leads & (meant != lead[at[hit]])
    _first(mid, at[hit[other]], meant[other])
    named = np.zeros(len(code), bool)
    named[hit] = True
    _titles(vocabulary, code, (at, place, offsets), author, (lead, mid, named))
    return lead, mid, named


def _titled(vocabulary: _Vocabulary, code: Places, hits: tuple[Places, Places, Places], book: Namebook) -> tuple[Places, Places]:
    """Add shortened names that follow a form of address ("mas Sur" is Surya) to the hits."""
    hit, place, group = hits
    follows = np.flatnonzero((place[1:] > 0) & vocabulary.honorific[code[:-1]]) + 1
    follows = follows[(group[follows] == 0) & ~vocabulary.ordinary[code[follows]]]
    if not len(follows):
        return hit, group
    cores = list(vocabulary.cores)
    meant = {int(word): book.complete(cores[vocabulary.core[word]]) for word in np.unique(code[follows])}
    numbers = {word: len(vocabulary.groups) + number for number, word in enumerate(word for word, found in meant.items() if found)}
    vocabulary.groups.extend(meant[word] for word in numbers)
    group = group.copy()
    group[follows] = [numbers.get(int(word), 0) for word in code[follows]]
    return np.union1d(hit, follows[group[follows] > 0]), group


def _first(out: Ints, at: Places, meant: Ints) -> None:
    out[at[::-1]] = meant[::-1]


def _plausible(vocabulary: _Vocabulary, code: Places, at: Places, hit: Places, place: Places) -> npt.NDArray[np.bool_]:
    """Return which hits are names and not ordinary words: leading with a stop or @, or a word that is rare so far."""
    word = code[hit]
    sure = vocabulary.at_sign[word] | (vocabulary.stopped[word] & (place[hit] == 0))
    order = np.argsort(word, kind="stable")
    ranked = word[order]
    starts = np.searchsorted(ranked, ranked)
    uses = np.empty(len(hit), np.intp)
    uses[order] = np.arange(len(hit)) - starts
    rare = uses <= np.maximum(_FREE_USES, _NAME_SHARE * at[hit])
    return np.asarray(sure | (rare & ~vocabulary.ordinary[word]))


def _opening(vocabulary: _Vocabulary, code: Places, hit: Places, place: Places) -> npt.NDArray[np.bool_]:
    """Return which names stand first, or after nothing but forms of address, greetings and thanks."""
    opening = place[hit] == 0
    for back in (1, 2):
        near = np.flatnonzero(place[hit] == back)
        free = np.ones(len(near), bool)
        for step in range(1, back + 1):
            free &= vocabulary.opener[code[hit[near] - step]]
        opening[near] = free
    return np.asarray(opening)


def _titles(
    vocabulary: _Vocabulary, code: Places, where: tuple[Places, Places, Places], author: Ints, out: tuple[Ints, Ints, npt.NDArray[np.bool_]]
) -> None:
    """Let a form of address that stands alone ("siap pak") name the last speaker who is called so."""
    at, _, offsets = where
    lead, mid, named = out
    title = vocabulary.title[code]
    if not (title > 0).any():
        return
    hit = np.flatnonzero(title > 0)
    follows = np.append(named, False)[hit + 1] & (hit + 1 < offsets[at[hit] + 1])
    hit = hit[~follows & ~named[hit]]
    meant = latest(vocabulary.groups, title[hit], at[hit], author)
    free = (meant >= 0) & (lead[at[hit]] < 0) & (mid[at[hit]] < 0)
    _first(mid, at[hit[free]], meant[free])


def _pairs(vocabulary: _Vocabulary, code: Places, at: Places, cues: Cues) -> npt.NDArray[np.int64]:
    """Return the bits of pairs of words, at the first word of each."""
    out = np.zeros(len(code), np.int64)
    cores, size = vocabulary.cores, len(vocabulary.cores) + 1
    wanted = {cores[a] * size + cores[b]: bits for (a, b), bits in cues.pairs.items() if a in cores and b in cores}
    if not wanted or len(code) < 2:
        return out
    keys = np.array(sorted(wanted), np.int64)
    values = np.array([wanted[int(key)] for key in keys], np.int64)
    heads = np.zeros(size, bool)
    heads[keys // size] = True
    core = vocabulary.core[code]
    start = np.flatnonzero(heads[core[:-1]] & (at[:-1] == at[1:]))
    key = core[start] * size + core[start + 1]
    spot = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
    right = keys[spot] == key
    out[start[right]] = values[spot[right]]
    return out


def _mentioned(messages: pd.DataFrame, author: Ints, book: Namebook) -> Ints | None:
    """Return the first member mentioned with @ in each message, or None when the frame holds no mention at all."""
    if "mentions" not in messages.columns:
        return None
    lists = pa.array(messages["mentions"], pa.list_(pa.string()), from_pandas=True)
    lists = lists.combine_chunks() if isinstance(lists, pa.ChunkedArray) else lists
    flat = pc.list_flatten(lists)
    if len(flat) == 0:
        return None
    at = np.asarray(pc.list_parent_indices(lists), np.intp)
    coded = flat.dictionary_encode()
    names = [str(name).lower() for name in coded.dictionary.to_pylist()]
    groups: dict[tuple[int, ...], int] = {}
    places = np.array([groups.setdefault(book.find(name), len(groups)) for name in names], np.intp)
    keep = list(groups)
    place = places[np.asarray(coded.indices, np.intp)]
    full = np.array([bool(group) for group in keep])[place]
    out = np.full(len(author), -1, np.int32)
    meant = latest([group or (-1,) for group in keep], place[full], at[full], author)
    _first(out, at[full][meant >= 0], meant[meant >= 0])
    return out
