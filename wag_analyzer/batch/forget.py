"""Erasing a person everywhere in a store: exports that hold the person are made anew, and every file is looked through afterwards.

Who is meant is told by all exports together: a name that any of them joins with a number goes with that number in all of them. In groups
that the person is not in, only what names nobody else goes.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from wag_analyzer.analysis import people_of, with_persons
from wag_analyzer.batch import keep
from wag_analyzer.batch.ledger import last_noted, note
from wag_analyzer.batch.lock import locked
from wag_analyzer.batch.places import told, written
from wag_analyzer.batch.store import Entry, Store
from wag_analyzer.batch.summary import write_summary
from wag_analyzer.batch.work import made_of
from wag_analyzer.case.forget import (
    ERASED,
    Forgotten,
    clean_log,
    cleaned,
    common_words,
    found_among,
    given_without,
    own_secrets,
    short_names,
)
from wag_analyzer.case.remains import still_there
from wag_analyzer.case.withheld import LeftOut, withheld
from wag_analyzer.errors import LeakError
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.events import SELF
from wag_analyzer.people.identities import People
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.leaks import Secrets
from wag_analyzer.report.tiers import nicknames
from wag_analyzer.settings import Settings, stored_settings
from wag_analyzer.text.persons import references

__all__ = ["forget_in_store", "missing_files", "people_in_store"]

_TAG: Final = 6
_LISTS: Final = ("roster", "identities", "consent_list")


def people_in_store(store: Store) -> tuple[dict[str, str], list[str]]:
    """Return every name in a store → its person over all exports, and all names that persons have in some export.

    Raises
    ------
    CaseError
        A table is missing or damaged.
    """
    return _joined(_names_in(entry) for entry in store.entries())


def _joined(named: Iterable[Mapping[str, str]]) -> tuple[dict[str, str], list[str]]:
    classes: dict[str, set[str]] = {}
    shown: dict[str, None] = {}
    for person_of in named:
        for name, person in person_of.items():
            shown[person] = None
            one, other = classes.setdefault(person, {person}), classes.setdefault(name, {name})
            one |= other
            classes.update(dict.fromkeys(other, one))
    first: dict[int, str] = {}
    return {name: first.setdefault(id(joined), name) for name, joined in classes.items()}, list(shown)


def _names_in(entry: Entry) -> dict[str, str]:
    """Return name → person of an export; who wrote as "you" is another one in each."""
    if not entry.is_read:
        return {}
    people = people_of(keep.chat_in(entry), _settings(entry, {}))
    return {name: person for name, person in people.person_of.items() if SELF not in {name, person}}


@dataclass(frozen=True, slots=True)
class _Gone:
    """Who is erased: what the person is called, what stands for it, what others are called, and what must not occur any more."""

    names: frozenset[str]
    stand_in: str
    others: tuple[str, ...]
    secrets: Secrets

    def is_in(self, person_of: Mapping[str, str]) -> bool:
        return not self.names.isdisjoint(person_of)

    def left_out(self, also: Sequence[str] = (), others: Sequence[str] | None = None) -> LeftOut:
        """Return what leaves the person out, called ``also`` otherwise; ``others`` are those of one chat instead of all."""
        return LeftOut.of(dict.fromkeys([*sorted(self.names), *also], self.stand_in), self.others if others is None else others, ERASED)


def forget_in_store(store: Store, called: str, reason: str, pseudonyms: Pseudonyms | None) -> Forgotten:
    """Erase a person from a store; exports of groups that neither hold nor name the person stay as they are, byte for byte.

    All exports are made anew beside their places before the first one changes.

    Parameters
    ----------
    store
        Opened.
    called
        Name, number or pseudonym.
    reason
        Why; it goes into the log without the person's name.
    pseudonyms
        None when ``called`` is none.

    Raises
    ------
    SettingsError
        Nobody is called so, or more than one person.
    CaseError
        The store is in use, damaged or cannot be written.
    LeakError
        The person still occurs in a file of the folder.
    """
    with locked(store.path):
        store.sweep()
        last_noted(store)  # a damaged log is told before anything is changed
        named = [(entry, _names_in(entry)) for entry in store.entries()]
        gone = _gone(named, called, pseudonyms)
        homes = [entry for entry, person_of in named if gone.is_in(person_of)]
        due = [entry for entry, person_of in named if gone.is_in(person_of) or still_there(entry.path, gone.secrets)[1]]
        messages = 0
        with ExitStack() as staged:
            for entry in due:
                messages += _anew(store, entry, gone, staged.enter_context(store.staged(entry.sha256, replacing=True)))
        write_summary(store)
        out = gone.left_out()
        clean_log(store.path, out)
        note(store, "forget", {"reason": out.text(reason), "messages": messages})
    files, left = still_there(store.path, gone.secrets)
    short = short_names(gone.names, gone.others)
    left += [f"{entry.path.name}/{name}" for entry in homes for name in still_there(entry.path, Secrets(), short)[1]]
    if left:
        raise LeakError("still hold the person", where=", ".join(left[:5]), hint="they are not of the store; look at them and remove them")
    exports = tuple(str(entry.meta["file"]) for entry in due)
    return Forgotten(gone.stand_in, messages, files, exports, len(common_words(gone.names, gone.others)))


def _gone(named: Sequence[tuple[Entry, Mapping[str, str]]], called: str, pseudonyms: Pseudonyms | None) -> _Gone:
    person_of, shown = _joined(names for _, names in named)
    person = found_among(called, person_of, shown, pseudonyms)
    names = frozenset(name for name, other in person_of.items() if other == person)
    others = tuple(name for name, other in person_of.items() if other != person)
    tag = sha256("\n".join(entry.sha256 for entry, _ in named).encode()).hexdigest()[-_TAG:]
    earlier = len({other for other in person_of.values() if other.startswith("erased ")})
    return _Gone(names, f"erased {tag}-{earlier + 1}", others, own_secrets(names, others))


def _anew(store: Store, entry: Entry, gone: _Gone, folder: Path) -> int:
    """Write an export without the person into a folder, and return how many messages were emptied."""
    if not entry.is_read:
        _describe(store, entry, gone.left_out(), folder, {})
        return 0
    chat = keep.chat_in(entry)
    people = people_of(chat, _settings(entry, {}))
    out = _left_out(chat, people, gone, _settings(entry, {}))
    theirs = int(chat.messages["sender"].astype(object).isin(list(out.stand_ins)).sum())
    with _given(entry, out, store) as given, told(folder):
        made = made_of(withheld(chat, out), folder, _settings(entry, given), is_whole=entry.meta["status"] == "done")
    _describe(store, entry, out, folder, made)
    return theirs


def _left_out(chat: Chat, people: People, gone: _Gone, settings: Settings) -> LeftOut:
    """Return what leaves the person out of one chat: nicknames too where the person is in it, else only words that name nobody else."""
    if not gone.is_in(people.person_of):
        out = gone.left_out()
        alone = {word: code for word, code in out.redactor.parts.items() if code == gone.stand_in}
        return replace(out, redactor=replace(out.redactor, parts=alone))
    persons = {people.person_of[name] for name in gone.names if name in people.person_of}
    own = [name for name, person in people.person_of.items() if person in persons]
    called = nicknames(references(with_persons(chat, people, settings), people))
    own += [word for word, person in called.items() if person in persons and word not in people.person_of]
    others = [name for name, person in people.person_of.items() if person not in persons]
    return gone.left_out(own, others)


def _describe(store: Store, entry: Entry, out: LeftOut, folder: Path, made: Mapping[str, Any]) -> None:
    """Write the description of an export without the person; that somebody was erased keeps the next run from reading the file again."""
    meta = {**cleaned(dict(entry.meta), out), **made, "erased": int(entry.meta.get("erased") or 0) + 1}
    store.describe(folder, meta)


@contextmanager
def _given(entry: Entry, out: LeftOut, store: Store) -> Iterator[Mapping[str, Path]]:
    """Give copies of what the user gave for an export without the person, as long as the export is made anew; the user's own stay."""
    settings = _settings(entry, {})
    with tempfile.TemporaryDirectory(dir=store.exports, prefix=".given.", suffix=".part") as place:
        copies: dict[str, Path] = {}
        for name in (*_LISTS, "policy"):
            path = getattr(settings, name)
            if path is None:
                continue
            copies[name] = Path(place) / f"{name}{path.suffix}"
            with written(copies[name]) as file:
                file.write(given_without(path, out, is_policy=name == "policy").encode("utf-8", "backslashreplace"))
        yield copies


def _settings(entry: Entry, given: Mapping[str, Path]) -> Settings:
    """Return the settings an export was made with; a file that is no longer where it was is left out, others are taken from ``given``."""
    stored: dict[str, Any] = {**stored_settings(entry.meta["settings"]), **given}
    gone = [name for name, value in stored.items() if isinstance(value, Path) and not value.is_file()]
    return Settings(**{**stored, **dict.fromkeys(gone)})


def missing_files(entries: Iterable[Entry]) -> list[str]:
    """Return the files that the user gave when exports were read and that are no longer where they were."""
    given = {path for entry in entries for path in stored_settings(entry.meta["settings"]).values() if isinstance(path, Path)}
    return sorted(str(path) for path in given if not path.is_file())
