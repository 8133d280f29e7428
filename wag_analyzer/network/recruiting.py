"""Who brought whom in: each group's invite tree, recruiters and teams, what became of the recruits, and all of it beside chance."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.interactions.invitations import invite_tree
from wag_analyzer.network.chance import benjamini_hochberg
from wag_analyzer.network.recruit_chance import Arrivals, beside_chance
from wag_analyzer.network.recruit_pairs import Pairs, pairs_of
from wag_analyzer.network.shares import at_least, shared_by_chance
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.identities import People
from wag_analyzer.people.membership import membership

__all__ = ["Asked", "Recruiting", "recruiting"]

FOUNDING: Final = pd.Timedelta(days=2)
PAUSE: Final = pd.Timedelta(days=2)
WAVE: Final = 3
DRAWS: Final = 199
TEAM_DAYS: Final = 2

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asks for.

    Parameters
    ----------
    seed
        Seed of every draw.
    alike
        Attributes of the roster in which recruits are compared with their recruiters: ``unit``, ``level``. None is inferred.
    """

    seed: int = 0
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recruiting:
    """Who brought whom in.

    Parameters
    ----------
    persons
        ``tables.INVITATIONS``.
    recruiters
        ``tables.RECRUITERS``, most recruits first within each group.
    tests
        ``tables.INVITE_TESTS``.
    teams
        ``tables.RECRUITING_TEAMS``, clearest first.
    """

    persons: pd.DataFrame
    recruiters: pd.DataFrame
    tests: pd.DataFrame
    teams: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Group:
    """One group: its tree, row by row, who was in when, and where the founding ends."""

    name: str
    tree: pd.DataFrame
    inside: pd.DataFrame
    founded: pd.Timestamp | None
    last: pd.Timestamp

    @property
    def founding(self) -> npt.NDArray[np.bool_]:
        """Return which rows came with the founding."""
        at = self.tree["at"]
        return np.zeros(len(at), bool) if self.founded is None else (at <= self.founded + FOUNDING).to_numpy()

    @property
    def credited(self) -> npt.NDArray[np.bool_]:
        """Return which rows have somebody who brought them in."""
        return self.tree["by"].notna().to_numpy()


def recruiting(chat: Chat, people: People, messages: pd.DataFrame, interactions: pd.DataFrame, asked: Asked | None = None) -> Recruiting:
    """Return who brought whom in, group by group.

    Parameters
    ----------
    chat
        As read.
    people
        Its persons; attributes come from the roster in it.
    messages
        ``tables.MESSAGES``.
    interactions
        ``tables.INTERACTIONS``: replies and mentions show whom recruits turn to, and who was tied in other groups before.
    asked
        Seed and roster attributes.

    Notes
    -----
    The null of every test: each line that brings somebody in after the founding (two days from the creation) is the act of anybody who
    was in at the time, all equally likely, as in a random recursive tree; people added by one line stay together. Groups in which only
    administrators may add differ from it by their rules, not by their ties.
    """
    use = asked or Asked()
    inside = membership(chat, people)
    pairs = pairs_of(people, messages, interactions, inside)
    parts: dict[str, list[Row]] = {"persons": [], "recruiters": [], "tests": [], "teams": []}
    for name in dict.fromkeys(source.group_id for source in chat.sources):
        group = _group(name, chat.events, messages, people, inside)
        arrivals, lines = _arrivals(group, pairs, use.alike)
        found = {
            "persons": _persons(group, pairs),
            "recruiters": _recruiters(group, lines, use.seed),
            "tests": ({"measure": what, **asdict(test)} for what, test in beside_chance(arrivals, use.seed).items()),
            "teams": _teams(group, use.seed),
        }
        for part, rows in found.items():
            parts[part] += [{"group_id": name, **row} for row in rows]
    return Recruiting(
        tables.INVITATIONS.frame(parts["persons"]),
        tables.RECRUITERS.frame(parts["recruiters"]),
        tables.INVITE_TESTS.frame(parts["tests"]),
        tables.RECRUITING_TEAMS.frame(parts["teams"]),
    )


def _group(name: str, events: pd.DataFrame, messages: pd.DataFrame, people: People, inside: pd.DataFrame) -> _Group:
    here, said = events[events["group_id"] == name], messages[messages["group_id"] == name]
    tree = invite_tree(here, said, people)
    made = tree["at"][tree["how"] == "created"]
    last = pd.concat([here["at"], said["at"]]).max()
    return _Group(name, tree, inside[inside["group_id"] == name], made.iloc[0] if len(made) else None, last)


