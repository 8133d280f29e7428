"""Chats from ``data/other_worlds``: 71 trades in as many registers, told by lines that no rule was written from.

Each file holds a cast, everyday exchanges, planted episodes and innocent twins. In the first ten (``d``), in ``e`` and in ``f`` seven kinds
are planted and the other seven only have their twin. Half of ``d`` and of ``f``, drawn at random, may be looked at (``d1``, ``f1``); of the
other halves only totals are seen, as long as they are a test. ``e`` and ``g`` (eight trades with twelve kinds planted, no twins) are looked
at while rules are widened; ``h`` holds six trades with nothing but all sixteen innocent twins; ``i`` eight trades with six kinds and six
twins each, in longer episodes, half of it looked at (``i1``); ``j`` four trades written like them, of which only totals were seen; ``k``
five, looked at, each with rallying, steering and their twins; ``l`` five like these, of which only totals were seen; ``m`` and
``o`` five each, with takers, silence and broken promises too, of which only totals were seen; ``p`` five, read once and not taught. None is
taught to a head; what weighs hints is taught all but the last, each held out from the weights that it is measured by
(``benchmarks/weighed.py``).

A file reads::

    lang = id
    people = Ani, Budi, …
    bg
    {a}: everyday line|{b}: answer
    == kind | core | targets
    Ani: one session|Budi: its second message
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from wag_analyzer.simulate.spec import PLANTS, TWIN_OF

__all__ = ["Block", "World", "chats", "told", "worlds"]

FOLDER: Final = Path(__file__).parent / "data" / "other_worlds"
BEGIN: Final = pd.Timestamp("2024-05-06")
HALVED: Final = frozenset("dfi")
"""Folders of which one half, drawn at random, was looked at; the other is only scored."""
EVERYDAY: Final = 110
"""Everyday exchanges in a chat: about half an hour of office talk for each message of an episode."""
DAYS: Final = 40
ALONE: Final = frozenset({"isolated", "taker", "quiet_answered", "announcer"})
"""Kinds in which it matters what else the person does: no everyday exchange is put into their mouth."""
AROUND: Final = frozenset({"recruiter", "rally", "influence"})


@dataclass(frozen=True, slots=True)
class Block:
    """An episode or its twin: its sessions, in order, each a list of messages."""

    kind: str
    core: tuple[str, ...]
    targets: tuple[str, ...]
    sessions: tuple[tuple[str, ...], ...]

    @property
    def speakers(self) -> frozenset[str]:
        """Return who writes in it."""
        return frozenset(line.partition(":")[0] for session in self.sessions for line in session)


@dataclass(frozen=True, slots=True)
class World:
    """A trade with its people."""

    name: str
    lang: str
    people: tuple[str, ...]
    everyday: tuple[tuple[str, ...], ...]
    blocks: tuple[Block, ...] = field(default_factory=tuple)

    @property
    def part(self) -> str:
        """Return the folder of a trade written later (``e``, ``f``), ``d`` for the first ten; of ``d`` and ``f`` with its half, 1 or 2."""
        folder = next((path.parent for path in FOLDER.glob(f"*/{self.name}.txt")), FOLDER)
        letter = "d" if folder == FOLDER else folder.name
        names = sorted(path.stem for path in folder.glob("*.txt"))
        if letter not in HALVED:
            return letter
        dice = random.Random(0)  # noqa: S311 - a draw of chats, nothing secret
        return f"{letter}{1 if self.name in dice.sample(names, len(names) // 2) else 2}"


def worlds(part: str = "") -> list[World]:
    """Return every world, or those of one part: ``d1``, ``d2``, ``e``, ``f1``, ``f2``, or a letter for both halves."""
    made = [_world(path) for path in sorted([*FOLDER.glob("*.txt"), *FOLDER.glob("*/*.txt")])]
    return [world for world in made if world.part.startswith(part)]


def _world(path: Path) -> World:
    head, _, rest = path.read_text(encoding="utf-8").partition("\nbg\n")
    given = dict(line.split(" = ", 1) for line in head.split("\n") if " = " in line)
    everyday, *blocks = rest.split("\n== ")
    return World(
        path.stem,
        given["lang"],
        tuple(given["people"].split(", ")),
        tuple(tuple(line.split("|")) for line in everyday.strip().split("\n")),
        tuple(map(_block, blocks)),
    )


def _block(text: str) -> Block:
    first, *sessions = text.strip().split("\n")
    kind, core, *targets = (part.strip() for part in first.split("|"))
    lines = tuple(tuple(session.split("|")) for session in sessions)
    return Block(kind, tuple(core.split(", ")), tuple(name for name in targets if name != "-"), lines)


def chats(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the exports of a world with their truths: two with episodes and twins, one with twins only."""
    dice = random.Random(world.name)  # noqa: S311 - a layout of sessions, nothing secret
    risks = [block for block in world.blocks if block.kind in PLANTS]
    twins = [block for block in world.blocks if block.kind in TWIN_OF]
    for blocks in (*_parted(risks, twins, dice), twins):
        yield told(world, blocks, dice)


