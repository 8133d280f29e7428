"""Several groups of one organisation: who is in which, how far they overlap beyond chance, and who moves between them."""

from collections.abc import Collection, Sequence
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.chance import benjamini_hochberg, upper_tail
from wag_analyzer.network.overlaps import trade

__all__ = ["affiliations", "overlap"]

DRAWS: Final = 99
TRADES: Final = 2
"""Trades for each group between two draws."""

Floats = npt.NDArray[np.float64]


def affiliations(membership: pd.DataFrame, messages: pd.DataFrame) -> pd.DataFrame:
    """Return the two-mode network of persons and groups.

    Parameters
    ----------
    membership
        ``tables.MEMBERSHIP``: stretches of being in.
    messages
        ``tables.MESSAGES``.

    Returns
    -------
    DataFrame
        ``tables.AFFILIATIONS``: one row per person and group, weight is the number of messages written there.
    """
    groups = membership.groupby(["person", "group_id"], sort=False, observed=True)
    spans = groups.agg(first=("first", "min"), last=("last", "max"), stretches=("first", "size")).reset_index()
    latest = membership.drop_duplicates(["person", "group_id"], keep="last")
    gone = set(zip(*(latest.loc[latest["went_by"].notna(), name].astype(str) for name in ("person", "group_id")), strict=True))
    written = messages.groupby([messages["person"].astype(str), messages["group_id"].astype(str)]).size()
    keys = list(zip(spans["person"].astype(str), spans["group_id"].astype(str), strict=True))
    counts = [int(written.get(key, 0)) for key in keys]
    return tables.AFFILIATIONS.frame(
        {**{str(name): spans[name] for name in spans}, "messages": counts, "left": [key in gone for key in keys]}
    )


def overlap(affiliated: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Return how far each two groups overlap.

    Parameters
    ----------
    affiliated
        ``tables.AFFILIATIONS``.
    seed
        Seed of the shuffle.

    Returns
    -------
    DataFrame
        ``tables.GROUP_OVERLAP``, clearest first.
        A person has moved when the last sign of being in the one comes before the first sign of being in the other, and the person is known
        to have gone, or the one group went on without: where an export merely ends early, nobody has moved.

    Notes
    -----
    Expected and p: if people were shuffled over groups, every group keeping its number of people and everybody the number of groups
    (curveball; Strona et al. 2014, Nat. Commun. 5, 4114). Who is in many groups shares many without a reason in any of them. ``p`` is
    the upper tail of the gamma law with mean and variance of 99 shuffles, 1 where the numbers leave nothing to chance, as with two groups.
    """
    rows = {name: part.set_index(part["person"].astype(str)) for name, part in affiliated.groupby("group_id", sort=False, observed=True)}
    mean, variance = _shuffled([set(part.index) for part in rows.values()], seed)
    found = []
    for (first, one), (second, other) in combinations(enumerate(rows), 2):
        mine, yours = rows[one], rows[other]
        both = [person for person in mine.index if person in yours.index]
        there, back = _moved(both, mine, yours), _moved(both, yours, mine)
        found.append(
            {
                "group_id": one,
                "other_group": other,
                "people": len(mine),
                "other_people": len(yours),
                "both": len(both),
                "jaccard": len(both) / (len(mine) + len(yours) - len(both)),
                "expected": mean[first, second],
                "p": _at_least(len(both), mean[first, second], variance[first, second]),
                "moved": there,
                "moved_back": back,
            }
        )
    q = benjamini_hochberg(np.array([row["p"] for row in found], dtype=np.float64))
    ordered = sorted(range(len(found)), key=lambda place: (q[place], place))
    return tables.GROUP_OVERLAP.frame([{**found[place], "q": q[place]} for place in ordered])


def _moved(both: list[str], here: pd.DataFrame, there: pd.DataFrame) -> list[str]:
    """Return who was last seen in the one group before the first sign in the other, and went, or was silent while the one went on."""
    last, first = here["last"].reindex(both), there["first"].reindex(both)
    went = here["left"].reindex(both).to_numpy(bool) | (first <= here["last"].max()).to_numpy()
    return [person for person, moved in zip(both, (last < first).to_numpy() & went, strict=True) if moved]


def _shuffled(groups: Sequence[Collection[str]], seed: int) -> tuple[Floats, Floats]:
    """Return mean and variance of how many people each two groups share when people are shuffled over groups."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - SciPy is loaded only when a null is computed

    rng = np.random.default_rng(seed)
    number = {person: place for place, person in enumerate(sorted(set().union(*groups)))}
    rows = [{number[person] for person in group} for group in groups]
    bounds = np.cumsum([0, *map(len, rows)])
    total, square = np.zeros((len(rows), len(rows))), np.zeros((len(rows), len(rows)))
    trade(rows, 8 * TRADES * len(rows), rng)
    for _ in range(DRAWS):
        trade(rows, TRADES * len(rows), rng)
        people = np.fromiter((person for row in rows for person in row), np.int64, int(bounds[-1]))
        there = csr_array((np.ones(len(people)), people, bounds), shape=(len(rows), len(number)))
        shared = (there @ there.T).toarray()
        total += shared
        square += shared**2
    mean = total / DRAWS
    return mean, np.maximum(square / DRAWS - mean**2, 0.0) * DRAWS / (DRAWS - 1)


def _at_least(both: int, mean: float, variance: float) -> float:
    """Return the chance of at least so many; 1 where nothing varies."""
    p = upper_tail(np.array([both], np.float64), np.array([mean]), np.array([variance]))[0]
    return 1.0 if np.isnan(p) else float(p)
