"""Commands on a case: report, show, review, export."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.case.names import LOG
from wag_analyzer.cli.audit import key_option
from wag_analyzer.cli.console import result, tell
from wag_analyzer.cli.frames import FORMATS, emit
from wag_analyzer.cli.inputs import analysed, noted, refuse_store, store_in, under
from wag_analyzer.cli.options import WHO, Run, format_option, output_option, run_and_settings
from wag_analyzer.cli.picturing import draw, figure_formats_option, figures_option
from wag_analyzer.errors import SettingsError
from wag_analyzer.settings import Settings
from wag_analyzer.tables import DECISIONS
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    from wag_analyzer.analysis import Analysis
    from wag_analyzer.case.folder import Case
    from wag_analyzer.findings import Finding
    from wag_analyzer.report.paper.making import Form
    from wag_analyzer.report.tiers import Tier

__all__ = [
    "DECIDED_IN_CASES",
    "case_argument",
    "case_or_store_argument",
    "codes_of",
    "export",
    "opened_case",
    "refuse_who",
    "report",
    "review",
    "show",
]

EXPORTS: Final = ("graphml", "gexf", "gexf-static", "pajek", "dl", "edgelist", "convokit", "chatlab", "csv", "parquet", "rsmf", "loadfile")

DECIDED_IN_CASES: Final = ("decisions are kept in cases", "'wag serve STORE' makes a case of each group")
"""What is said of a store where decisions are asked for."""

case_argument = click.argument("case", type=click.Path(path_type=Path, file_okay=False))
case_or_store_argument = click.argument("case", type=click.Path(path_type=Path, file_okay=False), metavar="CASE|STORE")


def refuse_who(case: Path) -> None:
    """Refuse to say anew who is who in a case, whose tables are made.

    Raises
    ------
    SettingsError
        The command line says it.
    """
    said = click.get_current_context().params
    given = [name for name in WHO if said.get(name) is not None]
    if given:
        where = "--apply" if given[0] == "identities" else f"--{given[0].replace('_', '-')}"
        raise SettingsError("a case keeps who is who", where=where, hint=f"run 'wag audit EXPORT -o {case}' with it")


def opened_case(path: Path, run: Run, learnt: Path | None = None) -> "tuple[Case, Analysis, list[Finding]]":
    """Return a case with its analysis and findings made again; the same tables and settings give the same findings.

    How often they are wrong is told with what reviews say by now (``learnt``), else with what they said when the case was made.
    """
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.detectors import detect  # noqa: PLC0415

    refuse_who(path)
    case = open_case(path)
    use = under(case.settings, run)
    analysis = analysed(case.chat(), replace(use, calibration=learnt or use.calibration), run)
    return case, analysis, detect(analysis, select=use.select, ignore=use.ignore)


@click.command()
@case_or_store_argument
@run_and_settings("tier", "min_group", "calibration", *WHO)
@key_option
@click.option("--format", "form", type=click.Choice(("html", "md", "print")), default="html", show_default=True, help="See above.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write. [html: the case's own report]")
@figures_option
@figure_formats_option
def report(
    case: Path,
    run: Run,
    settings: Settings,
    *,
    key: Path | None,
    output: Path | None,
    form: str,
    figures: Path | None,
    figure_formats: str | None,
) -> None:
    """Write the report of CASE again, in another tier, language or form; with --figures, pictures for papers beside it.

    html is the page with the map. md (Markdown) and print (a page without script, all evidence open, to print or to make a PDF of) go to
    standard output unless -o names a file.

    Of a store it writes an index with what shows across its groups, and a report for each of them, into the folder named with -o; who is
    who may be told with --roster, --vcard and --apply.
    """
    from wag_analyzer.case import log  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.documents import report_page  # noqa: PLC0415
    from wag_analyzer.case.files import write_text  # noqa: PLC0415
    from wag_analyzer.case.folder import renewed  # noqa: PLC0415
    from wag_analyzer.case.making import shown_with, tier_of  # noqa: PLC0415

    if store_in([str(case)]):
        from wag_analyzer.cli.organising import report_store  # noqa: PLC0415 - only for a store

        _refuse_for_store(form, figures)
        report_store(case, run, settings, key, output)
        return
    opened, analysis, findings = opened_case(case, run, settings.calibration)
    tier = tier_of(analysis.settings, analysis, findings, key or opened.key)
    if form != "html":
        noted(opened, run, "report", tier=tier.level, lang=analysis.settings.lang, form=form)
        _on_paper(opened, (analysis, findings, tier), "md" if form == "md" else "print", output)
        result(draw(figures, figure_formats, analysis, tier) if figures else ())
        return
    target = output or opened.path / "report.html"
    page = report_page(analysis, findings, tier, shown_with(opened.stated, analysis))
    told = {"what": "report", "tier": tier.level, "lang": analysis.settings.lang}
    if target == opened.path / "report.html":
        renewed(opened, "report.html", page, told)
    else:
        write_text(target, page)
        log.append(opened.path / LOG, str(told.pop("what")), log.user(), told)
    result([str(target), *(draw(figures, figure_formats, analysis, tier) if figures else ())])


def _refuse_for_store(form: str, figures: Path | None) -> None:
    """Refuse what a store's report has not."""
    if form != "html" or figures is not None:
        where = "--figures" if form == "html" else f"--format {form}"
        raise SettingsError("the report of a store is a page for each group", where=where, hint="leave it out, or name a case")


