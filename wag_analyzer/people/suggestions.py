"""Names that may be one person: pairs, a score between 0 and 1, and what speaks for and against."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.activity import Activity
from wag_analyzer.people.hints import hints
from wag_analyzer.people.likeness import Likeness
from wag_analyzer.people.name_forms import Form
from wag_analyzer.people.names import digits
from wag_analyzer.people.numbers import Numbers
from wag_analyzer.people.reasons import reasons, score

__all__ = ["LEAST", "Suggestion", "suggestions"]

LEAST: Final = 0.2
"""Pairs with a lower score are not told."""

_MANY: Final = 6
_SEVERAL: Final = 2
_BY_CHANCE: Final = 0.05
_LEAST_WRITTEN: Final = 3
_SHARED_NAMES: Final = frozenset({"titles", "work", "second", "short", "part", "initials", "nick"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One pair that may be one person.

    Parameters
    ----------
    name, person
        What both are called now; ``person`` is who the pair would be called by.
    score
        How probable it is that they are one, 0 to 1.
    keys
        Reasons, keys of ``reasons.toml``: what speaks for, then what speaks against.
    """

    name: str
    person: str
    score: float
    keys: tuple[str, ...]

    @property
    def is_joinable(self) -> bool:
        """Whether the tool may ever join the pair: names that only look alike may be one posing as the other."""
        return "looks" not in self.keys


def suggestions(chat: Chat, persons: Mapping[str, Sequence[str]], numbers: Numbers) -> list[Suggestion]:
    """Return the pairs of persons that may be one, best first.

    Parameters
    ----------
    chat
        As read.
    persons
        Person → names, in order of appearance.
    numbers
        How numbers compare.
    """
    if len(persons) < 2:
        return []
    activity = Activity(chat, {name: person for person, names in persons.items() for name in names})
    likeness = Likeness(persons)
    found: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    weights = {key: reason.points for key, reason in reasons().items()}
    for a, b in likeness.pairs():
        if keys := list(_of_names(likeness, a, b, weights)):
            found[a, b].update(dict.fromkeys(keys))
    place = {person: number for number, person in enumerate(persons)}
    for hint in hints(chat, persons, activity, numbers):
        if hint.a != hint.b:
            a, b = sorted((hint.a, hint.b), key=place.__getitem__)
            found[a, b][hint.key] = None
    listed = [_suggestion(pair, list(keys), activity, place) for pair, keys in found.items() if keys]
    listed = [pair for pair in listed if pair.score >= LEAST]
    return sorted(listed, key=lambda pair: (-pair.score, place[pair.person], place[pair.name]))


def _of_names(likeness: Likeness, a: str, b: str, weights: Mapping[str, float]) -> Iterator[str]:
    best = likeness.best(a, b, weights)
    if best is None:
        return
    key, one, other = best
    yield key
    if key in _SHARED_NAMES and likeness.has_rival(a, b, one, other):
        yield "rival"
    yield from _differences(one, other)


def _differences(one: Form, other: Form) -> Iterator[str]:
    if one.sex and other.sex and one.sex != other.sex:
        yield "sexes"
    if one.work and other.work and one.work.isdisjoint(other.work):
        yield "places"


def _suggestion(pair: tuple[str, str], keys: list[str], activity: Activity, place: Mapping[str, int]) -> Suggestion:
    keys = [*keys, *_of_habits(*pair, activity)]
    ordered = sorted(dict.fromkeys(keys), key=lambda key: -reasons()[key].points)
    if "intro" in ordered:  # a sure introduction is not counted a second time as a likely one
        ordered = [key for key in ordered if key != "intro_likely"]
    kept, other = sorted(pair, key=lambda person: (bool(digits(person)), -len(activity.rows(person)), place[person]))
    return Suggestion(other, kept, score(ordered), tuple(ordered))


def _of_habits(a: str, b: str, activity: Activity) -> Iterator[str]:
    times = activity.exchanges(a, b)
    if times >= _SEVERAL + (activity.succeeds(a, b)):
        yield "exchanges_many" if times >= _MANY else "exchanges"
    elif times and not activity.succeeds(a, b):
        yield "exchanges_few"
    if min(len(activity.rows(a)), len(activity.rows(b))) >= _LEAST_WRITTEN:
        if activity.succeeds(a, b):
            yield "succeeds"
        elif activity.apart_by_chance(a, b) <= _BY_CHANCE:
            yield "never_same_day"
    if activity.mentions_each_other(a, b):
        yield "mentions"
    if activity.mentioned_together(a, b):
        yield "together"
