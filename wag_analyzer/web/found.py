"""What was found in a case, as the app's overview lists it: how many, and each with its title and what was decided."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wag_analyzer.errors import CaseError
from wag_analyzer.report.words import words
from wag_analyzer.settings import STRENGTHS
from wag_analyzer.visible import visible

__all__ = ["counted", "found", "listed"]

_LEVELS = ("high", "medium", "low")


def found(case: Path) -> list[dict[str, Any]]:
    """Return id, code, severity and kind of each finding of a case, in the order of its report.

    Raises
    ------
    CaseError
        The findings cannot be read.
    """
    try:
        rows = [json.loads(line) for line in (case / "findings.jsonl").read_text(encoding="utf-8").split("\n") if line]
        return [{name: visible(str(row[name])) for name in ("finding_id", "code", "severity", "kind")} for row in rows]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise CaseError("cannot be read", where=str(case / "findings.jsonl"), hint="run the audit again") from None


def counted(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return how many findings there are, by level, and how many strengths."""
    risks = [row["severity"] for row in rows if not _is_strength(row)]
    return {
        "findings": len(risks),
        "levels": {level: risks.count(level) for level in _LEVELS},
        "strengths": len(rows) - len(risks),
    }


def listed(rows: Sequence[Mapping[str, Any]], decided: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each finding with its title and its last decision in words of both languages, strengths last."""
    both = {lang: words(lang) for lang in ("en", "id")}
    made = []
    for row in sorted(rows, key=_is_strength):
        decision = str(decided.get(row["finding_id"], {}).get("decision") or "pending")
        usual = row["kind"].replace("_", " ").capitalize()
        made.append(
            {
                "id": row["finding_id"],
                "level": "good" if _is_strength(row) else row["severity"],
                "title": {lang: said["rules"].get(row["code"], usual) for lang, said in both.items()},
                "decision": {lang: said["findings"].get(decision, decision) for lang, said in both.items()},
                "decided": decision != "pending",
            }
        )
    return made


def _is_strength(row: Mapping[str, Any]) -> bool:
    return str(row["code"]).startswith(STRENGTHS)
