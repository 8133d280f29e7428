"""One person per name, number or mention: joined where WhatsApp or the user says so, suggested where anything else does."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.decisions import DECIDED, Decisions
from wag_analyzer.people.joins import Joins, Why
from wag_analyzer.people.names import SELF, digits
from wag_analyzer.people.numbers import Numbers
from wag_analyzer.people.reasons import worded
from wag_analyzer.people.roster import Member, Roster
from wag_analyzer.people.suggestions import Suggestion, suggestions
from wag_analyzer.people.table import people_table
from wag_analyzer.people.vcard import Card

__all__ = ["SELF", "THRESHOLD", "People", "Told", "decided", "exporters_of", "identify", "people_in"]

THRESHOLD: Final = 0.95
"""Score from which a link is made without asking, unless the user says otherwise: what WhatsApp itself says reaches it, nothing else."""

_NO_PERSON_TARGET: Final = frozenset({"subject_changed", "icon_changed", "description_changed"})
_SPELLED: Final = Why(0.99, "same number in another spelling")
_COMPOSED: Final = Why(0.99, "same letters in another Unicode form")
_CHANGED: Final = Why(0.95, "WhatsApp says this number changed to that one")
_SAVED: Final = Why(1.0, "saved under this name in your contacts")
_ROSTER: Final = Why(1.0, "the roster says so")
_ITSELF: Final = Why(1.0, "the name itself")
_APART: Final = Why(0.0, f"{DECIDED}: two persons")
_YOU: Final = Why(0.99, "the file says 'you' for this sender's deleted messages")


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
    suggestions
        Pairs that may be one person and are not joined, best first.
    """

    table: pd.DataFrame
    identities: pd.DataFrame
    person_of: Mapping[str, str]
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def persons(self) -> list[str]:
        """Every person's display name, in order of first appearance."""
        return [str(name) for name in self.table["person"]]

    @property
    def names(self) -> "pd.Index[str]":
        """The same as an index: the order in which ties and measures number people."""
        names: pd.Index[str] = pd.Index(self.table["person"].astype(object))
        return names


@dataclass(frozen=True, slots=True)
class Told:
    """What the user says about who is who.

    Parameters
    ----------
    contacts
        Cards of an address book: numbers become the saved name.
    decisions
        Joins and splits by hand; they come before everything else.
    threshold
        Score from which a link is made without asking.
    """

    contacts: tuple[Card, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)
    threshold: float = THRESHOLD


def identify(chat: Chat, roster: Roster | None = None, told: Told | None = None) -> People:
    """Return the persons of ``chat``.

    Names are one person when the user, the contacts or the roster say so, when they are the same number in another spelling or the same
    letters in another Unicode form, and when WhatsApp itself says a number changed. Anything weaker is suggested, with its score and what
    speaks for and against; at or above ``told.threshold`` it is joined too. Names that only look alike are never joined by themselves.

    Parameters
    ----------
    chat
        As read.
    roster
        Names, numbers and attributes given by the user.
    told
        Contacts, decisions and threshold.
    """
    given = told or Told()
    names = dict(_seen(chat))
    decisions = given.decisions.known(names)
    joins = Joins(apart=[(row.name, row.person) for row in decisions.rows if not row.applied])
    for name, form in names.items():
        joins.see(name, form)
    numbers = Numbers(names)
    _join_decided(joins, decisions)
    _join_contacts(joins, given.contacts, numbers)
    members = _join_roster(joins, roster, numbers) if roster is not None else {}
    exporter = _join_stated(joins, chat, given.threshold)
    open_pairs = _join_suggested(joins, chat, numbers, given.threshold)
    person_of = {name: joins.root(name) for name in joins.forms}
    member_of = {joins.root(name): member for name, member in reversed(members.items())}
    exporters = {SELF, person_of.get(exporter or "", SELF)}
    table = people_table(chat, person_of, exporters, member_of)
    return People(table, _identities(joins, decisions, open_pairs), person_of, open_pairs)


def people_in(part: Chat, chat: Chat, people: People) -> People:
    """Return the persons of one group of a chat that holds several, called as in the whole.

    Parameters
    ----------
    part
        The group.
    chat, people
        The whole, and its persons.
    """
    there = {people.person_of[name] for name, _ in _seen(part) if name in people.person_of}
    person_of = {name: person for name, person in people.person_of.items() if person in there}
    moved = people_table(chat, people.person_of, (), {}).set_index("person")["admin"]
    rows = people.table[people.table["person"].isin(there)].to_dict("records")
    told = {
        str(row["person"]): Member(
            str(row["person"]),
            unit="" if pd.isna(row["unit"]) else str(row["unit"]),
            level=None if pd.isna(row["level"]) else float(row["level"]),
            admin=bool(row["admin"]) and not moved[row["person"]],  # an admin of one group is none of another
        )
        for row in rows
    }
    table = people_table(part, person_of, {str(row["person"]) for row in rows if row["is_exporter"]}, told)
    identities = people.identities[people.identities["person"].isin(there)].reset_index(drop=True)
    return People(table, identities, person_of)


