"""What a file is by its beginning: a cheap look before anything is read whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from wag_analyzer.errors import LayoutError
from wag_analyzer.parser.dates import clock
from wag_analyzer.parser.encoding import Decoder
from wag_analyzer.parser.foreign_lines import is_header
from wag_analyzer.parser.layouts import HEAD, MARKS, grammar
from wag_analyzer.visible import visible

__all__ = ["LOOK", "looks_foreign", "sent_files", "why_no_chat"]

LOOK: Final = 1 << 16
"""Bytes at the beginning of a file that are looked at."""

_LINES: Final = 200
_FOREIGN: Final = 4096
_SPACE: Final = " \t\r\n"
_SHOWN: Final = 8
_SENT: Final = re.compile(rb"\.(?:txt|zip)(?=(?: |\xc2\xa0|\xe2\x80\xaf)*\(|>)", re.IGNORECASE)
_LONGEST: Final = 1024
_MARKS: Final = re.compile(f"[{MARKS}]")


def why_no_chat(head: bytes) -> str:
    """Return why the beginning of a text is not that of a chat, empty when it may be one.

    A chat begins with a line that begins like a message, or at least half of its lines do: so a text that was cut at its start is a chat,
    and notes into which somebody pasted a few messages are not.

    Parameters
    ----------
    head
        The first ``LOOK`` bytes, or the whole file when it is shorter.
    """
    if looks_foreign(head):
        return ""
    try:
        lines = list(_lines(head))
    except LayoutError as error:
        return error.what
    if not lines:
        return "it is empty"
    found = [_begins_like_a_message(line) for line in lines]
    if not any(found):
        return "not a WhatsApp export: no line begins like a message"
    return "" if found[0] or 2 * sum(found) >= len(found) else "most of its lines are not messages: notes with pasted messages, perhaps"


def _lines(head: bytes) -> Iterator[str]:
    """Yield the first lines in which something stands; the last one, which may be cut, only when there is no other."""
    text = b"".join(Decoder("").blocks([head])).decode("utf-8", "replace")
    lines = [line for line in text.split("\n") if line.strip("\ufeff" + _SPACE)]
    yield from lines[: max(len(lines) - (len(head) >= LOOK), 1)][:_LINES]


def _begins_like_a_message(line: str) -> bool:
    header = grammar().header(line[:HEAD])
    return header is not None and clock(header.time) is not None


def looks_foreign(head: bytes) -> bool:
    """Whether the beginning of a file may be that of JSON or of a table with named columns; never that of a text WhatsApp made."""
    wide = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = head[:_FOREIGN].decode(wide, "replace").lstrip("\ufeff" + _SPACE)
    if text[:1] == "{":
        return text[1:].lstrip(_SPACE)[:1] in {'"', "}", ""}
    if text[:1] == "[":
        return text[1:].lstrip(_SPACE)[:1] in {"{", "]", ""}
    first = text.partition("\n")[0]
    if first.startswith("#") and any(line.startswith('{"') for line in text.split("\n")[:_SHOWN]):
        return True
    return any(mark in first for mark in ",;\t") and is_header(first.strip("\r"))


def sent_files(data: bytes, names: Sequence[str]) -> set[str]:
    """Return which files a chat says were sent in it: WhatsApp writes ``name.txt (file attached)`` or ``<attached: name.txt>``.

    Parameters
    ----------
    data
        The whole text of the chat.
    names
        Files beside it, without folders.

    Examples
    --------
    >>> sent_files(b"1/2/24, 09:00 - Sari: notulen.txt (file attached)", ["notulen.txt", "lain.txt"])
    {'notulen.txt'}
    """
    known = sorted({visible(name).casefold(): name for name in names}.items(), key=lambda item: -len(item[0]))
    found = set()
    for told in _told(Decoder("").blocks([data])):
        found |= {next((name for plain, name in known if told == plain or told.endswith(f": {plain}")), "")}
    return found - {""}


def _told(blocks: Iterable[bytes]) -> Iterator[str]:
    """Yield the lines that name a file as sent, up to the end of its name."""
    for block in blocks:
        for found in _SENT.finditer(block):
            start = max(block.rfind(b"\n", 0, found.start()) + 1, found.end() - _LONGEST)
            yield visible(_MARKS.sub("", block[start : found.end()].decode("utf-8", "replace"))).casefold()
