"""A report format: findings as a checklist in Markdown."""

from collections.abc import Iterator, Sequence
from typing import Literal

from wag_analyzer import Analysis, Finding
from wag_analyzer.report.tiers import Tier

__all__ = ["checklist"]


def checklist(findings: Sequence[Finding], analysis: Analysis, tier: Tier, lang: Literal["en", "id"]) -> Iterator[str]:
    """Yield one line a finding, people called as the tier calls them."""
    yield f"# {len(findings)} signals for review in {len(analysis.messages)} messages"
    for finding in findings:
        own = tier.of(finding)
        yield f"- [ ] {finding.rule.code} {own.finding_id(finding)}: {finding.statement.render(lang, own.name)}"
