"""The figures of a file as a reader who is no programmer is told them: what it is, dates, lines, people, media."""

import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import pandas as pd

from wag_analyzer.parser.chat import Chat, Source
from wag_analyzer.parser.phrases import load
from wag_analyzer.people.names import digits
from wag_analyzer.report.counted import Figure
from wag_analyzer.report.notice_words import evidence_words
from wag_analyzer.report.words import Language, day
from wag_analyzer.visible import visible

__all__ = [
    "CERTAIN",
    "WIDTH",
    "by_number",
    "ends",
    "facts",
    "from_program",
    "is_group",
    "kinds",
    "language",
    "maker",
    "said",
    "title",
    "wrapped",
]

WIDTH: Final = 100
CERTAIN: Final = 0.97
"""Confidence from which the order of the dates is called certain, as in the reader's notices."""

_GROUP: Final = frozenset(
    {
        *("created", "added", "removed", "left", "joined_link", "joined_community", "join_requested", "admin_promoted", "admin_demoted"),
        *("subject_changed", "icon_changed", "icon_removed", "description_changed", "description_removed", "group_ended"),
        *("settings_send_admins_only", "settings_edit_admins_only", "settings_add_admins_only", "approval_on", "invite_link_reset"),
    }
)
_LEFT_OUT: Final = frozenset({"image", "video", "audio", "sticker", "gif", "document", "contact", "video_note", "unknown"})
"""What ``messages.media`` holds where the export names no file."""