def decided(people: People) -> pd.DataFrame:
    """Return the rows of ``people.identities`` that rest on the user's word: decisions and saved names, as input for other runs."""
    table = people.identities
    reason = table["reason"]
    told = reason.str.startswith(DECIDED) | (reason == _SAVED.reason)
    return table[told.astype(bool) & (table["name"] != table["person"])].reset_index(drop=True)


def _seen(chat: Chat) -> Iterator[tuple[str, str]]:
    """Yield each name once with where it was seen first; digits in a mention count only where they are somebody's number."""
    found: dict[str, str] = {}
    for name, form in _names(chat):
        if name not in found:
            found[name] = form
    known = {digits(name) for name, form in found.items() if form != "mention"}
    yield from ((name, form) for name, form in found.items() if form != "mention" or not name.isdigit() or name in known)


def _names(chat: Chat) -> Iterator[tuple[str, str]]:
    for name in chat.messages["sender"].dropna().unique():
        yield str(name), "sender"
    kinds = chat.events["type"].astype(object)
    for column in ("actor", "target"):
        named = chat.events[column][~kinds.isin(_NO_PERSON_TARGET) if column == "target" else slice(None)]
        for name in named.dropna().unique():
            yield str(name), "event"
    for name in chat.links["source"].dropna().unique():
        yield str(name), "reaction"
    changed = chat.events[kinds == "number_changed"]
    for name in pd.concat([changed["old"], changed["new"]]).dropna().unique():
        yield str(name), "event"
    for name in _mentioned(chat.messages["mentions"]):
        yield name, "mention"


def _mentioned(mentions: "pd.Series[Any]") -> list[str]:
    column = mentions.array
    flat = column._pa_array.combine_chunks() if len(column) else None  # noqa: SLF001 - the Arrow list behind the column
    return [] if flat is None else list(dict.fromkeys(str(name) for name in flat.flatten().to_pylist() if name))


def _join_decided(joins: Joins, decisions: Decisions) -> None:
    for row in decisions.rows:
        if row.applied and row.name in joins.forms:
            joins.see(row.person, "given")
            joins.named.add(row.person)
    for row in decisions.rows:
        if row.applied and row.name in joins.forms and row.name != row.person:
            joins.named.discard(row.name)
            was = row.reason.removeprefix(DECIDED).lstrip("; ")
            joins.join(row.person, row.name, Why(1.0, f"{DECIDED}; {was}" if was else DECIDED))


def _join_contacts(joins: Joins, contacts: Iterable[Card], numbers: Numbers) -> None:
    """Call numbers by the name they are saved under; where two cards bear one name, the second keeps its number."""
    own: dict[str, list[str]] = {}
    for name in joins.forms:
        if key := numbers.key(name):
            own.setdefault(key, []).append(name)
    taken: set[str] = set()
    for card in contacts:
        held = [name for key in dict.fromkeys(map(numbers.key, card.numbers)) for name in own.pop(key, [])]
        if not held or card.name in taken:
            continue
        taken.add(card.name)
        joins.see(card.name, "contacts")
        for name in held:
            joins.join(card.name, name, _SAVED)


def _join_roster(joins: Joins, roster: Roster, numbers: Numbers) -> dict[str, Member]:
    """Join the names and numbers of each member; a member of whom only numbers are seen is called by the roster's name."""
    by_number = {key: member for member in roster.members if (key := numbers.key(member.number))}
    found: dict[str, Member] = {}
    for name in joins.forms:
        member = roster.find(name) or by_number.get(numbers.key(name) or " ")
        if member is not None:
            found[name] = member
    held: dict[str, list[str]] = {}
    for name, member in found.items():
        held.setdefault(member.name, []).append(name)
    for called, names in held.items():
        if all(digits(name) for name in names) and called not in joins.forms:
            joins.see(called, "roster")
            names.insert(0, called)
        for name in names[1:]:
            joins.join(names[0], name, _ROSTER)
    return found


def _join_stated(joins: Joins, chat: Chat, threshold: float) -> str | None:
    """Join what WhatsApp itself says; return the sender who is the exporter."""
    exporter = _exporter(chat)
    stated = [*_spellings(joins), *_changes(chat.events), *_aliases(chat.aliases, joins)]
    if exporter and SELF in joins.forms:
        stated.append((exporter, SELF, _YOU))
    for kept, other, why in stated:
        if why.score >= threshold or joins.forms[other] == "alias":  # an alias is in force already: the joined chat bears the other name
            joins.join(kept, other, why)
    return exporter


