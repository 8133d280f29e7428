"""The formats findings can be printed in: name → lines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.errors import SettingsError
from wag_analyzer.findings import Finding
from wag_analyzer.plugins import REPORTS, failed, loaded
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.findings_jsonl import findings_frame, findings_jsonl
from wag_analyzer.report.sarif import sarif
from wag_analyzer.report.summary import in_order
from wag_analyzer.report.text import finding_lines, looked_for_lines
from wag_analyzer.report.tiers import Tier
from wag_analyzer.report.words import Language, words
from wag_analyzer.visible import visible

__all__ = ["FORMATS", "findings_lines"]

Format = Callable[[Sequence[Finding], Analysis, Tier, Language], Iterable[str]]


def _text(findings: Sequence[Finding], analysis: Analysis, tier: Tier, lang: Language) -> Iterable[str]:
    if not findings:
        yield words(lang)["findings"]["nothing"] + ". " + words(lang)["findings"]["nothing_body"]
    for turn, finding in enumerate(in_order(findings)):
        yield from ("",) if turn else ()
        yield from finding_lines(finding, analysis, tier=tier, lang=lang)
    yield from looked_for_lines(analysis, tier, lang)


def _jsonl(findings: Sequence[Finding], _: Analysis, tier: Tier, lang: Language) -> Iterable[str]:
    return findings_jsonl(findings, tier, lang).removesuffix("\n").split("\n") if findings else []


def _csv(findings: Sequence[Finding], _: Analysis, tier: Tier, lang: Language) -> Iterable[str]:
    return csv_text(findings_frame(findings, tier, lang)).removesuffix("\n").split("\n")


def _sarif(findings: Sequence[Finding], analysis: Analysis, tier: Tier, lang: Language) -> Iterable[str]:
    return sarif(analysis, findings, tier, lang).removesuffix("\n").split("\n")


FORMATS: Final[Mapping[str, Format]] = {"text": _text, "jsonl": _jsonl, "csv": _csv, "sarif": _sarif}


def findings_lines(
    findings: Sequence[Finding], analysis: Analysis, form: str, lang: Language = "en", tier: Tier | None = None
) -> Iterable[str]:
    """Return the lines of ``findings`` in a format of ``FORMATS``; names as they stand in the chat when no tier is given.

    Parameters
    ----------
    findings
        In the order to print; ``text`` sorts risks before strengths.
    analysis
        The chat they are about.
    form
        ``text``, ``jsonl``, ``csv``, ``sarif``, or the name of a plug-in that the settings name and that brings a report format.
    lang
        Language of the sentences.
    tier
        How people are called.

    Raises
    ------
    SettingsError
        There is no such format, or the plug-in that brings it failed.
    """
    use = tier or Tier("names")
    if form in FORMATS:
        return FORMATS[form](findings, analysis, use, lang)
    brought = dict(loaded(analysis.settings.plugins, REPORTS))
    if form not in brought:
        raise SettingsError(f"no format is called {visible(form)}", where="--format", hint=f"use {', '.join((*FORMATS, *brought))}")
    try:
        return [visible(str(line)) for line in brought[form](findings, analysis, use, lang)]
    except Exception as error:  # noqa: BLE001 - whatever foreign code does is told in one line
        raise failed(form, error) from None
