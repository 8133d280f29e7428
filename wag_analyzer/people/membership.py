"""Who was in the group when, as far as the file tells: events say who came and went, messages and acts say who was in.

An export shows only what its owner's phone saw and kept. So a beginning that no line states is missing, not guessed; somebody who
writes after going has come back unseen; and both are said in the row.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.identities import People

__all__ = ["membership"]

_CAME: Final = frozenset({"created", "added", "joined_link", "joined_community"})
_WENT: Final = frozenset({"left", "removed"})
_ENDED: Final = "group_ended"
_MADE_ADMIN: Final = frozenset({"created", "admin_promoted"})
_TARGETS_IN: Final = frozenset({"admin_promoted", "admin_demoted"})
_ACTORS_OUT: Final = frozenset(
    {"join_requested", "community_linked", "community_notice", "contact_blocked", "contact_unblocked", "is_contact"}
)
_EPOCH: Final = np.datetime64(0, "s")
_MINUTE: Final = np.timedelta64(60, "s")

_BEFORE: Final = "no line says when or how this one came in; was in by the first sign"
_CUT: Final = "the export holds only the newest messages"
_BACK: Final = "no line says how this one came back"
_GONE: Final = "came in once more, and no line says how this one had gone"
_AWAY: Final = "the exporter was out of the group for a time, of which the export holds nothing"

Times = npt.NDArray[np.datetime64]
Ranks = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Move:
    """One line that says that a person came or went."""

    rank: int
    at: np.datetime64
    kind: str
    by: str | None
    file: object


@dataclass(slots=True)
class _Stretch:
    """One stretch of membership while it is put together; ``unseen_by``: when a coming or going that no line tells of had happened."""

    came: _Move | None
    rank: int
    first: np.datetime64
    last: np.datetime64
    reasons: list[str]
    went: _Move | None = None
    unseen_by: np.datetime64 | None = None
    is_gone: bool = False
    admin: bool = False


@dataclass(slots=True)
class _Member:
    """What the lines of one group say about one person; signs are moments at which the person was in, by rank."""

    moves: list[_Move] = field(default_factory=list)
    rank: Ranks = field(default_factory=lambda: np.zeros(0, np.int64))
    when: Times = field(default_factory=lambda: np.zeros(0, "datetime64[s]"))
    admin: list[int] = field(default_factory=list)


def membership(chat: Chat, people: People) -> pd.DataFrame:
    """Return who was in which group when.

    Parameters
    ----------
    chat
        As read.
    people
        Its persons; changed numbers are joined there.

    Returns
    -------
    DataFrame
        ``tables.MEMBERSHIP``: one row a stretch; somebody who came twice has two. Somebody only mentioned has none.
    """
    rows: list[dict[str, object]] = []
    cut = {note.file for note in chat.notices if note.word == "message-cap"}
    for group in dict.fromkeys(source.group_id for source in chat.sources):
        events = chat.events[chat.events["group_id"] == group]
        messages = chat.messages[chat.messages["group_id"] == group]
        members = _members(events, messages, people.person_of)
        before = f"{_BEFORE}; {_CUT}" if any(source.file in cut for source in chat.sources if source.group_id == group) else _BEFORE
        found = [(person, stretch) for person, member in members.items() for stretch in _stretches(member, before)]
        _explain(found, {str(person) for person in people.table.loc[people.table["is_exporter"], "person"]})
        found.sort(key=lambda item: (item[1].came.at if item[1].came else item[1].first, item[1].first))
        rows += [_row(person, group, stretch) for person, stretch in found]
    return tables.MEMBERSHIP.frame(rows)


def _row(person: str, group: str, stretch: _Stretch) -> dict[str, object]:
    came, went = stretch.came, stretch.went
    return {
        "person": person,
        "group_id": group,
        "from": came and came.at,
        "to": went and went.at,
        "came_by": came.kind if came else "unknown",
        "added_by": came and came.by,
        "went_by": went.kind if went else "unknown" if stretch.is_gone else None,
        "removed_by": went and went.by,
        "first": stretch.first,
        "last": stretch.last,
        "admin": stretch.admin,
        "certain": not stretch.reasons,
        "reason": "; ".join(stretch.reasons) or None,
    }


def _members(events: pd.DataFrame, messages: pd.DataFrame, person_of: Mapping[str, str]) -> dict[str, _Member]:
    """Return what each person's lines say, in the order in which names occur."""
    at, rank = _ranks(events, messages)
    members: dict[str, _Member] = {}
    acts: dict[str, list[int]] = {}
    ended: _Move | None = None
    columns = (events[name].astype(object) for name in ("type", "actor", "target", "file"))
    for row, (kind, actor, target, file) in enumerate(zip(*columns, strict=True)):
        doer, done = (person_of.get(name, name) if isinstance(name, str) else None for name in (actor, target))
        subject = (done or doer) if kind in _CAME | _WENT else None
        if subject is not None:
            by = doer if doer != subject else None
            members.setdefault(subject, _Member()).moves.append(_Move(int(rank[row]), at[row], str(kind), by, file))
        ended = _Move(int(rank[row]), at[row], _ENDED, None, file) if kind == _ENDED else ended
        for person in _present(kind, doer, done, subject):
            acts.setdefault(person, []).append(row)
        for person in _admins(kind, doer, done):
            members.setdefault(person, _Member()).admin.append(int(rank[row]))
    for person, rows in _signs(messages, person_of, len(events), acts):
        member = members.setdefault(person, _Member())
        member.rank, member.when = rank[rows], at[rows]
    for member in members.values():
        member.moves.sort(key=lambda move: move.rank)
        if ended is not None:
            member.moves.append(ended)
    return members


