"""What a case holds for readers, made in the tier: report, findings, tables, graphs. A leak stops the run before anything is written."""

from collections.abc import Mapping, Sequence
from typing import Final

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.aside import aside
from wag_analyzer.case.contents import Listed, tables_of
from wag_analyzer.findings import Finding
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.findings_jsonl import findings_frame, findings_jsonl
from wag_analyzer.report.graph import drawn, gexf, graphml
from wag_analyzer.report.html.page import html
from wag_analyzer.report.leaks import leak_scan
from wag_analyzer.report.paper.making import evidence
from wag_analyzer.report.small_sets import folded, in_large_sets
from wag_analyzer.report.spells import spells
from wag_analyzer.report.tables_in_tier import PERSONS, in_tier
from wag_analyzer.report.tiers import Tier

__all__ = ["documents", "report_page", "scan"]

SHEETS: Final = (
    "events", "coverage", "media", "people", "membership", "subjects", "identities", "measures", "group",
    "communities", "roles", "uses", "exchanges", "ladder", "lifecycle",
    "invitations", "recruiters", "invite_tests",
)  # fmt: skip
"""Tables that a case holds as CSV."""

SCANNED: Final = (".csv", ".jsonl", ".graphml", ".gexf")
_GRAPHS: Final = (".graphml", ".gexf")
_XML_WORDS: Final = "node nodes edge edges data attvalue attvalues source target label graph graphml gexf"


def report_page(
    analysis: Analysis, findings: Sequence[Finding], tier: Tier, made_with: Mapping[str, str], listed: Listed | None = None
) -> str:
    """Return the HTML report in ``tier``, scanned for leaks; ``listed`` are the tables of the case, made anew when None.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in the page.
    """
    settings = analysis.settings
    more = {name: frame for name, (_, frame) in (tables_of(analysis) if listed is None else listed).items()}
    return html(analysis, findings, tier=tier, lang=settings.lang, min_group=settings.min_group, made_with=made_with, more=more)


def documents(
    analysis: Analysis, findings: Sequence[Finding], tier: Tier, made_with: Mapping[str, str], listed: Listed
) -> dict[str, str | bytes]:
    """Return file name → content of everything a reader may take out of the case.

    Parameters
    ----------
    analysis, findings
        What was found.
    tier
        How people are called.
    made_with
        Versions, purpose and legal basis, as the report shows them.
    listed
        The tables of the case.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in one of them.
    """
    sheets = aside(lambda: _sheets(analysis, findings, tier, listed))
    page = report_page(analysis, findings, tier, made_with, listed)
    printed = evidence(analysis, findings, tier)
    return {"report.html": page, **sheets.result(), **printed}


def _sheets(analysis: Analysis, findings: Sequence[Finding], tier: Tier, listed: Listed) -> dict[str, bytes]:
    """Return file name → content of the findings, graphs and tables for readers, each scanned for leaks as it is made."""
    lang, least = analysis.settings.lang, analysis.settings.min_group
    wording = _wording(listed, findings)
    made: dict[str, bytes] = {}

    def keep(name: str, content: str) -> None:
        _scan_one(name, content, wording, tier)
        made[name] = content.encode("utf-8", "backslashreplace")

    keep("findings.jsonl", findings_jsonl(findings, tier, lang))
    keep("findings.csv", csv_text(findings_frame(findings, tier, lang)))
    network = drawn(in_large_sets(analysis, tier), tier)
    keep("network.graphml", graphml(network))
    keep("network.gexf", gexf(network, spells(analysis, network.people, network.ends)))
    del network
    for name in SHEETS:
        table, frame = listed[name]
        keep(f"{name}.csv", csv_text(in_tier(folded(frame, table, tier, least), table, tier)))
    return made


def scan(made: Mapping[str, str], listed: Listed, findings: Sequence[Finding], tier: Tier, *, beside: str = "") -> None:
    """Stop when a file that is about to be written holds what must stay inside.

    ``listed`` are the tables of the case, ``beside`` more words of ours.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in one of them.
    """
    wording = f"{_wording(listed, findings)}\n{beside}"
    for name, content in made.items():
        _scan_one(name, content, wording, tier)


def _scan_one(name: str, content: str, wording: str, tier: Tier) -> None:
    end = content.find("<node") if name.endswith(_GRAPHS) else 0
    head = content if end < 0 else content[:end]  # name spaces and attributes: ours, not the chat's
    leak_scan(content, tier.secrets, fixed=wording + head, where=name)


def _wording(listed: Listed, findings: Sequence[Finding]) -> str:
    """Return our own words in tables and findings; a member called Closeness or Reply is not a leak there."""
    words = [word for table in tables.TABLES.values() for word in (table.name, *table.names)]
    for table, frame in listed.values():
        labels = (column.name for column in table.columns if column.kind == "label" and column.name not in {*PERSONS, "file", "group_id"})
        told = ("basis",) if "basis" in table.names else ()
        words += [str(value) for name in (*labels, *told) for value in frame[name].dropna().unique()]
    for finding in findings:
        phrases = (finding.statement, *finding.reasons_for, *finding.reasons_against, *finding.alternatives)
        words += [finding.rule.name, finding.rule.kind, *(line.role for line in finding.evidence)]
        words += [template for phrase in phrases for template in (phrase.en, phrase.id)]
    return "\n".join([*words, _XML_WORDS])
