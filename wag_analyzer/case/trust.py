"""What is believed of a case that may come from somebody else: nothing leads out of its folder, its records are of the right kind."""

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from wag_analyzer.case.names import GIVEN, RAW
from wag_analyzer.errors import CaseError, SettingsError
from wag_analyzer.settings import stored_settings
from wag_analyzer.visible import visible

__all__ = ["refuse_links", "refuse_odd_record", "stays_inside"]

_AGAIN: Final = "run 'wag audit' again, into a new folder"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_DEEPEST: Final = 2
"""Folders of a name in a case: ``evidence/F-001.html``."""
_FOLDERS: Final = frozenset({"evidence", RAW, GIVEN})
_TABLES: Final = ("reply_regime", "heads")
_TEXTS: Final = ("purpose", "legal_basis", "retain_until", "key_file", "key_id")


def stays_inside(name: object) -> bool:
    r"""Say whether a name that a record gives is one of a file in the folder, on every system.

    >>> stays_inside("evidence/F-001.html"), stays_inside("../key"), stays_inside("/etc/passwd"), stays_inside("a\\..\\b")
    (True, False, False, False)
    """
    if not isinstance(name, str) or not name or re.search(r"[\x00-\x1f\\:]", name):
        return False
    parts = name.split("/")
    return len(parts) <= _DEEPEST and not {"", ".", ".."} & set(parts) and not PurePosixPath(name).is_absolute()


def refuse_links(folder: Path) -> None:
    """Refuse a case in which a link, a pipe or a device lies where a file or folder of its own should be.

    Raises
    ------
    CaseError
        One does.
    """
    try:
        for path in (folder, *(folder / name for name in sorted(_FOLDERS) if (folder / name).is_dir())):
            with os.scandir(path) as listed:
                odd = sorted(entry.name for entry in listed if not _is_own(entry))
            if odd:
                raise CaseError(
                    "is a link or no file", where=visible(str(path / odd[0])), hint="a case holds nothing but files of its own; remove it"
                )
    except OSError as error:
        raise CaseError(f"cannot be read ({error.strerror})", where=str(folder), hint="check the path and your rights") from None


def _is_own(entry: "os.DirEntry[str]") -> bool:
    mode = entry.stat(follow_symlinks=False).st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def refuse_odd_record(run: Mapping[str, Any], path: Path) -> None:
    """Refuse a ``run.json`` that a program of ours did not write: names that lead out of the case, values of another kind.

    Raises
    ------
    CaseError
        It is one.
    """
    settings, files, inputs = run.get("settings"), run.get("files"), run.get("inputs")
    fits = {
        "settings": isinstance(settings, Mapping),
        "files": isinstance(files, Mapping) and all(stays_inside(name) and isinstance(digest, str) for name, digest in files.items()),
        "inputs": isinstance(inputs, list) and all(map(_is_input, inputs)),
        "policy": _is_policy(run.get("policy")),
        **{name: isinstance(run.get(name), Mapping | None) for name in _TABLES},
        **{name: isinstance(run.get(name), str | None) for name in _TEXTS},
    }
    if odd := [name for name, is_so in fits.items() if not is_so]:
        raise CaseError(f"is no record of a case: {odd[0]} cannot be what it says", where=str(path), hint=_AGAIN)
    try:
        stored_settings(run["settings"])
    except SettingsError as error:
        raise CaseError(f"is no record of a case: {error.what}", where=str(path), hint=_AGAIN) from None


def _is_input(entry: object) -> bool:
    if not isinstance(entry, Mapping):
        return False
    path = entry.get("path")
    is_place = path is None or (isinstance(path, str) and "\0" not in path)
    return isinstance(entry.get("file"), str) and bool(_DIGEST.fullmatch(str(entry.get("sha256")))) and is_place


def _is_policy(told: object) -> bool:
    return told is None or (isinstance(told, Mapping) and isinstance(told.get("sha256"), str) and {"name", "as_of"} <= told.keys())