def _persons(group: _Group, pairs: Pairs) -> Iterator[Row]:
    tree = group.tree
    recruits, below, waves = _credit(tree), _below(tree), _waves(tree)
    for place, row in enumerate(tree.itertuples(index=False)):
        at: Any = row.at
        by = row.by if isinstance(row.by, str) else None
        known = {
            name: getattr(row, name) for name in ("person", "how", "p", "at", "depth", "msg_id", "runner_up", "runner_up_p", "requested")
        }
        yield {
            **known,
            "by": by,
            "wave": waves[place],
            "recruits": recruits.get(str(row.person), 0.0),
            "below": below.get(str(row.person), 0),
            **pairs.after(group.name, str(row.person), by, at),
            "prior_groups": pairs.shared_before(group.name, by, str(row.person), at) if by else 0,
            "prior_acts": pairs.acts_before(group.name, by, str(row.person), at) if by else 0.0,
        }


def _credit(tree: pd.DataFrame) -> dict[str, float]:
    """Return how many people each person brought in, as sums of probabilities."""
    found: dict[str, float] = {}
    for name, p in (("by", "p"), ("runner_up", "runner_up_p")):
        for person, share in zip(tree[name], tree[p].tolist(), strict=True):
            if isinstance(person, str):
                found[person] = found.get(person, 0.0) + share
    return found


def _below(tree: pd.DataFrame) -> dict[str, int]:
    """Return how many people came by way of each person, directly or not."""
    found: dict[str, int] = {}
    for person, by in zip(tree["person"][::-1], tree["by"][::-1], strict=True):
        if isinstance(by, str):
            found[by] = found.get(by, 0) + 1 + found.get(person, 0)
    return found


