"""A policy applied: which findings are shown, and which are set aside, why and until when. Nothing goes without a word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from wag_analyzer.findings import Finding
from wag_analyzer.policies.policy import Policy, Suppression

__all__ = ["Aside", "Judged", "judged"]


@dataclass(frozen=True, slots=True)
class Aside:
    """A finding that is not shown: for a threshold (``until`` is None) or by a suppression."""

    finding: Finding
    reason: str
    line: int
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Findings under a policy.

    Parameters
    ----------
    findings
        Those to show, in the order they came.
    aside
        Those set aside.
    notes
        What of the policy did nothing: suppressions that have ended or matched nothing.
    """

    findings: list[Finding] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def judged(findings: Sequence[Finding], policy: Policy, day: date | None) -> Judged:
    """Return the findings under a policy; thresholds do not concern strengths.

    Parameters
    ----------
    findings
        In any order.
    policy
        What to apply.
    day
        Day for which ends of suppressions are looked at: the chat's last, or the one the user names; None when the chat has no message,
        and then none holds. The clock of the machine is never asked.
    """
    made = Judged()
    holding = [item for item in policy.suppress if day is not None and day <= item.until]
    for finding in findings:
        aside = _aside(finding, policy, holding)
        if aside is None:
            made.findings.append(finding)
        else:
            made.aside.append(aside)
    made.notes.extend(_idle(policy, holding, findings))
    return made


def _aside(finding: Finding, policy: Policy, holding: Sequence[Suppression]) -> Aside | None:
    by = next((item for item in holding if item.meant(finding)), None)
    if by is not None:
        return Aside(finding, by.reason, by.line, by.until)
    low = next((item for item in policy.thresholds if not item.reached(finding)), None)
    if low is None or finding.rule.strength:
        return None
    return Aside(finding, "below the policy's threshold", low.line)


def _idle(policy: Policy, holding: Sequence[Suppression], findings: Sequence[Finding]) -> Iterator[str]:
    """Yield what the suppressions that did nothing should be told."""
    for item in policy.suppress:
        where = f"{policy.path}:{item.line}"
        if item not in holding:
            yield f"{where}: the suppression of {item.code} ended on {item.until}; renew it or take it out"
        elif not any(map(item.meant, findings)):
            yield f"{where}: the suppression of {item.code} matches no finding; take it out"
