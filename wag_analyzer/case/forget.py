"""Erasing a person everywhere in a case: tables, texts, findings, decisions, log, copies; proved by looking through every file."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis, people_of, with_persons
from wag_analyzer.case import log
from wag_analyzer.case.consent import tag
from wag_analyzer.case.files import write_text
from wag_analyzer.case.folder import KEPT, RULED, STATED, Case
from wag_analyzer.case.making import About, Analyse, key_of, tier_of, written
from wag_analyzer.case.names import DRAFT, GIVEN, INDEX, LOG, RAW, REVIEWS, SEAL
from wag_analyzer.case.remains import still_there
from wag_analyzer.case.withheld import LeftOut, withheld
from wag_analyzer.errors import LeakError, SettingsError
from wag_analyzer.findings import Finding
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.identities import People
from wag_analyzer.people.names import digits
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.leaks import Secrets
from wag_analyzer.report.redact import LONG_PART, SHORT_PART, name_parts, plain_words
from wag_analyzer.report.tiers import nicknames
from wag_analyzer.settings import Settings
from wag_analyzer.text.persons import references

__all__ = [
    "ERASED", "Forgotten", "clean_log", "cleaned", "common_words", "forget", "found_among", "found_person", "given_without", "own_secrets",
    "short_names",
]  # fmt: skip

ERASED: Final = "[erased]"
"""What stands in the place of a message of somebody who was forgotten."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done: the stand-in, messages emptied, files looked through, and where the exports lie that still hold the person.

    ``common`` is how many words of the person's names were not looked for by themselves (``common_words``).
    """

    stand_in: str
    messages: int
    files: int
    exports: tuple[str, ...] = ()
    common: int = 0


def found_person(called: str, people: People, pseudonyms: Pseudonyms | None) -> str:
    """Return the person who is called by a name, number or pseudonym (its first half will do when no other begins so).

    Raises
    ------
    SettingsError
        Nobody or more than one is.
    """
    return found_among(called, people.person_of, people.persons, pseudonyms)


def found_among(called: str, person_of: Mapping[str, str], shown: Iterable[str], pseudonyms: Pseudonyms | None) -> str:
    """Return the person who is called by a name, number or pseudonym; see ``found_person``.

    Parameters
    ----------
    called
        Name, number, pseudonym or its first half.
    person_of
        Every name → person.
    shown
        Names that have a pseudonym.
    pseudonyms
        None when none are to be tried.
    """
    if called in person_of:
        return person_of[called]
    number = digits(called)
    found = {person for name, person in person_of.items() if number and digits(name) == number}
    if not found and pseudonyms is not None:
        codes = pseudonyms.names(shown)
        found = {person_of.get(name, name) for name, code in codes.items() if called in {code, code.rpartition("-")[0]}}
    if len(found) != 1:
        what = "more than one person is called so" if found else "nobody in the case is called so"
        raise SettingsError(what, where="PERSON", hint="give a name as 'wag people CASE' lists it, or a whole pseudonym")
    return found.pop()


def forget(case: Case, called: str, reason: str, analyse: Analyse, key: Path | None = None) -> Forgotten:
    """Erase a person from a case and remake everything in it; exports that it keeps are removed.

    Interrupted, it can be done again: the messages are written last.

    Parameters
    ----------
    case
        Opened.
    called
        Name, number or pseudonym.
    reason
        Why; it goes into the log without the person's name.
    analyse
        Chat and settings → analysis and findings.
    key
        Key file of the pseudonyms; None for the one of the case.

    Raises
    ------
    SettingsError
        Nobody is called so.
    CaseError
        The log or a table of the case is damaged; nothing was changed.
    LeakError
        The person still occurs in a file of the folder.
    """
    log.known(case.path / LOG)  # a damaged one is told before anything is changed
    place = key or case.key
    chat, settings = case.chat(), replace(case.settings, vcard=None)
    people = people_of(chat, settings)
    person = found_person(called, people, key_of(case, key))
    out = _left_out(chat, people, person, settings)
    theirs = int(chat.messages["sender"].astype(object).isin(list(out.stand_ins)).sum())
    _rewrite_given(case, out)
    analysis, findings = analyse(withheld(chat, out), settings)
    stated = {name: out.text(str(case.run[name])) for name in STATED if case.run.get(name)}
    about = About(stated, place, None, log={"what": "forget", "reason": out.text(reason), "messages": theirs}, media=_media(case, out))
    clean_log(case.path, out)
    _clean_reviews(case, findings, out, analysis)
    exports = tuple(str(entry["path"]) for entry in case.run["inputs"] if entry.get("path"))
    done = written(case.path, analysis, findings, tier_of(settings, analysis, findings, place), replace(about, erased=_times(case) + 1))
    _remove_copies(done)
    others = [name for name, other in people.person_of.items() if other != person]
    files, left = still_there(case.path, own_secrets(out.stand_ins, others), short_names(out.stand_ins, others))
    if left:
        raise LeakError("still hold the person", where=", ".join(left[:5]), hint="they are not of the case; look at them and remove them")
    return Forgotten(out.name(person), theirs, files, exports, len(common_words(out.stand_ins, others)))


def _times(case: Case) -> int:
    return int(case.run.get("erased") or 0)


def _left_out(chat: Chat, people: People, person: str, settings: Settings) -> LeftOut:
    """Return what leaves out a person: every name, number and nickname of theirs."""
    named = nicknames(references(with_persons(chat, people, settings), people))
    earlier = sum(name.startswith("erased ") for name in people.persons)
    stand_in = f"erased {tag(chat)}-{earlier + 1}"
    own = [name for name, other in people.person_of.items() if other == person]
    own += [word for word, other in named.items() if other == person and word not in people.person_of]
    others = [name for name, other in people.person_of.items() if other != person]
    return LeftOut.of(dict.fromkeys(own, stand_in), others, ERASED)


def own_secrets(names: Iterable[str], of_others: Iterable[str]) -> Secrets:
    """Return what must no longer occur when a person is forgotten: all that is this person's alone."""
    mine, others = Secrets.of(names), Secrets.of(of_others)
    shared = {part for part in mine.parts if any(part in word for word in others.parts)}
    return Secrets(mine.parts - shared, mine.wholes - others.wholes, mine.numbers - others.numbers)


