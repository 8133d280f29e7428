"""What of a store is handed over, as a bag: the organisation's report in a tier, what became of every file, and the log."""

import json
import os
from collections.abc import Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from wag_analyzer import __version__
from wag_analyzer.batch.store import Store
from wag_analyzer.case import log
from wag_analyzer.case.bags import write_bag
from wag_analyzer.case.names import LOG
from wag_analyzer.errors import LeakError
from wag_analyzer.report.leaks import leak_scan
from wag_analyzer.report.tiers import Tier

__all__ = ["bundled_store"]

_LOOKS: Final = frozenset({"bundle"})
"""What the log tells that changes nothing in a store."""
_TOLD: Final = ("status", "rows", "people", "lines_total", "lines_lost", "locale", "from", "to", "findings", "error_code", "made_with")
"""What is told of each export: nothing that names a file, a group or a person."""
_README: Final = """This is a bag (BagIt, RFC 8493): everything below data/ with its SHA-256 in manifest-sha256.txt.
Check it without any program of ours:   sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt
Check it with ours, log included:       wag verify THIS-FOLDER
data/index.html links the report of each group. Written in tier {tier}: who is who can be told with the key only, which is not in here.
data/exports.json tells what became of every file that was handed over, by its SHA-256.
What the findings say are signals for review, never verdicts. A .txt export can be edited by anyone before it is handed over.
"""


def bundled_store(store: Store, report: Path, tier: Tier, target: Path) -> str:
    """Write what readers may see of a store as a bag, and return the SHA-256 of its tag manifest.

    Parameters
    ----------
    report
        Folder with the organisation's report, written in the tier and scanned.
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
    payload: dict[str, bytes | Path] = {path.relative_to(report).as_posix(): path for path in sorted(report.rglob("*")) if path.is_file()}
    payload["exports.json"] = _exports(store)
    lines = _lines(store)
    if lines:
        payload[LOG] = _log(lines, tier).encode("utf-8", "backslashreplace")
    info = {
        "Bag-Software-Agent": f"wag-analyzer {__version__}",
        **({"Bagging-Date": str(json.loads(lines[-1])["when"])[:10]} if lines else {}),
        "External-Description": f"Audit of a store of exported chats, tier {tier.level}",
    }
    digest = write_bag(target, payload, info, {"README.txt": _README.format(tier=tier.level).encode()})
    log.append(store.path / LOG, "bundle", log.user(), {"tier": tier.level, "tagmanifest_sha256": digest})
    return digest


def _exports(store: Store) -> bytes:
    told: Mapping[str, Any] = {
        entry.sha256: {name: entry.meta[name] for name in _TOLD if name in entry.meta}
        for entry in sorted(store.entries(), key=attrgetter("sha256"))
    }
    return (json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8", "backslashreplace")


def _lines(store: Store) -> list[str]:
    """Return the log up to the last change of the store: that it was bundled is none, so two bundles of a store are the same.

    Raises
    ------
    CaseError
        It is a link, or a line is no entry.
    """
    path = store.path / LOG
    return log.changes(path, _LOOKS) if os.path.lexists(path) else []


def _log(lines: list[str], tier: Tier) -> str:
    """Return the log as it may leave: a line whose words name somebody of the chats is shortened."""
    by = "\n".join(str(json.loads(line)["who"]) for line in lines)

    def fits(line: str) -> bool:
        try:
            return not leak_scan(line, tier.secrets, fixed=by, where=LOG)
        except LeakError:
            return False

    return log.without_texts("".join(f"{line}\n" for line in lines), fits)
