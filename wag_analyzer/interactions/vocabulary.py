"""Every distinct word of a chat, looked up once: cue bits, topic, and the persons it may name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.interactions.cues import ANY, FIRST, Cues
from wag_analyzer.interactions.vocatives import Namebook

__all__ = ["DIGIT", "LINK", "MARK", "REAL", "Vocabulary", "vocabulary"]

Places = npt.NDArray[np.intp]

_PUNCTUATION: Final = "@+.,:;!?()[]{}<>\"'`*~…‘’“”|/\\-_^=#&%$\u2068\u2069\u200e\u200f\u202a\u202c\u202f"
_STEM_LETTERS: Final = 6
_FIRST_SIGN: Final = "\u2600"
#: Flags of a distinct word, above the cue bits: a question mark, a link, a number, a word at all.
MARK: Final = 1 << 26
LINK: Final = 1 << 27
DIGIT: Final = 1 << 28
REAL: Final = 1 << 29
#: A lead may follow these first words: "ok Budi", "thanks Sari", "halo mbak Sari".
_OPENERS: Final = FIRST["greeting"] | FIRST["agree"] | FIRST["disagree"] | ANY["thanks"] | ANY["sorry"] | FIRST["continue"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
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


def vocabulary(words: pa.Array, book: Namebook, cues: Cues) -> Vocabulary:
    """Return what is known of each of ``words``."""
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
    bits |= np.where(_mask(pc.match_substring(words, "?")) & ~link, MARK, 0) | np.where(link, LINK, 0) | np.where(real, REAL, 0)
    bits |= np.where(real & _mask(pc.utf8_is_digit(pc.utf8_slice_codeunits(trimmed, 0, 1))), DIGIT, 0)
    ordinary = np.array([core in cues.common for core in cores], bool)
    honorific = np.array([core in cues.honorifics for core in cores], bool)
    title, group, groups = _groups(whole, cores, stopped & ~link, (book, cues))
    group[link] = 0
    stem = pc.utf8_slice_codeunits(trimmed, 0, _STEM_LETTERS).dictionary_encode()
    core = trimmed.dictionary_encode()
    return Vocabulary(
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
    either = {**book.part, **book.whole}
    for place, (word, core) in enumerate(zip(words, cores, strict=True)):
        found = either.get(core) if word == core else _marked(word, core, book, complete=bool(stopped[place]))
        if found is None and ":" in core and not core.startswith("http"):
            found = book.whole.get(core.partition(":")[0])
            stopped[place] |= found is not None
        if found and core:
            group[place] = groups.setdefault(found, len(groups))
    return title, group, list(groups)


def _marked(word: str, core: str, book: Namebook, *, complete: bool) -> tuple[int, ...] | None:
    """Return the persons a word with signs around it may name; before a stop a name may be cut short."""
    found = book.whole.get(word) or book.whole.get(core) or book.part.get(core)
    if found is None and core:
        bare = word.lstrip("@").rstrip(",:;.!?>)…")
        found = book.whole.get(bare) or (book.complete(bare) if complete and ":" not in core else None)
    return found or None
