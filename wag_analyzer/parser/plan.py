"""What is decided over a whole text before its messages are read: shapes, dates, senders, language."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import numpy as np

from wag_analyzer.errors import LayoutError
from wag_analyzer.parser.dates import Ints, Order
from wag_analyzer.parser.events import Recognised, Recogniser
from wag_analyzer.parser.headers import Verdict, is_log_word, verdict
from wag_analyzer.parser.languages import UNKNOWN, guess_locale
from wag_analyzer.parser.phrases import load
from wag_analyzer.parser.senders import Senders, senders
from wag_analyzer.parser.survey import Example, Runs, Samples, Survey
from wag_analyzer.settings import Settings

__all__ = ["HINT", "Plan", "decide"]

HINT: Final = "give the .txt or .zip that WhatsApp made with 'Export chat'"

_KINDS: Final = 60
_NONE: Final = np.zeros(0, np.int64)
_YEARS: Final = 20 * 365
_US: Final = re.compile(r"\d{1,2}/\d{1,2}/\d\d, \d{1,2}:\d\d(?::\d\d)?[ \u00a0\u202f][AP]M\b")
_SPOKEN: Final = 500
Media = Callable[[], tuple[Ints, Ints]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a text is read.

    ``has_marks`` says whether the file puts a direction mark before what WhatsApp itself wrote, as newer iOS exports do. Where it does not,
    ``groups`` are the senders that are no persons: the group's own name. ``layouts`` names each header shape that is used, as
    ``layout: shape``, with its number. ``newest_day`` is the last day (since 1970) that is believed.
    """

    platform: str
    locale: str
    locale_evidence: str
    verdict: Verdict
    senders: Senders
    has_marks: bool
    groups: frozenset[int]
    layouts: dict[int, tuple[str, str]]
    newest_day: int


def decide(survey: Survey, settings: Settings, name: str, media: Media) -> Plan:
    """Return how a text is to be read.

    Parameters
    ----------
    survey
        The text as looked at.
    settings
        ``date_order`` and ``locale`` replace what the file tells.
    name
        Of the file, for errors.
    media
        Row and day of every dated media file name; asked only when the dates do not decide.

    Raises
    ------
    LayoutError
        The text is another kind of log.
    """
    runs = survey.runs()
    names = survey.prefixes.names
    found = verdict(runs, len(names), settings, lambda: _usual_order(survey.samples.heads, settings), media)
    samples, count = _settled(survey.samples, found), _counts(runs, found, len(names))
    _refuse_other_logs(samples, names, name)
    platform = _platform(runs, found)
    code, evidence = _locale(samples, count, settings)
    recogniser = Recogniser(load())
    spoken = "en" if code == UNKNOWN else code
    who = senders(names, count, samples, lambda line: _names(recogniser.recognise(line, spoken)))
    longer = {item.name for item in who.longer.values()}
    leads = np.concatenate([_NONE, *(pairs[:, 1] for pairs in samples.marked_runs)])
    marked = bool(((leads < 0) | (who.code[leads] >= 0)).any())
    marked = marked or any(name in longer for name, _ in samples.before_marks)
    groups = frozenset[int]()
    if platform == "ios" and not marked:
        groups = _groups(samples, who, lambda line: recogniser.recognise(line, spoken))
    layouts = {shape: runs.shapes[shape] for shape in found.decisions}
    return Plan(platform, code, evidence, found, who, marked and platform == "ios", groups, layouts, _newest_day(runs, found))


def _newest_day(runs: Runs, found: Verdict) -> int:
    """Return the last day that is believed: twenty years after the day in the middle of the chat."""
    kept = np.flatnonzero(found.reason[:-1] == 0)
    days = found.day[kept]
    order = np.argsort(days, kind="stable")
    before = np.cumsum(runs.count[kept][order])
    return int(days[order][np.searchsorted(before, before[-1] / 2)]) + _YEARS if len(kept) else _YEARS


