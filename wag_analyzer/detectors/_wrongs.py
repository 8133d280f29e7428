"""Talk of somebody's wrongdoing told in any words: weak hints of most kinds that gather around one absent or silent person's name.

A thing of value, a taking, what it paid for, who saw it, passing it on: each is everyday matter. What tells is that several people bring
most of them together, session after session, around the same name, and hardly anywhere else.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import Talk, excess, stretches, talk
from wag_analyzer.detectors._said import Cued, cued
from wag_analyzer.detectors._shared import once

__all__ = ["AS_CLAIMS", "Told", "Wrongs", "told_of", "wrongs"]

AS_CLAIMS: Final[Mapping[str, str]] = {
    "taking": "offence", "missing": "offence", "named": "offence", "gained": "told", "witness": "told", "spread": "told", "fair": "doubt",
}  # fmt: skip
"""Families of hints, and what they count as in a claim."""
_FAMILIES: Final = frozenset(("value", "taking", "gained", "witness", "spread", "named", "missing"))
_ACTS: Final = frozenset(("taking", "missing", "named"))
_LEAST_SENDERS: Final = 2
_LEAST_ACTS: Final = 3
_MOST_FAIR: Final = 0.2
_SPAN: Final = 6
_BEFORE: Final = 3
_NULL: Final = "the same people's words, with hints of wrongdoing drawn over all their messages"


class _Least(NamedTuple):
    """How much it takes: families of hints, sessions with acts, and sessions in which two or more tell."""

    families: int
    sessions: int
    shared: int


_ENOUGH: Final = ((_Least(families=4, sessions=3, shared=2), 0.01), (_Least(families=5, sessions=2, shared=1), 0.02))
"""What is enough, and how probable chance may be: the more kinds of hints come together, the fewer sessions it takes."""

Told: TypeAlias = tuple[str, tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Wrongs:
    """What weak hints tell of wrongdoing in a chat: the hints by message, and the persons of whom it is told."""

    hints: Mapping[int, Mapping[str, Cued]]
    told: tuple[Told, ...]

    def acts(self, places: Collection[int]) -> int:
        """Return how many of some messages hint at an act, whoever is spoken of."""
        return sum(bool(_ACTS & self.hints[at].keys()) for at in places if at in self.hints)

    def acts_of(self, person: str) -> frozenset[int]:
        """Return the messages that tell of acts of a person."""
        return frozenset(at for target, acts, _ in self.told if target == person for at in acts)


def wrongs(analysis: Analysis) -> Wrongs:
    """Return what weak hints tell of wrongdoing in a chat."""
    hints = cued(analysis, "wrongs", affirmed=("taking", "named"))
    asked = {at for at, text in enumerate(analysis.messages["text"].tolist()) if "?" in str(text)}
    return Wrongs(hints, tuple(told_of(once(talk, analysis), hints, asked)))


def told_of(chat: Talk, hints: Mapping[int, Mapping[str, Cued]], asked: Collection[int] = ()) -> Iterator[Told]:
    """Yield each person of whom wrongdoing is told: the name, the messages with an act, and all the talk with hints around the name.

    Parameters
    ----------
    chat
        The chat.
    hints
        Place of a message → cues of the lexicon ``wrongs``.
    asked
        Messages that ask; these tell of no act.
    """
    spots: defaultdict[str, list[int]] = defaultdict(list)
    for at, named in chat.named.items():
        for person in dict.fromkeys(person for person, form in named if form == "third"):
            if person != chat.people[at] and not person.startswith("@"):
                spots[person].append(at)
    flagged = [at for at, shown in hints.items() if len(_FAMILIES & shown.keys()) > 1 or "named" in shown]
    for person, places in sorted(spots.items()):
        around = _around(chat, person, places)
        told = [at for at in around if at in hints]
        acts = [at for at in told if _ACTS & hints[at].keys() and "fair" not in hints[at] and at not in asked]
        most = next((most for least, most in _ENOUGH if _is_told(chat, hints, (told, acts), least)), None)
        if most is not None and excess(chat, around, flagged, _NULL).p <= most:
            yield person, tuple(acts), tuple(told)


def _around(chat: Talk, person: str, places: list[int]) -> list[int]:
    """Return the messages of others in the stretches around a name: its own, and the next ones of the exchange that begins with it."""
    found: set[int] = set()
    spots = sorted(places)
    for stretch in stretches(chat, {max(0, at - back) for at in spots for back in range(_BEFORE + 1)}):
        for spot in spots[bisect_left(spots, stretch.start) : bisect_left(spots, stretch.stop)]:
            found.update(stretch[max(0, spot - _BEFORE - stretch.start) : spot + _SPAN + 1 - stretch.start])
    return sorted(at for at in found if chat.people[at] != person)


def _is_told(chat: Talk, hints: Mapping[int, Mapping[str, Cued]], said: tuple[list[int], list[int]], least: _Least) -> bool:
    """Say whether several people tell of acts in several sessions, with hints of most families, and it is hardly weighed fairly."""
    told, acts = said
    families = Counter(family for at in told for family in hints[at] if family in _FAMILIES)
    return (
        len(acts) >= _LEAST_ACTS
        and len({chat.people[at] for at in acts}) >= _LEAST_SENDERS
        and len({chat.session[at] for at in acts}) >= least.sessions
        and len(families) >= least.families
        and _shared(chat, told) >= least.shared
        and families["spread"] + families["named"] > 0
        and sum("fair" in hints[at] for at in told) <= _MOST_FAIR * len(told)
    )


def _shared(chat: Talk, told: list[int]) -> int:
    """Return in how many sessions two people or more tell."""
    people: defaultdict[int, set[str]] = defaultdict(set)
    for at in told:
        people[chat.session[at]].add(chat.people[at])
    return sum(len(some) > 1 for some in people.values())
