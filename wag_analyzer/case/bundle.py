"""What of a case is handed over, as a bag: in a tier, scanned for leaks; or the whole case with the exports, for who may see all of it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from wag_analyzer import __version__, tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.case import log
from wag_analyzer.case.bags import write_bag
from wag_analyzer.case.contents import tables_of
from wag_analyzer.case.documents import documents, scan
from wag_analyzer.case.exports import exports
from wag_analyzer.case.folder import Case
from wag_analyzer.case.making import shown_with
from wag_analyzer.case.names import LOG, RAW, REVIEWS, RUN
from wag_analyzer.case.raw import at_hand, copy_name
from wag_analyzer.case.reviews import identity
from wag_analyzer.errors import LeakError, SettingsError
from wag_analyzer.findings import Finding
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.leaks import leak_scan
from wag_analyzer.report.tiers import Tier

__all__ = ["bundled", "bundled_whole"]

_ACT: Final = "bundle"
_LOOKS: Final = frozenset({_ACT, "read", "show", "export"})
"""What the log tells that changes nothing in a case."""
_INSIDE: Final = frozenset({"settings", "inputs", "key_file", "purpose", "legal_basis", "policy"})
"""Entries of ``run.json`` that hold paths, names of files or free words."""
_README: Final = """This is a bag (BagIt, RFC 8493): everything below data/ with its SHA-256 in manifest-sha256.txt.
Check it without any program of ours:   sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt
Check it with ours, log included:       wag verify THIS-FOLDER
{more}
What the findings say are signals for review, never verdicts. A .txt export can be edited by anyone before it is handed over.
"""
_WHOLE: Final = "Do the whole work again from the exports:  wag verify THIS-FOLDER --reproduce --key KEYFILE"
_SHOWN: Final = "Written in tier {tier}: who is who can be told with the key only, which is not in here."


def bundled(case: Case, analysis: Analysis, findings: Sequence[Finding], tier: Tier, target: Path) -> str:
    """Write what readers may see of a case as a bag, and return the SHA-256 of its tag manifest.

    Parameters
    ----------
    case
        Opened.
    analysis, findings
        Of the case, made again.
    tier
        How people are called.
    target
        A new folder, or a file that ends in ``.zip``.

    Raises
    ------
    LeakError
        A name or number that must stay inside would leave; nothing is written.
    CaseError
        ``target`` is there already or cannot be written.
    """
    listed = tables_of(analysis, case.media())
    payload: dict[str, str | bytes] = {**exports(analysis, findings, tier, ("csv",), listed)}
    payload |= documents(analysis, findings, tier, shown_with(case.stated, analysis), listed)
    own = {"case.json": _told(case, tier), REVIEWS: _reviews(case, findings, tier)}
    scan(own, listed, findings, tier)
    payload |= {**own, LOG: _log(case, tier)}
    packed = {name: text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace") for name, text in payload.items()}
    return _written(case, target, packed, _SHOWN.format(tier=tier.level), tier.level)


def bundled_whole(case: Case, target: Path, raw: Sequence[str] = ()) -> str:
    """Write a whole case with the exports it was made from as a bag, and return the SHA-256 of its tag manifest.

    Parameters
    ----------
    raw
        The files that were audited, where the case keeps none and they were moved.

    Raises
    ------
    VerificationError
        An export is not at hand as it was.
    SettingsError
        Not everybody in the export agreed to be in the case.
    CaseError
        ``target`` is there already or cannot be written.
    """
    if case.run.get("erased") or case.settings.consent_message or case.settings.consent_list:
        raise SettingsError("the exports hold what was left out of the case", where="--with-raw", hint="bundle it without them")
    names = [*case.run["files"], RUN, *(name for name in (REVIEWS,) if (case.path / name).is_file())]
    payload: dict[str, bytes | Path] = {name: case.path / name for name in names}
    for digest, path in at_hand(case, raw).items():
        payload[f"{RAW}/{copy_name(digest, path)}"] = path
    return _written(case, target, {**payload, LOG: _entries(case).encode()}, _WHOLE, "names")


def _written(case: Case, target: Path, payload: Mapping[str, bytes | Path], more: str, level: str) -> str:
    info = {
        "Bag-Software-Agent": f"wag-analyzer {__version__}",
        "Bagging-Date": _last_day(case),
        "External-Identifier": identity(case),
        "External-Description": f"Audit of exported chats, tier {level}",
    }
    digest = write_bag(target, payload, info, {"README.txt": _README.format(more=more).encode()})
    log.append(case.path / LOG, _ACT, log.user(), {"tier": level, "tagmanifest_sha256": digest})
    return digest


def _last_day(case: Case) -> str:
    last = _entries(case).rstrip("\n").rsplit("\n", 1)[-1]
    return str(json.loads(last)["when"])[:10] if last else ""


def _entries(case: Case) -> str:
    """Return the log up to the last change of the case: that it was looked at or bundled is none, so two bundles of a case are the same."""
    return "".join(f"{line}\n" for line in log.changes(case.path / LOG, _LOOKS))


def _log(case: Case, tier: Tier) -> str:
    """Return the log as it may leave: a line whose words name somebody of the chat is shortened."""
    lines = _entries(case)
    by = "\n".join(str(entry["who"]) for entry in log.entries(case.path / LOG))

    def fits(line: str) -> bool:
        try:
            return not leak_scan(line, tier.secrets, fixed=by, where=LOG)
        except LeakError:
            return False

    return log.without_texts(lines, fits)


def _reviews(case: Case, findings: Sequence[Finding], tier: Tier) -> str:
    """Return the decisions with the findings called as in this tier, and notes without people."""
    ids = {found.finding_id: tier.finding_id(found) for found in findings}
    reviews = case.reviews()
    shown: dict[str, pd.Series[Any]] = {name: reviews[name].astype(object) for name in tables.REVIEWS.names}
    shown["finding_id"] = shown["finding_id"].map(lambda one: ids.get(one, one))
    shown["by"] = shown["by"].map(lambda one: tier.codes.get(one, one))
    shown["note"] = shown["note"].map(lambda one: tier.text(one) if isinstance(one, str) else one)
    return csv_text(tables.REVIEWS.frame({**shown, "at": reviews["at"]}))


def _told(case: Case, tier: Tier) -> str:
    """Return what a reader needs of ``run.json``: no paths and no names of files or groups, but every hash."""
    kept = {name: value for name, value in case.run.items() if name not in _INSIDE}
    kept["inputs"] = [{"file": tier.file(str(entry["file"])), "sha256": entry["sha256"]} for entry in case.run["inputs"]]
    kept["settings"] = {
        name: value for name, value in case.run["settings"].items() if not (isinstance(value, str) and ("/" in value or "\\" in value))
    }
    return json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"
