"""The case folder: everything an auditor needs to show later what was read and what was made of it."""

import contextlib
import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.case import log
from wag_analyzer.case.contents import Listed
from wag_analyzer.case.files import make_folder, write_bytes
from wag_analyzer.case.names import DRAFT, INGEST, LOG, REVIEWS, RUN
from wag_analyzer.case.tables_in_files import from_parquet, to_parquet
from wag_analyzer.case.told import notices_of, sources_of
from wag_analyzer.case.trust import refuse_links, refuse_odd_record
from wag_analyzer.errors import CaseError, SettingsError, TableError
from wag_analyzer.findings import Finding
from wag_analyzer.given import content as content_of
from wag_analyzer.given import text
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.identities import decided
from wag_analyzer.plugins import named
from wag_analyzer.report.csv import csv_text
from wag_analyzer.settings import Settings, stored_settings
from wag_analyzer.text.heads import made_with
from wag_analyzer.visible import visible

__all__ = ["KEPT", "RULED", "STATED", "Case", "is_case", "looks_like_case", "open_case", "renewed", "table_files", "write_case"]

KEPT: Final = "identities.given.csv"
"""Who is who by the user's decisions and contacts; a case is read again with it."""

RULED: Final = {"policy": "policy.yaml", "calibration": "calibration.json", "roster": "roster.csv", "consent_list": "consent.txt"}
"""Setting → copy of the file it names, with which a case is made again."""

STATED: Final = ("purpose", "legal_basis", "retain_until")
"""What the user says about the work itself."""

LAST: Final = ("events.parquet", "links.parquet", "aliases.parquet", "messages.parquet")
"""Written after all else: while they are the old ones, whatever was interrupted can be done again from them."""

_MOST: Final = 1 << 32
"""Bytes of a record of a case."""
_SHOWN: Final = 20

VERSION: Final = 1
"""Version of the folder's layout; a newer one is refused."""


@dataclass(frozen=True, slots=True)
class Case:
    """An opened case folder.

    Parameters
    ----------
    path
        The folder.
    run
        Content of ``run.json``: versions, settings, inputs and the SHA-256 of every file written.
    """

    path: Path
    run: Mapping[str, Any]

    @property
    def settings(self) -> Settings:
        """The settings the case was made with."""
        stored = stored_settings(self.run["settings"])
        stored |= {"identities": self.decisions, "vcard": None}  # the table holds what mattered of the contacts too
        for name, kept in RULED.items():
            stored[name] = self.path / kept if kept in self.run["files"] else None
        return Settings(**stored)

    @property
    def decisions(self) -> Path | None:
        """The table of who is who that the case keeps, None when nothing was decided."""
        return self.path / KEPT if KEPT in self.run["files"] else None

    @property
    def stated(self) -> Mapping[str, str]:
        """Purpose and legal basis, as far as they were stated."""
        return {name: str(self.run[name]) for name in STATED if self.run.get(name)}

    @property
    def key(self) -> Path | None:
        """The key file the case was made with, None for the user's own.

        Raises
        ------
        SettingsError
            It is not there (any more): a case, which may come from somebody else, has no key made anywhere.
        """
        named = self.run.get("key_file")
        if named is not None and not Path(named).is_file():
            raise SettingsError("the key of the case is not here", where=visible(named), hint="name it with --key")
        return Path(named) if named is not None else None

    def chat(self) -> Chat:
        """Return the chat as it was read.

        Raises
        ------
        CaseError
            A table of the case is missing or damaged.
        """
        ingest = _json(self.path / INGEST)
        return Chat(
            messages=from_parquet(self.path / "messages.parquet", tables.PARSED),
            events=from_parquet(self.path / "events.parquet", tables.EVENTS),
            coverage=from_parquet(self.path / "coverage.parquet", tables.COVERAGE),
            notices=notices_of(ingest),
            sources=sources_of(ingest),
            links=from_parquet(self.path / "links.parquet", tables.LINKS),
            aliases=from_parquet(self.path / "aliases.parquet", tables.ALIASES),
        )

    def media(self) -> pd.DataFrame | None:
        """Return ``tables.MEDIA`` as it was when the case was made; None for a case that has none.

        Raises
        ------
        CaseError
            The table is damaged.
        """
        path = self.path / "media.parquet"
        return from_parquet(path, tables.MEDIA) if path.is_file() else None

    def reviews(self) -> pd.DataFrame:
        """Return ``tables.REVIEWS``; empty when nothing was decided yet.

        Raises
        ------
        CaseError
            The file is damaged.
        """
        path = self.path / REVIEWS
        if not path.exists():
            return tables.REVIEWS.frame()
        try:
            rows = csv.DictReader(io.StringIO(text(path, _MOST), newline=""))
            return tables.REVIEWS.frame([{name: value or None for name, value in row.items()} for row in rows])
        except (OSError, ValueError, TypeError, AttributeError, csv.Error, TableError) as error:
            hint = "put it back as it was; 'wag verify' tells more"
            raise CaseError(f"cannot be read ({type(error).__name__})", where=str(path), hint=hint) from None


