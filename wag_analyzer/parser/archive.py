"""Opening what a user names: a text, a zip as WhatsApp makes it, a folder of these, or standard input. Nothing is ever unpacked."""

import hashlib
import io
import os
import re
import stat
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import IO, Final, Literal

from wag_analyzer.errors import ArchiveError, ExportError
from wag_analyzer.parser.export_names import is_plain_chat, looks_like_export_name
from wag_analyzer.parser.looks import LOOK, why_no_chat
from wag_analyzer.parser.members import BROKEN, MAX_BYTES, Member, chunks, entries, word
from wag_analyzer.visible import visible

__all__ = ["Blob", "blobs", "files_in", "from_bytes", "gathered", "is_archive", "opened", "text_in"]

Choice = Literal["sure", "one-of", "if-chat", "left"]

RECORDS: Final = (".json", ".jsonl", ".ndjson", ".csv", ".tsv")
"""Endings of chats that other programs wrote."""

DEEPEST: Final = 5
"""Folders below the named one that are looked into."""

_CASE: Final = ("run.json", "ingest.json", "audit.jsonl")
"""Files by which a case folder is known; what it holds is not read again as somebody's export."""

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_GIVE: Final = "give the .txt or .zip that WhatsApp made"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Blob:
    """One chat text as bytes, and where it came from.

    Parameters
    ----------
    choice
        How sure it is that it is a chat. ``sure``: by its name, or because it was named itself; ``one-of``: one of several texts beside
        media, of which the one with the most headers is the chat; ``if-chat``: it may turn out to be something else; ``left``: it is not
        read, and ``why``; it comes without bytes.
    alike
        Texts beside it in the archive that begin like a chat and are taken for documents.
    container
        The archive it lies in, and ``folder`` the folder that the user named; empty where there is none.
    """

    name: str
    data: bytes
    sha256: str
    member_sha256: str
    size: int
    media: Mapping[str, int] = field(default_factory=dict)
    choice: Choice = "sure"
    container: str = ""
    why: str = ""
    folder: str = ""
    alike: tuple[str, ...] = ()


def gathered(paths: Iterable[str | Path]) -> list[Blob]:
    """Return the chat texts behind several paths; files of one name are told apart by the folders they are in.

    Raises
    ------
    ExportError
        As for ``blobs``.
    """
    listed = [(blobs(path), "-" if os.fspath(path) == "-" else str(Path(path).resolve())) for path in paths]
    names = {place: {blob.name for blob in found} for found, place in listed}
    deepest = max((len(Path(place).parts) for place in names), default=0)
    above = next((above for above in (_folders(names, depth) for depth in range(deepest)) if _differ(names, above)), _folders(names, 0))
    return [
        replace(blob, name=above[place] + blob.name, container=blob.container and above[place] + blob.container)
        for found, place in listed
        for blob in found
    ]


def _folders(places: Iterable[str], depth: int) -> dict[str, str]:
    """Return the last folders of each path as they are written before a name."""
    parts = {place: Path(place).parts[:-1][-depth:] if depth and place != "-" else () for place in places}
    return {place: "".join(f"{visible(part).strip('/')}/" for part in folders) for place, folders in parts.items()}


def _differ(names: Mapping[str, Iterable[str]], above: Mapping[str, str]) -> bool:
    shown = [above[place] + name for place, listed in names.items() for name in listed]
    return len(set(shown)) == len(shown)


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
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        _check_size(len(data), "standard input")
        return from_bytes(data, "stdin")
    shown = visible(name)
    if _ADDRESS.match(name):
        raise ExportError("is an address on the net, not a file", where=shown, hint="save the export on this computer and name the file")
    try:
        if Path(name).is_dir():
            return _folder(Path(name))
        with opened(name) as file:
            return _from_file(file, name, _base(name))
    except ValueError:
        raise ExportError("is not a file name", where=shown, hint=_GIVE) from None
    except OSError as error:
        where = visible(str(error.filename or name))
        raise ExportError(f"cannot be read ({error.strerror})", where=where, hint="check the path and your rights") from None


def from_bytes(data: bytes, name: str) -> list[Blob]:
    """Return the chat texts in bytes that are already in memory."""
    if _is_zip(data[:4]):
        return _zip(io.BytesIO(data), _base(name), hashlib.sha256(data).hexdigest())
    return [_text(data, _base(name))]


def _is_zip(head: bytes) -> bool:
    return head[:4] in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}


def is_archive(file: io.BufferedReader, name: str) -> bool:
    """Whether an opened file is an archive, also one with other bytes before it; the file is left at its beginning."""
    head = file.read(4)
    found = _is_zip(head) or (name.lower().endswith(".zip") and zipfile.is_zipfile(file))
    file.seek(0)
    return found


