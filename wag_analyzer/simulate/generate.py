"""A spec in, a chat with known truth out."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wag_analyzer.errors import SettingsError
from wag_analyzer.simulate.dialects import PLATFORMS, dialect, phone_of
from wag_analyzer.simulate.files import file_name
from wag_analyzer.simulate.items import Item
from wag_analyzer.simulate.phones import Phone, View, named, own_view, second_phone, view
from wag_analyzer.simulate.plan import Plan, plan
from wag_analyzer.simulate.reading import expected
from wag_analyzer.simulate.render import Rendered
from wag_analyzer.simulate.spec import Spec
from wag_analyzer.simulate.talk import Turn
from wag_analyzer.simulate.truth import truth

__all__ = ["Simulation", "simulate"]


@dataclass(frozen=True)
class Simulation:
    """A simulated chat: its items, its export in the spec's dialect and what is true of it."""

    spec: Spec
    plan: Plan
    items: tuple[Item, ...]

    @cached_property
    def shown(self) -> View:
        """Return the chat as the exporter's phone shows it."""
        return own_view(self.items, self.plan.title, dialect(self.spec.dialect))

    @property
    def rendered(self) -> Rendered:
        """Return the text of the export and the lines of each item."""
        return self.shown.rendered

    @property
    def file_name(self) -> str:
        """Return the name the phone would give the export."""
        return file_name(self.plan.title, dialect(self.spec.dialect))

    def export(self) -> bytes:
        """Return the bytes of the export."""
        return self.rendered.data

    def expected(self) -> dict[str, Any]:
        """Return what a reader must find in the export."""
        named_so = [item.new for item in self.items if item.event in {"created", "subject_changed"} and item.new]
        return expected(self.items, self.rendered, named_so[-1], dialect(self.spec.dialect))

    def truth(self) -> dict[str, Any]:
        """Return what is true of the chat: members, planted episodes, reply links and ties; see ``truth.truth``."""
        return truth(self.spec, self.plan, self.shown, Phone(self.plan.stage.cast.exporter, dialect=self.spec.dialect))

    def phones(self, count: int) -> "list[tuple[Phone, View, dict[str, Any]]]":
        """Return the exports of several members' phones, each with its truth; ``identities`` tells who is called what on all of them.

        The first is the exporter's own. Those of the others have their own address books and clocks, are of the other platform in turn,
        and miss, or show as deleted or edited, a message in thirty.

        Parameters
        ----------
        count
            Number of phones, at most that of the members.
        """
        cast, language = self.plan.stage.cast, dialect(self.spec.dialect).locale
        own = Phone(cast.exporter, dialect=self.spec.dialect)
        found = [(own, self.shown)]
        items = named(self.items, cast.exporter)
        everyone = list(self.shown.names)
        others = [cast.bridge, *(name for name in cast.members if name not in {cast.exporter, cast.bridge})]
        for number, owner in enumerate(others[: count - 1], start=1):
            other = PLATFORMS[(PLATFORMS.index(dialect(self.spec.dialect).platform) + number) % len(PLATFORMS)]
            phone = second_phone(number, owner, everyone, phone_of(language, other).name, self.spec.seed)
            found.append((phone, view(items, self.plan.title, phone)))
        called = [shown.names for _, shown in found]
        return [(phone, shown, truth(self.spec, self.plan, shown, phone, called)) for phone, shown in found]


def simulate(spec: Spec) -> Simulation:
    """Return a simulated office group; the same spec gives the same bytes.

    Parameters
    ----------
    spec
        Seed, size, language, phone and what is planted.

    Raises
    ------
    SettingsError
        The spec names a dialect, sector or episode that is not known.
    """
    dialect(spec.dialect)
    made = plan(spec)
    if any(not planted.turns for planted in made.planted):
        raise SettingsError("too few people for so many episodes", where="spec", hint="raise people or plant fewer episodes")
    place = {id(turn): number for number, turn in enumerate(made.turns)}
    items = tuple(_item(turn, place) for turn in made.turns)
    return Simulation(spec, made, items)


def _item(turn: Turn, place: dict[int, int]) -> Item:
    return Item(
        at=turn.at,
        sender=turn.sender,
        text=turn.text,
        kind=turn.kind,
        media=turn.media,
        pages=turn.pages,
        edited=turn.edited,
        event=turn.event,
        actor=turn.actor,
        targets=turn.targets,
        old=turn.old,
        new=turn.new,
        answers=place[id(turn.parent)] if turn.parent else None,
        tags=turn.tags,
    )
