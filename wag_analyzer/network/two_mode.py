"""Several groups of one organisation: who is in which, how far they overlap beyond chance, and who moves between them."""

from itertools import combinations

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.chance import benjamini_hochberg
from wag_analyzer.network.shares import at_least, shared_by_chance

__all__ = ["affiliations", "overlap"]


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
    mean, variance = shared_by_chance([set(part.index) for part in rows.values()], seed)
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
                "p": at_least(len(both), mean[first, second], variance[first, second]),
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
