"""The case's log: one JSON object a line, each carrying the hash of the line before, so that a change anywhere shows."""

import getpass
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from wag_analyzer.case.files import write_text
from wag_analyzer.errors import VerificationError

__all__ = ["START", "append", "entries", "now", "user", "verify"]

START: Final = "0" * 64
"""What the first line names as the hash of the line before."""


def append(path: Path, what: str, who: str, details: Mapping[str, Any]) -> None:
    """Add a line to the log at ``path`` (made when missing).

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
        The log cannot be written.
    """
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    last = before.rstrip("\n").rsplit("\n", 1)[-1]
    entry = {"what": what, "when": now(), "who": who, **details, "previous": _hash(last) if last else START}
    write_text(path, before + json.dumps(entry, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n")


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the log's entries in order."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            yield json.loads(line)


def verify(path: Path) -> int:
    """Return the number of entries when every line carries the hash of the one before.

    Raises
    ------
    VerificationError
        A line was changed, taken out or put in.
    """
    previous, count = START, 0
    for number, line in enumerate(filter(None, path.read_text(encoding="utf-8").split("\n")), 1):
        try:
            named = json.loads(line)["previous"]
        except (ValueError, KeyError, TypeError):
            named = None
        if named != previous:
            raise VerificationError("the chain breaks", where=f"{path}, line {number}", hint="somebody changed the log before this line")
        previous, count = _hash(line), number
    return count


def _hash(line: str) -> str:
    return sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def now() -> str:
    """Return the time in UTC as ISO 8601; SOURCE_DATE_EPOCH fixes it for reproducible runs."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    at = datetime.fromtimestamp(int(fixed), UTC) if fixed and fixed.isdigit() else datetime.now(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def user() -> str:
    """Return who the machine says is working."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
