"""Checking that a store is as it was written: every file of every export, the summary against them, and the log."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from wag_analyzer.batch.ledger import description_hash, last_noted
from wag_analyzer.batch.places import lies_there, opened
from wag_analyzer.batch.store import MARK, META, OTHER_VERSION, Entry, Store, file_hash
from wag_analyzer.batch.summary import summary_text
from wag_analyzer.case import log
from wag_analyzer.case.names import LOG
from wag_analyzer.errors import CaseError, VerificationError
from wag_analyzer.visible import visible

__all__ = ["problems_of_store"]

_HELD: Final = "do not rely on it; remove its folder and run 'wag batch' on the export again"
_AGAIN: Final = "a run was stopped, or somebody put it there; 'wag batch' on the same folder notes it"


def problems_of_store(store: Store) -> Iterator[VerificationError]:
    """Yield what is not as it was written in a store.

    Raises
    ------
    CaseError
        It was made by another version of the program: nothing can be said of it.
    """
    if (odd := _not_opened(store)) is not None:
        yield odd
        return
    entries = store.entries()
    yield from _strangers(store, entries)
    for entry in entries:
        yield from _of_export(entry)
    yield from _of_summary(store)
    yield from _of_log(store, {entry.sha256: description_hash(entry) for entry in entries})


def _not_opened(store: Store) -> VerificationError | None:
    """Return why a store cannot be opened at all, None when it can."""
    for path, is_folder in ((store.path / MARK, False), (store.exports, True)):
        if not lies_there(path, folder=is_folder):
            return _bad("is a link or no file", path, "a store holds nothing but files of its own; remove it")
    try:
        Store.opened(store.path)
    except CaseError as error:
        if error.what.startswith(OTHER_VERSION):
            raise
        return _bad(error.what, store.path / MARK, error.hint)
    return None


def _strangers(store: Store, entries: list[Entry]) -> Iterator[VerificationError]:
    known = {entry.sha256 for entry in entries}
    for path in sorted(store.exports.iterdir()):
        if path.name not in known:
            yield _bad("is no whole export", path, "a run was stopped, and 'wag batch' removes it; or somebody put it there")


def _of_export(entry: Entry) -> Iterator[VerificationError]:
    listed = entry.meta.get("files")
    if not isinstance(listed, Mapping):
        yield _bad("holds no hashes of its files", entry.path / META, "it was made by an older version; read it again with --force")
        return
    for name, digest in sorted(listed.items()):
        if file_hash(entry.path / name) != digest:
            yield _bad("is missing or was changed", entry.path / name, _HELD)
    there = {path.name for path in entry.path.iterdir()}
    yield from (_bad("is in no description", entry.path / name, _HELD) for name in sorted(there - listed.keys() - {META}))


def _of_summary(store: Store) -> Iterator[VerificationError]:
    """Compare the summary with what lies in the store; files without a hash could not be opened by the run that lists them."""
    if not lies_there(store.summary):
        yield _bad("is missing", store.summary, "the next 'wag batch' writes it")
        return
    try:
        with opened(store.summary) as file:
            said = _rows(file.read().decode("utf-8", "replace"))
    except csv.Error:
        said = None
    if said != _rows(summary_text(store, ())):
        yield _bad("does not say what the exports say", store.summary, "the next 'wag batch' writes it again")


def _rows(text: str) -> Counter[tuple[str, ...]]:
    return Counter(tuple(row) for row in csv.reader(io.StringIO(text, newline="")) if row and row[0])


def _of_log(store: Store, now: Mapping[str, str]) -> Iterator[VerificationError]:
    path = store.path / LOG
    try:
        noted = last_noted(store)
        log.verify(path)
    except VerificationError as error:
        yield error
        return
    except CaseError as error:
        yield _bad(error.what, path, error.hint)
        return
    for digest in sorted(now.keys() | noted.keys()):
        folder = store.exports / digest
        if digest not in now:
            yield _bad("is missing, though the log tells that it came in", folder, "put it back, or run 'wag batch' on the export again")
        elif digest not in noted:
            yield _bad("is not told by the log", folder, _AGAIN)
        elif now[digest] != noted[digest]:
            yield _bad("is not described as the log tells", folder / META, _HELD)


def _bad(what: str, path: Path, hint: str) -> VerificationError:
    return VerificationError(what, where=visible(str(path)), hint=hint)
