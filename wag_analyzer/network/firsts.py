"""Who is first with a link, a tag or a word that others take up."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.network.measures import Sampled

__all__ = ["firsts", "items"]

BURN_IN: Final = 0.1
LEAST_BEFORE: Final = 50
FOLLOWERS: Final = 2
WITHIN_DAYS: Final = 28
SHORTEST_WORD: Final = 4
_LINK: Final = re.compile(r"(?:https?://|www\.)([^\s<>\"')\]]+)", re.IGNORECASE)
_WORD: Final = re.compile(r"#?[^\W\d_]{2,}(?:-[^\W\d_]{2,})?")
_STRETCHED: Final = re.compile(r"(.)\1\1")
_DAY: Final = 86_400

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Firsts:
    """One entry per item taken up and user of it: ``share`` is how likely this user was first by chance, ``was`` whether first."""

    person: Ints
    share: Floats
    was: Floats
    session: Ints


def firsts(messages: pd.DataFrame, people: pd.DataFrame, draws: int = 0, seed: int = 0) -> dict[str, Sampled]:
    """Return how many new items each person brought in that others took up, and how many more than chance gives.

    Parameters
    ----------
    messages
        ``tables.MESSAGES``, in file order.
    people
        ``tables.PEOPLE``; words that are part of a name do not count.
    draws, seed
        How often conversations are drawn with replacement; 0 gives no draws.

    Notes
    -----
    New is what occurs first after a tenth of the messages (at least 50). Taken up is what two others use within 28 days of the first use.
    By chance each of these users would be first in proportion to the messages written: ``leads`` is the number of items a person was first
    with, less the sum of these shares over all items the person used.

    References
    ----------
    Rogers 2003, Diffusion of Innovations, 5th ed.; Altmann, Pierrehumbert, Motter 2011, PLoS ONE 6, e19009 (words that spread).
    """
    names = pd.Index(people["person"].astype(object))
    found, sessions = _taken_up(messages, names, _words_of_names(people))
    value = _counted(found, np.ones(sessions), len(names))
    rng = np.random.default_rng(seed)
    drawn = [
        _counted(found, np.bincount(rng.integers(0, sessions, sessions), minlength=sessions).astype(np.float64), len(names))
        for _ in range(draws if sessions else 0)
    ]
    return {
        name: Sampled(value[place], np.stack([each[place] for each in drawn]) if drawn else None)
        for place, name in enumerate(("taken_up", "leads"))
    }


def items(text: str) -> Iterator[str]:
    """Yield the links (without parameters), tags and words of four letters or more of a message, in lower case.

    Examples
    --------
    >>> list(items("Isi di https://forms.gle/AbC?x=1 ya #rapat rekapitulasi hahaaaa"))
    ['forms.gle/AbC', '#rapat', 'rekapitulasi']
    """
    for link in _LINK.findall(text):
        host, slash, path = re.split(r"[?#]", link)[0].rstrip("/.,;:!").partition("/")
        yield host.lower() + slash + path
    for word in _WORD.findall(_LINK.sub(" ", text)):
        if len(word) >= SHORTEST_WORD and not _STRETCHED.search(word):
            yield word.lower()


def _words_of_names(people: pd.DataFrame) -> frozenset[str]:
    return frozenset(word for names in people["names"] for name in (names if names is not None else ()) for word in items(str(name)))


def _taken_up(messages: pd.DataFrame, names: "pd.Index[str]", not_new: Iterable[str]) -> tuple[_Firsts, int]:
    """Return the items that were taken up, and the number of conversations."""
    person = names.get_indexer(pd.Index(messages["person"].astype(object))).tolist()
    at = messages["at"].to_numpy().astype("datetime64[s]").astype(np.int64).tolist()
    session = pd.factorize(messages["session"])[0].astype(np.int64)
    start = max(LEAST_BEFORE, int(len(messages) * BURN_IN))
    old = set(not_new)
    users: dict[str, dict[int, int]] = {}
    first: dict[str, int] = {}
    known: dict[str, tuple[str, ...]] = {"": ()}  # many messages are written again and again
    for row, text in enumerate(messages["text"].fillna("").tolist()):
        if text not in known:
            known[text] = tuple(dict.fromkeys(items(text)))
        for item in known[text] if person[row] >= 0 else ():
            if row < start:
                old.add(item)
            elif item not in old:
                opened = first.setdefault(item, row)
                if at[row] - at[opened] <= WITHIN_DAYS * _DAY:
                    users.setdefault(item, {}).setdefault(person[row], row)
    kept = [(first[item], list(each)) for item, each in users.items() if len(each) > FOLLOWERS]
    written = np.bincount(np.array([one for one in person if one >= 0], dtype=np.int64), minlength=len(names)).astype(np.float64)
    return _as_arrays(kept, written, session), int(session.max(initial=-1)) + 1


def _as_arrays(kept: list[tuple[int, list[int]]], written: Floats, session: Ints) -> _Firsts:
    sizes = np.array([len(each) for _, each in kept], dtype=np.int64)
    item = np.repeat(np.arange(len(kept)), sizes)
    person = np.array([one for _, each in kept for one in each], dtype=np.int64)
    total = np.bincount(item, weights=written[person], minlength=len(kept))
    was = np.zeros(len(person))
    was[np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)[:-1]])[: len(kept)]] = 1.0
    opened = session[np.array([row for row, _ in kept], dtype=np.int64)] if kept else np.zeros(0, np.int64)
    return _Firsts(person, written[person] / total[item], was, opened[item])


def _counted(found: _Firsts, times: Floats, people: int) -> tuple[Floats, Floats]:
    each = times[found.session]
    taken = np.bincount(found.person, weights=each * found.was, minlength=people).astype(np.float64)
    return taken, taken - np.bincount(found.person, weights=each * found.share, minlength=people).astype(np.float64)
