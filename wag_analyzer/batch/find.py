"""What lies in a folder and may be an export: what stands in a file decides, not what it is called."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from wag_analyzer.batch.places import opened
from wag_analyzer.batch.store import is_store
from wag_analyzer.case.names import INGEST, LOG, RUN
from wag_analyzer.errors import ExportError
from wag_analyzer.parser.export_names import looks_like_export_name
from wag_analyzer.parser.looks import LOOK, looks_foreign, why_no_chat
from wag_analyzer.visible import visible

__all__ = ["Found", "Shard", "digest_of", "found"]

DEEPEST: Final = 64
"""Folders below the named one that are looked into."""

_HANDED: Final = (".txt", ".zip")
_RECORDS: Final = (".json", ".jsonl", ".ndjson", ".csv", ".tsv")
_PACKED: Final = b"PK\x03\x04"
_GLANCE: Final = 4096
_CASE: Final = (RUN, INGEST, LOG)
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """One file that may be an export.

    Parameters
    ----------
    path
        Where it lies.
    name
        Where it lies in the folder that was named, ``/`` between, as it may be shown.
    size
        In bytes.
    """

    path: Path
    name: str
    size: int

    @property
    def is_sure(self) -> bool:
        """Whether it is called like an export: if it cannot be read, something is wrong with it."""
        return self.path.name.lower().endswith(_HANDED) and not self.path.name.startswith(".")


@dataclass(frozen=True, slots=True)
class Shard:
    """The ``number``-th of ``of`` parts into which files are divided by their place, the same on every machine.

    >>> Shard(1, 1).holds("a/b.txt")
    True
    """

    number: int = 1
    of: int = 1

    def holds(self, name: str) -> bool:
        """Whether a file belongs to this part."""
        return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8], "big") % self.of == self.number - 1

    @property
    def tag(self) -> str:
        """Its name in a store; empty for the whole."""
        return f"{self.number}-of-{self.of}" if self.of > 1 else ""


def found(folder: Path, since: datetime | None = None, shard: Shard | None = None) -> list[Found]:
    """Return the files of a folder and those below that may be exports, in the order of their names.

    Links are not followed; case folders and stores are passed over, and so are texts that are no chats where chats lie beside them in a
    folder of their own: they were sent in it.

    Parameters
    ----------
    since
        Only files changed at or after this time of this machine.
    shard
        Only files of this part.

    Raises
    ------
    ExportError
        The folder cannot be read.
    """
    mine = shard or Shard()
    try:
        listed = list(_walked(folder, "", DEEPEST))
    except OSError as error:
        where = visible(str(error.filename or folder))
        raise ExportError(f"cannot be read ({error.strerror})", where=where, hint="check the path and your rights") from None
    homes = {_above(name) for name, _ in listed if _above(name) and name.lower().endswith(_HANDED) and looks_like_export_name(name)}
    oldest = since.timestamp() if since is not None else float("-inf")
    wanted = [
        Found(folder / name, visible(name), about.st_size)
        for name, about in listed
        if about.st_mtime >= oldest and mine.holds(name) and _may_be(folder / name, is_beside=_above(name) in homes)
    ]
    return sorted(wanted, key=lambda one: (one.name, str(one.path)))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file; a link is not followed.

    Raises
    ------
    OSError
        It cannot be read.
    """
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _walked(folder: Path, above: str, depth: int) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the regular files and what is known of them."""
    if _is_ours(folder):
        return
    with os.scandir(folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            yield above + entry.name, entry.stat(follow_symlinks=False)
        elif depth and entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".") and entry.name != "__MACOSX":
            yield from _walked(folder / entry.name, f"{above}{entry.name}/", depth - 1)


def _is_ours(folder: Path) -> bool:
    return is_store(folder) or all((folder / name).is_file() for name in _CASE)


def _above(name: str) -> str:
    return name.rpartition("/")[0]


def _may_be(path: Path, *, is_beside: bool) -> bool:
    """Whether a file may be an export; one that is called like one and is none is tried as well, so that it is told."""
    name = path.name.lower()
    is_handed = name.endswith(_HANDED) and not name.startswith(".")
    if is_handed and not is_beside:
        return True
    try:
        with opened(path) as file:
            head = file.read(_GLANCE)
            if head[:4] == _PACKED:
                return name.endswith(".zip")
            if looks_foreign(head):
                return name.endswith((*_RECORDS, *_HANDED))
            return not why_no_chat(head) and (len(head) < _GLANCE or not why_no_chat(head + file.read(LOOK - _GLANCE)))
    except OSError:
        return is_handed