def _on_paper(opened: "Case", made: "tuple[Analysis, list[Finding], Tier]", form: "Form", output: Path | None) -> None:
    """Print the report without script, or write it into a file."""
    from wag_analyzer.case.making import shown_with  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.report.paper.making import report_on_paper  # noqa: PLC0415

    analysis, findings, tier = made
    text = report_on_paper(analysis, findings, tier, shown_with(opened.stated, analysis), form)
    result(text.rstrip("\n").split("\n"), output)


@click.command()
@case_or_store_argument
@click.argument("finding")
@run_and_settings("tier", "calibration", *WHO)
@key_option
@click.option("--context", type=click.IntRange(0, 50), default=3, show_default=True, help="Lines before and after each evidence line.")
def show(case: Path, finding: str, run: Run, settings: Settings, *, key: Path | None, context: int) -> None:
    """Print one finding of CASE with its lines in context, what speaks for and against it, and its innocent readings.

    Of a store, the group whose finding it is comes first.
    """
    from wag_analyzer.case.making import tier_of  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.report.text import finding_lines  # noqa: PLC0415

    if store_in([str(case)]):
        from wag_analyzer.cli.storing import show_in_store  # noqa: PLC0415 - only for a store

        show_in_store(case, finding, run, settings, (key, context))
        return
    opened, analysis, findings = opened_case(case, run, settings.calibration)
    tier = tier_of(analysis.settings, analysis, findings, key or opened.key)
    wanted = [found for found in findings if finding in {found.finding_id, tier.finding_id(found)}]
    if not wanted:
        known = ", ".join(tier.finding_id(found) for found in findings[:5]) or "none"
        raise SettingsError(f"no finding is called {finding}", where=str(case), hint=f"this case has {known}")
    noted(opened, run, "show", finding=tier.finding_id(wanted[0]), tier=tier.level)
    result(finding_lines(wanted[0], analysis, tier=tier, lang=analysis.settings.lang, context=context))


@click.command()
@case_argument
@click.argument("finding", required=False)
@run_and_settings()
@click.option("--as", "decision", type=click.Choice(DECISIONS), help="Decision on FINDING.")
@click.option("--by", "reviewer", default="", help="Who decides. [you]")
@click.option("--note", default="", help="Why.")
@click.option("--import", "imported", type=click.Path(path_type=Path, dir_okay=False), help="Decisions saved from the report (JSON).")
@format_option(*FORMATS)
@output_option
def review(
    case: Path,
    finding: str | None,
    run: Run,
    settings: Settings,
    *,
    decision: str | None,
    reviewer: str,
    note: str,
    imported: Path | None,
    form: str | None,
    output: Path | None,
) -> None:
    """List the decisions on CASE's findings, set one with FINDING --as DECISION, or import those saved from the report."""
    from wag_analyzer.case import log, reviews  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415

    del settings
    refuse_store(case, *DECIDED_IN_CASES)
    opened = open_case(case)
    if (finding is None) != (decision is None):
        raise SettingsError("FINDING and --as DECISION go together", where="review", hint="see 'wag review --help'")
    new = reviews.read_saved(imported) if imported else []
    if finding is not None and decision is not None:
        new.append(reviews.Decision(finding, decision, reviewer or log.user(), _now(), note))
    if new:
        _refuse_unknown(opened, [one.finding_id for one in new], run)
        reviews.add(opened, new)
        tell(run, "reviews_kept", n=len(new), path=opened.path / "reviews.csv")
    else:
        emit(opened.reviews(), run, form, output)


