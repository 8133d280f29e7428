"""What lies beside the chat: every other file of an archive or folder, with size and SHA-256, and the files that messages name.

Nothing is unpacked: a member is read as a stream, a mebibyte at a time, and forgotten. A member that is refused (encrypted, a link, one
that would unpack to far more than it should) is listed with the size it declares and the reason.
"""

import hashlib
import os
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.errors import ExportError
from wag_analyzer.parser.archive import files_in, is_archive, opened
from wag_analyzer.parser.chat import Chat, Source
from wag_analyzer.parser.media_names import media_name
from wag_analyzer.parser.members import BOMB_BYTES, BOMB_RATIO, BROKEN, Member, chunks, entries, word
from wag_analyzer.visible import visible

__all__ = ["inventory"]

_LEFT_OUT: Final = frozenset({"image", "video", "audio", "sticker", "gif", "document", "contact", "video_note", "unknown"})
"""What ``messages.media`` holds where the export names no file."""

_NOT_ASKED: Final = "not asked for"
_PASSED: Final = "standard input can be read once only"
_BUDGET: Final = "the archive would unpack to far more than its size"
_HANDED: Final = "not in what was handed over"


class _File(NamedTuple):
    """One file beside a chat: name, size, and SHA-256 or the reason why there is none."""

    name: str
    size: int
    sha256: str | None
    reason: str | None


class _Naming(NamedTuple):
    """The first message that names a file, and how many do."""

    file: str
    name: str
    msg_id: str
    line: int
    times: int


@dataclass(frozen=True, slots=True)
class _Container:
    """One archive or folder: the chats read from it, and the files beside them."""

    sources: Sequence[Source]
    files: Sequence[_File]


def inventory(chat: Chat, paths: Iterable[str | Path] = (), *, hashes: bool = True) -> pd.DataFrame:
    """Return the files beside the chat and those its messages name.

    Parameters
    ----------
    chat
        As read.
    paths
        What it was read from. Without them the list rests on ``Source.media`` and holds no SHA-256.
    hashes
        Whether to read the files and take their SHA-256.

    Returns
    -------
    DataFrame
        ``tables.MEDIA``, by chat and in the order of the archive; what is missing last.

    Raises
    ------
    ExportError
        A path can no longer be read, or holds something else than what was read from it.
    """
    named = _named(chat)
    rows: list[dict[str, object]] = []
    used: set[tuple[str, str]] = set()
    for container in _containers(chat, paths, hashes=hashes):
        for file in container.files:
            naming = _naming(named, container.sources, file.name)
            used |= {(naming.file, _key(naming.name))} if naming else set()
            rows.append(_row(naming.file if naming else container.sources[0].file, file, naming))
    for place, naming in named.items():
        if place not in used:
            rows.append({**_row(naming.file, _File(naming.name, 0, None, _HANDED), naming), "state": "missing"})
    sha256 = {source.file: source.sha256 for source in chat.sources}
    order = {source.file: number for number, source in enumerate(chat.sources)}
    rows.sort(key=lambda row: (order[str(row["file"])], row["state"] == "missing"))
    return tables.MEDIA.frame({**row, "file_sha256": sha256[str(row["file"])]} for row in rows)


def _row(chat_file: str, file: _File, naming: _Naming | None) -> dict[str, object]:
    said = media_name(file.name)
    return {
        "file": chat_file,
        "member": visible(file.name),
        "kind": said.kind,
        "size": file.size,
        "sha256": file.sha256,
        "dated": said.dated,
        "state": "named" if naming else "unnamed",
        "msg_id": naming and naming.msg_id,
        "line": naming.line if naming else 0,
        "messages": naming.times if naming else 0,
        "reason": file.reason,
    }


def _named(chat: Chat) -> dict[tuple[str, str], _Naming]:
    """Return chat and name of each file that messages name → the first message that does."""
    rows = chat.messages[chat.messages["media"].notna()]
    rows = rows[~rows["media"].isin(_LEFT_OUT)]
    found: dict[tuple[str, str], _Naming] = {}
    columns = (rows[name].astype(object) for name in ("file", "media", "msg_id", "line"))
    for file, media, msg_id, line in zip(*columns, strict=True):
        place = (str(file), _key(str(media)))
        first = found.get(place)
        found[place] = first._replace(times=first.times + 1) if first else _Naming(str(file), str(media), str(msg_id), int(line), 1)
    return found


def _naming(named: Mapping[tuple[str, str], _Naming], sources: Sequence[Source], member: str) -> _Naming | None:
    """Return the message that names a file, in whichever of the chats beside it."""
    key = _key(member)
    return next((named[source.file, key] for source in sources if (source.file, key) in named), None)


