"""Commands about the course of things: who brought whom in, the phases of a group's life."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.cli.console import result
from wag_analyzer.cli.frames import FORMATS, emit, text_rows
from wag_analyzer.cli.inputs import opened
from wag_analyzer.cli.options import READ, WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.report.table_words import wording
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

_READ: Final = ("phase", "start", "end", "p", "pace", "text", "basis")


@click.command()
@input_argument()
@run_and_settings(*WHO, *READ, "session_gap")
@format_option(*FORMATS)
@output_option
def lifecycle(inputs: tuple[str, ...], run: Run, settings: Settings, form: str | None, output: Path | None) -> None:
    """Print the phases of the group's life with dates, the words that tell them and what each rests on.

    \b
    Phases
      created         as a line of the export says
      purpose         the words that tell one, quoted; else the group's name
      growth          when people came in
      action          a stretch busier than chance and weekdays explain
      closing         the end: told, by people leaving, or by silence
      change          a day on which the pace changed; in a group whose pace
                      never does, one is told in 5 % of cases

    \b
    Columns
      start, end      a phase without dates was not seen: basis says why
      p               chance of such a stretch or change in a group without any
      pace            messages a day from start on, weekdays evened out; in the
                      other formats before and after
      text            the words that tell it; by (other formats): who said them
      basis           what it rests on
      start_lo, start_hi, msg_ids (other formats)
                      90 % interval of start; the lines behind it

    "No clear phases" is an answer. Words that tell a purpose or an end are known in twelve languages; see 'wag schema lifecycle'.
    """  # noqa: D301 - click keeps the lines of the paragraphs after these marks
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
        told = _named(found, chat, people).rename(columns={"after": "pace"})
        shown = [*(["group"] if "group" in told else []), *_READ]
        words = wording(settings.lang)
        result(
            [*text_rows(told[shown], settings.lang), "", *([words["no_phases"]] if not has_clear_phases(found) else []), words["phases"]],
            output,
        )
    else:
        emit(found, run, form, output)


@click.command()
@input_argument()
@run_and_settings(*WHO, "reply_model", *READ, "session_gap")
@click.option(
    "--alike", multiple=True, type=click.Choice(["unit", "level"]), help="Roster attribute to compare recruits in; may be given twice."
)
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

    \b
    persons: one row a newcomer
      by, how, p      who brought the person in; p is 1 when the line says so,
                      at most a half for a link posted in the chat (other
                      formats: runner_up, who else may have)
      depth           steps from the creator
      wave            number of the wave of arrivals; 0: in none
      recruits        people whom this person brought in later
      first_answered, welcomed_by
                      whom the newcomer answered first; who turned to the
                      newcomer first
      prior_groups, prior_acts (other formats)
                      groups and exchange shared with by before

    \b
    recruiters: one row a person who brought somebody in
      rank            1 brought most, 2 is the runner-up; rank_lo, rank_hi: 90 %
      below           people who came by way of this person, directly or not
      later, expected, p, q
                      recruits after the founding, beside anybody who was in

    \b
    tests: the tree beside a random recursive tree
      depth, mean_depth, most_recruits, recruiters
                      how long its chains are and how many branches it has
      names that begin with alike or prior
                      likeness and earlier ties of recruits and recruiters
      wave            whether arrivals are denser somewhere than chance

    \b
    teams: two who bring people in on the same days, beside chance

    See 'wag schema invitations', recruiters, invite_tests, recruiting_teams.
    """  # noqa: D301 - click keeps the lines of the paragraphs after these marks
    from wag_analyzer.network.recruiting import Asked, recruiting  # noqa: PLC0415 - pulls in pandas

    chat, settings = opened(inputs, settings, run)
    people, messages, acts = _acts(chat, settings)
    _are_known(alike, people)
    found = recruiting(chat, people, messages, acts, Asked(settings.seed, alike))
    chosen = form or ("jsonl" if run.json else "text")
    if chosen != "text" or table is not None:
        emit(getattr(found, table or "persons"), run, chosen, output)
        return
    words = wording(settings.lang)
    blocks = {name: _named(getattr(found, name), chat, people) for name in _TABLES}
    blocks["tests"] = blocks["tests"].assign(basis=[str(basis).partition("; anybody who was")[0] for basis in blocks["tests"]["basis"]])
    shown = {name: frame[[*(["group"] if "group" in frame else []), *_TABLES[name]]] for name, frame in blocks.items() if len(frame)}
    lines = [line for name, frame in shown.items() for line in [words[name], *text_rows(frame, settings.lang), ""]]
    result(lines[:-1] or [words["nobody_came"]], output)


def _are_known(alike: tuple[str, ...], people: "People") -> None:
    """Refuse to compare recruits in what no roster tells of anybody."""
    for name in alike:
        if people.table[name].isna().all():
            raise SettingsError(
                f"the {name} of nobody is known", where=f"--alike {name}", hint=f"name a roster with a column {name} (--roster)"
            )


def _named(found: "pd.DataFrame", chat: "Chat", people: "People") -> "pd.DataFrame":
    """Return the rows of several groups with the group's last known name in front; those of one group as they are."""
    from wag_analyzer.people.subjects import subjects  # noqa: PLC0415 - pulls in pandas

    if len(chat.sources) < 2 or found["group_id"].nunique() < 2:
        return found
    names = subjects(chat, people)
    last = names[(names["kind"] == "subject").to_numpy() & names["name"].notna().to_numpy()].drop_duplicates("group_id", keep="last")
    of = dict(zip(last["group_id"].astype(str), last["name"].astype(str), strict=True))
    return found.assign(group=[of.get(group, group) for group in found["group_id"].astype(str)])


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
