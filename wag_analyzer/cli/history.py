"""Commands about the course of things: who brought whom in, the phases of a group's life."""

from pathlib import Path

import click

from wag_analyzer.cli.console import result
from wag_analyzer.cli.frames import FORMATS, emit, text_rows
from wag_analyzer.cli.inputs import opened
from wag_analyzer.cli.options import WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.settings import Settings

__all__ = ["invitations", "lifecycle"]

_READ = ("phase", "start", "end", "p", "after", "text", "basis")


@click.command()
@input_argument()
@run_and_settings(*WHO, "date_order", "locale", "session_gap")
@format_option(*FORMATS)
@output_option
def lifecycle(inputs: tuple[str, ...], run: Run, settings: Settings, form: str | None, output: Path | None) -> None:
    """Print the phases of the group's life with dates, the words that tell them and what each rests on.

    created and purpose are quoted from the export; growth is when people came in, action a stretch that is busier than chance and
    weekdays explain, closing the end. A phase without dates was not seen: basis says why. The rows change are the days on which the pace
    changed; in a group whose pace never changes there is one in 5 % of cases. after is messages a day from then on. "No clear phases" is
    an answer. The other formats hold the intervals (start_lo, start_hi) and the lines (msg_ids) too; see 'wag schema lifecycle'.
    """
    from wag_analyzer.analysis import people_of, with_persons  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.network.lifecycle import has_clear_phases  # noqa: PLC0415
    from wag_analyzer.network.lifecycle import lifecycle as phases  # noqa: PLC0415
    from wag_analyzer.text.persons import references  # noqa: PLC0415
    from wag_analyzer.text.signals import signals  # noqa: PLC0415

    chat, settings = opened(inputs, settings, run)
    people = people_of(chat, settings)
    messages = with_persons(chat, people, settings)
    found = phases(chat, people, messages, signals(messages, references(messages, people)), settings)
    if form == "text" or (form is None and not run.json):
        shown = [*(["group_id"] if found["group_id"].nunique() > 1 else []), *_READ]
        result([*text_rows(found[shown]), *([] if has_clear_phases(found) else ["", "no clear phases"])], output)
    else:
        emit(found, run, form, output)


@click.command()
@input_argument()
@run_and_settings(*WHO, "date_order", "locale")
@format_option(*FORMATS)
@output_option
def invitations(inputs: tuple[str, ...], run: Run, settings: Settings, form: str | None, output: Path | None) -> None:
    """Print who brought whom in, how and when.

    A join by link is credited to whoever posted a link before, with a probability below 1.
    """
    from wag_analyzer.analysis import people_of, with_persons  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.interactions.invitations import invite_tree  # noqa: PLC0415

    chat, settings = opened(inputs, settings, run)
    people = people_of(chat, settings)
    emit(invite_tree(chat.events, with_persons(chat, people, settings), people), run, form, output)
