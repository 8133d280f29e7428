"""Findings as SARIF 2.1.0 (OASIS), for viewers of code scanners.

Every result has kind ``review`` ("a human must look") and hence level ``none``: a finding is never a failure of somebody.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal
from urllib.parse import quote

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding, Rule
from wag_analyzer.report.findings_jsonl import finding_record
from wag_analyzer.report.tiers import Tier

__all__ = ["sarif"]

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(analysis: Analysis, findings: Sequence[Finding], tier: Tier, lang: Literal["en", "id"] = "en", version: str = "") -> str:
    """Return the findings as one SARIF log.

    Parameters
    ----------
    analysis
        Whose messages the evidence lines are in.
    findings
        In the order to show.
    tier
        How people are called.
    lang
        Language of the sentences.
    version
        Version of wag-analyzer.
    """
    rules = {finding.rule.code: finding.rule for finding in findings}
    order = {code: place for place, code in enumerate(rules)}
    files = _files(analysis, tier)
    driver = {"name": "wag-analyzer", "rules": [_rule(rule, lang) for rule in rules.values()]} | ({"version": version} if version else {})
    results = [
        _result(finding, finding_record(finding, tier, lang), files) | {"ruleIndex": order[finding.rule.code]} for finding in findings
    ]
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(log, ensure_ascii=True, allow_nan=False, indent=1) + "\n"


def _files(analysis: Analysis, tier: Tier) -> dict[str, str]:
    """Return message id → name of the export it stands in."""
    frames = (analysis.chat.messages, analysis.chat.events)
    return {str(key): tier.file(str(file)) for frame in frames for key, file in zip(frame["msg_id"], frame["file"], strict=True)}


def _rule(rule: Rule, lang: Literal["en", "id"]) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary.render(lang)},
        "help": {"text": f"wag explain {rule.code}"},
        "properties": {"severity": rule.severity.word, "strength": rule.strength},
    }


def _result(finding: Finding, record: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    doubts = " ".join((*record["reasons_against"], *record["alternatives"]))
    return {
        "ruleId": finding.rule.code,
        "kind": "informational" if finding.rule.strength else "review",
        "level": "none",
        "rank": round(100 * record["score"], 1),
        "message": {"text": f"{record['statement']} {doubts}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(files.get(line.msg_id, "export"))},
                    "region": {"startLine": max(1, line.line)},
                }
            }
            for line in finding.evidence
        ],
        "partialFingerprints": {"findingId/v1": record["finding_id"]},
        "properties": {name: record[name] for name in _PROPERTIES},
    }


_PROPERTIES: Final = (
    "persons", "targets", "severity", "confidence", "p_wrong", "first", "last",
    "reasons_for", "reasons_against", "alternatives", "protected",
)  # fmt: skip
