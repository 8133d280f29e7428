"""The chat as detectors read it: turns of talk with their acts, whom they are said to, what they answer, and evidence lines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Final

import numpy as np
import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._clipped import Words, clipped
from wag_analyzer.findings import Evidence
from wag_analyzer.text.names import titles
from wag_analyzer.text.normalize import tokens

__all__ = ["Reading", "Turn", "noisy_or"]

_TURN_SECONDS: Final = 180
_QUIET_MINUTES: Final = 30
_NEXT_MINUTES: Final = 15
_REPLY_LEAST: Final = 0.05
_SAID_TO: Final = ("request", "invite", "offer", "thanks")
_DIRECT: Final = frozenset({"address", "mention"})


@dataclass(slots=True)
class Turn:
    """Messages of one person that follow one another directly within three minutes, read as one.

    ``acts`` holds the strongest value of each signal (its size), ``acts_at`` the message with it; ``to`` the members spoken to, in order;
    ``started`` is the probability that the turn answers nothing before it; after half an hour of silence it begins something anyhow.
    ``clock`` is ``at`` in seconds, for differences are taken by the million.
    """

    number: int
    person: str
    at: pd.Timestamp
    session: int
    msg_ids: list[str]
    words: int = 0
    acts: dict[str, float] = field(default_factory=dict)
    acts_at: dict[str, str] = field(default_factory=dict)
    to: dict[str, None] = field(default_factory=dict)
    started: float = 1.0
    clock: float = field(init=False)

    def __post_init__(self) -> None:
        """Take the clock from the time."""
        self.clock = self.at.timestamp()

    def does(self, *signals: str, least: float = 0.5) -> bool:
        """Return whether the turn does one of these acts."""
        strength = self.acts.get
        for signal in signals:  # noqa: SIM110 - any() of a generator takes three times as long, and this is asked by the million
            if strength(signal, 0.0) >= least:
                return True
        return False

    @property
    def day(self) -> object:
        """Return the date."""
        return self.at.date()


def noisy_or(values: Iterable[float]) -> float:
    """Return the probability that at least one of independent things happened."""
    return 1.0 - prod(1.0 - value for value in values)


class Reading:
    """An analysis read as turns.

    Parameters
    ----------
    analysis
        A chat analysed.
    """

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        messages = analysis.messages
        self.lines: Mapping[str, int] = dict(zip(messages["msg_id"].tolist(), messages["line"].tolist(), strict=True))
        self.when: Mapping[str, pd.Timestamp] = dict(zip(messages["msg_id"].tolist(), messages["at"].tolist(), strict=True))
        self.turn_of: dict[str, Turn] = {}
        self.turns: list[Turn] = list(self._turns())
        self._add_acts()
        self._add_persons()
        self._add_clipped()
        self._add_starts()

    def _turns(self) -> Iterator[Turn]:
        turn: Turn | None = None
        names = ("msg_id", "person", "at", "session", "text")
        messages = self._analysis.messages
        clocks = messages["at"].to_numpy().astype("datetime64[s]").astype(np.int64)
        pauses = (np.diff(clocks, prepend=clocks[:1]) > _TURN_SECONDS).tolist()
        for msg_id, person, at, session, text, paused in zip(*(messages[name].tolist() for name in names), pauses, strict=True):
            if turn is None or paused or turn.person != person or turn.session != session:
                if turn is not None:
                    yield turn
                turn = Turn(turn.number + 1 if turn else 0, person, at, session, [])
            turn.msg_ids.append(msg_id)
            turn.words += len(text.split()) if isinstance(text, str) else 0
            self.turn_of[msg_id] = turn
        if turn is not None:
            yield turn

    def _add_acts(self) -> None:
        signals = self._analysis.signals
        for msg_id, signal, value in zip(*(signals[name].tolist() for name in ("msg_id", "signal", "value")), strict=True):
            turn = self.turn_of[msg_id]
            if abs(value) > turn.acts.get(signal, 0.0):
                turn.acts[signal] = abs(value)
                turn.acts_at[signal] = msg_id

    def _add_persons(self) -> None:
        references = self._analysis.references
        named = references[references["is_member"]]
        for msg_id, person, form, start in zip(*(named[name].tolist() for name in ("msg_id", "refers_to", "form", "start")), strict=True):
            turn = self.turn_of[msg_id]
            first_word = form == "third" and start == 0 and (turn.does(*_SAID_TO, least=0.85) or self._is_next(turn, person))
            if person != turn.person and (form in _DIRECT or first_word):
                turn.to[person] = None

    def _add_clipped(self) -> None:
        """Take the clipped name at an edge of a turn that names nobody as whom it is said to."""
        messages = self._analysis.messages
        texts = dict(zip(messages["msg_id"].tolist(), messages["text"].tolist(), strict=True))
        words = [
            Words(turn.number, turn.person, _text(texts[turn.msg_ids[0]]), _text(texts[turn.msg_ids[-1]]), self._next_person(turn))
            for turn in self.turns
        ]
        members = sorted({turn.person for turn in self.turns})
        for number, person in clipped(words, members, titles()).items():
            if not self.turns[number].to:
                self.turns[number].to[person] = None

    def _next_person(self, turn: Turn) -> str:
        later = next(self.following(turn, _NEXT_MINUTES, 1), None)
        return later.person if later is not None else ""

    def _is_next(self, turn: Turn, person: str) -> bool:
        """Say whether a person speaks next, soon: "Sari do this for me" is said to Sari who then answers."""
        return self._next_person(turn) == person

    def _add_starts(self) -> None:
        replies = self._analysis.replies
        alone = replies[replies["candidate"].isna()]
        p_new = dict(zip(alone["msg_id"].tolist(), alone["p"].tolist(), strict=True))
        last: float | None = None
        for turn in self.turns:
            quiet = last is None or turn.clock - last > 60 * _QUIET_MINUTES
            turn.started = 1.0 if quiet else p_new.get(turn.msg_ids[0], 0.0)
            last = turn.clock

    @cached_property
    def answers(self) -> Mapping[int, list[tuple[Turn, float]]]:
        """Return, for each turn number, the turns of others that answer it, with the probability of each, in order."""
        found: dict[int, dict[int, list[float]]] = {}
        replies = self._analysis.replies
        replies = replies[replies["candidate"].notna() & ~(replies["p"] < _REPLY_LEAST)]
        columns = zip(*(replies[name].tolist() for name in ("msg_id", "candidate", "p")), strict=True)
        for msg_id, candidate, p in columns:
            child, parent = self.turn_of[msg_id], self.turn_of[candidate]
            if child.person != parent.person:
                found.setdefault(parent.number, {}).setdefault(child.number, []).append(p)
        return {
            parent: [(self.turns[child], min(1.0, noisy_or(ps))) for child, ps in sorted(children.items())]
            for parent, children in found.items()
        }

    def following(self, turn: Turn, minutes: float, most: int = 12) -> Iterator[Turn]:
        """Yield the turns after ``turn`` within some minutes."""
        for later in self.turns[turn.number + 1 : turn.number + 1 + most]:
            if later.clock - turn.clock > 60 * minutes:
                return
            yield later

    def words_of(self, turn: Turn) -> Iterator[str]:
        """Yield the words of a turn in lower case."""
        for msg_id in turn.msg_ids:
            yield from (token.surface.lower() for token in tokens(_text(self._texts[msg_id])))

    @cached_property
    def _texts(self) -> Mapping[str, object]:
        messages = self._analysis.messages
        return dict(zip(messages["msg_id"].tolist(), messages["text"].tolist(), strict=True))

    def evidence(self, roles: Mapping[str, str]) -> tuple[Evidence, ...]:
        """Return evidence lines in file order from message → what it shows. Events count too."""
        lines, rank = self._places
        ordered = sorted(roles, key=lambda msg_id: (lines[msg_id], rank[msg_id]))
        return tuple(Evidence(msg_id, lines[msg_id], roles[msg_id]) for msg_id in ordered)

    def span(self, msg_ids: Iterable[str]) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Return the times of the first and the last of these messages and events."""
        times = [self.when[msg_id] if msg_id in self.when else self._event_times[msg_id] for msg_id in msg_ids]
        return min(times), max(times)

    @cached_property
    def _places(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Return line and rank of every event and message."""
        events = self._analysis.chat.events
        lines = {**dict(zip(events["msg_id"].tolist(), events["line"].tolist(), strict=True)), **self.lines}
        return lines, {msg_id: place for place, msg_id in enumerate(lines)}

    @cached_property
    def _event_times(self) -> Mapping[str, pd.Timestamp]:
        events = self._analysis.chat.events
        return dict(zip(events["msg_id"].tolist(), events["at"].tolist(), strict=True))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
