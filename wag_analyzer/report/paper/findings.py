"""One finding on paper: what was seen, for and against, other readings, how often wrong, and its lines with context."""

from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.findings import Finding, Phrase
from wag_analyzer.report.html.evidence import chance_words, wrong_words
from wag_analyzer.report.html.pool import Pool
from wag_analyzer.report.html.view import View
from wag_analyzer.report.paper.blocks import Block, Heading, Items, Line, Lines, Text
from wag_analyzer.report.tables_in_tier import in_tier
from wag_analyzer.visible import visible

__all__ = ["evidence_frame", "finding_blocks"]

_AROUND: Final = 3
"""Messages shown before and after each line of evidence."""


def finding_blocks(finding: Finding, view: View, pool: Pool, level: int = 2) -> Iterator[Block]:
    """Yield everything about one finding.

    Of protected talk neither people nor lines are shown where people are named: only what was said, without names.

    Parameters
    ----------
    finding, view
        What is told, and how the paper looks at the chat.
    pool
        The messages of the view; one does for all findings.
    level
        Of its heading.
    """
    page, view = view, view.of(finding)
    said = view.words["findings"]
    word = said["good"] if finding.rule.strength else said[finding.rule.severity.word]
    title = view.words["rules"].get(finding.rule.code, finding.rule.name)
    days = " – ".join(dict.fromkeys(view.day(at) for at in (finding.first, finding.last)))
    yield Heading(level, visible(f"{finding.rule.code} {title}"))
    told = (word, view.full.finding_id(finding), days, f"{said['confidence'].lower()}: {said[finding.confidence.word].lower()}")
    yield Text(visible(" · ".join(told)), soft=True)
    yield Text(_said(finding.statement, view))
    if finding.protected:
        yield Text(f"{said['protected']}: {said['protected_body']}")
    parts = (("why", finding.reasons_for), ("against", finding.reasons_against), ("alternatives", finding.alternatives))
    for key, phrases in parts:
        yield from _section(level + 1, said[key], phrases, view)
    if finding.test is not None:
        yield Text(chance_words(finding, view))
    yield from (Heading(level + 1, said["wrong"]), Text(wrong_words(finding, view)), Heading(level + 1, said["evidence"]))
    if view is page and view.tier.has_text:
        yield Lines(list(_lines(finding, view, pool)))
    else:
        yield Text(said["evidence_numbers_one" if len(finding.evidence) == 1 else "evidence_numbers"].format(n=len(finding.evidence)))


def _section(level: int, title: str, phrases: Iterable[Phrase], view: View) -> Iterator[Block]:
    told = [_said(phrase, view) for phrase in phrases]
    if told:
        yield from (Heading(level, title), Items(told))


def _said(phrase: Phrase, view: View) -> str:
    return visible(phrase.render(view.lang, view.label))


def _lines(finding: Finding, view: View, pool: Pool) -> Iterator[Line]:
    roles = _roles(finding, pool)
    before = ""
    for key in pool.beside(roles, _AROUND, _AROUND):
        who, at, text, number, _, _ = pool.rows[pool.take(key)]
        gap = pool.distance(before, key) if before else 0
        skipped = view.words["findings"]["skipped_one" if gap == 1 else "skipped"].format(n=gap) if gap else ""
        name = view.label(view.persons[who]) if who >= 0 else "–"
        role = ", ".join(map(view.role, roles.get(key, ())))
        yield Line(str(number), at, name, text, role, key in roles, skipped)
        before = key


def _roles(finding: Finding, pool: Pool) -> dict[str, list[str]]:
    """Return message → what it does in the finding, of those that are evidence."""
    roles: dict[str, list[str]] = {}
    for line in finding.evidence:
        if pool.has(line.msg_id):
            roles.setdefault(line.msg_id, []).extend([line.role] if line.role and line.role not in roles.get(line.msg_id, ()) else [])
    return roles


def evidence_frame(finding: Finding, view: View, pool: Pool) -> pd.DataFrame:
    """Return ``tables.EVIDENCE`` of a finding in the tier of the view, in file order; of protected talk no row where people are named."""
    shown = view.of(finding)
    roles = _roles(finding, pool) if shown is view else {}
    keys = pool.beside(roles, _AROUND, _AROUND)
    named = [{**pool.row(key), "cited": key in roles, "role": ", ".join(roles.get(key, ())) or None} for key in keys]
    rows = [{"finding_id": shown.full.finding_id(finding), "code": finding.rule.code, **row} for row in named]
    return in_tier(tables.EVIDENCE.frame(rows), tables.EVIDENCE, shown.full)
