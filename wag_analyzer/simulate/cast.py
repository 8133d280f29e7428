"""Who is in the group: invented people in circles, with rank, talkativeness, habits of writing and ways to be spoken to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from wag_analyzer.simulate.dice import Dice
from wag_analyzer.simulate.phrasebook import PhraseBook, Sector
from wag_analyzer.simulate.spec import Spec

__all__ = ["Cast", "Member"]

_INSIDE: Final = 1.0
_OUTSIDE: Final = 0.12
_BRIDGE: Final = 0.75
_UNSAVED: Final = 2
_LIVELY: Final = 1.8
_MOVED: Final = 0.12
_SPAN: Final = 10
"""Members for each senior in larger groups."""


@dataclass(frozen=True, slots=True)
class Member:
    """One invented person: name in the export, first name, circle and habits of writing between 0 and 1."""

    name: str
    first: str
    form: str
    circle: int
    senior: bool
    talk: float
    slang: float
    emoji: float
    small: float
    mixed: float
    joined: datetime | None = None
    added_by: str | None = None
    left: datetime | None = None
    moved: datetime | None = None

    def present(self, at: datetime) -> bool:
        """Return whether the person is in the group at a moment."""
        return (self.joined is None or self.joined <= at) and (self.left is None or at < self.left)

    def talks(self, at: datetime) -> float:
        """Return how much the person talks at a moment: less since the talk moved elsewhere."""
        return self.talk * (_MOVED if self.moved is not None and self.moved <= at else 1.0)


@dataclass(slots=True)
class Cast:
    """Everybody who is ever in the group, who talks with whom, who stays out of ordinary talk and who waits outside."""

    members: dict[str, Member]
    affinity: dict[tuple[str, str], float]
    exporter: str
    bridge: str
    apart: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    late: set[str] = field(default_factory=set)

    @classmethod
    def invented(cls, spec: Spec, book: PhraseBook, sector: Sector, dice: Dice) -> "Cast":
        """Return an invented cast; the first member exports, the second bridges the circles."""
        members: dict[str, Member] = {}
        firsts = _firsts(spec.people, book, dice)
        for number, (first, woman) in enumerate(firsts):
            member = _member(number, first, woman=woman, place=(spec, book, sector), dice=dice)
            name = _free(member, members, book)
            members[name] = replace(member, name=name)
        names = list(members)
        bridge = members[names[1]]
        members[bridge.name] = replace(bridge, talk=max(bridge.talk, _LIVELY))
        affinity = {(a, b): _affinity(members[a], members[b], names[1], dice) for a in names for b in names if a != b}
        return cls(members, affinity, exporter=names[0], bridge=names[1])

    def update(self, name: str, **changes: object) -> None:
        """Change what is known of one member."""
        self.members[name] = replace(self.members[name], **changes)  # type: ignore[arg-type]  # callers pass fields of Member

    def ordinary(self, at: datetime) -> list[str]:
        """Return who may start or carry ordinary talk at a moment."""
        return [name for name, member in self.members.items() if name not in self.apart and name not in self.waiting and member.present(at)]

    def draw(self, at: datetime, near: str | None, used: set[str], dice: Dice) -> str | None:
        """Draw somebody for a role: by talkativeness, and by affinity to ``near``; None when nobody is left."""
        free = [name for name in self.ordinary(at) if name not in used]
        if not free:
            return None
        weights = [self.members[name].talks(at) * (self.affinity[near, name] if near and near != name else 1.0) for name in free]
        return dice.weighted(free, weights)

    def crowd(self, at: datetime, used: set[str], size: int, dice: Dice) -> list[str]:
        """Draw several people who chime in; those apart from ordinary talk are among them."""
        free = [name for name, member in self.members.items() if name not in used and name not in self.waiting and member.present(at)]
        return dice.several(free, [self.members[name].talks(at) for name in free], size)


def _firsts(people: int, book: PhraseBook, dice: Dice) -> list[tuple[str, bool]]:
    pool = [(first, True) for first in book.names["women"]] + [(first, False) for first in book.names["men"]]
    found: list[tuple[str, bool]] = []
    while len(found) < people:
        found += dice.shuffled(pool)
    return found[:people]


def _free(member: Member, taken: Mapping[str, Member], book: PhraseBook) -> str:
    """Return the member's name, with a family name or a figure where somebody has it already."""
    names = (member.name, *(f"{member.first} {family}" for family in book.names["family"]))
    return next((name for name in names if name not in taken), None) or f"{member.name} {len(taken)}"


def _member(number: int, first: str, *, woman: bool, place: tuple[Spec, PhraseBook, Sector], dice: Dice) -> Member:
    spec, book, sector = place
    circle = number % len(sector.circles)
    senior = 1 < number < 2 + max(len(sector.circles), spec.people // _SPAN)
    form = ("elder_" if senior else "peer_") + ("woman" if woman else "man")
    family = dice.one(book.names["family"])
    named = {
        0: f"{first} {family}",
        1: f"{first} {sector.circles[circle]}",
        2: f"{book.forms[form][0].format(first=first)}".strip().capitalize() if senior else first,
        3: f"{first} {family}",
    }
    name = named[2 if senior else dice.between(0, 3)]
    if number >= spec.people - _UNSAVED:
        name = f"{book.names['prefix'][0]}{dice.between(100, 999)}{number % 10}"
    return Member(
        name=_cased(name),
        first=first,
        form=form,
        circle=circle,
        senior=senior,
        talk=dice.lognormal(0.0, 0.55),
        slang=0.15 if senior else dice.beta(3, 2),
        emoji=dice.beta(1.2, 5),
        small=dice.beta(2, 2),
        mixed=dice.beta(1.2, 4),
    )


def _cased(name: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in name.split(" "))


def _affinity(a: Member, b: Member, bridge: str, dice: Dice) -> float:
    if a.circle == b.circle:
        return _INSIDE * dice.gamma(1.5, 0.8) + 0.02
    if bridge in {a.name, b.name}:
        return _BRIDGE * dice.gamma(2.0, 0.5) + 0.02
    return _OUTSIDE * dice.gamma(1.0, 0.6) + 0.002
