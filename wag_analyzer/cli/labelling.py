"""The command that lets people label a blind sample, and tells what their labels say of the rules."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from wag_analyzer.cli.audit import key_option
from wag_analyzer.cli.console import result, tell
from wag_analyzer.cli.frames import FORMATS, emit
from wag_analyzer.cli.inputs import analysed, opened
from wag_analyzer.cli.options import RULED, WHO, Run, format_option, input_argument, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    from wag_analyzer.analysis import Analysis
    from wag_analyzer.findings import Finding
    from wag_analyzer.report.labels import Sheets

__all__ = ["label"]

_NO_EXCERPT: Final = ("WAG5", "WAG6")
"""Rules about the whole network, of which an excerpt shows nothing."""
_KEY: Final = ".key.json"


@click.command()
@input_argument(metavar="INPUT...|SHEET...")
@run_and_settings(*WHO, *RULED, "tier", "date_order", "locale", "session_gap")
@click.option("--size", type=click.IntRange(4, 2000), default=24, show_default=True, help="Excerpts to label for each rule.")
@click.option("--length", type=click.IntRange(1, 100), default=8, show_default=True, help="Most messages of an excerpt.")
@click.option("--context", type=click.IntRange(0, 50), default=2, show_default=True, help="Messages shown before and after it.")
@click.option("--coders", type=click.IntRange(1, 20), default=2, show_default=True, help="People who label: one sheet for each.")
@click.option("--sample", "key_file", type=click.Path(path_type=Path, dir_okay=False), help="Key of the sample. [beside the sheets]")
@key_option
@format_option(*FORMATS)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Sheet to write, such as labels.csv; of sheets: the table."
)
def label(inputs: tuple[str, ...], run: Run, settings: Settings, **asked: Any) -> None:
    """Let people say how right the rules are: draw a blind sample of INPUT, then measure what SHEETs say.

    \b
    wag label CASE -o labels.csv          one sheet a person, a guide, a key
    wag label labels-1.csv labels-2.csv   agreement, precision and recall with intervals

    Excerpts with and without findings stand in one order that tells nothing; only the key knows which is which: keep it from those who
    label. Rules with findings are asked about, or those named with --select. Sheets are written in a tier, scanned for leaks first.
    What is measured holds for excerpts of this chat; whole findings are judged with 'wag review'.
    """  # noqa: D301 - click keeps the lines of the paragraph after this mark
    from wag_analyzer.report.labels import is_sheet  # noqa: PLC0415 - pulls in pandas

    given = [is_sheet(Path(name)) for name in inputs if name != "-"]
    if given and all(given):
        _measured([Path(name) for name in inputs], run, asked)
        return
    if asked["output"] is None:
        raise SettingsError(
            "nowhere to write", where="label", hint="name a sheet with -o labels.csv, or give the sheets that were filled in"
        )
    _drawn(inputs, run, settings, asked)


def _drawn(inputs: tuple[str, ...], run: Run, settings: Settings, asked: dict[str, Any]) -> None:
    from wag_analyzer.case.files import write_text  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.making import tier_of  # noqa: PLC0415
    from wag_analyzer.detectors import judged, page  # noqa: PLC0415
    from wag_analyzer.report.labels import codebook, key_text, sheets  # noqa: PLC0415

    chat, settings = opened(inputs, settings, run)  # a case has a tier of its own
    if settings.tier == "numbers":
        raise SettingsError("shows no texts", where="--tier numbers", hint="labels need words: take pseudonym or names")
    analysis = analysed(chat, settings, run)
    findings = judged(analysis, select=settings.select, ignore=(*settings.ignore, *_NO_EXCERPT)).findings
    drawn = _picked(analysis, findings, asked)
    tier = tier_of(settings, analysis, findings, asked["key"] or _key_of_case(inputs))
    tier = tier.shield or tier  # protected talk is a collective voice, and nobody in it is named
    output: Path = asked["output"]
    stem = output.with_suffix("")
    made = sheets(drawn, analysis.messages, tier, asked["coders"], settings.seed)
    names = [output] if len(made) == 1 else [Path(f"{stem}-{turn}.csv") for turn in range(1, len(made) + 1)]
    files = dict(zip(names, made, strict=True))
    pages = {code: page(code, settings.lang, settings) for code in drawn.rules}
    files[Path(f"{stem}.guide.md")] = codebook(drawn, pages)
    about = {
        "seed": settings.seed,
        "tier": tier.level,
        "length": asked["length"],
        "inputs": sorted(source.sha256 for source in chat.sources),
    }
    files[Path(f"{stem}{_KEY}")] = key_text(drawn, analysis.messages, about)
    for path, text in files.items():
        write_text(path, text)
    result(map(str, files))
    tell(run, "key", path=f"{stem}{_KEY}")


def _key_of_case(inputs: tuple[str, ...]) -> Path | None:
    """Return the key file that a case was made with, None for the user's own."""
    from wag_analyzer.case.folder import is_case, open_case  # noqa: PLC0415 - pulls in everything

    path = Path(inputs[0])
    return open_case(path).key if len(inputs) == 1 and is_case(path) else None


def _picked(analysis: "Analysis", findings: "list[Finding]", asked: dict[str, Any]) -> "Sheets":
    """Return what is drawn.

    Raises
    ------
    SettingsError
        There is nothing to ask about.
    """
    from wag_analyzer.detectors import looked_for  # noqa: PLC0415 - pulls in the detectors
    from wag_analyzer.report.labels import Sheets  # noqa: PLC0415
    from wag_analyzer.validity.sampling import excerpts, sample, strata_of  # noqa: PLC0415

    settings, messages = analysis.settings, analysis.messages
    found = {finding.rule.code for finding in findings}
    known = looked_for(settings.select, (*settings.ignore, *_NO_EXCERPT), settings.plugins)
    rules = {rule.code: rule for rule in known if settings.select or rule.code in found}
    if not rules:
        raise SettingsError(
            "nothing was found that could be labelled", where="label", hint="name rules with --select to look for what they miss"
        )
    cut = excerpts(messages, asked["length"])
    picked = [
        sample(code, strata_of(cut, messages, [one for one in findings if one.rule.code == code]), asked["size"], settings.seed)
        for code in rules
    ]
    return Sheets(cut, picked, rules, asked["context"], settings.lang)


def _measured(paths: list[Path], run: Run, asked: dict[str, Any]) -> None:
    from wag_analyzer.report.labels import read_key, read_sheet  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.validity.labelled import labelled  # noqa: PLC0415

    key = read_key(asked["key_file"] or _key_beside(paths[0]))
    names = [path.stem for path in paths]
    if len(set(names)) < len(names):
        raise SettingsError("two sheets have one name", where="label", hint="call each after who labelled it")
    told = labelled(key, {path.stem: read_sheet(path, key["items"]) for path in paths})
    emit(told, run, asked["form"], asked["output"])


def _key_beside(sheet: Path) -> Path:
    """Return the key beside a sheet: that with whose name the sheet's begins, or the only one there."""
    there = sorted(sheet.parent.glob(f"*{_KEY}"))
    mine = [path for path in there if sheet.name.startswith(path.name.removesuffix(_KEY))]
    found = mine or there
    if len(found) != 1:
        raise SettingsError("the key of the sample is not beside it", where=str(sheet), hint=f"name it with --sample, such as labels{_KEY}")
    return found[0]
