"""Commitments of one member to another, and what became of them: asked after, put off, kept.

A commitment is said in words (*I promise*, *you'll have it Friday*), or is an ask by name that is taken on (*oke*, *count on me*). The
second kind counts only when it is asked after about the same matter.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._columns import texts
from wag_analyzer.detectors._deferrals import deferrals
from wag_analyzer.detectors._directed import Desk
from wag_analyzer.detectors._ledger import Ledger
from wag_analyzer.detectors._reading import Turn
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._spelled import Spelled
from wag_analyzer.text.cues import lexicon, plain
from wag_analyzer.text.dues import due_in, may_name
from wag_analyzer.text.lexicon import grammar

__all__ = ["Promise", "promises"]

_PROMISES: Final = 0.6
_DAY: Final = 86_400
_OPEN_DAYS: Final = 15.0
_OWN_DAYS: Final = 24.0
_AFTER_CHASE_DAYS: Final = 5.0
_QUIET: Final = 15.0
_TELLS: Final = 5
_PLAINLY: Final = 0.8
_FIRMLY: Final = 0.9
_LINKED: Final = 0.35
_ANSWER_DAYS: Final = 0.5
_OWN_WORD: Final = 0.6
_ASKS: Final = ("request", "question", "chase")
_NO_ASK: Final = ("thanks", "greeting", "solicitation", "insult", "exclusion", "negative")
_NO_PROMISE: Final = ("refusal", "leave_notice", "invite", "request", "chase", "solicitation", "thanks")
_TAKES_ON: Final = ("acknowledgement", "accept", "pledge", "offer")
_STALLS: Final = ("excuse", "promise", "apology")


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment of one member to another: when it was due, who asked after it, what put it off, what kept it.

    ``to`` is empty when it was made to nobody by name; ``is_firm`` says that words commit, not only a nod to an ask.
    """

    by: str
    to: str
    made: Turn
    asked: Turn | None
    due: pd.Timestamp | None
    chases: tuple[Turn, ...] = ()
    stalls: tuple[Turn, ...] = ()
    kept: Turn | None = None
    is_firm: bool = True

    @property
    def is_broken(self) -> bool:
        """Say whether it was asked after and not kept."""
        return self.kept is None and bool(self.chases)

    @property
    def is_overdue(self) -> bool:
        """Say whether it was asked after when it was due, or put off when asked."""
        late = self.due is not None and any(chase.at >= self.due for chase in self.chases)
        plain = any(chase.does("chase", least=_PLAINLY) or chase.number < self.made.number for chase in self.chases)
        return self.is_broken and (late or plain or bool(self.stalls) or len(self.chases) > 1)

    @property
    def is_settled(self) -> bool:
        """Say whether the chat tells what became of it."""
        return self.kept is not None or bool(self.chases)


def promises(analysis: Analysis, desk: Desk) -> list[Promise]:
    """Return the commitments members made to each other, in order, each with what became of it.

    One made when an earlier one is asked after puts that one off. What was made to nobody by name is taken to be made to who asks after it.
    """
    book = _Book(analysis, desk)
    found: list[Promise] = []
    for (by, to), made in sorted(book.made().items()):
        until = -1
        for number in sorted(made):
            if number > until:
                asked, firm = made[number]
                turn = desk.reading.turns[number]
                promise = book.followed(Promise(by, to, turn, asked, book.due(turn), is_firm=firm))
                if (promise.is_firm and promise.to) or promise.chases:
                    found.append(promise)
                    until = max(one.number for one in (turn, *promise.chases, *promise.stalls))
    return sorted(_with_deferred(list(_once(found)), book), key=lambda promise: promise.made.number)


def _with_deferred(found: list[Promise], book: "_Book") -> list[Promise]:
    """Add the times named that others came back to and that were put off, where nothing overdue begins there or is asked after there."""
    made = {promise.made.number for promise in found if promise.is_overdue}
    chased = {chase.number for promise in found for chase in promise.chases if promise.is_overdue}
    late = list(deferrals(book.desk, lambda turn: book.due(turn) is not None, book.puts_off))
    more = [
        Promise(one.named.person, one.chase.person, one.named, None, book.due(one.named), (one.chase,), (one.answer,))
        for one in late
        if one.named.number not in made and one.chase.number not in chased
    ]
    named = {one.named.number for one in late}
    return [*(promise for promise in found if promise.is_overdue or promise.made.number not in named), *more]


def _once(found: list[Promise]) -> Iterator[Promise]:
    """Yield the commitments; a chase belongs to the latest of those it may be after."""
    taken: set[int] = set()
    for promise in sorted(found, key=lambda promise: (-promise.made.number, promise.to)):
        chases = {chase.number for chase in promise.chases}
        if not chases & taken:
            taken |= chases
            yield promise


