"""Small chats written by hand for the network's tests."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.people.identities import People

START = pd.Timestamp("2024-03-04 08:00")


def people(names: Sequence[str], messages: Sequence[int] | None = None) -> People:
    count = len(names)
    written = list(messages) if messages is not None else [0] * count
    table = tables.PEOPLE.frame(
        {
            "person": list(names),
            "names": [[name] for name in names],
            "is_exporter": [False] * count,
            "messages": written,
            "admin": [False] * count,
        }
    )
    return People(table, tables.IDENTITIES.frame(), {name: name for name in names})


def messages(rows: Sequence[tuple[str, str, int, pd.Timestamp]]) -> pd.DataFrame:
    """Rows are msg_id, person, session, time."""
    return tables.MESSAGES.frame(
        [
            {
                "msg_id": msg_id, "group_id": "g", "at": at, "person": person, "sender": person, "kind": "text", "text": "halo",
                "edited": False, "mentions": [], "session": session, "file": "a.txt", "file_sha256": "0", "line": line, "last_line": line,
            }
            for line, (msg_id, person, session, at) in enumerate(rows, start=1)
        ]
    )  # fmt: skip


def talk(*sessions: str, gap: pd.Timedelta | None = None) -> pd.DataFrame:
    """Each text is a session, each letter a message of that person; ids are a0, a1 …; a minute apart, sessions a day apart."""
    gap = pd.Timedelta(days=1) if gap is None else gap
    rows: list[tuple[str, str, int, pd.Timestamp]] = []
    for number, session in enumerate(sessions):
        for place, person in enumerate(session):
            rows.append((f"a{len(rows)}", person, number, START + number * gap + pd.Timedelta(minutes=place)))
    return messages(rows)


def grouped(said: pd.DataFrame, groups: Mapping[int, str]) -> pd.DataFrame:
    """The same messages, sessions spread over groups."""
    names = pd.Series([groups[session] for session in said["session"]], dtype="category")
    return said.assign(group_id=names)


def acts(*rows: tuple[str, str, str, str, str | None, float], days: Sequence[int] = ()) -> pd.DataFrame:
    """Rows are source, target, layer, msg_id, answers, weight."""
    ages = list(days) or [0] * len(rows)
    return tables.INTERACTIONS.frame(
        [
            {
                "source": source, "target": target, "layer": layer, "msg_id": msg_id, "answers": answers,
                "at": START + pd.Timedelta(days=age), "latency_s": 60.0, "weight": weight,
            }
            for (source, target, layer, msg_id, answers, weight), age in zip(rows, ages, strict=True)
        ]
    )  # fmt: skip


def answers_before(said: pd.DataFrame, p: float = 1.0) -> pd.DataFrame:
    """Everybody answers the latest message of somebody else in the session."""
    rows: list[tuple[str, str, str, str, str | None, float]] = []
    times: list[int] = []
    last: dict[int, list[tuple[str, str]]] = {}
    for msg_id, person, session in zip(said["msg_id"], said["person"], said["session"], strict=True):
        before = last.setdefault(session, [])
        parent = next(((who, what) for who, what in reversed(before) if who != person), None)
        if parent is not None:
            rows.append((person, parent[0], "reply", msg_id, parent[1], p))
            times.append(session)
        before.append((person, msg_id))
    return acts(*rows, days=times)


def random_talk(seed: int, people_count: int = 8, sessions: int = 20, length: int = 20) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    letters = np.array(list("ABCDEFGHIJKLMNOP"[:people_count]))
    share = rng.dirichlet(np.full(people_count, 2.0))
    return talk(*("".join(rng.choice(letters, size=length, p=share)) for _ in range(sessions)))


def blocks(sizes: Sequence[int], inside: float, outside: float, seed: int) -> npt.NDArray[np.float64]:
    """Poisson acts, ``inside`` expected within a block and ``outside`` between blocks."""
    rng = np.random.default_rng(seed)
    label = np.repeat(np.arange(len(sizes)), sizes)
    rate = np.where(label[:, None] == label[None, :], inside, outside)
    weights = rng.poisson(rate).astype(np.float64)
    np.fill_diagonal(weights, 0.0)
    return weights
