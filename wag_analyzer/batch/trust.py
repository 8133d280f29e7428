"""What the description of an export in a store must be like; one of another kind was not written by a program of ours, and is not there."""

from collections.abc import Mapping
from typing import Any, Final

from wag_analyzer.case.told import notices_of, sources_of
from wag_analyzer.case.trust import stays_inside
from wag_analyzer.errors import CaseError

__all__ = ["is_description"]

_KINDS: Final[Mapping[str, Any]] = {
    "file": str,
    "status": str,
    "group": str | None,
    "from": str | None,
    "to": str | None,
    "size": int,
    "lines_total": int,
    "lines_lost": int,
    "made_with": str,
    "settings": Mapping,
    "files": Mapping,
    "rows": Mapping,
    "findings": Mapping | None,
    "sources": list,
    "notices": list,
    "group_ids": list,
}
_READ: Final = frozenset({"file", "settings", "rows", "sources", "notices", "lines_total", "lines_lost", "made_with"})
_LEVELS: Final = ("low", "medium", "high")


def is_description(meta: Mapping[str, Any]) -> bool:
    """Say whether an export of a store is described as ``Store.describe`` writes it."""
    status = meta.get("status")
    due = _READ if status in ("done", "read") else frozenset[str]()
    if not due <= meta.keys() or not all(isinstance(meta[name], kind) for name, kind in _KINDS.items() if name in meta):
        return False
    counts = list(meta.get("rows", {}).values())
    if status == "done":
        counts += [(meta.get("findings") or {}).get(level) for level in _LEVELS]
    if due and not _tells_what_was_read(meta):
        return False
    return all(isinstance(count, int) for count in counts) and all(stays_inside(name) for name in meta.get("files", {}))


def _tells_what_was_read(meta: Mapping[str, Any]) -> bool:
    """Say whether sources and notices are of the kind that reading tells."""
    try:
        return sources_of(meta) is not None and notices_of(meta) is not None
    except CaseError:
        return False
