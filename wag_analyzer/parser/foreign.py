"""Files that other programs made of a chat: recognised by what stands in them, never by their name.

docs/reference/inputs.md describes every format.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from wag_analyzer.counts import counted
from wag_analyzer.errors import LayoutError
from wag_analyzer.parser.archive import Blob
from wag_analyzer.parser.chat import Chat, Notice
from wag_analyzer.parser.encoding import Decoded, decoded
from wag_analyzer.parser.foreign_chatlab import is_chatlab, is_chatlab_line, read_chatlab, read_chatlab_lines
from wag_analyzer.parser.foreign_exporter import NO_CHATS, is_exporter, read_exporter
from wag_analyzer.parser.foreign_json import parse
from wag_analyzer.parser.foreign_lines import Value, csv_table, is_header, json_lines, json_table, lines_of
from wag_analyzer.parser.foreign_records import Conversation, Place
from wag_analyzer.parser.foreign_table import REQUIRED, conversations, known_columns
from wag_analyzer.parser.foreign_telegram import is_telegram, read_telegram
from wag_analyzer.parser.looks import looks_foreign
from wag_analyzer.settings import Settings
from wag_analyzer.visible import visible

__all__ = ["chats", "is_foreign"]

_SPACE: Final = " \t\r\n"
_HINT: Final = "give the JSON of WhatsApp-Chat-Exporter or ChatLab, JSON lines or a CSV; docs/reference/inputs.md describes them"
_SHOWN: Final = 8
_TRIED: Final = 5

Titled = tuple[str, Conversation]
"""A conversation, and what it is called where the file holds several."""


def is_foreign(blob: Blob) -> bool:
    """Whether a file may be JSON or a table with named columns; looks at its beginning only, and never at a text WhatsApp made."""
    return looks_foreign(blob.data)


def chats(blob: Blob, settings: Settings) -> list[Chat]:
    """Return the conversations of a file that ``is_foreign`` lets through.

    Parameters
    ----------
    blob
        The file.
    settings
        With ``tz`` times stay in UTC for ``zones.in_utc``; without it a file that shows hours of its own is shown on that clock.

    Raises
    ------
    LayoutError
        The file is broken, of no known format, or misses a column.
    """
    text = decoded(blob.data, blob.name)
    found = list(_conversations(text, blob, wall=settings.tz is None))
    if not any(part.said or part.happened for _, part in found) and any(part.lines for _, part in found):
        why = Counter(reason for _, part in found for _, reason in part.aside if not reason.startswith("structure"))
        most = f": {why.most_common(1)[0][0]}" if why else ""
        raise LayoutError(f"no record can be read as a message{most}", where=blob.name, hint=_HINT)
    return list(_made(found, text, blob))


def _made(found: Iterable[Titled], text: Decoded, blob: Blob) -> Iterator[Chat]:
    """Yield the chats of conversations, each under a name of its own where there are several."""
    from wag_analyzer.parser.foreign_frames import chat  # noqa: PLC0415 - pulls in pandas

    taken: set[str] = set()
    for title, part in found:
        part.file = f"{blob.name}/{visible(title)}" if title else blob.name
        while part.file in taken:
            part.file += "_"
        taken.add(part.file)
        part.encoding = text.encoding
        if text.repaired and len(taken) == 1:
            lines = ", ".join(map(str, text.repaired[:_SHOWN]))
            what = counted("{n:line is|lines are} not UTF-8 and {n:=was|were} read as Windows-1252", n=len(text.repaired))
            part.notices.append(Notice("WAG004", "damaged-bytes", f"{what}: {lines}"))
        if part.clock == "utc" and (part.said or part.happened):
            part.notices.append(
                Notice("WAG021", "times-in-utc", "the file counts seconds since 1970: times are shown in UTC; --tz ZONE shows a wall clock")
            )
        yield chat(part, blob)


def _conversations(text: Decoded, blob: Blob, *, wall: bool) -> list[Titled]:
    """Return the conversations of a file with the bytes each is made of."""
    written = text.data.decode()
    lines = lines_of(written)
    start = written.lstrip(_SPACE)[:1]
    if start not in {"{", "[", "#"} or (start == "#" and is_header(lines[0])):
        return _whole(conversations(csv_table([line.removesuffix("\r") for line in lines]), blob.name), blob)
    if not _is_lines(lines):
        return _in_json(parse(written, blob.name), blob, wall=wall)
    values, aside = json_lines(lines, blob.name)
    if values and is_chatlab_line(values[0][1]):
        return _whole([("", read_chatlab_lines(values, aside, len(lines)))], blob)
    return _whole(conversations(json_table(values, aside, lines), blob.name), blob)


def _is_lines(lines: Sequence[str]) -> bool:
    """Whether a text is JSON lines: several lines, of which one of the first is an object of its own."""
    filled = [line for line in lines if line.strip() and not line.startswith("#")]
    if len(filled) < len([line for line in lines if line.strip()]):
        return True
    return len(filled) > 1 and not filled[0].lstrip().startswith("[") and any(map(_is_object, filled[:_TRIED]))


def _is_object(line: str) -> bool:
    try:
        return isinstance(parse(line, ""), dict)
    except LayoutError:
        return False


def _in_json(value: Any, blob: Blob, *, wall: bool) -> list[Titled]:
    """Return the conversations of one JSON value."""
    if is_chatlab(value):
        return _whole([("", read_chatlab(value))], blob)
    if is_telegram(value):
        return _whole([("", read_telegram(value, wall=wall))], blob)
    if is_exporter(value):
        return _exported(value, blob, wall=wall)
    rows = value if isinstance(value, list) else [value]
    if sum(column in known_columns(row) for row in rows[:1] if isinstance(row, dict) for column in REQUIRED) >= 2:
        records: list[Value] = [(Place(line, line), row) for line, row in enumerate(rows, 1)]
        return _whole(conversations(json_table(records, [], [_compact(row) for row in rows]), blob.name), blob)
    shown = ", ".join(visible(str(name))[:30] for name in list(value)[:_SHOWN]) if isinstance(value, dict) else type(value).__name__
    raise LayoutError(f"JSON of an unknown kind ({shown})", where=blob.name, hint=_HINT)


def _exported(value: Any, blob: Blob, *, wall: bool) -> list[Titled]:
    """Return the chats of WhatsApp-Chat-Exporter; of several each is made of its own JSON, compact and with sorted names."""
    found = list(read_exporter(value, wall=wall))
    beside = [what for jid, what in NO_CHATS.items() if jid in value and value[jid]["messages"]]
    if beside and found:
        found[0][2].notices.append(Notice("WAG010", "not-a-chat", f"{' and '.join(beside)} in the file: not read, as it is no chat"))
    if len(found) == 1:
        return _whole([("", part) for _, _, part in found], blob)
    if not found:
        return _whole([("", Conversation("", b"", "WhatsApp-Chat-Exporter JSON without messages"))], blob)
    for jid, _, part in found:
        part.content = _compact({jid: value[jid]}).encode()
    return [(title, part) for _, title, part in found]


def _compact(value: object) -> str:
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"))
    except (RecursionError, ValueError):
        return repr(type(value))


def _whole(found: list[Titled], blob: Blob) -> list[Titled]:
    """Return conversations; the one that has a file for itself is made of all its bytes."""
    if len(found) == 1:
        found[0][1].content = blob.data
        return [("", found[0][1])]
    return found
