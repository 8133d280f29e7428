"""Papers of a chat in a tier, each scanned for leaks: the whole report, and the evidence of every finding."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.html.fixed import own_words
from wag_analyzer.report.html.pool import Pool
from wag_analyzer.report.html.view import View
from wag_analyzer.report.leaks import leak_scan
from wag_analyzer.report.paper.blocks import Text
from wag_analyzer.report.paper.findings import evidence_frame, finding_blocks
from wag_analyzer.report.paper.whole import report_blocks
from wag_analyzer.report.paper.writing import markdown, part, printable
from wag_analyzer.report.tiers import Tier

__all__ = ["FOLDER", "Form", "evidence", "evidence_table", "report_on_paper"]

Form = Literal["md", "print"]
"""Markdown, or a page to print or to make a PDF of."""

FOLDER: Final = "evidence"
"""Folder of a case with a page and a table for each finding."""


def report_on_paper(analysis: Analysis, findings: Sequence[Finding], tier: Tier, made_with: Mapping[str, str], form: Form) -> str:
    """Return the report without script, with all evidence open.

    Parameters
    ----------
    analysis, findings
        What was found.
    tier
        How people are called.
    made_with
        Versions, purpose and legal basis, as the report shows them.
    form
        How it is written.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in it.
    """
    view = _view(analysis, tier)
    blocks = list(report_blocks(view, findings, made_with))
    made = markdown(blocks) if form == "md" else printable(blocks, view.words["page"]["title"], view.lang)
    _scan({f"report.{form}": made}, view, findings, made_with)
    return made


def evidence(analysis: Analysis, findings: Sequence[Finding], tier: Tier) -> dict[str, str]:
    """Return file name → content: for each finding a page with its lines in context, and the same lines as ``tables.EVIDENCE``.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in one of them.
    """
    view = _view(analysis, tier)
    pool = Pool(view)
    made: dict[str, str] = {}
    for finding in findings:
        name = f"{FOLDER}/{tier.finding_id(finding)}"
        blocks = (
            *finding_blocks(finding, view, pool, 1),
            Text(f"{view.words['page']['synthetic']}."),
            Text(view.words["limits"]["edited_body"]),
        )
        made[f"{name}.html"] = printable(blocks, finding.rule.code, view.lang)
        made[f"{name}.csv"] = csv_text(evidence_frame(finding, view, pool))
    _scan(made, view, findings, {})
    return made


def evidence_table(analysis: Analysis, findings: Sequence[Finding], tier: Tier) -> pd.DataFrame:
    """Return the lines of all findings as one ``tables.EVIDENCE``, finding by finding; not scanned for leaks."""
    view = _view(analysis, tier)
    pool = Pool(view)
    frames = [evidence_frame(finding, view, pool) for finding in findings]
    every = {name: [value for frame in frames for value in frame[name]] for name in tables.EVIDENCE.names}
    return tables.EVIDENCE.frame(every)


def _view(analysis: Analysis, tier: Tier) -> View:
    settings = analysis.settings
    return View(analysis, tier.short(), tier, settings.lang, settings.min_group)


def _scan(made: Mapping[str, str], view: View, findings: Sequence[Finding], made_with: Mapping[str, str]) -> None:
    if view.tier.level == "names" or not made:
        return
    parts = [part(name) for name in ("paper.css", "paper.html.j2")]
    fixed = "\n".join((own_words(view, findings, made_with), *parts))
    for name, content in made.items():
        leak_scan(content, view.tier.secrets, fixed=fixed, where=name)
