"""The rules that found nothing in a chat: what each looked for, and why some could say nothing."""

from collections.abc import Iterable

from wag_analyzer.detectors import looked_for, refusals
from wag_analyzer.findings import Finding
from wag_analyzer.report.html.view import View

__all__ = ["unfired"]


def unfired(view: View, findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    """Return code, summary and why it could say nothing (empty when it could) of each rule that ran without a finding."""
    use = view.analysis.settings
    why = {code: reason.render(view.lang, view.tier.name) for code, reason in refusals(view.analysis, use.select, use.ignore).items()}
    fired = {finding.rule.code for finding in findings}
    rules = looked_for(use.select, use.ignore, use.plugins)
    return [(rule.code, rule.summary.render(view.lang), why.get(rule.code, "")) for rule in rules if rule.code not in fired]
