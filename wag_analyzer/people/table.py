"""One row a person: names, messages, comings and goings, and what the roster says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.roster import Member

__all__ = ["people_table"]

_CAME: Final = frozenset({"added", "joined_link", "joined_community"})
_WENT: Final = frozenset({"left", "removed"})
_ADMINS: Final = frozenset({"created", "admin_promoted"})


@dataclass(slots=True)
class _Moves:
    """What events say about one person."""

    times: list[pd.Timestamp] = field(default_factory=list)
    joined: pd.Timestamp | None = None
    left: pd.Timestamp | None = None
    added_by: str | None = None
    admin: bool = False


_Written = tuple[int, pd.Timestamp, pd.Timestamp]


def people_table(chat: Chat, person_of: Mapping[str, str], exporters: Iterable[str], member_of: Mapping[str, Member]) -> pd.DataFrame:
    """Return ``tables.PEOPLE`` in order of first appearance; who is only mentioned comes last.

    Parameters
    ----------
    chat
        As read.
    person_of
        Name → person.
    exporters
        Persons who are the exporter.
    member_of
        Person → what the roster says.
    """
    written = _written(chat.messages, person_of)
    moves = _moves(chat.events, person_of)
    names: dict[str, list[str]] = defaultdict(list)
    for name, person in person_of.items():
        names[person].append(name)
    order = sorted(names, key=lambda person: _earliest(written.get(person), moves[person]))
    own = frozenset(exporters)
    nobody = Member("")
    return tables.PEOPLE.frame(
        {
            "person": person,
            "names": names[person],
            "is_exporter": person in own,
            "messages": written[person][0] if person in written else 0,
            **_span(written.get(person), moves[person]),
            "unit": member_of.get(person, nobody).unit or None,
            "level": member_of.get(person, nobody).level,
            "admin": member_of.get(person, nobody).admin or moves[person].admin,
        }
        for person in order
    )


def _moves(events: pd.DataFrame, person_of: Mapping[str, str]) -> dict[str, _Moves]:
    moves: dict[str, _Moves] = defaultdict(_Moves)
    rows = zip(events["at"], events["type"].astype(object), events["actor"], events["target"], strict=True)
    for at, kind, actor, target in rows:
        who = [person_of[name] for name in (actor, target) if isinstance(name, str) and name in person_of]
        for person in who:
            moves[person].times.append(at)
        if who:
            _moved(moves, at, kind, who)
    return moves


def _moved(moves: dict[str, _Moves], at: pd.Timestamp, kind: object, who: list[str]) -> None:
    moved = moves[who[-1]]
    if kind in _CAME:
        moved.joined = moved.joined if moved.joined is not None else at
        moved.left = None
        moved.added_by = who[0] if who[0] != who[-1] and moved.added_by is None else moved.added_by
    elif kind in _WENT:
        moved.left = at
    moved.admin |= kind in _ADMINS
    if who[0] != who[-1] and kind == "removed":
        moves[who[0]].admin = True


def _written(messages: pd.DataFrame, person_of: Mapping[str, str]) -> dict[str, _Written]:
    senders = messages["sender"].map(person_of)
    spans = messages["at"].groupby(senders).agg(["size", "min", "max"])
    return {str(who): (int(n), first, last) for who, n, first, last in zip(spans.index, *(spans[name] for name in spans), strict=True)}


def _earliest(written: _Written | None, moves: _Moves) -> tuple[bool, float]:
    """Return a sort key: who did something by when, who is only mentioned last; the sort keeps the order in which names were met."""
    times = [*moves.times, *([written[1]] if written else [])]
    return (False, min(times).timestamp()) if times else (True, 0.0)


def _span(written: _Written | None, moves: _Moves) -> dict[str, object]:
    times = [*moves.times, *(written[1:] if written else [])]
    stayed = moves.left is not None and max(times) > moves.left  # one of several numbers left, the person went on with another
    return {
        "first": min(times) if times else None,
        "last": max(times) if times else None,
        "joined": moves.joined,
        "left": None if stayed else moves.left,
        "added_by": moves.added_by,
    }
