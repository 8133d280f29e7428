"""What one member asks another by name, and what came of it: answered, asked again, or met with silence although the other was there."""

import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._answering import CLOSES, Answering, hours
from wag_analyzer.detectors._reading import Reading, Turn, noisy_or
from wag_analyzer.detectors._shared import once

__all__ = ["Ask", "Desk", "asks"]

_ASKS: Final = ("question", "request", "chase")
_NO_ASKS: Final = ("thanks", "delivery", "solicitation", "greeting", "private_channel", "insult", "exclusion", "negative")
_LEAST: Final = 0.6
_BEGINS: Final = 0.85
_SPOKEN_TO: Final = 0.5
_FIRST_TURNS: Final = 6
_FIRST_ANSWERS: Final = 3
_ANSWER_MINUTES: Final = 30.0
_LEAST_WINDOW: Final = 48.0
_MOST_WINDOW: Final = 120.0
_GAPS: Final = 4
_AGAIN_HOURS: Final = 48.0
_MATTER_HOURS: Final = 240.0
_AGAIN_TURNS: Final = 12
_AWAY_DAYS: Final = 14.0
_SERVED_MINUTES: Final = 15.0
_SERVED: Final = 0.5
_HELPS: Final = ("delivery", "offer", "refusal")
_PLAINLY: Final = 0.7
_AGREES: Final = ("pledge", "acknowledgement")
_OPENS: Final = ("question", "chase")
_CHASES: Final = 0.85


@dataclass(frozen=True, slots=True)
class Ask:
    """What one member asked another: the turns (asked, and asked again), and the probability that an answer came.

    ``answers`` are turns of the member asked that may be one. ``told_away`` says that the one asked had announced to be away and had not
    been back; ``is_there`` that he or she wrote in the group soon enough afterwards; ``served`` that somebody else answered; ``returns``
    that it comes back to a matter the same member had asked about, days before, without an answer.
    """

    by: str
    to: str
    turns: tuple[Turn, ...]
    answered: float
    is_there: bool
    told_away: bool
    served: bool
    answers: tuple[Turn, ...] = ()
    returns: bool = False

    @property
    def counts(self) -> bool:
        """Say whether an answer in the group could be expected."""
        return self.is_there and not self.told_away and not (self.served and self.answered < _SPOKEN_TO)

    @property
    def again(self) -> int:
        """Return how often it was asked again."""
        return len(self.turns) - 1


class Desk:
    """The turns of each member, and whom each turn speaks to.

    Parameters
    ----------
    analysis
        A chat analysed.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.reading = reading = once(Reading, analysis)
        self.of: defaultdict[str, list[Turn]] = defaultdict(list)
        for turn in reading.turns:
            self.of[turn.person].append(turn)
        self._numbers = {person: [turn.number for turn in turns] for person, turns in self.of.items()}
        self._window = {person: _window(turns) for person, turns in self.of.items()}
        self._led = _led(analysis, reading, ("third",))
        self._first = _led(analysis, reading, ("address", "mention"))
        self._led_to = [self.spoken_to(turn) or (self._led.get(turn.number, "") if not turn.to else "") for turn in reading.turns]
        self.answering = Answering(analysis, reading)

    def spoken_to(self, turn: Turn) -> str:
        """Return the one member a turn speaks to, also when it begins with the bare name and asks; ``""`` when none or several."""
        if turn.to:
            return next(iter(turn.to)) if len(turn.to) == 1 else self._first.get(turn.number, "")
        return self._led.get(turn.number, "") if turn.does(*_ASKS, least=_BEGINS) else ""

    def led_to(self, turn: Turn) -> str:
        """Return the one member a turn speaks to or whose name it begins with; ``""`` when none or several."""
        return self._led_to[turn.number]

    def first_answers(self, asked: Turn, by: str) -> Iterator[Turn]:
        """Yield the first turns of ``by`` soon after a turn, up to one that turns to somebody else than its author."""
        for turn in itertools.islice(self.after(by, asked), _FIRST_ANSWERS):
            if 60 * hours(asked, turn) > _ANSWER_MINUTES or (turn.to and asked.person not in turn.to):
                return
            yield turn

    def is_next(self, turn: Turn, by: str) -> bool:
        """Say whether the next turn of the chat is a member's first answer to this one."""
        return bool(by) and self.next_of(turn) == by

    def next_of(self, turn: Turn) -> str:
        """Return who writes next, soon, and not to others; empty when nobody does."""
        later = next(self.reading.following(turn, _ANSWER_MINUTES, 1), None)
        return later.person if later is not None and (not later.to or turn.person in later.to) else ""

    def after(self, person: str, turn: Turn) -> Iterator[Turn]:
        """Yield the turns of a member after ``turn``; those of a long chat are not copied for each look at a few of them."""
        own = self.of.get(person, ())
        return (own[place] for place in range(bisect_right(self._numbers.get(person, []), turn.number), len(own)))

    def last(self, person: str, turn: Turn) -> Turn | None:
        """Return a member's last turn before ``turn``."""
        place = bisect_right(self._numbers.get(person, []), turn.number - 1)
        return self.of[person][place - 1] if place else None

    def window(self, person: str, turn: Turn) -> list[Turn]:
        """Return the turns of a member in the time in which an answer could be expected: two days, more for those who write seldom."""
        found = []
        for later in self.after(person, turn):
            if hours(turn, later) > self._window[person]:
                break
            found.append(later)
        return found


