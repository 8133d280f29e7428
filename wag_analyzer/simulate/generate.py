"""A spec in, a chat with known truth out."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wag_analyzer.simulate.dialects import dialect
from wag_analyzer.simulate.items import Item
from wag_analyzer.simulate.plan import Plan, plan
from wag_analyzer.simulate.reading import expected
from wag_analyzer.simulate.render import Rendered, render
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
    def rendered(self) -> Rendered:
        """Return the text of the export and the lines of each item."""
        return render(self.items, self.plan.title, dialect(self.spec.dialect))

    @property
    def file_name(self) -> str:
        """Return the name the phone would give the export."""
        return dialect(self.spec.dialect).words["file_name"].format(chat=self.plan.title)

    def export(self) -> bytes:
        """Return the bytes of the export."""
        return self.rendered.data

    def expected(self) -> dict[str, Any]:
        """Return what a reader must find in the export."""
        named = [item.new for item in self.items if item.event in {"created", "subject_changed"} and item.new]
        return expected(self.items, self.rendered, named[-1], dialect(self.spec.dialect))

    def truth(self) -> dict[str, Any]:
        """Return what is true of the chat: members, planted episodes, reply links and ties; see ``truth.truth``."""
        return truth(self.spec, self.plan, self.items, self.rendered)


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
