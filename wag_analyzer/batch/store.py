"""The store of many exports: one folder for each, named after the SHA-256 of its file, that appears whole or not at all.

There is no list beside the folders that could disagree with them: what the store holds is what lies in ``exports``.
"""

import contextlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from wag_analyzer.batch.places import flushed, folder_made, lies_there, opened, removed, told, written
from wag_analyzer.batch.trust import is_description
from wag_analyzer.case.names import LOG
from wag_analyzer.errors import CaseError, ExportError
from wag_analyzer.visible import visible

__all__ = ["MARK", "META", "OTHER_VERSION", "VERSION", "Entry", "Store", "file_hash", "is_store", "looks_like_store", "no_chat"]

VERSION: Final = 1
"""Version of the layout; another one is refused."""

MARK: Final = "store.json"
OTHER_VERSION: Final = "was made by another version"
META: Final = "meta.json"
"""The file of an export that says what it is and what became of it; an export without it is not there."""

SUMMARY: Final = "summary.csv"
_EXPORTS: Final = "exports"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z")
_LEFT: Final = re.compile(r"\..+\.part\Z")
_LEFT_ABOVE: Final = re.compile(rf"\.({re.escape(MARK)}|{re.escape(SUMMARY)}|{re.escape(LOG)})\.[0-9a-f]+\.part\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One export of a store.

    Parameters
    ----------
    path
        Its folder.
    meta
        Content of its ``meta.json``.
    """

    path: Path
    meta: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file."""
        return self.path.name

    @property
    def is_read(self) -> bool:
        """Whether its messages are there."""
        return self.meta["status"] in {"done", "read"}


def is_store(path: Path) -> bool:
    """Say whether ``path`` is a store."""
    return lies_there(path / MARK) and lies_there(path / _EXPORTS, folder=True)


def looks_like_store(path: Path) -> bool:
    """Say whether ``path`` holds what a store holds, be it by links: no command reads one then, and ``wag verify`` tells why."""
    return os.path.lexists(path / MARK) and os.path.lexists(path / _EXPORTS)


def no_chat(path: Path) -> ExportError:
    """Return the error to raise where a store holds nothing that was read."""
    return ExportError("the store holds no chat yet", where=visible(str(path)), hint="fill it with 'wag batch DIR -o STORE'")


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, empty when it is missing, a link, or cannot be read."""
    try:
        with opened(path) as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


class Store:
    """A store in a folder.

    Parameters
    ----------
    path
        The folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.exports = path / _EXPORTS
        self.summary = path / SUMMARY

    @classmethod
    def opened(cls, path: Path) -> "Store":
        """Return the store at ``path`` for reading.

        Raises
        ------
        CaseError
            It is none, or one of another version.
        """
        if not is_store(path):
            raise CaseError("is not a store", where=str(path), hint="make one with 'wag batch DIR -o STORE'")
        store = cls(path)
        store._check_version()
        return store

    @classmethod
    def made(cls, path: Path) -> "Store":
        """Return the store at ``path`` for writing, once its folders are there; ``begin`` comes next, when it is locked.

        Raises
        ------
        CaseError
            It cannot be made, or a link or a file lies where its folder should be.
        """
        store = cls(path)
        with told(path, "cannot be made"):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder_made(store.exports)
            flushed(path)
        return store

    def begin(self, tag: str = "") -> None:
        """Remove what an interrupted run left, only of the runs with this tag when one is given, and mark the folder as a store.

        Raises
        ------
        CaseError
            It is one of another version, or cannot be written.
        """
        self.sweep(tag)
        if not os.path.lexists(self.path / MARK):
            self.put(MARK, (json.dumps({"store_version": VERSION}) + "\n").encode())
        self._check_version()

    def put(self, name: str, content: bytes) -> None:
        """Write a file of the store itself in one step; it is left alone when it holds just that."""
        path = self.path / name
        with told(path):
            if lies_there(path):
                with opened(path) as file:
                    if file.read() == content:
                        return
            part = self.path / f".{name}.{secrets.token_hex(8)}.part"
            try:
                with written(part) as file:
                    file.write(content)
                part.replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)
                raise
            flushed(self.path)

    def entry(self, sha256: str) -> Entry | None:
        """Return the export with this hash, None when it is not there whole."""
        folder = self.exports / sha256
        try:
            with opened(folder / META) as file:
                meta = json.load(file)
        except (OSError, ValueError, RecursionError):
            return None
        is_ours = isinstance(meta, dict) and meta.get("sha256") == sha256 and meta.get("store_version") == VERSION and is_description(meta)
        return Entry(folder, meta) if is_ours and lies_there(folder, folder=True) else None

    def entries(self) -> list[Entry]:
        """Return the exports in an order that does not depend on when they came in: by group, time and hash."""
        with told(self.exports, "cannot be read"):
            names = sorted(entry.name for entry in self.exports.iterdir() if _DIGEST.match(entry.name))
        found = [entry for entry in map(self.entry, names) if entry is not None]
        return sorted(found, key=lambda entry: (entry.meta.get("group") or "", entry.meta.get("from") or "", entry.sha256))

    def describe(self, folder: Path, meta: Mapping[str, Any]) -> None:
        """Write the description of an export into its staged folder: the last of its files, with the SHA-256 of the others.

        Raises
        ------
        CaseError
            It cannot be written.
        """
        with told(folder):
            files = {path.name: file_hash(path) for path in sorted(folder.iterdir())}
            text = json.dumps({**meta, "files": files}, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
            with written(folder / META) as file:
                file.write(f"{text}\n".encode("utf-8", "backslashreplace"))

    @contextlib.contextmanager
    def staged(self, sha256: str, tag: str = "", *, replacing: bool = False) -> Iterator[Path]:
        """Give a folder that becomes the export with this hash when the block ends well.

        Parameters
        ----------
        tag
            Of the run, so that it finds what it left.
        replacing
            Whether the export takes the place of one that is there whole; else that one stays and the new one goes.

        Raises
        ------
        CaseError
            The store cannot be written; it is as it was.
        """
        place = self.exports / f".{sha256[:16]}{tag and f'.{tag}'}.{secrets.token_hex(8)}.part"
        with told(place):
            place.mkdir(mode=0o700)
            try:
                yield place
                flushed(place)
                self._settle(place, sha256, replacing=replacing)
            finally:
                with contextlib.suppress(OSError):
                    if os.path.lexists(place):
                        removed(place)

    def sweep(self, tag: str = "") -> None:
        """Remove what a run left that was stopped; see ``begin``."""
        with told(self.path):
            left = [entry for entry in self.exports.iterdir() if _LEFT.match(entry.name) and (not tag or f".{tag}." in entry.name)]
            above = [entry for entry in self.path.iterdir() if _LEFT_ABOVE.match(entry.name)]
            for entry in left if tag else (*left, *above):
                removed(entry)

    def _settle(self, place: Path, sha256: str, *, replacing: bool) -> None:
        final = self.exports / sha256
        if os.path.lexists(final):
            if not replacing and self.entry(sha256) is not None:
                return  # another run was faster; it read the same bytes
            old = self.exports / f".{sha256[:16]}.{secrets.token_hex(8)}.part"
            if lies_there(final, folder=True):
                flushed(final)
            final.rename(old)
            place.rename(final)
            flushed(self.exports)
            removed(old)
            return
        try:
            place.rename(final)
        except FileExistsError:  # pragma: no cover - between two shards, by a hair
            return
        flushed(self.exports)

    def _check_version(self) -> None:
        mark = self.path / MARK
        try:
            with opened(mark) as file:
                version = int(json.load(file)["store_version"])
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            raise CaseError("is not what a store begins with", where=str(mark), hint="choose an empty or new folder") from None
        if version != VERSION:
            raise CaseError(f"{OTHER_VERSION} ({str(version)[:20]})", where=str(self.path), hint="update wag-analyzer")
