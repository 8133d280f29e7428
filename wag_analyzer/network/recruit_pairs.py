"""What is known of a recruit and a recruiter beside the line that tells of it: likeness, earlier ties, whom the recruit turned to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.people.identities import People
from wag_analyzer.people.places import places

__all__ = ["Pairs", "pairs_of"]

AFTER: Final = pd.Timedelta(days=14)
SURE: Final = 0.5
_NEVER: Final = pd.Timestamp.max

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some acts in order of time: when, in which group, whether it is a reply, its weight, and the person at the other end."""

    at: npt.NDArray[np.datetime64]
    group: npt.NDArray[np.object_]
    reply: npt.NDArray[np.bool_]
    weight: Floats
    other: npt.NDArray[np.object_]

    def take(self, which: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> "Rows":
        """Return the rows a mask, or row numbers, pick."""
        return Rows(self.at[which], self.group[which], self.reply[which], self.weight[which], self.other[which])

    def since(self, group: str, at: pd.Timestamp) -> "Rows":
        """Return the rows of one group from a moment on."""
        return self.take((self.at >= at.to_datetime64()) & (self.group == group))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Who acted towards whom where and when, and who was where since when.

    Parameters
    ----------
    names
        Everybody, in the order of the numbers.
    table
        ``tables.PEOPLE``: attributes are those of the roster.
    said
        Person, group and time of every message.
    since
        Group → person → first sign of being in.
    by_source, by_target, by_writer
        Person → replies and mentions made, those got, messages written (without anybody at the other end).
    """

    names: tuple[str, ...]
    table: pd.DataFrame
    said: pd.DataFrame
    since: Mapping[str, Mapping[str, pd.Timestamp]]
    by_source: Mapping[str, Rows]
    by_target: Mapping[str, Rows]
    by_writer: Mapping[str, Rows]

    def after(self, group: str, person: str, by: str | None, at: pd.Timestamp) -> dict[str, Any]:
        """Return what the recruit did after coming in, and who turned to the recruit first."""
        gave, got, said = (frames.get(person, _NONE).since(group, at) for frames in (self.by_source, self.by_target, self.by_writer))
        soon = gave.take(gave.at <= (at + AFTER).to_datetime64())
        weight = float(soon.weight.sum())
        sure = gave.other[gave.reply & (gave.weight >= SURE)]
        welcome = got.other[got.weight >= SURE]
        return {
            "first_said": pd.Timestamp(said.at.min()) if len(said.at) else None,
            "first_answered": sure[0] if len(sure) else None,
            "to_recruiter": float(soon.weight[soon.other == by].sum()) / weight if by and weight > 0 else None,
            "welcomed_by": welcome[0] if len(welcome) else None,
        }

    def shared_before(self, group: str, one: str, other: str, at: pd.Timestamp) -> int:
        """Return the number of other groups in which both were before a moment."""
        return sum(max(since.get(one, _NEVER), since.get(other, _NEVER)) < at for name, since in self.since.items() if name != group)

    def acts_before(self, group: str, one: str, other: str, at: pd.Timestamp) -> float:
        """Return the acts between two persons in other groups before a moment."""
        return float(sum(self._towards(group, source, at).get(target, 0.0) for source, target in ((one, other), (other, one))))

    def _towards(self, group: str, source: str, at: pd.Timestamp) -> Mapping[str, float]:
        """Return the acts of one person towards each other one in other groups before a moment."""
        if len(self.since) < 2:
            return {}
        rows = self.by_source.get(source, _NONE)
        rows = rows.take((rows.group != group) & (rows.at < at.to_datetime64()))
        found: dict[str, float] = {}
        for other, weight in zip(rows.other.tolist(), rows.weight.tolist(), strict=True):
            found[other] = found.get(other, 0.0) + weight
        return found

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
    at = interactions["at"].to_numpy().astype("datetime64[s]")
    kept = np.flatnonzero(interactions["layer"].isin(("reply", "mention")))
    kept = kept[np.argsort(at[kept], kind="stable")]
    layer, weight = interactions["layer"].to_numpy()[kept] == "reply", interactions["weight"].to_numpy(np.float64)[kept]
    groups = np.append(said["group_id"].to_numpy(object), np.nan)[places(interactions["msg_id"].iloc[kept], messages["msg_id"])]
    source, target = (_named(interactions[name].iloc[kept]) for name in ("source", "target"))
    made, got = Rows(at[kept], groups, layer, weight, target), Rows(at[kept], groups, layer, weight, source)
    since: dict[str, dict[str, pd.Timestamp]] = {}
    for person, group, first in zip(inside["person"], inside["group_id"], inside["first"], strict=True):
        known = since.setdefault(str(group), {})
        known[str(person)] = min(first, known.get(str(person), first))
    table = people.table.set_index("person").reindex(list(names)).reset_index()
    return Pairs(names, table, said, since, _by(source, made), _by(target, got), _writers(said))


def _named(people: "pd.Series[str]") -> npt.NDArray[np.object_]:
    """Return names, each of them one object however often it stands there."""
    codes, names = pd.factorize(people)
    return np.append(names.to_numpy(object), np.nan)[codes]


def _by(person: npt.NDArray[np.object_], rows: Rows) -> dict[str, Rows]:
    """Return the rows of each person."""
    codes, names = pd.factorize(person)
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(names) + 1))
    return {str(name): rows.take(order[bounds[place] : bounds[place + 1]]) for place, name in enumerate(names)}


def _writers(said: pd.DataFrame) -> dict[str, Rows]:
    written = said.sort_values("at", kind="stable")
    count = len(written)
    nobody = np.full(count, None, object)
    rows = Rows(
        written["at"].to_numpy().astype("datetime64[s]"),
        written["group_id"].to_numpy(object),
        np.zeros(count, bool),
        np.ones(count),
        nobody,
    )
    return _by(written["person"].to_numpy(object), rows)


_NONE: Final = Rows(np.zeros(0, "datetime64[s]"), np.zeros(0, object), np.zeros(0, bool), np.zeros(0), np.zeros(0, object))


def _same(values: "pd.Series[Any]") -> Floats:
    known = values.notna().to_numpy()
    code = pd.factorize(values)[0]
    return np.where(known[:, None] & known[None, :], (code[:, None] == code[None, :]).astype(np.float64), np.nan)


def _apart(values: "pd.Series[Any]") -> Floats:
    level = values.to_numpy(np.float64)
    return np.asarray(np.abs(level[:, None] - level[None, :]), dtype=np.float64)