def _parted(risks: list[Block], twins: list[Block], dice: random.Random) -> list[list[Block]]:
    """Return the blocks in two halves, none with somebody alone who writes in another block of it, as far as that can be had."""

    def crossed(parts: Sequence[Sequence[Block]]) -> int:
        return sum(
            one is not other and one.kind in ALONE and bool({*one.core} & other.speakers)
            for part in parts
            for one in part
            for other in part
        )

    tries = []
    for _ in range(300):
        dice.shuffle(risks)
        dice.shuffle(twins)
        tries.append([[*risks[:4], *twins[:3]], [*risks[4:], *twins[3:]]])
    return min(tries, key=crossed)


def told(world: World, blocks: Sequence[Block], dice: random.Random) -> tuple[str, dict[str, Any]]:
    """Return an export of these blocks among everyday talk, and its truth."""
    days = pd.bdate_range(BEGIN + pd.Timedelta(days=1), periods=DAYS)
    alone = {name for block in blocks if block.kind in ALONE for name in block.core}
    placed: list[tuple[pd.Timestamp, int, tuple[str, ...]]] = []
    for number, block in enumerate(blocks):
        spots = sorted(dice.sample(range(DAYS * 9), len(block.sessions)))
        placed += [
            (days[spot // 9] + pd.Timedelta(hours=8 + spot % 9, minutes=dice.randrange(30)), number, session)
            for spot, session in zip(spots, block.sessions, strict=True)
        ]
    others = [name for name in world.people if name not in alone]
    for _ in range(EVERYDAY):
        at = days[dice.randrange(DAYS)] + pd.Timedelta(hours=7 + dice.randrange(12), minutes=35 + dice.randrange(20))
        names = dict(zip("abc", dice.sample(others, 3), strict=True))
        placed.append((at, -1, tuple(line.format(**names) for line in dice.choice(world.everyday))))
    lines, numbers = _lines(sorted(placed, key=lambda one: one[0]), dice)
    episodes = [_episode(block, f"E{number}", numbers[number], lines) for number, block in enumerate(blocks)]
    truth = {
        "risks": [one for one in episodes if one["type"] in PLANTS],
        "controls": [one for one in episodes if one["type"] in TWIN_OF],
        "n_messages": len(lines) - 1,
    }
    return "\n".join(lines) + "\n", truth


def _lines(placed: Sequence[tuple[pd.Timestamp, int, tuple[str, ...]]], dice: random.Random) -> tuple[list[str], dict[int, list[int]]]:
    lines = [
        f"{BEGIN:%d/%m/%y %H.%M} - Pesan dan panggilan terenkripsi secara end-to-end. Tidak seorang pun di luar chat ini dapat membacanya."
    ]
    numbers: dict[int, list[int]] = {}
    now = BEGIN
    for at, number, session in placed:
        now = max(at, now + pd.Timedelta(minutes=4))
        for line in session:
            lines.append(f"{now:%d/%m/%y %H.%M} - {line}")
            numbers.setdefault(number, []).append(len(lines))
            now += pd.Timedelta(minutes=dice.choice((0, 1, 1, 2)))
    return lines, numbers


def _episode(block: Block, name: str, numbers: Sequence[int], lines: Sequence[str]) -> Mapping[str, Any]:
    own = [number for number in numbers if lines[number - 1].partition(" - ")[2].partition(":")[0] in block.core]
    around = sorted(block.speakers - {*block.core}) if block.kind in AROUND else []
    return {
        "id": name,
        "type": block.kind,
        "core": list(block.core),
        "periphery": around,
        "targets": list(block.targets),
        "lines": list(numbers),
        "core_lines": own,
    }
