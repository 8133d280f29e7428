"""Detectors, report formats and readers that other packages bring: loaded only when the settings name them.

Code that reads private chats never runs because it happens to be installed. A package offers an entry point in one of ``GROUPS``;
``--plugin NAME`` or ``plugins = ["NAME"]`` in a settings file asks for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from wag_analyzer.errors import SettingsError, WagError
from wag_analyzer.visible import visible

__all__ = ["DETECTORS", "GROUPS", "READERS", "REPORTS", "Plugin", "failed", "loaded", "named"]

DETECTORS: Final = "wag_analyzer.detectors"
REPORTS: Final = "wag_analyzer.reports"
READERS: Final = "wag_analyzer.readers"
GROUPS: Final = (DETECTORS, REPORTS, READERS)


@dataclass(frozen=True, slots=True)
class Plugin:
    """What one entry point offers: its name, its group, and the package and version it comes from."""

    name: str
    group: str
    package: str
    version: str


def named(names: Sequence[str]) -> list[Plugin]:
    """Return what the named plug-ins offer, without loading any: one entry a name and group, in the order of the names.

    Raises
    ------
    SettingsError
        Nothing that is installed has the name, or two packages offer it in one group.
    """
    return [
        Plugin(name, found.group, found.dist.name if found.dist else "", found.dist.version if found.dist else "")
        for name in dict.fromkeys(names)
        for found in _entries(name)
    ]


def loaded(names: Sequence[str], group: str) -> list[tuple[str, Any]]:
    """Return name and object of the named plug-ins of a group, in the order of the names.

    Parameters
    ----------
    names
        ``settings.plugins``.
    group
        One of ``GROUPS``.

    Raises
    ------
    SettingsError
        A name is not installed, or its code cannot be loaded.
    """
    return [(name, _load(found)) for name in dict.fromkeys(names) for found in _entries(name) if found.group == group]


def _entries(name: str) -> list[EntryPoint]:
    """Return the entry points of a name, at most one a group."""
    found = [(group, sorted(entry_points(group=group, name=name), key=_package)) for group in GROUPS]
    for group, listed in found:
        if len({_package(entry) for entry in listed}) > 1:
            both = " and ".join(map(_package, listed))
            raise SettingsError(f"{group} of this name come from {both}", where=f"plug-in {visible(name)}", hint="uninstall one of them")
    if not any(listed for _, listed in found):
        there = sorted({entry.name for group in GROUPS for entry in entry_points(group=group)})
        hint = f"installed are {', '.join(map(visible, there))}" if there else "no plug-in is installed; install its package first"
        raise SettingsError("no such plug-in is installed", where=f"plug-in {visible(name)}", hint=hint)
    return [listed[0] for _, listed in found if listed]


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value


def _load(entry: EntryPoint) -> Any:
    try:
        return entry.load()
    except Exception as error:  # noqa: BLE001 - whatever foreign code does while it is imported is told in one line
        raise failed(entry.name, error, "cannot be loaded") from None


def failed(name: str, error: Exception, what: str = "failed") -> WagError:
    """Return the error to raise when the code of a plug-in raised ``error``; one of ours passes, words of others may hold chat text."""
    if isinstance(error, WagError):
        return error
    return SettingsError(
        f"{what} ({type(error).__name__})", where=f"plug-in {visible(name)}", hint="ask its author, or leave it out of --plugin"
    )
