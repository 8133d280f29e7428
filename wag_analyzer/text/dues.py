"""When something is promised for: *besok*, *jumat*, *akhir bulan*, *by Friday*, *tgl 5*, *in two days*."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Final

import pandas as pd

from wag_analyzer.text.lexicon import LANGUAGES, words
from wag_analyzer.text.normalize import normal, tokens

__all__ = ["due", "due_in", "may_name"]

_WEEK: Final = 7
_DAY_HOURS: Final = 24
_LAST_DAY: Final = 31
_EVENING: Final = 18
_BEFORE_NOON: Final = 8
_HALF_DAY: Final = 12


@dataclass(frozen=True, slots=True)
class _Wordings:
    """Phrases (as tuples of words) of times: a number of hours from now, or a day of the week; and words beside a number."""

    hours: dict[tuple[str, ...], float] = field(default_factory=dict)
    weekdays: dict[tuple[str, ...], int] = field(default_factory=dict)
    ends: set[tuple[str, ...]] = field(default_factory=set)
    before: dict[tuple[str, ...], str] = field(default_factory=dict)
    after: dict[tuple[str, ...], float] = field(default_factory=dict)
    longest: int = 5
    first: set[str] = field(default_factory=set)
    """Words with which a wording without a number before it begins."""


_LAST_YEAR: Final = 9999
"""No calendar goes on after it, and a phone whose clock shows it is wrong anyway."""


def due(text: str, at: pd.Timestamp) -> pd.Timestamp | None:
    """Return by when a message written at ``at`` says that something will be; None when it names no time to come.

    The longest wording counts, and of several the last one (*not today, Friday*). A day of the week is the next one; an hour that is past
    is tomorrow's.

    Parameters
    ----------
    text
        What was written.
    at
        When.
    """
    return due_in(_timed(text), at)


def due_in(said: Sequence[str], at: pd.Timestamp) -> pd.Timestamp | None:
    """Return what ``due`` does from the words of a text, in their standard spelling.

    Parameters
    ----------
    said
        The words, as ``normalize.tokens`` gives them.
    at
        When they were written.
    """
    if at.year >= _LAST_YEAR:
        return None
    found: pd.Timestamp | None = None
    place = 0
    while place < len(said):
        width, when = _longest(said, place, at)
        if when is not None:
            found = when
        place += max(1, width)
    return found


@lru_cache(maxsize=1 << 16)
def _timed(text: str) -> tuple[str, ...]:
    """Return the words of a text of which one may begin to name a time; most texts have none, and their words are not kept."""
    said = tuple(token.word for token in tokens.__wrapped__(text))
    return said if any(map(may_name, said)) else ()


def may_name(word: str) -> bool:
    """Return whether a word, in its standard spelling, may begin to name a time: no text without one has anything due.

    Parameters
    ----------
    word
        As ``normalize.tokens`` gives it.
    """
    return word in _wordings().first or word[:1].isdecimal()


def _longest(said: Sequence[str], place: int, at: pd.Timestamp) -> tuple[int, pd.Timestamp | None]:
    """Return how many words the longest wording at a place takes, and the time it means."""
    number = _number(said, place)
    found = _worded(said, place, at) if said[place] in _wordings().first else None
    if found is None and number is not None:
        found = _counted(said, place + 1, at, number)
    return found or (1, None)


def _worded(said: Sequence[str], place: int, at: pd.Timestamp) -> tuple[int, pd.Timestamp | None] | None:
    """Return the same of the wordings that begin with a word, a number may follow; None when there is none."""
    table = _wordings()
    for width in range(min(table.longest, len(said) - place), 0, -1):
        key = tuple(said[place : place + width])
        if key in table.hours:
            return width, at + pd.Timedelta(hours=table.hours[key])
        if key in table.weekdays:
            return width, _weekday(at, table.weekdays[key])
        if key in table.ends:
            return width, _month_end(at)
        number = _number(said, place + width) if key in table.before else None
        if number is not None:
            return width + 1, _calendar(at, table.before[key], number)
    return None


def _counted(said: Sequence[str], place: int, at: pd.Timestamp, number: int) -> tuple[int, pd.Timestamp | None] | None:
    """Return the same of the wordings at a place that a number stands before; None when there is none."""
    table = _wordings()
    for width in range(min(table.longest, len(said) - place), 0, -1):
        key = tuple(said[place : place + width])
        if key in table.after:
            return width + 1, at + pd.Timedelta(hours=number * table.after[key])
    return None


def _number(said: Sequence[str], place: int) -> int | None:
    word = said[place] if place < len(said) else ""
    if not word[:1].isdecimal():
        return None
    digits = word[: len(word) - 2] if word.endswith(("th", "st", "nd", "rd")) else word
    short = digits.isdecimal() and len(digits.lstrip("0")) <= len(str(_LAST_DAY))  # a number of thousands of digits is no day
    return int(digits.lstrip("0") or "0") if short and int(digits.lstrip("0") or "0") <= _LAST_DAY else None


def _weekday(at: pd.Timestamp, day: int) -> pd.Timestamp:
    ahead = (day - at.weekday() - 1) % _WEEK + 1
    return at.normalize() + pd.Timedelta(days=ahead, hours=_EVENING)


def _month_end(at: pd.Timestamp) -> pd.Timestamp:
    last = at.normalize() + pd.offsets.MonthEnd(0) + pd.Timedelta(hours=_EVENING)
    return last if last > at else at.normalize() + pd.offsets.MonthEnd(1) + pd.Timedelta(hours=_EVENING)


def _calendar(at: pd.Timestamp, kind: str, number: int) -> pd.Timestamp | None:
    if kind == "hour":
        hour = number + _HALF_DAY if number < _BEFORE_NOON else number
        if not number or hour >= _DAY_HOURS:
            return None
        when = at.normalize() + pd.Timedelta(hours=hour)
        return when if when > at else when + pd.Timedelta(days=1)
    first = at.normalize().replace(day=1)
    month = first if number >= at.day else first + pd.DateOffset(months=1)
    when = month + pd.Timedelta(days=number - 1, hours=_EVENING)
    return when if number and when.month == month.month else None


@cache
def _wordings() -> _Wordings:
    table = _Wordings()
    for content in _read():
        for unit, factor in (("hours", 1.0), ("days", float(_DAY_HOURS))):
            for number, key in _phrases(content.get(unit, {})):
                table.hours.setdefault(key, float(number) * factor)
        for number, key in _phrases(content.get("weekdays", {})):
            table.weekdays.setdefault(key, int(number))
        table.ends.update(key for _, key in _phrases(content.get("ends", {})))
        for kind, key in _phrases(content.get("before", {})):
            table.before.setdefault(key, kind)
        for kind, key in _phrases(content.get("after", {})):
            table.after.setdefault(key, float(_DAY_HOURS * (_WEEK if kind == "weeks" else 1)))
    table.first.update(key[0] for keys in (table.hours, table.weekdays, table.ends, table.before) for key in keys)
    return table


def _phrases(block: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, text in block.items():
        for phrase in words(text):
            yield name, tuple(normal(word) for word in phrase.split())


def _read() -> Iterator[Mapping[str, Mapping[str, str]]]:
    for language in LANGUAGES:
        path = resources.files("wag_analyzer.lexicons") / language / "dues.toml"
        if path.is_file():
            yield tomllib.loads(path.read_text(encoding="utf-8"))
