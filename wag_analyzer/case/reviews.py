"""Decisions on findings: who decided what, when and why; nothing is ever taken out, the last one counts."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from wag_analyzer import tables
from wag_analyzer.case import log
from wag_analyzer.case.files import write_text
from wag_analyzer.case.folder import Case
from wag_analyzer.errors import SettingsError
from wag_analyzer.report.csv import csv_text
from wag_analyzer.tables import DECISIONS

__all__ = ["Decision", "add", "read_saved"]


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
    write_text(case.path / "reviews.csv", csv_text(both))
    for decision in decisions:
        told = {"finding": decision.finding_id, "decision": decision.decision}
        log.append(case.path / "audit.jsonl", "review", decision.by, told)


def read_saved(path: Path) -> list[Decision]:
    """Return the decisions a reviewer saved from the report.

    Raises
    ------
    SettingsError
        The file cannot be read or holds something else.
    """
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        rows = saved["reviews"] if isinstance(saved, dict) else saved
        found = [Decision(**{name: str(row.get(name) or "") for name in tables.REVIEWS.names}) for row in rows]
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), hint="check --import") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise SettingsError("does not hold decisions", where=str(path), hint="save them with the report's own button") from None
    wrong = [decision.decision for decision in found if decision.decision not in DECISIONS]
    if wrong:
        raise SettingsError(f"no decision is called {wrong[0]!r}", where=str(path), hint=f"use {', '.join(DECISIONS)}")
    return found
