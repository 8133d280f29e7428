"""Winning others one by one: who goes up to single members, with how many different means, and who says that he or she is in.

Each hint (lexicon ``winning``) is weak: money, a talk apart, a day, a compliment are everyday matter. What tells is that one person comes
with most of them to one member after the other, and that these take it up.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from operator import attrgetter
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._acting import doing
from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.detectors._said import kinds

__all__ = ["MEANS", "Wooing", "wooings"]

MEANS: Final[Mapping[str, str]] = {
    "gain": "gain", "apart": "private_channel", "quiet": "discretion", "scarce": "scarcity", "bring": "bring_others", "you": "invite",
}  # fmt: skip
"""Families of hints, and the means of solicitation they count as."""
_NOTHING: Final[frozenset[str]] = frozenset()
_PRESSES: Final = frozenset(("apart", "quiet", "scarce", "bring"))
_FOLLOW_MINUTES: Final = 15
_FOLLOW_TURNS: Final = 4
_NEAR: Final = 3
_NEAR_MINUTES: Final = 20
_LEAST_ALONE: Final = 3
_LEAST_DAYS: Final = 3
_LEAST_TAKERS: Final = 2
_LEAST_MEANS: Final = 4
_LEAST_PRESSES: Final = 3
_LEAST_APPROACHES: Final = 2
_MOST_OPEN: Final = 0.25
_MOST_TO: Final = 2
_PLAINLY: Final = 0.85


@dataclass(slots=True)
class Wooing:
    """How one person goes up to others: the turns, the members approached, who takes it up, and how often each means is used.

    ``approaches`` counts those that use two or more means, ``open`` those that are public or official.
    """

    person: str
    turns: list[Turn] = field(default_factory=list)
    alone: dict[str, None] = field(default_factory=dict)
    takers: dict[str, str] = field(default_factory=dict)
    means: Counter[str] = field(default_factory=Counter)
    days: dict[object, None] = field(default_factory=dict)
    approaches: int = 0
    open: int = 0

    @property
    def is_plain(self) -> bool:
        """Say whether most means are used, on several days and members, some of whom take it up, and it is hardly public."""
        return (
            len(self.alone) >= _LEAST_ALONE
            and len(self.days) >= _LEAST_DAYS
            and len(self.takers) >= _LEAST_TAKERS
            and len(self.means) >= _LEAST_MEANS
            and self.means["gain"] > 0
            and self.approaches >= _LEAST_APPROACHES
            and sum(count for kind, count in self.means.items() if kind in _PRESSES) >= _LEAST_PRESSES
            and self.open <= _MOST_OPEN * len(self.turns)
        )


def wooings(analysis: Analysis, reading: Reading) -> dict[str, Wooing]:
    """Return what each person did to win single members, person → wooing, for persons who approach anybody with any means."""
    hints = kinds(analysis, "winning")
    shown = _shown(reading.turns, hints)
    found: dict[str, Wooing] = {}
    for turn in reading.turns:
        if 1 <= len(turn.to) <= _MOST_TO:
            parts = list(_approach(reading, turn))
            used = {kind for part in parts for kind in shown[part.number] if kind in MEANS}
            if used.intersection(shown[turn.number]):
                mine = found.setdefault(turn.person, Wooing(turn.person))
                _take(mine, parts, shown)
                mine.approaches += len(used) > 1
    joining = _Joining(reading, [turn for turn in reading.turns if "joins" in shown[turn.number]])
    for wooing in found.values():
        wooing.turns.extend(joining.welcomes(wooing))
        wooing.turns = sorted({turn.number: turn for turn in wooing.turns}.values(), key=lambda turn: turn.number)
        wooing.means = Counter(kind for turn in wooing.turns for kind in shown[turn.number] if kind in MEANS)
        wooing.takers = joining.takers(wooing)
    return found


def _shown(turns: Sequence[Turn], hints: Mapping[str, frozenset[str]]) -> list[frozenset[str]]:
    """Return the families of hints in each turn, and those that its signals plainly show."""
    plain = {family: doing(turns, (signal,), _PLAINLY) for family, signal in MEANS.items() if family in _PRESSES}
    found: list[frozenset[str]] = [_NOTHING] * len(turns)
    for turn in turns:
        kinds = [hints[msg_id] for msg_id in turn.msg_ids if msg_id in hints]
        if kinds:
            found[turn.number] = kinds[0].union(*kinds[1:])
    for family, numbers in plain.items():
        for number in numbers:
            found[number] |= {family}
    return found


class _Joining:
    """The turns in which somebody says to be in, by whom they may be meant for."""

    def __init__(self, reading: Reading, joining: Sequence[Turn]) -> None:
        self._to: defaultdict[str, list[Turn]] = defaultdict(list)
        self._near: defaultdict[str, list[Turn]] = defaultdict(list)
        self._next: defaultdict[str, list[tuple[Turn, Turn]]] = defaultdict(list)
        for turn in joining:
            later = next(reading.following(turn, _FOLLOW_MINUTES, 1), None)
            if later is not None and (not later.to or turn.person in later.to):
                self._next[later.person].append((turn, later))
            for person in turn.to or _near(reading, turn):
                (self._to if turn.to else self._near)[person].append(turn)

    def welcomes(self, wooing: Wooing) -> Iterator[Turn]:
        """Yield what the person says next to members approached who have just said that they are in."""
        for turn, later in self._next.get(wooing.person, ()):
            if turn.person in wooing.alone and (not turn.to or wooing.person in turn.to):
                yield later

    def takers(self, wooing: Wooing) -> dict[str, str]:
        """Return who says to be in, to the person or close to the person's words, with the first message."""
        near = (turn for turn in self._near.get(wooing.person, ()) if turn.person in wooing.alone)
        found: dict[str, str] = {}
        for turn in merge(self._to.get(wooing.person, ()), near, key=attrgetter("number")):
            if turn.person != wooing.person:
                found.setdefault(turn.person, turn.msg_ids[0])
        return found


def _near(reading: Reading, turn: Turn) -> set[str]:
    """Return who speaks shortly before or after a turn."""
    near = reading.turns[max(0, turn.number - _NEAR) : turn.number + _NEAR + 1]
    return {one.person for one in near if abs(one.clock - turn.clock) <= 60 * _NEAR_MINUTES}


def _approach(reading: Reading, turn: Turn) -> Iterator[Turn]:
    """Yield a turn to one member and what its author adds while the two talk."""
    yield turn
    for later in reading.following(turn, _FOLLOW_MINUTES, _FOLLOW_TURNS):
        if later.person == turn.person:
            if later.to and not turn.to.keys() & later.to.keys():
                return
            yield later


def _take(mine: Wooing, parts: Sequence[Turn], shown: Sequence[frozenset[str]]) -> None:
    mine.alone[next(iter(parts[0].to))] = None
    mine.days[parts[0].day] = None
    mine.turns.extend(parts)
    mine.open += "open" in shown[parts[0].number]