@cache
def said(lang: Language) -> Mapping[str, Any]:
    """Return the doctor's words in a language."""
    text = resources.files("wag_analyzer.report").joinpath("doctor.toml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = tomllib.loads(text)[lang]
    return found


def wrapped(text: str, indent: str, after: str) -> Iterator[str]:
    """Yield the lines of a paragraph: the first behind ``indent``, the others behind ``after``."""
    yield from textwrap.wrap(
        visible(text), WIDTH, initial_indent=indent, subsequent_indent=after, break_long_words=False, break_on_hyphens=False
    )


def from_program(source: Source) -> bool:
    """Say whether another program than WhatsApp on a phone made the file."""
    return bool(source.layouts) and not source.layouts[0].startswith(("android", "ios"))


def is_group(chat: Chat) -> bool:
    """Say whether a chat shows itself to be a group's: more than two persons write, or a line says what only groups do."""
    return chat.messages["sender"].nunique() > 2 or not _GROUP.isdisjoint(chat.events["type"].astype(object))


def kinds(chat: Chat, source: Source) -> str:
    """Return ``group``, ``chat`` (of two, or not known), ``other`` (not from WhatsApp) or ``empty``."""
    if not source.lines_total:
        return "empty"
    if any(note.word == "other-platform" for note in chat.notices):
        return "other"
    return "group" if is_group(chat) else "chat"


def title(part: Chat, source: Source, found: Mapping[str, Any], lang: Language) -> str:
    """Return the first line: what the file is."""
    words = said(lang)
    kind = found["kind"]
    if kind == "empty":
        return f"{source.file}: {words['empty']}."
    head = words[kind].format(name=source.group) if source.group else words[f"{kind}_unnamed"]
    return f"{source.file}: {head}{_made(source, lang)}{_span(part, found, lang)}"


def _made(source: Source, lang: Language) -> str:
    words = said(lang)
    if from_program(source):
        return str(words["from_program"].format(program=maker(source, lang)))
    name = language(source.locale, lang)
    spoken = words["language"].format(language=name) if name else words["no_language"]
    return str(words["from_phone"].format(phone=maker(source, lang), language=spoken))


def maker(source: Source, lang: Language) -> str:
    """Return what made a file: a kind of phone or a program."""
    words = said(lang)
    if from_program(source):
        programs = words["programs"]
        return str(programs[next((name for name in programs if source.layouts[0].startswith(name)), "otherwise")])
    return str(words.get(source.platform, words["unknown"]))


def language(code: str, lang: Language) -> str:
    """Return the name of a phone's language, empty when it is not known."""
    phrases = load()
    if code not in phrases.codes:
        return ""
    return str(said(lang)["languages"].get(code, phrases[code].name)) if lang == "id" else phrases[code].name


def _span(part: Chat, found: Mapping[str, Any], lang: Language) -> str:
    words = said(lang)
    if not found["messages"]:
        return str(words["silent"])
    first, last = (day(at, lang) for at in (part.messages["at"].min(), part.messages["at"].max()))
    counts = {"messages": Figure(found["messages"], lang), "people": Figure(found["people"], lang)}
    return str(words["day" if first == last else "span"].format(first=first, last=last, **counts))


def ends(part: Chat) -> list[pd.Timestamp]:
    """Return the earliest and latest times of a chat's messages and events; empty when it holds none."""
    columns = [frame["at"] for frame in (part.messages, part.events) if len(frame)]
    return [at for column in columns for at in (column.min(), column.max())]


def facts(part: Chat, source: Source, media: pd.DataFrame, lang: Language) -> Iterator[tuple[str, str]]:
    """Yield label and sentence for what was read of one file."""
    words = said(lang)
    if source.date_evidence:
        yield words["dates"], _dates(part, source, lang)
    counts = (source.lines_total, source.message_lines, source.continuation_lines, source.skipped_lines)
    figures = dict(zip(("lines", "starts", "more", "skipped"), (Figure(count, lang) for count in counts), strict=True))
    yield words["lines"], words["lines_made" if from_program(source) else "lines_read"].format(**figures)
    yield words["people"], _people(part, lang)
    if system := part.events["msg_id"].nunique():
        first, last = (day(at, lang) for at in (part.events["at"].min(), part.events["at"].max()))
        key = "events_counted" if first == last else "events_span"
        yield words["events"], words[key].format(n=Figure(system, lang), first=first, last=last)
    for line in _media(part, media, lang):
        yield words["media"], line


def _dates(part: Chat, source: Source, lang: Language) -> str:
    words = said(lang)
    order = words["orders"].get(source.date_order, words["orders"]["unknown"])
    evidence = evidence_words(source.date_evidence, lang) or order
    if source.date_order == "ambiguous":
        at = part.messages["at"].min() if len(part.messages) else min(ends(part), default=None)
        if at is not None and at.day <= 12 and at.day != at.month:
            other = at.replace(day=at.month, month=at.day)
            evidence = words["either"].format(evidence=evidence, this=day(at, lang), that=day(other, lang))
        return str(words["open"].format(evidence=evidence))
    sure = "certain" if source.date_confidence >= CERTAIN else "likely"
    return str(words[sure].format(order=order, evidence=evidence))


def _people(part: Chat, lang: Language) -> str:
    words = said(lang)
    numbers = by_number(part)
    wrote = words["people_wrote"].format(n=Figure(part.messages["sender"].nunique(), lang))
    return f"{wrote}{words['by_number'].format(n=Figure(numbers, lang)) if numbers else ''}."


def by_number(part: Chat) -> int:
    """Return how many of those who wrote are known only by a telephone number."""
    return sum(bool(digits(str(name))) for name in part.messages["sender"].dropna().unique())


def _media(part: Chat, media: pd.DataFrame, lang: Language) -> Iterator[str]:
    """Yield what is known of pictures, recordings and documents; ``media`` holds the rows of ``tables.MEDIA`` of this chat."""
    words = said(lang)
    states = media["state"].astype(object)
    there = media[states == "named"]
    if len(there):
        counts = there["kind"].astype(object).value_counts()
        listed = [_count(int(counts[kind]), names, lang) for kind, names in words["kinds"].items() if kind in counts]
        yield words["media_there"].format(kinds=", ".join(listed)) + "."
    left_out = int(part.messages["media"].astype(object).isin(_LEFT_OUT).sum())
    for key, count in (
        ("media_missing", (states == "missing").sum()),
        ("media_unnamed", (states == "unnamed").sum()),
        ("media_left_out", left_out),
    ):
        if count:
            yield words[key].format(n=Figure(int(count), lang)) + "."


def _count(count: int, names: str, lang: Language) -> str:
    return f"{Figure(count, lang):{names}}" if lang == "en" else f"{Figure(count, lang)} {names}"
