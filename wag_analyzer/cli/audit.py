"""The whole job in one command."""

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.case.settling import is_asked
from wag_analyzer.cli.console import advance, result, tell
from wag_analyzer.cli.inputs import analysed, chat_of, lost, refuse_store
from wag_analyzer.cli.judging import fails, set_aside
from wag_analyzer.cli.options import CONSENT, LEVELS, RULED, WHO, Run, input_argument, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.heap import MANY, give_back, look_past
from wag_analyzer.report.table_words import wording
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    from wag_analyzer.analysis import Analysis
    from wag_analyzer.parser.chat import Chat
    from wag_analyzer.policies import Judged

__all__ = ["audit", "key_option"]

_ELSEWHERE: Final = "choose another folder, or work on the case itself"
_QUESTIONS: Final = {
    "en": {
        "purpose": "Why is this audit done? (kept in the case, shown in the report; empty: not stated)",
        "legal_basis": "On what legal basis?",
        "retain_until": "Until which day is the case kept? (as 2025-06-30)",
    },
    "id": {
        "purpose": "Untuk apa audit ini dilakukan? (disimpan dalam berkas, tampak di laporan; kosong: tidak dinyatakan)",
        "legal_basis": "Atas dasar hukum apa?",
        "retain_until": "Sampai tanggal berapa berkas ini disimpan? (seperti 2025-06-30)",
    },
}


def _day(_context: click.Context | None, _option: click.Parameter | None, value: str) -> str:
    """Return a day as it was written; empty when none was."""
    try:
        return date.fromisoformat(value.strip()).isoformat() if value.strip() else ""
    except ValueError:
        raise SettingsError(f"is {value!r}", where="--retain-until", hint="write a day as 2025-06-30") from None


key_option = click.option(
    "--key", type=click.Path(path_type=Path, dir_okay=False), help="Key file of the pseudonyms. [your settings folder]"
)


@click.command()
@input_argument("exports", "EXPORT...")
@run_and_settings(
    *WHO, *RULED, "tier", "min_group", "date_order", "locale", "tz", "max_loss", "session_gap", "reply_model", "draws", *CONSENT
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Case folder to make or renew. [NAME.case in this folder]")
@click.option("--fail-on", type=click.Choice(LEVELS), help="Exit with 1 when a finding is at or above this level.")
@click.option("--purpose", default="", help="Why this is done; kept in the case and shown in the report. [as stated before]")
@click.option("--legal-basis", default="", help="On what legal basis; kept and shown likewise. [as stated before]")
@click.option(
    "--retain-until", default="", metavar="DAY", callback=_day, help="Day on which the case is to be removed; kept and shown likewise."
)
@click.option("--keep-raw", is_flag=True, help="Keep a copy of the exports in the case, so that it can be done again from itself alone.")
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
    retain_until: str,
    keep_raw: bool,
    key: Path | None,
) -> int:
    """Do the whole job: read, people, ties, network, findings, report.

    Writes a case folder and prints a short summary and the path of report.html. The report shows pseudonyms unless --tier says otherwise;
    the folder itself is working material, readable by you only. On a terminal it asks once why the work is done, on what basis, and until
    when the case is kept, unless that is said.
    """
    from wag_analyzer.aside import LONG, hands  # noqa: PLC0415 - help does not need it

    for export in exports:
        refuse_store(export, "its exports were examined when it was filled", f"'wag report {export} -o FOLDER' writes their reports")
    target = output or Path(_stem(exports[0]) + ".case")
    _guard(target, exports)
    settings = _remembered(settings, target, run)
    _refuse_copies(settings, keep_raw=keep_raw)
    said = _stated(target, {"purpose": purpose, "legal_basis": legal_basis, "retain_until": retain_until}, run)
    chat = _read(exports, settings, run)
    with hands(wanted=len(chat.messages) >= LONG):
        analysis = analysed(chat, settings, run)
        from wag_analyzer.case.making import About, begun, tier_of, written  # noqa: PLC0415 - pulls in what the chat is read without
        from wag_analyzer.report.text import summary  # noqa: PLC0415 - as above

        with advance(run, 2) as stage:
            stage("findings")
            tables = begun(analysis)
            told = _found(analysis, settings)
            stage("report and tables")
            tier = tier_of(settings, analysis, told.findings, key)
            case = written(target, analysis, told.findings, tier, About(said, key, exports, keep_raw, tables=tables))
    result(summary(analysis, told.findings, tier=tier, lang=settings.lang))
    set_aside(run, told, tier)
    result([wording(settings.lang)["report"].format(path=case.path / "report.html")])
    if settings.tier == "names":
        tell(run, "names_in_report")
    return fails(told.findings, fail_on) or lost(chat, settings)


