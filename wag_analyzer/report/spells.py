"""On which days people and ties were there, for programs that show a network in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from wag_analyzer.analysis import Analysis

__all__ = ["QUIET", "Spells", "always", "spells"]

QUIET: Final = 7
"""Days without an act after which a tie's spell is over."""
_LEAST_ACT: Final = 0.2
"""Probability that an act was meant for the other, from which it makes a tie present."""

Span = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Spells:
    """First and last day of everybody, and the stretches of days in which each tie was in use.

    Parameters
    ----------
    start, end
        First and last day of the chat; empty without any time.
    people, ties
        By place: the span of each person (None: no time known), the spells of each tie.
    """

    start: str
    end: str
    people: Sequence[Span | None]
    ties: Sequence[Sequence[Span]]

    def person(self, place: int) -> str:
        """Return the attributes of a node."""
        span = self.people[place]
        return f' start="{span[0]}" end="{span[1]}"' if span else ""

    def tie(self, place: int) -> str:
        """Return the element of an edge."""
        inside = "".join(f'<spell start="{start}" end="{end}"/>' for start, end in self.ties[place])
        return f"<spells>{inside}</spells>" if inside else ""


def always(people: int, ties: int) -> Spells:
    """Return the spells of a network without time: no span of anybody, no spell of any tie.

    Parameters
    ----------
    people, ties
        How many there are.
    """
    return Spells("", "", (None,) * people, ((),) * ties)


def spells(analysis: Analysis, people: Sequence[str], ends: Sequence[tuple[int, int]]) -> Spells:
    """Return the spells of people and ties.

    Parameters
    ----------
    analysis
        A chat analysed.
    people
        ``people.person``, by place.
    ends
        Places of source and target of each tie.

    Notes
    -----
    A person is there from the first message or event to the last. A tie's spell is a run of replies and mentions, each meant for the
    other with a probability of .2 or more, without a gap of more than seven days; a tie without such acts has none.
    """
    table = analysis.people.table
    known = {
        str(person): (_date(first), _date(last))
        for person, first, last in zip(table["person"], table["first"], table["last"], strict=True)
        if pd.notna(first) and pd.notna(last)
    }
    at = analysis.messages["at"].dropna()
    days = [day for span in known.values() for day in span] + ([_date(at.min()), _date(at.max())] if len(at) else [])
    runs = _runs(analysis.interactions)
    return Spells(
        min(days, default=""),
        max(days, default=""),
        [known.get(person) for person in people],
        [runs.get((people[one], people[other]), ()) for one, other in ends],
    )


def _date(at: Any) -> str:
    return str(at.strftime("%Y-%m-%d"))


def _runs(acts: pd.DataFrame) -> Mapping[tuple[str, str], list[Span]]:
    """Return the spells of each ordered pair that has some."""
    kept = acts[acts["layer"].astype(object).isin(["reply", "mention"]) & (acts["weight"] >= _LEAST_ACT) & acts["at"].notna()]
    if not len(kept):
        return {}
    day = kept["at"].to_numpy().astype("datetime64[D]").astype(np.int64)
    source, one = pd.factorize(kept["source"].astype(object))
    target, other = pd.factorize(kept["target"].astype(object))
    order = np.lexsort((day, target, source))
    source, target, day = source[order], target[order], day[order]
    new = np.r_[True, (np.diff(source) != 0) | (np.diff(target) != 0) | (np.diff(day) > QUIET)]
    first = np.flatnonzero(new)
    last = np.r_[first[1:], len(day)] - 1
    found: dict[tuple[str, str], list[Span]] = {}
    spans = zip(day[first].astype("datetime64[D]").astype(str), day[last].astype("datetime64[D]").astype(str), strict=True)
    for at, span in zip(first.tolist(), spans, strict=True):
        found.setdefault((str(one[source[at]]), str(other[target[at]])), []).append((str(span[0]), str(span[1])))
    return found
