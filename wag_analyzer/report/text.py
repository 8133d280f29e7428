"""The result as plain text for a terminal: nothing in it can act on the terminal, and no line needs colour to be understood."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors import looked_for, refusals
from wag_analyzer.findings import Finding, Level, Phrase
from wag_analyzer.report.html.evidence import chance_words, wrong_words
from wag_analyzer.report.html.pool import Pool
from wag_analyzer.report.html.view import View
from wag_analyzer.report.summary import in_order
from wag_analyzer.report.summary import summary as verdict
from wag_analyzer.report.tiers import Tier
from wag_analyzer.report.words import Language
from wag_analyzer.visible import visible

__all__ = ["SHAPES", "finding_lines", "looked_for_lines", "summary"]

SHAPES: Final = {Level.HIGH: "▲", Level.MEDIUM: "◆", Level.LOW: "●"}
_WIDTH: Final = 100
_PEOPLE: Final = 12


def summary(analysis: Analysis, findings: Sequence[Finding], *, tier: Tier, lang: Language = "en") -> list[str]:
    """Return the short summary: the verdict in a sentence, five figures, each finding in three lines, the people.

    Parameters
    ----------
    analysis
        A chat analysed.
    findings
        Its findings, in any order.
    tier
        How people are called.
    lang
        Language of the words.
    """
    view = View(analysis, tier, tier, lang, analysis.settings.min_group)
    told = verdict(analysis, findings, lang)
    lines = [*textwrap.wrap(told.sentence, _WIDTH), ""]
    lines += [f"  {figure.value:>10}  {figure.unit} ({figure.note})" for figure in told.figures]
    ordered = in_order(findings)
    risks, strengths = ([one for one in ordered if one.rule.strength is strong] for strong in (False, True))
    lines += [line for finding in risks for line in _short(finding, view)]
    if not risks:
        lines += ["", *textwrap.wrap(view.words["findings"]["nothing_body"], _WIDTH)]
    if strengths:
        lines += ["", view.words["findings"]["strengths"], *(line for finding in strengths for line in _short(finding, view))]
    return [visible(line) for line in (*lines, *_looked_for(view), *_people(view))]


def _short(finding: Finding, view: View) -> list[str]:
    """Return a finding in a few lines: what it is, what was seen, what else it could be."""
    own = view.of(finding)
    other = _indented(finding.alternatives[0], own, view.words["findings"]["alternatives"] + ": ")
    return ["", *_head(finding, own), *_indented(finding.statement, own), *other]


def looked_for_lines(analysis: Analysis, tier: Tier, lang: Language = "en") -> list[str]:
    """Return which patterns were looked for, and which of them could not be judged and why."""
    return [visible(line) for line in _looked_for(View(analysis, tier, tier, lang, analysis.settings.min_group))]


def _looked_for(view: View) -> list[str]:
    use = view.analysis.settings
    chosen = use.select, use.ignore
    said = view.words["findings"]
    names = [f"{rule.code} {rule.name}" for rule in looked_for(*chosen, use.plugins)]
    lines = ["", *textwrap.wrap(f"{said['looked_for']}: {', '.join(names)}", _WIDTH)]
    for reason in refusals(view.analysis, *chosen).values():
        lines += textwrap.wrap(reason.render(view.lang, view.tier.name), _WIDTH, initial_indent="  ", subsequent_indent="  ")
    return lines


def _people(view: View) -> list[str]:
    """Return who is in the chat, in alphabetical order; nobody in tier numbers."""
    if not view.tier.has_text or not view.persons:
        return []
    shown = [view.label(person) for person in view.persons[:_PEOPLE]]
    rest = len(view.persons) - len(shown)
    return ["", *textwrap.wrap(f"{view.words['people']['heading']}: {', '.join(shown)}{f' … +{rest}' if rest else ''}", _WIDTH)]


def finding_lines(finding: Finding, analysis: Analysis, *, tier: Tier, lang: Language = "en", context: int = 2) -> Iterator[str]:
    """Yield everything about one finding: for, against, alternatives, how often wrong, and its lines with context.

    Parameters
    ----------
    finding, analysis
        The finding and the chat it is about.
    tier
        How people are called.
    lang
        Language of the words.
    context
        Messages shown before and after each line.
    """
    tier = tier.of(finding)
    view = View(analysis, tier, tier, lang, analysis.settings.min_group)
    said = view.words["findings"]
    yield from (visible(line) for line in (*_head(finding, view), *_indented(finding.statement, view)))
    if finding.protected:
        yield from textwrap.wrap(f"{said['protected']}: {said['protected_body']}", _WIDTH, initial_indent="  ", subsequent_indent="  ")
    for key, phrases in (("why", finding.reasons_for), ("against", finding.reasons_against), ("alternatives", finding.alternatives)):
        yield from _section(said[key], phrases, view)
    if finding.test is not None:
        yield from textwrap.wrap(chance_words(finding, view), _WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield from _paragraph(said["wrong"], wrong_words(finding, view))
    yield from ("", said["evidence"])
    if not tier.has_text:
        yield "  " + said["evidence_numbers"].format(n=len(finding.evidence))
        return
    yield from _evidence(finding, view, context)


def _head(finding: Finding, view: View) -> list[str]:
    said = view.words["findings"]
    level = finding.rule.severity
    shape = f"✦ {said['good']}" if finding.rule.strength else f"{SHAPES[level]} {said[level.word]}"
    title = view.words["rules"].get(finding.rule.code, finding.rule.name)
    days = " – ".join(dict.fromkeys(view.day(at) for at in (finding.first, finding.last)))
    confidence = f"{said['confidence'].lower()}: {said[finding.confidence.word].lower()}"
    return [f"{shape}  {title}", f"  {finding.rule.code} {finding.rule.name} · {view.full.finding_id(finding)} · {days} · {confidence}"]


def _indented(phrase: Phrase, view: View, head: str = "") -> list[str]:
    text = head + visible(phrase.render(view.lang, view.label))
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _section(title: str, phrases: Iterable[Phrase], view: View) -> Iterator[str]:
    listed = list(phrases)
    if not listed:
        return
    yield from ("", title)
    for phrase in listed:
        yield from textwrap.wrap(visible(phrase.render(view.lang, view.label)), _WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _paragraph(title: str, text: str) -> Iterator[str]:
    yield from ("", title, *textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  "))


def _evidence(finding: Finding, view: View, context: int) -> Iterator[str]:
    """Yield the evidence lines (marked ``>``) with the messages around them."""
    pool = Pool(view)
    cited = {line.msg_id: line.role for line in finding.evidence if pool.has(line.msg_id)}
    before = ""
    for key in pool.beside(cited, context, context):
        if before and pool.distance(before, key):
            yield "    …"
        before = key
        who, at, text, line, _, _ = pool.rows[pool.take(key)]
        name = view.label(view.persons[who]) if who >= 0 else "-"
        role = f" ({view.role(cited[key])})" if cited.get(key) else ""
        yield visible(f"  {'>' if key in cited else ' '} {line}  {at}  {name}: {text}{role}")
