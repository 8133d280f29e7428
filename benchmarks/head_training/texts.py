"""Texts to teach the learned heads with: every line of our own simulator's wordsets, and those of other trades to look at afterwards."""

import random
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from wag_analyzer.simulate.phrasebook import Scene, Sector, phrasebook
from wag_analyzer.simulate.spec import WORDSETS

__all__ = ["EVERYDAY", "SETS", "TOLD", "Text", "others", "sampled", "texts"]

LANGUAGES: Final = ("id", "en")
SETS: Final = ("a", *WORDSETS)
EVERYDAY: Final = "everyday"
TOLD: Final[Mapping[str, str]] = {"behind": "gossip", "mockery": "policy_derision", "together": "rally"}
"""Head → the kind of episode whose core speaks like that."""
TWINS: Final = ("fair_feedback", "praise_absent", "proper_report", "safety_protest", "senior_guidance", "teasing")
CAPS: Final = (28, 16, 40)
"""How many texts of an episode's core, of a twin and of everyday talk are embedded from each set."""
BLANK: Final = re.compile(r"\{(\w+)\}|@([A-Z])\b")
FILE: Final = re.compile(r"^<[^>]*> ?")


@dataclass(frozen=True, slots=True)
class Text:
    """A line of talk: its words, the set and kind it belongs to, and whether the core of the episode says it."""

    text: str
    part: str
    kind: str
    core: bool


def texts() -> list[Text]:
    """Return every line of the wordsets once, its blanks filled with invented names and things."""
    made = (text for lang in LANGUAGES for text in _of(lang))
    return list({(text.text, text.part, text.kind): text for text in made}.values())


def _of(lang: str) -> Iterator[Text]:
    usual = phrasebook(lang)
    names = [name for group in usual.names.values() for name in group]
    for part in SETS:
        book = phrasebook(lang, "" if part == "a" else part)
        own = [sector for name, sector in book.sectors.items() if part == "a" or name not in usual.sectors]
        retold = [episode for kind, episode in book.episodes.items() if part == "a" or episode != usual.episodes[kind]]
        for episode, scene in ((one, scene) for one in retold for scene in one.scenes):
            for who, said in _lines(scene):
                yield Text(_filled(said, own, names), part, episode.kind, who in episode.core)
    for said in (said for scene in usual.scenes for _, said in _lines(scene)):
        part = random.Random(said).choice(SETS)  # noqa: S311 - a layout, nothing secret
        yield Text(_filled(said, [*usual.sectors.values()], names), part, EVERYDAY, core=False)


def _lines(scene: Scene) -> Iterator[tuple[str, str]]:
    for line in scene.lines:
        for said in line.say if line.event is None else ():
            bare = FILE.sub("", said)
            if bare:
                yield line.who, bare


def _filled(said: str, sectors: list[Sector], names: list[str]) -> str:
    dice = random.Random(said)  # noqa: S311 - fills blanks, nothing secret
    return BLANK.sub(partial(_blank, dice.choice(sectors), names, dice), said)


def _blank(sector: Sector, names: list[str], dice: random.Random, found: re.Match[str]) -> str:
    return dice.choice(sector.slots.get(found[1] or found[2], tuple(names)))


def others() -> list[Text]:
    """Return the lines of the other trades kept for tests; none is taught."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from tests.other_worlds import worlds  # noqa: PLC0415 - of the tests, for a look only

    found = []
    for world in worlds():
        for line in (line for exchange in world.everyday for line in exchange):
            bare = line.partition(": ")[2]
            dice = random.Random(bare)  # noqa: S311 - fills blanks, nothing secret
            filled = bare.format(**{blank: dice.choice(world.people) for blank in "abc"})
            found.append(Text(filled, world.part, EVERYDAY, core=False))
        for block in world.blocks:
            said = (line.partition(": ") for session in block.sessions for line in session)
            found += [Text(words, world.part, block.kind, who in block.core) for who, _, words in said]
    return found


def sampled(all_texts: list[Text]) -> list[Text]:
    """Return the texts that are embedded: some of each kind and set, because each takes some hundredths of a second."""
    dice = random.Random(5)  # noqa: S311 - a sample, nothing secret
    found = []
    for part in dict.fromkeys(text.part for text in all_texts):
        for kind in (*sorted(TOLD.values()), *TWINS, EVERYDAY):
            told = kind in TOLD.values()
            pool = [text for text in all_texts if text.part == part and text.kind == kind and (text.core or not told)]
            cap = CAPS[0] if told else CAPS[2] if kind == EVERYDAY else CAPS[1]
            found += dice.sample(pool, min(cap, len(pool)))
    return found
