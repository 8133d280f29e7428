"""What a notebook shows of a chat, an analysis, a finding: HTML without script, in tier names, as stage commands print it."""

import html
from collections.abc import Iterable
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.parser.chat import Chat
from wag_analyzer.report.figures.scene import Scene
from wag_analyzer.report.figures.svg_map import svg_map
from wag_analyzer.report.html.view import View
from wag_analyzer.report.summary import summary
from wag_analyzer.report.tiers import Tier
from wag_analyzer.report.words import day, number, words
from wag_analyzer.visible import visible

__all__ = ["analysis_html", "chat_html", "finding_html", "map_html"]

_HIDDEN: Final = "[name]"
_LINES: Final = 20


def _said(text: object) -> str:
    return html.escape(visible(str(text)))


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    top = "".join(f"<th>{_said(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{_said(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{_said(line)}</li>" for line in lines) + "</ul>"


def chat_html(chat: Chat) -> str:
    """Return what was read: one row a file with its lines accounted for, then the notices."""
    rows = (
        (
            source.file, source.group or "–", source.platform, source.locale or "–", source.date_order,
            number(source.lines_total, "en"), number(source.message_lines, "en"), number(source.skipped_lines, "en"),
        )
        for source in chat.sources
    )  # fmt: skip
    at = chat.messages["at"].dropna()
    span = f", {day(at.min(), 'en')} – {day(at.max(), 'en')}" if len(at) else ""
    figures = f"{number(len(chat.messages), 'en')} messages, {number(len(chat.events), 'en')} rows of events{span}"
    head = ("file", "group", "platform", "locale", "date order", "lines", "message lines", "lines not understood")
    notices = _list(f"{notice.code} {notice.text}" for notice in chat.notices) if chat.notices else ""
    return f"<div><p><b>Chat</b>: {_said(figures)}</p>{_table(head, rows)}{notices}</div>"


def analysis_html(analysis: Analysis) -> str:
    """Return the sizes of an analysis with what each means, and the map."""
    shown = summary(analysis, [], analysis.settings.lang)
    figures = _table(("", "", "", ""), ((one.value, one.unit, one.note, one.help) for one in shown.figures))
    return f"<div>{figures}{map_html(analysis)}</div>"


def map_html(analysis: Analysis) -> str:
    """Return the network map as SVG, for a notebook or a page of one's own."""
    names = Tier("names")
    view = View(analysis, names, names, analysis.settings.lang, analysis.settings.min_group)
    return svg_map(Scene(view, {}))


def finding_html(finding: Finding) -> str:
    """Return a finding with what speaks for and against it; persons of protected talk are not named."""

    def called(name: str) -> str:
        return _HIDDEN if finding.protected else name

    said = words("en")["findings"]
    lines = ", ".join(str(line.line) for line in finding.evidence[:_LINES]) + (" …" if len(finding.evidence) > _LINES else "")
    head = f"{finding.rule.code} {finding.rule.name}"
    axes = f"severity {finding.rule.severity.word}, confidence {finding.confidence.word}, {len(finding.evidence)} lines: {lines}"
    told = f"({finding.finding_id}): {finding.statement.render('en', called)}"
    parts = [f"<p><b>{_said(head)}</b> {_said(told)}</p>", f"<p>{_said(axes)}</p>"]
    for heading, phrases in (("why", finding.reasons_for), ("against", finding.reasons_against), ("alternatives", finding.alternatives)):
        if phrases:
            parts.append(f"<p>{_said(said[heading])}</p>{_list(phrase.render('en', called) for phrase in phrases)}")
    return f"<div>{''.join(parts)}<p>A signal for review, never a verdict.</p></div>"
