"""The command uses: what ties are used for."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.cli.console import advance, result
from wag_analyzer.cli.frames import FORMATS, emit, json_rows, needs_file, text_rows
from wag_analyzer.cli.inputs import opened
from wag_analyzer.cli.options import READ, WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.report.table_words import Language, wording
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from wag_analyzer.network.uses import Uses
    from wag_analyzer.parser.chat import Chat

__all__ = ["uses"]

_TABLES: Final = ("uses", "exchanges", "ladder")
_EXCHANGES: Final = ["person", "other", "gives", "gets", "jaccard", "evenness", "different", "expected", "q", "rung"]
_STAGES: Final = 7
_MOST: Final = 20
_SEEN: Final = 0.5
"""Expected acts from which text shows a use of a tie."""


@click.command()
@input_argument()
@run_and_settings(*WHO, "reply_model", "draws", *READ, "session_gap")
@click.option("--table", type=click.Choice(_TABLES), help="What jsonl, csv and parquet hold. [uses]")
@format_option(*FORMATS)
@output_option
def uses(
    inputs: tuple[str, ...],
    run: Run,
    settings: Settings,
    *,
    table: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Print what ties are used for, what two people give each other, and a ladder of ties as counts of pairs.

    \b
    uses: one row a directed tie and use
      use             communication, information, problem-solving, knowledge,
                      access; read from words and from what is answered
      acts, share     expected acts of the use, and their share of the tie's
      lo, hi          90 % interval of share
      given, asked    acts in which the source gives; in which it asks
      few             fewer than five acts: too few to tell uses apart
      msg_ids         the messages behind it

    \b
    exchanges: one row a pair that turns to each other
      gives, gets     uses the one gives the other, and gets
      jaccard         uses both give, of all that either gives
      evenness        0 one use only, 1 all five alike
      different       0 both give the same things, 1 wholly others; expected
                      and q: beside pairs who give alike
      rung            none, know, like, trust, buy

    \b
    ladder: pairs that reach each rung, with interval; skipped: pairs that
    show the step but not one below it

    Words are known in Indonesian with slang, English, Malay and some Javanese; in other languages hardly a use but communication is
    read. A message is read by what is written: how often that is right is told in the docs, "Uses of ties". Text shows the uses of the
    strongest ties; the other formats hold all.
    """  # noqa: D301 - click keeps the lines of the paragraphs after these marks
    needs_file(form, output)
    found = _found(*opened(inputs, settings, run), run)
    named = {"uses": found.ties, "exchanges": found.exchanges, "ladder": found.ladder}
    if table is None and (form == "text" or (form is None and not run.json)):
        result(_text(found, settings.lang), output)
    elif table is None and form is None:
        result([row for name in _TABLES[::-1] for row in json_rows(named[name])], output)
    else:
        emit(named[table or "uses"], run, form, output)


def _found(chat: "Chat", settings: Settings, run: Run) -> "Uses":
    """Return the uses of a chat's ties; of the analysis only what they need is made."""
    from wag_analyzer.analysis import acted  # noqa: PLC0415 - pulls in SciPy
    from wag_analyzer.network.ties import ties  # noqa: PLC0415 - as above
    from wag_analyzer.network.uses import uses as used  # noqa: PLC0415 - as above
    from wag_analyzer.text.persons import references  # noqa: PLC0415 - as above
    from wag_analyzer.text.signals import signals  # noqa: PLC0415 - as above

    with advance(run, _STAGES) as told:
        people, messages, interactions = acted(chat, settings, told)
        told("signals")
        said = signals(messages, references(messages, people))
        told("ties")
        tied = ties(interactions, messages, people, settings)
        told("uses")
        return used((interactions, messages, said), people, tied, settings)


def _text(found: "Uses", lang: Language) -> Iterator[str]:
    words = wording(lang)
    yield words["ladder"]
    yield from text_rows(found.ladder, lang)
    yield from ("", words["exchanges"])
    both = found.exchanges
    if len(both):
        yield from text_rows(both[_EXCHANGES].head(_MOST), lang)
        yield from _more(len(both), "--table exchanges", words)
    else:
        yield words["no_exchanges"]
    yield from ("", words["uses"])
    yield from _uses(found.ties, words, lang)


def _uses(rows: "pd.DataFrame", words: Mapping[str, str], lang: Language) -> Iterator[str]:
    """Yield a line for each of the strongest ties."""
    sure = rows[~rows["few"]]
    if not len(sure):
        yield words["few_acts" if len(rows) else "no_ties"]
        return
    shares = sure.assign(
        share=[f"{share:.0%} ({lo:.0%}-{hi:.0%})" for share, lo, hi in zip(sure["share"], sure["lo"], sure["hi"], strict=True)]
    )
    seen = shares[(shares["acts"] >= _SEEN).to_numpy()]
    wide = seen.pivot_table(
        index=["source", "target", "tie_acts"], columns="use", values="share", aggfunc="first", sort=False, observed=True
    )
    ordered = wide.reset_index().sort_values("tie_acts", ascending=False, kind="stable")
    columns = [name for name in ("communication", "information", "problem-solving", "knowledge", "access") if name in ordered]
    yield from text_rows(ordered[["source", "target", "tie_acts", *columns]].head(_MOST), lang)
    yield from _more(len(ordered), "--format csv", words)


def _more(count: int, how: str, words: Mapping[str, str]) -> Iterator[str]:
    if count > _MOST:
        yield words["more"].format(n=count - _MOST, how=how)
