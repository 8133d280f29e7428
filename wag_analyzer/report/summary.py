"""The verdict in one sentence and the five figures: the same in the page and on the terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding, Level
from wag_analyzer.network.edges import PRESENT
from wag_analyzer.report.words import Language, day, number, words

__all__ = ["Figure", "Summary", "in_order", "live_ties", "summary"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: value, unit, a second line and what it means."""

    value: str
    unit: str
    note: str
    help: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What one sees first."""

    sentence: str
    figures: tuple[Figure, ...]


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings as they are shown: risks before strengths, then by severity, confidence, score and code."""
    return sorted(findings, key=lambda f: (f.rule.strength, -f.rule.severity, -f.confidence, -f.score, f.rule.code, f.finding_id))


def live_ties(analysis: Analysis) -> pd.DataFrame:
    """Return the ties that count as present, strongest first, in a settled order."""
    kept = analysis.network.ties[_are_live(analysis)]
    return kept.sort_values(["weight", "source", "target"], ascending=[False, True, True], kind="stable").reset_index(drop=True)


def _are_live(analysis: Analysis) -> "pd.Series[bool]":
    ties = analysis.network.ties
    return (ties["layer"].astype(object) == "all") & (ties["weight"] >= PRESENT)


def summary(analysis: Analysis, findings: Sequence[Finding], lang: Language, *, groups: bool = True) -> Summary:
    """Return sentence and figures.

    Parameters
    ----------
    analysis
        A chat analysed.
    findings
        Its findings.
    lang
        Language of the words.
    groups
        Whether the number of circles may be told.
    """
    return Summary(
        _sentence(analysis, findings, lang), (*_people(analysis, lang), *_network(analysis, lang, groups=groups), _lines(analysis, lang))
    )


def _sentence(analysis: Analysis, findings: Sequence[Finding], lang: Language) -> str:
    said = words(lang)["sentence"]
    risks = [finding for finding in findings if not finding.rule.strength]
    high = sum(finding.rule.severity == Level.HIGH for finding in risks)
    strengths = len(findings) - len(risks)
    lines = sum(source.lines_total for source in analysis.chat.sources)
    lost = sum(source.skipped_lines for source in analysis.chat.sources)
    groups = len({source.group_id for source in analysis.chat.sources if source.message_lines})
    parts = [
        said["none" if not risks else "one" if len(risks) == 1 else "some"],
        "" if not high or high == len(risks) else said["high_one" if high == 1 else "high_some"].replace("{n}", str(high)),
        said["strengths_one" if strengths == 1 else "strengths_some"].replace("{n}", str(strengths)) if strengths else "",
        said["groups"] if groups > 1 else "",
        said["lost"] if lost else "",
        said["order"] if any(source.date_order == "ambiguous" for source in analysis.chat.sources) else "",
    ]
    figures = {"n": len(risks), "messages": len(analysis.messages), "lost": lost, "lines": lines, "groups": groups}
    return "".join(parts).format_map({name: number(value, lang) for name, value in figures.items()})


def _people(analysis: Analysis, lang: Language) -> tuple[Figure, Figure]:
    said = words(lang)["figures"]
    table = analysis.people.table
    silent = int((table["messages"] == 0).sum())
    times = analysis.messages["at"]
    span = said["messages_span"].format(first=day(times.min(), lang), last=day(times.max(), lang)) if len(times) else ""
    note = said["people_silent"].format(n=number(silent, lang)) if silent else said["people_none_silent"]
    return (
        Figure(number(len(table), lang), said["people"], note, said["people_help"]),
        Figure(number(len(analysis.messages), lang), said["messages"], span, said["messages_help"]),
    )


def _network(analysis: Analysis, lang: Language, *, groups: bool) -> tuple[Figure, Figure]:
    said = words(lang)["figures"]
    ties = analysis.network.ties[["source", "target"]][_are_live(analysis)]
    ends = ties["source"].tolist(), ties["target"].tolist()
    pairs = set(zip(*ends, strict=True))
    mutual = 100 * sum((target, source) in pairs for source, target in pairs) / len(pairs) if pairs else 0.0
    alone = len(set(analysis.people.table["person"].tolist()).difference(*ends))
    circles = int(analysis.network.communities["circle"].max() or 0) if len(analysis.network.communities) else 0
    clear = groups and analysis.network.circles_are_clear and circles > 0
    alone_note = said[{0: "circles_alone_none", 1: "circles_alone_one"}.get(alone, "circles_alone")].format(n=number(alone, lang))
    return (
        Figure(number(len(ties), lang), said["ties"], said["ties_mutual"].format(p=number(mutual, lang)), said["ties_help"]),
        Figure(
            number(circles, lang) if clear else "–", said["circles"] if clear else said["circles_none"], alone_note, said["circles_help"]
        ),
    )


def _lines(analysis: Analysis, lang: Language) -> Figure:
    said = words(lang)["figures"]
    lines = sum(source.lines_total for source in analysis.chat.sources)
    lost = sum(source.skipped_lines for source in analysis.chat.sources)
    share = 100 * (1 - lost / lines) if lines else 0.0
    shown = min(share, 99.99) if lost else share
    note = said["lines_lost" if lost else "lines_all"].format(lost=number(lost, lang), lines=number(lines, lang))
    return Figure(f"{number(shown, lang, 2 if lost else 0)} %", said["lines"], note, said["lines_help"])
