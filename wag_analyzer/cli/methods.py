"""The command that writes a methods section."""

from pathlib import Path

import click

from wag_analyzer.cli.cases import case_or_store_argument
from wag_analyzer.cli.console import result
from wag_analyzer.cli.inputs import store_in
from wag_analyzer.cli.options import Run, output_option, run_and_settings
from wag_analyzer.settings import Settings

__all__ = ["methods"]


@click.command()
@case_or_store_argument
@run_and_settings()
@output_option
def methods(case: Path, run: Run, settings: Settings, *, output: Path | None) -> None:
    """Write a methods section for CASE (Markdown): data and loss, models, parameters, rules and how wrong they are, versions, references.

    Of a store it also tells how many files came in, were read and of how many groups they are.
    It names no person, group or file. --lang id writes it in Indonesian.
    """
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.methods import methods as section  # noqa: PLC0415

    if store_in([str(case)]):
        from wag_analyzer.batch.described import described  # noqa: PLC0415 - pulls in everything
        from wag_analyzer.batch.store import Store  # noqa: PLC0415
        from wag_analyzer.case.methods import section as text_of  # noqa: PLC0415

        result(text_of(described(Store.opened(case)), settings.lang).rstrip("\n").split("\n"), output)
        return
    opened = open_case(case)
    lang = settings.lang if run.lang is not None else opened.settings.lang
    result(section(opened, lang).rstrip("\n").split("\n"), output)