def is_case(path: Path) -> bool:
    """Say whether ``path`` is a case folder."""
    return (path / RUN).is_file() and (path / INGEST).is_file()


def looks_like_case(path: Path) -> bool:
    """Say whether ``path`` holds what a case holds, be it links or pipes: no command opens one then, and ``wag verify`` tells why."""
    return all(os.path.lexists(path / name) for name in (RUN, INGEST))


def open_case(path: Path) -> Case:
    """Open the case folder at ``path``.

    Raises
    ------
    CaseError
        It is no case folder, or one of a newer version.
    """
    if not is_case(path):
        raise CaseError("is not a case folder", where=str(path), hint="make one with 'wag audit EXPORT -o CASE'")
    refuse_links(path)
    run = _json(path / RUN)
    if run.get("case_version") != VERSION:
        said = str(run.get("case_version"))[:_SHOWN]
        raise CaseError(f"was made by another version ({said})", where=str(path), hint="update wag-analyzer")
    refuse_odd_record(run, path / RUN)
    return Case(path, run)


def write_case(
    path: Path, analysis: Analysis, findings: Sequence[Finding], documents: Mapping[str, str | bytes], about: Mapping[str, Any]
) -> Case:
    """Write or renew the case folder at ``path``; reviews and the log are kept, ``run.json`` is written last.

    Parameters
    ----------
    documents
        File name → content: the tables (``table_files``), and what was made for readers (``report.html``, ``findings.jsonl``).
    about
        For ``run.json`` and ``case.yaml``: versions, what was stated, ``reply_regime``, the key's file and identity, ``paths`` of what was
        read by SHA-256, and ``log``: what the log says beside inputs and tier, with ``what`` when it was no audit.

    Raises
    ------
    CaseError
        The folder holds something else, or cannot be written.
    """
    contents = {
        name: content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace") for name, content in documents.items()
    }
    contents[INGEST] = _dumped(_ingest(analysis.chat))
    contents["case.yaml"] = _yaml(about, analysis.settings)
    ruled = {kept: getattr(analysis.settings, name) for name, kept in RULED.items()}
    contents |= {kept: content_of(named) for kept, named in ruled.items() if named is not None}
    kept = decided(analysis.people)
    if len(kept):
        contents[KEPT] = csv_text(kept).encode("utf-8", "backslashreplace")
    run = _run(analysis, findings, about, contents)
    told = {"inputs": [source.sha256 for source in analysis.chat.sources], "tier": analysis.settings.tier, **about.get("log", {})}
    with _place(path) as folder:
        before = open_case(folder).run["files"] if is_case(folder) else {}
        _write(folder, {name: content for name, content in contents.items() if name not in LAST})
        log.append(folder / LOG, str(told.pop("what", "audit")), log.user(), {**told, "run_sha256": _digest(_dumped(run))})
        write_bytes(folder / RUN, _dumped(run))
        _write(folder, {name: contents[name] for name in LAST if name in contents})
        for name in before.keys() - contents.keys():
            (folder / name).unlink(missing_ok=True)
    return Case(path, run)


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        make_folder((folder / name).parent, mode=0o700)
        write_bytes(folder / name, content)