def _spellings(joins: Joins) -> Iterator[tuple[str, str, Why]]:
    by_digits: dict[str, str] = {}
    by_form: dict[str, str] = {}
    for name in joins.forms:
        if number := digits(name):
            yield by_digits.setdefault(number, name), name, _SPELLED
        yield by_form.setdefault(unicodedata.normalize("NFC", name), name), name, _COMPOSED  # spaces count: a wider one makes another name


def _changes(events: pd.DataFrame) -> Iterator[tuple[str, str, Why]]:
    changed = events[events["type"].astype(object) == "number_changed"]
    for old, new in zip(changed["old"], changed["new"], strict=True):
        if isinstance(old, str) and isinstance(new, str):
            yield new, old, _CHANGED


def _aliases(aliases: pd.DataFrame, joins: Joins) -> Iterator[tuple[str, str, Why]]:
    """See the names that other phones' address books hold, and yield what the joining of their exports says they stand for.

    A name that the joined chat uses itself, or that two phones use for different people, says nothing and is left out.
    """
    used = aliases[aliases["applied"] & (aliases["name"] != SELF)]
    for name, rows in used.groupby("name", sort=False):
        meant = rows["same_as"].unique()
        if len(meant) == 1 and meant[0] in joins.forms and name not in joins.forms:
            joins.see(str(name), "alias")
            yield str(meant[0]), str(name), Why(float(rows["score"].max()), str(rows["reason"].iloc[0]))


def _join_suggested(joins: Joins, chat: Chat, numbers: Numbers, threshold: float) -> tuple[Suggestion, ...]:
    """Join the pairs at or above the threshold, best first; return the others."""
    left: list[Suggestion] = []
    for pair in suggestions(chat, joins.persons(), numbers):
        if pair.score < threshold or not pair.is_joinable:
            left.append(pair)
        else:
            joins.join(pair.person, pair.name, Why(pair.score, worded(pair.keys)))
    called = (replace(pair, name=joins.root(pair.name), person=joins.root(pair.person)) for pair in left)
    asked = {(pair.name, pair.person): pair for pair in called if pair.name != pair.person and not joins.forbidden(pair.name, pair.person)}
    return tuple(asked.values())


def _exporter(chat: Chat) -> str | None:
    """Return the one sender who is said to have exported, None when nobody is told or groups may come from several phones."""
    told = exporters_of(chat)
    senders = {sender for sender in told.values() if sender}
    yours = {group for frame in (chat.events, chat.links) for group in _yours(frame, chat)}
    return senders.pop() if len(senders) == 1 and all(told.get(group) for group in yours) else None


def _yours(frame: pd.DataFrame, chat: Chat) -> Iterator[str]:
    """Yield the groups in which somebody is called "you"."""
    if "group_id" in frame:
        yield from frame["group_id"][(frame["actor"] == SELF) | (frame["target"] == SELF)].astype(object).unique()
    elif len(frame):
        answered = frame["answers"][frame["source"] == SELF]
        yield from chat.messages["group_id"][chat.messages["msg_id"].isin(answered)].astype(object).unique()


def exporters_of(chat: Chat) -> dict[str, str]:
    """Return group → the one sender whose own deletions read 'you deleted' there; empty where several do."""
    locales = {source.file: source.locale for source in chat.sources}
    deleted = chat.messages[chat.messages["kind"].astype(object) == "deleted"]
    rows = zip(deleted["group_id"].astype(object), deleted["sender"], deleted["raw"], deleted["file"].astype(object), strict=True)
    told: dict[str, set[str]] = {}
    for group, sender, raw, file in set(rows):
        if isinstance(sender, str) and _is_own(raw, locales.get(file)):
            told.setdefault(str(group), set()).add(sender)
    return {group: next(iter(senders)) if len(senders) == 1 else "" for group, senders in told.items()}


def _is_own(raw: str, locale: str | None) -> bool:
    from wag_analyzer.parser.placeholders import deleted_by_you  # noqa: PLC0415 - loads the phrase tables

    return deleted_by_you(raw, None if locale == "unknown" else locale)


def _identities(joins: Joins, decisions: Decisions, open_pairs: Iterable[Suggestion]) -> pd.DataFrame:
    apart = [row for row in decisions.rows if not row.applied and {row.name, row.person} <= joins.forms.keys()]
    rows = [_row(joins, name, joins.root(name), joins.why.get(name, _ITSELF), applied=True) for name in joins.forms]
    rows += [_row(joins, row.name, row.person, _APART, applied=False) for row in apart]
    rows += [_row(joins, pair.name, pair.person, Why(pair.score, worded(pair.keys)), applied=False) for pair in open_pairs]
    return tables.IDENTITIES.frame(rows)


def _row(joins: Joins, name: str, person: str, why: Why, *, applied: bool) -> dict[str, object]:
    return {"name": name, "form": joins.forms[name], "person": person, "score": why.score, "reason": why.reason, "applied": applied}
