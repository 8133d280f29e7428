"""What a chat says about whose number it is: introductions, numbers given beside names, numbers that changed, who answers for whom."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.activity import Activity
from wag_analyzer.people.name_forms import form, relation, sound
from wag_analyzer.people.names import SELF, digits
from wag_analyzer.people.numbers import Numbers
from wag_analyzer.people.places import strings

__all__ = ["Hint", "hints"]

_LANGUAGES: Final = ("id", "en")
_GIVEN: Final = re.compile(r"(?<![\w+])\+?\d[\d \t().\-\u00a0\u2011]{7,20}\d(?!\w)")
_NAME: Final = r"(?P<name>[^\W\d_][\w.'’]*(?:[ \t]+[^\W\d_][\w.'’]*){0,3})"
_MOST_WORDS: Final = 3
_SAME: Final = frozenset({"case", "accents", "marks", "order", "titles", "work", "second", "short"})
_CHANGE_DAYS: Final = 90
_LEAST_CALLS: Final = 3
_SURE_P: Final = 1e-3
_LIKELY_P: Final = 0.02
_LONGEST: Final = 300
_ARRIVED: Final = frozenset({"created", "added", "joined_link", "joined_community"})


class Hint(NamedTuple):
    """Two persons, and why they may be one: a key of ``reasons.toml``."""

    a: str
    b: str
    key: str


def hints(chat: Chat, persons: Mapping[str, Sequence[str]], activity: Activity, numbers: Numbers) -> Iterator[Hint]:
    """Yield what a chat says about whose number it is.

    Parameters
    ----------
    chat
        As read.
    persons
        Person → names; who has numbers only is a number here.
    activity
        Who wrote when.
    numbers
        How numbers compare.
    """
    unnamed = [person for person, names in persons.items() if all(digits(name) for name in names)]
    if unnamed:
        book = _Book(persons, numbers)
        yield from _introductions(chat.messages, {name: person for person in unnamed for name in persons[person]}, book)
        yield from _given(chat.messages, {name: person for person, names in persons.items() for name in names}, frozenset(unnamed), book)
        yield from _answering(persons, frozenset(unnamed), activity)
    yield from _changed(chat.events, persons, activity)
    yield from _aligned(chat.aliases, persons)
    yield from _exporting(chat, persons, activity)


class _Book:
    """Persons by name and by number."""

    def __init__(self, persons: Mapping[str, Sequence[str]], numbers: Numbers) -> None:
        self.numbers = numbers
        self.by_key = {key: person for person, names in persons.items() for name in names if (key := numbers.key(name))}
        self.by_word: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for person, names in persons.items():
            for name in names:
                if not digits(name):
                    for word in form(name).core:
                        self.by_word[sound(word)].setdefault(person, name)

    def named(self, words: Sequence[str]) -> tuple[str, int] | None:
        """Return the one person whom the first words name, and how many words that takes; None when nobody or several."""
        for size in range(min(len(words), _MOST_WORDS), 0, -1):
            said = form(" ".join(words[:size]))
            near = {person: name for word in said.core for person, name in self.by_word.get(sound(word), {}).items()}
            fits = [person for person, name in near.items() if relation(form(said.sounds), form(form(name).sounds)) in _SAME]
            if len(fits) == 1:
                return fits[0], size
        return None


def _introductions(messages: pd.DataFrame, unnamed: Mapping[str, str], book: _Book) -> Iterator[Hint]:
    own = messages[messages["sender"].isin(list(unnamed))]
    led = _matching(own["text"], _leads())
    for sender, text in zip(own["sender"][led], own["text"][led], strict=True):
        if len(text) <= _LONGEST:
            yield from (Hint(who, unnamed[sender], key) for who, key in _introduced(text, book))


def _introduced(text: str, book: _Book) -> Iterator[tuple[str, str]]:
    for pattern, sure in _patterns():
        for found in pattern.finditer(text):
            words = found["name"].split()
            who = book.named(words)
            if who is None:
                continue
            rest = text[found.start("name") + len(" ".join(words[: who[1]])) :]
            if sure or not rest.strip() or rest.lstrip(" \t")[:1] in ",.;:!?()\n-–—" or rest.split()[0].lower() in _words("after"):
                yield who[0], "intro" if sure else "intro_likely"


def _matching(texts: "pd.Series[str]", pattern: str) -> npt.NDArray[np.bool_]:
    r"""Return which texts a pattern may be found in, capitals or not; Arrow's \w is that of ASCII, so it may find more, never less."""
    found = pc.match_substring_regex(strings(texts), pattern, ignore_case=True)
    return np.asarray(pc.fill_null(found, fill_value=False).to_numpy(zero_copy_only=False), np.bool_)


@cache
def _lexicon() -> Sequence[Mapping[str, Any]]:
    places = (resources.files("wag_analyzer.lexicons") / language / "introductions.toml" for language in _LANGUAGES)
    return [tomllib.loads(place.read_text(encoding="utf-8")) for place in places]


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(word for content in _lexicon() for word in content[key].split())


@cache
def _leads() -> str:
    """Return a regular expression that finds every line in which somebody may introduce himself."""
    lines = [line for content in _lexicon() for key in ("sure", "likely") for line in content[key].split("\n") if line]
    words = {next(word for word in line.split() if word != "{name}") for line in lines}
    return rf"(?:^|\W)(?:{'|'.join(sorted(map(re.escape, words)))})(?:\W|$)"


