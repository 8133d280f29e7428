"""How right the suggestions of who is who are where the truth is known: ``python benchmarks/identities.py [CHATS]``.

Simulated office groups in two languages. In each, some members get a second name or number (from a day on, or on alternating days), and as
many *others* are renamed so that they look like somebody else in the same ways. Half of the alike names are thus different people, which is
more than most groups have; and simulated names are plainer than real ones.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import sqrt
from random import Random
from typing import Final

from wag_analyzer.parser.read import read_text
from wag_analyzer.people.identities import identify
from wag_analyzer.simulate import Spec, simulate
from wag_analyzer.simulate.dialects import dialect
from wag_analyzer.simulate.items import MENTION, Item
from wag_analyzer.simulate.render import render

PHONES: Final = (("id", "android-id"), ("en", "ios-en-gb"), ("id", "ios-id"), ("en", "android-en-us"))
STEPS: Final = (0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
EACH: Final = 3
TITLES: Final = frozenset({"Pak", "Bu", "Mas", "Mbak", "Bang", "Kak", "Mr", "Mrs", "Ms"})
Twist = Callable[[str, Random], str]


def _swap(name: str, dice: Random) -> str:
    at = dice.randrange(1, max(2, len(name.split(maxsplit=1)[0]) - 1))
    return name[:at] + name[at : at + 2][::-1] + name[at + 2 :]


def _first(name: str) -> str:
    return next((word for word in name.split() if word not in TITLES), name)


TWISTS: Final[Mapping[str, Twist]] = {
    "first name": lambda name, _: _first(name),
    "longer name": lambda name, dice: f"{name} {dice.choice(['Prasetyo', 'Handoko', 'Sutrisno', 'Whitfield', 'Marsden'])}",
    "title": lambda name, dice: f"{dice.choice(['Pak', 'Bu', 'Mas', 'Mbak'])} {name}",
    "capitals": lambda name, _: name.upper(),
    "order": lambda name, _: " ".join(reversed(name.split())),
    "initial": lambda name, _: " ".join([_first(name), *(word[0] for word in name.split()[1:] if word != _first(name))]),
    "slip": _swap,
    "second number": lambda name, dice: f"{name} {dice.choice(['Baru', '2', 'New'])}",
    "place of work": lambda name, dice: f"{name} {dice.choice(['Gudang', 'HRD', 'Finance'])}",
    "short form": lambda name, _: _first(name)[:3],
}
SAID: Final = {
    "number introduced": ("{number}", "ini nomor baru saya, {name}", "my new number, {name}"),
    "number given": ("", "nomor {name} {number}", "{name} {number}"),
    "number, nothing said": ("", "", ""),
}


def renamed(item: Item, old: str, new: str) -> Item:
    """Return the item with one person called otherwise."""
    called = lambda name: new if name == old else name  # noqa: E731 - used four times below
    text = MENTION.sub(lambda found: f"@[{called(found[1])}]", item.text)
    sender = called(item.sender) if item.sender else None
    return replace(item, sender=sender, text=text, actor=item.actor and called(item.actor), targets=tuple(map(called, item.targets)))


def second(items: list[Item], name: str, other: str, dice: Random) -> tuple[list[Item], int]:
    """Return the items with ``name`` writing as ``other`` from a day on or on every other day, and the place of the first such line."""
    own = [place for place, item in enumerate(items) if item.sender == name]
    start = own[dice.randrange(len(own) // 4, 3 * len(own) // 4)]
    from_a_day_on = dice.random() < 0.5
    moved = {place for place in own if (place >= start if from_a_day_on else items[place].at.toordinal() % 2)}
    return [replace(item, sender=other) if place in moved else item for place, item in enumerate(items)], min(moved, default=start)


def told(items: list[Item], at: int, kind: str, names: tuple[str, str], lang: str) -> list[Item]:
    """Return the items with the line in which the new number is introduced or given by somebody else."""
    name, number = names
    who, *texts = SAID[kind]
    text = texts[lang == "en"].format(name=_first(name), number=number)
    if not text:
        return items
    others = [item.sender for item in items if item.sender not in {None, name, number}]
    line = Item(items[at].at - timedelta(seconds=1), number if who else others[0], text)
    return [*items[:at], line, *items[at:]]


def chat(seed: int) -> tuple[str, dict[frozenset[str], str], dict[frozenset[str], str]]:
    """Return an export, the pairs that are one person and the pairs that only look so, each with its kind."""
    dice = Random(seed)  # noqa: S311 - a simulation
    lang, phone = PHONES[seed % len(PHONES)]
    made = simulate(Spec(seed=7000 + seed, lang=lang, dialect=phone, people=18, messages=900, days=60, plants=(), twins=()))
    items = list(made.items)
    counts: defaultdict[str, int] = defaultdict(int)
    for item in items:
        counts[item.sender or ""] += 1
    named = [name for name in counts if name and not name.startswith("+") and counts[name] >= 8]
    dice.shuffle(named)
    kinds = dice.sample([*TWISTS, *SAID], 2 * EACH)
    same: dict[frozenset[str], str] = {}
    for kind, name in zip(kinds[:EACH], named, strict=False):
        number = f"+62 85{dice.randrange(10)}-{dice.randrange(1000, 9999)}-{dice.randrange(1000, 9999)}"
        other = TWISTS[kind](name, dice) if kind in TWISTS else number
        if other == name or other in counts:
            continue
        items, at = second(items, name, other, dice)
        items = told(items, at, kind, (name, number), lang) if kind in SAID else items
        same[frozenset({name, other})] = kind
    alike: dict[frozenset[str], str] = {}
    free = named[EACH:]
    for kind, (name, twin) in zip(
        [kind for kind in kinds[EACH:] if kind in TWISTS], zip(free[::2], free[1::2], strict=False), strict=False
    ):
        other = TWISTS[kind](name, dice)
        if other == name or other in counts:
            continue
        items = [renamed(item, twin, other) for item in items]
        alike[frozenset({name, other})] = kind
    return render(tuple(items), made.plan.title, dialect(phone)).text, same, alike


def wilson(right: int, n: int) -> str:
    """Return the share with its Wilson 95 % interval."""
    if not n:
        return "-"
    z, p = 1.96, right / n
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return f"{p:.2f} ({(middle - half) / (1 + z * z / n):.2f} to {(middle + half) / (1 + z * z / n):.2f})"


def main(count: int) -> None:
    """Print precision and recall from several scores on, the share right in bands of the score, and the recall of each kind."""
    scored: list[tuple[float, bool]] = []
    found: defaultdict[str, list[float]] = defaultdict(list)
    twins: defaultdict[str, list[float]] = defaultdict(list)
    for seed in range(count):
        text, same, alike = chat(seed)
        listed = {frozenset({pair.name, pair.person}): pair.score for pair in identify(read_text(text)).suggestions if pair.name != "@self"}
        scored += [(score, pair in same) for pair, score in listed.items()]
        for kinds, into in ((same, found), (alike, twins)):
            for pair, kind in kinds.items():
                into[kind].append(listed.get(pair, 0.0))
    true = [score for scores in found.values() for score in scores]
    print(f"{count} chats, {len(true)} pairs are one person, {sum(map(len, twins.values()))} only look so, {len(scored)} suggestions\n")
    print("| from score | suggested | right, 95 % interval | found of all, 95 % interval |\n|---|---|---|---|")
    for step in STEPS[:-1]:
        above = [right for score, right in scored if score >= step]
        print(f"| {step} | {len(above)} | {wilson(sum(above), len(above))} | {wilson(sum(score >= step for score in true), len(true))} |")
    print("\n| score | suggested | right, 95 % interval |\n|---|---|---|")
    for low, high in pairwise(STEPS):
        band = [right for score, right in scored if low <= score < high]
        print(f"| {low} to {high} | {len(band)} | {wilson(sum(band), len(band))} |")
    print("\n| kind of second name | pairs | found at 0.5 | different people | suggested at 0.5 |\n|---|---|---|---|---|")
    for kind in (*TWISTS, *SAID):
        mine, others = found[kind], twins[kind]
        print(f"| {kind} | {len(mine)} | {sum(s >= 0.5 for s in mine)} | {len(others)} | {sum(s >= 0.5 for s in others)} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
