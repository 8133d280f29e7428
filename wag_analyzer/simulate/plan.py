"""The plan of a chat: the group's own events, the planted episodes, and ordinary talk until the wanted length is reached."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final

from wag_analyzer.errors import SettingsError
from wag_analyzer.simulate.calendar import Calendar
from wag_analyzer.simulate.cast import Cast
from wag_analyzer.simulate.dice import Dice
from wag_analyzer.simulate.episodes import Planted, plant
from wag_analyzer.simulate.items import SELF
from wag_analyzer.simulate.phrasebook import Scene, phrasebook
from wag_analyzer.simulate.spec import PLANTS, TWIN_OF, TWINS, Spec
from wag_analyzer.simulate.talk import Stage, Turn, perform

__all__ = ["Plan", "affordable", "plan"]

_RESERVED: Final = {"recruiter": 4, "hr_onboarding": 3}
_SHARE: Final = 4
_UNNAMED: Final = 2
_IDLE: Final = 3


@dataclass(slots=True)
class Plan:
    """Everything that happens, in order, with who takes part and what was planted."""

    title: str
    stage: Stage
    turns: list[Turn] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)


def plan(spec: Spec) -> Plan:
    """Return the plan of a chat; all draws hang on the seed."""
    dice = Dice(spec.seed)
    book = phrasebook(spec.lang, spec.wordset)
    sector = book.sector(spec.sector)
    cast = Cast.invented(spec, book, sector, dice)
    made = Plan(spec.title or sector.title, Stage(cast, book, sector, dice))
    calendar = Calendar(spec.start, spec.days, dice)
    _reserve(spec, cast)
    made.turns.extend(_opening(spec, made))
    kinds = [*spec.twins, *spec.plants]
    deferred = [kind for kind in kinds if book.episodes[kind].beside_talk]
    for kind in sorted(kinds, key=lambda kind: book.episodes[kind].senior is not True):
        made.stage.core_of(book.episodes[kind])
    for kind in [kind for kind in kinds if kind not in deferred]:
        _add(made, plant(book.episodes[kind], calendar, made.stage, _name(kind, spec), []))
    room = spec.messages - sum(turn.sender is not None for turn in made.turns)
    ordinary = list(_ordinary(room, calendar, made.stage))
    made.turns.extend(ordinary)
    for kind in deferred:
        _add(made, plant(book.episodes[kind], calendar, made.stage, _name(kind, spec), ordinary))
    for name in cast.waiting:
        del cast.members[name]
    made.turns.extend(_changes(spec, made))
    made.turns.sort(key=lambda turn: turn.at)
    return made


def affordable(people: int, lang: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the plants and twins that a group of this size has people for: each risk with its twins, in the usual order."""
    book = phrasebook(lang)
    kinds = [kind for plant in PLANTS for kind in (plant, *(twin for twin in TWINS if TWIN_OF[twin] == plant))]
    taken, waiting = 2, 0  # who exports and who bridges the circles
    found = []
    for kind in kinds:
        episode, coming = book.episodes[kind], _RESERVED.get(kind, 0)
        need = (0 if episode.exporter else len(episode.core)) + bool(episode.target and not episode.absent)
        if taken + need + waiting + coming + _UNNAMED <= people and (waiting + coming) * _SHARE <= people:
            found.append(kind)
            taken, waiting = taken + need, waiting + coming
    return tuple(kind for kind in PLANTS if kind in found), tuple(kind for kind in TWINS if kind in found)


def _name(kind: str, spec: Spec) -> str:
    return f"R{spec.plants.index(kind) + 1}" if kind in spec.plants else f"C{spec.twins.index(kind) + 1}"


def _add(made: Plan, planted: Planted) -> None:
    made.planted.append(planted)
    made.turns.extend(planted.turns)


def _reserve(spec: Spec, cast: Cast) -> None:
    wanted = sum(_RESERVED.get(kind, 0) for kind in (*spec.plants, *spec.twins))
    names = list(cast.members)
    count = min(wanted, len(names) // _SHARE)
    cast.waiting = names[len(names) - 2 - count : len(names) - 2]
    cast.late = set(cast.waiting)


def _opening(spec: Spec, made: Plan) -> Iterator[Turn]:
    cast, dice = made.stage.cast, made.stage.dice
    at = datetime.combine(spec.start, time(19, 2, 11)) - timedelta(days=1)
    yield Turn(at, None, kind="system", event="encryption")
    yield Turn(at, None, kind="system", event="created", actor=SELF, new=made.title)
    for number, name in enumerate(cast.members):
        if name in cast.waiting or name == cast.exporter:
            continue
        if number % 9 == 8:
            late = at + timedelta(minutes=dice.between(20, 239))
            cast.update(name, joined=late)
            yield Turn(late, None, kind="system", event="joined_link", actor=name)
        else:
            at += timedelta(seconds=dice.between(3, 39))
            cast.update(name, joined=at, added_by=cast.exporter)
            yield Turn(at, None, kind="system", event="added", actor=SELF, targets=(name,))


def _changes(spec: Spec, made: Plan) -> Iterator[Turn]:
    """Yield a change of the icon and of the subject, a message its writer, the exporter, took back, and one member who goes."""
    cast, dice = made.stage.cast, made.stage.dice
    first = datetime.combine(spec.start, time(8, 40))
    new = f"{made.title} {spec.start.year}"
    yield Turn(first + timedelta(days=2), None, kind="system", event="icon_changed", actor=SELF)
    yield Turn(first + timedelta(days=spec.days // 3), None, kind="system", event="subject_changed", actor=SELF, old=made.title, new=new)
    yield Turn(first + timedelta(days=spec.days // 2, minutes=dice.between(5, 300)), cast.exporter, kind="deleted", actor=SELF)
    busy = {name for planted in made.planted for name in (*planted.core, *planted.targets)} | {cast.exporter, cast.bridge}
    last = {turn.sender: turn.at for turn in sorted(made.turns, key=lambda turn: turn.at) if turn.sender}
    end = max(last.values())
    quiet = [name for name in cast.members if name not in busy and name in last and last[name] < end - timedelta(days=2)]
    if quiet:
        name = dice.one(quiet)
        yield Turn(last[name] + timedelta(hours=30), None, kind="system", event="left", actor=name)


def _ordinary(room: int, calendar: Calendar, stage: Stage) -> Iterator[Turn]:
    """Yield ordinary talk; scenes come from a bag that is emptied before any is used again."""
    scenes = [scene for scene in stage.book.scenes if not scene.circle or scene.circle in stage.sector.circles]
    bag: list[Scene] = []
    bags = idle = 0
    while room > 0:
        idle += 1
        if idle > _IDLE * len(scenes):
            raise SettingsError("too few people for any conversation", where="spec", hint="raise people")
        if not bag:
            bag = stage.dice.shuffled([scene for scene in scenes if not scene.rare or bags % 3 == 0])
            bags += 1
        turns = _scene(bag.pop(), calendar, stage)
        idle = 0 if turns else idle
        room -= len(turns)
        yield from turns


def _scene(scene: Scene, calendar: Calendar, stage: Stage) -> Sequence[Turn]:
    at = calendar.moment(scene.hours)
    cast = stage.cast
    others = {name for name, member in cast.members.items() if scene.circle and stage.sector.circles[member.circle] != scene.circle}
    roles: dict[str, str] = {}
    for role in scene.roles:
        near = roles.get("A")
        person = cast.draw(at, near, (others if not near else set()) | set(roles.values()), stage.dice)
        if person is None:
            return []
        roles[role] = person
    return perform(scene, at, roles, stage, {})
