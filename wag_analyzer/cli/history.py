"""Commands about the course of things: who brought whom in, the phases of a group's life."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.cli.console import result
from wag_analyzer.cli.frames import FORMATS, emit, text_rows
from wag_analyzer.cli.inputs import opened
from wag_analyzer.cli.options import WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from wag_analyzer.parser.chat import Chat
    from wag_analyzer.people.identities import People

__all__ = ["invitations", "lifecycle"]

_TABLES: Final = {
    "persons": ["person", "by", "how", "p", "at", "depth", "wave", "recruits", "first_answered", "welcomed_by"],
    "recruiters": ["person", "recruits", "rank", "rank_lo", "rank_hi", "below", "later", "expected", "p", "q"],
    "tests": ["measure", "value", "expected", "lo", "hi", "z", "p", "basis"],
    "teams": ["person", "other", "days", "expected", "p", "q"],
}
"""Tables of ``wag invitations`` and what the text shows of each."""

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
        shown = [*(["group_id"] if len(found["group_id"].unique()) > 1 else []), *_READ]
        result([*text_rows(found[shown]), *([] if has_clear_phases(found) else ["", "no clear phases"])], output)
    else:
        emit(found, run, form, output)


@click.command()
@input_argument()
@run_and_settings(*WHO, "reply_model", "date_order", "locale", "session_gap")
@click.option("--alike", multiple=True, type=click.Choice(["unit", "level"]), help="Roster attribute to compare recruits in.")
@click.option("--table", type=click.Choice(_TABLES), default=None, help="One table only. [text: all; other formats: persons]")
@format_option(*FORMATS)
@output_option
def invitations(
    inputs: tuple[str, ...],
    run: Run,
    settings: Settings,
    *,
    alike: tuple[str, ...],
    table: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Print who brought whom in, how and when, and how far that is from chance.

    persons: one row a newcomer. by brought the person in with probability p: 1 when the line says so, at most a half for a link posted in
    the chat (runner_up: who else may have); depth: steps from the creator; wave: which wave of arrivals; then whom the newcomer answered
    first, who welcomed the newcomer, and earlier ties in other groups. recruiters: rank with interval; later, expected, p and q compare
    what was done after the founding with everybody else who was in. tests: depth, branching and likeness of the tree beside a random
    recursive tree. teams: who bring people in on the same days. See 'wag schema invitations', recruiters, invite_tests, recruiting_teams.
    """
    from wag_analyzer.network.recruiting import Asked, recruiting  # noqa: PLC0415 - pulls in pandas

    chat, settings = opened(inputs, settings, run)
    people, messages, acts = _acts(chat, settings)
    found = recruiting(chat, people, messages, acts, Asked(settings.seed, alike))
    chosen = form or ("jsonl" if run.json else "text")
    if chosen != "text" or table is not None:
        emit(getattr(found, table or "persons"), run, chosen, output)
        return
    many = ["group_id"] if len(found.persons["group_id"].unique()) > 1 else []
    blocks = {name: getattr(found, name)[[*many, *shown]] for name, shown in _TABLES.items()}
    result([line for frame in blocks.values() if len(frame) for line in [*text_rows(frame), ""]][:-1], output)


def _acts(chat: "Chat", settings: Settings) -> "tuple[People, pd.DataFrame, pd.DataFrame]":
    """Return persons, messages, and the replies and mentions in them."""
    import pandas as pd  # noqa: PLC0415 - start-up

    from wag_analyzer.analysis import people_of, with_persons  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.interactions.mentions import mentions  # noqa: PLC0415
    from wag_analyzer.interactions.replies import replies, reply_acts  # noqa: PLC0415

    people = people_of(chat, settings)
    messages = with_persons(chat, people, settings)
    answers = reply_acts(replies(messages, people, settings, chat.links), messages)
    return people, messages, pd.concat([answers, mentions(messages, people)], ignore_index=True)
