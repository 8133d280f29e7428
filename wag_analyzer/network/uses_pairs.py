"""What two people give each other: the same things, or different ones."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from wag_analyzer import tables
from wag_analyzer.network.acts import Acts, summed
from wag_analyzer.network.chance import benjamini_hochberg
from wag_analyzer.network.uses_ladder import RUNGS, Steps
from wag_analyzer.network.uses_reading import USES

__all__ = ["Given", "apart", "exchanges"]

DRAWS: Final = 199
LEAST: Final = 2.0
"""Expected acts that each must give before what they give is compared."""
ONCE: Final = 1.0
CHUNK: Final = 2_000
PIECES: Final = 10
LISTED: Final = 10

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Given:
    """Acts, the use of each, whether it gives rather than asks, and the number of people."""

    acts: Acts
    use: Ints
    gives: Flags
    people: int

    def tables(self, pairs: Ints) -> tuple[Floats, Floats]:
        """Return what the first of each pair gives the second and what the second gives the first, a row a pair and a column a use."""
        one, other = np.minimum(self.acts.source, self.acts.target), np.maximum(self.acts.source, self.acts.target)
        key = one * self.people + other
        row = np.searchsorted(pairs, key).clip(0, max(len(pairs) - 1, 0))
        wanted = self.gives & (pairs[row] == key) if len(pairs) else np.zeros(len(key), bool)
        cell = row * len(USES) + self.use
        found = []
        for forth in (self.acts.source == one, self.acts.source != one):
            some = wanted & forth
            found.append(summed(cell[some], self.acts.p[some], len(pairs) * len(USES)).reshape(-1, len(USES)))
        return found[0], found[1]


def exchanges(given: Given, steps: Steps, names: "pd.Index[str]", seed: int) -> pd.DataFrame:
    """Return what the two of each pair give each other.

    Parameters
    ----------
    given
        Who gives what to whom.
    steps
        How far each pair is up the ladder; its pairs are those compared.
    names
        Persons by number.
    seed
        Seed of the draws.

    Returns
    -------
    DataFrame
        ``tables.EXCHANGES``, most exchange first. The null of ``p``: both give by one mixture of uses, that of all they give together.
    """
    forth, back = given.tables(steps.pairs)
    different, expected, p = apart(forth, back, seed)
    rung = steps.rung
    order = np.lexsort((steps.pairs, -(forth.sum(axis=1) + back.sum(axis=1))))
    persons = names.to_numpy(object)
    behind = steps.behind(LISTED)
    q = np.full(len(p), np.nan)
    q[~np.isnan(p)] = benjamini_hochberg(p[~np.isnan(p)])
    columns: dict[str, object] = {
        "person": persons[steps.pairs // max(given.people, 1)][order],
        "other": persons[steps.pairs % max(given.people, 1)][order],
        "gives": [_named(row) for row in forth[order]],
        "gets": [_named(row) for row in back[order]],
        "given": forth.sum(axis=1)[order],
        "got": back.sum(axis=1)[order],
        "jaccard": _jaccard(forth, back)[order],
        "evenness": _evenness(forth + back)[order],
        "different": different[order],
        "expected": expected[order],
        "p": p[order],
        "q": q[order],
        "rung": np.array(("none", *RUNGS), object)[rung][order],
        "warm": steps.warm[order],
        "helped": steps.helped[order],
        "kept": steps.kept[order],
        "msg_ids": behind.take(pa.array(order)),
    }
    return tables.EXCHANGES.frame(columns)


def _named(row: Floats) -> list[str]:
    return [use for use, acts in zip(USES, row.tolist(), strict=True) if acts >= ONCE]


def _jaccard(forth: Floats, back: Floats) -> Floats:
    one, other = forth >= ONCE, back >= ONCE
    either = (one | other).sum(axis=1)
    return np.where(either > 0, (one & other).sum(axis=1) / np.maximum(either, 1), np.nan)


def _evenness(acts: Floats) -> Floats:
    """Return Pielou's evenness of each row."""
    total = acts.sum(axis=1)
    share = acts / np.maximum(total, 1e-9)[:, None]
    logs = np.log(np.where(share > 0, share, 1.0))
    return np.where(total >= LEAST, np.abs((share * logs).sum(axis=1)) / np.log(len(USES)), np.nan)


def apart(forth: Floats, back: Floats, seed: int) -> tuple[Floats, Floats, Floats]:
    """Return how different both sides of each pair are, what to expect if they gave alike, and the chance of as much.

    Parameters
    ----------
    forth, back
        What the one gives the other and gets, a row a pair and a column a use.
    seed
        Seed of the draws.
    """
    sizes = forth.sum(axis=1), back.sum(axis=1)
    known = np.flatnonzero((sizes[0] >= LEAST) & (sizes[1] >= LEAST))
    found = tuple(np.full(len(forth), np.nan) for _ in range(3))
    rng = np.random.default_rng(seed)
    for start in range(0, len(known), CHUNK):
        some = known[start : start + CHUNK]
        both = forth[some] + back[some]
        value = _distance(forth[some], back[some])
        alike = both / both.sum(axis=1, keepdims=True)
        drawn = [rng.multinomial(np.floor(size[some]).astype(np.int64), alike, size=(DRAWS, len(some))).astype(np.int32) for size in sizes]
        pieces = zip(*(np.array_split(each, PIECES) for each in drawn), strict=True)  # as figures they take much more room
        chance = np.concatenate([_distance(one.astype(np.float64), other.astype(np.float64)) for one, other in pieces])
        found[0][some], found[1][some] = value, chance.mean(axis=0)
        found[2][some] = (1 + (chance >= value - 1e-9).sum(axis=0)) / (1 + DRAWS)
    return found[0], found[1], found[2]


def _distance(one: Floats, other: Floats) -> Floats:
    """Return half the summed differences of the mixtures (total variation)."""
    mixtures = [some / np.maximum(some.sum(axis=-1, keepdims=True), 1e-9) for some in (one, other)]
    return np.asarray(np.abs(mixtures[0] - mixtures[1]).sum(axis=-1) / 2, np.float64)