def short_names(names: Iterable[str], of_others: Iterable[str]) -> frozenset[str]:
    """Return the short words of a person's names that name nobody else: too short to be looked for in sentences of ours."""
    mine, others = ({word for name in listed for word in name_parts(name)} for listed in (names, of_others))
    return frozenset(word for word in mine - others - plain_words() if SHORT_PART <= len(word) < LONG_PART and not word.isdigit())


def common_words(names: Iterable[str], of_others: Iterable[str]) -> frozenset[str]:
    """Return the words of a person's names that tell nobody: others bear them too, or they are words of every day, letters or figures."""
    mine, others = ({word for name in listed for word in name_parts(name)} for listed in (names, of_others))
    return frozenset(word for word in mine if word in others or word in plain_words() or len(word) < SHORT_PART or word.isdigit())


def _rewrite_given(case: Case, out: LeftOut) -> None:
    """Take the person out of what the user gave: rows of tables and lists go, a policy names the stand-in."""
    for name in (KEPT, *RULED.values()):
        path = case.path / name
        if path.is_file() and name != RULED["calibration"]:
            write_text(path, given_without(path, out, is_policy=name == RULED["policy"]))


def given_without(path: Path, out: LeftOut, *, is_policy: bool) -> str:
    """Return a file that the user gave without those who are left out: a table or list without their rows, a policy with stand-ins."""
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    if is_policy:
        return "\n".join(out.text(line) for line in lines)
    return "\n".join(line for number, line in enumerate(lines) if not (number and out.redactor.touches(line)))


def _media(case: Case, out: LeftOut) -> pd.DataFrame | None:
    """Return the table of files beside the chat; a file that was called after the person loses its hash too."""
    media = case.media()
    if media is None:
        return None
    shown = out.frame(media, tables.MEDIA)
    changed = (shown["member"].astype(object) != media["member"].astype(object)).to_numpy()
    columns: dict[str, Any] = {name: shown[name].astype(object).to_numpy(copy=True) for name in tables.MEDIA.names}
    columns["sha256"][changed] = None
    return tables.MEDIA.frame(columns)


def clean_log(folder: Path, out: LeftOut) -> None:
    """Take the person out of the log in a folder; its lines are linked anew where one changed, and the next one says so by its own hash.

    Raises
    ------
    CaseError
        It is a link, or holds no entries.
    """
    path = folder / LOG
    entries = log.known(path)
    clean = [{name: cleaned(value, out) for name, value in entry.items()} for entry in entries]
    if clean != entries:
        with log.locked(folder):
            write_text(path, log.linked(clean))


def cleaned(value: Any, out: LeftOut) -> Any:
    """Return a value as JSON knows it with those who are left out taken out of every text in it."""
    if isinstance(value, str):
        return out.text(value)
    if isinstance(value, list):
        return [cleaned(item, out) for item in value]
    return {name: cleaned(item, out) for name, item in value.items()} if isinstance(value, dict) else value


def _clean_reviews(case: Case, findings: Iterable[Finding], out: LeftOut, analysis: Analysis) -> None:
    """Take the person out of notes, and decisions on findings that are no more (or are now about a stand-in) out of the list."""
    path = case.path / REVIEWS
    if not path.is_file():
        return
    reviews = case.reviews()
    calls = [tier_of(replace(analysis.settings, tier=level), analysis, list(findings), case.key) for level in ("names", "pseudonym")]
    known = {called.finding_id(found) for called in calls for found in findings}
    kept = reviews[reviews["finding_id"].isin(list(known))].reset_index(drop=True)
    for name in ("by", "note"):
        kept[name] = kept[name].astype(object).map(lambda words: out.text(words) if isinstance(words, str) else words)
    write_text(path, csv_text(kept))


def _remove_copies(case: Case) -> None:
    """Remove exports that the case keeps, and every other file in it that its tables or commands did not write."""
    shutil.rmtree(case.path / RAW, ignore_errors=True)
    shutil.rmtree(case.path / GIVEN, ignore_errors=True)
    for path in case.path.iterdir():
        if path.is_file() and (path.name.endswith(".part") or path.name in {INDEX, SEAL, DRAFT}):
            path.unlink(missing_ok=True)
