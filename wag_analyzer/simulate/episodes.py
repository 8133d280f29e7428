"""Episodes planted into a chat: the same people over several sessions, so that the truth about them is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from wag_analyzer.simulate.calendar import Calendar
from wag_analyzer.simulate.items import SELF
from wag_analyzer.simulate.phrasebook import Episode, Scene
from wag_analyzer.simulate.talk import Stage, Turn, perform

__all__ = ["Planted", "plant"]

_TRIES: Final = 12


@dataclass(slots=True)
class Planted:
    """One planted episode: who is at its core, around it and its target, and its turns."""

    name: str
    kind: str
    core: tuple[str, ...]
    targets: tuple[str, ...]
    around: list[str] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)


def plant(episode: Episode, calendar: Calendar, stage: Stage, name: str, beside: Sequence[Turn]) -> Planted:
    """Return one episode with its turns.

    Parameters
    ----------
    episode
        What is planted.
    calendar, stage
        The chat.
    name
        Identity in the truth; every turn is tagged with it.
    beside
        Ordinary talk; an episode that lives beside it starts just before other people speak.
    """
    fixed = dict(zip(episode.core, stage.core_of(episode), strict=True))
    blanks = {topic: stage.dice.one(stage.sector.slots[topic]) for topic in episode.topics}
    targets = _target(episode, stage, fixed, blanks) or tuple(blanks[topic] for topic in episode.topics if topic == episode.about)
    made = Planted(name, episode.kind, tuple(fixed[role] for role in episode.core), targets)
    count = stage.dice.between(*episode.sessions)
    openings = sorted({turn.at for turn in beside if turn.parent is None})
    for day, scene in zip(calendar.spread(count), _programme(episode, count, stage), strict=True):
        at = _before(openings, calendar, day, stage) if openings else calendar.moment(scene.hours, day)
        roles = _roles(episode, scene, at, dict(fixed), (stage, blanks))
        if roles is None:
            continue
        turns = perform(scene, at, roles, stage, blanks)
        _enter(turns, stage)
        near = [person for role, person in roles.items() if role in episode.around]
        made.around.extend(person for person in near if person not in made.around)
        if episode.about in roles and roles[episode.about] not in made.targets:
            made.targets = (*made.targets, roles[episode.about])
        made.turns.extend(turns)
    for turn in made.turns:
        turn.tags = (name,)
    if episode.moves and made.turns:
        for person in made.core:
            stage.cast.update(person, moved=made.turns[0].at)
    return made


def _programme(episode: Episode, count: int, stage: Stage) -> list[Scene]:
    scenes = list(episode.scenes)
    if episode.ordered:
        return [scenes[min(number * len(scenes) // count, len(scenes) - 1)] for number in range(count)]
    order: list[Scene] = []
    while len(order) < count:
        order.extend(stage.dice.shuffled(scenes))
    return order[:count]


def _target(episode: Episode, stage: Stage, fixed: dict[str, str], blanks: dict[str, str]) -> tuple[str, ...]:
    if not episode.target:
        return ()
    if episode.absent:
        woman = stage.dice.chance(0.5)
        used = {member.first for member in stage.cast.members.values()} | stage.absent
        first = stage.dice.one([name for name in stage.book.names["absent_women" if woman else "absent_men"] if name not in used])
        stage.absent.add(first)
        form = stage.book.forms["elder_woman" if woman else "elder_man"][0].format(first=first)
        blanks[episode.target] = form
        return (form,)
    circle = stage.cast.members[fixed[episode.core[0]]].circle
    person = stage.choose(1, circle=circle, senior=False)[0]
    fixed[episode.target] = person
    return (person,)


def _roles(
    episode: Episode, scene: Scene, at: datetime, roles: dict[str, str], scope: tuple[Stage, Mapping[str, str]]
) -> dict[str, str] | None:
    stage, blanks = scope
    if any(not stage.cast.members[person].present(at) for person in roles.values()):
        return None
    wanted = [role for role in scene.roles if role not in roles and role not in blanks]
    if any(line.event for line in scene.lines):
        if not stage.cast.waiting:
            return None
        roles[episode.join] = stage.cast.waiting.pop(0)
    for role in [role for role in wanted if role not in roles]:
        below = episode.below and role in episode.around
        above = {name for name, member in stage.cast.members.items() if below and member.senior}
        person = stage.cast.draw(at, roles[episode.core[0]], set(roles.values()) | stage.taken | above, stage.dice)
        if person is None:
            return None
        roles[role] = person
    return roles


def _enter(turns: Sequence[Turn], stage: Stage) -> None:
    for turn in turns:
        if turn.event == "added":
            stage.cast.update(turn.targets[0], joined=turn.at, added_by=turn.actor)
            if turn.actor == stage.cast.exporter:
                turn.actor = SELF


def _before(openings: Sequence[datetime], calendar: Calendar, day: int, stage: Stage) -> datetime:
    """Return a moment shortly before others open a conversation, on that day or the next one on which somebody does."""
    for later in range(_TRIES):
        date = calendar.start + timedelta(days=day + later)
        found = [at for at in openings if at.date() == date]
        if found:
            return stage.dice.one(found) - timedelta(seconds=stage.dice.between(20, 139))
    return calendar.moment("work", day)
