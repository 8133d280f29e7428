"""What is changed to see whether results hold: settings, the time looked at, and messages lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.errors import SettingsError
from wag_analyzer.parser.chat import Chat
from wag_analyzer.settings import Null, ReplyModel, Settings

__all__ = ["CHECKS", "Change", "Plan", "changes", "in_time", "planned_runs"]

CHECKS: Final = (
    "reply model", "session gap", "half life", "null", "seed", "window", "cap", "messages lost", "stretches lost", "conversations",
)  # fmt: skip
"""What can be changed, in the order of the card."""

LOST: Final = (0.1, 0.2, 0.3)
STRETCHES: Final = 50
"""Stretches of equally many messages of which some are lost together."""

CAPS: Final = (0.5, 0.25)

Rows = npt.NDArray[np.bool_]
Losing = Callable[[Chat, np.random.Generator], Chat]
About = Literal["persons", "ties", "circles", "findings"]
_ALL: Final[tuple[About, ...]] = ("persons", "ties", "circles", "findings")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is looked at.

    Parameters
    ----------
    runs
        Runs of each change that is made at random: seeds, messages lost, stretches lost.
    draws
        Draws of conversations and of readings of every reply.
    top
        Places that count as the top of a ranking; None takes a tenth of the people, at least three and at most ten.
    caps
        Looks at the last so many messages; empty looks at the last half and the last quarter.
    checks
        Some of ``CHECKS``.
    findings
        Whether the detectors run again each time too: several times as slow.
    """

    runs: int = 5
    draws: int = 20
    top: int | None = None
    caps: tuple[int, ...] = ()
    checks: tuple[str, ...] = CHECKS
    findings: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be done.

        Raises
        ------
        SettingsError
            A check is not known, or a number is below 1.
        """
        for check in self.checks:
            if check not in CHECKS:
                raise SettingsError(f"no check is called {check!r}", where="checks", hint=f"checks are {', '.join(CHECKS)}")
        if min(self.runs, self.draws, self.top or 1, *self.caps) < 1:
            raise SettingsError("runs, draws, top and caps are numbers of at least 1", where="plan")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is done otherwise.

    ``chat`` gives the chat to look at, from the one read and a source of randomness, and None when it is the same chat with the same
    replies; ``half`` is the half of the messages looked at, 0 or 1. ``about`` says which results it can change. ``runs`` is how often it
    is done, each time with other random numbers.
    """

    check: str
    variant: str
    settings: Settings
    chat: Losing | None = None
    half: int | None = None
    about: tuple[About, ...] = field(default=_ALL)
    runs: int = 1


def changes(chat: Chat, settings: Settings, plan: Plan) -> Iterator[Change]:
    """Yield the changes of a plan, those of conversations drawn again left out: they are no other chat and no other settings.

    Parameters
    ----------
    chat
        As read.
    settings
        Those of the base.
    plan
        How much is looked at.
    """
    made = {
        "reply model": _reply_models(settings),
        "session gap": _gaps(settings),
        "half life": _half_lives(settings),
        "null": _nulls(settings),
        "seed": _seeds(settings, plan),
        "window": _halves(settings),
        "cap": _caps(settings, plan, len(chat.messages)),
        "messages lost": _lost(settings, plan),
        "stretches lost": _stretches(settings, plan),
    }
    for check in CHECKS:
        if check in plan.checks and check in made:
            yield from made[check]


def planned_runs(chat: Chat, settings: Settings, plan: Plan) -> int:
    """Return how many runs a plan asks for, the base and draws of conversations included."""
    return 1 + sum(change.runs for change in changes(chat, settings, plan)) + ("conversations" in plan.checks)


def _reply_models(settings: Settings) -> Iterator[Change]:
    for model in get_args(ReplyModel):
        if model != settings.reply_model:
            yield Change("reply model", model, replace(settings, reply_model=model), lambda chat, _: chat)


