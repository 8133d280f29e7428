"""Scenes performed: roles get people, blanks get words, lines get moments and the lines they answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Final

from wag_analyzer.errors import SettingsError
from wag_analyzer.simulate.cast import Cast
from wag_analyzer.simulate.dice import Dice
from wag_analyzer.simulate.items import SELF
from wag_analyzer.simulate.phrasebook import Episode, Line, PhraseBook, Scene, Sector
from wag_analyzer.simulate.style import voiced

__all__ = ["Stage", "Turn", "perform"]

_BLANK: Final = re.compile(r"\{(\w+)\}|@([A-Z])\b")
_FILE: Final = re.compile(r"<(image|video|audio|sticker|gif|document|contact|deleted)(?: ([^>]*?)(?: (\d+))?)?> ?(.*)", re.DOTALL)
_MAYBE: Final = 0.55
_MENTION_INSTEAD: Final = 0.12
_EDITED: Final = 0.012
_FRIDAY: Final = 4
_OFFICE: Final = (8.2, 16.8)
_DAWN, _NIGHT = 6, 23


@dataclass(slots=True, eq=False)
class Turn:
    """One line of talk or event on its way into the chat."""

    at: datetime
    sender: str | None
    text: str = ""
    kind: str = "text"
    media: str | None = None
    file: str | None = None
    pages: int = 0
    edited: bool = False
    event: str | None = None
    actor: str | None = None
    targets: tuple[str, ...] = ()
    old: str | None = None
    new: str | None = None
    parent: "Turn | None" = None
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class Stage:
    """What every scene of one chat shares."""

    cast: Cast
    book: PhraseBook
    sector: Sector
    dice: Dice
    habits: dict[tuple[str, str], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    cores: dict[str, list[str]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)

    def core_of(self, episode: Episode) -> list[str]:
        """Return the members at the core of an episode, chosen at the first call."""
        if episode.kind not in self.cores:
            chosen = [self.cast.exporter] if episode.exporter else self._core(episode)
            self.cores[episode.kind] = chosen
            if episode.apart:
                self.cast.apart.update(chosen)
        return self.cores[episode.kind]

    def choose(self, count: int, *, circle: int | None = None, senior: bool | None = None) -> list[str]:
        """Choose members who are in no episode yet: from one circle and of one rank as far as there are enough.

        Raises
        ------
        SettingsError
            There are fewer such members than wanted.
        """
        cast = self.cast
        away = self.taken | cast.late | {cast.exporter, cast.bridge}
        free = [name for name in cast.members if name not in away]
        named = [name for name in free if not name.startswith("+")]
        ranks = [name for name in named if senior is None or cast.members[name].senior is senior]
        near = [name for name in ranks if circle is None or cast.members[name].circle == circle]
        pool = next((group for group in (near, ranks, named, free) if len(group) >= count), None)
        if pool is None:
            raise SettingsError("too few people for so many episodes", where="spec", hint="raise people or plant fewer episodes")
        chosen = self.dice.shuffled(pool)[:count]
        self.taken.update(chosen)
        return chosen

    def _core(self, episode: Episode) -> list[str]:
        circle = self.dice.between(0, len(self.sector.circles) - 1) if episode.one_circle else None
        return self.choose(len(episode.core), circle=circle, senior=episode.senior)

    def called(self, speaker: str, person: str, *, mention: bool = True) -> str:
        """Return what a speaker calls a member; it stays the same through the chat, save for mentions."""
        member = self.cast.members[person]
        if mention and self.dice.random() < _MENTION_INSTEAD:
            return f"@[{person}]"
        key = (speaker, person)
        if key not in self.habits:
            forms = self.book.forms[member.form]
            self.habits[key] = self.dice.one(forms).format(first=member.first, short=_short(member.first))
        return self.habits[key]


def perform(scene: Scene, start: datetime, roles: Mapping[str, str], stage: Stage, blanks: Mapping[str, str]) -> list[Turn]:
    """Return the turns of one performance.

    Parameters
    ----------
    scene
        What is played.
    start
        Moment of the first line.
    roles
        Member for each single role.
    stage
        Cast, words and random numbers.
    blanks
        Words already chosen for blanks, such as the target's name; the others are drawn once a scene.
    """
    scope = _Scope(stage, roles, dict(blanks), plain=scene.plain)
    turns: list[Turn] = []
    firsts: dict[int, Turn] = {}
    variants: dict[int, int] = {}
    at = start
    for number, line in enumerate(scene.lines, start=1):
        if (line.to and line.to not in firsts) or (line.maybe and stage.dice.random() > _MAYBE):
            continue
        parent = firsts.get(line.to)
        for speaker in _speakers(line, roles, at, stage):
            at = _later(at, line.days, stage.dice) if line.days else at + _pause(line, first=not turns, dice=stage.dice)
            at = _later(at, int(at.hour >= _NIGHT), stage.dice) if line.wait and not _DAWN <= at.hour < _NIGHT else at
            variants[number] = variants.get(line.to, 0) % len(line.say) if line.same else stage.dice.between(0, len(line.say) - 1)
            turn = _turn(line, speaker, at, line.say[variants[number]], scope)
            turn.parent = parent
            firsts.setdefault(number, turn)
            turns.append(turn)
    return turns


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the lines of one performance share."""

    stage: Stage
    roles: Mapping[str, str]
    filled: dict[str, str]
    plain: bool

    def voiced(self, text: str, speaker: str) -> str:
        """Return a text as the speaker types it."""
        member = self.stage.cast.members[speaker]
        if self.plain:
            member = replace(member, emoji=0.0)
        return voiced(text, member, self.stage.book, self.stage.dice)


