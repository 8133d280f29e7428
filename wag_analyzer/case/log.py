"""The case's log: one JSON object a line, each carrying the hash of the line before, so that a change anywhere shows."""

import contextlib
import getpass
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from wag_analyzer.case.files import write_text
from wag_analyzer.errors import CaseError, VerificationError
from wag_analyzer.given import content

__all__ = [
    "START",
    "add",
    "append",
    "changes",
    "entries",
    "followed",
    "known",
    "linked",
    "locked",
    "now",
    "user",
    "verify",
    "without_texts",
]

START: Final = "0" * 64
"""What the first line names as the hash of the line before."""

_MOST: Final = 1 << 32
"""Bytes of a log."""

_TOLD: Final = ("what", "when", "who", "previous")
"""What every line tells, and what is left of one that is shortened."""

_REPEATED: Final = frozenset({"audit", "export"})
"""Acts that write the same bytes when they are done again with the same input: their lines tell the hour, so the log is no exception."""

_EPOCH_DIGITS: Final = 11
"""Digits of a SOURCE_DATE_EPOCH that is a time: eleven reach the year 5138."""

_WHOLE: Final = "whole_sha256"
"""In a shortened line: the hash of the line as it stands in the case."""


def append(path: Path, what: str, who: str, details: Mapping[str, Any]) -> None:
    """Add a line to the log at ``path`` (made when missing).

    It tells the second of acts that change what is known or show a name, and the hour of acts that can be repeated byte for byte
    (``_REPEATED``; the line says so, and SOURCE_DATE_EPOCH sets the second).

    Parameters
    ----------
    what
        The act: ``audit``, ``reveal`` …
    who
        The user as the machine knows him.
    details
        Parameters of the act; never text of a chat.

    Raises
    ------
    CaseError
        The log cannot be read or written.
    """
    with locked(path.parent):
        add(path, what, who, details)


def add(path: Path, what: str, who: str, details: Mapping[str, Any]) -> None:
    """Add a line as ``append`` does, where the folder is ``locked`` already."""
    before = _before(path)
    last = before.rstrip("\n").rsplit("\n", 1)[-1]
    write_text(path, before + _line({"what": what, **_when(what), "who": who, **details}, last))


def _when(what: str) -> dict[str, str]:
    if what in _REPEATED and _fixed() is None:
        return {"when": now()[:13] + ":00:00Z", "precision": "hour"}
    return {"when": now()}


def _text(path: Path) -> str:
    """Return the log to the last byte: neither a byte order mark nor another line end is passed over, and no link is followed."""
    return content(path, _MOST, own=True).decode("utf-8")


def _before(path: Path) -> str:
    if not os.path.lexists(path):
        return ""
    try:
        text = _text(path)
        return text if not text or text.endswith("\n") else text + "\n"  # a last line without its end is as whole as with it
    except (OSError, UnicodeDecodeError):
        raise CaseError("cannot be read", where=str(path), hint="put it back as it was; 'wag verify' tells more") from None


def linked(entries: Iterable[Mapping[str, Any]]) -> str:
    """Return a log of these entries, each carrying the hash of the line before; what they carried until now is replaced."""
    lines: list[str] = []
    for entry in entries:
        lines.append(_line(entry, lines[-1].removesuffix("\n") if lines else ""))
    return "".join(lines)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time change a case; where the system has no such lock, or the folder is not there, nothing is waited for."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # lets go of the lock


def _line(entry: Mapping[str, Any], last: str) -> str:
    told = {**entry, "previous": _hash(last) if last else START}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the log's entries in order.

    Raises
    ------
    OSError
        It cannot be read.
    ValueError
        A line is no entry.
    """
    for line in _text(path).split("\n"):
        if line:
            entry = json.loads(line)
            if not isinstance(entry, dict):
                raise ValueError("a line is no entry")
            yield entry


def changes(path: Path, looks: Collection[str]) -> list[str]:
    """Return the lines of the log up to the last change: acts of ``looks`` are none, so what is made twice of a log is the same.

    Raises
    ------
    CaseError
        It is missing or a link, or a line is no entry.
    """
    try:
        lines = [line for line in _text(path).split("\n") if line]
        told = [[str(entry[name]) for name in _TOLD] for entry in map(json.loads, lines)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise CaseError("is no log of a case or a store", where=str(path), hint="'wag verify' tells more") from None
    while len(lines) > 1 and told[len(lines) - 1][0] in looks:
        lines.pop()
    return lines


def known(path: Path) -> list[dict[str, Any]]:
    """Return the log's entries in order, none where there is no log.

    Raises
    ------
    CaseError
        It is a link, or a line is no entry.
    """
    try:
        return list(entries(path)) if os.path.lexists(path) else []
    except (OSError, ValueError, RecursionError):
        raise CaseError("is no log of a case or a store", where=str(path), hint="'wag verify' tells more") from None


def verify(path: Path) -> int:
    """Return the number of entries of the log at ``path``; see ``followed``.

    Raises
    ------
    VerificationError
        It is missing, or the chain breaks.
    """
    try:
        return followed(_text(path), str(path))
    except (OSError, UnicodeDecodeError):
        raise VerificationError("is missing or cannot be read", where=str(path), hint="who did what with the case is not known") from None


def followed(text: str, where: str, *, shortened: bool = False) -> int:
    """Return the number of entries when every line carries the hash of the one before.

    Parameters
    ----------
    text
        The log.
    where
        What the log is called in an error.
    shortened
        Whether lines may be ``shortened``: they name the hash of the whole line.

    Raises
    ------
    VerificationError
        A line was changed, taken out or put in.
    """
    previous, count = START, 0
    for number, line in enumerate(filter(None, text.split("\n")), 1):
        try:
            entry = json.loads(line)
            named = entry["previous"]
        except (ValueError, KeyError, TypeError, RecursionError):
            entry, named = {}, None
        if named != previous or line != line.strip():
            raise VerificationError("the chain breaks", where=f"{where}, line {number}", hint="somebody changed the log before this line")
        previous, count = str(entry[_WHOLE]) if shortened and _WHOLE in entry else _hash(line), number
    return count


def without_texts(text: str, fits: Callable[[str], bool]) -> str:
    """Return a log in which lines that do not fit are shortened to what, when, who and the hashes, so that the chain can still be followed.

    Parameters
    ----------
    text
        The log.
    fits
        Says of a line whether it may leave as it is.
    """
    return "".join((line if fits(line) else _short(line)) + "\n" for line in text.split("\n") if line)


def _short(line: str) -> str:
    entry = json.loads(line)
    kept = {name: entry[name] for name in (*_TOLD, "precision") if name in entry}
    return json.dumps({**kept, _WHOLE: _hash(line)}, ensure_ascii=False, sort_keys=True)


def _hash(line: str) -> str:
    return sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def now() -> str:
    """Return the time in UTC as ISO 8601; SOURCE_DATE_EPOCH fixes it for reproducible runs."""
    fixed = _fixed()
    at = datetime.now(UTC) if fixed is None else datetime.fromtimestamp(fixed, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _fixed() -> int | None:
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= _EPOCH_DIGITS else None


def user() -> str:
    """Return who the machine says is working."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
