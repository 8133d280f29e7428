"""How often each test is wrong where there is nothing to find: ``python benchmarks/nulls.py [--chats N] [--graphs N] [--write-docs]``.

First table: ties. Chats in which everybody answers whoever spoke last, whoever that is; p of every ordered pair with at least one
expected act; the same in office chats whose turns change authors within each session, and whose replies are then inferred. The share of
p < 0.05 should be about 5 %. Second table: circles. Networks without circles, where "no clear circles"
should be the answer in 95 of 100, and networks with three planted circles, where it should not. Other tests:
``benchmarks/further_nulls.py``.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from told import told

from wag_analyzer import tables
from wag_analyzer.analysis import people_of, with_persons
from wag_analyzer.interactions.replies import replies, reply_acts
from wag_analyzer.network.acts import Acts, Talk, acts, talk
from wag_analyzer.network.chance import above_chance, chance
from wag_analyzer.network.communities import circles
from wag_analyzer.network.copresence import attendance, meetings
from wag_analyzer.network.meeting_chance import expected_meetings
from wag_analyzer.parser.read import read_bytes
from wag_analyzer.settings import Null, ReplyModel, Settings
from wag_analyzer.simulate import Spec, simulate

Floats = npt.NDArray[np.float64]
PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "ties-and-nulls.md"
BEGIN: Final = "<!-- made by benchmarks/nulls.py: begin -->"
END: Final = "<!-- made by benchmarks/nulls.py: end -->"
START: Final = pd.Timestamp("2024-01-01 08:00")
MODELS: Final[tuple[ReplyModel, ...]] = ("linear", "full")
SIZES: Final = (12, 24, 36)


@dataclass(frozen=True, slots=True)
class Group:
    """A group: people, sessions, people in a session, how readily one goes on writing, whether replies are sure.

    ``same`` sessions of a day are by the same people; ``null`` is what the chat was made by, and is tested against.
    """

    people: int
    sessions: int
    present: int
    goes_on: float
    sure: bool
    same: int = 1
    null: Null = "session"


GROUPS: Final = {
    "everybody in every session, one message a turn": Group(12, 60, 12, 0.0, sure=True),
    "half the group in a session": Group(12, 60, 6, 0.0, sure=True),
    "half the group, several messages a turn": Group(12, 60, 6, 0.4, sure=True),
    "the same, replies uncertain": Group(12, 60, 6, 0.4, sure=False),
    "three people in a session": Group(12, 60, 3, 0.4, sure=True),
    "thirty people, eight in a session, long turns": Group(30, 100, 8, 0.6, sure=True),
    "`day`: the same people write all day, three sessions a day": Group(12, 60, 6, 0.4, sure=True, same=3, null="day"),
    "`activity`: everybody in every session": Group(12, 60, 12, 0.4, sure=True, null="activity"),
}


def latest(spoken: list[tuple[str, int]], now: int) -> list[tuple[int, str]]:
    """Return the latest message of each other person, latest first."""
    found: dict[int, str] = {}
    for msg_id, person in reversed(spoken):
        if person != now:
            found.setdefault(person, msg_id)
    return list(found.items())


def chat(group: Group, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return messages and replies of a chat in which who answers whom is left to who spoke last."""
    rng = np.random.default_rng(seed)
    activity, goes_on = rng.dirichlet(np.full(group.people, 2.0)), rng.uniform(0, 2 * group.goes_on, group.people)
    said: list[dict[str, object]] = []
    done: list[dict[str, object]] = []
    who = np.arange(group.people)
    for session in range(group.sessions):
        if session % group.same == 0:
            who = rng.choice(group.people, size=group.present, replace=False, p=activity)
        share = activity[who] / activity[who].sum()
        spoken: list[tuple[str, int]] = []
        now = int(rng.choice(who, p=share))
        for minute in range(int(rng.integers(10, 30))):
            now = now if spoken and rng.random() < goes_on[now] else int(rng.choice(who, p=share))
            hour = 7 * session if group.same == 1 else 24 * (session // group.same) + 3 * (session % group.same)
            at = START + pd.Timedelta(hours=hour, minutes=minute)
            said.append(
                {"msg_id": f"m{len(said)}", "at": at, "person": str(now), "session": session, "edited": False, "line": 1, "last_line": 1}
            )
            others = latest(spoken[-12:], now)
            chances = [1.0] if group.sure else (rng.dirichlet([6.0, 2.0, 1.0][: len(others)]) * 0.95).tolist() if others else []
            done += [
                {
                    "source": str(now),
                    "target": str(person),
                    "layer": "reply",
                    "msg_id": f"m{len(said) - 1}",
                    "answers": msg_id,
                    "at": at,
                    "weight": p,
                }
                for (person, msg_id), p in zip(others, chances, strict=False)
            ]
            spoken.append((f"m{len(said) - 1}", now))
    return tables.MESSAGES.frame(said), tables.INTERACTIONS.frame(done)


def p_values(group: Group, seed: int) -> Floats:
    """Return p of every ordered pair with at least one expected act."""
    said, done = chat(group, seed)
    names = pd.Index([str(person) for person in range(group.people)], dtype=object)
    spoken = talk(said, names)
    return _p(acts(done, spoken, names)["reply"], spoken, group.people, group.null)


def _p(some: Acts, spoken: Talk, people: int, null: Null = "session") -> Floats:
    weight = np.zeros((people, people))
    np.add.at(weight, (some.source, some.target), some.p)
    source, target = np.nonzero(~np.eye(people, dtype=bool))
    moments = chance(null, some, spoken, people).at(source, target)
    _, p = above_chance(weight[source, target], moments)
    return p[(moments.mean >= 1) & ~np.isnan(p)]


def office_p_values(seed: int, model: ReplyModel) -> Floats:
    """Return p of every ordered pair with at least one expected act in a chat whose turns change authors within each session.

    The texts stay and the replies are inferred, with all that the model learns from who seemed to answer whom before.
    """
    made = simulate(Spec(seed=seed, messages=1200, people=30, days=60, lang=("id", "en")[seed % 2], plants=(), twins=()))
    settings, exported = Settings(reply_model=model), read_bytes(made.export())
    people = people_of(exported, settings)
    said, names = with_persons(exported, people, settings), pd.Index(people.persons, dtype=object)
    spoken, rng = talk(said, names), np.random.default_rng(seed)
    starts = np.flatnonzero(np.diff(spoken.turn, prepend=-1))
    author = spoken.person[starts].copy()
    for session in np.unique(spoken.session):
        turns = np.flatnonzero(spoken.session[starts] == session)
        author[turns] = rng.permutation(author[turns])
    said = said.assign(person=pd.Categorical.from_codes(author[spoken.turn], names))
    done = reply_acts(replies(said, people, settings), said)
    return _p(acts(done, spoken := talk(said, names), names)["reply"], spoken, len(names))


def presence_p_values(seed: int) -> Floats:
    """Return p of every pair of twelve people who write in a random part of each day's sessions, some days busier than others."""
    rng = np.random.default_rng(seed)
    often = rng.uniform(0.15, 0.85, 12)
    said: list[dict[str, object]] = []
    for session in range(5 * 60):
        busy = np.random.default_rng([seed, session // 5]).uniform(0.4, 1.2)
        for person in np.flatnonzero(rng.random(12) < np.minimum(often * busy, 1.0)):
            at = START + pd.Timedelta(hours=24 * (session // 5) + 3 * (session % 5), minutes=int(person))
            row = {"msg_id": f"m{len(said)}", "at": at, "person": str(person), "session": session}
            said.append({**row, "edited": False, "line": 1, "last_line": 1})
    spoken = talk(tables.MESSAGES.frame(said), pd.Index([str(person) for person in range(12)], dtype=object))
    there = attendance(spoken, 12)
    found, weight = meetings(there, spoken), np.zeros((12, 12))
    np.add.at(weight, (found.source, found.target), found.p)
    source, target = np.nonzero(~np.eye(12, dtype=bool))
    return above_chance(weight[source, target], expected_meetings("session", there, 12).at(source, target))[1][source < target]


def configuration_p_values(seed: int) -> Floats:
    """Return p of every ordered pair of twelve people who turn to whomever, some more than others and some being turned to more."""
    rng = np.random.default_rng(seed)
    gives, gets = rng.gamma(2.0, 1.0, 12), rng.gamma(2.0, 1.0, 12)
    rate = np.outer(gives, gets) * (1 - np.eye(12))
    drawn = rng.poisson(rate * 500 / rate.sum())
    said: list[dict[str, object]] = []
    done: list[dict[str, object]] = []
    for source, target in np.argwhere(drawn > 0).tolist():
        for _ in range(drawn[source, target]):
            at = START + pd.Timedelta(minutes=len(said))
            row = {"msg_id": f"m{len(said)}", "at": at, "person": str(source), "session": 0, "edited": False, "line": 1, "last_line": 1}
            done.append(
                {"source": str(source), "target": str(target), "layer": "mention", "msg_id": row["msg_id"], "at": at, "weight": 1.0}
            )
            said.append(row)
    names = pd.Index([str(person) for person in range(12)], dtype=object)
    spoken = talk(tables.MESSAGES.frame(said), names)
    return _p(acts(tables.INTERACTIONS.frame(done), spoken, names)["mention"], spoken, 12, "configuration")


def weights(kind: str, people: int, rng: np.random.Generator) -> Floats:
    """Return a network without circles, or with three circles and a given share of acts between them."""
    spread = rng.lognormal(0, 0.7, people)
    rate = np.outer(spread, spread) / spread.sum()
    drawn: npt.NDArray[np.number]
    if kind == "sparse, counts":
        drawn = rng.poisson(1.0, (people, people)) * (rng.random((people, people)) < 0.2)
    elif kind == "sparse, uneven activity":
        drawn = rng.poisson(rate * 8)
    elif kind == "sparse, heavy-tailed weights":
        drawn = rng.exponential(3.0, (people, people)) * (rng.random((people, people)) < 0.15)
    elif kind == "dense, uneven activity":
        drawn = rng.poisson(rate * 60)
    elif kind == "complete, uneven activity":
        drawn = rng.gamma(rate * 30, 1.0)
    else:
        between = float(kind.split()[-3]) / 100
        same = np.arange(people)[:, None] % 3 == np.arange(people)[None, :] % 3
        drawn = rng.poisson(rate * 10 * np.where(same, 3 * (1 - between), 1.5 * between))
    network = np.asarray(drawn, dtype=np.float64)
    np.fill_diagonal(network, 0.0)
    return network


KINDS: Final = (
    "sparse, counts",
    "sparse, uneven activity",
    "sparse, heavy-tailed weights",
    "dense, uneven activity",
    "complete, uneven activity",
    "three circles, 20 % between",
    "three circles, 40 % between",
)


def _row(name: str, values: list[Floats]) -> str:
    p = np.concatenate(values)
    return f"| {name} | {len(p)} | {(p < 0.05).mean():.1%} | {(p < 0.01).mean():.1%} |"


def lines_of_ties(chats: int) -> Iterator[str]:
    """Yield the first table line by line."""
    yield "| chat without structure | pairs | p < .05 | p < .01 |"
    yield "|---|---:|---:|---:|"
    for name, group in GROUPS.items():
        yield _row(name, [p_values(group, seed) for seed in range(chats)])
    for model in MODELS:
        yield _row(
            f"office, authors shuffled in sessions, replies inferred ({model})", [office_p_values(seed, model) for seed in range(chats)]
        )
    yield _row("`configuration`: how much everybody gives and gets", [configuration_p_values(seed) for seed in range(chats)])
    yield _row("co-presence: who writes when is left to chance", [presence_p_values(seed) for seed in range(2 * chats)])


def lines_of_circles(graphs: int) -> Iterator[str]:
    """Yield the second table line by line."""
    yield "| network | " + " | ".join(f"clear circles, {people} people" for people in SIZES) + " | all |"
    yield "|---|" + "---:|" * (len(SIZES) + 1)
    for kind in KINDS:
        clear = dict.fromkeys(SIZES, 0)
        for seed in range(graphs):
            people = SIZES[seed % len(SIZES)]
            network = weights(kind, people, np.random.default_rng(seed))
            clear[people] += circles(network, [str(person) for person in range(people)], seed).clear
        of = {people: len(range(place, graphs, len(SIZES))) for place, people in enumerate(SIZES)}
        shares = [f"{clear[people]} of {of[people]}" for people in SIZES]
        yield f"| {kind} | " + " | ".join(shares) + f" | {sum(clear.values())} of {graphs} |"


def main() -> None:
    """Print both tables, and put them into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, default=20)
    parser.add_argument("--graphs", type=int, default=100)
    parser.add_argument("--write-docs", action="store_true")
    said = parser.parse_args()
    between = ["", "Circles, in networks of so many people:", ""]
    lines = chain(lines_of_ties(said.chats), between, lines_of_circles(said.graphs))
    told(lines, PAGE, (BEGIN, END), write=said.write_docs)


if __name__ == "__main__":
    main()
