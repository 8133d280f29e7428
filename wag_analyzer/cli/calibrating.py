"""The command that lets reviews tell how often each rule is wrong."""

from dataclasses import replace
from pathlib import Path

import click

from wag_analyzer.cli.cases import DECIDED_IN_CASES, codes_of
from wag_analyzer.cli.console import tell
from wag_analyzer.cli.frames import FORMATS, emit, read_by
from wag_analyzer.cli.inputs import refuse_store
from wag_analyzer.cli.options import Run, format_option, run_and_settings
from wag_analyzer.precision import Learnt, read_learnt
from wag_analyzer.report.spoken import spoken
from wag_analyzer.report.table_words import Language
from wag_analyzer.settings import CALIBRATION, Settings, user_config_dir

__all__ = ["calibrate"]


@click.command()
@click.argument("cases", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False), metavar="CASE...")
@run_and_settings("base_rate")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to make or renew. [calibration.json in your settings folder]",
)
@format_option(*FORMATS)
def calibrate(cases: tuple[Path, ...], run: Run, settings: Settings, *, output: Path | None, form: str | None) -> None:
    """Let the reviews of CASEs tell how often each rule is wrong, and print it beside what was measured.

    Confirmed, non-compliant and escalated count as right, false-positive and compliant as wrong; pending and questionable leave it open.
    The file holds counts by case and rule: no names, no findings, no words of a chat. A case that is given again takes its own place.
    audit, detect, report, show, rules and explain use your own file from then on, or the one that --calibration names.
    """
    from wag_analyzer.case import reviews  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.files import write_text  # noqa: PLC0415
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415

    target = output or user_config_dir() / CALIBRATION
    before = read_learnt(target) if target.is_file() else Learnt()
    now = before
    for path in cases:
        refuse_store(path, *DECIDED_IN_CASES)
        case = open_case(path)
        wanted = [str(finding) for finding in case.reviews()["finding_id"]]
        codes = codes_of(case, wanted, run)
        gone = len({finding for finding in wanted if finding not in codes})
        if gone:
            tell(run, "decisions_gone", path=path, n=gone)
        now = now.with_case(reviews.identity(case), reviews.counted(case, codes))
    if now is not before:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_text(target, now.text())
    tell(run, "revision", path=target, revision=now.revision, cases=len(now.cases))
    _told(now, replace(settings, calibration=target), run, form)


def _told(now: Learnt, settings: Settings, run: Run, form: str | None) -> None:
    """Print each reviewed rule: what was measured, what reviews say, and what to expect of its next finding."""
    import pandas as pd  # noqa: PLC0415 - only when called

    from wag_analyzer.detectors import looked_for, rule  # noqa: PLC0415 - pulls in the detectors

    rows = []
    for code in (card.code for card in looked_for() if card.code in now.codes):
        known = rule(code, settings).precision
        measured = rule(code, replace(settings, calibration=None)).precision
        if known is not None:
            lo, hi = known.p_wrong_interval()
            rows.append(
                {
                    "code": code,
                    "measured": _measured(known.wrong, known.n, read_by(run, form)),
                    "confirmed": known.confirmed,
                    "not confirmed": known.refuted,
                    "p_wrong before": None if measured is None else measured.p_wrong,
                    "p_wrong": known.p_wrong,
                    "lo": lo,
                    "hi": hi,
                }
            )
    columns = ["code", "measured", "confirmed", "not confirmed", "p_wrong before", "p_wrong", "lo", "hi"]
    emit(pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[4:], float)), run, form, None)


def _measured(wrong: int, n: int, lang: Language) -> str:
    return spoken("wrong_of_wrong", lang, wrong=wrong, n=n) if n else spoken("not_measured", lang)
