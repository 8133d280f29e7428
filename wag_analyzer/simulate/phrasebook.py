"""The words of simulated talk: names, scenes, episodes and habits of writing of one language (``<lang>.toml``, ``<lang>.episodes``)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from wag_analyzer.errors import SettingsError

__all__ = ["Episode", "Line", "PhraseBook", "Scene", "Sector", "phrasebook"]

_LINE: Final = re.compile(
    r"(?P<who>[A-Z]|\*(?P<least>\d+)-(?P<most>\d+)|!(?P<event>\w+) (?P<actor>[A-Z]) (?P<target>[A-Z]))"
    r"(?P<maybe>\?)?(?:>(?P<to>\d+))?(?P<same>=)?(?:\+(?P<wait>\d+)(?P<days>d)?)?: ?(?P<say>.*)"
)
_NAMED: Final = re.compile(r"\{([A-Z])\}|@([A-Z])\b")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a scene: who says it (a role, ``*`` a crowd, ``!`` an event), to which line it answers, in which variants.

    ``same`` takes the variant of the answered line, so that question and answer fit. ``wait`` is in minutes, ``days`` in days.
    """

    who: str
    say: tuple[str, ...]
    to: int = 0
    maybe: bool = False
    same: bool = False
    wait: int = 0
    days: int = 0
    crowd: tuple[int, int] = (1, 1)
    event: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A conversation with roles and blanks.

    ``circle`` limits it to one circle, ``hours`` to a part of the day, ``plain`` bars emoji, ``rare`` comes a third as often.
    """

    name: str
    lines: tuple[Line, ...]
    circle: str = ""
    hours: str = "work"
    plain: bool = False
    rare: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the single roles, those who speak before those who are only named."""
        speak = [line.who for line in self.lines if line.event is None and line.who != "*"]
        named = [role for line in self.lines for say in line.say for pair in _NAMED.findall(say) for role in pair if role]
        return tuple(dict.fromkeys((*speak, *named)))


@dataclass(frozen=True, slots=True)
class Episode:
    """A planted risk or its innocent twin: the roles that stay the same person, the sessions and the scenes to draw from.

    ``core`` are the roles whose holders the truth names, ``around`` those near it, ``target`` the role it is about. ``absent`` targets
    are no members. ``join`` is the role of a person who comes in during the scene. ``apart`` keeps the core out of ordinary talk;
    ``beside_talk`` starts each scene just before others speak; ``exporter`` makes the exporter the core. ``below`` takes those near it from
    those of lower rank; ``about`` is a role near it or a topic that the truth gives as target; ``moves``: the
    core writes less in ordinary talk from the first session on.
    """

    kind: str
    core: tuple[str, ...]
    scenes: tuple[Scene, ...]
    sessions: tuple[int, int]
    around: tuple[str, ...] = ()
    target: str = ""
    absent: bool = False
    join: str = ""
    apart: bool = False
    one_circle: bool = False
    senior: bool | None = None
    ordered: bool = False
    exporter: bool = False
    beside_talk: bool = False
    topics: tuple[str, ...] = ()
    below: bool = False
    about: str = ""
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Sector:
    """A line of business: its circles and what fills the blanks."""

    name: str
    title: str
    circles: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """Everything the talk of one language is made of."""

    lang: str
    names: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, tuple[str, ...]]
    sectors: Mapping[str, Sector]
    scenes: tuple[Scene, ...]
    episodes: Mapping[str, Episode]
    slang: Mapping[str, tuple[str, ...]]
    mixed: Mapping[str, tuple[str, ...]]
    emoji: tuple[str, ...]

    def sector(self, name: str) -> Sector:
        """Return a sector by name; an empty name is the first.

        Raises
        ------
        SettingsError
            No sector has that name.
        """
        if not name:
            return next(iter(self.sectors.values()))
        if name not in self.sectors:
            raise SettingsError(f"no sector is called {name}", where="spec", hint=f"use one of {', '.join(self.sectors)}")
        return self.sectors[name]


@cache
def phrasebook(lang: str, wordset: str = "") -> PhraseBook:
    """Return the phrase book of a language; another wordset tells most episodes in other words, in a line of business of its own."""
    data, more = (_read(name) for name in (f"{lang}.toml", f"{lang}.episodes.toml"))
    other = _read(f"{lang}.{wordset}.toml") if wordset else {"sector": [], "episode": {}}
    common = _tuples(data["slots"])
    return PhraseBook(
        lang=lang,
        names=_tuples(data["names"]),
        forms=_tuples(data["forms"]),
        sectors={entry["name"]: _sector(entry, common) for entry in (*other["sector"], *data["sector"])},
        scenes=tuple(_scene(entry) for entry in data["scene"]),
        episodes={kind: _episode(kind, entry) for kind, entry in {**data["episode"], **more["episode"], **other["episode"]}.items()},
        slang=_tuples(data["slang"]),
        mixed=_tuples(data["mixed"]),
        emoji=tuple(data["emoji"]),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("wag_analyzer.simulate") / name).read_text(encoding="utf-8"))


def lines(text: str) -> tuple[Line, ...]:
    """Return the lines of a scene written as ``A>1: one way | another way``.

    Raises
    ------
    SettingsError
        A line has another form.
    """
    return tuple(_line(row) for row in text.strip().split("\n"))


def _line(row: str) -> Line:
    found = _LINE.fullmatch(row.strip())
    if found is None:
        raise SettingsError(f"is not a line of a scene: {row}", where="phrase book", hint="write 'A>1: words | other words'")
    event = (found["event"], found["actor"], found["target"]) if found["event"] else None
    return Line(
        who=found["who"][0],
        say=tuple(part.strip().replace("\\n", "\n") for part in found["say"].split(" | ")),
        to=int(found["to"] or 0),
        maybe=bool(found["maybe"]),
        same=bool(found["same"]),
        wait=0 if found["days"] else int(found["wait"] or 0),
        days=int(found["wait"]) if found["days"] else 0,
        crowd=(int(found["least"] or 1), int(found["most"] or 1)),
        event=event,
    )


def _scene(entry: Mapping[str, Any], name: str = "") -> Scene:
    said = lines(entry["script"])
    return Scene(
        name=entry.get("name", name),
        lines=said,
        circle=entry.get("circle", ""),
        hours=entry.get("hours", "work"),
        plain=entry.get("plain", False),
        rare=entry.get("rare", False),
    )


def _episode(kind: str, entry: Mapping[str, Any]) -> Episode:
    return Episode(
        kind=kind,
        core=tuple(entry["core"]),
        scenes=tuple(_scene(scene, f"{kind}-{number}") for number, scene in enumerate(entry["scene"])),
        sessions=(entry["sessions"][0], entry["sessions"][1]),
        around=tuple(entry.get("around", "")),
        target=entry.get("target", ""),
        absent=entry.get("absent", False),
        join=entry.get("join", ""),
        apart=entry.get("apart", False),
        one_circle=entry.get("one_circle", False),
        senior=entry.get("senior"),
        ordered=entry.get("ordered", False),
        exporter=entry.get("exporter", False),
        beside_talk=entry.get("beside_talk", False),
        topics=tuple(entry.get("topics", ())),
        below=entry.get("below", False),
        about=entry.get("about", ""),
        moves=entry.get("moves", False),
    )


def _sector(entry: Mapping[str, Any], common: Mapping[str, tuple[str, ...]]) -> Sector:
    return Sector(entry["name"], entry["title"], tuple(entry["circles"]), {**common, **_tuples(entry["slots"])})


def _tuples(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in table.items()}