def codes_of(case: "Case", wanted: Sequence[str], run: Run) -> dict[str, str]:
    """Return identity → code of the findings of a case; in every tier, when one that is wanted is not in the case's own."""
    from wag_analyzer.case import reviews  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.making import tier_of  # noqa: PLC0415

    listed = reviews.known(case)
    if all(finding in listed for finding in wanted):
        return listed
    opened, analysis, findings = opened_case(case.path, run)
    tiers = [tier_of(replace(analysis.settings, tier=level), analysis, findings, opened.key) for level in ("names", "pseudonym")]
    return listed | {tier.finding_id(found): found.rule.code for tier in tiers for found in findings}


def _refuse_unknown(case: "Case", wanted: Sequence[str], run: Run) -> None:
    """Refuse a decision on a finding that the case does not have, in whatever tier its identity was read.

    Raises
    ------
    SettingsError
        There is no such finding.
    """
    codes = codes_of(case, wanted, run)
    missing = [finding for finding in wanted if finding not in codes]
    if missing:
        has = ", ".join(list(codes)[:5]) or "none"
        raise SettingsError(f"no finding is called {visible(missing[0])}", where=str(case.path), hint=f"this case has {has}")


@click.command()
@case_or_store_argument
@run_and_settings("tier", "min_group", *WHO)
@click.option("--format", "forms", default="graphml,gexf,edgelist,csv", show_default=True, help=f"With commas: {', '.join(EXPORTS)}.")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write into.")
@key_option
def export(case: Path, run: Run, settings: Settings, *, forms: str, output: Path, key: Path | None) -> None:
    """Write CASE's tables and network for other tools, in a tier, scanned for leaks first.

    csv and parquet: every table, findings and their lines among them. graphml and gexf: the network with measures, gexf also with the days
    of people and ties; gexf-static without them. edgelist: nodes.csv and edges.csv as Gephi reads them. pajek, dl: for Pajek and UCINET.
    convokit, chatlab: the messages with the answers inferred. rsmf, loadfile: for review platforms; one mail a day with events and times,
    one row a message with hashes.
    Of a store, each group has a folder of its own, beside the tables that show across the groups.
    """
    from wag_analyzer.case.contents import tables_of  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.exports import exports  # noqa: PLC0415
    from wag_analyzer.case.files import make_folder, write_bytes  # noqa: PLC0415
    from wag_analyzer.case.making import tier_of  # noqa: PLC0415

    wanted = [form.strip() for form in forms.split(",") if form.strip()]
    unknown = [form for form in wanted if form not in EXPORTS]
    if unknown:
        raise SettingsError(f"no format is called {', '.join(unknown)}", where="--format", hint=f"use {', '.join(EXPORTS)}")
    if store_in([str(case)]):
        from wag_analyzer.cli.organising import export_store  # noqa: PLC0415 - only for a store

        export_store(case, run, settings, wanted, (output, key))
        return
    opened, analysis, findings = opened_case(case, run)  # a case's own settings count, but for what was said on the line
    tier = tier_of(analysis.settings, analysis, findings, key or opened.key)
    made = exports(analysis, findings, tier, wanted, tables_of(analysis, opened.media()))
    noted(opened, run, "export", formats=",".join(wanted), tier=tier.level)
    for name, content in made.items():
        make_folder((output / name).parent)
        write_bytes(output / name, content, mode=0o644)
    result(str(output / name) for name in made)


def _now() -> str:
    from wag_analyzer.case import log  # noqa: PLC0415 - one clock for the whole case

    return datetime.fromisoformat(log.now()).strftime("%Y-%m-%dT%H:%M:%S")
