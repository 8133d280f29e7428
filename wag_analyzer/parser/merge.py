"""Several exports of one group: one set of messages, each counted as often as the export that holds it most often."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from wag_analyzer.parser.chat import Notice
from wag_analyzer.parser.export_names import group_from_file_name
from wag_analyzer.parser.parse import Parsed
from wag_analyzer.parser.phrases import strip_marks

__all__ = ["merge", "name_in_file"]

_COPY: Final = re.compile(r" ?\(\d{1,3}\)$| - (?:copy|copie|kopie|salinan)$", re.IGNORECASE)
_IOS: Final = re.compile(r"WhatsApp Chat - (?P<chat>.+)")
_EXPORT: Final = re.compile(r"whatsapp|واتساب", re.IGNORECASE)

Key = tuple[int, str | None, str]


def merge(texts: Sequence[Parsed]) -> Iterator[Notice]:
    """Give each text its group, mark the rows that stand in an earlier text too, and say what was done."""
    groups: list[list[Parsed]] = []
    for text in texts:
        names = _names(text)
        home = next((group for group in groups if any(names & _names(other) for other in group)), None)
        if home is None:
            groups.append([text])
        else:
            home.append(text)
    for group in groups:
        yield from _one_group(group)
    if len(groups) > 1:
        what = "; ".join(f"{group[0].group} ({', '.join(text.blob.name for text in group)})" for group in groups[:9])
        yield Notice("WAG011", "several-chats", f"{len(groups)} different chats were read; each is a group of its own: {what}")


def name_in_file(name: str) -> str | None:
    """Return the name of the chat that WhatsApp put into the name of the export, None when there is none.

    Examples
    --------
    >>> name_in_file("WhatsApp Chat with Tim Proyek (1).txt")
    'Tim Proyek'
    """
    parts = name.split("/")
    return group_from_file_name(parts[0] if parts[-1].casefold() == "_chat.txt" else parts[-1])


def _names(text: Parsed) -> set[str]:
    named = {name for name in (text.group, name_in_file(text.blob.name)) if name}
    return {name.casefold() for name in named} or {text.blob.name}


def _one_group(texts: Sequence[Parsed]) -> Iterator[Notice]:
    named = next((text.group for text in texts if text.group), None)
    name = named or name_in_file(texts[0].blob.name) or ""
    digest = hashlib.sha256((name or texts[0].blob.name).casefold().encode("utf-8", "replace")).hexdigest()[:8]
    seen: Counter[Key] = Counter()
    twice = 0
    for text in texts:
        text.group, text.group_id = text.group or name, f"g{digest}"
        if len(texts) == 1:
            return
        counts: Counter[Key] = Counter()
        repeated = set()
        for row, key in enumerate(_keys(text)):
            counts[key] += 1
            if counts[key] <= seen[key]:
                repeated.add(row)
        text.repeated = frozenset(repeated)
        twice += len(repeated)
        seen |= counts
    _undelete(texts)
    files = ", ".join(text.blob.name for text in texts)
    yield Notice("WAG011", "exports-joined", f"{len(texts)} exports of one group were joined; {twice} lines stand in several and count once: {files}")


def _keys(text: Parsed) -> Iterator[Key]:
    for at, sender, body in zip(text.headers.at.tolist(), text.senders, text.bodies, strict=True):
        yield at, sender, strip_marks(body)


def _undelete(texts: Sequence[Parsed]) -> None:
    """Drop a 'deleted' where another export still has the words: same minute, same sender, words that the deleting one lacks."""
    kept: defaultdict[tuple[int, str | None], list[tuple[int, int]]] = defaultdict(list)
    for number, text in enumerate(texts):
        for row, at in enumerate(text.headers.at.tolist()):
            if row not in text.repeated:
                kept[at, text.senders[row]].append((number, row))
    for places in kept.values():
        gone = [(number, row) for number, row in places if _is_deleted(texts[number], row)]
        there = [(number, row) for number, row in places if (number, row) not in gone]
        for number, row in gone:
            match = next((place for place in there if place[0] != number and not _holds(texts[number], texts[place[0]], place[1])), None)
            if match is not None:
                there.remove(match)
                texts[number].repeated |= {row}


def _is_deleted(text: Parsed, row: int) -> bool:
    found = text.contents.get(row)
    return found is not None and found.kind == "deleted"


def _holds(text: Parsed, other: Parsed, row: int) -> bool:
    """Say whether ``text`` holds the words of a row of ``other`` at the same time by the same sender."""
    at, sender, body = int(other.headers.at[row]), other.senders[row], other.bodies[row]
    return any(
        mine == at and text.senders[index] == sender and text.bodies[index] == body for index, mine in enumerate(text.headers.at.tolist())
    )
