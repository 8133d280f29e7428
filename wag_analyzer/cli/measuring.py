"""The command network: measures, roles and circles, of the whole time or by windows."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.cli.circle_lines import circle_lines
from wag_analyzer.cli.console import result, say
from wag_analyzer.cli.frames import FORMATS, emit, json_rows, text_rows
from wag_analyzer.cli.inputs import analysed, opened
from wag_analyzer.cli.options import READ, WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.report.sentences import sentence
from wag_analyzer.report.table_words import Language, wording
from wag_analyzer.settings import Settings
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    import pandas as pd

    from wag_analyzer.analysis import Analysis

__all__ = ["network"]

_TABLES: Final = ("measures", "roles", "group", "communities", "explained")
_CHANGES: Final = "role_changes"
_RUNS: Final = [
    "person",
    "role",
    "since",
    "until",
    "windows",
    "since_lo",
    "until_hi",
    "began",
    "before",
    "ended",
    "after",
    "value",
    "lo",
    "hi",
]
_PERSON: Final = ("in_strength", "out_strength", "in_degree", "betweenness", "constraint", "breadth", "answered", "reply_time")
"""Measures that text shows; all others are in the other formats."""

_RANKED: Final = ("in_strength", "out_strength", "turned_to", "betweenness", "closeness", "pagerank", "constraint", "breadth", "s_core")
"""Measures of which text says who ranks first, and who cannot be told apart from that person."""

_PRESENT: Final = "; a tie counts from 0.5 expected acts"
_MOST_NAMED: Final = 6


@click.command()
@input_argument()
@run_and_settings(*WHO, "reply_model", "draws", *READ, "session_gap")
@click.option("--by", metavar="WINDOW", help="Also in windows of time: 28d, 4w, or window=28d,step=7d. Text then tells how roles changed.")
@click.option(
    "--table", type=click.Choice((*_TABLES, _CHANGES)), help="What jsonl, csv and parquet hold; role_changes needs --by. [measures]"
)
@format_option(*FORMATS)
@output_option
def network(
    inputs: tuple[str, ...],
    run: Run,
    settings: Settings,
    *,
    by: str | None,
    table: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Print measures of the group and of persons, the roles, and the circles with their stability.

    \b
    Columns
      value           the measure; what each one is: docs, "Measures and roles"
      lo, hi          5 % and 95 % over draws of conversations and readings
      rank            1 is the largest; rank_lo and rank_hi its interval
      window          all, or first and last day
      held (roles)    yes; not distinguishable: ranks overlap, or the limit lies
                      in the interval; nobody stands out: too many overlap
      alike (roles)   the others whose ranks overlap
      basis           what a number or answer rests on
      estimate        (explained) what a pair has beyond chance, in standard
                      deviations of chance, for one unit of the factor, the
                      others held fixed; acts is the same in acts
      circle          1 is the largest; 0 in no circle; stability is the share of
                      resamples in which the person stays with the circle
      since, until    (role_changes) windows in which somebody has a role for
                      sure, without a break; since_lo and until_hi: the same
                      with windows around it in which it may be so
      began, ended    new or taken over (before); lost or passed on (after)

    Two persons whose rank intervals overlap are not distinguishable. Text shows some of the measures of persons; jsonl, csv and parquet
    hold all of them, one row a person and measure, or another table with --table.
    """  # noqa: D301 - click keeps the lines of the paragraph after this mark
    if table == _CHANGES and by is None:
        raise SettingsError(
            "roles change from window to window", where="--table role_changes", hint="say in which, for example --by 28d,step=7d"
        )
    if by is not None:
        from wag_analyzer.network.windows import windows  # noqa: PLC0415 - only here

        windows(by, 0, 0)  # what cannot be read is said before the work, not after it
    found = analysed(*opened(inputs, settings, run), run)
    tables = _tables(found, by, run)
    text = form == "text" or (form is None and not run.json)
    if text and table is None:
        result(_text(found, tables, by), output)
    elif form is None and run.json and table is None:
        result([row for name in _TABLES[-2::-1] for row in json_rows(tables[name])], output)
    else:
        emit(_explained(found) if table == "explained" else tables[table or "measures"], run, form, output)


def _explained(found: "Analysis") -> "pd.DataFrame":
    """Return what goes with the acts of pairs."""
    from wag_analyzer.network.explained import explained  # noqa: PLC0415 - only when asked for

    return explained(found.interactions, found.messages, found.people, found.settings)


