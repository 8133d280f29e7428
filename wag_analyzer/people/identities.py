"""One person per saved name, number or mention, as far as one export allows. Nothing is joined on looks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.names import composed, digits, folded, skeleton
from wag_analyzer.people.roster import Member, Roster

__all__ = ["SELF", "People", "identify"]

SELF: Final = "@self"
"""The exporter, where the file says 'you' and nothing tells which sender that is."""

_CAME: Final = frozenset({"added", "joined_link", "joined_community"})
_WENT: Final = frozenset({"left", "removed"})
_NO_PERSON_TARGET: Final = frozenset({"subject_changed", "icon_changed", "description_changed"})


@dataclass(frozen=True, slots=True)
class People:
    """The persons of a chat.

    Parameters
    ----------
    table
        ``tables.PEOPLE``, in order of first appearance.
    identities
        ``tables.IDENTITIES``: every name seen, the person it belongs to, and suggestions not applied.
    person_of
        Name, number or mention as it stands in the chat → ``people.person``.
    """

    table: pd.DataFrame
    identities: pd.DataFrame
    person_of: Mapping[str, str]

    @property
    def persons(self) -> list[str]:
        """Every person's display name, in order of first appearance."""
        return [str(name) for name in self.table["person"]]


@dataclass(slots=True)
class _Joins:
    """Names seen and the joins between them: a union-find over strings, with the reason of each join."""

    forms: dict[str, str] = field(default_factory=dict)
    parent: dict[str, str] = field(default_factory=dict)
    why: dict[str, tuple[float, str]] = field(default_factory=dict)

    def see(self, name: str, form: str) -> None:
        if name not in self.forms:
            self.forms[name] = form
            self.parent[name] = name

    def root(self, name: str) -> str:
        while self.parent[name] != name:
            name = self.parent[name]
        return name

    def join(self, kept: str, other: str, score: float, reason: str) -> None:
        a, b = self.root(kept), self.root(other)
        if a != b:
            self.parent[b] = a
            self.why[b] = (score, reason)


def identify(chat: Chat, roster: Roster | None = None) -> People:
    """Return the persons of ``chat``.

    Names are one person when they are the same string, the same number in another spelling, the same letters in another Unicode form,
    when WhatsApp itself says a number changed, or when the roster says so. Anything weaker (same letters in another case, letters that look
    the same) is only suggested in ``identities``.

    Parameters
    ----------
    chat
        As read.
    roster
        Names, numbers and attributes given by the user.
    """
    joins = _Joins()
    for name, form in _seen(chat):
        if form != "mention" or not name.isdigit() or name in {digits(other) for other in joins.forms}:
            joins.see(name, form)
    _join_spellings(joins)
    _join_changed_numbers(joins, chat.events)
    exporter = _exporter(chat)
    if exporter and SELF in joins.forms:
        joins.join(exporter, SELF, 0.99, "the file says 'you' for this sender's deleted messages")
    if roster is not None:
        _join_roster(joins, roster)
    person_of = {name: joins.root(name) for name in joins.forms}
    return People(_people(chat, person_of, exporter, roster), _identities(joins, person_of), person_of)


def _seen(chat: Chat) -> Iterator[tuple[str, str]]:
    for name in chat.messages["sender"].dropna().unique():
        yield str(name), "sender"
    kinds = chat.events["type"].astype(object)
    for column in ("actor", "target"):
        named = chat.events[column][~kinds.isin(_NO_PERSON_TARGET) if column == "target" else slice(None)]
        for name in named.dropna().unique():
            yield str(name), "event"
    changed = chat.events[kinds == "number_changed"]
    for name in pd.concat([changed["old"], changed["new"]]).dropna().unique():
        yield str(name), "event"
    for name in _mentioned(chat.messages["mentions"]):
        yield name, "mention"


def _mentioned(mentions: "pd.Series[Any]") -> list[str]:
    column = mentions.array
    flat = column._pa_array.combine_chunks() if len(column) else None  # noqa: SLF001 - the Arrow list behind the column
    return [] if flat is None else list(dict.fromkeys(str(name) for name in flat.flatten().to_pylist() if name))


def _join_spellings(joins: _Joins) -> None:
    by_digits: dict[str, str] = {}
    by_form: dict[str, str] = {}
    for name in joins.forms:
        number = digits(name)
        if number:
            first = by_digits.setdefault(number, name)
            joins.join(first, name, 0.99, "same number in another spelling")
        form = composed(name)
        joins.join(by_form.setdefault(form, name), name, 0.99, "same letters in another Unicode form")


def _join_changed_numbers(joins: _Joins, events: pd.DataFrame) -> None:
    changed = events[events["type"].astype(object) == "number_changed"]
    for old, new in zip(changed["old"], changed["new"], strict=True):
        if isinstance(old, str) and isinstance(new, str):
            joins.join(new, old, 0.95, "WhatsApp says this number changed to that one")


def _join_roster(joins: _Joins, roster: Roster) -> None:
    first: dict[str, str] = {}
    for name in list(joins.forms):
        member = roster.find(name)
        if member is not None:
            joins.join(first.setdefault(member.name, name), name, 1.0, "the roster says so")


