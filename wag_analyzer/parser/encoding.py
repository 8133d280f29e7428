"""From the bytes of a file to valid UTF-8, saying what was done; no byte is dropped without a word."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from wag_analyzer.errors import LayoutError

__all__ = ["BLOCK", "Decoded", "Decoder", "decoded", "pieces"]

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


BLOCK: Final = 1 << 22
"""Bytes that are looked at together."""

_LONGEST: Final = 1 << 30
_SIGNS: Final = frozenset("‘’‚“”„–—…‹›™Œœ€£°«»¿¡·§©®ª º½¼¾²³¹µ´±×÷¶†‡•‰ˆ˜")
"""What is no letter and yet is written in words of the Windows code page."""

_SHORT: Final = 1 << 12
_FEED: Final = 10
_RETURN_AND_FEED: Final = 0x0A0D


@dataclass(frozen=True, slots=True)
class Decoded:
    """A whole text as ``Decoder`` makes it, and how it was read."""

    data: bytes
    encoding: str
    repaired: tuple[int, ...] = ()
    cut: bool = False


def decoded(raw: bytes, name: str) -> Decoded:
    """Return the text of a file that is in memory.

    Raises
    ------
    LayoutError
        The bytes are those of another kind of file.
    """
    decoder = Decoder(name)
    data = b"".join(decoder.blocks(pieces(raw)))
    return Decoded(data, decoder.encoding, tuple(decoder.repaired), decoder.cut)


class Decoder:
    """Makes blocks of whole lines in valid UTF-8, without a byte-order mark and with LF at line ends, and remembers what was done.

    Parameters
    ----------
    name
        Of the file, for errors.
    counts
        Whether ``lines`` is kept up; else whoever takes the blocks counts theirs and adds them to it.

    Notes
    -----
    ``repaired`` lists the lines (from 1) that are not in ``encoding``; ``cut`` says that the text ends inside a character, ``has_nul`` that
    it holds NUL characters. ``is_same`` says that all blocks so far stand in the file as they are, one after the other, behind ``mark``
    bytes.
    """

    def __init__(self, name: str, *, counts: bool = True) -> None:
        self.name = name
        self.counts = counts
        self.encoding = ""
        self.repaired: list[int] = []
        self.cut = False
        self.has_nul = False
        self.is_same = True
        self.mark = 0
        self.lines = 0
        self._rest = bytearray()
        self._wide: codecs.IncrementalDecoder | None = None
        self._is_old = False

    def blocks(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the text of a file that comes in pieces of any size.

        Raises
        ------
        LayoutError
            The bytes are those of another kind of file, or a line is longer than 1 GiB.
        """
        head = b""
        for piece in pieces:
            if self.encoding:
                yield from self._whole(self._narrow(piece, last=False), last=False)
            elif len(head := head + piece) >= _SAMPLE:
                yield from self._whole(self._narrow(self._begin(head), last=False), last=False)
        if not self.encoding:
            yield from self._whole(self._narrow(self._begin(head), last=False), last=False)
        yield from self._whole(self._narrow(b"", last=True), last=True)

    def _begin(self, head: bytes) -> bytes:
        kind = next((word for magic, word in _MAGIC if head.startswith(magic)), None)
        if kind is not None:
            raise LayoutError(f"this is {kind}, not an exported chat", where=self.name, hint="give the .txt or .zip that WhatsApp made")
        mark, self.encoding = next(((mark, word) for mark, word in _BOMS if head.startswith(mark)), (b"", _guess(head[:_SAMPLE])))
        self.mark, self.is_same = len(mark), self.encoding == "utf-8"
        if not self.is_same:
            self._wide = codecs.getincrementaldecoder(self.encoding)("replace")
        return head[len(mark) :]

    def _narrow(self, raw: bytes, *, last: bool) -> bytes:
        """Return bytes as UTF-8 when they are UTF-16 or UTF-32."""
        if self._wide is None:
            return raw
        if last:
            self.cut = bool(self._wide.getstate()[0])
        return self._wide.decode(raw, last).encode("utf-8", "replace")

    def _whole(self, raw: bytes, *, last: bool) -> Iterator[bytes]:
        """Yield what is whole lines by now."""
        if not self.lines and not self._is_old and not self._rest:
            self._is_old = b"\n" not in raw and b"\r" in raw
        if self._is_old:
            raw, self.is_same = raw.replace(b"\r", b"\n"), False
        end = len(raw) if last else raw.rfind(b"\n") + 1
        if end or last:
            self._rest += raw[:end] if self._rest else b""
            data = bytes(self._rest) or raw[:end]
            self._rest = bytearray(raw[end:])
            if b"\r" in data:
                data, self.is_same = _without_returns(data), False
            data = data.rstrip(b"\x00") if last and self._wide is None else data
            if data:
                yield self._valid(data, last=last)
        elif raw:
            self._rest += raw
            if len(self._rest) > _LONGEST:
                raise LayoutError("a line is longer than 1 GiB", where=self.name, hint="give the .txt that WhatsApp made")

    def _valid(self, data: bytes, *, last: bool) -> bytes:
        self.has_nul |= b"\x00" in data
        if not data.isascii() and not _is_utf8(data):
            data, self.is_same = self._line_by_line(data, last=last), False
        if self.counts:
            self.lines += int(np.count_nonzero(np.frombuffer(data, np.uint8) == _FEED))
        return data

    def _line_by_line(self, data: bytes, *, last: bool) -> bytes:
        """Decode each line for itself: UTF-8, else the Windows code page when that makes words, else with U+FFFD in place of damage."""
        lines = data.split(b"\n")
        for index, line in enumerate(lines):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                if last and index == len(lines) - 1 and "unexpected end" in error.reason:
                    lines[index] = line.decode("utf-8", "replace").encode()
                    self.cut = True
                    continue
                lines[index] = _line(line).encode("utf-8")
                self.repaired.append(self.lines + index + 1)
        return b"\n".join(lines)