@cache
def _patterns() -> Sequence[tuple[re.Pattern[str], bool]]:
    filler = rf"(?:(?:{'|'.join(sorted(map(re.escape, _words('filler'))))})\b[^\w\n]+)?"
    made = []
    for sure, key in ((True, "sure"), (False, "likely")):
        for phrase in (line for content in _lexicon() for line in content[key].split("\n") if line):
            before, _, after = phrase.partition("{name}")
            lead = "".join(rf"{re.escape(word)}\b[^\w\n]+" for word in before.split()) + (filler if sure else "")
            tail = "".join(rf"[^\w\n]+{re.escape(word)}\b" for word in after.split())
            start = r"(?<!\w)" if sure else r"(?:^|[\n,.;!?]\s*|\b(?:halo|hai|hallo|hi|hello|pagi|siang|sore|malam|semua|all|ya|wr|wb)\W+)"
            made.append((re.compile(start + lead + _NAME + tail, re.IGNORECASE), sure))
    return made


def _given(messages: pd.DataFrame, people: Mapping[str, str], unnamed: frozenset[str], book: _Book) -> Iterator[Hint]:
    """Yield numbers that stand in a text beside a name, or that somebody posts as a new number of theirs."""
    holds = _matching(messages["text"], r"\pN[\pN \t().\x{A0}\x{2011}-]{7,20}\pN")
    own = re.compile(rf"\b(?:{'|'.join(content['own'] for content in _lexicon())})\b", re.IGNORECASE)
    for sender, text in zip(messages["sender"][holds], messages["text"][holds], strict=True):
        at = 0
        for found in _GIVEN.finditer(text):
            before, at = text[at : found.start()].rpartition("\n")[2], found.end()
            number = book.by_key.get(book.numbers.key(found[0]))
            if number not in unnamed:
                continue
            words = re.findall(r"[^\W\d_][\w.'’]*", before)[-_MOST_WORDS:]
            named = next(filter(None, (book.named(words[place:]) for place in range(len(words)))), None)
            if named is not None:
                yield Hint(named[0], number, "told")
            elif sender in people and people[sender] not in unnamed and own.search(before):
                yield Hint(people[sender], number, "own")


def _answering(persons: Mapping[str, Sequence[str]], unnamed: frozenset[str], activity: Activity) -> Iterator[Hint]:
    """Yield pairs of a name and a number of which one never writes and the other answers when the first is mentioned."""
    silent = [person for person in activity.mentioned() if not len(activity.rows(person))]
    active = [person for person in persons if len(activity.rows(person))]
    for quiet in silent:
        others = [person for person in active if (person in unnamed) != (quiet in unnamed)]
        for other in others:
            calls, hits, p = activity.answers_for(quiet, other)
            if calls >= _LEAST_CALLS and hits * 2 >= calls and p * len(others) <= _LIKELY_P:
                yield Hint(other, quiet, "answers" if p * len(others) <= _SURE_P else "answers_weak")


def _changed(events: pd.DataFrame, persons: Mapping[str, Sequence[str]], activity: Activity) -> Iterator[Hint]:
    """Yield who may be at the other end of a change of number of which WhatsApp names only one end."""
    person_of = {name: person for person, names in persons.items() for name in names}
    changed = events[events["type"].astype(object) == "number_changed"]
    spans = activity.spans(events, person_of)
    for at, old, new, actor in zip(changed["at"], changed["old"], changed["new"], changed["actor"], strict=True):
        ends = [person_of.get(name) if isinstance(name, str) else None for name in (old if isinstance(old, str) else actor, new)]
        if (ends[0] is None) == (ends[1] is None):
            continue
        known = ends[0] or ends[1] or ""
        moment = int(at.timestamp())
        others = [who for who, span in spans.items() if who != known and _fits(span, moment, later=ends[1] is None)]
        yield from (Hint(known, who, "changed" if len(others) == 1 else "changed_many") for who in others)


def _aligned(aliases: pd.DataFrame, persons: Mapping[str, Sequence[str]]) -> Iterator[Hint]:
    """Yield names that the joining of two phones' exports finds probable for one person, but not sure."""
    person_of = {name: person for person, names in persons.items() for name in names}
    unsure = aliases[~aliases["applied"]]
    for name, same in zip(unsure["name"], unsure["same_as"], strict=True):
        if name in person_of and same in person_of:
            yield Hint(person_of[name], person_of[same], "aligned")


def _exporting(chat: Chat, persons: Mapping[str, Sequence[str]], activity: Activity) -> Iterator[Hint]:
    """Yield the one sender of whose coming no line tells, in a group that is told from its beginning: that may be who exported it."""
    person_of = {name: person for person, names in persons.items() for name in names}
    you = person_of.get(SELF)
    kinds = chat.events["type"].astype(object)
    made = chat.events["at"][kinds == "created"]
    if you is None or len(activity.rows(you)) or made.empty or chat.messages.empty or made.iloc[0] > chat.messages["at"].min():
        return
    told = chat.events[kinds.isin(_ARRIVED)]
    came = {person_of.get(name) for who in (told["target"], told["actor"][told["type"].astype(object) != "added"]) for name in who}
    left = [person for person in persons if len(activity.rows(person)) and person not in came]
    if len(left) == 1:
        yield Hint(left[0], you, "exporter")


def _fits(span: tuple[int, int], moment: int, *, later: bool) -> bool:
    """Say whether somebody begins after a moment (or ends before it), and not long after."""
    limit = _CHANGE_DAYS * 86_400
    return moment <= span[0] <= moment + limit if later else moment - limit <= span[1] <= moment
