"""What the doctor says of each file, and which names may be one person, as the app's pages show both; in both languages."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from wag_analyzer.analysis import people_of
from wag_analyzer.errors import ExportError
from wag_analyzer.parser.chat import Chat, Source
from wag_analyzer.parser.inventory import inventory
from wag_analyzer.people.identities import People
from wag_analyzer.people.names import SELF
from wag_analyzer.people.reasons import reasons
from wag_analyzer.report.counted import Figure
from wag_analyzer.report.doctor import unread, verdict
from wag_analyzer.report.doctor_facts import facts, said, title
from wag_analyzer.report.error_words import error_text
from wag_analyzer.report.notice_words import advice
from wag_analyzer.report.words import Language
from wag_analyzer.settings import Settings
from wag_analyzer.visible import visible
from wag_analyzer.web.guard import fault
from wag_analyzer.web.shelf import chat_of

__all__ = ["file_cards", "persons"]

_LANGUAGES: Final[tuple[Language, ...]] = ("en", "id")
_MOST: Final = 60
"""Pairs that are asked about; more are in the table of ``wag people --suggest``."""


def file_cards(path: str, settings: Settings) -> list[dict[str, Any]]:
    """Return what one file holds: cards of its chats, or one that says why it cannot be read."""
    name = Path(path).name
    try:
        chat = chat_of([path], replace(settings, tz=None, consent_message=None, consent_list=None, identities=None))
    except ExportError as error:
        return [_card(name, "unread", {lang: _refusal(error, lang) for lang in _LANGUAGES})]
    except Exception as error:  # noqa: BLE001 - one file that breaks the reader must not hide what the others are
        return [_card(name, "unread", {lang: {"title": name, "verdict": fault(error, lang)} for lang in _LANGUAGES})]
    media = inventory(chat, hashes=False)
    cards = []
    for source in chat.sources:
        part = next((one for one in chat.parts if one.sources == (source,)), chat)
        found = verdict(part, source, settings.max_loss)
        own = media[media["file"].astype(object) == source.file]
        told = {lang: _told((part, source), found, own, lang) for lang in _LANGUAGES}
        figures = {name: found[name] for name in ("messages", "people", "first", "last")}
        cards.append({**_card(source.file, found["verdict"], told), **figures, "platform": source.platform, "lost": source.skipped_lines})
    left = [
        (note, {lang: {"title": note.file, "verdict": advice(note.word, note.text, lang).what} for lang in _LANGUAGES})
        for note in unread(chat)
    ]
    return cards + [_card(note.file, "unread", told) for note, told in left]


def _card(file: str, grade: str, told: Mapping[Language, Mapping[str, Any]]) -> dict[str, Any]:
    return {"file": visible(file), "grade": grade, **{str(lang): said for lang, said in told.items()}}


def _refusal(error: ExportError, lang: Language) -> dict[str, Any]:
    what, hint = (error_text(text, lang) for text in (error.what, error.hint))
    return {"title": visible(Path(error.where).name), "verdict": visible(what), "do": visible(hint)}


def _told(chat: tuple[Chat, Source], found: Mapping[str, Any], media: Any, lang: Language) -> dict[str, Any]:
    part, source = chat
    notices = [(note["line"], advice(note["word"], note["text"], lang)) for note in found["notices"]]
    doubts = [
        {"what": visible(one.what), "why": visible(one.why), "do": visible(one.do), "line": line}
        for line, one in notices
        if one.level == "doubt"
    ]
    key = "loss_empty" if found["verdict"] == "loss" and not source.message_lines else found["verdict"]
    figures = {"lost": source.skipped_lines, "lines": source.lines_total, "doubts": len(doubts)}
    return {
        "title": visible(title(part, source, found, lang)),
        "verdict": str(said(lang)[key].format(**{name: Figure(value, lang) for name, value in figures.items()})),
        "doubts": doubts,
        "notes": [visible(one.what) for _, one in notices if one.level != "doubt"],
        "facts": [[label, visible(text)] for label, text in facts(part, source, media, lang)],
    }


def persons(chat: Chat, settings: Settings) -> dict[str, Any]:
    """Return who is in the chat and which names may be one person, best first; what was decided before is told by the draft."""
    people = people_of(chat, settings)
    listed = [
        {"person": str(person), "names": [str(name) for name in names], "messages": int(count)}
        for person, names, count in zip(*(people.table[name] for name in ("person", "names", "messages")), strict=True)
    ]
    return {"people": listed, "pairs": list(_pairs(people)), "more": max(0, len(people.suggestions) - _MOST), "self": SELF}


def _pairs(people: People) -> Iterable[dict[str, Any]]:
    for pair in people.suggestions[:_MOST]:
        known = [reasons()[key] for key in pair.keys]
        sides: dict[str, dict[Language, list[str]]] = {
            side: {"en": [one.en for one in known if (one.points > 0) is good], "id": [one.id for one in known if (one.points > 0) is good]}
            for side, good in (("for", True), ("against", False))
        }
        yield {"name": pair.name, "person": pair.person, "score": round(pair.score, 2), "joinable": pair.is_joinable, **sides}