def _without_returns(data: bytes) -> bytes:
    """Return a text with LF in the place of CR LF; where no CR stands alone, all of them are left out at once."""
    if len(data) >= _SHORT:
        plain = data.translate(None, b"\r")
        halves = (np.frombuffer(data, np.dtype("<u2"), (len(data) - at) // 2, at) for at in (0, 1))
        if len(data) - len(plain) == sum(np.count_nonzero(pair == _RETURN_AND_FEED) for pair in halves):
            return plain
    return data.replace(b"\r\n", b"\n")


def _is_utf8(data: bytes) -> bool:
    """Say whether bytes are valid UTF-8, without making a text of them."""
    if len(data) < _SHORT:
        return data == data.decode("utf-8", "ignore").encode()
    import pyarrow as pa  # noqa: PLC0415 - costs more than a short text

    try:
        pa.LargeStringArray.from_buffers(1, pa.py_buffer(np.array([0, len(data)], np.int64)), pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def pieces(data: bytes, size: int = BLOCK) -> Iterator[bytes]:
    """Yield bytes in pieces that end, where they can, behind a line feed: such pieces need not be put together again."""
    start, end = 0, -1
    while end < len(data):
        end = start + size
        if end < len(data):
            end = data.rfind(b"\n", start, end) + 1 or end
        yield data[start:end]
        start = end


def _guess(head: bytes) -> str:
    """Return the encoding that the places of the NULs tell; a text without NULs is UTF-8."""
    quarter = len(head) // 4
    if quarter < 2 or head.count(0) * 5 < len(head):
        return "utf-8"
    places = [head[place : quarter * 4 : 4].count(0) * 5 > quarter * 4 for place in range(4)]
    wide = {(False, True, True, True): "utf-32-le", (True, True, True, False): "utf-32-be"}
    narrow = {(False, True, False, True): "utf-16-le", (True, False, True, False): "utf-16-be"}
    return {**wide, **narrow}.get((places[0], places[1], places[2], places[3]), "utf-8")


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
    return windows if all(char.isalpha() or char in _SIGNS for char in odd) else text
