"""What the next run of a case shall read and how: kept in the case folder, so that closing the browser or the app loses nothing."""

import contextlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wag_analyzer.case.files import write_text
from wag_analyzer.case.names import DRAFT, GIVEN, INGEST, RAW, RUN
from wag_analyzer.case.trust import refuse_links
from wag_analyzer.errors import CaseError, SettingsError
from wag_analyzer.given import text
from wag_analyzer.settings import Settings, load_settings, under_policy
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    from wag_analyzer.people.decisions import Row

__all__ = [
    "SET_HERE",
    "Draft",
    "Export",
    "called",
    "decided",
    "fitting",
    "handed_over",
    "is_upload",
    "is_written",
    "load",
    "save",
    "settings_of",
    "taken",
    "write",
]

ATTACHED: Final[Mapping[str, str]] = {
    "roster": "roster.csv",
    "policy": "policy.yaml",
    "vcard": "contacts.vcf",
    "consent_list": "consent.txt",
}
"""Setting → name under which the file given for it is kept."""

SET_HERE: Final = frozenset(
    {"lang", "tier", "date_order", "locale", "tz", "seed", "max_loss", "session_gap", "half_life", "null", "draws", "reply_model"}
    | {"min_group", "select", "ignore", "identity_threshold", "as_of", "base_rate", "consent_message", "heads", "weighed"}
)
"""Settings that the app sets; a draft with others, which may come from somebody else, names no file and no plug-in."""

_AGREED: Final = ("consent_message", "consent_list")
_VERSION: Final = 1
_LONGEST: Final = 120
_BYTES: Final = 200
"""Of the name of a file: systems allow 255."""
_DIGITS: Final = 64
_KEPT: Final = re.compile(rf"{RAW}/[0-9a-f]{{64}}\.[a-z]{{3}}")