def _tables(found: "Analysis", by: str | None, run: Run) -> "dict[str, pd.DataFrame]":
    """Return the tables by name, with those of the windows below."""
    network = found.network
    made = {"measures": network.measures, "roles": network.roles, "group": network.group, "communities": network.communities}
    if by is None:
        return made
    from wag_analyzer import tables  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.network.course import course, stacked  # noqa: PLC0415
    from wag_analyzer.network.roles import role_changes, roles  # noqa: PLC0415

    if not len(found.messages):
        raise SettingsError("there are no messages to cut into windows", where="--by", hint="leave it out")
    blocks, labels = [], []
    for label, block in course((found.interactions, found.messages), found.people, found.settings, by, network.parts):
        say(run, f"    {label}")
        blocks.append(block)
        labels.append(label)
    held = [roles(block, found.people.table) for block in blocks]
    return made | {
        "measures": stacked(tables.MEASURES, [network.measures, *blocks]),
        "roles": stacked(tables.ROLES, [network.roles, *held]),
        _CHANGES: role_changes(stacked(tables.ROLES, held), labels),
    }


def _text(found: "Analysis", tables: "dict[str, pd.DataFrame]", by: str | None) -> Iterator[str]:
    network = found.network
    lang = found.settings.lang
    words = wording(lang)
    yield words["group"]
    counted = network.group["measure"].astype(object).str.startswith("triads_").to_numpy()
    shown = network.group.loc[~counted, ["measure", "value", "lo", "hi", "basis"]]
    yield from text_rows(shown.assign(basis=[text.removesuffix(_PRESENT) for text in shown["basis"]]), lang)
    yield words["counts"]
    yield from ("", words["roles"])
    yield from _roles(network.roles, lang)
    if by is not None:
        yield from _course(tables, lang)
    yield from ("", words["circles_head"])
    yield from _circle_lines(found)
    yield from ("", words["first_places"])
    yield from _standings(network.measures, lang)
    yield from ("", words["people"])
    wide = network.measures.pivot_table(index="person", columns="measure", values="value", aggfunc="first", observed=True, sort=False)
    yield from text_rows(wide[[name for name in _PERSON if name in wide]].reset_index(), lang)


def _circle_lines(found: "Analysis") -> Iterator[str]:
    """Yield the circles, or that none are clear and why."""
    lang, network = found.settings.lang, found.network
    if network.circles_are_clear:
        yield from circle_lines(network.communities, lang)
    else:
        yield wording(lang)["no_circles"].format(why=sentence(_why(network.group), lang))


def _why(group: "pd.DataFrame") -> str:
    """Return why circles are not clear, in words."""
    return str(group.loc[(group["measure"] == "circles_clear").to_numpy(), "basis"].iloc[0])


def _standings(measures: "pd.DataFrame", lang: Language) -> Iterator[str]:
    """Yield a line a measure: who ranks first, and who cannot be told apart from that person."""
    from wag_analyzer.network.standing import standings  # noqa: PLC0415 - only when measures are printed

    width = max(map(len, _RANKED)) + 2
    for standing in standings(measures, _RANKED):
        yield standing.measure.ljust(width) + visible(sentence(standing.told, lang))


def _roles(found: "pd.DataFrame", lang: Language) -> Iterator[str]:
    """Yield a line a role: who has it, who cannot be told apart from who has, and what it is."""
    from wag_analyzer.network.cards import ROLES  # noqa: PLC0415 - only when measures are printed

    width = max(len(role.label[lang]) for role in ROLES) + 2
    for role in ROLES:
        some = found[(found["role"].astype(object) == role.name).to_numpy()]
        yield role.label[lang].ljust(width) + visible(_holders(some, lang))
        yield " " * width + role.definition[lang]


def _holders(some: "pd.DataFrame", lang: Language) -> str:
    """Return in words who has a role."""
    words = wording(lang)
    from wag_analyzer.network.roles import MAYBE, NOBODY, YES  # noqa: PLC0415

    if not len(some):
        return words["nobody"]
    held = some["held"].astype(object).to_numpy()
    if (held == NOBODY).any():
        return words["nobody_first"].format(why=sentence(some["basis"].iloc[0], lang))
    sure, maybe = (_named(some.loc[held == answer, "person"].tolist(), words) for answer in (YES, MAYBE))
    return "; ".join(part for part in (sure, words["alike"].format(who=maybe) if maybe else "") if part)


def _named(names: list[str], words: Mapping[str, str]) -> str:
    who, more = ", ".join(names[:_MOST_NAMED]), len(names) - _MOST_NAMED
    return words["more_names"].format(who=who, n=more) if more > 0 else who


def _course(tables: "dict[str, pd.DataFrame]", lang: Language) -> Iterator[str]:
    """Yield how roles changed from window to window."""
    words = wording(lang)
    windows = tables["measures"]["window"].nunique() - 1
    changes = tables[_CHANGES]
    yield from ("", words["runs"].format(windows=windows))
    yield from text_rows(changes[_RUNS], lang) if len(changes) else (words["no_runs"],)