def _exporter(chat: Chat) -> str | None:
    """Return the one sender whose own deletions read 'you deleted', None when there is none or more than one."""
    locales = {source.file: source.locale for source in chat.sources}
    deleted = chat.messages[chat.messages["kind"].astype(object) == "deleted"]
    rows = zip(deleted["sender"], deleted["raw"], deleted["file"].astype(object), strict=True)
    own = {sender for sender, raw, file in set(rows) if isinstance(sender, str) and _is_own(raw, locales.get(file))}
    return own.pop() if len(own) == 1 else None


def _is_own(raw: str, locale: str | None) -> bool:
    from wag_analyzer.parser.placeholders import deleted_by_you  # noqa: PLC0415 - loads the phrase tables

    return deleted_by_you(raw, None if locale == "unknown" else locale)


def _people(chat: Chat, person_of: Mapping[str, str], exporter: str | None, roster: Roster | None) -> pd.DataFrame:
    written = _written(chat.messages, person_of)
    moves = _moves(chat.events, person_of)
    names: dict[str, list[str]] = defaultdict(list)
    for name, person in person_of.items():
        names[person].append(name)
    order = sorted(names, key=lambda person: _earliest(written.get(person), moves[person]))
    members = {person: _member(names[person], roster) for person in names}
    return tables.PEOPLE.frame(
        {
            "person": person,
            "names": names[person],
            "is_exporter": person in {SELF, person_of.get(exporter or "")},
            "messages": written[person][0] if person in written else 0,
            **_span(written.get(person), moves[person]),
            "unit": members[person].unit or None,
            "level": members[person].level,
            "admin": members[person].admin or moves[person].admin,
        }
        for person in order
    )


@dataclass(slots=True)
class _Moves:
    """What events say about one person."""

    times: list[pd.Timestamp] = field(default_factory=list)
    joined: pd.Timestamp | None = None
    left: pd.Timestamp | None = None
    added_by: str | None = None
    admin: bool = False


def _moves(events: pd.DataFrame, person_of: Mapping[str, str]) -> dict[str, _Moves]:
    moves: dict[str, _Moves] = defaultdict(_Moves)
    rows = zip(events["at"], events["type"].astype(object), events["actor"], events["target"], strict=True)
    for at, kind, actor, target in rows:
        who = [person_of[name] for name in (actor, target) if isinstance(name, str) and name in person_of]
        for person in who:
            moves[person].times.append(at)
        subject = who[-1] if who else None
        if subject is None:
            continue
        if kind in _CAME:
            came = moves[subject]
            came.joined = came.joined if came.joined is not None else at
            came.left = None
            came.added_by = who[0] if len(who) > 1 and came.added_by is None else came.added_by
        elif kind in _WENT:
            moves[subject].left = at
        moves[subject].admin |= kind in {"created", "admin_promoted"}
        if len(who) > 1 and kind == "removed":
            moves[who[0]].admin = True
    return moves


def _written(messages: pd.DataFrame, person_of: Mapping[str, str]) -> dict[str, tuple[int, pd.Timestamp, pd.Timestamp]]:
    senders = messages["sender"].map(person_of)
    spans = messages["at"].groupby(senders).agg(["size", "min", "max"])
    return {str(who): (int(n), first, last) for who, n, first, last in zip(spans.index, *(spans[name] for name in spans), strict=True)}


def _earliest(written: tuple[int, pd.Timestamp, pd.Timestamp] | None, moves: _Moves) -> tuple[bool, float]:
    """Return a sort key: who did something by when, who is only mentioned last; the sort keeps the order in which names were met."""
    times = [*moves.times, *([written[1]] if written else [])]
    return (False, min(times).timestamp()) if times else (True, 0.0)


def _span(written: tuple[int, pd.Timestamp, pd.Timestamp] | None, moves: _Moves) -> dict[str, object]:
    times = [*moves.times, *(written[1:] if written else [])]
    return {
        "first": min(times) if times else None,
        "last": max(times) if times else None,
        "joined": moves.joined,
        "left": moves.left,
        "added_by": moves.added_by,
    }


def _member(names: Iterable[str], roster: Roster | None) -> Member:
    found = [member for name in names if roster is not None and (member := roster.find(name)) is not None]
    return found[0] if found else Member("")


def _identities(joins: _Joins, person_of: Mapping[str, str]) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    for name, person in person_of.items():
        score, reason = joins.why.get(name, (1.0, "the name itself"))
        rows.append({"name": name, "form": joins.forms[name], "person": person, "score": score, "reason": reason, "applied": True})
    return tables.IDENTITIES.frame([*rows, *_suggestions(joins, person_of)])


def _suggestions(joins: _Joins, person_of: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for key, score, reason in ((folded, 0.9, "same letters in another case"), (skeleton, 0.2, "looks the same, is spelled otherwise")):
        groups: dict[str, list[str]] = defaultdict(list)
        for name in joins.forms:
            groups[key(name)].append(name)
        for group in groups.values():
            for name in group[1:]:
                if person_of[name] != person_of[group[0]]:
                    yield {
                        "name": name,
                        "form": joins.forms[name],
                        "person": person_of[group[0]],
                        "score": score,
                        "reason": reason,
                        "applied": False,
                    }