def asks(desk: Desk) -> list[Ask]:
    """Return what members asked each other by name, with what came of it; what was asked again is one."""
    rows: defaultdict[tuple[str, str], list[list[Turn]]] = defaultdict(list)
    latest: defaultdict[str, dict[str, list[Turn]]] = defaultdict(dict)
    for turn in desk.reading.turns:
        led = desk.led_to(turn)
        before = "" if led else _asked_before(desk, latest[turn.person], turn)
        to = led or before
        chain = rows[turn.person, to] if to else []
        if chain and _is_again(desk, chain[-1], turn, to):
            chain[-1].append(turn)
        elif to and (before or desk.spoken_to(turn)) and _is_ask(turn):
            chain.append([turn])
            latest[turn.person][to] = chain[-1]
    found = [ask for (by, to), chains in rows.items() for ask in _returning(desk, [_outcome(desk, by, to, tuple(one)) for one in chains])]
    return sorted(found, key=lambda ask: ask.turns[0].number)


def _returning(desk: Desk, own: Sequence[Ask]) -> Iterator[Ask]:
    """Yield what one asked another; one that comes back, days later, to a matter left open is told to do so."""
    about = desk.answering.about
    for place, ask in enumerate(own):
        yield replace(
            ask,
            returns=any(
                before.answered < _SPOKEN_TO
                and hours(before.turns[-1], ask.turns[0]) <= _MATTER_HOURS
                and about(before.turns[0]) & about(ask.turns[0])
                for before in own[:place]
            ),
        )


def _asked_before(desk: Desk, latest: Mapping[str, Sequence[Turn]], turn: Turn) -> str:
    """Return whom the author of an ask that names nobody asked last about the same matter, of his or her latest asks; empty when nobody."""
    if turn.to or not turn.does(*_ASKS, least=_LEAST):
        return ""
    about = desk.answering.about
    mine = (
        (chain[-1].number, to) for to, chain in latest.items() if hours(chain[-1], turn) <= _MATTER_HOURS and about(chain[0]) & about(turn)
    )
    return max(mine, default=(0, ""))[1]


def _is_ask(turn: Turn) -> bool:
    if turn.does(*_NO_ASKS, least=0.8) or (turn.does(*_AGREES, least=_PLAINLY) and not turn.does(*_OPENS, least=_LEAST)):
        return False
    return turn.does(*_ASKS, least=_LEAST)


def _is_again(desk: Desk, asked: Sequence[Turn], turn: Turn, to: str) -> bool:
    """Say whether words to the one asked ask again what was asked: soon, and chasing, or with nothing in between that looks like an answer.

    They need not be a question: who only says that he or she is still waiting asks again.
    """
    before = asked[-1]
    if hours(before, turn) > _AGAIN_HOURS or turn.does(*_NO_ASKS, least=0.8):
        return False
    if turn.does("chase", least=_CHASES):
        return True
    if not (_is_ask(turn) or (not turn.does(*CLOSES, least=_PLAINLY) and desk.answering.asks_again(asked[0], turn))):
        return False
    between = list(itertools.islice(itertools.takewhile(lambda later: later.number < turn.number, desk.after(to, before)), _FIRST_TURNS))
    return noisy_or(desk.answering.shares(before, between, [turn])) < _SPOKEN_TO


def _outcome(desk: Desk, by: str, to: str, turns: tuple[Turn, ...]) -> Ask:
    last = turns[-1]
    window = desk.window(to, last)
    again = [turn for turn in itertools.islice(desk.after(by, last), _AGAIN_TURNS) if desk.led_to(turn) == to]
    shares = desk.answering.shares(last, window, again)
    before = desk.last(to, turns[0])
    away = before is not None and before.does("leave_notice") and hours(before, turns[0]) <= 24 * _AWAY_DAYS
    return Ask(
        by=by,
        to=to,
        turns=turns,
        answered=max(shares, default=0.0),
        is_there=bool(window) or (len(turns) > 1 and bool(desk.window(to, turns[0]))),
        told_away=away,
        served=_served(desk, last, to),
        answers=tuple(later for later, share in zip(window, shares, strict=True) if share >= _SPOKEN_TO),
    )


def _served(desk: Desk, ask: Turn, to: str) -> bool:
    """Say whether somebody else than the one asked answered at once."""
    for later, p in desk.reading.answers.to(ask.number):
        near = 60 * hours(ask, later) <= _SERVED_MINUTES
        helps = p >= _SERVED and (later.does(*_HELPS) or later.does("answer", least=_PLAINLY))
        if later.person != to and near and (ask.person in later.to or helps):
            return True
    return False


def _led(analysis: Analysis, reading: Reading, forms: Collection[str]) -> Mapping[int, str]:
    """Return turn → member whose name it begins with, in one of these forms."""
    references = analysis.references
    led = references[references["is_member"] & (references["start"] == 0) & references["form"].isin(list(forms))]
    pairs = zip(led["msg_id"].tolist(), led["refers_to"].tolist(), strict=True)
    found: dict[int, str] = {}
    for msg_id, person in pairs:
        turn = reading.turn_of[msg_id]
        if turn.person != person and msg_id == turn.msg_ids[0]:
            found.setdefault(turn.number, person)
    return found


def _window(turns: Sequence[Turn]) -> float:
    """Return the hours within which a member who is there would write again."""
    gaps = sorted(_gaps(turns))
    usual = gaps[len(gaps) // 2] if gaps else _LEAST_WINDOW
    return min(_MOST_WINDOW, max(_LEAST_WINDOW, _GAPS * usual))


def _gaps(turns: Sequence[Turn]) -> Iterator[float]:
    for one, other in itertools.pairwise(turns):
        if one.session != other.session:
            yield hours(one, other)
