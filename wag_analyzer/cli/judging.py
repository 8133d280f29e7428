"""Commands about findings: detect, explain, rules."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from wag_analyzer.cli.console import result, say, tell
from wag_analyzer.cli.frames import FORMATS, emit, read_by
from wag_analyzer.cli.inputs import analysed, lost, opened, store_in
from wag_analyzer.cli.options import LEVELS, RULED, WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.findings import Finding, Level
from wag_analyzer.report.sentences import sentence
from wag_analyzer.report.spoken import spoken
from wag_analyzer.settings import Settings, without_strengths
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    from wag_analyzer.findings import Rule
    from wag_analyzer.policies import Judged
    from wag_analyzer.precision import Precision
    from wag_analyzer.report.table_words import Language
    from wag_analyzer.report.tiers import Tier

__all__ = ["detect", "explain", "fails", "rules", "set_aside"]

_FORMATS: Final = ("text", "jsonl", "csv", "sarif")


def fails(findings: list[Finding], fail_on: str | None) -> int:
    """Return 1 when a finding is at or above the level, else 0; strengths never count."""
    if fail_on is None:
        return 0
    return int(any(finding.rule.severity >= Level[fail_on.upper()] for finding in findings if not finding.rule.strength))


@click.command()
@input_argument()
@run_and_settings(*WHO, *RULED, "reply_model", "date_order", "locale", "session_gap", "max_loss")
@click.option("--fail-on", type=click.Choice(LEVELS), help="Exit with 1 when a finding is at or above this level.")
@click.option("--strengths", is_flag=True, help="Print the good that the network does as well (WAG6).")
@click.option("--format", "form", metavar="[text|jsonl|csv|sarif|PLUGIN]", help="[text; jsonl with --json]")
@output_option
def detect(
    inputs: tuple[str, ...],
    run: Run,
    settings: Settings,
    *,
    fail_on: str | None,
    strengths: bool,
    form: str | None,
    output: Path | None,
) -> int:
    """Print the findings: signals for review, never verdicts.

    Each has persons, lines, what speaks for and against it, innocent readings, severity, confidence, and how often such a finding was
    wrong where the truth is known. 'Nothing found' is a normal result. Strengths are no signals for review: they come with --strengths or
    --select WAG6, and always in the report. Of a store, each group is looked at by itself.
    """
    from wag_analyzer.aside import LONG, hands  # noqa: PLC0415 - only here
    from wag_analyzer.detectors import judged  # noqa: PLC0415 - pulls in the detectors
    from wag_analyzer.report.formats import findings_lines  # noqa: PLC0415
    from wag_analyzer.report.tiers import Tier  # noqa: PLC0415

    chosen = form or ("jsonl" if run.json else "text")
    if chosen not in (*_FORMATS, *settings.plugins):
        raise SettingsError(
            f"no format is called {visible(chosen)}", where="--format", hint=f"use {', '.join((*_FORMATS, *settings.plugins))}"
        )
    if store := store_in(inputs):
        from wag_analyzer.cli.organising import detect_store  # noqa: PLC0415 - only for a store

        return fails(detect_store(Path(store), run, settings if strengths else without_strengths(settings), chosen, output), fail_on)
    chat, settings = opened(inputs, settings, run)
    settings = settings if strengths else without_strengths(settings)
    with hands(wanted=len(chat.messages) >= LONG):
        analysis = analysed(chat, settings, run, for_findings=True)
        told = judged(analysis, select=settings.select, ignore=settings.ignore)
    result(findings_lines(told.findings, analysis, chosen, settings.lang), output)
    set_aside(run, told, Tier("names"))
    return fails(told.findings, fail_on) or lost(chat, settings)


def set_aside(run: Run, told: "Judged", tier: "Tier") -> None:
    """Say which findings a policy set aside and why, and what of the policy did nothing."""
    for item in told.aside:
        told_until = {"until": item.until} if item.until else {}
        code, finding = item.finding.rule.code, tier.finding_id(item.finding)
        why = sentence(item.reason, run.speaks)
        tell(run, "set_aside_until" if item.until else "set_aside", line=item.line, code=code, finding=finding, why=why, **told_until)
    for note in told.notes:
        say(run, sentence(note, run.speaks))


@click.command()
@click.argument("code")
@run_and_settings("calibration", "base_rate", "plugins")
def explain(code: str, run: Run, settings: Settings) -> None:
    """Print a detector's page, or the card of a measure or role: what it is, what it means, what it cannot say.

    CODE is a detector (WAG301), a measure (betweenness) or a role (gatekeeper); a name that is both prints both. --json gives the card
    of a detector with its figures beside the page.
    """
    from wag_analyzer.detectors import page, rule  # noqa: PLC0415 - pulls in the detectors
    from wag_analyzer.report.card_words import explained  # noqa: PLC0415 - only here

    text = explained(code.lower(), settings.lang)
    card: dict[str, Any] = {"name": code.lower()}
    try:
        if not text:
            text, card = page(code.upper(), settings.lang, settings), _card(rule(code.upper(), settings), settings)
    except KeyError:
        hint = "see 'wag rules', or column measure of 'wag network --format csv'"
        raise SettingsError(f"no detector, measure or role is called {code}", where="explain", hint=hint) from None
    result([json.dumps({**card, "page": text}, ensure_ascii=False)] if run.json else text.rstrip("\n").split("\n"))


def _card(rule: "Rule", settings: Settings) -> dict[str, Any]:
    """Return a detector's card for programs: what it is, and how often it is wrong."""
    known = rule.precision
    return {
        "code": rule.code,
        "name": rule.name,
        "kind": rule.kind,
        "severity": rule.severity.word,
        "strength": rule.strength,
        "since": rule.since,
        "source": rule.source,
        "summary": rule.summary.render(settings.lang),
        "precision": None if known is None else {**asdict(known), "p_wrong": known.p_wrong, "p_wrong_interval": known.p_wrong_interval()},
    }


@click.command()
@run_and_settings("calibration", "base_rate", "plugins")
@format_option(*FORMATS)
def rules(run: Run, settings: Settings, form: str | None) -> None:
    """List the detectors with severity and how often each was wrong where the truth is known."""
    import pandas as pd  # noqa: PLC0415 - start-up

    from wag_analyzer.detectors import looked_for, rule  # noqa: PLC0415 - pulls in the detectors

    rows = []
    for code in (card.code for card in looked_for(plugins=settings.plugins)):
        card = rule(code, settings)
        known = card.precision
        rows.append(
            {
                "code": code,
                "name": card.name,
                "severity": card.severity.word,
                "wrong": _wrong(known, read_by(run, form)),
                "p_wrong": None if known is None else known.p_wrong,
                "summary": card.summary.render(settings.lang),
            }
        )
    emit(pd.DataFrame(rows).astype({"p_wrong": float}), run, form, None)
    tell(run, "page")


def _wrong(known: "Precision | None", lang: "Language") -> str:
    """Return how often a rule was wrong where the truth is known."""
    return spoken("not_measured", lang) if known is None or not known.n else spoken("wrong_of", lang, wrong=known.wrong, n=known.n)
