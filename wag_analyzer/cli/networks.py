"""Commands about who answers whom: replies, ties."""

from pathlib import Path
from typing import Final

import click

from wag_analyzer.cli.console import result, say
from wag_analyzer.cli.frames import FORMATS, emit
from wag_analyzer.cli.inputs import opened, tied
from wag_analyzer.cli.options import READ, WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.settings import Settings

__all__ = ["replies", "ties"]

_SHOWN: Final = [
    "source", "target", "layer", "weight", "weight_lo", "weight_hi", "expected", "z", "q", "acts", "first", "last", "reciprocity",
    "strength", "life",
]  # fmt: skip


@click.command()
@input_argument()
@run_and_settings(*WHO, "reply_model", *READ, "session_gap")
@format_option("jsonl", "csv", "parquet", default="jsonl")
@output_option
def replies(inputs: tuple[str, ...], run: Run, settings: Settings, form: str | None, output: Path | None) -> None:
    """Print, for every message, the messages it may answer, with probabilities.

    An export made by WhatsApp holds no quotes, so answers are inferred; a quote that another program's file records has p 1. p_new is
    the probability that the message answers none of the candidates; all p's and p_new sum to 1. How much the chat calls people by name,
    which decides how sure this can be, is said on standard error.
    """
    from wag_analyzer.analysis import people_of, with_persons  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.interactions.regimes import regime  # noqa: PLC0415 - as above
    from wag_analyzer.interactions.replies import replies as infer  # noqa: PLC0415

    chat, settings = opened(inputs, settings, run)
    people = people_of(chat, settings)
    messages = with_persons(chat, people, settings)
    inferred = infer(messages, people, settings, chat.links)
    if settings.reply_model != "adjacency" and not run.quiet:
        from wag_analyzer.report.regime_line import regime_line  # noqa: PLC0415 - reads a table

        say(run, regime_line(regime(messages, people), run.speaks))
    if form in {"csv", "parquet"}:
        emit(inferred, run, form, output)
    else:
        from wag_analyzer.report.reply_lines import reply_lines  # noqa: PLC0415 - only for this format

        result(reply_lines(inferred), output)


@click.command()
@input_argument()
@run_and_settings(*WHO, "reply_model", "null", "half_life", *READ, "session_gap")
@click.option(
    "--layers",
    default="all",
    show_default=True,
    help="Layers, with commas: all (reply and mention), reply, mention, invitation, about, co-presence, reaction; or every.",
)
@click.option("--window", metavar="DAYS", help="Ties in windows of time: 28d, 4w, or 28d,step=7d. [the whole time]")
@click.option("--by-group", is_flag=True, help="Of several groups, also the ties of each.")
@click.option("--bootstrap", type=click.IntRange(0, 10000), default=0, help="Resamples of conversations for boot_lo and boot_hi. [0]")
@format_option(*FORMATS)
@output_option
def ties(
    inputs: tuple[str, ...],
    run: Run,
    settings: Settings,
    *,
    layers: str,
    window: str | None,
    by_group: bool,
    bootstrap: int,
    form: str | None,
    output: Path | None,
) -> None:
    """Print the weighted, directed ties.

    source acts (answers, mentions, invites), target is acted upon. weight is the expected number of acts with its 90 % interval;
    expected, z and q compare it with chance given who was active when (--null says what chance keeps); strength is strong, weak,
    bridging or latent; life is new, active, dormant, revived or faint. Text shows the main columns, the other formats all.
    """
    from wag_analyzer.network.ties import LAYERS, View  # noqa: PLC0415 - pulls in pandas

    wanted = [layer.strip() for layer in layers.split(",") if layer.strip()]
    view = View(LAYERS if "every" in wanted else tuple(wanted), window, by_group, bootstrap)
    found = tied(*opened(inputs, settings, run), run, view)
    if form == "text" or (form is None and not run.json):
        parts = [name for name, said in (("group_id", by_group), ("window", window is not None)) if said]
        found = found[[*parts, *_SHOWN, *(["boot_lo", "boot_hi"] if bootstrap else [])]]
    emit(found, run, form, output)
