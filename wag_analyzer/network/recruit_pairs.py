"""What is known of a recruit and a recruiter beside the line that tells of it: likeness, earlier ties, whom the recruit turned to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.people.identities import People

__all__ = ["Pairs", "pairs_of"]

AFTER: Final = pd.Timedelta(days=14)
SURE: Final = 0.5
_NEVER: Final = pd.Timestamp.max

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Who acted towards whom where and when, and who was where since when.

    Parameters
    ----------
    names
        Everybody, in the order of the numbers.
    table
        ``tables.PEOPLE``: attributes are those of the roster.
    acts
        Replies and mentions in order of time with the group of their message.
    said
        Person and time of every message, with its group.
    since
        Group → person → first sign of being in.
    """

    names: tuple[str, ...]
    table: pd.DataFrame
    acts: pd.DataFrame
    said: pd.DataFrame
    since: Mapping[str, Mapping[str, pd.Timestamp]]
    by_source: Mapping[str, pd.DataFrame]
    by_target: Mapping[str, pd.DataFrame]
    by_writer: Mapping[str, pd.DataFrame]

    def after(self, group: str, person: str, by: str | None, at: pd.Timestamp) -> dict[str, Any]:
        """Return what the recruit did after coming in, and who turned to the recruit first."""
        gave, got = (_since(frames.get(person, self.acts[:0]), group, at) for frames in (self.by_source, self.by_target))
        said = _since(self.by_writer.get(person, self.said[:0]), group, at)
        soon = gave[gave["at"] <= at + AFTER]
        weight = float(soon["weight"].sum())
        sure = gave[(gave["layer"] == "reply") & (gave["weight"] >= SURE)]
        welcome = got[got["weight"] >= SURE]
        return {
            "first_said": said["at"].min() if len(said) else None,
            "first_answered": sure["target"].iloc[0] if len(sure) else None,
            "to_recruiter": float(soon["weight"][soon["target"] == by].sum()) / weight if by and weight > 0 else None,
            "welcomed_by": welcome["source"].iloc[0] if len(welcome) else None,
        }

    def shared_before(self, group: str, one: str, other: str, at: pd.Timestamp) -> int:
        """Return the number of other groups in which both were before a moment."""
        return sum(max(since.get(one, _NEVER), since.get(other, _NEVER)) < at for name, since in self.since.items() if name != group)

    def acts_before(self, group: str, one: str, other: str, at: pd.Timestamp) -> float:
        """Return the acts between two persons in other groups before a moment."""
        return float(sum(self._towards(group, source, at).get(target, 0.0) for source, target in ((one, other), (other, one))))

    def _towards(self, group: str, source: str, at: pd.Timestamp) -> Mapping[str, float]:
        """Return the acts of one person towards each other one in other groups before a moment."""
        rows = self.by_source.get(source)
        if rows is None or len(self.since) < 2:
            return {}
        rows = rows[(rows["group_id"] != group) & (rows["at"] < at)]
        return {str(target): float(weight) for target, weight in rows.groupby("target")["weight"].sum().items()}

    def alike(self, group: str, rows: pd.DataFrame, attributes: Sequence[str]) -> dict[str, Floats]:
        """Return matrices of likeness (recruiter by row, recruit by column): roster attributes asked for, behaviour, earlier ties.

        Parameters
        ----------
        group
            Where the recruits came in.
        rows
            Rows of the invite tree.
        attributes
            ``unit``, ``level``.
        """
        found: dict[str, Floats] = {}
        for name in attributes:
            found[f"alike_{name}"] = _apart(self.table["level"]) if name == "level" else _same(self.table[name])
        found |= {"alike_hours": self._hours(), "alike_pace": self._pace()}
        if len(self.since) > 1:
            found |= self._before(group, rows)
        return found

    def _hours(self) -> Floats:
        counts = np.zeros((len(self.names), 24))
        who = pd.Index(self.names).get_indexer(pd.Index(self.said["person"]))
        np.add.at(counts, (who[who >= 0], self.said["at"].dt.hour.to_numpy()[who >= 0]), 1.0)
        size = np.sqrt((counts**2).sum(axis=1))
        size[size == 0] = np.nan
        unit = counts / size[:, None]
        return np.asarray(unit @ unit.T, dtype=np.float64)

    def _pace(self) -> Floats:
        count = self.said["person"].value_counts().reindex(list(self.names)).to_numpy(np.float64)
        return np.asarray(np.minimum(count[:, None], count[None, :]) / np.maximum(count[:, None], count[None, :]), dtype=np.float64)

    def _before(self, group: str, rows: pd.DataFrame) -> dict[str, Floats]:
        size = len(self.names)
        shared, acts = np.full((size, size), np.nan), np.full((size, size), np.nan)
        number = {name: place for place, name in enumerate(self.names)}
        for person, at in zip(rows["person"], rows["at"], strict=True):
            column = number[person]
            shared[:, column] = [self.shared_before(group, name, person, at) for name in self.names]
            acts[:, column] = [self.acts_before(group, name, person, at) for name in self.names]
        return {"prior_groups": shared, "prior_acts": acts}


def pairs_of(people: People, messages: pd.DataFrame, interactions: pd.DataFrame, inside: pd.DataFrame) -> Pairs:
    """Return what is known of everybody, ready to be asked.

    Parameters
    ----------
    people
        The persons.
    messages
        ``tables.MESSAGES``.
    interactions
        ``tables.INTERACTIONS``.
    inside
        ``tables.MEMBERSHIP``.
    """
    named = {*people.persons, *inside["person"].astype(str)}
    names = (*people.persons, *sorted(named.difference(people.persons)))
    said = pd.DataFrame({name: messages[name].astype(object) for name in ("person", "group_id")} | {"at": messages["at"]})
    kept = interactions[interactions["layer"].isin(("reply", "mention"))]
    columns = {name: kept[name].astype(object) for name in ("source", "target", "layer")}
    group_of = dict(zip(messages["msg_id"], said["group_id"], strict=True))
    acts = pd.DataFrame({**columns, "weight": kept["weight"], "at": kept["at"], "group_id": kept["msg_id"].map(group_of)})
    acts = acts.sort_values("at", kind="stable")
    since: dict[str, dict[str, pd.Timestamp]] = {}
    for person, group, first in zip(inside["person"], inside["group_id"], inside["first"], strict=True):
        known = since.setdefault(str(group), {})
        known[str(person)] = min(first, known.get(str(person), first))
    table = people.table.set_index("person").reindex(list(names)).reset_index()
    parts = [
        {str(who): rows for who, rows in frame.groupby(name)} for frame, name in ((acts, "source"), (acts, "target"), (said, "person"))
    ]
    return Pairs(names, table, acts, said, since, *parts)


def _since(rows: pd.DataFrame, group: str, at: pd.Timestamp) -> pd.DataFrame:
    return rows[(rows["group_id"] == group) & (rows["at"] >= at)]


def _same(values: "pd.Series[Any]") -> Floats:
    known = values.notna().to_numpy()
    code = pd.factorize(values)[0]
    return np.where(known[:, None] & known[None, :], (code[:, None] == code[None, :]).astype(np.float64), np.nan)


def _apart(values: "pd.Series[Any]") -> Floats:
    level = values.to_numpy(np.float64)
    return np.asarray(np.abs(level[:, None] - level[None, :]), dtype=np.float64)