def opened(name: str) -> io.BufferedReader:
    """Open a regular file for reading; a device or a pipe is refused without waiting for it.

    Raises
    ------
    ExportError
        It is something else than a file.
    """
    handle = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise ExportError("is not a file", where=visible(name), hint=f"{_GIVE}, or '-' for standard input")
    return file


def files_in(folder: Path, depth: int = DEEPEST) -> Iterator[str]:
    """Yield the regular files of a folder and the folders below, with ``/`` between; links, hidden files and cases are passed over."""
    if all((folder / name).is_file() for name in _CASE):
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name == "__MACOSX":
            continue
        if entry.is_file(follow_symlinks=False):
            yield entry.name
        elif depth and entry.is_dir(follow_symlinks=False):
            yield from (f"{entry.name}/{name}" for name in files_in(folder / entry.name, depth - 1))


def _base(name: str) -> str:
    return visible(PurePosixPath(name.replace("\\", "/")).name or name)


def _text(data: bytes, shown: str) -> Blob:
    digest = hashlib.sha256(data).hexdigest()
    return Blob(shown, data, digest, digest, len(data))


def _check_size(size: int, where: str) -> None:
    if size > MAX_BYTES:
        raise ExportError(f"is larger than {MAX_BYTES >> 30} GiB", where=where, hint="split the export")


def _from_file(file: io.BufferedReader, name: str, shown: str) -> list[Blob]:
    if is_archive(file, name):
        return _zip(file, shown, hashlib.file_digest(file, "sha256").hexdigest())
    _check_size(os.fstat(file.fileno()).st_size, shown)
    return [_text(file.read(MAX_BYTES), shown)]


def _folder(folder: Path) -> list[Blob]:
    """Return the chats of a folder, wherever they lie in it: archives, texts that begin like a chat or have a name that WhatsApp gives.

    What other programs wrote is tried when it lies on top. What is not read is told, but for texts that are no chats and lie beside a chat
    in a folder below: they were sent in it.
    """
    files = list(files_in(folder))
    texts = _ending(files, ".txt")
    given = {name for name in texts if looks_like_export_name(name)}
    homes = {_above(name) for name in given if _above(name)}
    refused = {name: why for name in texts if name not in given and (why := _why_left(folder / name))}
    tried = {*texts, *_ending(files, ".zip"), *(name for name in _ending(files, *RECORDS) if not _above(name))}.difference(refused)
    lying = {above: list(names) for above, names in groupby(sorted(files, key=_above), key=_above)}
    found: list[Blob] = []
    for name in files:
        if name in tried:
            beside = [other for other in lying[_above(name)] if other not in tried]
            found += _one_of_folder(folder, name, beside, "sure" if name in given else "if-chat")
        elif name in refused and _above(name) not in homes:
            found.append(_left(name, refused[name]))
    if all(blob.choice == "left" for blob in found):
        what = f"nothing in the folder is a chat: {found[0].name}: {found[0].why}" if found else "the folder holds no .txt and no .zip"
        raise ExportError(what, where=visible(str(folder)), hint="name the folder with the exports")
    return [replace(blob, folder=visible(str(folder))) for blob in found]


def _why_left(path: Path) -> str:
    """Return why a text of a folder is not read, empty when it may be a chat."""
    with opened(str(path)) as file:
        return "" if is_archive(file, path.name) else why_no_chat(file.read(LOOK))


def _one_of_folder(folder: Path, name: str, beside: Sequence[str], choice: Choice) -> list[Blob]:
    """Return the chats in one file of a folder; an archive that is refused is left where it lies."""
    try:
        with opened(str(folder / name)) as file:
            found = _from_file(file, name, visible(name))
    except ArchiveError as error:
        return [_left(name, error.what)]
    if found[0].container:
        return found
    media = {visible(other): (folder / other).stat().st_size for other in beside}
    return [replace(blob, choice=choice, media=media) for blob in found]


def _left(name: str, why: str) -> Blob:
    return Blob(visible(name), b"", "", "", 0, choice="left", why=why)


def _above(name: str) -> str:
    return name.rpartition("/")[0]


def _ending(names: Iterable[str], *endings: str) -> list[str]:
    return [name for name in names if name.lower().endswith(endings)]


def _named(texts: Sequence[str]) -> list[str]:
    """Return the texts of an archive whose name WhatsApp gives: in each folder ``_chat.txt``, else those named after a chat."""
    folders = {_above(name) for name in texts if is_plain_chat(name)}
    return [name for name in texts if is_plain_chat(name) or (_above(name) not in folders and looks_like_export_name(name))]


