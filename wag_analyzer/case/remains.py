"""Looking through every file of a folder for what must no longer be there, also inside tables, databases, archives and mails."""

import contextlib
import gzip
import io
import itertools
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from wag_analyzer.case.tables_in_files import opened_parquet
from wag_analyzer.report.leaks import Secrets, leaks
from wag_analyzer.report.redact import folded_word

__all__ = ["still_there", "texts_in"]

_DEPTH: Final = 4
"""How deep archives in archives are opened: a case holds none by itself, a bag with an export two."""
_MOST: Final = 1 << 30
"""A member that says it is larger is looked through as it lies there, compressed: nothing of ours is so large."""
_UNREADABLE: Final = (OSError, ValueError, EOFError, RuntimeError, NotImplementedError, LookupError, zipfile.BadZipFile, zlib.error)
_PART: Final = 1 << 20
_STEPS: Final = 1_000
_STEPS_PER_BYTE: Final = 8
_LEAST_STEPS: Final = 100_000
"""Steps of SQLite's machine for a database: one row of a table takes about as many as it has columns, and lies in more bytes."""
_MODES: Final = 18
"""Where the first bytes of a database say how it is written and read."""
_LEAST_LENGTH: Final = 1 << 16
_WORD: Final = re.compile(r"[^\W_]+")
_MAILS: Final = (".rsmf", ".eml")
_ARCHIVES: Final = (b"PK", b"\x1f\x8b")
_PACKED: Final = (b"PAR1", *_ARCHIVES)


def still_there(folder: Path, secrets: Secrets, short: frozenset[str] = frozenset()) -> tuple[int, list[str]]:
    """Return how many files below a folder were looked through, and the names of those in which a secret occurs, in their names too.

    Parameters
    ----------
    folder
        With all below it.
    secrets
        What must not occur anywhere.
    short
        Words that must not stand in a cell of a Parquet table; in sentences they may be words of ours.
    """
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    left: list[str] = []
    for path in files:
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        if any(leaks(text, secrets) for text in texts_in(name, content)) or _stands_in_cells(content, short):
            left.append(name)
    return len(files), left


def _stands_in_cells(content: bytes, short: frozenset[str]) -> bool:
    if not (short and content.startswith(b"PAR1")):
        return False
    return any(not short.isdisjoint(_WORD.findall(folded_word(text))) for text in _cells(content))


def texts_in(name: str, content: bytes, depth: int = _DEPTH) -> Iterator[str]:
    """Yield every text that a file holds: its name, its bytes as they lie there, and what they hold when they are opened.

    Bytes as they lie there also tell what a database keeps in pages it no longer uses, and texts in two or four bytes a character.

    Parameters
    ----------
    name
        Of the file.
    content
        Its bytes.
    depth
        How many archives in one another are opened.
    """
    yield name
    yield content.decode("utf-8", "replace")
    if b"\0" in content and not content.startswith(_PACKED):
        yield from (content[start:].decode(form, "replace") for form in ("utf-16-le", "utf-16-be") for start in (0, 1))
    for magic, opened in _OPENED.items():
        if content.startswith(magic):
            yield from opened(content)
    if depth and (content.startswith(_ARCHIVES) or name.lower().endswith(_MAILS)):
        for member, inside in _members(name, content):
            yield from texts_in(member, inside, depth - 1)


def _cells(content: bytes) -> Iterator[str]:
    """Yield the words of a Parquet table: its cells, and what it says of itself; one that holds far more than it can is passed over."""
    try:
        stored = opened_parquet(io.BytesIO(content), len(content)).read()
    except (pa.ArrowException, ValueError, OSError):
        return
    yield from (str(text, "utf-8", "replace") for text in (stored.schema.metadata or {}).values())
    for column in stored.columns:
        for leaf in _leaves(column.combine_chunks()):
            if _holds_words(leaf.type):
                yield "\n".join(_words((value,)) for value in leaf.unique().to_pylist())


def _leaves(column: Any) -> Iterator[Any]:
    """Yield the columns of plain values inside one: of lists their elements, of structs their fields, of maps keys and items."""
    kind = column.type
    if pa.types.is_map(kind):
        yield from _leaves(column.keys)
        yield from _leaves(column.items)
    elif pa.types.is_struct(kind):
        for field in column.flatten():
            yield from _leaves(field)
    elif pa.types.is_nested(kind) and hasattr(column, "flatten"):
        yield from _leaves(column.flatten())
    else:
        yield column


def _holds_words(kind: Any) -> bool:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_binary, pa.types.is_large_binary)
    return any(test(plain) for test in (*tests, pa.types.is_binary_view, pa.types.is_fixed_size_binary))


def _rows(content: bytes) -> Iterator[str]:
    """Yield the rows of a database: a long text lies in several pages, so its bytes alone may not show it whole.

    Somebody else may have made it: no cell that is worked out may be longer than the file, and the whole takes no more steps than
    its bytes explain.
    """
    left = itertools.count(_LEAST_STEPS + len(content) * _STEPS_PER_BYTE, -_STEPS)
    try:
        with closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(content[:_MODES] + b"\1\1" + content[_MODES + 2 :])  # one that keeps a log beside it opens like the others
            base.execute("PRAGMA trusted_schema = OFF")
            base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(len(content), _LEAST_LENGTH))
            base.set_progress_handler(lambda: next(left) < 0, _STEPS)
            for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0").fetchall():
                quoted = str(table).replace('"', '""')
                yield "\n".join(_words(row) for row in base.execute(f'SELECT * FROM "{quoted}"'))  # noqa: S608 - a name that the database itself gives
    except sqlite3.Error:
        return


def _words(row: tuple[Any, ...]) -> str:
    return "\n".join(cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell) for cell in row if cell is not None)


_OPENED: Final = {b"PAR1": _cells, b"SQLite format 3\0": _rows}


def _members(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what lies in an archive or a mail, as far as it can be opened: one member that is damaged hides no other."""
    opened = _zipped if content.startswith(b"PK") else _gzipped if content.startswith(b"\x1f\x8b") else _mailed
    try:
        yield from opened(name, content)
    except _UNREADABLE:
        return


def _zipped(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    del name
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            yield entry.filename, b""
            with contextlib.suppress(*_UNREADABLE):
                if entry.file_size <= _MOST:
                    yield entry.filename, archive.read(entry)


def _gzipped(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what can be unpacked, also of a file whose end is missing."""
    found = io.BytesIO()
    with contextlib.suppress(*_UNREADABLE), gzip.open(io.BytesIO(content)) as stream:
        while found.tell() < _MOST and (part := stream.read1(_PART)):
            found.write(part)
    yield name, found.getvalue()


def _mailed(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    mail = message_from_bytes(content)
    for part in mail.walk():
        yield name, "\n".join(_decoded(value) for value in part.values()).encode("utf-8", "surrogatepass")
        inside = part.get_payload(decode=True)
        yield part.get_filename() or "", inside if isinstance(inside, bytes) else b""


def _decoded(header: object) -> str:
    """Return what a header says: names that are no ASCII stand there in code."""
    try:
        return str(make_header(decode_header(str(header))))
    except (ValueError, LookupError):
        return str(header)
