"""One run over the detectors: what is selected, chance over the whole run, one finding per identity, a fixed order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import ModuleType
from typing import Final
from weakref import finalize

from wag_analyzer.analysis import Analysis
from wag_analyzer.aside import BothEnds, aside, is_free
from wag_analyzer.detectors._protocol import Detector
from wag_analyzer.detectors._reading import Reading
from wag_analyzer.detectors._said import said
from wag_analyzer.detectors._shared import once, sharing
from wag_analyzer.detectors._weighed_findings import beside
from wag_analyzer.detectors._weighed_findings import found as weighed
from wag_analyzer.findings import Finding, Level, Phrase
from wag_analyzer.heap import MANY, release

__all__ = ["chosen", "refused", "refused_everywhere", "run", "run_each", "with_q"]

_Answer = tuple[Phrase | None, list[Finding]]
_Answers = dict[str, _Answer]

_REFUSALS: Final[dict[int, dict[str, Phrase | None]]] = {}
"""Identity of an analysis → code → why its detector can say nothing."""

_OF_TIES: Final = frozenset({"WAG501", "WAG502", "WAG503", "WAG603", "WAG605"})
"""Detectors that look at ties, not at turns of talk; they go first, while little memory is used."""

_WEIGHED: Final = "weighed"
"""What hints weighed together tell; it stands among the codes of detectors."""

_FIRST: Final = ("WAG101", "WAG102", "WAG104", "WAG201", "WAG203", "WAG302", _WEIGHED, "WAG105", "WAG301", "WAG202")
"""What shares what is read in single messages."""

_LAST: Final = ("WAG602", "WAG401", "WAG402", "WAG103", "WAG404", "WAG403")
"""What shares who answers whom; where two processes work one of them begins here, with what takes longest."""

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
        asked = list(detectors)
        told = list(_in_order(asked, analysis))
    for finding in (one for one in told if not one.weighed):
        known = found.get(finding.finding_id)
        found[finding.finding_id] = _joined(known, finding) if known else finding
    for finding in list(beside((one for one in told if one.weighed), found.values())):
        found.setdefault(finding.finding_id, finding)
    return sorted(with_q(list(found.values())), key=_place)


def run_each(detectors: Sequence[Detector], analyses: Sequence[Analysis]) -> list[Finding]:
    """Return what the detectors find in each of several groups, each identity once, strongest first."""
    if len(analyses) == 1:
        return run(detectors, analyses[0])
    found: dict[str, Finding] = {}
    for finding in (finding for analysis in analyses for finding in run(detectors, analysis)):
        known = found.get(finding.finding_id)
        found[finding.finding_id] = _joined(known, finding) if known else finding
    return sorted(found.values(), key=_place)


def refused_everywhere(detectors: Sequence[Detector], analyses: Sequence[Analysis]) -> dict[str, Phrase]:
    """Return code → reason, that of the first group, for each detector that can say nothing about any of several groups."""
    first, *others = (refused(detectors, analysis) for analysis in analyses)
    return {code: reason for code, reason in first.items() if all(code in other for other in others)}


def _in_order(detectors: Sequence[Detector], analysis: Analysis) -> Iterator[Finding]:
    """Yield what the detectors find, in their order.

    Where processes can be had ours work in some of their own: what they read, which is more than all tables, ends with them.
    """
    ours = [detector for detector in detectors if isinstance(detector, ModuleType)]
    work = aside(lambda: _answers(ours, analysis), further=True) if ours and is_free() else None
    answered = work.result() if work else _answers(ours, analysis)
    weighed_too = answered.pop(_WEIGHED, (None, []))[1]
    for code, (refusal, _) in answered.items():
        _known(analysis)[code] = refusal
    for detector in detectors:
        yield from answered[detector.RULE.code][1] if isinstance(detector, ModuleType) else _answer(detector, analysis)[1]
    yield from weighed_too


def _answers(detectors: Sequence[Detector], analysis: Analysis) -> _Answers:
    """Return what each of our detectors, and the hints weighed together, answer by code.

    Where a second process can be had both take from the list, one from its beginning and one from its end, until they meet.
    """
    work = _listed(detectors, analysis)
    if not is_free():
        return _one_by_one(work, work, analysis)
    once(Reading, analysis)  # what both need
    once(said, analysis)
    taken = BothEnds(tuple(work))
    beside = aside(lambda: _one_by_one(work, taken.first(), analysis))
    here = _one_by_one(work, taken.last(), analysis)
    found = here | beside.result()
    return found | _one_by_one(work, [code for code in work if code not in found], analysis)  # a process may have come to nothing


def _listed(detectors: Sequence[Detector], analysis: Analysis) -> dict[str, Callable[[], _Answer]]:
    """Return the work to be done by code, in the order in which it is begun."""
    listed = {detector.RULE.code: partial(_answer, detector, analysis) for detector in detectors}
    if detectors and analysis.settings.weighed != "off":
        listed[_WEIGHED] = partial(_weighed, detectors, analysis)
    order = [*sorted(_OF_TIES), *_FIRST, *(code for code in listed if code not in {*_OF_TIES, *_FIRST, *_LAST}), *_LAST]
    return {code: listed[code] for code in order if code in listed}


def _one_by_one(work: Mapping[str, Callable[[], _Answer]], codes: Iterable[str], analysis: Analysis) -> _Answers:
    found = {}
    for code in codes:
        found[code] = work[code]()
        if len(analysis.messages) >= MANY:
            release()
    return found


def _weighed(detectors: Sequence[Detector], analysis: Analysis) -> _Answer:
    """Return what hints weighed together tell of the kinds of our own detectors."""
    return None, list(weighed(analysis, {one.RULE.kind: (one.RULE, vars(one)["ALTERNATIVES"]) for one in detectors}))


def _answer(detector: Detector, analysis: Analysis) -> _Answer:
    """Return why a detector of ours can say nothing, and what it finds; a plug-in is asked why when its answer is wanted."""
    refusal = _refusal(detector, analysis) if isinstance(detector, ModuleType) else None
    return refusal, list(detector.find(analysis))


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
    known, code = _known(analysis), detector.RULE.code
    if code not in known:
        known[code] = refuses(analysis)
    return known[code]


def _known(analysis: Analysis) -> dict[str, Phrase | None]:
    """Return what is known of an analysis: code → why its detector can say nothing."""
    known = _REFUSALS.get(id(analysis))
    if known is None:
        known = _REFUSALS[id(analysis)] = {}
        finalize(analysis, _REFUSALS.pop, id(analysis), None)
    return known


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
    """Return two findings of one identity as one: a rule's words, else the stronger one's, the evidence of both."""
    strong, weak = (one, other) if (not one.weighed, one.score) >= (not other.weighed, other.score) else (other, one)
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
