"""Groups inside the group that may overlap: sets of people who keep meeting in the same conversations."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.chance import benjamini_hochberg, upper_tail

__all__ = ["recurring", "trade"]

LEAST: Final = 3
"""Conversations in which a set must meet."""

LARGEST: Final = 5
DRAWS: Final = 99
MOST: Final = 2_000
"""Sets of one size that are looked at, those that meet most often."""

ALPHA: Final = 0.05
SHOWN: Final = 10

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Sets = list[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Meetings:
    """Who spoke in which conversation (one row a conversation with two speakers or more), and when it was."""

    names: tuple[str, ...]
    spoke: Bools
    first: tuple[pd.Timestamp, ...]
    opened: tuple[str, ...]


def recurring(messages: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return sets of two to five people who speak in the same conversations more often than chance.

    Parameters
    ----------
    messages
        ``tables.MESSAGES``; a conversation is a session.
    seed
        Seed of the shuffle.

    Returns
    -------
    DataFrame
        ``tables.SPEAKER_SETS``, clearest first; a person may be in several. A set that lies within a larger one that meets as often is
        left out.

    Notes
    -----
    Frequent itemsets (Agrawal, Srikant 1994) that meet at least three times, beside a shuffle that keeps how many speak in each
    conversation and in how many conversations each person speaks (curveball; Strona et al. 2014, Nat. Commun. 5, 4114). ``p`` is the upper
    tail of the gamma law with mean and variance of 99 shuffles; ``q`` counts every set of that size that the group could have.
    """
    met = _meetings(messages)
    found: Sets = []
    level: Sets = list(combinations(range(len(met.names)), 2))
    while level:
        counts = _together(met.spoke, level)
        kept = [place for place in np.argsort(-counts, kind="stable").tolist() if counts[place] >= LEAST][:MOST]
        now = [level[place] for place in kept]
        found += now
        level = list(_larger(now)) if now and len(now[0]) < LARGEST else []
    if not found:
        return tables.SPEAKER_SETS.frame()
    counts = _together(met.spoke, found)
    mean, variance = _shuffles(met.spoke, found, seed)
    p = upper_tail(counts, mean, variance)
    return tables.SPEAKER_SETS.frame(_rows(met, found, np.stack([counts, mean, p])))


def _meetings(messages: pd.DataFrame) -> _Meetings:
    known = messages[messages["person"].notna()]
    names = tuple(dict.fromkeys(known["person"].astype(str)))
    person = pd.Index(names).get_indexer(pd.Index(known["person"].astype(str)))
    session, ids = pd.factorize(known["session"])
    spoke = np.zeros((len(ids), len(names)), bool)
    spoke[session, person] = True
    starts = known.assign(number=session).drop_duplicates("number")
    many = spoke.sum(axis=1) > 1
    times, opened = starts["at"].tolist(), starts["msg_id"].astype(str).tolist()
    picked = np.flatnonzero(many).tolist()
    return _Meetings(names, spoke[many], tuple(times[place] for place in picked), tuple(opened[place] for place in picked))


def _together(spoke: Bools, sets: Sequence[tuple[int, ...]]) -> Floats:
    """Return in how many conversations all of each set speak."""
    sizes = {size: [place for place, one in enumerate(sets) if len(one) == size] for size in {len(one) for one in sets}}
    counts = np.zeros(len(sets))
    columns = np.ascontiguousarray(spoke.T)
    for places in sizes.values():
        members = np.array([sets[place] for place in places])
        both = columns[members[:, 0]]
        for column in members.T[1:]:
            both = both & columns[column]
        counts[places] = both.sum(axis=1)
    return counts


def _larger(sets: Sets) -> Iterator[tuple[int, ...]]:
    """Yield sets of one more, all of whose parts are in ``sets``."""
    there = frozenset(sets)
    by_head: dict[tuple[int, ...], list[int]] = {}
    for one in sorted(sets):
        by_head.setdefault(one[:-1], []).append(one[-1])
    for head, last in by_head.items():
        for pair in combinations(last, 2):
            larger = (*head, *pair)
            if all(part in there for part in combinations(larger, len(larger) - 1)):
                yield larger


def _shuffles(spoke: Bools, sets: Sets, seed: int) -> tuple[Floats, Floats]:
    """Return mean and variance of how often each set meets under the shuffle."""
    rng = np.random.default_rng(seed)
    rows = [set(np.flatnonzero(row).tolist()) for row in spoke]
    total, square = np.zeros(len(sets)), np.zeros(len(sets))
    trade(rows, 4 * len(rows), rng)
    for _ in range(DRAWS):
        trade(rows, 2 * len(rows), rng)
        drawn = np.zeros_like(spoke)
        for place, row in enumerate(rows):
            drawn[place, list(row)] = True
        counts = _together(drawn, sets)
        total += counts
        square += counts**2
    mean = total / DRAWS
    return mean, np.maximum(square / DRAWS - mean**2, 0.0) * DRAWS / (DRAWS - 1)


def trade(rows: list[set[int]], trades: int, rng: np.random.Generator) -> None:
    """Let pairs of conversations exchange those who speak in one of the two only; sizes and everybody's number of conversations stay.

    Parameters
    ----------
    rows
        Speakers of each conversation; changed in place.
    trades
        How many pairs are picked.
    rng
        Source of randomness.
    """
    if len(rows) < 2:
        return
    pairs = rng.integers(0, len(rows), size=(trades, 2))
    for one, other in pairs.tolist():
        mine, yours = sorted(rows[one] - rows[other]), sorted(rows[other] - rows[one])
        if mine and yours:
            pool = [*mine, *yours]
            dealt = [pool[place] for place in rng.permutation(len(pool)).tolist()]
            shared = rows[one] & rows[other]
            rows[one], rows[other] = shared.union(dealt[: len(mine)]), shared.union(dealt[len(mine) :])


def _rows(met: _Meetings, sets: Sets, figures: Floats) -> list[dict[str, object]]:
    """Return the rows of the sets beyond chance, clearest first."""
    q = np.full(len(sets), np.nan)
    for size in range(2, LARGEST + 1):
        places = [place for place, one in enumerate(sets) if len(one) == size]
        q[places] = benjamini_hochberg(figures[2, places], math.comb(len(met.names), size))
    clear = [place for place in range(len(sets)) if q[place] <= ALPHA]
    held = [place for place in clear if not any(_within(sets, figures[0], place, other) for other in clear)]
    rows = []
    for place in sorted(held, key=lambda place: (q[place], -len(sets[place]), place)):
        meets = np.flatnonzero(met.spoke[:, list(sets[place])].all(axis=1)).tolist()
        count, mean, p = figures[:, place].tolist()
        rows.append(
            {
                "persons": [met.names[person] for person in sets[place]],
                "size": len(sets[place]),
                "sessions": int(count),
                "expected": mean,
                "lift": count / mean if mean > 0 else None,
                "p": p,
                "q": q[place],
                "first": met.first[meets[0]],
                "last": met.first[meets[-1]],
                "msg_ids": [met.opened[meet] for meet in meets[:SHOWN]],
            }
        )
    return rows


def _within(sets: Sets, counts: Floats, one: int, other: int) -> bool:
    return len(sets[one]) < len(sets[other]) and counts[one] == counts[other] and set(sets[one]) < set(sets[other])