def _key(name: str) -> str:
    """Return a name as names are compared: phones and file systems differ in case and in how accents are written."""
    base = visible(name).replace("\\", "/").rpartition("/")[2]
    return unicodedata.normalize("NFC", base).casefold().strip()


def _containers(chat: Chat, paths: Iterable[str | Path], *, hashes: bool) -> Iterator[_Container]:
    """Yield the archives and folders that chats were read from, with their files; unread ones as they were noted while reading."""
    by_sha256: defaultdict[str, list[Source]] = defaultdict(list)
    for source in chat.sources:
        by_sha256[source.sha256].append(source)
    given = list(dict.fromkeys(os.fspath(path) for path in paths)) if hashes else []
    found: set[str] = set()
    for path in given:
        if path != "-":
            yield from _behind(path, by_sha256, found)
    changed = [sources[0].file for sha256, sources in by_sha256.items() if sha256 not in found]
    if given and changed and "-" not in given:
        raise ExportError("was changed since it was read", where=changed[0], hint="read it again, from a copy that nobody writes to")
    for sha256, sources in by_sha256.items():
        if sha256 not in found:
            reason = _PASSED if given else _NOT_ASKED
            yield _Container(sources, [_File(name, size, None, reason) for name, size in sources[0].media.items()])


def _behind(path: str, by_sha256: Mapping[str, Sequence[Source]], found: set[str]) -> list[_Container]:
    """Return the containers behind one path, and add to ``found`` what is at hand as it was read."""
    try:
        if Path(path).is_dir():
            return _folder(Path(path), by_sha256, found)
        sha256, container = _file(path, by_sha256)
    except OSError as error:
        raise ExportError(
            f"cannot be read ({error.strerror})", where=visible(str(error.filename or path)), hint="leave it in place"
        ) from None
    found.add(sha256)
    return [container] if container else []


def _file(path: str, by_sha256: Mapping[str, Sequence[Source]]) -> tuple[str, _Container | None]:
    """Return the SHA-256 of a file, and its members when it is an archive that a chat was read from."""
    with opened(path) as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        sources = by_sha256.get(sha256, ())
        file.seek(0)
        if sources and is_archive(file, path):
            with zipfile.ZipFile(file) as archive:
                return sha256, _Container(sources, list(_members(archive, sources, os.fstat(file.fileno()).st_size)))
    return sha256, None


def _members(archive: zipfile.ZipFile, sources: Sequence[Source], size: int) -> Iterator[_File]:
    """Yield the members of an archive but for the chats."""
    chats = {source.member_sha256 for source in sources}
    budget = BOMB_BYTES + BOMB_RATIO * size
    for member in entries(archive, sources[0].file):
        budget -= 0 if member.refusal else member.size
        sha256, reason = _hashed(archive, member) if budget >= 0 or member.refusal else (None, _BUDGET)
        if sha256 not in chats and not any(source.file.endswith(f"/{member.name}") for source in sources):
            yield _File(member.name, member.size, sha256, reason)


def _hashed(archive: zipfile.ZipFile, member: Member) -> tuple[str | None, str | None]:
    """Return the SHA-256 of a member, or why there is none."""
    if member.refusal is not None:
        return None, member.refusal[0]
    digest = hashlib.sha256()
    try:
        for chunk in chunks(archive, member):
            digest.update(chunk)
    except BROKEN as error:
        return None, f"damaged: {word(error)}"
    return digest.hexdigest(), None


def _folder(folder: Path, by_sha256: Mapping[str, Sequence[Source]], found: set[str]) -> list[_Container]:
    """Return the archives in a folder, and for each folder in it the files beside its chats."""
    archives: list[_Container] = []
    chats: defaultdict[str, list[Source]] = defaultdict(list)
    others: defaultdict[str, list[_File]] = defaultdict(list)
    for name in files_in(folder):
        above = name.rpartition("/")[0]
        try:
            sha256, container = _file(str(folder / name), by_sha256)
        except OSError as error:
            others[above].append(_File(name, 0, None, f"cannot be read ({error.strerror})"))
            continue
        if container is not None:
            archives.append(container)
        elif sha256 in by_sha256:
            chats[above] += by_sha256[sha256]
        else:
            others[above].append(_File(name, (folder / name).stat().st_size, sha256, None))
        found.add(sha256)
    every = [source for sources in chats.values() for source in sources]
    return [*archives, *(_Container(_nearest(chats, above) or every, files) for above, files in others.items() if every)]


def _nearest(chats: Mapping[str, Sequence[Source]], above: str) -> Sequence[Source]:
    """Return the chats in a folder, else in the one above it, and so on."""
    while above and above not in chats:
        above = above.rpartition("/")[0]
    return chats.get(above, ())
