"""One run over the detectors: what is selected, chance over the whole run, one finding per identity, a fixed order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Final
from weakref import finalize

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._protocol import Detector
from wag_analyzer.detectors._shared import sharing
from wag_analyzer.findings import Finding, Level, Phrase

__all__ = ["chosen", "refused", "run", "with_q"]

_REFUSALS: Final[dict[int, dict[str, Phrase | None]]] = {}
"""Identity of an analysis → code → why its detector can say nothing."""

_UNSURE: Final = 0.1
_WEAK: Final = 0.3


def chosen(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    """Return whether a code is selected: by itself or a prefix, everything when nothing is named; ``ignore`` wins."""
    wanted = not select or any(code.startswith(prefix.upper()) for prefix in select)
    return wanted and not any(code.startswith(prefix.upper()) for prefix in ignore)


def run(detectors: Iterable[Detector], analysis: Analysis) -> list[Finding]:
    """Return what the detectors find, each identity once, strongest first.

    Why some can say nothing is noted on the way, as it rests on the same reading of the chat and is asked by every report.
    """
    found: dict[str, Finding] = {}
    with sharing():
        for detector in detectors:
            if isinstance(detector, ModuleType):  # our own; a plug-in is asked when its answer is wanted
                _refusal(detector, analysis)
            for finding in detector.find(analysis):
                known = found.get(finding.finding_id)
                found[finding.finding_id] = _joined(known, finding) if known else finding
    return sorted(with_q(list(found.values())), key=_place)


def refused(detectors: Iterable[Detector], analysis: Analysis) -> dict[str, Phrase]:
    """Return code → reason for each detector that can say nothing about this chat (its module has a function ``refuses``)."""
    with sharing():
        reasons = [(detector.RULE.code, _refusal(detector, analysis)) for detector in detectors]
    return {code: reason for code, reason in reasons if reason is not None}


def _refusal(detector: Detector, analysis: Analysis) -> Phrase | None:
    """Return why a detector can say nothing; our own are asked once of an analysis, as long as that is there."""
    refuses: Callable[[Analysis], Phrase | None] = getattr(detector, "refuses", lambda _: None)
    if not isinstance(detector, ModuleType):
        return refuses(analysis)
    known = _REFUSALS.get(id(analysis))
    if known is None:
        known = _REFUSALS[id(analysis)] = {}
        finalize(analysis, _REFUSALS.pop, id(analysis), None)
    code = detector.RULE.code
    if code not in known:
        known[code] = refuses(analysis)
    return known[code]


def with_q(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings with q over the tests of all rules that found something, confidence lowered where q is large.

    The rates are those of Benjamini and Hochberg (1995).
    A detector reports the tests it made beside those that led to findings (``ChanceTest.tried``); those count with p = 1. It does so in its
    findings, so the tests of a rule that found nothing in this run are not known here and do not count.
    """
    tested = [(finding.test.p, number) for number, finding in enumerate(findings) if finding.test]
    tried = {finding.rule.code: 0 for finding in findings}
    made = dict(tried)
    for finding in findings:
        if finding.test:
            tried[finding.rule.code] = max(tried[finding.rule.code], finding.test.tried)
            made[finding.rule.code] += 1
    tests = sum(max(tried[code], made[code]) for code in tried)
    result = list(findings)
    q = 1.0
    for rank, (p, number) in sorted(enumerate(sorted(tested), 1), reverse=True):
        q = min(q, p * tests / rank)
        result[number] = _with_one_q(findings[number], q)
    return result


def _with_one_q(finding: Finding, q: float) -> Finding:
    if finding.test is None:
        return finding
    steps = (q > _UNSURE) + (q > _WEAK)
    return replace(finding, test=replace(finding.test, q=q), confidence=Level(max(Level.LOW, finding.confidence - steps)))


def _joined(one: Finding, other: Finding) -> Finding:
    """Return two findings of one identity as one: the stronger one's words, the evidence of both."""
    strong, weak = (one, other) if one.score >= other.score else (other, one)
    evidence = sorted({*strong.evidence, *weak.evidence}, key=lambda line: (line.line, line.msg_id, line.role, line.start))
    return replace(
        strong,
        evidence=tuple(evidence),
        first=min(strong.first, weak.first),
        last=max(strong.last, weak.last),
        protected=strong.protected or weak.protected,
    )


def _place(finding: Finding) -> tuple[float, str, str]:
    return (-finding.rule.severity * finding.score, finding.rule.code, finding.finding_id)