@dataclass(frozen=True, slots=True)
class Export:
    """One export handed over.

    Parameters
    ----------
    name
        As the user's file is called.
    size
        Bytes.
    sha256
        Of its content; empty for one that is read where it lies.
    path
        Below the case folder for an upload, else where it lies.
    """

    name: str
    size: int
    sha256: str
    path: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The order for the next run.

    Parameters
    ----------
    revision
        Counts changes, so that a page that shows an older state cannot overwrite a newer one.
    exports
        What is to be read; empty for a case whose tables are all there is.
    settings
        What the user chose, by the names of ``Settings``; None goes back to the usual, whatever the case was made with.
    identities
        Decisions on who is who: name, person, joined or kept apart.
    stated
        Purpose and legal basis.
    """

    revision: int = 0
    exports: tuple[Export, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    identities: tuple[tuple[str, str, bool], ...] = ()
    stated: Mapping[str, str] = field(default_factory=dict)


def is_upload(export: Export) -> bool:
    """Say whether an export is called as an upload is kept: a draft, which may come from somebody else, reaches nothing else."""
    return bool(_KEPT.fullmatch(export.path)) and export.path[len(RAW) + 1 :].startswith(export.sha256) and len(export.sha256) == _DIGITS


def is_written(case: Path) -> bool:
    """Say whether a folder holds a case that was audited; the same as ``is_case``, without all that reading one needs."""
    return (case / RUN).is_file() and (case / INGEST).is_file()


def load(case: Path) -> Draft:
    """Return the draft of a case; of one without, what it was made with.

    Raises
    ------
    CaseError
        The file is damaged.
    """
    path = case / DRAFT
    if case.is_dir():
        refuse_links(case)
    if not path.exists():
        return _made_with(case) if is_written(case) else Draft()
    try:
        return taken(json.loads(text(path)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CaseError(f"cannot be read ({type(error).__name__})", where=str(path), hint="take the file away and start again") from None


def taken(kept: Mapping[str, Any]) -> Draft:
    """Return the draft that ``dataclasses.asdict`` made into plain values."""
    return Draft(
        int(kept["revision"]),
        tuple(Export(**export) for export in kept["exports"]),
        {name: value for name, value in kept["settings"].items() if name in SET_HERE or (name in ATTACHED and value is None)},
        tuple((str(name), str(person), bool(joined)) for name, person, joined in kept["identities"]),
        dict(kept["stated"]),
    )


def save(case: Path, draft: Draft) -> Draft:
    """Keep a draft as the newest of its case, and return it as kept.

    Raises
    ------
    CaseError
        It cannot be written.
    """
    kept = replace(draft, revision=draft.revision + 1)
    write(case, kept)
    return kept


def write(case: Path, draft: Draft) -> None:
    """Write a draft as it is; see ``save``."""
    write_text(case / DRAFT, json.dumps({"version": _VERSION, **asdict(draft)}, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _made_with(case: Path) -> Draft:
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.people.decisions import read_decisions  # noqa: PLC0415

    opened = open_case(case)
    rows = read_decisions(opened.decisions).rows if opened.decisions is not None else ()
    decisions = tuple((row.name, row.person, row.applied) for row in rows)
    exports = () if opened.run.get("erased") else _at_hand(case, opened.run["inputs"])  # who was erased stays erased
    return Draft(exports=exports, identities=decisions, stated=opened.stated)


def _at_hand(case: Path, inputs: Iterable[Mapping[str, Any]]) -> tuple[Export, ...]:
    """Return the exports a case was made from, where all of them are still there; else none, and it is run again from its tables."""
    found: dict[str, Export] = {}
    for entry in inputs:
        head, archive, _ = str(entry["file"]).partition(".zip/")
        name, digest = called(f"{head}.zip" if archive else head), str(entry["sha256"])
        raw = next((path for path in (case / RAW).glob(f"{digest}.*") if path.suffix != ".part"), None)
        path = raw or Path(entry.get("path") or "-")
        if not path.is_file():
            return ()
        own = f"{RAW}/{path.name}" if raw else str(path)
        found[digest] = Export(name, path.stat().st_size, digest if raw else "", own)
    return tuple(found.values())


def settings_of(case: Path, draft: Draft, config: Path | None = None) -> Settings:
    """Return the settings of the next run: those of the case, or the user's own, under what the draft says; nothing is written.

    Who is who is left to ``decided``.

    Parameters
    ----------
    config
        Settings file the user named; None for the user's own.

    Raises
    ------
    SettingsError
        A value of the draft cannot be used, or the decisions on who is who contradict one another.
    """
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in draft.settings.items()}
    given |= {name: case / GIVEN / file for name, file in ATTACHED.items() if (case / GIVEN / file).is_file()}
    usual = {name for name, value in given.items() if value is None}
    said, origins = load_settings(given, config)
    if is_written(case):
        from wag_analyzer.case.folder import open_case  # noqa: PLC0415 - pulls in everything

        own = open_case(case).settings
        if not draft.exports:  # the tables are all there is, and in them others' words are left out for good
            usual -= set(_AGREED)
        new = {one.name for one in fields(Settings) if origins[one.name] == "command line"}
        chosen = {name: getattr(said, name) for name in sorted(new | usual)}
        said = under_policy(replace(own, **chosen))
    _rows(draft)
    return replace(said, identities=None)


def _rows(draft: Draft) -> "tuple[Row, ...]":
    """Return the decisions on who is who, none of which contradicts another."""
    if not draft.identities:
        return ()
    from wag_analyzer.people.decisions import Decisions, Row  # noqa: PLC0415 - pulls in pandas

    rows = tuple(Row(name, person, joined, line=turn) for turn, (name, person, joined) in enumerate(draft.identities, 2))
    return Decisions(rows).rows


def decided(case: Path, draft: Draft, settings: Settings) -> Settings:
    """Return the settings with the decisions on who is who, written as the table every other command takes."""
    rows = _rows(draft)
    if not rows:
        return settings
    from wag_analyzer.report.csv import csv_text  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.tables import IDENTITIES  # noqa: PLC0415

    cells = [{"name": row.name, "person": row.person, "applied": row.applied, "score": 1.0, "reason": ""} for row in rows]
    folder = case / GIVEN
    folder.mkdir(mode=0o700, exist_ok=True)
    write_text(folder / "identities.csv", csv_text(IDENTITIES.frame(cells)))
    return replace(settings, identities=folder / "identities.csv")


def fitting(name: str) -> str:
    """Return the beginning of a name that a system takes: letters take up to four bytes."""
    while len(name.encode("utf-8", "replace")) > _BYTES:
        name = name[:-1]
    return name


def called(name: str) -> str:
    """Return the name of an uploaded file as it may be used in a folder: no path, nothing hidden, not too long.

    >>> called("../../etc/WhatsApp Chat with Tim.txt")
    'WhatsApp Chat with Tim.txt'
    """
    plain = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "", visible(name.replace("\\", "/").rpartition("/")[2])).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    body = fitting((stem or suffix)[:_LONGEST])
    short = f"{body}{dot if stem else ''}{suffix[:8] if stem else ''}"
    if not short:
        raise SettingsError("has no name", where="the file", hint="give it one and drop it again")
    return short


@contextlib.contextmanager
def handed_over(case: Path, exports: Sequence[Export]) -> Iterator[list[str]]:
    """Give the paths of the exports, uploads under the names the user's files have: a file's name may hold the group's."""
    for left in case.glob(".reading-*"):  # by work that was killed; there is one at a time
        shutil.rmtree(left, ignore_errors=True)
    place = case / f".reading-{secrets.token_hex(6)}"
    try:
        paths = []
        for turn, export in enumerate(exports):
            if not export.sha256:
                paths.append(export.path)
                continue
            folder = place / str(turn)
            folder.mkdir(mode=0o700, parents=True)
            if not is_upload(export):
                raise CaseError("names an upload that is none", where=str(case / DRAFT), hint="take the file away and start again")
            _linked(case / export.path, folder / export.name)
            paths.append(str(folder / export.name))
        yield paths
    except OSError as error:
        raise CaseError(f"cannot be read ({error.strerror})", where=str(case), hint="check space and rights") from None
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _linked(path: Path, name: Path) -> None:
    try:
        os.link(path, name)
    except OSError:  # a file system without hard links
        shutil.copyfile(path, name)
