"""Commands about who answers whom: replies, ties."""

from pathlib import Path

import click

from wag_analyzer.cli.console import result
from wag_analyzer.cli.frames import FORMATS, emit
from wag_analyzer.cli.inputs import analysed, opened
from wag_analyzer.cli.options import WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.settings import Settings

__all__ = ["replies", "ties"]


@click.command()
@input_argument()
@run_and_settings(*WHO, "reply_model", "date_order", "locale", "session_gap")
@format_option("jsonl", "csv", "parquet", default="jsonl")
@output_option
def replies(inputs: tuple[str, ...], run: Run, settings: Settings, form: str | None, output: Path | None) -> None:
    """Print, for every message, the messages it may answer, with probabilities.

    An export made by WhatsApp holds no quotes, so answers are inferred; a quote that another program's file records has p 1. p_new is
    the probability that the message answers none of the candidates; all p's and p_new sum to 1.
    """
    from wag_analyzer.analysis import people_of, with_persons  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.interactions.replies import replies as infer  # noqa: PLC0415

    chat, settings = opened(inputs, settings, run)
    people = people_of(chat, settings)
    inferred = infer(with_persons(chat, people, settings), people, settings, chat.links)
    if form in {"csv", "parquet"}:
        emit(inferred, run, form, output)
    else:
        from wag_analyzer.report.reply_lines import reply_lines  # noqa: PLC0415 - only for this format

        result(reply_lines(inferred), output)


@click.command()
@input_argument()
@run_and_settings(*WHO, "reply_model", "draws", "date_order", "locale", "session_gap")
@click.option(
    "--layers", default="all", show_default=True, help="Layers to print, with commas: all, reply, mention, invitation, about, reaction."
)
@format_option(*FORMATS)
@output_option
def ties(inputs: tuple[str, ...], run: Run, settings: Settings, *, layers: str, form: str | None, output: Path | None) -> None:
    """Print the weighted, directed ties.

    source acts (answers, mentions, invites), target is acted upon. weight is the expected number of acts with its 90 % interval;
    expected, z and q compare it with chance given who was active when; strength is strong, weak, bridging or latent.
    """
    found = analysed(*opened(inputs, settings, run), run).network.ties
    wanted = [layer.strip() for layer in layers.split(",")]
    emit(found[found["layer"].astype(object).isin(wanted)].reset_index(drop=True), run, form, output)
