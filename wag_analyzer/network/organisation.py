"""One network of persons over several groups: their acts summed, and the groups they share as a layer of its own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.people.names import SELF

__all__ = ["LARGEST", "organisation_ties"]

LARGEST: Final = 256
"""People of the largest group whose members are tied by sharing it: in larger ones that says little and takes much."""

_Cells = Mapping[tuple[str, str], list[float]]


def organisation_ties(ties: Iterable[pd.DataFrame], person_of: Mapping[str, str], affiliated: pd.DataFrame) -> pd.DataFrame:
    """Return the persons of an organisation as one network.

    Parameters
    ----------
    ties
        ``tables.TIES`` of each group; layer ``all`` counts.
    person_of
        Name in a group → person of the organisation.
    affiliated
        ``tables.AFFILIATIONS``.

    Returns
    -------
    DataFrame
        ``tables.ORGANISATION_TIES``, by layer, source and target.
    """
    acts: defaultdict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0])
    for frame in ties:
        seen: set[tuple[str, str]] = set()
        rows = frame[frame["layer"].astype(object) == "all"]
        for source, target, weight in zip(rows["source"], rows["target"], rows["weight"].tolist(), strict=True):
            pair = person_of.get(str(source), str(source)), person_of.get(str(target), str(target))
            if pair[0] != pair[1] and SELF not in pair:  # "you" is somebody else on every phone
                acts[pair][0] += weight
                acts[pair][1] += pair not in seen
                seen.add(pair)
    return tables.ORGANISATION_TIES.frame([*_rows("all", acts), *_rows("group", _sharing(affiliated))])


def _sharing(affiliated: pd.DataFrame) -> _Cells:
    shared: defaultdict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0])
    for _, part in affiliated.groupby("group_id", sort=True, observed=True):
        people = sorted(set(map(str, part["person"])))
        for pair in combinations(people, 2) if len(people) <= LARGEST else ():
            for way in (pair, pair[::-1]):
                shared[way][0] += 1 / (len(people) - 1)
                shared[way][1] += 1
    return shared


def _rows(layer: str, cells: _Cells) -> Iterable[dict[str, object]]:
    for (source, target), (weight, groups) in sorted(cells.items()):
        yield {"source": source, "target": target, "layer": layer, "weight": weight, "groups": int(groups)}
