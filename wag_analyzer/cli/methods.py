"""The command that writes a methods section."""

from pathlib import Path

import click

from wag_analyzer.cli.console import result
from wag_analyzer.cli.options import Run, output_option, run_and_settings
from wag_analyzer.settings import Settings

__all__ = ["methods"]


@click.command()
@click.argument("case", type=click.Path(path_type=Path, file_okay=False))
@run_and_settings()
@output_option
def methods(case: Path, run: Run, settings: Settings, *, output: Path | None) -> None:
    """Write a methods section for CASE (Markdown): data and loss, models, parameters, rules and how wrong they are, versions, references.

    It names no person, group or file. --lang id writes it in Indonesian.
    """
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.methods import methods as section  # noqa: PLC0415

    opened = open_case(case)
    lang = settings.lang if run.lang is not None else opened.settings.lang
    result(section(opened, lang).rstrip("\n").split("\n"), output)
