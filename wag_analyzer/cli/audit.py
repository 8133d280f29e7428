"""The whole job in one command."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from wag_analyzer.cli.console import result, say
from wag_analyzer.cli.inputs import analysed, chat_of, lost
from wag_analyzer.cli.judging import fails, set_aside
from wag_analyzer.cli.options import LEVELS, RULED, WHO, Run, input_argument, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.settings import Settings

__all__ = ["audit", "key_option"]

key_option = click.option(
    "--key", type=click.Path(path_type=Path, dir_okay=False), help="Key file of the pseudonyms. [your settings folder]"
)


@click.command()
@input_argument("exports", "EXPORT...")
@run_and_settings(*WHO, *RULED, "tier", "date_order", "locale", "tz", "max_loss", "session_gap", "reply_model", "draws")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Case folder to make or renew. [NAME.case in this folder]")
@click.option("--fail-on", type=click.Choice(LEVELS), help="Exit with 1 when a finding is at or above this level.")
@click.option("--purpose", default="", help="Why this is done; kept in the case and shown in the report. [as stated before]")
@click.option("--legal-basis", default="", help="On what legal basis; kept and shown likewise. [as stated before]")
@key_option
def audit(
    exports: tuple[str, ...],
    run: Run,
    settings: Settings,
    *,
    output: Path | None,
    fail_on: str | None,
    purpose: str,
    legal_basis: str,
    key: Path | None,
) -> int:
    """Do the whole job: read, people, ties, network, findings, report.

    Writes a case folder and prints a short summary and the path of report.html. The report shows pseudonyms unless --tier says otherwise;
    the folder itself is working material, readable by you only.
    """
    from wag_analyzer.case.making import About, tier_of, written  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.detectors import judged  # noqa: PLC0415
    from wag_analyzer.report.text import summary  # noqa: PLC0415

    target = output or Path(_stem(exports[0]) + ".case")
    _guard(target, exports)
    settings = _remembered(settings, target, run)
    chat = chat_of(exports, settings, run)
    analysis = analysed(chat, settings, run)
    told = judged(analysis, select=settings.select, ignore=settings.ignore)
    findings = told.findings
    said = {**_stated_before(target), **{name: text for name, text in (("purpose", purpose), ("legal_basis", legal_basis)) if text}}
    tier = tier_of(settings, analysis, findings, key)
    case = written(target, analysis, findings, tier, About(said, key, exports))
    result(summary(analysis, findings, tier=tier, lang=settings.lang))
    set_aside(run, told, tier)
    result([f"{'Laporan' if settings.lang == 'id' else 'Report'}: {case.path / 'report.html'}"])
    if settings.tier == "names":
        say(run, "the report shows names; whoever holds it can tell who is who")
    return fails(findings, fail_on) or lost(chat, settings)


def _stated_before(target: Path) -> dict[str, str]:
    """Return what a case to be renewed states of its purpose and legal basis."""
    from wag_analyzer.case.folder import is_case, open_case  # noqa: PLC0415 - pulls in everything

    return dict(open_case(target).stated) if is_case(target) else {}


def _remembered(settings: Settings, target: Path, run: Run) -> Settings:
    """Return the settings with the decisions on who is who that a case to be renewed keeps, unless others are named."""
    from wag_analyzer.case.folder import is_case, open_case  # noqa: PLC0415 - pulls in everything

    kept = open_case(target).decisions if settings.identities is None and is_case(target) else None
    if kept is None:
        return settings
    say(run, f"{kept}: who is who as decided before; name another table with --apply")
    return replace(settings, identities=kept)


def _stem(export: str) -> str:
    name = "chat" if export == "-" else Path(export).resolve().name
    plain = re.sub(r"[^\w.-]+", "-", name.removesuffix(".txt").removesuffix(".zip")).strip("-.")
    return plain[:80] or "chat"


def _guard(target: Path, exports: Sequence[str]) -> None:
    """Refuse to write over an input."""
    from wag_analyzer.case.files import same_file  # noqa: PLC0415 - only here

    for export in exports:
        if export != "-" and same_file(target, Path(export)):
            raise SettingsError("is the export itself", where=f"-o {target}", hint="choose another folder")
