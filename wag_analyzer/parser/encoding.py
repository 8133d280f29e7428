"""From the bytes of a file to valid UTF-8, saying what was done; no byte is dropped without a word."""

from dataclasses import dataclass
from typing import Final

from wag_analyzer.errors import LayoutError

__all__ = ["Decoded", "decoded"]

_BOMS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC: Final = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"%PDF-", "a PDF document"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
)
_SAMPLE: Final = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text as valid UTF-8 without a byte-order mark and with LF at line ends, and how it was read.

    ``repaired`` lists the lines that are not in ``encoding``; ``cut`` says that the text ends inside a character.
    """

    data: bytes
    encoding: str
    repaired: tuple[int, ...] = ()
    cut: bool = False


def decoded(raw: bytes, name: str) -> Decoded:
    """Return the text of a file as UTF-8.

    Raises
    ------
    LayoutError
        The bytes are those of another kind of file.
    """
    kind = next((word for magic, word in _MAGIC if raw.startswith(magic)), None)
    if kind is not None:
        raise LayoutError(f"this is {kind}, not an exported chat", where=name, hint="give the .txt or .zip that WhatsApp made")
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _as(raw[len(mark) :], encoding)
    return _as(raw, _guess(raw[:_SAMPLE]))


def _guess(head: bytes) -> str:
    """Return the encoding that the places of the NULs tell; a text without NULs is UTF-8."""
    quarter = len(head) // 4
    if quarter < 2 or head.count(0) * 5 < len(head):
        return "utf-8"
    places = [head[place : quarter * 4 : 4].count(0) * 5 > quarter * 4 for place in range(4)]
    wide = {(False, True, True, True): "utf-32-le", (True, True, True, False): "utf-32-be"}
    narrow = {(False, True, False, True): "utf-16-le", (True, False, True, False): "utf-16-be"}
    return {**wide, **narrow}.get((places[0], places[1], places[2], places[3]), "utf-8")


def _as(raw: bytes, encoding: str) -> Decoded:
    if encoding != "utf-8":
        width = 4 if "32" in encoding else 2
        text = raw.decode(encoding, "replace")
        return Decoded(_line_ends(text.encode("utf-8", "replace")), encoding, (), bool(len(raw) % width))
    data = _line_ends(raw.rstrip(b"\x00"))
    if data.isascii():
        return Decoded(data, encoding)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _line_by_line(data)
    return Decoded(data, encoding)


def _line_ends(data: bytes) -> bytes:
    """Return a text whose lines all end in LF; without any LF, as old editors wrote it, CR ends lines."""
    if b"\r" not in data:
        return data
    return data.replace(b"\r\n", b"\n") if b"\n" in data else data.replace(b"\r", b"\n")


def _line_by_line(raw: bytes) -> Decoded:
    """Decode each line for itself: UTF-8, else the Windows code page when that makes words, else with U+FFFD in place of damage."""
    lines = raw.split(b"\n")
    repaired = []
    cut = False
    for index, line in enumerate(lines):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            if index == len(lines) - 1 and "unexpected end" in error.reason:
                lines[index] = line.decode("utf-8", "replace").encode()
                cut = True
                continue
            lines[index] = _line(line).encode("utf-8")
            repaired.append(index + 1)
    return Decoded(b"\n".join(lines), "utf-8", tuple(repaired), cut)


def _line(line: bytes) -> str:
    """Return a damaged line; a line with UTF-8 sequences beside the damage is UTF-8, else it is Windows-1252."""
    text = line.decode("utf-8", "replace")
    if any(ord(char) > 127 and char != "\ufffd" for char in text) or text.count("\ufffd") > len(text) // 2:
        return text
    try:
        windows = line.decode("cp1252")
    except UnicodeDecodeError:
        return text
    odd = [windows[place] for place, byte in enumerate(line) if byte > 127]
    return windows if all(char.isalpha() or char in "\u2018\u2019\u201c\u201d\u2013\u2014\u2026€£°«»¿¡·" for char in odd) else text
