"""The log of a store: which exports came in, came anew or lost a person, when and by whom; each line with the hash of the one before.

What the store holds is what lies in ``exports``; the log says whether that is what was put there.
"""

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from wag_analyzer.batch.places import lies_there, opened, told
from wag_analyzer.batch.store import META, Entry, Store
from wag_analyzer.case import log
from wag_analyzer.case.names import LOG
from wag_analyzer.errors import CaseError

__all__ = ["description_hash", "last_noted", "note"]


def note(store: Store, what: str, details: Mapping[str, Any] | None = None) -> int:
    """Add a line with the exports that the log does not know as they are now, and return how many these are.

    A run that changed nothing adds no line, unless it is to be told whatever it changed (``details``).

    Raises
    ------
    CaseError
        The log cannot be read or written.
    """
    known = last_noted(store)
    now = {entry.sha256: description_hash(entry) for entry in store.entries()}
    new = {digest: said for digest, said in now.items() if known.get(digest) != said}
    if new or details is not None:
        log.append(store.path / LOG, what, log.user(), {**(details or {}), "exports": new})
    return len(new)


def last_noted(store: Store) -> dict[str, str]:
    """Return export → the hash of its description, as the log told it last.

    Raises
    ------
    CaseError
        The log cannot be read.
    """
    path = store.path / LOG
    if not os.path.lexists(path):
        return {}
    try:
        known: dict[str, str] = {}
        for entry in log.entries(_own(path)):
            known |= entry.get("exports", {})
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        hint = "somebody changed it; 'wag verify' tells more, and a new store is safest"
        raise CaseError("is no log of a store", where=str(path), hint=hint) from None
    return known


def description_hash(entry: Entry) -> str:
    """Return the SHA-256 of the description of an export, which holds those of its other files."""
    with told(entry.path, "cannot be read"), opened(entry.path / META) as file:
        return sha256(file.read()).hexdigest()


def _own(path: Path) -> Path:
    """Return the path when it leads to a file itself and not by a link.

    Raises
    ------
    OSError
        It does not.
    """
    if not lies_there(path):
        raise OSError(0, "is not a file", str(path))
    return path
