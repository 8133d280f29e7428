"""Findings as JSON lines and as a table: the words of the contract."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.findings import Finding, Phrase
from wag_analyzer.report.tiers import Tier

__all__ = ["escaped", "finding_record", "findings_frame", "findings_jsonl", "json_line"]

_HIDDEN: Final = re.compile("[\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]")


def json_line(record: Mapping[str, Any]) -> str:
    """Return ``record`` as one line of JSON: readable letters, control and invisible characters escaped, no NaN."""
    line = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
    return escaped(line)


def escaped(line: str) -> str:
    """Return JSON in which nothing acts on a terminal: control and invisible characters as escapes, which mean the same."""
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def finding_record(finding: Finding, tier: Tier, lang: Literal["en", "id"] = "en") -> dict[str, Any]:
    """Return one finding as the object of ``detect --format jsonl``, people called as ``tier`` calls them.

    Protected talk is told without names in what leaves a case, whatever the tier.
    """
    rule, tier = finding.rule, tier.of(finding)

    def said(phrases: Iterable[Phrase]) -> list[str]:
        return [phrase.render(lang, tier.name) for phrase in phrases]

    return {
        "finding_id": tier.finding_id(finding),
        "code": rule.code,
        "kind": rule.kind,
        "persons": [tier.name(person) for person in finding.persons],
        "targets": [tier.topic(target) for target in finding.targets],
        "severity": rule.severity.word,
        "confidence": finding.confidence.word,
        "score": round(float(finding.score), 4),
        "p_wrong": _rounded(rule.precision.p_wrong if rule.precision else None),
        "first": _time(finding.first, tier),
        "last": _time(finding.last, tier),
        "lines": [evidence.line for evidence in finding.evidence],
        "msg_ids": [evidence.msg_id for evidence in finding.evidence],
        "reasons_for": said(finding.reasons_for),
        "reasons_against": said(finding.reasons_against),
        "alternatives": said(finding.alternatives),
        "protected": finding.protected,
        "statement": finding.statement.render(lang, tier.name),
    }


def findings_jsonl(findings: Iterable[Finding], tier: Tier, lang: Literal["en", "id"] = "en") -> str:
    """Return one object a line, in the order given; an empty text when there is no finding."""
    return "".join(json_line(finding_record(finding, tier, lang)) + "\n" for finding in findings)


def findings_frame(findings: Iterable[Finding], tier: Tier, lang: Literal["en", "id"] = "en") -> pd.DataFrame:
    """Return ``tables.FINDINGS``, people called as ``tier`` calls them."""
    rows = []
    for finding in findings:
        record = finding_record(finding, tier, lang)
        rows.append(
            {name: record.get(name) for name in tables.FINDINGS.names}
            | {"name": finding.rule.name, "first": finding.first, "last": finding.last}
        )
    wanted = [{name: value for name, value in row.items() if name in tables.FINDINGS.names} for row in rows]
    return tables.FINDINGS.frame(wanted)


def _time(at: pd.Timestamp, tier: Tier) -> str:
    """Return wall-clock time, cut to the hour where minutes would tell who wrote."""
    return (at if tier.has_minutes else at.floor("h")).strftime("%Y-%m-%dT%H:%M:%S")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
