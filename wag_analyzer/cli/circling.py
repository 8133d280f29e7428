"""Commands about circles: who belongs together, and what would become of it if somebody left, joined or was introduced."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.cli.circle_lines import circle_lines
from wag_analyzer.cli.console import result
from wag_analyzer.cli.frames import FORMATS, emit, text_rows
from wag_analyzer.cli.inputs import analysed, opened
from wag_analyzer.cli.options import READ, WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.report.sentences import sentence
from wag_analyzer.report.table_words import wording
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from wag_analyzer.analysis import Analysis
    from wag_analyzer.network.communities import Circles
    from wag_analyzer.network.draws import Resample
    from wag_analyzer.network.edges import Edges

__all__ = ["circles", "whatif"]

_TABLES: Final = ("members", "circles", "pairs", "sets", "groups", "affiliations")
_CIRCLES: Final = ["circle", "people", "stability", "inside", "outside", "unit", "unit_share", "unit_expected", "unit_p"]
_SETS: Final = ["persons", "sessions", "expected", "lift", "q", "first", "last"]


@click.command()
@input_argument()
@run_and_settings(*WHO, "reply_model", "draws", *READ, "session_gap")
@click.option("--table", type=click.Choice(_TABLES), default=None, help="One table only. [text: the main ones; other formats: members]")
@click.option("--by", metavar="WINDOW", help="Circles of each window of time: window=28d or window=28d,step=7d.")
@format_option(*FORMATS)
@output_option
def circles(
    inputs: tuple[str, ...],
    run: Run,
    settings: Settings,
    *,
    table: str | None,
    by: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Print the circles, if there are any, and how sure that is.

    members: one row a person, circle 0 is none; stability is the share of resamples in which the person stays with most of the circle.
    circles: each circle of the best division with the acts inside and outside of it and its main unit in the roster. pairs: how often two
    people share a circle over resamples. sets: people who keep meeting in the same conversations (these may overlap), beside a shuffle.
    groups: overlap of several groups and who moved; affiliations: who is in which. "No clear circles" is an answer.

    With --by, the clear circles of each window, and the lines of circles that go on from one to the next; with --table members, circles
    or pairs too, what holds over the windows: stability and together are then shares of windows.
    """
    analysis = analysed(*opened(inputs, settings, run), run)
    chosen = form or ("jsonl" if run.json else "text")
    if by is not None:
        emit(_windows(analysis, table, by), run, chosen, output)
    elif chosen == "text" and table is None:
        result(_text(analysis), output)
    else:
        emit(_tables(analysis, table or "members"), run, chosen, output)


@click.command()
@input_argument()
@run_and_settings(*WHO, "reply_model", "draws", *READ, "session_gap")
@click.option("--leave", multiple=True, metavar="PERSON", help="Somebody who would leave; may be given several times.")
@click.option("--join", "joining", multiple=True, metavar="NAME=PERSON,…", help="A newcomer and who the newcomer would be tied to.")
@click.option("--tie", multiple=True, metavar="ONE=OTHER", help="Two people who would be tied.")
@click.option("--introduce", type=click.IntRange(0, 50), default=5, show_default=True, help="How many useful introductions to list.")
@format_option(*FORMATS)
@output_option
def whatif(
    inputs: tuple[str, ...],
    run: Run,
    settings: Settings,
    *,
    leave: tuple[str, ...],
    joining: tuple[str, ...],
    tie: tuple[str, ...],
    introduce: int,
    form: str | None,
    output: Path | None,
) -> None:
    """Print what would become of the group if somebody left or joined or a tie was made; without a change, useful introductions.

    Each figure is given before and after the change, over the people who are there both times, with the change's interval over resampled
    conversations: reach and two_steps (who can reach whom), fragmentation, components, weakest (how far all depends on one person),
    circles and crossing (talk between circles). Tied are pairs with at least the mean acts of all pairs. Introductions are pairs without
    a tie: by_way_of could introduce them; reasons say what it is good for. Only ties are changed: how people would answer to it is not
    known.
    """
    from wag_analyzer.network.rearranging import Change, introductions  # noqa: PLC0415 - pulls in SciPy
    from wag_analyzer.network.rearranging import whatif as changed  # noqa: PLC0415

    ties = tuple(_pair(words, "--tie") for words in tie)
    joins = tuple(
        (name, tuple(other.strip() for other in others.split(","))) for name, others in (_pair(words, "--join") for words in joining)
    )
    analysis = analysed(*opened(inputs, settings, run), run)
    weights, names, again = _arrays(analysis)
    if leave or joins or ties:
        emit(changed(weights, names, Change(leave, joins, ties), again), run, form, output)
    else:
        circle = analysis.network.communities["circle"].to_numpy()
        emit(introductions(weights, names, circle, introduce), run, form, output)


