"""Opening what a user names: a text, a zip as WhatsApp makes it, a folder of these, or standard input. Nothing is ever unpacked."""

import hashlib
import os
import re
import stat
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO, Final, Literal

from wag_analyzer.errors import ArchiveError, ExportError
from wag_analyzer.visible import visible

__all__ = ["Blob", "blobs", "from_bytes"]

MAX_BYTES: Final = 4 << 30
"""Largest text that is read, in bytes."""

BOMB_BYTES: Final = 10_000_000
BOMB_RATIO: Final = 100
"""A member that declares more than this many bytes and more than this many times its packed size is refused."""

Choice = Literal["sure", "one-of", "if-chat"]

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_EXPORT: Final = re.compile(r"whatsapp|واتساب|واتس", re.IGNORECASE)
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
_CHUNK: Final = 1 << 20
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    IndexError,
    OSError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Blob:
    """One chat text as bytes, and where it came from.

    ``choice`` says how sure the name makes it: ``sure``; ``one-of`` several texts of one archive, of which the one with the most headers
    is the chat; ``if-chat``: a text of a folder that may be something else.
    """

    name: str
    data: bytes
    sha256: str
    member_sha256: str
    size: int
    media: Mapping[str, int] = field(default_factory=dict)
    choice: Choice = "sure"
    container: str = ""


def blobs(path: str | Path) -> list[Blob]:
    """Return the chat texts behind a path.

    Raises
    ------
    ExportError
        There is no such file, it cannot be read, or it is neither a file nor a folder.
    ArchiveError
        The archive is broken, encrypted, unsafe or holds no text.
    """
    name = os.fspath(path)
    if name == "-":
        return from_bytes(sys.stdin.buffer.read(), "stdin")
    shown = visible(name)
    if _ADDRESS.match(name):
        raise ExportError("is an address on the net, not a file", where=shown, hint="save the export on this computer and name the file")
    try:
        if Path(name).is_dir():
            return _folder(Path(name))
        with _regular(name) as file:
            return _opened(file, name)
    except ValueError:
        raise ExportError("is not a file name", where=shown, hint="give the .txt or .zip that WhatsApp made") from None
    except OSError as error:
        raise ExportError(f"cannot be read ({error.strerror})", where=shown, hint="check the path and your rights") from None


def from_bytes(data: bytes, name: str) -> list[Blob]:
    """Return the chat texts in bytes that are already in memory."""
    if _is_zip(data[:4]):
        import io  # noqa: PLC0415 - only archives from standard input and from tests need it

        return _zip(io.BytesIO(data), name, hashlib.sha256(data).hexdigest())
    digest = hashlib.sha256(data).hexdigest()
    return [Blob(visible(PurePosixPath(name.replace("\\", "/")).name or name), data, digest, digest, len(data))]


def _is_zip(head: bytes) -> bool:
    return head[:4] in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}


def _regular(name: str) -> IO[bytes]:
    """Open a regular file for reading; a device or a pipe is refused without waiting for it."""
    handle = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise ExportError("is not a file", where=visible(name), hint="give the .txt or .zip that WhatsApp made, or '-' for standard input")
    return file


def _opened(file: IO[bytes], name: str) -> list[Blob]:
    head = file.read(4)
    file.seek(0)
    if _is_zip(head) or (name.lower().endswith(".zip") and zipfile.is_zipfile(file)):
        file.seek(0)
        digest = hashlib.sha256()
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        return _zip(file, name, digest.hexdigest())
    file.seek(0)
    size = os.fstat(file.fileno()).st_size
    if size > MAX_BYTES:
        raise ExportError(f"is larger than {MAX_BYTES >> 30} GiB", where=visible(name), hint="split the export")
    return from_bytes(file.read(MAX_BYTES), name)


def _folder(folder: Path) -> list[Blob]:
    """Return the chats of a folder: all archives; of the texts those with a name that WhatsApp gives, else all."""
    entries = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    files = [name for name in entries if not (folder / name).is_symlink() and (folder / name).is_file()]
    texts = [name for name in files if name.lower().endswith(".txt")]
    archives = [name for name in files if name.lower().endswith(".zip")]
    chats, rivals = _chosen(texts)
    found: list[Blob] = []
    for name in sorted([*archives, *chats]):
        with _regular(str(folder / name)) as file:
            found += [replace(blob, choice="if-chat") if rivals and name in chats else blob for blob in _opened(file, name)]
    if not found:
        raise ExportError("the folder holds no .txt and no .zip", where=visible(str(folder)), hint="name the folder with the exports")
    return found


