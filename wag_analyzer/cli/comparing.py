"""The command that lays two exports of one group side by side."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wag_analyzer.cli.console import result, tell
from wag_analyzer.cli.inputs import lost, opened
from wag_analyzer.cli.options import READ, Run, format_option, output_option, run_and_settings
from wag_analyzer.errors import ExportError
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    from wag_analyzer.parser.chat import Chat

__all__ = ["compare"]


@click.command()
@click.argument("first", type=click.Path(path_type=str, allow_dash=True), metavar="A")
@click.argument("second", type=click.Path(path_type=str, allow_dash=True), metavar="B")
@run_and_settings(*READ, "max_loss")
@format_option("text", "jsonl", "csv")
@output_option
def compare(first: str, second: str, run: Run, settings: Settings, *, form: str | None, output: Path | None) -> int:
    """Lay two exports of one group side by side.

    Overlap, clock shift, who is who in the two address books, and each line only in one, deleted or edited in one, with the innocent
    reasons. CSV holds the differences alone (wag schema differences); JSON lines end with a summary. Names are shown as they stand.
    """
    if first == second:
        raise click.UsageError("A and B are the same file; name two exports of one group")
    a, b = (_one(name, settings, run) for name in (first, second))
    from wag_analyzer.parser.compare import compare as compared  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.report.compare import comparison_json, comparison_lines  # noqa: PLC0415 - as above

    found = compared(a, b)
    chosen = form or ("jsonl" if run.json else "text")
    if chosen == "csv":
        from wag_analyzer.report.csv import csv_text  # noqa: PLC0415 - only here

        result(csv_text(found.differences).rstrip("\n").split("\n"), output)
        if not found.kinship.is_one:
            from wag_analyzer.report.notice_words import alike  # noqa: PLC0415 - reads a table

            tell(run, "two_groups", why=alike(found.kinship.figures, run.speaks))
    else:
        result(comparison_json(found) if chosen == "jsonl" else comparison_lines(found, a, b, settings.lang), output)
    return max(lost(chat, settings) for chat in (a, b))


def _one(name: str, settings: Settings, run: Run) -> "Chat":
    """Return the chat of one group in an input.

    Raises
    ------
    ExportError
        Nothing can be read, or it holds several groups.
    """
    chat, _ = opened([name], settings, run)
    groups = list(dict.fromkeys(source.group_id for source in chat.sources if source.message_lines))
    if len(groups) > 1:
        raise ExportError(f"holds {len(groups)} groups", where=name, hint="name the export of one group")
    return chat