def _run(analysis: Analysis, findings: Sequence[Finding], about: Mapping[str, Any], contents: Mapping[str, bytes]) -> dict[str, Any]:
    paths = about.get("paths", {})
    return {
        "case_version": VERSION,
        **about.get("versions", {}),
        **{name: about[name] for name in (*STATED, "reply_regime", "erased") if about.get(name)},
        **({"plugins": [asdict(one) for one in named(analysis.settings.plugins)]} if analysis.settings.plugins else {}),
        **({"heads": made_with(semantic=analysis.settings.heads == "semantic")} if analysis.settings.heads != "off" else {}),
        "settings": _plain(asdict(analysis.settings)),
        "inputs": [
            {"file": source.file, "sha256": source.sha256, "path": str(paths[source.sha256]) if source.sha256 in paths else None}
            for source in analysis.chat.sources
        ],
        "policy": _policy(analysis),
        "findings": len(findings),
        "key_file": about.get("key_file"),
        "key_id": about.get("key_id"),
        "files": {name: _digest(content) for name, content in sorted(contents.items())},
    }


def renewed(case: Case, name: str, content: str, told: Mapping[str, Any]) -> None:
    """Write a file of the case again, and note that in ``run.json`` and the log.

    Parameters
    ----------
    told
        What the log says of it: ``what``, and parameters.
    """
    with log.locked(case.path):
        run = _json(case.path / RUN)
        run["files"] = {**run["files"], name: _digest(content.encode("utf-8", "backslashreplace"))}
        write_bytes(case.path / name, content.encode("utf-8", "backslashreplace"))
        write_bytes(case.path / RUN, _dumped(run))
        details = {**told, "run_sha256": _digest(_dumped(run))}
        log.add(case.path / LOG, str(details.pop("what")), log.user(), details)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


@contextlib.contextmanager
def _place(path: Path) -> Iterator[Path]:
    """Give the folder to write into: the case itself when it is renewed, else one beside it that takes its place when all is written."""
    try:
        if path.exists() and not path.is_dir():
            raise CaseError("is a file, not a folder", where=str(path), hint="choose another -o")
        if path.exists() and any(path.iterdir()):
            if not is_case(path) and not (path / DRAFT).is_file():
                raise CaseError("is a folder with other things in it", where=str(path), hint="choose an empty or new folder with -o")
            refuse_links(path)
            yield path
            return
        make_folder(path.parent)
        staged = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part"))
    except OSError as error:
        raise CaseError(f"cannot be made ({error.strerror})", where=str(path), hint="choose another -o") from None
    try:
        yield staged
        staged.replace(path)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def table_files(listed: Listed, chat: Chat) -> dict[str, str | bytes]:
    """Return file name → content of the tables of a case, so that it can be read back whole.

    Parameters
    ----------
    listed
        The tables of the case.
    chat
        As read: the messages' bodies as they stand in the file are kept too.
    """
    frames = {name: frame for name, (_, frame) in listed.items()}
    frames["messages"] = frames["messages"].assign(raw=chat.messages["raw"])
    return {f"{name}.parquet": to_parquet(frame) for name, frame in frames.items()}


def _policy(analysis: Analysis) -> dict[str, str | None] | None:
    """Return which policy was applied, for which day; None without one."""
    used = analysis.policy
    return {"name": used.name, "sha256": used.sha256, "as_of": analysis.settings.as_of} if used.path else None


def _ingest(chat: Chat) -> dict[str, Any]:
    return {"sources": [_plain(asdict(source)) for source in chat.sources], "notices": [asdict(notice) for notice in chat.notices]}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value


def _dumped(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode("utf-8", "backslashreplace")


def _yaml(about: Mapping[str, Any], settings: Settings) -> bytes:
    """Return ``case.yaml``; JSON scalars and flow values are YAML, so no YAML writer is needed."""
    purpose = {name: str(about.get(name) or "not stated") for name in STATED}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in purpose.items()]
    chosen = (f"  {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in _plain(asdict(settings)).items())
    return "\n".join([*lines, "settings:", *chosen, ""]).encode("utf-8", "backslashreplace")


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(text(path, _MOST))
    except (OSError, ValueError, RecursionError) as error:
        raise CaseError(f"cannot be read ({type(error).__name__})", where=str(path), hint="run 'wag audit' again") from None
    if not isinstance(found, dict):
        raise CaseError("does not hold an object", where=str(path), hint="run 'wag audit' again")
    return found