def _waves(tree: pd.DataFrame) -> list[int]:
    """Return the number of each arrival's wave, 0 outside of any."""
    run = (tree["at"].diff() >= PAUSE).cumsum()
    sizes = run.map(run.value_counts())
    numbers = {one: place for place, one in enumerate(dict.fromkeys(run[sizes >= WAVE].tolist()), start=1)}
    return [numbers.get(one, 0) for one in run.tolist()]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line after the founding that brings somebody in: who did, whom as many, who could have."""

    by: str
    people: float
    present: frozenset[str]


def _arrivals(group: _Group, pairs: Pairs, alike: Sequence[str]) -> tuple[Arrivals, list[_Line]]:
    """Return the arrivals after the founding as numbers, and line by line."""
    tree = group.tree
    later = ~group.founding & (tree["how"] != "created").to_numpy()
    rows = tree[later & group.credited]
    number, lines = {name: place for place, name in enumerate(pairs.names)}, []
    for _, line in rows.groupby("msg_id", sort=False):
        at, by = line["at"].iloc[0], str(line["by"].iloc[0])
        came = {str(name) for name in line["person"]}
        lines.append(_Line(by, float(line["p"].sum()), frozenset((_present(group, at) - came) | {by})))
    depth = np.zeros(len(number), np.int64)
    for person, steps in zip(tree["person"][~later], tree["depth"][~later], strict=True):
        depth[number[person]] = steps
    start = tree["at"].min() if group.founded is None else group.founded + FOUNDING
    days = (tree[later].drop_duplicates("msg_id")["at"] - start).dt.days
    some = Arrivals(
        child=np.array([number[name] for name in rows["person"]], np.int64),
        parent=np.array([number[name] for name in rows["by"]], np.int64),
        line=pd.factorize(rows["msg_id"])[0].astype(np.int64),
        present=tuple(np.array(sorted(number[name] for name in line.present), np.int64) for line in lines),
        depth=depth,
        alike=pairs.alike(group.name, rows, alike),
        days=days.to_numpy().astype(np.int64),
        length=max(0, (group.last - start).days + 1) if len(tree) else 0,
    )
    return some, lines


def _present(group: _Group, at: pd.Timestamp) -> set[str]:
    """Return who was in the group just before a moment."""
    inside = group.inside
    there = (inside["first"] <= at) & (inside["to"].isna() | (inside["to"] >= at))
    return {str(name) for name in inside["person"][there]}


def _recruiters(group: _Group, lines: Sequence[_Line], seed: int) -> Iterator[Row]:
    recruits = {name: count for name, count in _credit(group.tree).items() if count > 0}
    if not recruits:
        return
    names = list(recruits)
    below = _below(group.tree)
    ranks = _rank_ends(group.tree, names, seed)
    own = {name: [line for line in lines if line.by == name] for name in names}
    chances = {name: [1 / len(line.present) for line in lines if name in line.present] for name in names}
    p = np.array([_at_least(len(own[name]), chances[name]) for name in names])
    q = benjamini_hochberg(p, len({name for line in lines for name in line.present}))
    times = group.tree.groupby("by")["at"].agg(["min", "max"])
    rank = pd.Series(list(recruits.values())).rank(ascending=False).tolist()
    for place in sorted(range(len(names)), key=lambda place: (rank[place], place)):
        name = names[place]
        yield {
            "person": name,
            "recruits": recruits[name],
            "rank": rank[place],
            "rank_lo": min(ranks[0][place], rank[place]),
            "rank_hi": max(ranks[1][place], rank[place]),
            "below": below.get(name, 0),
            "later": sum(line.people for line in own[name]),
            "expected": sum(line.people / len(line.present) for line in lines if name in line.present),
            "p": p[place],
            "q": q[place],
            **({"first": times.loc[name, "min"], "last": times.loc[name, "max"]} if name in times.index else {}),
        }


def _rank_ends(tree: pd.DataFrame, names: Sequence[str], seed: int) -> Floats:
    """Return the 5 % and 95 % points of each recruiter's rank over resampled lines and drawn credits."""
    rng = np.random.default_rng(seed)
    parts = [tree[[name, p, "msg_id"]].set_axis(["who", "p", "line"], axis=1) for name, p in (("by", "p"), ("runner_up", "runner_up_p"))]
    rows = pd.concat(parts).dropna(subset=["who"])
    line, ids = pd.factorize(rows["line"])
    times = rng.multinomial(len(ids), np.full(len(ids), 1 / len(ids)), size=DRAWS)
    held = (rng.random((DRAWS, len(rows))) < rows["p"].to_numpy()) * times[:, line]
    member = (rows["who"].to_numpy()[:, None] == np.array(names, object)[None, :]).astype(np.float64)
    ranks = pd.DataFrame(held @ member).rank(axis=1, ascending=False).to_numpy()
    return np.asarray(np.quantile(ranks, [0.05, 0.95], axis=0), dtype=np.float64)


def _at_least(count: int, chances: Sequence[float]) -> float:
    """Return the mid-p value of so many of independent lines (Poisson binomial); missing without any line.

    Of the probability of just so many half counts: with few lines a whole one would make the test far stricter than it says
    (Lancaster 1961, J. Am. Stat. Assoc. 56, 223-234).
    """
    if not chances:
        return math.nan
    law = np.zeros(len(chances) + 1)
    law[0] = 1.0
    for chance in chances:
        law[1:] = law[1:] * (1 - chance) + law[:-1] * chance
        law[0] *= 1 - chance
    return float(min(1.0, law[count:].sum() - law[count] / 2))


def _teams(group: _Group, seed: int) -> Iterator[Mapping[str, Any]]:
    """Yield pairs who bring people in on the same days at least twice, clearest first.

    Chance is a shuffle in which everybody brings people in on as many days, and on every day as many people do.
    """
    rows = group.tree[~group.founding & group.credited]
    days = {str(name): frozenset(some) for name, some in rows["at"].dt.normalize().groupby(rows["by"])}
    names = list(days)
    busy = [place for place, name in enumerate(names) if len(days[name]) >= TEAM_DAYS]
    if len(busy) < 2:
        return
    mean, variance = shared_by_chance(list(days.values()), seed)
    found = []
    for one, other in combinations(busy, 2):
        both = len(days[names[one]] & days[names[other]])
        found.append((at_least(both, mean[one, other], variance[one, other]), names[one], names[other], both, float(mean[one, other])))
    q = benjamini_hochberg(np.array([each[0] for each in found]))
    for place in sorted(range(len(found)), key=lambda place: found[place]):
        p, name, beside, both, expected = found[place]
        if both >= TEAM_DAYS:
            yield {"person": name, "other": beside, "days": both, "expected": expected, "p": p, "q": q[place]}
