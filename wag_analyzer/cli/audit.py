"""The whole job in one command."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from wag_analyzer.cli.console import result, say
from wag_analyzer.cli.inputs import analysed, chat_of, lost
from wag_analyzer.cli.judging import fails, set_aside
from wag_analyzer.cli.options import LEVELS, RULED, WHO, Run, input_argument, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    from wag_analyzer.analysis import Analysis
    from wag_analyzer.findings import Finding
    from wag_analyzer.report.tiers import Tier

__all__ = ["audit", "made_with", "ruled", "stated", "tier_of"]

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
    from wag_analyzer.case.contents import tables_of  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.documents import documents  # noqa: PLC0415
    from wag_analyzer.case.folder import table_files, write_case  # noqa: PLC0415
    from wag_analyzer.detectors import judged  # noqa: PLC0415
    from wag_analyzer.parser.inventory import inventory  # noqa: PLC0415
    from wag_analyzer.report.text import summary  # noqa: PLC0415

    target = output or Path(_stem(exports[0]) + ".case")
    _guard(target, exports)
    settings = _remembered(settings, target, run)
    chat = chat_of(exports, settings, run)
    analysis = analysed(chat, settings, run)
    told = judged(analysis, select=settings.select, ignore=settings.ignore)
    findings = told.findings
    tier = tier_of(settings, analysis, findings, key)
    about = {**_stated_before(target), **{name: text for name, text in (("purpose", purpose), ("legal_basis", legal_basis)) if text}}
    listed = tables_of(analysis, inventory(chat, exports))
    shown = {**made_with(), **stated(about, settings.lang), **ruled(analysis)}
    made = {**table_files(listed, chat), **documents(analysis, findings, tier, shown, listed)}
    case = write_case(target, analysis, findings, made, {**about, **_rests_on(analysis), "key_file": str(key.resolve()) if key else None})
    result(summary(analysis, findings, tier=tier, lang=settings.lang))
    set_aside(run, told, tier)
    result([f"{'Laporan' if settings.lang == 'id' else 'Report'}: {case.path / 'report.html'}"])
    if settings.tier == "names":
        say(run, "the report shows names; whoever holds it can tell who is who")
    return fails(findings, fail_on) or lost(chat, settings)


def tier_of(settings: Settings, analysis: "Analysis", findings: "Sequence[Finding]", key: Path | None) -> "Tier":
    """Return the tier the settings ask for, with the pseudonyms of the key."""
    from wag_analyzer.people.pseudonyms import Pseudonyms  # noqa: PLC0415 - pulls in the pipeline
    from wag_analyzer.report.tiers import tier  # noqa: PLC0415

    named = settings.tier == "names" and not any(finding.protected for finding in findings)
    pseudonyms = None if named else Pseudonyms.load(key)
    return tier(settings.tier, analysis, pseudonyms, findings=findings, lang=settings.lang)


_DIGITS: Final = 16
_STATED: Final = {"en": ("purpose", "legal basis", "not stated"), "id": ("tujuan", "dasar hukum", "tidak dinyatakan")}


def stated(about: Mapping[str, str], lang: str) -> dict[str, str]:
    """Return purpose and legal basis as the report shows them; what was not stated is said to be so."""
    purpose, basis, nothing = _STATED["id" if lang == "id" else "en"]
    return {purpose: about.get("purpose") or nothing, basis: about.get("legal_basis") or nothing}


def ruled(analysis: "Analysis") -> dict[str, str]:
    """Return which policy was applied, as the report shows it."""
    used = analysis.policy
    word = "kebijakan" if analysis.settings.lang == "id" else "policy"
    return {word: f"{used.name} (SHA-256 {used.sha256[:_DIGITS]}…)"} if used.path else {}


def _stated_before(target: Path) -> dict[str, str]:
    """Return what a case to be renewed states of its purpose and legal basis."""
    from wag_analyzer.case.folder import is_case, open_case  # noqa: PLC0415 - pulls in everything

    return dict(open_case(target).stated) if is_case(target) else {}


def _rests_on(analysis: "Analysis") -> dict[str, Any]:
    """Return versions, and how much the chat names people, which decides how sure its replies can be."""
    from wag_analyzer.interactions.regimes import regime  # noqa: PLC0415 - pulls in pandas

    return {"versions": made_with(), "reply_regime": regime(analysis.messages, analysis.people).facts()}


def made_with() -> dict[str, Any]:
    """Return the versions a result rests on."""
    return {name: version(name) for name in ("wag-analyzer", "pandas", "numpy", "scipy", "networkx")}


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
