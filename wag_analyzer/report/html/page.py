"""The page: words, data, style and script in one file that asks nothing from the network."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.report.html.embedding import hash_of, json_block, part, scripts, style
from wag_analyzer.report.html.evidence import finding_card
from wag_analyzer.report.html.fixed import own_words
from wag_analyzer.report.html.history import Frames, arrival_columns, life_rows, recruiter_rows, rung_rows, use_rows
from wag_analyzer.report.html.network import circle_rows, people_columns, tie_columns, week_columns
from wag_analyzer.report.html.pool import Pool
from wag_analyzer.report.html.reading import (
    TRIADS,
    answers_line,
    group_rows,
    lost_rows,
    notice_rows,
    regime_told,
    setting_rows,
    source_rows,
    totals,
)
from wag_analyzer.report.html.unfired import unfired
from wag_analyzer.report.html.view import View
from wag_analyzer.report.leaks import leak_scan
from wag_analyzer.report.summary import in_order, summary
from wag_analyzer.report.tiers import Tier
from wag_analyzer.report.words import Language, kept, number
from wag_analyzer.tables import DECISIONS
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["html"]

_FOR_SCRIPT: Final = ("findings", "map", "time", "life", "people", "ties", "matrix", "uses", "invitations", "reading")


def html(  # noqa: PLR0913 - one page needs all of these; callers name them
    analysis: Analysis,
    findings: Sequence[Finding],
    *,
    tier: Tier,
    lang: Language,
    min_group: int,
    made_with: Mapping[str, str],
    more: Frames = MappingProxyType({}),
) -> str:
    """Return the report as one HTML file, for a screen, a phone or paper, without any outside request.

    Parameters
    ----------
    analysis
        A chat analysed.
    findings
        Its findings, in any order.
    tier
        How people are called; made by ``wag_analyzer.report.tiers.tier`` with the same findings.
    lang
        ``en`` or ``id``.
    min_group
        Circles of fewer people are not shown as circles, but in tier names.
    made_with
        Name → version of what made it.
    more
        Tables of a case by name (``lifecycle``, ``invitations``, ``recruiters``, ``uses``, ``ladder``); what is not given is not shown.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in the page.
    """
    view = View(analysis, tier.short(), tier, lang, min_group)
    ordered = in_order(findings)
    page = _rendered((view, more), ordered, made_with, json_block(_data(view, ordered, more)))
    if tier.level != "names":
        leak_scan(page, tier.secrets, fixed=own_words(view, ordered, made_with), where="report.html")
    return page


def _checks(view: View, findings: Sequence[Finding]) -> dict[str, list[tuple[str, str, str]]]:
    """Return the rules that ran and found nothing, and those that could say nothing about this chat: code, summary, why."""
    told = unfired(view, findings)
    return {"passed": [rule for rule in told if not rule[2]], "silent": [rule for rule in told if rule[2]]}


def _data(view: View, findings: Sequence[Finding], more: Frames) -> dict[str, Any]:
    pool = Pool(view)
    cards = [finding_card(finding, view, pool) for finding in findings]
    seed = view.analysis.settings.seed
    life = life_rows(view, pool, more)
    people = people_columns(view, pool, seed)
    ties = tie_columns(view, pool, more)
    lost, lost_more = lost_rows(view)
    groups = [view.tier.group(source.group) for source in view.analysis.chat.sources if source.group]
    return {
        "id": _identity(view),
        "lang": view.lang,
        "tier": view.tier.level,
        "title": " · ".join(dict.fromkeys(groups)),
        "clear": view.analysis.network.circles_are_clear,
        "folded": view.folded,
        "least": view.min_group,
        "seed": seed,
        "findings": cards,
        "people": people,
        "ties": ties,
        "circles": circle_rows(view, people),
        "weeks": week_columns(view),
        "pool": pool.columns(),
        "files": [view.tier.file(file) for file in pool.files],
        "sources": source_rows(view),
        "notices": notice_rows(view),
        "lost": lost,
        "lost_more": lost_more,
        "brought": _brought(view),
        "came": arrival_columns(view, more),
        "recruiters": recruiter_rows(view, more),
        "life": life,
        "uses": use_rows(more),
        "rungs": rung_rows(more),
        "decisions": DECISIONS,
        "words": {name: {key: kept(text) for key, text in view.words[name].items()} for name in _FOR_SCRIPT},
    }


def _brought(view: View) -> tuple[int, int]:
    """Return how many were brought in, and by how many."""
    by = view.analysis.people.table["added_by"].dropna()
    return len(by), by.nunique()


def _identity(view: View) -> str:
    """Return what tells reports of other chats apart, so that decisions of one are not loaded into another."""
    sources = "".join(source.sha256 for source in view.analysis.chat.sources)
    return hashlib.sha256(f"{sources}{view.tier.level}".encode()).hexdigest()[:16]


def _rendered(seen: tuple[View, Frames], findings: Sequence[Finding], made_with: Mapping[str, str], data: str) -> str:
    view, more = seen
    script, looks = scripts(), style()
    lasting = summary(view.analysis, findings, view.lang, groups=not (view.folded and not any(view.circles)))
    page = _template().render(
        w=view.words,
        lang=view.lang,
        tier=view.tier.level,
        summary=lasting,
        risks=[finding for finding in findings if not finding.rule.strength],
        levels={int(finding.rule.severity) for finding in findings if not finding.rule.strength},
        strengths=[finding for finding in findings if finding.rule.strength],
        checks=_checks(view, findings),
        totals=totals(view),
        group=[row for row in group_rows(view) if not row[0].startswith(TRIADS)],
        triads=[(name.removeprefix(TRIADS), *row) for name, *row in group_rows(view) if name.startswith(TRIADS)],
        life="lifecycle" in more,
        uses=bool(use_rows(more)),
        answers=answers_line(view),
        regime=regime_told(view),
        settings=setting_rows(view),
        made_with=[(visible(name), visible(value)) for name, value in made_with.items()],
        seed=view.analysis.settings.seed,
        n=lambda value: number(value, view.lang),
        script_hash=hash_of(script),
        style_hash=hash_of(looks),
        script="\0script\0",
        style="\0style\0",
        data="\0data\0",
    )
    return kept(page).replace("\0style\0", looks).replace("\0script\0", script).replace("\0data\0", data)


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only reports need it

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(part("template.html.j2"))