def _speakers(line: Line, roles: Mapping[str, str], at: datetime, stage: Stage) -> list[str]:
    if line.event:
        return [roles[line.event[1]]]
    if line.who == "*":
        size = stage.dice.between(*line.crowd)
        return stage.cast.crowd(at, set(roles.values()), size, stage.dice)
    return [roles[line.who]]


def _later(at: datetime, days: int, dice: Dice) -> datetime:
    """Return a moment in the office hours of a working day, so many days later."""
    day = at.date() + timedelta(days=days)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > _FRIDAY else 0)
    return datetime.combine(day, time()) + timedelta(seconds=int(dice.uniform(*_OFFICE) * 3600))


def _pause(line: Line, *, first: bool, dice: Dice) -> timedelta:
    if first:
        return timedelta(0)
    seconds = min(dice.lognormal(3.6, 0.9), 900.0) + 3 + line.wait * 60 * dice.uniform(0.7, 1.5)
    return timedelta(seconds=int(seconds))


def _turn(line: Line, speaker: str, at: datetime, said: str, scope: _Scope) -> Turn:
    if line.event:
        return Turn(at, None, kind="system", event=line.event[0], actor=speaker, targets=(scope.roles[line.event[2]],))
    found = _FILE.fullmatch(said)
    if found:
        return _file_turn(found, speaker, at, scope)
    text = scope.voiced(_filled(said, speaker, scope), speaker)
    return Turn(at, speaker, text, edited=scope.stage.dice.chance(_EDITED))


def _file_turn(found: re.Match[str], speaker: str, at: datetime, scope: _Scope) -> Turn:
    kind, name, pages, caption = found[1], found[2], found[3], found[4]
    if kind == "deleted":
        return Turn(at, speaker, kind="deleted", actor=SELF if speaker == scope.stage.cast.exporter else None)
    if kind == "document":
        return Turn(at, speaker, _filled(name, speaker, scope), kind="media", media=kind, pages=int(pages or 1))
    text = scope.voiced(_filled(caption, speaker, scope), speaker) if caption else ""
    return Turn(at, speaker, text, kind="contact" if kind == "contact" else "media", media=kind)


def _filled(said: str, speaker: str, scope: _Scope) -> str:
    stage, roles, filled = scope.stage, scope.roles, scope.filled

    def fill(found: re.Match[str]) -> str:
        key = found[1] or ""
        if found[2]:
            return f"@[{roles[found[2]]}]"
        if key in roles:
            return stage.called(speaker, roles[key], mention=speaker != roles[key])
        if key not in filled:
            pool = stage.sector.slots[key.rstrip("0123456789")]
            unused = [word for word in pool if word not in filled.values()] or pool
            filled[key] = stage.dice.one(unused)
        return filled[key]

    text = _BLANK.sub(fill, _BLANK.sub(fill, said))
    return text[:1].upper() + text[1:]


def _short(first: str) -> str:
    return first[:3] if len(first) > 4 else first
