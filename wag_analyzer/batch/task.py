"""One file to be read, and what became of it: small values that travel to a worker and back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from wag_analyzer.batch.store import VERSION
from wag_analyzer.settings import Settings

__all__ = ["LEVELS", "PASSING", "Task", "about", "failure", "made_with", "plain"]

LEVELS: Final = ("high", "medium", "low")
"""Severities in the order of the summary."""

PASSING: Final = frozenset({"changed", "fault", "memory", "unreadable", "worker-died"})
"""Codes of failures that another run may not meet again."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to be read into a store.

    Parameters
    ----------
    path, name, size
        As for ``find.Found``.
    sha256
        Of the file.
    store
        The folder of the store.
    settings
        What can change a result.
    is_messages_only
        Whether nothing is made but the messages.
    is_sure
        Whether the file is called like an export; one that is not may turn out to be something else.
    replacing
        Whether it takes the place of what the store has of this file.
    tag
        Of the run.
    """

    path: Path
    name: str
    size: int
    sha256: str
    store: Path
    settings: Settings = field(default_factory=Settings)
    is_messages_only: bool = False
    is_sure: bool = True
    replacing: bool = False
    tag: str = ""


def failure(task: Task, code: str, error: str) -> dict[str, Any]:
    """Return what a store keeps of a file that could not be read."""
    return {**about(task), "status": "failed" if task.is_sure or code != "not-a-chat" else "passed", "error_code": code, "error": error}


def about(task: Task) -> dict[str, Any]:
    """Return what a store keeps of every file, read or not."""
    return {
        "store_version": VERSION,
        "sha256": task.sha256,
        "file": task.name,
        "size": task.size,
        "made_with": made_with(),
        "settings": plain(task.settings),
        "sources": [],
        "notices": [],
        "rows": {},
        "findings": dict.fromkeys(LEVELS, 0),
    }


def made_with() -> str:
    """Return the version of this program."""
    return version("wag-analyzer")


def plain(settings: Settings) -> Mapping[str, Any]:
    """Return the settings as JSON holds them."""
    found = asdict(settings)
    shown = {name: str(value) for name, value in found.items() if isinstance(value, Path)}
    return {**{name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}, **shown}
