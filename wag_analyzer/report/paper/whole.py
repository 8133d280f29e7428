"""The whole report on paper: the verdict, findings with their evidence, what was read and lost, figures of the group, limits, methods."""

from collections.abc import Iterator, Mapping, Sequence

from wag_analyzer.findings import Finding
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
from wag_analyzer.report.paper.blocks import Block, Heading, Items, Rows, Text
from wag_analyzer.report.paper.findings import finding_blocks
from wag_analyzer.report.summary import in_order, summary
from wag_analyzer.visible import visible

__all__ = ["report_blocks"]

_LAWS = ("gdpr", "aiact", "nlra", "pdp", "union")
_METHODS = ("replies", "ties", "chance", "strength", "circles", "findings", "reproduce", "more")


def report_blocks(view: View, findings: Sequence[Finding], made_with: Mapping[str, str]) -> Iterator[Block]:
    """Yield the report of a chat in the order in which a careful reader needs it.

    Parameters
    ----------
    view
        How the paper looks at the chat.
    findings
        In any order.
    made_with
        What made it, and what was stated.
    """
    told = summary(view.analysis, findings, view.lang, groups=not (view.folded and not any(view.circles)))
    yield from (Heading(1, view.words["page"]["title"]), Text(told.sentence))
    yield Rows((view.words["methods"]["measure"], view.words["methods"]["value"], ""), [(f.unit, f.value, f.note) for f in told.figures])
    yield Text(f"{view.words['page']['synthetic']}.")
    yield from _found(view, findings)
    yield from _read(view)
    yield from _limits(view)
    yield from _methods(view, made_with)


def _found(view: View, findings: Sequence[Finding]) -> Iterator[Block]:
    said, ordered = view.words["findings"], in_order(findings)
    risks, strengths = ([one for one in ordered if one.rule.strength is strong] for strong in (False, True))
    pool = Pool(view)
    yield Heading(2, said["heading"])
    if not risks:
        yield from (Text(said["nothing"]), Text(said["nothing_body"]))
    for finding in risks:
        yield from finding_blocks(finding, view, pool, 3)
    if strengths:
        yield Heading(2, said["strengths"])
    for finding in strengths:
        yield from finding_blocks(finding, view, pool, 3)
    yield Heading(2, said["looked_for"])
    yield Items([visible(" ".join(filter(None, rule))) for rule in unfired(view, findings)])


def _read(view: View) -> Iterator[Block]:
    said = view.words["reading"]
    yield Heading(2, said["heading"])
    for source in source_rows(view):
        yield Heading(3, " · ".join(filter(None, (source["group"], source["file"]))))
        yield Rows(("", ""), [row[:2] for row in source["facts"]])
    yield from (Heading(3, said["answers"]), Text(answers_line(view)), Text(regime_told(view)))
    notices = [f"{row['code']} {row['text']}" + (f" ({row['place']})" if row["place"] else "") for row in notice_rows(view)]
    if notices:
        yield from (Heading(3, said["notices"]), Items(notices))
    lost, more = lost_rows(view)
    if lost:
        rows = [(file, f"{first}–{last}" if last > first else str(first), why) for file, first, last, why in lost]
        yield from (Heading(3, said["lost"]), Rows(("", "", ""), [*rows, *([("…", f"+{more}", "")] if more else [])]))


def _limits(view: View) -> Iterator[Block]:
    said, figures = view.words["limits"], totals(view)
    yield from (Heading(2, said["heading"]), Heading(3, said["read"]), Text(figures["read"]))
    yield from (Heading(3, said["cannot"]), Items(figures["cannot"]))
    for key in ("edited", "words", "wrong", "voice"):
        yield from (Heading(3, said[key]), Text(said[f"{key}_body"]))
    yield from (Heading(3, said["tier"]), Text(said[f"tier_{view.tier.level}"]))
    yield from (Heading(3, said["law"]), Items([said[law] for law in _LAWS]))


def _methods(view: View, made_with: Mapping[str, str]) -> Iterator[Block]:
    said = view.words["methods"]
    yield Heading(2, said["heading"])
    yield from (Text(said[key]) for key in _METHODS)
    yield from (Heading(3, said["versions"]), Rows(("", ""), [(visible(name), visible(str(value))) for name, value in made_with.items()]))
    rows = [row for row in group_rows(view) if not row[0].startswith(TRIADS)]
    yield from (Heading(3, said["group"]), Rows((said["measure"], said["value"], ""), rows))
    yield from (Heading(3, said["settings"]), Rows((said["setting"], said["value"]), setting_rows(view)))
