"""Contacts as a phone exports them: names and numbers out of vCard files (``.vcf``) of version 2.1, 3.0 and 4.0.

Only what joins a number to a name is read: FN or N, TEL, ORG, TITLE. A damaged line costs that line, never the whole book.
"""

import codecs
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from wag_analyzer import given
from wag_analyzer.errors import SettingsError

__all__ = ["Card", "cards", "read_vcard"]

_HEAD: Final = re.compile(rb'(?:[\w-]+\.)?([\w-]+)((?:;(?:"[^"]*"|[^":;])*)*):')
_ESCAPE: Final = re.compile(r"\\([\\,;:nN])")
_SPLIT: Final = re.compile(r"(?<!\\);")
_URI: Final = re.compile(r"(?:tel|sms):([^;?]*)", re.IGNORECASE)
_WHATSAPP: Final = re.compile(rb"waid=(\d{7,15})", re.IGNORECASE)
_CHARSET: Final = re.compile(rb"charset=\"?(?!\w*escape)([\w.:-]+)", re.IGNORECASE)
_MOST: Final = 1 << 30
"""Bytes of a file of contacts: it may hold their pictures."""
_NAME_ORDER: Final = (3, 1, 2, 0, 4)  # prefix, given, additional, family, suffix


@dataclass(frozen=True, slots=True)
class Card:
    """One contact: the name it is saved under, its numbers as written, organisation and title where there are any."""

    name: str
    numbers: tuple[str, ...] = ()
    organisation: str = ""
    title: str = ""


class _Line(NamedTuple):
    name: str
    parameters: bytes
    value: bytes


def read_vcard(path: Path) -> tuple[Card, ...]:
    """Return the contacts in a vCard file that have a name and a number, in file order.

    Raises
    ------
    SettingsError
        The file cannot be read or holds no contact.
    """
    try:
        data = given.content(path, _MOST)
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), hint="check --vcard") from None
    found = cards(data)
    if not found and b"BEGIN:VCARD" not in _utf8(data).upper():
        raise SettingsError("holds no contact", where=str(path), hint="export the contacts of the phone as .vcf")
    return found


def cards(data: bytes) -> tuple[Card, ...]:
    """Return the contacts in the bytes of a vCard file that have a name and a number, in file order."""
    found: list[Card] = []
    lines: list[_Line] | None = None
    for line in _lines(_unfolded(_utf8(data).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))):
        if line.name in {"BEGIN", "END"} and line.value.strip().upper() == b"VCARD":
            found += filter(None, [_card(lines or ())])
            lines = [] if line.name == "BEGIN" else None
        elif lines is not None:
            lines.append(line)
    found += filter(None, [_card(lines or ())])
    return tuple(found)


def _utf8(data: bytes) -> bytes:
    """Return the bytes without a byte-order mark, from UTF-16 where one says so."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)


def _unfolded(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Yield logical lines: folded ones (a space in front) and quoted-printable ones (an equals sign at the end) as one."""
    held: list[bytes] = []
    soft = False
    for line in lines:
        if soft:
            held[-1] = held[-1][:-1]
            held.append(line.removeprefix(b" ") if line.startswith(b" =") else line)
        elif line[:1] in {b" ", b"\t"} and held:
            held.append(line[1:])
        else:
            yield b"".join(held)
            held = [line]
        soft = held[-1].endswith(b"=") and b"QUOTED-PRINTABLE" in held[0].partition(b":")[0].upper()
    yield b"".join(held)


def _lines(lines: Iterator[bytes]) -> Iterator[_Line]:
    for line in lines:
        head = _HEAD.match(line)
        if head:
            yield _Line(head[1].decode("ascii", "replace").upper(), head[2], line[head.end() :])


def _card(lines: Sequence[_Line]) -> Card | None:
    card = Card("")
    names: dict[str, str] = {}
    numbers: dict[str, None] = {}
    for line in lines:
        text = _text(line)
        if line.name == "TEL":
            numbers.update(dict.fromkeys(filter(None, (_number(text), _whatsapp(line)))))
        elif line.name in {"FN", "N", "NICKNAME"} and text.strip():
            names.setdefault(line.name, _full(text) if line.name == "N" else _plain(text))
        elif line.name == "ORG":
            card = replace(card, organisation=_plain(", ".join(filter(None, _SPLIT.split(text)))))
        elif line.name == "TITLE":
            card = replace(card, title=_plain(text))
    name = names.get("FN") or names.get("N") or names.get("NICKNAME") or card.organisation
    return replace(card, name=name, numbers=tuple(numbers)) if name and numbers else None


def _text(line: _Line) -> str:
    value = line.value
    if b"QUOTED-PRINTABLE" in line.parameters.upper():
        value = quopri.decodestring(value)
    named = _CHARSET.search(line.parameters)
    for charset in (named[1].decode("ascii", "replace") if named else "utf-8", "utf-8"):
        try:
            return value.decode(charset)
        except (UnicodeError, LookupError):
            continue
    return value.decode("cp1252", "replace")


def _plain(text: str) -> str:
    """Return a value without escapes, on one line."""
    return " ".join(_ESCAPE.sub(lambda found: " " if found[1] in "nN" else found[1], text).split())


def _full(text: str) -> str:
    parts = [_plain(part) for part in _SPLIT.split(text)]
    return " ".join(filter(None, (parts[place] for place in _NAME_ORDER if place < len(parts))))


def _number(text: str) -> str:
    uri = _URI.match(text.strip())
    return _plain(uri[1] if uri else text)


def _whatsapp(line: _Line) -> str:
    found = _WHATSAPP.search(line.parameters)
    return f"+{found[1].decode()}" if found else ""
