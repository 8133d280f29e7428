"""Whom each line addresses: by a mention, by the first words, or by a name elsewhere in it."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.interactions.vocabulary import Vocabulary
from wag_analyzer.interactions.vocatives import Namebook, latest

__all__ = ["addresses", "mentioned"]

Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]

#: A word said in more than this share of the lines so far (and more than ``_FREE_USES`` times) is taken for a word, not a name.
_NAME_SHARE: Final = 0.04
_FREE_USES: Final = 8


def addresses(
    vocabulary: Vocabulary, code: Places, where: tuple[Places, Places, Places], who: tuple[Ints, Namebook]
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


def _titled(vocabulary: Vocabulary, code: Places, hits: tuple[Places, Places, Places], book: Namebook) -> tuple[Places, Places]:
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


def _plausible(vocabulary: Vocabulary, code: Places, at: Places, hit: Places, place: Places) -> npt.NDArray[np.bool_]:
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


def _opening(vocabulary: Vocabulary, code: Places, hit: Places, place: Places) -> npt.NDArray[np.bool_]:
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
    vocabulary: Vocabulary, code: Places, where: tuple[Places, Places, Places], author: Ints, out: tuple[Ints, Ints, npt.NDArray[np.bool_]]
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


def mentioned(messages: pd.DataFrame, author: Ints, book: Namebook) -> Ints | None:
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