def _groups(samples: Samples, who: Senders, event: Callable[[str], Recognised | None]) -> frozenset[int]:
    """Return senders under whose name only events stand, and that a line names as the group's or WhatsApp's notice stands under."""
    said: dict[int, list[Recognised]] = {}
    names: set[str | None] = set()
    for code in np.flatnonzero(who.code[:-1] >= 0).tolist():
        listed = samples.by_code.of(code)
        found = [event(line[line.find(": ") + 2 :]) for line in listed]
        names |= {one.new for one in found if one and one.type in {"created", "subject_changed"}}
        told = [one for one in found if one]
        if listed and len(told) == len(listed):
            said[int(who.code[code])] = told
        elif listed:
            said.pop(int(who.code[code]), None)
    return frozenset(sender for sender, told in said.items() if who.names[sender] in names or any(one.type == "encryption" for one in told))


def _settled(samples: Samples, found: Verdict) -> Samples:
    """Return the samples without lines that turned out to be no headers."""
    if found.is_clean:
        return samples

    def kept(examples: list[Example]) -> list[Example]:
        if not examples:
            return []
        run, code = (np.array(column, np.int64) for column in zip(*((example.run, example.code) for example in examples), strict=True))
        return [example for example, reason in zip(examples, found.reasons(run, code).tolist(), strict=True) if not reason]

    runs, codes = (np.array(column, np.int64) for column in zip(*samples.first, strict=True)) if samples.first else (_NONE, _NONE)
    stay = found.reasons(runs, codes) == 0
    return replace(
        samples,
        first=list(zip(runs[stay].tolist(), codes[stay].tolist(), strict=True)),
        bare=kept(samples.bare),
        bodies=kept(samples.bodies),
        likely=kept(samples.likely),
        by_code=samples.by_code.kept(lambda run, code: found.reasons(run, code) == 0),
        marked_runs=[pairs[found.reasons(pairs[:, 0], pairs[:, 1]) == 0] for pairs in samples.marked_runs],
    )


def _counts(runs: Runs, found: Verdict, prefixes: int) -> Ints:
    """Return how many headers each prefix has."""
    run, code, times = runs.pairs.T
    stay = (found.reasons(run, code) == 0) & (code >= 0)
    return np.bincount(code[stay], times[stay], minlength=prefixes).astype(np.int64)


def _usual_order(heads: list[str], settings: Settings) -> tuple[Order, str] | None:
    """Return the order that the language of the phone makes likely; the shape of US English alone is month first."""
    bare = [head.lstrip("\u200e[") for head in heads]
    if any(_US.match(head) for head in bare) and not any(head.startswith("0") for head in bare):
        return "MDY", "slashes, two figures for the year, capital AM/PM and no leading zeros are what US English writes"
    return ("MDY", "US English was given by the user") if settings.locale == "en-US" else None


def _refuse_other_logs(samples: Samples, names: Sequence[str], name: str) -> None:
    codes = [code for _, code in samples.first if code >= 0]
    logged = sum(count for code, count in Counter(codes).items() if is_log_word(names[code]))
    if logged and logged * 2 >= len(codes):
        raise LayoutError("not a WhatsApp export: a log with levels where names should be", where=name, hint=HINT)


def _platform(runs: Runs, found: Verdict) -> str:
    kept = np.flatnonzero(found.reason[:-1] == 0)
    if not len(kept):
        return "unknown"
    return "ios" if runs.shapes[int(runs.shape[kept[0]])][0].startswith("ios") else "android"


def _locale(samples: Samples, count: Ints, settings: Settings) -> tuple[str, str]:
    """Return the language of the wording: from lines without a sender, lines under a name that occurs once, and bodies that recur."""
    if settings.locale:
        return settings.locale.partition("-")[0] if settings.locale == "en-US" else settings.locale, "the language was given by the user"
    bare = [example.text for example in samples.bare][:_KINDS]
    once = [*islice(samples.by_code.those(count == 1), _KINDS)]
    common = Counter(example.text for example in samples.bodies[:_SPOKEN])
    shown = [*dict.fromkeys(example.text for example in samples.likely)][:_KINDS]
    marked = [body for body in shown if body[:1] in {"\u200e", "\u200f"}]
    return guess_locale([*bare, *marked, *once], [*shown, *(body for body, _ in common.most_common(_KINDS))])


def _names(event: Recognised | None) -> tuple[str, ...] | None:
    if event is None:
        return None
    return (*([event.actor] if event.actor else []), *event.targets)