_Made = defaultdict[tuple[str, str], dict[int, tuple[Turn | None, bool]]]


class _Book:
    """What the turns of a chat commit to, ask after and hand over."""

    def __init__(self, analysis: Analysis, desk: Desk) -> None:
        self.desk = desk
        self._texts = once(texts, analysis)
        spelled = once(Spelled, analysis)
        self._standard, self._dated = spelled.standard, spelled.holding(may_name)
        turn_of = desk.reading.turn_of
        self._due: dict[int, pd.Timestamp | None] = dict.fromkeys(
            turn.number for turn in desk.reading.turns if self._dated.isdisjoint(map(self._texts.__getitem__, turn.msg_ids))
        )
        self._naming: defaultdict[str, dict[int, Turn]] = defaultdict(dict)
        members = analysis.references[analysis.references["is_member"]]
        for msg_id, person in zip(members["msg_id"].tolist(), members["refers_to"].tolist(), strict=True):
            turn = turn_of[msg_id]
            self._naming[person][turn.number] = turn
        self._answered: defaultdict[int, list[tuple[Turn, float]]] = defaultdict(list)
        for parent, answer, p in desk.reading.answers.likely(_LINKED):
            self._answered[answer.number].append((parent, p))
        self._ledger = Ledger(desk, self._naming)
        self._told: dict[int, str] = {}
        self._taken: dict[int, frozenset[str]] = {}

    def due(self, turn: Turn) -> pd.Timestamp | None:
        """Return the last time to come that a turn names."""
        if turn.number not in self._due:
            self._due[turn.number] = self._last_due(turn)
        return self._due[turn.number]

    def _last_due(self, turn: Turn) -> pd.Timestamp | None:
        at = turn.at
        times = (due_in(self._standard(text), at) for text in self._said(turn) if text in self._dated)
        return max((time for time in times if time is not None), default=None)

    def _said(self, turn: Turn) -> Iterator[str]:
        """Yield the texts of a turn."""
        return (text for msg_id in turn.msg_ids if isinstance(text := self._texts[msg_id], str))

    def made(self) -> Mapping[tuple[str, str], dict[int, tuple[Turn | None, bool]]]:
        """Return (who commits, to whom) → number of the turn that does → the turn it answers, and whether words commit."""
        found: _Made = defaultdict(dict)
        self._add_by_name(found)
        for turn in self.desk.reading.turns:
            if not turn.to and turn.does("promise", "offer", least=_FIRMLY) and (turn.does("promise") or self.due(turn) is not None):
                asked = self._parent(turn)
                found[turn.person, asked.person if asked else ""].setdefault(turn.number, (asked, False))
        committed = {number for numbers in found.values() for number in numbers}
        for asked, turn in itertools.pairwise(self.desk.reading.turns):
            if turn.number not in committed and self._answers(asked, turn) and self._commits(turn):
                found[turn.person, asked.person].setdefault(turn.number, (asked, False))
        return found

    def _add_by_name(self, found: _Made) -> None:
        """Add what answers an ask by name, and what is promised to somebody by name."""
        for turn in self.desk.reading.turns:
            to = self.desk.led_to(turn)
            if to and not turn.does(*_NO_ASK, least=_PLAINLY):
                answers = list(self.desk.first_answers(turn, to))
                said = next((answer for answer in answers if self._commits(answer)), None)
                if said is not None:
                    found[to, turn.person].setdefault(said.number, (turn, True))
                elif answers and turn.does(*_ASKS, least=_PROMISES) and answers[0].does(*_TAKES_ON, least=_PROMISES):
                    found[to, turn.person].setdefault(answers[0].number, (turn, False))
                if self._commits(turn):
                    found[turn.person, to].setdefault(turn.number, (None, bool(turn.to)))

    def _answers(self, asked: Turn, turn: Turn) -> bool:
        """Say whether a turn to nobody else follows an ask at once that names nobody."""
        soon = asked.session == turn.session and turn.clock - asked.clock <= 60 * _QUIET
        return soon and asked.person != turn.person and not asked.to and asked.does(*_ASKS, least=_PROMISES) and not turn.to

    def _parent(self, turn: Turn) -> Turn | None:
        """Return the ask that a turn most probably answers."""
        asks = [(p, ask) for ask, p in self._answered[turn.number] if ask.does(*_ASKS, least=_PROMISES)]
        return max(asks, key=lambda pair: (pair[0], pair[1].number))[1] if asks else None

    def _commits(self, turn: Turn) -> bool:
        """Say whether a turn commits to something: promises, or names a time to come without asking, declining or telling of leave."""
        if turn.does("promise", least=_PROMISES):
            return True
        if turn.does("offer", least=_FIRMLY) and self.due(turn) is not None:
            return True
        if self.due(turn) is None or turn.does(*_NO_PROMISE, least=_PLAINLY):
            return False
        return not any(text.rstrip().endswith("?") for text in self._said(turn))

    def followed(self, promise: Promise) -> Promise:
        """Follow a commitment through the turns of the two: who asked after it, what put it off, what kept it."""
        chases: list[Turn] = [promise.asked] if promise.asked is not None and self._recalls(promise) else []
        stalls: list[Turn] = []
        kept = None
        for turn in self._open(promise, chases):
            if not promise.to and chases:
                promise = replace(promise, to=chases[0].person)
            answers = bool(chases) and turn.person == promise.by and self._may_answer(chases[-1], turn)
            if self._keeps(turn, promise, answers=answers) or (not answers and self._tells_of_it(turn, promise)):
                kept = turn
                break
            if answers and self.puts_off(turn):
                stalls.append(turn)
            elif self._asks_after(turn, promise, chases):
                chases.append(turn)
            if chases and chases[-1].number > promise.made.number and _days(chases[-1], turn) > _AFTER_CHASE_DAYS:
                break
        to = promise.to or (chases[0].person if chases else "")
        return replace(promise, to=to, chases=tuple(chases), stalls=tuple(stalls), kept=kept)

    def _open(self, promise: Promise, chases: Sequence[Turn]) -> Iterator[Turn]:
        """Yield what the two wrote while a commitment may be open; until somebody asks after it what may tell of it, looked up."""
        last, until = promise.made.number, self._until(promise)
        if not chases:
            span = last, self.desk.reading.last_by(until)
            telling = self._ledger.telling(promise.by, promise.to, self._matter(promise), span, firm=promise.is_firm)
            for turn in map(self.desk.reading.turns.__getitem__, telling):
                if turn.clock <= until:
                    yield turn
                    last = turn.number
                    if chases:
                        break
        if chases:
            yield from (turn for turn in self._both(promise, until) if turn.number > last)

    def _recalls(self, promise: Promise) -> bool:
        """Say whether a commitment answers a reminder of an earlier one that the chat does not show, put to its author by name."""
        asked = promise.asked
        if asked is None or self.desk.led_to(asked) != promise.by or not asked.does("chase", "promise", least=_PLAINLY):
            return False
        return any(word in grammar("recalls") for text in self._said(asked) for word in self._standard(text))

    def _may_answer(self, chase: Turn, turn: Turn) -> bool:
        """Say whether a turn is what the one asked after says next, within the day and to nobody else."""
        first = next(self.desk.after(turn.person, chase), None)
        soon = turn is first or turn in list(self.desk.first_answers(chase, turn.person))
        return soon and _days(chase, turn) <= _ANSWER_DAYS and (not turn.to or chase.person in turn.to)

    def _until(self, promise: Promise) -> float:
        """Return until when a commitment may be open, as a clock."""
        return promise.made.clock + (_OWN_DAYS if promise.to and promise.asked else _OPEN_DAYS) * _DAY

    def _both(self, promise: Promise, until: float) -> list[Turn]:
        """Return what the two wrote until a time; where nobody is promised by name, who names the one who promised."""
        made = promise.made
        if promise.to:
            other = self.desk.reading.until(promise.to, made, until)
        else:
            other = [turn for turn in self._naming[promise.by].values() if turn.clock <= until and turn.number > made.number]
        turns = {turn.number: turn for turn in (*self.desk.reading.until(promise.by, made, until), *other)}
        return [turns[number] for number in sorted(turns)]

    def _asks_after(self, turn: Turn, promise: Promise, before: Sequence[Turn]) -> bool:
        """Say whether the one promised something comes back to it, in another session: asks what became of it, or is put off.

        A plain request is a new matter, unless it is answered by an excuse. Other words count when they are put off, find no answer, name
        the one who promised and the same matter, or come back, naming nobody, to a matter of which hardly anybody else speaks.
        """
        if turn.person != (promise.to or turn.person) or turn.person == promise.by or turn.session == promise.made.session:
            return False
        to = self.desk.led_to(turn)
        named = turn.number in self._naming[promise.by]
        if to not in {promise.by, ""} and not named:
            return False
        if turn.does(*_NO_ASK, least=_PLAINLY) and not turn.does("chase", least=_PLAINLY):
            return False
        if named and (self._is_same(turn, promise) or (turn.does("chase", least=_PLAINLY) and promise.is_firm)):
            return turn.does("chase", "question") or turn.words >= _TELLS
        if promise.to and promise.asked and not turn.to and self._is_theirs(turn, promise, before):
            return True
        return promise.is_firm and bool(promise.to) and self._asks_anew(turn, promise, to)

    def _asks_anew(self, turn: Turn, promise: Promise, to: str) -> bool:
        if turn.does("chase") and to:
            return True
        answers = list(self.desk.first_answers(turn, promise.by))
        if turn.does("request", least=_PROMISES) and to:
            return any(answer.does("excuse", least=_PROMISES) for answer in answers)
        if answers:
            return any(self.puts_off(answer) for answer in answers) and bool(to or self.desk.is_next(turn, promise.by))
        return bool(to) and (turn.does("question", least=_PLAINLY) or turn.words >= _TELLS)

    def _is_same(self, turn: Turn, promise: Promise) -> bool:
        return not self._matter(promise).isdisjoint(self.desk.answering.about(turn))

    def _matter(self, promise: Promise) -> frozenset[str]:
        """Return what a commitment, and the ask that it answers, are about."""
        about = self.desk.answering.about
        return about(promise.made) | (about(promise.asked) if promise.asked else frozenset())

    def _is_theirs(self, turn: Turn, promise: Promise, before: Sequence[Turn]) -> bool:
        """Say whether a turn of the one promised comes back to a matter of the two: it asks, is answered at once, or the time has come."""
        if not self._shared(turn, promise, before):
            return False
        late = promise.due is not None and turn.at >= promise.due
        return late or turn.does("chase", "question") or self.desk.is_next(turn, promise.by)

    def _tells_of_it(self, turn: Turn, promise: Promise) -> bool:
        """Say whether the one who promised speaks of the matter of the two unasked, without putting it off: it may be done."""
        if turn.person != promise.by or turn.session == promise.made.session or (turn.to and promise.to not in turn.to):
            return False
        return not turn.does("question", "request") and self._shared(turn, promise, ()) and not self.puts_off(turn)

    def _shared(self, turn: Turn, promise: Promise, before: Sequence[Turn]) -> bool:
        """Say whether a turn shares a word with what was promised, or asked after, that is mostly the two's own."""
        about = self.desk.answering.about
        said, two = about(turn), {promise.by, promise.to}
        earlier = (one for one in (promise.made, promise.asked, *before) if one)
        return any(self._ledger.share_of(word, two) >= _OWN_WORD for one in earlier for word in said & about(one))

    def puts_off(self, turn: Turn) -> bool:
        """Say whether a turn says that it is not yet: an excuse, a promise, an apology, a time to come."""
        return turn.does(*_STALLS) or self.due(turn) is not None or self._tells(turn) == "not_yet"

    def _tells(self, turn: Turn) -> str:
        """Return what a turn says first of something promised: ``done``, ``not_yet``, or nothing."""
        if turn.number not in self._told:
            self._told[turn.number] = self._first_told(turn)
        return self._told[turn.number]

    def _first_told(self, turn: Turn) -> str:
        for text in self._said(turn):
            said = [plain(word) for word in self._standard(text)]
            hit = min(lexicon("keeping").hits(said), key=lambda hit: (hit.first, -hit.after), default=None)
            if hit is not None:
                return hit.cue.signal
        return ""

    def _keeps(self, turn: Turn, promise: Promise, *, answers: bool) -> bool:
        """Say whether a turn shows that it was kept: the one promised thanks, or the other hands something over or says it is done."""
        if turn.person != promise.by:
            return self._is_thanked(turn, promise)
        told = self._tells(turn) if answers else ""
        if told:
            return told == "done"
        if promise.to in turn.to and not answers and turn.session != promise.made.session:
            return turn.does("delivery")
        if not turn.does("delivery", least=0.6) or turn.does(*_STALLS, least=0.85):
            return False
        if promise.to in turn.to or answers or turn.to:
            return promise.to in turn.to or answers
        return promise.to in self._taken_by(turn)

    def _taken_by(self, turn: Turn) -> frozenset[str]:
        """Return who thanks or nods soon after a turn."""
        if turn.number not in self._taken:
            after = self.desk.reading.following(turn, _QUIET)
            self._taken[turn.number] = frozenset(later.person for later in after if later.does("thanks", "acknowledgement"))
        return self._taken[turn.number]

    def _is_thanked(self, turn: Turn, promise: Promise) -> bool:
        """Say whether the one promised thanks for it, by name or at once after a later turn of the other."""
        if turn.person != promise.to or not turn.does("thanks", least=_PLAINLY) or (turn.does("open_to_all") and not turn.to):
            return False
        before = self.desk.last(promise.by, turn)
        if before is None or before.number <= promise.made.number:
            return False
        return promise.by in turn.to or (not turn.to and _days(before, turn) <= _QUIET / 1440)


def _days(one: Turn, other: Turn) -> float:
    return (other.clock - one.clock) / _DAY
