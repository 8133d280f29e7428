"""The command sensitivity: whether the results of a chat hold when something is done otherwise."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from wag_analyzer.cli.console import advance, result
from wag_analyzer.cli.frames import FORMATS, emit, text_rows
from wag_analyzer.cli.inputs import opened
from wag_analyzer.cli.options import READ, WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.report.counted import filled
from wag_analyzer.report.sentences import sentence
from wag_analyzer.report.table_words import Language, wording
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from wag_analyzer.parser.chat import Chat
    from wag_analyzer.validity.variants import Plan

__all__ = ["sensitivity"]

_SHOWN: Final = ("in_strength", "turned_to", "betweenness", "pagerank", "constraint", "balance")
"""Measures whose rankings the text shows change by change; all others are in the other formats."""

_WORDS: Final = {
    "top": "top by {measure}", "strong": "strong ties", "beyond_chance": "ties beyond chance", "same_answer": "whether there are circles",
    "nmi": "who is in which circle", "kept": "findings",
}  # fmt: skip

HOLDS: Final = 0.8
"""A result holds when no change takes its figure below this."""


@click.command()
@input_argument()
@run_and_settings(*WHO, "reply_model", "null", "draws", *READ, "session_gap")
@click.option("--runs", type=click.IntRange(1, 1000), default=5, show_default=True, help="Runs of each change made at random.")
@click.option("--draws", "again", type=click.IntRange(1, 10000), default=20, show_default=True, help="Draws of conversations.")
@click.option("--top", type=click.IntRange(1), default=None, help="Places that count as the top. [a tenth of the people, 3 to 10]")
@click.option("--cap", "caps", type=click.IntRange(1), multiple=True, help="Only the last so many messages. [last half, last quarter]")
@click.option("--only", "checks", multiple=True, metavar="CHECK", help="Only these changes; may be given several times.")
@click.option("--findings", is_flag=True, help="Also whether findings stay; runs the detectors each time.")
@format_option(*FORMATS)
@output_option
def sensitivity(
    inputs: tuple[str, ...],
    run: Run,
    settings: Settings,
    *,
    runs: int,
    again: int,
    top: int | None,
    caps: tuple[int, ...],
    checks: tuple[str, ...],
    findings: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """Print whether the top results hold when something is done otherwise.

    \b
    What is changed (CHECK)
      reply model      the other two ways to infer answers
      session gap      half and twice the silence that ends a conversation
      half life        half and twice the days after which an act counts half
      null             the other three things that chance may keep
      seed             other random numbers
      window           the first and the second half of the messages
      cap              only the last messages, as in an export that was cut
      messages lost    10, 20, 30 % of the messages left out at random
      stretches lost   the same in stretches, each a fiftieth of the messages
      conversations    conversations drawn again, every reply read anew

    \b
    Figures (wag schema sensitivity tells the columns)
      first, top, kept share of the first place, the top places, the findings that stays
      strong           share of the strong ties that stays; beyond_chance: of those beyond chance
      tau, weights     Kendall's tau-b of rankings, of weights: 1 the same, 0 as by chance
      rbo, nmi, ari    rank-biased overlap; how alike the circles are: 1 the same
      same_answer      1 when both have clear circles or neither has; count: how many
      value, lo, hi    mean, smallest, largest over the runs; chance: of a random result
      new, who         findings that only the run has; persons at these places in the base

    A result that does not hold is not wrong: it depends on the choice named, and should be told with it.
    """  # noqa: D301 - click keeps the lines of the paragraph after this mark
    from wag_analyzer.validity.variants import CHECKS, Plan  # noqa: PLC0415 - pulls in pandas

    plan = Plan(runs=runs, draws=again, top=top, caps=caps, checks=checks or CHECKS, findings=findings)
    chat, settings = opened(inputs, settings, run)
    found = _found(chat, settings, plan, run)
    if form == "text" or (form is None and not run.json):
        result(_text(found, settings.lang), output)
    else:
        emit(found, run, form, output)


def _found(chat: "Chat", settings: Settings, plan: "Plan", run: Run) -> "pd.DataFrame":
    from wag_analyzer.validity.sensitivity import sensitivity as hold  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.validity.variants import planned_runs  # noqa: PLC0415

    with advance(run, planned_runs(chat, settings, plan)) as told:
        return hold(chat, settings, plan, lambda name, done, runs: told(name) if done < runs else None)


def _text(found: "pd.DataFrame", lang: Language) -> Iterator[str]:
    """Yield the card: what holds, then change by change."""
    words = wording(lang)
    known = found[found["value"].notna().to_numpy()]
    every = (known["check"] == "any").to_numpy()
    yield words["holds"]
    yield from text_rows(_summary(known[every], lang), lang) if every.any() else ()
    none = [sentence(_WORDS[name], lang) for name in _WORDS if _is_empty(found, name)]
    yield from (words["base_has_none"].format(what=", ".join(none)),) if none else ()
    yield ""
    yield filled(words["holds_legend"], lang, least=HOLDS)
    one, label = known[~every], known.loc[~every, "result"].astype(object).to_numpy()
    ranked = (label == "persons") & (one["figure"] == "top").to_numpy() & one["measure"].isin(_SHOWN).to_numpy()
    blocks = {words["rankings"]: (one[ranked], "measure")}
    blocks |= {words[f"holds_{name}"]: (one[label == name], "figure") for name in ("ties", "circles", "findings")}
    for title, (some, column) in blocks.items():
        if len(some):
            yield from ("", title)
            yield from text_rows(_wide(some, column, lang), lang)


def _is_empty(found: "pd.DataFrame", figure: str) -> bool:
    """Return whether a figure was asked for and the base has nothing that it is about."""
    some = found[(found["figure"] == figure).to_numpy()]
    return bool(len(some)) and not some["compared"].any() and bool(some["value"].isna().all())


def _summary(found: "pd.DataFrame", lang: Language) -> "pd.DataFrame":
    """Return the figures over all changes, in words whether they hold, and who is first in the base."""
    import pandas as pd  # noqa: PLC0415 - start-up

    rows: list[dict[Any, Any]] = found.to_dict("records")
    first = {row["measure"]: f"{_named(row['who'], lang)} ({row['value']:.0%})" for row in rows if row["figure"] == "first"}
    return pd.DataFrame(
        [_held(row, lang) | {wording(lang)["first_and_share"]: first.get(row["measure"], "")} for row in rows if row["figure"] in _WORDS]
    )


def _held(row: dict[Any, Any], lang: Language) -> dict[str, object]:
    """Return the cells that say how far one result holds."""
    words = wording(lang)
    holds = words["holds_yes" if row["lo"] >= HOLDS else "holds_mostly" if row["value"] >= HOLDS else "holds_no"]
    what = sentence(_WORDS[row["figure"]].format(measure=row["measure"]), lang)
    least = "" if row["lo"] == row["hi"] else sentence(row["variant"], lang)
    ends = {"mean": round(row["value"], 2), "least": round(row["lo"], 2), "by_chance": round(row["chance"], 2), "least_under": least}
    return {words["held_result"]: what, words["held_holds"]: holds, **{words[f"held_{name}"]: cell for name, cell in ends.items()}}


def _named(names: list[str], lang: Language) -> str:
    return wording(lang)["and_alike"].format(who=names[0], n=len(names) - 1) if len(names) > 1 else "".join(names)


def _wide(found: "pd.DataFrame", column: str, lang: Language) -> "pd.DataFrame":
    """Return one row a change, one column a measure or figure."""
    change = wording(lang)["change"]
    named = [sentence(f"{check}: {variant}", lang) for check, variant in zip(found["check"], found["variant"], strict=True)]
    some = found.assign(**{column: found[column].astype(object)})
    some[change] = named
    wide = some.pivot_table(index=change, columns=column, values="value", aggfunc="first", sort=False).round(2)
    return wide.reset_index()
