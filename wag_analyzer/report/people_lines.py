"""Suggestions of who may be who, as text for people and as a table to decide in."""

import textwrap
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final

import pandas as pd

from wag_analyzer.people.decisions import Decisions
from wag_analyzer.people.identities import People
from wag_analyzer.people.names import SELF
from wag_analyzer.people.reasons import reasons
from wag_analyzer.people.suggestions import Suggestion
from wag_analyzer.report.counted import filled
from wag_analyzer.report.words import Language, day, number
from wag_analyzer.tables import IDENTITIES
from wag_analyzer.visible import visible

__all__ = ["decision_line", "more_line", "people_view", "suggestion_lines", "suggestion_table"]

_WIDTH: Final = 100
_STEPS: Final = ((0.85, "sure"), (0.6, "likely"), (0.35, "open"), (0.0, "doubtful"))


@cache
def _words(lang: Language) -> Mapping[str, str]:
    text = resources.files("wag_analyzer.report").joinpath("people_words.toml").read_text(encoding="utf-8")
    return {str(key): str(line) for key, line in tomllib.loads(text)[lang].items()}


def people_view(people: People, lang: Language = "en") -> tuple[str, pd.DataFrame]:
    """Return a sentence about the group and one row a person, headed and dated in ``lang``; columns in which nothing stands are left out.

    Parameters
    ----------
    people
        The persons of a chat.
    lang
        Language of the words.
    """
    said, table = _words(lang), people.table
    roles = (("exporter", table["is_exporter"]), ("admin", table["admin"]))
    others = ([str(name) for name in names if name != person] for person, names in zip(table["person"], table["names"], strict=True))
    columns: dict[str, list[object]] = {
        "person": [said["self"] if person == SELF else person for person in table["person"]],
        "messages": table["messages"].tolist(),
        **{name: [day(at, lang) for at in table[name]] for name in ("first", "last", "joined", "left")},
        "added_by": [said["self"] if name == SELF else name if isinstance(name, str) else "" for name in table["added_by"]],
        "role": [", ".join(said[key] for key, holds in roles if holds.iloc[row]) for row in range(len(table))],
        "unit": [unit if isinstance(unit, str) else "" for unit in table["unit"]],
        "level": ["" if pd.isna(level) else f"{level:g}" for level in table["level"]],
        "also": ["; ".join(names) for names in others],
    }
    told = {said[name]: cells for name, cells in columns.items() if name == "messages" or any(cells)}
    silent = int((table["messages"] == 0).sum())
    return filled(said["count"], lang, n=len(table), silent=silent), pd.DataFrame(told)


def more_line(people: People, named: str, lang: Language = "en", *, least: float = 0.0) -> str:
    """Return how many pairs of names may be one person and how to see them; empty when there are none.

    Parameters
    ----------
    people
        The persons of a chat.
    named
        The input as the user named it.
    lang
        Language of the words.
    least
        Score from which on a pair is counted; said where it is not 0.
    """
    found = sum(pair.score >= least for pair in people.suggestions)
    key = f"{'likely_pairs' if least else 'more'}{'_one' if found == 1 else ''}"
    return _words(lang)[key].format(n=found, input=visible(named), least=number(least, lang, 1)) if found else ""


def suggestion_lines(pairs: Sequence[Suggestion], named: str, lang: Language = "en", then: str = "") -> Iterator[str]:
    """Yield the suggestions in plain words, best first, and how to decide on them.

    Parameters
    ----------
    pairs
        As in ``People.suggestions``.
    named
        The input as the user named it.
    lang
        Language of the words.
    then
        The command that takes the decisions; ``wag audit`` of the input when empty.
    """
    said = _words(lang)
    if not pairs:
        yield said["none"]
        return
    yield from textwrap.wrap(said["head_one" if len(pairs) == 1 else "head"].format(n=len(pairs)), _WIDTH)
    for pair in pairs:
        step = next(word for least, word in _STEPS if pair.score >= least)
        yield ""
        name, person = (said["self"] if called == SELF else visible(called) for called in (pair.name, pair.person))
        line = f"{said['pair'].format(name=name, person=person)}   {number(pair.score, lang, 2)} {said[step]}"
        yield from textwrap.wrap(line, _WIDTH, subsequent_indent="  ") if len(line) > _WIDTH else (line,)
        for key in pair.keys:
            reason = reasons()[key]
            side = said["for" if reason.points > 0 else "against"]
            yield from textwrap.wrap(
                f"{side}: {reason.id if lang == 'id' else reason.en}", _WIDTH, initial_indent="  ", subsequent_indent="    "
            )
    shown = visible(named)
    yield from ("", said["write"], f"  wag people {shown} --suggest --format csv -o identities.csv")
    yield from (said["apply"], f"  {visible(then) or f'wag audit {shown}'} --apply identities.csv")


def decision_line(decisions: Decisions, people: People, lang: Language = "en") -> str:
    """Return how many rows of the user's table are in force and how many name nobody in the chat."""
    rows = decisions.known(people.person_of).rows
    meant = [row for row in rows if row.name in people.person_of]
    joined = sum(row.applied for row in meant)
    line = filled(_words(lang)["applied"], lang, yes=joined, no=len(meant) - joined)
    return line if len(meant) == len(rows) else f"{line} {filled(_words(lang)['unused'], lang, n=len(rows) - len(meant))}"


def suggestion_table(people: People) -> pd.DataFrame:
    """Return the links not in force as a table with the columns of ``tables.IDENTITIES`` and ``applied`` as a cell to fill in.

    ``applied`` is *no* where the user keeps two names apart and empty where nothing is decided, so that the table can be handed back.
    """
    table = people.identities
    rows = table[~table["applied"]].reset_index(drop=True).astype({"form": object})
    kept_apart = rows["score"] == 0.0
    return rows.assign(applied=pd.Series(["no" if apart else None for apart in kept_apart], dtype=object))[IDENTITIES.names]