def _read(exports: Sequence[str], settings: Settings, run: Run) -> "Chat":
    """Return the chat; Python looks no more at the modules there are now."""
    look_past()
    return chat_of(exports, settings, run)


def _found(analysis: "Analysis", settings: Settings) -> "Judged":
    """Return what detectors found; of a long chat the memory they took is given back: the words of all texts, what was read in them."""
    from wag_analyzer.detectors import judged  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.text.normalize import tokens  # noqa: PLC0415 - pulls in what reads texts

    told = judged(analysis, select=settings.select, ignore=settings.ignore)
    if len(analysis.messages) >= MANY:
        tokens.cache_clear()
        give_back()
    return told


def _stated(target: Path, given: dict[str, str], run: Run) -> dict[str, str]:
    """Return what is stated of the work: what is given, else what the case states already, else what the user answers on a terminal."""
    from wag_analyzer.case.folder import is_case, open_case  # noqa: PLC0415 - pulls in everything

    said = {name: text for name, text in given.items() if text}
    if is_case(target):
        return {**open_case(target).stated, **said}
    if run.quiet or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return said
    for name in (name for name in given if name not in said):
        answer = click.prompt(_QUESTIONS[run.speaks][name], default="", show_default=False, err=True)
        said[name] = _day(None, None, answer) if name == "retain_until" else answer
    return {name: text for name, text in said.items() if text}


def _refuse_copies(settings: Settings, *, keep_raw: bool) -> None:
    """Refuse to keep exports that hold more than those who agreed."""
    if keep_raw and is_asked(settings):
        raise SettingsError("would keep what those wrote who did not agree", where="--keep-raw", hint="leave it out")


def _remembered(settings: Settings, target: Path, run: Run) -> Settings:
    """Return the settings with what a case to be renewed keeps, unless something else is named: who is who, and who had to agree.

    Raises
    ------
    SettingsError
        Somebody was erased from the case, whom the export would bring back.
    """
    from wag_analyzer.case.folder import is_case, open_case  # noqa: PLC0415 - pulls in everything

    if not is_case(target):
        return settings
    case = open_case(target)
    if case.run.get("erased"):
        raise SettingsError("somebody was erased from this case, whom the export would bring back", where=f"-o {target}", hint=_ELSEWHERE)
    before = case.settings
    if not is_asked(settings):
        settings = replace(settings, consent_message=before.consent_message, consent_list=before.consent_list)
    kept = case.decisions if settings.identities is None else None
    if kept is None:
        return settings
    tell(run, "kept_decisions", path=kept)
    return replace(settings, identities=kept)


def _stem(export: str) -> str:
    name = "chat" if export == "-" else Path(export).resolve().name
    plain = re.sub(r"[^\w.-]+", "-", name.removesuffix(".txt").removesuffix(".zip")).strip("-.")
    return plain[:80] or "chat"


def _guard(target: Path, exports: Sequence[str]) -> None:
    """Refuse to write over an input."""
    from wag_analyzer.case.files import makeable, same_file  # noqa: PLC0415 - only here

    for export in exports:
        if export != "-" and same_file(target, Path(export)):
            raise SettingsError("is the export itself", where=f"-o {target}", hint="choose another folder")
    makeable(target.parent)