def _pair(words: str, where: str) -> tuple[str, str]:
    one, mark, other = words.partition("=")
    if not mark or not one.strip() or not other.strip():
        raise SettingsError(f"cannot read {words!r}", where=where, hint="write two names with = between, in quotation marks")
    return one.strip(), other.strip()


def _arrays(analysis: "Analysis") -> "tuple[npt.NDArray[np.float64], list[str], Resample]":
    """Return weights and names of layer all, and its acts ready to be drawn again."""
    import pandas as pd  # noqa: PLC0415 - start-up

    from wag_analyzer.network.draws import resample  # noqa: PLC0415
    from wag_analyzer.network.measures import matrix  # noqa: PLC0415

    names = analysis.people.persons
    weights = matrix(analysis.network.ties, pd.Index(names, dtype=object))
    return weights, names, resample(analysis.interactions, analysis.messages, analysis.people, analysis.settings)


def _tables(analysis: "Analysis", table: str) -> "pd.DataFrame":
    from wag_analyzer.network import circle_rows, two_mode  # noqa: PLC0415
    from wag_analyzer.network.overlaps import recurring  # noqa: PLC0415
    from wag_analyzer.people.membership import membership  # noqa: PLC0415

    if table == "sets":
        return recurring(analysis.messages, analysis.settings.seed)
    if table in {"groups", "affiliations"}:
        affiliated = two_mode.affiliations(membership(analysis.chat, analysis.people), analysis.messages)
        return two_mode.overlap(affiliated, analysis.settings.seed) if table == "groups" else affiliated
    if table == "members":
        return analysis.network.communities
    if table == "pairs":
        return circle_rows.comembership(_circles(analysis))
    return circle_rows.circle_rows(_circles(analysis), _ties(analysis), analysis.people.table)


def _ties(analysis: "Analysis") -> "Edges":
    """Return the ties of layer all."""
    import pandas as pd  # noqa: PLC0415 - start-up

    from wag_analyzer.network.edges import edges  # noqa: PLC0415

    return edges(analysis.network.ties, pd.Index(analysis.people.persons, dtype=object))


def _circles(analysis: "Analysis") -> "Circles":
    """Return the circles that the analysis has found."""
    found = analysis.network.circles
    assert found is not None  # noqa: S101 - an analysis always has them; networks built by hand may not
    return found


def _windows(analysis: "Analysis", table: str | None, by: str) -> "pd.DataFrame":
    """Return the circles of each window, or what holds over all of them."""
    from wag_analyzer.network import circle_rows, circle_windows  # noqa: PLC0415

    some = circle_windows.slices(analysis.interactions, analysis.messages, analysis.people, analysis.settings, by)
    weights, names, _ = _arrays(analysis)
    if table is None:
        return circle_windows.lines(some, names, analysis.settings.seed)
    if table not in {"members", "circles", "pairs"}:
        raise SettingsError(
            f"{table} are not looked at by window", where="--by", hint="leave out --table, or take members, circles or pairs"
        )
    found = circle_windows.over_windows(weights, names, analysis.settings.seed, some)
    if table == "members":
        return found.table
    return circle_rows.comembership(found) if table == "pairs" else circle_rows.circle_rows(found, weights, analysis.people.table)


def _text(analysis: "Analysis") -> list[str]:
    from wag_analyzer.network import circle_rows  # noqa: PLC0415

    lang = analysis.settings.lang
    round_about, words = _circles(analysis), wording(lang)
    lines = [words["circles" if round_about.clear else "no_circles"].format(why=sentence(round_about.reason, lang))]
    agree, p, people = circle_rows.units_agree(round_about, analysis.people.table, analysis.settings.seed)
    if people > 1:
        lines.append(words["units"].format(agree=f"{agree:.2f}", n=people, p=f"{p:.3f}"))
    if round_about.clear:
        table = circle_rows.circle_rows(round_about, _ties(analysis), analysis.people.table)[_CIRCLES]
        lines += ["", *circle_lines(round_about.table, lang), "", *text_rows(table.dropna(axis="columns", how="all"), lang)]
    for name in ("sets", "groups"):
        some = _tables(analysis, name)
        lines += ["", words[name], *text_rows(some[_SETS] if name == "sets" else some, lang)] if len(some) else []
    return lines