def _chosen(names: Sequence[str]) -> tuple[list[str], bool]:
    """Return which texts are the chat, and whether that is still to be decided by what stands in them."""
    base = {name: PurePosixPath(name.replace("\\", "/")).name for name in names}
    plain = [name for name in names if base[name].lower() == "_chat.txt"]
    if plain:
        return plain, False
    named = [name for name in names if _EXPORT.search(base[name])]
    return (named, False) if named else (list(names), len(names) > 1)


def _zip(file: IO[bytes], name: str, digest: str) -> list[Blob]:
    where = visible(PurePosixPath(name.replace("\\", "/")).name)
    try:
        with zipfile.ZipFile(file) as archive:
            return list(_members(archive, where, digest))
    except ArchiveError:
        raise
    except _BROKEN as error:
        word = visible(str(error)) or type(error).__name__
        raise ArchiveError(f"the archive is broken ({word[:120]})", where=where, hint="export the chat again") from None


def _members(archive: zipfile.ZipFile, where: str, digest: str) -> Iterator[Blob]:
    entries = [entry for entry in archive.infolist() if not _is_fork(entry.filename)]
    _check_all(archive, where)
    files = [entry for entry in entries if not entry.filename.endswith("/")]
    texts = {entry.filename: entry for entry in files if entry.filename.lower().endswith(".txt")}
    chats, rivals = _chosen(list(texts))
    if not chats:
        raise ArchiveError("the archive holds no text", where=where, hint="give the archive that WhatsApp made, with the chat inside")
    media = {visible(entry.filename): entry.file_size for entry in files if entry.filename not in chats}
    for name in chats:
        data = _content(archive, texts[name], where)
        member = f"{where}/{visible(name)}"
        yield Blob(member, data, digest, hashlib.sha256(data).hexdigest(), len(data), media, "one-of" if rivals else "sure", where)


def _is_fork(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith("._") or parts[-1] == ".DS_Store"


def _check_all(archive: zipfile.ZipFile, where: str) -> None:
    """Refuse archives in which members share bytes or names."""
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    ends = [entry.header_offset + 30 + len(entry.orig_filename.encode("utf-8", "replace")) + entry.compress_size for entry in entries]
    starts = [*(entry.header_offset for entry in entries[1:]), archive.start_dir]
    if any(end > start for end, start in zip(ends, starts, strict=False)):
        raise ArchiveError("members of the archive overlap: this is not what WhatsApp makes", where=where, hint="do not open it elsewhere")
    names = [entry.filename for entry in entries]
    if "" in names:
        raise ArchiveError("a member of the archive has no name", where=where, hint="export the chat again")
    texts = [name for name in names if name.lower().endswith(".txt")]
    if len(set(texts)) != len(texts):
        raise ArchiveError("two texts in the archive have the same name", where=where, hint="export the chat again")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str) -> bytes:
    """Return one member, after every check that can be made without reading it."""
    member = f"{where}/{visible(entry.filename)}"
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ArchiveError("the chat is a link to another file", where=member, hint="export the chat again")
    if entry.flag_bits & 1:
        raise ArchiveError("the archive is encrypted", where=member, hint="unpack it with its password and give the .txt")
    if entry.compress_type not in _METHODS:
        raise ArchiveError(f"packed in an unknown way ({entry.compress_type})", where=member, hint="unpack it and give the .txt")
    if entry.file_size > MAX_BYTES or (entry.file_size > BOMB_BYTES and entry.file_size > BOMB_RATIO * entry.compress_size):
        hint = f"more than {BOMB_BYTES // 1_000_000} MB and {BOMB_RATIO} times the packed size are refused; unpack it and give the .txt"
        raise ArchiveError(f"would unpack to {entry.file_size} bytes", where=member, hint=hint)
    with archive.open(entry) as stream:
        return stream.read(entry.file_size + 1)
