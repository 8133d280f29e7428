"""What shows only when several groups are seen together: who joins them, who moves with whom, which group lies inside another."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

__all__ = ["Across", "bridging", "inside", "moving", "recruiting_across"]

LEAST_MOVED: Final = 3
"""Persons who must have moved for it to be a move of several."""

CLOSE_DAYS: Final = 14
"""Days within which their first signs in the new group lie."""

LEAST_INSIDE: Final = 3
INSIDE: Final = 0.8
"""Share of a group's people who must be in the other for the one to lie inside the other."""

SMALLER: Final = 0.6
"""Most people a group may have beside the one it lies in, as a share."""

SURE: Final = 0.05
"""Largest q at which an overlap is no chance."""


@dataclass(frozen=True, slots=True)
class Across:
    """One signal across groups.

    Parameters
    ----------
    kind
        ``recruiter``, ``movers``, ``bridge`` or ``shadow_group``.
    persons, groups
        Who and where, as ``people.person`` and group ids.
    figures
        What was counted.
    p
        Chance of as much by chance; None where there is no such test.
    """

    kind: str
    persons: tuple[str, ...]
    groups: tuple[str, ...]
    figures: Mapping[str, int | float]
    p: float | None = None


def recruiting_across(recruiters: Mapping[str, set[str]], members: Mapping[str, set[str]]) -> list[Across]:
    """Return who is found to recruit in two groups or more.

    Parameters
    ----------
    recruiters
        Group → persons of whom it was found there.
    members
        Group → all its people.

    Returns
    -------
    list
        Most groups first. p: the chance that somebody in these groups is found in at least so many of them, if each group's recruiters
        were drawn from its people (Poisson-binomial), times the people in two groups or more (Bonferroni).
    """
    groups_of: defaultdict[str, list[str]] = defaultdict(list)
    for group in members:
        for person in members[group]:
            groups_of[person].append(group)
    tried = sum(len(found) > 1 for found in groups_of.values())
    where = {person: [group for group in found if person in recruiters.get(group, ())] for person, found in groups_of.items()}
    signals = []
    for person in sorted(where):
        if len(where[person]) > 1:
            rates = [len(recruiters.get(group, ())) / len(members[group]) for group in groups_of[person]]
            p = min(1.0, tried * _at_least(len(where[person]), rates))
            figures = {"groups": len(where[person]), "of": len(groups_of[person])}
            signals.append(Across("recruiter", (person,), tuple(where[person]), figures, p))
    return sorted(signals, key=lambda signal: (-len(signal.groups), signal.persons))


def moving(overlap: pd.DataFrame, affiliated: pd.DataFrame) -> list[Across]:
    """Return sets of people who went from one group to another within two weeks.

    Parameters
    ----------
    overlap
        ``tables.GROUP_OVERLAP``.
    affiliated
        ``tables.AFFILIATIONS``.
    """
    came = {
        (str(person), str(group)): at
        for person, group, at in zip(*(affiliated[name].tolist() for name in ("person", "group_id", "first")), strict=True)
    }
    signals = []
    for row in overlap.to_dict("records"):
        for there, here, moved in (
            (row["group_id"], row["other_group"], row["moved"]),
            (row["other_group"], row["group_id"], row["moved_back"]),
        ):
            persons = _closest([(came[person, str(here)], person) for person in moved if (person, str(here)) in came])
            if len(persons) >= LEAST_MOVED:
                days = (came[persons[-1], str(here)] - came[persons[0], str(here)]).days
                figures = {"people": len(persons), "days": int(days)}
                signals.append(Across("movers", tuple(persons), (str(there), str(here)), figures, float(row["q"])))
    return signals


def _closest(came: Sequence[tuple[Any, str]]) -> list[str]:
    """Return the most persons who came within ``CLOSE_DAYS``, in order."""
    ordered = sorted((at, person) for at, person in came if not pd.isna(at))
    best: list[str] = []
    for start, (first, _) in enumerate(ordered):
        near = [person for at, person in ordered[start:] if at - first <= pd.Timedelta(days=CLOSE_DAYS)]
        best = max(best, near, key=len)
    return best


def bridging(affiliated: pd.DataFrame) -> list[Across]:
    """Return the persons without whom some groups would share nobody with the others, most groups cut off first.

    Parameters
    ----------
    affiliated
        ``tables.AFFILIATIONS``.
    """
    import networkx as nx  # noqa: PLC0415 - slow to import

    both: nx.Graph[tuple[str, str]] = nx.Graph()
    both.add_edges_from(
        (("person", str(person)), ("group", str(group))) for person, group in zip(affiliated["person"], affiliated["group_id"], strict=True)
    )
    signals = []
    for node in sorted(node for node in nx.articulation_points(both) if node[0] == "person"):
        own = nx.node_connected_component(both, node) - {node}
        parts = [sorted(name for kind, name in part if kind == "group") for part in nx.connected_components(both.subgraph(own))]
        sides = sorted((part for part in parts if part), key=lambda part: (-len(part), part))
        if len(sides) > 1:
            cut = tuple(group for side in sides[1:] for group in side)
            figures = {"cut": len(cut), "groups": sum(map(len, sides)), "own": len(list(both.neighbors(node)))}
            signals.append(Across("bridge", (node[1],), tuple(sorted(name for _, name in both.neighbors(node))), figures))
    return sorted(signals, key=lambda signal: (-signal.figures["cut"], signal.persons))


def inside(overlap: pd.DataFrame, affiliated: pd.DataFrame) -> list[Across]:
    """Return the groups nearly all of whose people are in a larger one, against chance, smallest q first.

    Parameters
    ----------
    overlap
        ``tables.GROUP_OVERLAP``.
    affiliated
        ``tables.AFFILIATIONS``.
    """
    began = affiliated.groupby(affiliated["group_id"].astype(str))["first"].min()
    people = Counter(affiliated["group_id"].astype(str))
    who = affiliated.groupby(affiliated["group_id"].astype(str))["person"].agg(lambda names: sorted(map(str, names)))
    signals = []
    for row in overlap.to_dict("records"):
        small, large = sorted((str(row["group_id"]), str(row["other_group"])), key=lambda group: (people[group], group))
        fits = row["both"] >= LEAST_INSIDE and row["both"] >= INSIDE * people[small] and people[small] <= SMALLER * people[large]
        if fits and row["q"] <= SURE:
            figures = {
                "both": int(row["both"]),
                "people": people[small],
                "larger": people[large],
                "expected": round(float(row["expected"]), 1),
                "later": int(began[small] > began[large]),
            }
            signals.append(Across("shadow_group", tuple(who[small]), (small, large), figures, float(row["q"])))
    return signals


def _at_least(count: int, rates: Sequence[float]) -> float:
    """Return the chance of at least so many successes of independent trials."""
    chance = [1.0]
    for rate in rates:
        chance = [
            (chance[done] * (1 - rate) if done < len(chance) else 0.0) + (chance[done - 1] * rate if done else 0.0)
            for done in range(len(chance) + 1)
        ]
    return min(1.0, sum(chance[count:]))
