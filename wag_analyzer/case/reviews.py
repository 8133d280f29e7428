"""Decisions on findings: who decided what, when and why; nothing is ever taken out, the last one counts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from wag_analyzer import tables
from wag_analyzer.case import log
from wag_analyzer.case.files import write_text
from wag_analyzer.case.folder import Case
from wag_analyzer.case.names import LOG, REVIEWS
from wag_analyzer.errors import CaseError, SettingsError
from wag_analyzer.given import text
from wag_analyzer.report.csv import csv_text
from wag_analyzer.tables import DECISIONS

__all__ = ["Decision", "add", "counted", "identity", "known", "read_saved"]


_MOST: Final = 1 << 32
"""Bytes of a list of findings."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; ``at`` is ISO 8601 in UTC."""

    finding_id: str
    decision: str
    by: str
    at: str
    note: str = ""


def add(case: Case, decisions: Sequence[Decision]) -> None:
    """Add decisions to the case's ``reviews.csv`` and its log.

    Raises
    ------
    CaseError
        The file cannot be written.
    """
    before = case.reviews().astype(object)
    rows = [{name: row[name] for name in tables.REVIEWS.names} for row in before.where(before.notna(), None).to_dict("records")]
    both = tables.REVIEWS.frame([*rows, *(asdict(decision) for decision in decisions)])
    write_text(case.path / REVIEWS, csv_text(both))
    for decision in decisions:
        told = {"finding": decision.finding_id, "decision": decision.decision}
        log.append(case.path / LOG, "review", decision.by, told)


def known(case: Case) -> dict[str, str]:
    """Return identity → code of the findings of a case, as they were written in its tier.

    Raises
    ------
    CaseError
        Its list of findings is missing or damaged.
    """
    path = case.path / "findings.jsonl"
    try:
        rows = [json.loads(line) for line in text(path, _MOST).split("\n") if line]
        return {str(row["finding_id"]): str(row["code"]) for row in rows}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CaseError(f"cannot be read ({type(error).__name__})", where=str(path), hint="run 'wag audit' again") from None


def counted(case: Case, codes: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Return code → decision → number of findings; of several decisions on one finding the last one counts.

    Parameters
    ----------
    case
        With its reviews.
    codes
        Identity → code of the case's findings; decisions on others are left out.
    """
    reviews = case.reviews()
    last = dict(zip(reviews["finding_id"].astype(object), reviews["decision"].astype(object), strict=True))
    found: dict[str, dict[str, int]] = {}
    for finding, decision in sorted(last.items()):
        if finding in codes:
            mine = found.setdefault(codes[finding], {})
            mine[decision] = mine.get(decision, 0) + 1
    return found


def identity(case: Case) -> str:
    """Return what tells a case from others: made of what was read, so that the same exports are counted once."""
    read = "\n".join(sorted(str(entry["sha256"]) for entry in case.run["inputs"]))
    return sha256(read.encode()).hexdigest()[:16]


def read_saved(path: Path) -> list[Decision]:
    """Return the decisions a reviewer saved from the report.

    Raises
    ------
    SettingsError
        The file cannot be read or holds something else.
    """
    try:
        saved = json.loads(text(path))
        rows = saved["reviews"] if isinstance(saved, dict) else saved
        found = [Decision(**{name: str(row.get(name) or "") for name in tables.REVIEWS.names}) for row in rows]
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), hint="check --import") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise SettingsError("does not hold decisions", where=str(path), hint="save them with the report's own button") from None
    wrong = [decision.decision for decision in found if decision.decision not in DECISIONS]
    if wrong:
        raise SettingsError(f"no decision is called {wrong[0]!r}", where=str(path), hint=f"use {', '.join(DECISIONS)}")
    return found