def _zip(file: IO[bytes], where: str, digest: str) -> list[Blob]:
    try:
        with zipfile.ZipFile(file) as archive:
            return list(_members(archive, where, digest))
    except ArchiveError:
        raise
    except BROKEN as error:
        raise ArchiveError(f"the archive is broken ({word(error)})", where=where, hint="export the chat again") from None


def text_in(archive: zipfile.ZipFile, where: str) -> tuple[Member, dict[str, int]]:
    """Return the only chat in an archive, and the sizes of the other members.

    Raises
    ------
    ArchiveError
        It holds no chat or several, or one that is refused.
    """
    listed, choices = _chosen(archive, where)
    chats = [member for member in listed if choices.get(member.name, "left") != "left"]
    if len(chats) > 1:
        raise ArchiveError("holds several texts", where=where, hint="name one")
    if chats[0].refusal is not None:
        raise ArchiveError(chats[0].refusal[0], where=f"{where}/{chats[0].name}", hint=chats[0].refusal[1])
    return chats[0], {other.name: other.size for other in listed if other.name != chats[0].name}


def _chosen(archive: zipfile.ZipFile, where: str) -> tuple[list[Member], dict[str, Choice]]:
    """Return the files in an archive, and what is thought of those that may be chats."""
    listed = entries(archive, where)
    names = [member.name for member in listed]
    texts = _ending(names, ".txt")
    sure = _named(texts)
    choices: dict[str, Choice] = dict.fromkeys(sure, "sure")
    if texts and not sure:
        choices = _by_content(archive, listed, texts)
    elif not texts:
        records = _ending(names, *RECORDS)
        choices = dict.fromkeys(records, "sure" if len(records) == 1 else "if-chat")
    chats = [name for name in names if choices.get(name, "left") != "left"]
    if not chats:
        raise _no_text(names, where)
    if len(chats) > len(set(chats)):
        raise ArchiveError("two texts in the archive have the same name", where=where, hint="export the chat again")
    return listed, choices


def _by_content(archive: zipfile.ZipFile, listed: Sequence[Member], texts: Sequence[str]) -> dict[str, Choice]:
    """Return what is thought of texts whose names say nothing: WhatsApp packs one chat with its media, a person may pack many."""
    if len(texts) == 1:
        return {texts[0]: "sure"}
    alike = _alike(archive, listed, texts)
    if len(texts) < len(listed) or not alike:
        return dict.fromkeys(texts, "one-of")
    return {name: "if-chat" if name in alike else "left" for name in texts}


def _alike(archive: zipfile.ZipFile, listed: Sequence[Member], texts: Sequence[str]) -> list[str]:
    """Return those of some texts in an archive that begin like a chat."""
    return [member.name for member in listed if member.name in texts and not _why_unread(archive, member)]


def _why_unread(archive: zipfile.ZipFile, member: Member) -> str:
    if member.refusal is not None:
        return member.refusal[0]
    try:
        with archive.open(member.entry) as stream:
            return why_no_chat(stream.read(LOOK))
    except BROKEN as error:
        return word(error)


def _members(archive: zipfile.ZipFile, where: str, digest: str) -> Iterator[Blob]:
    listed, choices = _chosen(archive, where)
    media = {member.name: member.size for member in listed if choices.get(member.name, "left") == "left"}
    alike = tuple(_alike(archive, listed, _ending([name for name in media if name not in choices], ".txt")))
    for member in listed:
        choice = choices.get(member.name)
        shown = f"{where}/{member.name}"
        if choice == "left":
            yield Blob(shown, b"", "", "", 0, choice="left", container=where, why=_why_unread(archive, member))
        elif choice is not None:
            data = _content(archive, member, where)
            yield Blob(shown, data, digest, hashlib.sha256(data).hexdigest(), len(data), media, choice, where, alike=alike)


def _no_text(names: Sequence[str], where: str) -> ArchiveError:
    inner = _ending(names, ".zip")
    if inner:
        hint = "archives inside archives are not opened: unpack the outer one and give what is in it"
        return ArchiveError(f"the archive holds no text, only another archive ({inner[0][:80]})", where=where, hint=hint)
    return ArchiveError("the archive holds no text", where=where, hint="give the archive that WhatsApp made, with the chat inside")


def _content(archive: zipfile.ZipFile, member: Member, where: str) -> bytes:
    if member.refusal is not None:
        what, hint = member.refusal
        raise ArchiveError(what, where=f"{where}/{member.name}", hint=hint)
    return b"".join(chunks(archive, member))
