"""Members of an archive: what they are called, whether they can be trusted, and their bytes as a stream. Nothing is ever unpacked."""

import contextlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from wag_analyzer.errors import ArchiveError
from wag_analyzer.visible import visible

__all__ = ["BOMB_BYTES", "BOMB_RATIO", "BROKEN", "MAX_BYTES", "Member", "chunks", "entries", "is_hidden", "word"]

MAX_BYTES: Final = 4 << 30
"""Largest text or member that is read, in bytes."""

BOMB_BYTES: Final = 10_000_000
BOMB_RATIO: Final = 100
"""A member that declares more than this many bytes and more than this many times its packed size is refused."""

BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    IndexError,
    OSError,
    OverflowError,
    struct.error,
)
"""What the standard library raises for archives that are damaged or made to do harm."""

_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
_UTF8: Final = 0x800
_ENCRYPTED: Final = 1
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an archive.

    Parameters
    ----------
    name
        As people read it: with ``/``, control characters spelled out, mended where the archive does not say in which code page it is.
    size
        Bytes it declares to unpack to.
    refusal
        Why it is not read, and what to do; None when it may be read.
    """

    name: str
    size: int
    refusal: tuple[str, str] | None
    entry: zipfile.ZipInfo


def entries(archive: zipfile.ZipFile, where: str) -> list[Member]:
    """Return the files in an archive in their order, without folders and the forks that a Mac adds.

    Raises
    ------
    ArchiveError
        Members share bytes or have no name: this is not what WhatsApp makes.
    """
    _check_all(archive, where)
    files = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    listed = [Member(_shown(entry), entry.file_size, _refusal(entry), entry) for entry in files]
    return [member for member in listed if not is_hidden(member.name)]


def is_hidden(name: str) -> bool:
    """Whether a file is one that a computer adds beside those of a person."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith("._") or parts[-1] == ".DS_Store"


def chunks(archive: zipfile.ZipFile, member: Member) -> Iterator[bytes]:
    """Yield the bytes of a member that is not refused, a mebibyte at a time; never more than it declares."""
    with archive.open(member.entry) as stream:
        yield from _read(stream)


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def word(error: BaseException) -> str:
    """Return what an archive's error says, short enough for one line."""
    return (visible(str(error)) or type(error).__name__)[:120]


def _shown(entry: zipfile.ZipInfo) -> str:
    """Return the name of a member; one without the UTF-8 mark that is UTF-8 all the same was read in a code page of 1981."""
    name = entry.filename
    if not entry.flag_bits & _UTF8 and not name.isascii():
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return visible(name.replace("\\", "/"))


def _width(entry: zipfile.ZipInfo) -> int:
    """Return how many bytes the name of a member takes in the archive."""
    return len(entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8 else "cp437", "replace"))


def _check_all(archive: zipfile.ZipFile, where: str) -> None:
    """Refuse archives in which members share bytes or have no name."""
    listed = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    ends = [entry.header_offset + 30 + _width(entry) + entry.compress_size for entry in listed]
    starts = [*(entry.header_offset for entry in listed[1:]), archive.start_dir]
    if any(end > start for end, start in zip(ends, starts, strict=False)):
        raise ArchiveError("members of the archive overlap: this is not what WhatsApp makes", where=where, hint="do not open it elsewhere")
    if any(not entry.filename for entry in listed):
        raise ArchiveError("a member of the archive has no name", where=where, hint="export the chat again")


def _refusal(entry: zipfile.ZipInfo) -> tuple[str, str] | None:
    """Return why a member is not read, after every check that can be made without reading it."""
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link to another file", "export the chat again"
    if entry.flag_bits & _ENCRYPTED:
        return "the archive is encrypted", "unpack it with its password and give the .txt"
    if entry.compress_type not in _METHODS:
        return f"packed in an unknown way ({entry.compress_type})", "unpack it and give the .txt"
    if entry.file_size > MAX_BYTES or (entry.file_size > BOMB_BYTES and entry.file_size > BOMB_RATIO * entry.compress_size):
        hint = f"more than {BOMB_BYTES // 1_000_000} MB and {BOMB_RATIO} times the packed size are refused; unpack it and give the .txt"
        return f"would unpack to {entry.file_size} bytes", hint
    return None
