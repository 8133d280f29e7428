"""Findings as the page shows them: for, against, alternatives, how often wrong, and the lines with their context."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

from wag_analyzer.findings import Evidence, Finding, Phrase, Precision
from wag_analyzer.report.html.pool import Marks, Pool
from wag_analyzer.report.html.view import View
from wag_analyzer.report.words import kept, number
from wag_analyzer.visible import visible

__all__ = ["chance_words", "finding_card", "wrong_words"]

_MOST: Final = 40
_AROUND: Final = 2


def finding_card(finding: Finding, view: View, pool: Pool) -> dict[str, Any]:
    """Return one finding as the page's script reads it; people are places in the arrays, absent ones words.

    Of protected talk neither people nor lines are shown on a page that names people: only what was said, without names.
    """
    page, view = view, view.of(finding)
    rule, is_shielded = finding.rule, view is not page
    title = view.words["rules"].get(rule.code, rule.name.replace("-", " ").capitalize())
    weeks = [at.normalize() for at in (finding.first, finding.last)]
    return {
        "id": view.full.finding_id(finding),
        "code": rule.code,
        "name": rule.name,
        "title": title,
        "summary": rule.summary.render(view.lang),
        "severity": int(rule.severity),
        "confidence": int(finding.confidence),
        "strength": rule.strength,
        "weighed": finding.weighed,
        "protected": finding.protected,
        "said": _said(finding.statement, view),
        "for": [_said(phrase, view) for phrase in finding.reasons_for],
        "against": [_said(phrase, view) for phrase in finding.reasons_against],
        "other": [_said(phrase, view) for phrase in finding.alternatives],
        "wrong": kept(wrong_words(finding, view)),
        "chance": kept(chance_words(finding, view)),
        "who": [] if is_shielded else [view.place[person] for person in finding.persons if person in view.place],
        "about": [visible(view.tier.topic(target)) if is_shielded else _about(target, view) for target in finding.targets],
        "span": _span(weeks, view),
        "first": weeks[0].strftime("%Y-%m-%d"),
        "last": weeks[1].strftime("%Y-%m-%d"),
        "n": len(finding.evidence),
        "people": 0 if is_shielded else len(finding.persons),
        "lines": [] if is_shielded else _lines(finding, view, pool),
        "more": max(0, len(finding.evidence) - _MOST) if view.tier.has_text and not is_shielded else 0,
    }


def _span(days: Sequence[Any], view: View) -> str:
    """Return first and last day, the year once where it is the same."""
    first, last = (view.day(at) for at in days)
    if first and days[0].year == days[1].year and first != last:
        first = first.removesuffix(f" {days[0].year}")
    return " – ".join(dict.fromkeys((first, last)))


def _about(target: str, view: View) -> int | str:
    return view.place.get(target, visible(view.tier.topic(target)))


def _said(phrase: Phrase, view: View) -> str:
    return kept(phrase.render(view.lang, view.label))


def wrong_words(finding: Finding, view: View) -> str:
    """Return how often the rule was wrong where the truth is known, or that it was not measured."""
    said, precision = view.words["findings"], finding.rule.precision
    if precision is None:
        return said["wrong_unknown"]
    if precision.p_wrong is None:
        return said["wrong_never"].format(data=precision.described(view.lang))
    parts = [_measured(precision, view)] if precision.share_wrong is not None else []
    low, high = precision.p_wrong_interval()
    here = {"p": 100 * precision.p_wrong, "lo": 100 * low, "hi": 100 * high, "rarity": 1000 / precision.base_rate}
    parts.append(said["wrong_here"].format_map({name: number(figure, view.lang) for name, figure in here.items()}))
    if precision.reviewed:
        counted = {"confirmed": precision.confirmed, "refuted": precision.refuted}
        parts.append(said["wrong_reviewed"].format_map({name: number(figure, view.lang) for name, figure in counted.items()}))
    return " ".join(parts)


def _measured(precision: Precision, view: View) -> str:
    """Return what was counted where the truth is known."""
    low, high = precision.interval()
    return view.words["findings"]["wrong_known"].format(
        wrong=number(precision.wrong, view.lang),
        n=number(precision.n, view.lang),
        p=number(100 * (precision.share_wrong or 0.0), view.lang),
        lo=number(100 * low, view.lang),
        hi=number(100 * high, view.lang),
        data=precision.described(view.lang),
    )


def chance_words(finding: Finding, view: View) -> str:
    """Return what was seen beside what chance would give, empty where the rule has no such test."""
    test = finding.test
    if test is None:
        return ""
    return view.words["findings"]["chance_body"].format(
        observed=number(test.statistic, view.lang, 2).removesuffix(".00").removesuffix(",00"),
        expected=number(test.expected, view.lang, 2),
        null=view.words["nulls"].get(test.null, test.null),
        p=_p(test.p, view),
        q="" if test.q is None else f", q {_p(test.q, view)}",
    )


def _p(value: float, view: View) -> str:
    return f"< {number(0.001, view.lang, 3)}" if value < 0.001 else f"= {number(value, view.lang, 3)}"


def _lines(finding: Finding, view: View, pool: Pool) -> list[dict[str, Any]]:
    """Return lines in file order: evidence (with its role and cues) and context; ``gap`` counts what was left out before a line."""
    if not view.tier.has_text:
        return []
    cited: dict[str, list[Evidence]] = {}
    for line in finding.evidence[:_MOST]:
        if pool.has(line.msg_id):
            cited.setdefault(line.msg_id, []).append(line)
    cues = _cues(finding.rule.code, cited, view)
    rows: list[dict[str, Any]] = []
    before: str | None = None
    for key in pool.beside(cited, _AROUND, _AROUND):
        row: dict[str, Any] = {"m": pool.take(key)}
        if key in cited:
            roles = dict.fromkeys(view.role(line.role) for line in cited[key] if line.role)
            own = [(line.start, line.end) for line in cited[key] if 0 <= line.start < line.end]
            row |= {"role": ", ".join(roles), "marks": pool.marked(key, _joined(own or cues.get(key, [])))}
        if before is not None and (gap := pool.distance(before, key)):
            row["gap"] = gap
        rows.append(row)
        before = key
    return rows


@cache
def _signals() -> Mapping[str, Sequence[str]]:
    """Return code of a detector → signals whose words are marked."""
    text = resources.files("wag_analyzer.report.html").joinpath("cues.toml").read_text(encoding="utf-8")
    found: Mapping[str, Sequence[str]] = tomllib.loads(text)["signals"]
    return found


def _cues(code: str, keys: Iterable[str], view: View) -> dict[str, list[tuple[int, int]]]:
    """Return message → places of the words that speak for a finding, where its evidence marks none."""
    said = view.analysis.signals
    said = said[said["msg_id"].isin(list(keys))]
    wanted = said[said["signal"].astype(object).isin(_signals().get(code, ())) & (said["start"] >= 0)]
    places: dict[str, list[tuple[int, int]]] = {}
    for key, start, end in zip(wanted["msg_id"], wanted["start"], wanted["end"], strict=True):
        places.setdefault(str(key), []).append((int(start), int(end)))
    return places


def _joined(places: Iterable[tuple[int, int]]) -> Marks:
    """Return the cues of one message sorted and joined where they touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
