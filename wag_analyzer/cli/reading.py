"""Commands about reading: doctor, messages, people."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from wag_analyzer.cli.console import result, say
from wag_analyzer.cli.frames import FORMATS, emit
from wag_analyzer.cli.inputs import chat_of, lost, opened
from wag_analyzer.cli.options import WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.settings import Settings

__all__ = ["doctor", "messages", "people"]


@click.command()
@input_argument("exports", "EXPORT...")
@run_and_settings("date_order", "locale", "max_loss")
def doctor(exports: tuple[str, ...], run: Run, settings: Settings) -> int:
    """Say what each file is and whether it can be trusted; changes nothing.

    Platform, language, date order with its evidence, lines read and not read, people, media, caps, and what to do about each doubt.
    """
    from wag_analyzer.report.doctor import verdict, verdict_lines  # noqa: PLC0415 - pulls in pandas

    chat = chat_of(exports, settings, Run(quiet=True))
    if run.json:
        for source in chat.sources:
            result([json.dumps({**asdict(source), **verdict(chat, source)}, ensure_ascii=False, allow_nan=False, default=str)])
    else:
        result(verdict_lines(chat, settings.lang))
    return lost(chat, settings)


@click.command()
@input_argument()
@run_and_settings("date_order", "locale", "tz", "max_loss")
@format_option("jsonl", "csv", "parquet", default="jsonl")
@output_option
def messages(inputs: tuple[str, ...], run: Run, settings: Settings, form: str | None, output: Path | None) -> int:
    """Print the parsed messages and events.

    JSON lines: one object a message or system line in file order, last a summary with
    lines_total = message_lines + continuation_lines + skipped_lines. CSV and Parquet hold the messages a member typed.
    content_hash is the same for one message in every export of one phone.
    """
    chat, settings = opened(inputs, settings, run, empty=True)
    if form in {"csv", "parquet"}:
        from wag_analyzer.parser.provenance import hashed  # noqa: PLC0415 - only on the way out

        emit(hashed(chat.messages), run, form, output)
    else:
        from wag_analyzer.report.jsonl import chat_lines  # noqa: PLC0415 - only for this format

        result(chat_lines(chat), output)
    return lost(chat, settings)


@click.command()
@input_argument()
@run_and_settings(*WHO, "date_order", "locale")
@click.option("--suggest", is_flag=True, help="Names that may be one person, with score and reasons; nothing is joined.")
@format_option(*FORMATS)
@output_option
def people(inputs: tuple[str, ...], run: Run, settings: Settings, *, suggest: bool, form: str | None, output: Path | None) -> None:
    """List the persons behind names, numbers and mentions.

    One row a person: names seen, messages, first and last, when and by whom added. Silent members are listed too.

    --suggest lists names that may be one person instead. As CSV it is a table to decide in: write yes or no in its column applied and hand
    it back with --apply, here or to audit, replies, ties, network and detect. yes joins the name to the person, who may get a new name; no
    keeps the two apart, also where the tool would join them. A case is not changed by this command.
    """
    from wag_analyzer.analysis import people_of  # noqa: PLC0415 - pulls in pandas

    chat, settings = opened(inputs, settings, run)
    found = people_of(chat, settings)
    if settings.identities is not None:
        from wag_analyzer.people.decisions import read_decisions  # noqa: PLC0415 - only here
        from wag_analyzer.report.people_lines import decision_line  # noqa: PLC0415

        say(run, decision_line(read_decisions(settings.identities), found, settings.lang))
    if not suggest:
        emit(found.table, run, form, output)
        return
    from wag_analyzer.report.people_lines import suggestion_lines, suggestion_table  # noqa: PLC0415 - only here

    if form in {None, "text"} and not run.json:
        result(suggestion_lines(found.suggestions, " ".join(inputs), settings.lang), output)
    else:
        emit(suggestion_table(found), run, form, output)
