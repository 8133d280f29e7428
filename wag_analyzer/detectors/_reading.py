"""The chat as detectors read it: turns of talk with their acts, whom they are said to, what they answer, and evidence lines."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, groupby
from math import prod
from operator import attrgetter
from sys import intern
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._clipped import Words, clipped, clips
from wag_analyzer.detectors._columns import authors, ids, places, rows, texts
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._spelled import Spelled
from wag_analyzer.findings import Evidence
from wag_analyzer.people.places import places as places_of
from wag_analyzer.text.names import titles

__all__ = ["Answers", "Reading", "Turn", "noisy_or"]

_TURN_SECONDS: Final = 180
_QUIET_MINUTES: Final = 30
_NEXT_MINUTES: Final = 15
_REPLY_LEAST: Final = 0.05
_SAID_TO: Final = ("request", "invite", "offer", "thanks")
_DIRECT: Final = frozenset({"address", "mention"})
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(slots=True)
class Turn:
    """Messages of one person that follow one another directly within three minutes, read as one.

    ``acts`` holds the strongest value of each signal (its size), ``after_first`` the message with it where that is not the first one;
    ``to`` the members spoken to, in order; ``started`` is the probability that the turn answers nothing before it; after half an hour of
    silence it begins something anyhow. ``clock`` is the phone's wall clock in seconds. Turns are many: equal ``acts`` are one object.
    """

    number: int
    person: str
    clock: float
    session: int
    msg_ids: list[str]
    words: int = 0
    acts: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    after_first: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    to: Mapping[str, None] = field(default_factory=lambda: _NOTHING)
    started: float = 1.0

    def does(self, *signals: str, least: float = 0.5) -> bool:
        """Return whether the turn does one of these acts."""
        strength = self.acts.get
        for signal in signals:  # noqa: SIM110 - any() of a generator takes three times as long, and this is asked by the million
            if strength(signal, 0.0) >= least:
                return True
        return False

    @property
    def at(self) -> pd.Timestamp:
        """Return when it begins."""
        return _time(self.clock)

    @property
    def acts_at(self) -> dict[str, str]:
        """Return each signal with the message that shows it most."""
        return {signal: self.after_first.get(signal, self.msg_ids[0]) for signal in self.acts}

    @property
    def day(self) -> object:
        """Return the date."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Answers:
    """Which turns answer a turn, each with its probability; a long chat has half a million, so they are kept as arrays.

    ``start`` says from which place on the answers to each turn stand in ``answer`` (numbers of turns) and ``p``.
    """

    turns: Sequence[Turn]
    start: Sequence[int]
    answer: npt.NDArray[np.int32]
    p: Floats

    def to(self, number: int) -> Iterator[tuple[Turn, float]]:
        """Yield the turns that answer one, in order, with the probability of each."""
        some = slice(self.start[number], self.start[number + 1])
        if some.start < some.stop:
            yield from zip(map(self.turns.__getitem__, self.answer[some].tolist()), self.p[some].tolist(), strict=True)

    def likely(self, least: float) -> Iterator[tuple[Turn, Turn, float]]:
        """Yield the turns, what answers each, and the probability, where that is at least so much."""
        for place in np.flatnonzero(self.p >= least).tolist():
            yield self.turns[bisect_right(self.start, place) - 1], self.turns[self.answer[place]], float(self.p[place])


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
        self.turn_of: dict[str, Turn] = {}
        self.turns: list[Turn] = list(self._turns())
        self._add_acts()
        self._add_persons()
        self._add_clipped()
        self._add_starts()

    def _turns(self) -> Iterator[Turn]:
        turn: Turn | None = None
        messages = self._analysis.messages
        clocks = self._clocks
        pauses = (np.diff(clocks, prepend=clocks[:1]) > _TURN_SECONDS).tolist()
        columns = (once(ids, self._analysis), once(authors, self._analysis), clocks.tolist(), messages["session"].tolist(), pauses)
        for msg_id, person, clock, session, paused, (text,) in zip(*columns, rows(messages, "text"), strict=True):
            if turn is None or paused or turn.person != person or turn.session != session:
                if turn is not None:
                    yield turn
                turn = Turn(turn.number + 1 if turn else 0, person, float(clock), session, [])
            turn.msg_ids.append(msg_id)
            turn.words += len(text.split()) if isinstance(text, str) else 0
            self.turn_of[msg_id] = turn
        if turn is not None:
            yield turn

    def _add_acts(self) -> None:
        known: dict[tuple[tuple[str, float], ...], dict[str, float]] = {}
        signals = rows(self._by_turn(self._analysis.signals), "msg_id", "signal", "value")
        for turn, shows in groupby(signals, lambda row: self.turn_of[row[0]]):
            shown: dict[str, tuple[float, str]] = {}
            for msg_id, signal, value in shows:
                if abs(value) > shown.get(signal, (0.0, ""))[0]:
                    shown[intern(signal)] = (abs(value), msg_id)
            acts = tuple((signal, value) for signal, (value, _) in shown.items())
            turn.acts = known.setdefault(acts, dict(acts))
            if len(turn.msg_ids) > 1:
                turn.after_first = {signal: at for signal, (_, at) in shown.items() if at != turn.msg_ids[0]} or _NOTHING

    def _by_turn(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a table in order of turns; most tables are."""
        turns = np.fromiter((self.turn_of[msg_id].number for (msg_id,) in rows(table, "msg_id")), np.int64, len(table))
        return table if (np.diff(turns) >= 0).all() else table.iloc[np.argsort(turns, kind="stable")]

    def _add_persons(self) -> None:
        references = self._analysis.references
        named = references[references["is_member"]]
        for msg_id, person, form, start in rows(named, "msg_id", "refers_to", "form", "start"):
            turn = self.turn_of[msg_id]
            first_word = form == "third" and start == 0 and (turn.does(*_SAID_TO, least=0.85) or self._is_next(turn, person))
            if person != turn.person and (form in _DIRECT or first_word):
                turn.to = {**turn.to, person: None}

    def _add_clipped(self) -> None:
        """Take the clipped name at an edge of a turn that names nobody as whom it is said to."""
        said = self._texts
        members = sorted({turn.person for turn in self.turns})
        held = self._spelled.writing(clips(members))
        words = [
            Words(turn.number, turn.person, _text(said[turn.msg_ids[0]]), _text(said[turn.msg_ids[-1]]), self._next_person(turn))
            for turn in self.turns
            if said[turn.msg_ids[0]] in held or said[turn.msg_ids[-1]] in held
        ]
        for number, person in clipped(words, members, titles(), self._spelled.letters).items():
            if not self.turns[number].to:
                self.turns[number].to = {person: None}

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
    def answers(self) -> Answers:
        """Return, for each turn number, the turns of others that answer it, with the probability of each, in order."""
        asked, answers, left = self._unlike()
        order = np.lexsort((answers, asked))
        start = np.searchsorted(asked[order], np.arange(len(self.turns) + 1)).tolist()
        return Answers(self.turns, start, answers[order].astype(np.int32), np.minimum(1.0, 1.0 - left[order]))

    def _unlike(self) -> tuple[Ints, Ints, Floats]:
        """Return pairs of turns, asked and answer, with the probability that none of what the answer says answers it."""
        asked, answers, p = self._replied()
        pair, pairs = pd.factorize(asked * len(self.turns) + answers)
        first = np.zeros(len(pairs), np.int64)
        first[pair[::-1]] = np.arange(len(pair) - 1, -1, -1)
        left = 1.0 - p[first]
        again = np.ones(len(p), np.bool_)
        again[first] = False
        np.multiply.at(left, pair[again], 1.0 - p[again])
        return asked[first], answers[first], left

    def _replied(self) -> tuple[Ints, Ints, Floats]:
        """Return the turns asked and the turns of others that may answer them, by number, with the probabilities that matter."""
        replies, messages = self._analysis.replies, self._analysis.messages["msg_id"]
        number = np.fromiter((self.turn_of[msg_id].number for msg_id in once(ids, self._analysis)), np.int64, len(messages))
        person = pd.factorize(pd.Series(once(authors, self._analysis), dtype=object))[0]
        child, parent, p = (
            places_of(replies["msg_id"], messages),
            places_of(replies["candidate"], messages),
            replies["p"].to_numpy(np.float64),
        )
        others = (parent >= 0) & ~(p < _REPLY_LEAST) & (person[child] != person[parent])
        return number[parent[others]], number[child[others]], p[others]

    @cached_property
    def of(self) -> Mapping[str, list[Turn]]:
        """Return member → the turns he or she wrote, in order."""
        found: dict[str, list[Turn]] = {}
        for turn in self.turns:
            found.setdefault(turn.person, []).append(turn)
        return found

    def until(self, person: str, turn: Turn, clock: float) -> list[Turn]:
        """Return the turns of a member after ``turn`` that are no later than ``clock``."""
        own = self.of.get(person, [])
        first = bisect_right(own, turn.number, key=attrgetter("number"))
        return [later for later in own[first : bisect_right(self._soonest.get(person, []), clock, first)] if later.clock <= clock]

    def last_by(self, clock: float) -> int:
        """Return the number of the last turn that is no later than ``clock``; -1 when there is none."""
        return bisect_right(self._soonest_of_all, clock) - 1

    @cached_property
    def _soonest_of_all(self) -> list[float]:
        return _soonest(self.turns)

    @cached_property
    def _soonest(self) -> Mapping[str, list[float]]:
        """Return member → the earliest clock from each turn on; clocks may be set back."""
        return {person: _soonest(turns) for person, turns in self.of.items()}

    def following(self, turn: Turn, minutes: float, most: int = 12) -> Iterator[Turn]:
        """Yield the turns after ``turn`` within some minutes."""
        for later in self.turns[turn.number + 1 : turn.number + 1 + most]:
            if later.clock - turn.clock > 60 * minutes:
                return
            yield later

    def words_of(self, turn: Turn) -> Iterator[str]:
        """Yield the words of a turn in lower case."""
        lower = self._spelled.lower
        for msg_id in turn.msg_ids:
            yield from lower(_text(self._texts[msg_id]))

    @cached_property
    def _spelled(self) -> Spelled:
        return once(Spelled, self._analysis)

    @cached_property
    def _texts(self) -> Mapping[str, object]:
        return once(texts, self._analysis)

    @cached_property
    def _clocks(self) -> npt.NDArray[np.int64]:
        return self._analysis.messages["at"].to_numpy().astype("datetime64[s]").astype(np.int64)

    def evidence(self, roles: Mapping[str, str]) -> tuple[Evidence, ...]:
        """Return evidence lines in file order from message → what it shows. Events count too."""
        lines, rank = self._places
        ordered = sorted(roles, key=lambda msg_id: (lines[msg_id], rank[msg_id]))
        return tuple(Evidence(msg_id, lines[msg_id], roles[msg_id]) for msg_id in ordered)

    def span(self, msg_ids: Iterable[str]) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Return the times of the first and the last of these messages and events."""
        place = once(places, self._analysis)
        times = [_time(self._clocks[place[msg_id]]) if msg_id in place else self._event_times[msg_id] for msg_id in msg_ids]
        return min(times), max(times)

    @cached_property
    def _places(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Return line and rank of every event and message."""
        events = self._analysis.chat.events
        lines = {**dict(zip(events["msg_id"].tolist(), events["line"].tolist(), strict=True))}
        lines.update(zip(once(ids, self._analysis), self._analysis.messages["line"].tolist(), strict=True))
        return lines, {msg_id: place for place, msg_id in enumerate(lines)}

    @cached_property
    def _event_times(self) -> Mapping[str, pd.Timestamp]:
        events = self._analysis.chat.events
        return dict(zip(events["msg_id"].tolist(), events["at"].tolist(), strict=True))


def _soonest(turns: Sequence[Turn]) -> list[float]:
    """Return the earliest clock from each turn on."""
    return list(accumulate((turn.clock for turn in reversed(turns)), min))[::-1]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _time(clock: float) -> pd.Timestamp:
    return pd.Timestamp(int(clock), unit="s")
