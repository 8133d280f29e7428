"""One chat as several phones export it: other address books, clocks, layouts, losses; with the truth of which line is which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from wag_analyzer.simulate.dialects import Dialect, dialect
from wag_analyzer.simulate.dice import Dice
from wag_analyzer.simulate.items import MENTION, SELF, Item
from wag_analyzer.simulate.render import Rendered, render

__all__ = ["Phone", "View", "contacts", "named", "own_view", "second_phone", "view"]

_SHIFTS: Final = (0, 0, 7, 23, 60, -60)
_ODD: Final = 0.01
_ENDINGS: Final = ("", " Kantor", " Gudang", " HRD", " (baru)")


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that exports a chat.

    Parameters
    ----------
    owner
        Person whose phone it is: 'you' in its system lines.
    book
        Person → name in this phone's address book; a person who is missing keeps his own.
    dialect
        Platform, language and layout; see ``dialects()``.
    shift
        What its clock adds to the true time.
    first, last
        Part of the chat it holds, as places of items.
    lost, deleted, edited
        Probability that a message is missing (deleted for me), reads 'deleted', or was edited by the time of this export.
    attached
        Whether it was exported with media.
    seed
        Seed of the draws.
    """

    owner: str
    book: Mapping[str, str] = field(default_factory=dict)
    dialect: str = "android-id"
    shift: timedelta = timedelta()
    first: int = 0
    last: int | None = None
    lost: float = 0.0
    deleted: float = 0.0
    edited: float = 0.0
    attached: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """An export and what is true of it: for each line of talk or change the item it shows, and who is called what."""

    rendered: Rendered
    items: tuple[Item, ...]
    truth: tuple[int, ...]
    names: Mapping[str, str]

    @property
    def lines(self) -> dict[int, int]:
        """First line of the file → the item of the chat it shows."""
        return {first: item for (first, _), item in zip(self.rendered.lines, self.truth, strict=True)}


def contacts(persons: Sequence[str], seed: int) -> dict[str, str]:
    """Return an address book: some people under their own name, some under another, some only as a number.

    Examples
    --------
    >>> sorted(contacts(["Budi", "Sari"], 3).items())
    [('Budi', 'Budi Kantor'), ('Sari', 'Sari HRD')]
    """
    dice = Dice(seed)
    book: dict[str, str] = {}
    for number, person in enumerate(persons):
        saved = [f"{person}{ending}" for ending in _ENDINGS] if not person.startswith("+") else [f"Kontak {number}"]
        name = dice.one([*saved, person if person.startswith("+") else f"+62 812-0000-{number:04d}", person])
        book[person] = name if name not in book.values() else f"{name} {number}"
    return book


def named(items: Sequence[Item], owner: str) -> list[Item]:
    """Return items in which the owner of the phone has a name, so that any phone can show them."""

    def called(person: str | None) -> str | None:
        return owner if person == SELF else person

    return [
        replace(item, actor=called(item.actor), targets=tuple(owner if target == SELF else target for target in item.targets))
        for item in items
    ]


def own_view(items: Sequence[Item], group: str, phone: Dialect) -> View:
    """Return the whole chat as the phone shows it for which it was made."""
    people = dict.fromkeys(name for item in items for name in (item.sender, item.actor, *item.targets) if name and name != SELF)
    return View(render(items, group, phone), tuple(items), tuple(range(len(items))), {name: name for name in people})


def second_phone(number: int, owner: str, persons: Sequence[str], dialect_name: str, seed: int) -> Phone:
    """Return a further member's phone: another address book and clock, some messages deleted or edited in the meantime."""
    dice = Dice(seed * 31 + number)
    shift = timedelta(minutes=dice.one(_SHIFTS))
    book = contacts(persons, seed * 31 + number)
    return Phone(owner, book, dialect_name, shift, lost=_ODD, deleted=_ODD, edited=_ODD, seed=seed * 31 + number)


def view(items: Sequence[Item], group: str, phone: Phone) -> View:
    """Return how ``phone`` exports the chat ``items`` of the group called ``group``."""
    persons = dict.fromkeys(name for item in items for name in (item.sender, item.actor, *item.targets) if name)
    names = {person: phone.book.get(person, person) for person in persons}
    names[phone.owner] = phone.owner
    seen = [(number, shown) for number, item in _kept(items, phone) for shown in [_shown(item, number, names, phone)]
            if _has_words(shown, phone)]  # fmt: skip
    truth, shown_items = zip(*seen, strict=True) if seen else ((), ())
    return View(render(shown_items, group, dialect(phone.dialect)), tuple(shown_items), tuple(truth), names)


def _kept(items: Sequence[Item], phone: Phone) -> Iterator[tuple[int, Item]]:
    dice = Dice(phone.seed)
    for number, item in enumerate(items):
        chance = dice.random()
        if number < phone.first or (phone.last is not None and number >= phone.last):
            continue
        if item.sender is None or chance >= phone.lost + phone.deleted + phone.edited:
            yield number, item
        elif chance >= phone.lost + phone.deleted:
            yield number, replace(item, text=f"{item.text} (ralat)", edited=True) if item.kind == "text" else item
        elif chance >= phone.lost:
            yield number, Item(at=item.at, sender=item.sender, kind="deleted", actor=SELF if item.sender == phone.owner else None)


def _has_words(item: Item, phone: Phone) -> bool:
    """Say whether the phone's wordings, as far as we have them, can tell this change."""
    own = "_self" if item.actor == SELF else "_me" if item.targets == (SELF,) else ""
    return item.event is None or f"{item.event}{own}" in dialect(phone.dialect).words


def _shown(item: Item, number: int, names: Mapping[str, str], phone: Phone) -> Item:
    def called(person: str | None) -> str | None:
        return SELF if person == phone.owner else names.get(person or "", person)

    alone = item.targets == (phone.owner,) and item.actor != phone.owner
    targets = tuple(SELF if alone else names[person] for person in item.targets)
    return replace(
        item,
        at=item.at + phone.shift,
        sender=names[item.sender] if item.sender else None,
        actor=SELF if item.kind == "deleted" and item.actor else called(item.actor),
        targets=targets,
        text=MENTION.sub(lambda found: f"@[{names.get(found[1], found[1])}]", item.text),
        file=item.file or (f"IMG-20240101-WA{number:04d}.jpg" if phone.attached and item.media == "image" else None),
    )
