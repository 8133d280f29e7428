"""The store of one export: its messages, events and ledger as Parquet, written part by part, so that memory does not grow with the file."""

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.case.files import writing
from wag_analyzer.case.tables_in_files import ParquetRows
from wag_analyzer.errors import CaseError
from wag_analyzer.parser.chat import Source
from wag_analyzer.parser.parse import Progress
from wag_analyzer.parser.provenance import hashed
from wag_analyzer.parser.stream import Stream
from wag_analyzer.settings import Settings
from wag_analyzer.tables import Table

__all__ = ["ABOUT", "HASHED", "VERSION", "joined_ranges", "write_store"]

VERSION: Final = 1
ABOUT: Final = "source.json"
"""The file of a store that says what the export is; it is written last."""

HASHED: Final = Table("messages", tables.PARSED.row, (*tables.PARSED.columns, tables.MESSAGES.columns[-1]))
"""``tables.PARSED`` with the content hash."""

_TABLES: Final[Mapping[str, Table]] = {"coverage": tables.COVERAGE, "events": tables.EVENTS, "messages": HASHED}


def write_store(path: str | Path, store: Path, settings: Settings, progress: Progress | None = None) -> Source:
    """Write the store of one export, and return what the export is.

    The files take their places when all of them are written, ``source.json`` last. The same export gives the same bytes.

    Parameters
    ----------
    path
        A text, or an archive with exactly one chat.
    store
        The folder: new, empty, or a store, which is replaced.
    settings
        ``date_order`` and ``locale`` replace what the file tells.
    progress
        As for ``Stream``.

    Raises
    ------
    ExportError
        As for ``Stream``.
    CaseError
        The folder holds other things or cannot be written.
    """
    with _place(store):
        stream = Stream(path, settings, progress=progress)
        return _written(stream, store)


def _written(stream: Stream, store: Path) -> Source:
    with contextlib.ExitStack() as files:  # the first one in is the last one to take its place
        about = files.enter_context(writing(store / ABOUT))
        rows = {
            name: files.enter_context(ParquetRows(files.enter_context(writing(store / _file(name))), _TABLES[name])) for name in _TABLES
        }

        def ranges() -> Iterator[pd.DataFrame]:
            for part in stream:
                rows["messages"].add(hashed(part.messages))
                rows["events"].add(part.events)
                yield part.coverage

        for frame in joined_ranges(ranges()):
            rows["coverage"].add(frame)
        if stream.source is None:  # pragma: no cover - a stream that ended has a source
            raise CaseError("nothing was read", where=str(store))
        told = {
            "store_version": VERSION,
            "source": asdict(stream.source),
            "notices": [asdict(notice) for notice in stream.notices],
            "rows": {name: rows[name].count for name in sorted(rows)},
        }
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        about.write(f"{text}\n".encode("utf-8", "backslashreplace"))
    return stream.source


def joined_ranges(parts: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Yield the ledger of a file out of those of its parts: ranges that meet and became the same for the same reason are one."""
    held: pd.DataFrame | None = None
    for part in parts:
        if not len(part):
            continue
        frame = part
        if held is not None and _fate(held) == _fate(frame):
            frame = frame.assign(line=np.concatenate((held["line"], frame["line"].iloc[1:])))
        elif held is not None:
            yield held
        yield frame.iloc[:-1]
        held = frame.iloc[-1:]
    if held is not None:
        yield held


def _fate(ranges: pd.DataFrame) -> tuple[str, str]:
    """Return what became of the first range, and why."""
    return str(ranges["became"].iloc[0]), str(ranges["reason"].iloc[0])


def _file(name: str) -> str:
    return f"{name}.parquet"


@contextlib.contextmanager
def _place(store: Path) -> Iterator[None]:
    """Make the folder of a store; one that was not there before goes again when the work fails."""
    is_new = not store.exists()
    try:
        store.mkdir(parents=True, exist_ok=True)
        found = {entry.name for entry in store.iterdir()}
    except OSError as error:
        raise CaseError(f"cannot be made ({error.strerror})", where=str(store), hint="choose another folder") from None
    if found - {ABOUT, *map(_file, _TABLES)}:
        raise CaseError("is a folder with other things in it", where=str(store), hint="choose an empty or new folder")
    try:
        yield
    except BaseException:
        if is_new:
            with contextlib.suppress(OSError):
                store.rmdir()
        raise
