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
    base = parts[0] if parts[-1].lower() == "_chat.txt" else parts[-1]
    return group_from_file_name(base) if _EXPORT.search(base) else None


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
    what = f"{len(texts)} exports of one group were joined; {twice} messages or system lines stand in several and count once: {files}"
    yield Notice("WAG011", "exports-joined", what)


def _keys(text: Parsed) -> Iterator[Key]:
    for at, code, body in zip(text.headers.at.tolist(), text.senders.code.tolist(), text.bodies.to_pylist(), strict=True):
        yield at, text.senders.names[code] if code >= 0 else None, strip_marks(body)


def _undelete(texts: Sequence[Parsed]) -> None:
    """Drop a 'deleted' where another export still has the words: same minute, same sender, words that the deleting one lacks."""
    keys = [list(_keys(text)) for text in texts]
    held = [set(listed) for listed in keys]
    words: defaultdict[tuple[int, str | None], list[tuple[int, Key]]] = defaultdict(list)
    for number, text in enumerate(texts):
        for row, key in enumerate(keys[number]):
            if row not in text.repeated and not _is_deleted(text, row):
                words[key[:2]].append((number, key))
    for number, text in enumerate(texts):
        for row in [row for row in text.contents if _is_deleted(text, row) and row not in text.repeated]:
            listed = words[keys[number][row][:2]]
            match = next((place for place in listed if place[0] != number and place[1] not in held[number]), None)
            if match is not None:
                listed.remove(match)
                text.repeated |= {row}


def _is_deleted(text: Parsed, row: int) -> bool:
    found = text.contents.get(row)
    return found is not None and found.kind == "deleted"
