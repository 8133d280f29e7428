"""The invite tree as places: depth to the right, one row for each who brought nobody in."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

__all__ = ["Tree", "tree"]

_LABELLED: Final = 70


@dataclass(frozen=True, slots=True)
class Tree:
    """Places of the invite tree, one entry a person, inviters before those they brought in.

    Parameters
    ----------
    persons
        ``people.person``.
    parent
        Place of who brought the person in, -1 at a root.
    depth, row
        Where the person stands.
    how
        ``created``, ``added``, ``link`` or ``community``.
    """

    persons: list[str]
    parent: list[int]
    depth: list[int]
    row: list[float]
    how: list[str]

    @property
    def known(self) -> int:
        """Return how many have a known inviter."""
        return sum(parent >= 0 for parent in self.parent)

    def labelled(self) -> list[int]:
        """Return whose names fit: everybody, or in large trees those who brought people in."""
        if len(self.persons) <= _LABELLED:
            return list(range(len(self.persons)))
        return sorted(set(self.parent) - {-1})


def tree(rows: pd.DataFrame) -> Tree:
    """Return the places of ``tables.INVITATIONS``; the first arrival of each person counts, later ones and circles of inviters do not."""
    if not len(rows):
        return Tree([], [], [], [], [])
    first = rows.drop_duplicates("person")
    persons = [str(person) for person in first["person"]]
    by = {person: str(inviter) for person, inviter in zip(persons, first["by"].astype(object), strict=True) if isinstance(inviter, str)}
    how = dict(zip(persons, map(str, first["how"].astype(object)), strict=True))
    persons += [inviter for inviter in dict.fromkeys(by.values()) if inviter not in how]
    below: dict[str, list[str]] = {person: [] for person in persons}
    roots = [person for person in persons if by.get(person) is None or _turns(person, by)]
    for person in persons:
        if person not in roots:
            below[by[person]].append(person)
    return _placed(roots, below, how)


def _turns(person: str, by: dict[str, str]) -> bool:
    """Return whether a person is the first met again on the way up: two exports may tell of each as brought in by the other."""
    met, at = {person}, by.get(person)
    while at is not None and at not in met:
        met.add(at)
        at = by.get(at)
    return at == person and person == min(met)


def _placed(roots: list[str], below: dict[str, list[str]], how: dict[str, str]) -> Tree:
    made, place, row = Tree([], [], [], [], []), dict[str, int](), 0
    waiting = [(root, -1, 0) for root in reversed(roots)]
    while waiting:
        person, parent, depth = waiting.pop()
        place[person] = len(made.persons)
        made.persons.append(person)
        made.parent.append(parent)
        made.depth.append(depth)
        made.how.append(how.get(person, "created"))
        made.row.append(float(row))
        row += not below[person]
        waiting += [(child, place[person], depth + 1) for child in reversed(below[person])]
    for at in range(len(made.persons) - 1, -1, -1):
        rows = [made.row[child] for child, parent in enumerate(made.parent) if parent == at]
        if rows:
            made.row[at] = (min(rows) + max(rows)) / 2
    return made