def _gaps(settings: Settings) -> Iterator[Change]:
    for gap in (max(1, settings.session_gap // 2), settings.session_gap * 2):
        yield Change("session gap", f"{gap} minutes", replace(settings, session_gap=gap), lambda chat, _: chat)


def _half_lives(settings: Settings) -> Iterator[Change]:
    for days in (settings.half_life / 2, settings.half_life * 2):
        yield Change("half life", f"{days:g} days", replace(settings, half_life=days), about=("ties",))


def _nulls(settings: Settings) -> Iterator[Change]:
    for null in get_args(Null):
        if null != settings.null:
            yield Change("null", null, replace(settings, null=null), about=("ties",))


def _seeds(settings: Settings, plan: Plan) -> Iterator[Change]:
    for step in range(1, plan.runs + 1):
        yield Change("seed", str(settings.seed + step), replace(settings, seed=settings.seed + step), about=("circles", "findings"))


def _halves(settings: Settings) -> Iterator[Change]:
    for half, name in enumerate(("first half", "second half")):
        yield Change("window", f"{name} of the messages", settings, half=half, about=("persons", "ties", "circles"))


def _caps(settings: Settings, plan: Plan, messages: int) -> Iterator[Change]:
    if plan.caps:
        some = [(f"last {most:,} messages", most) for most in plan.caps if most < messages]
    else:
        some = [(f"last {share:.0%} of the messages", max(1, round(share * messages))) for share in CAPS]
    for name, most in some:
        yield Change("cap", name, settings, _last(most))


def _last(most: int) -> Losing:
    def kept(chat: Chat, _rng: np.random.Generator) -> Chat:
        turn, at = in_time(chat.messages)
        events = chat.events["at"].to_numpy().astype("datetime64[s]")
        return _of(chat, turn >= len(at) - most, events >= at[-most] if most < len(at) else np.ones(len(events), bool))

    return kept


def _lost(settings: Settings, plan: Plan) -> Iterator[Change]:
    for share in LOST:
        yield Change("messages lost", f"{share:.0%}", settings, _thinned(share), runs=plan.runs)


def _thinned(share: float) -> Losing:
    def kept(chat: Chat, rng: np.random.Generator) -> Chat:
        there = np.ones(len(chat.messages), bool)
        there[rng.choice(len(there), round(share * len(there)), replace=False)] = False
        return _of(chat, there, np.ones(len(chat.events), bool))

    return kept


def _stretches(settings: Settings, plan: Plan) -> Iterator[Change]:
    for share in LOST:
        yield Change("stretches lost", f"{share:.0%}", settings, _torn(share), runs=plan.runs)


def _torn(share: float) -> Losing:
    def kept(chat: Chat, rng: np.random.Generator) -> Chat:
        turn, at = in_time(chat.messages)
        gone = np.isin(np.arange(STRETCHES), rng.choice(STRETCHES, round(share * STRETCHES), replace=False))
        place = np.searchsorted(at, chat.events["at"].to_numpy().astype("datetime64[s]")).astype(np.int64)
        stretches = [np.minimum(each * STRETCHES // max(len(at), 1), STRETCHES - 1) for each in (turn, place)]
        return _of(chat, ~gone[stretches[0]], ~gone[stretches[1]])

    return kept


def in_time(messages: pd.DataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.datetime64]]:
    """Return the turn of each message in order of time, from 0, and the times in that order."""
    at = messages["at"].to_numpy().astype("datetime64[s]")
    order = np.argsort(at, kind="stable")
    turn = np.empty(len(at), np.int64)
    turn[order] = np.arange(len(at))
    return turn, at[order]


def _of(chat: Chat, messages: Rows, events: Rows) -> Chat:
    """Return a chat with some of its rows; it is no longer joined from parts."""
    some: pd.DataFrame = chat.messages[messages].reset_index(drop=True)
    return replace(chat, messages=some, events=chat.events[events].reset_index(drop=True), parts=())