def _ranks(events: pd.DataFrame, messages: pd.DataFrame) -> tuple[Times, Ranks]:
    """Return time and place in the order of events and messages: the file's order, or the clock's where several files were joined."""
    both = [events, messages]
    at = np.concatenate([part["at"].to_numpy().astype("datetime64[s]") for part in both])
    line = np.concatenate([part["line"].to_numpy() for part in both])
    files = {file for part in both for file in part["file"].astype(object).unique()}
    order = np.lexsort((line, at) if len(files) > 1 else (line,))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return at, rank


def _present(kind: object, doer: str | None, done: str | None, subject: str | None) -> Iterator[str]:
    """Yield who must be in the group for an event to happen, other than by coming or going."""
    if doer is not None and doer != subject and kind not in _ACTORS_OUT:
        yield doer
    if done is not None and kind in _TARGETS_IN:
        yield done


def _admins(kind: object, doer: str | None, done: str | None) -> Iterator[str]:
    if kind in _MADE_ADMIN and (done or doer):
        yield done or doer or ""
    if kind == "removed" and doer is not None and done not in {None, doer}:
        yield doer


def _signs(
    messages: pd.DataFrame, person_of: Mapping[str, str], offset: int, acts: Mapping[str, Sequence[int]]
) -> Iterator[tuple[str, Ranks]]:
    """Yield person and places (events first, then messages) of what shows the person in the group, unordered."""
    codes, names = pd.factorize(messages["sender"])
    persons = [person_of.get(str(name), str(name)) for name in names]
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(persons) + 1))
    rows: dict[str, list[Any]] = {person: [np.array(listed, np.int64)] for person, listed in acts.items()}
    for number, person in enumerate(persons):
        rows.setdefault(person, []).append(order[bounds[number] : bounds[number + 1]] + offset)
    yield from ((person, np.concatenate(parts)) for person, parts in rows.items())


def _stretches(member: _Member, before: str) -> list[_Stretch]:
    """Return a person's stretches in order: signs and moves are gone through together."""
    order = np.argsort(member.rank)
    rank, at = member.rank[order], member.when[order]
    bounds = [0, *np.searchsorted(rank, [move.rank for move in member.moves]).tolist(), len(at)]
    found: list[_Stretch] = []
    for number, (start, stop) in enumerate(pairwise(bounds)):
        move = member.moves[number] if number < len(member.moves) else None
        _seen(found, rank[start:stop], at[start:stop], move, before)
        if move is not None and move.kind in _CAME:
            _came(found, move)
        elif move is not None:
            _went(found, move, before)
    for promoted in member.admin:
        at_that_time = [stretch for stretch in found if stretch.rank <= promoted]
        (at_that_time or found)[-1].admin = True
    return found


def _seen(found: list[_Stretch], rank: Ranks, at: Times, upcoming: _Move | None, before: str) -> None:
    """Take up the signs between two moves; a minute is one moment, for lines of one minute may be stored in any order."""
    start, stop = 0, len(at)
    if found and found[-1].went is not None:
        late = at < _minute(found[-1].went.at) + _MINUTE
        start = stop if late.all() else int(np.argmin(late))
        found[-1].last = max([found[-1].last, *at[:start]])
    if upcoming is not None and upcoming.kind in _CAME and (at[start:stop] >= _minute(upcoming.at)).all():
        stop = start
    if start == stop:
        return
    if not found or found[-1].is_gone:
        found.append(_unseen(found, int(rank[start]), at[start], before))
    found[-1].last = at[stop - 1]


def _unseen(found: Sequence[_Stretch], rank: int, at: np.datetime64, before: str) -> _Stretch:
    """Return a stretch that begins with a sign of being in, and not with a line about coming in."""
    return _Stretch(None, rank, at, at, [_BACK if found else before], unseen_by=at if found else None)


def _minute(at: np.datetime64) -> np.datetime64:
    return at - (at - _EPOCH) % _MINUTE


def _came(found: list[_Stretch], move: _Move) -> None:
    if found and not found[-1].is_gone:
        came = found[-1].came
        if came is not None and (came.file != move.file or came.at == move.at):
            return  # another export's line about the same coming, or the same line twice
        found[-1].is_gone, found[-1].unseen_by = True, move.at
        found[-1].reasons.append(_GONE)
    found.append(_Stretch(move, move.rank, move.at, move.at, []))


def _went(found: list[_Stretch], move: _Move, before: str) -> None:
    if not found or found[-1].is_gone:
        went = found[-1].went if found else None
        if move.kind == _ENDED or (went is not None and (went.file != move.file or went.at == move.at)):
            return  # was not in when the group ended, or another export's line about the same going
        found.append(_unseen(found, move.rank, move.at, before))
    found[-1].went, found[-1].is_gone, found[-1].last = move, True, max(found[-1].last, move.at)


def _explain(found: Sequence[tuple[str, _Stretch]], exporters: Collection[str]) -> None:
    """Add to what is not certain that the exporter, whose phone wrote the file, was out for a time."""
    own = [stretch for person, stretch in found if person in exporters]
    away = [stretch.went.at for stretch in own[:-1] if stretch.went is not None]
    for _, stretch in found:
        if stretch.unseen_by is not None and any(at <= stretch.unseen_by for at in away):
            stretch.reasons.append(_AWAY)
