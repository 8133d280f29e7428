"""Commitments that were due, were asked after, and were not kept as far as the chat shows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._directed import Desk
from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.detectors._shared import once
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Rule
from wag_analyzer.text.dues import due

__all__ = ["RULE", "Promise", "find", "promises", "refuses"]

RULE: Final = Rule(
    code="WAG403",
    name="broken-promise",
    kind="broken_promise",
    summary=Phrase(
        "Commitments of one member to others are asked after when they are due, and no keeping of them is seen.",
        "Janji seseorang kepada beberapa rekan ditagih setelah jatuh tempo, dan pemenuhannya tidak terlihat.",
    ),
    severity=Level.LOW,
    source="Lampert, Dale and Paris 2008 (commitments in mail); Kalia et al. 2013 (creation and discharge of commitments in chat).",
)

_PROMISES: Final = 0.6
_OPEN_DAYS: Final = 15.0
_AFTER_CHASE_DAYS: Final = 5.0
_QUIET: Final = 15.0
_TELLS: Final = 5
_PLAINLY: Final = 0.8
_NO_ASK: Final = ("thanks", "greeting", "solicitation", "insult", "exclusion", "negative")
_NO_PROMISE: Final = ("refusal", "leave_notice", "invite", "request", "chase", "solicitation", "thanks")
_STALLS: Final = ("excuse", "promise")
_LEAST_BROKEN: Final = 3
_LEAST_TO: Final = 2
_LEAST_DAYS: Final = 3
_MOST_KEPT: Final = 0.34
_MOST_P: Final = 0.05
_PRIOR: Final = 4.0
_USUAL: Final = 0.8
_DRAWS: Final = 4999
_HALF_SURE: Final = 3
_MANY: Final = 5
_SMALL_P: Final = 0.005
_NULL: Final = "commitments of the other members, kept at their rate (Beta-Binomial)"
_ALTERNATIVES: Final = (
    Phrase(
        "It was delivered by mail, in private or at the desk, and the group did not see it.",
        "Hasilnya sudah diserahkan lewat email, japri, atau langsung di meja, sehingga tidak terlihat di grup.",
    ),
    Phrase(
        "The date was moved by consent, or the work waited for somebody else.",
        "Tenggatnya diundur atas kesepakatan, atau pekerjaannya menunggu orang lain.",
    ),
    Phrase(
        "Too much is asked of one person at once; the load may need another look.",
        "Terlalu banyak yang diminta dari satu orang; pembagian bebannya mungkin perlu ditinjau.",
    ),
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment of one member to another: when it was due, who asked after it, what put it off, what kept it."""

    by: str
    to: str
    made: Turn
    asked: Turn | None
    due: pd.Timestamp | None
    chases: tuple[Turn, ...] = ()
    stalls: tuple[Turn, ...] = ()
    kept: Turn | None = None

    @property
    def is_broken(self) -> bool:
        """Say whether it was asked after and not kept."""
        return self.kept is None and bool(self.chases)

    @property
    def is_overdue(self) -> bool:
        """Say whether it was asked after when it was due, or put off when asked."""
        late = self.due is not None and any(chase.at >= self.due for chase in self.chases)
        return self.is_broken and (late or bool(self.stalls) or len(self.chases) > 1)

    @property
    def is_settled(self) -> bool:
        """Say whether the chat tells what became of it."""
        return self.kept is not None or bool(self.chases)


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each member several of whose commitments were asked after and not kept."""
    reading = once(Reading, analysis)
    settled = [promise for promise in promises(analysis, once(Desk, analysis)) if promise.is_settled]
    of: defaultdict[str, list[Promise]] = defaultdict(list)
    for promise in settled:
        of[promise.by].append(promise)
    tried = sorted(person for person, own in of.items() if len(own) >= _LEAST_BROKEN)
    for person in tried:
        test = _test(of[person], [promise for promise in settled if promise.by != person], analysis.settings.seed, len(tried))
        if _is_plain(of[person]) and test.p <= _MOST_P:
            yield _finding(reading, person, of[person], test)


def refuses(analysis: Analysis) -> Phrase | None:
    """Return why the chat cannot be judged, None when it can."""
    found = promises(analysis, once(Desk, analysis))
    if len(found) >= _LEAST_BROKEN:
        return None
    return Phrase(
        "WAG403 says nothing: only {n} commitments of one member to another are seen here, at least {least} are needed.",
        "WAG403 tidak menyimpulkan apa pun: hanya {n} janji antaranggota yang terlihat; perlu paling sedikit {least}.",
        values={"n": len(found), "least": _LEAST_BROKEN},
    )


def promises(analysis: Analysis, desk: Desk) -> list[Promise]:
    """Return the commitments members made to each other, in order, each with what became of it.

    A commitment is a first answer to a member, or words said to a member by name, that name a time to come or promise. One made when an
    earlier one is asked after puts that one off.
    """
    texts = _texts(analysis)
    found: list[Promise] = []
    for (by, to), made in sorted(_made(desk, texts).items()):
        until = -1
        for number in sorted(made):
            if number > until:
                asked = made[number]
                turn = desk.reading.turns[number]
                promise = _followed(desk, Promise(by, to, turn, asked, _due(turn, texts)), texts)
                found.append(promise)
                until = max(one.number for one in (turn, *promise.chases, *promise.stalls))
    return sorted(found, key=lambda promise: promise.made.number)


def _made(desk: Desk, texts: Mapping[str, str]) -> Mapping[tuple[str, str], dict[int, Turn | None]]:
    """Return (who commits, to whom) → number of the turn that does → the turn it answers, None when there is none."""
    found: defaultdict[tuple[str, str], dict[int, Turn | None]] = defaultdict(dict)
    for turn in desk.reading.turns:
        to = desk.led_to(turn)
        if not to or turn.does(*_NO_ASK, least=_PLAINLY):
            continue
        made = next((answer for answer in desk.first_answers(turn, to) if _commits(answer, texts)), None)
        if made is not None:
            found[to, turn.person].setdefault(made.number, turn)
        if turn.to and _commits(turn, texts):
            found[turn.person, to].setdefault(turn.number, None)
    return found


def _texts(analysis: Analysis) -> Mapping[str, str]:
    columns = zip(analysis.messages["msg_id"].tolist(), analysis.messages["text"].tolist(), strict=True)
    return {msg_id: text for msg_id, text in columns if isinstance(text, str)}


def _due(turn: Turn, texts: Mapping[str, str]) -> pd.Timestamp | None:
    times = (due(texts[msg_id], turn.at) for msg_id in turn.msg_ids if msg_id in texts)
    return max((time for time in times if time is not None), default=None)


def _commits(turn: Turn, texts: Mapping[str, str]) -> bool:
    """Say whether a turn commits to something: promises, or names a time to come without asking, declining or telling of leave."""
    if turn.does("promise", least=_PROMISES):
        return True
    asks = any(texts.get(msg_id, "").rstrip().endswith("?") for msg_id in turn.msg_ids)
    return not asks and not turn.does(*_NO_PROMISE, least=_PLAINLY) and _due(turn, texts) is not None


def _followed(desk: Desk, promise: Promise, texts: Mapping[str, str]) -> Promise:
    """Follow a commitment through the turns of the two: who asked after it, what put it off, what kept it."""
    chases: list[Turn] = []
    stalls: list[Turn] = []
    both = sorted((*desk.after(promise.by, promise.made), *desk.after(promise.to, promise.made)), key=lambda turn: turn.number)
    kept = None
    for turn in both:
        last = chases[-1] if chases else promise.made
        if _days(last, turn) > (_AFTER_CHASE_DAYS if chases else _OPEN_DAYS):
            break
        answers = bool(chases) and turn.person == promise.by and turn in list(desk.first_answers(chases[-1], promise.by))
        if _keeps(desk, turn, promise, answers=answers):
            kept = turn
            break
        if answers and _puts_off(turn, texts):
            stalls.append(turn)
        elif _asks_after(desk, turn, promise, texts):
            chases.append(turn)
    return replace(promise, chases=tuple(chases), stalls=tuple(stalls), kept=kept)


def _asks_after(desk: Desk, turn: Turn, promise: Promise, texts: Mapping[str, str]) -> bool:
    """Say whether the one promised something comes back to it, in another session: asks what became of it, or is put off.

    A plain request is a new matter, unless it is answered by an excuse. Other words count when they are put off or find no answer.
    """
    to = desk.led_to(turn)
    if turn.person != promise.to or to not in {promise.by, ""} or turn.session == promise.made.session:
        return False
    if turn.does("chase") and to:
        return True
    if turn.does(*_NO_ASK, least=_PLAINLY):
        return False
    answers = list(desk.first_answers(turn, promise.by))
    if turn.does("request", least=_PROMISES) and to:
        return any(answer.does("excuse", least=_PROMISES) for answer in answers)
    if answers:
        return any(_puts_off(answer, texts) for answer in answers) and bool(to or desk.is_next(turn, promise.by))
    return bool(to) and (turn.does("question", least=_PLAINLY) or turn.words >= _TELLS)


def _puts_off(turn: Turn, texts: Mapping[str, str]) -> bool:
    return turn.does(*_STALLS) or _due(turn, texts) is not None


def _keeps(desk: Desk, turn: Turn, promise: Promise, *, answers: bool) -> bool:
    """Say whether a turn shows that it was kept: the one promised thanks, or the other hands something over, unasked or with no excuse."""
    if turn.person == promise.to:
        before = desk.last(promise.by, turn)
        if not turn.does("thanks") or before is None or before.number <= promise.made.number:
            return False
        return promise.by in turn.to or (not turn.to and _days(before, turn) <= _QUIET / 1440)
    if promise.to in turn.to and not answers and turn.session != promise.made.session:
        return turn.does("delivery")
    if not turn.does("delivery", least=0.6) or turn.does(*_STALLS, least=0.85):
        return False
    taken = any(later.person == promise.to and later.does("thanks", "acknowledgement") for later in desk.reading.following(turn, _QUIET))
    return promise.to in turn.to or answers or (not turn.to and taken)


def _days(one: Turn, other: Turn) -> float:
    return float((other.at - one.at).total_seconds() / 86400)


def _is_plain(own: Sequence[Promise]) -> bool:
    broken = [promise for promise in own if promise.is_overdue]
    kept = sum(promise.kept is not None for promise in own)
    return (
        len(broken) >= _LEAST_BROKEN
        and len({promise.to for promise in broken}) >= _LEAST_TO
        and len({chase.day for promise in broken for chase in promise.chases}) >= _LEAST_DAYS
        and kept <= _MOST_KEPT * len(own)
    )


def _test(own: Sequence[Promise], others: Sequence[Promise], seed: int, tried: int) -> ChanceTest:
    """Draw kept commitments at the rate of the other members, which is itself uncertain, the more so the fewer they made."""
    rng = np.random.default_rng(seed)
    good = sum(promise.kept is not None for promise in others)
    rates = rng.beta(_PRIOR * _USUAL + good, _PRIOR * (1 - _USUAL) + len(others) - good, size=_DRAWS)
    kept = sum(promise.kept is not None for promise in own)
    p = (1 + int((rng.binomial(len(own), rates) <= kept).sum())) / (1 + _DRAWS)
    return ChanceTest(_NULL, kept / len(own), float(rates.mean()), p, tried=tried)


def _finding(reading: Reading, person: str, own: Sequence[Promise], test: ChanceTest) -> Finding:
    broken = [promise for promise in own if promise.is_overdue]
    roles = _roles(broken)
    first, last = reading.span(roles)
    figures = {
        "n": len(own),
        "left": len(broken),
        "members": len({promise.to for promise in broken}),
        "chases": sum(len(promise.chases) for promise in broken),
        "stalls": sum(len(promise.stalls) for promise in broken),
        "seen": round(100 * test.statistic),
        "usual": round(100 * test.expected),
    }
    return Finding(
        rule=RULE,
        persons=(person,),
        statement=Phrase(
            "{left} of {n} commitments of {who} to {members} members were asked after, and the chat does not show that they were kept.",
            "{left} dari {n} janji {who} kepada {members} anggota ditagih, dan di obrolan ini tidak terlihat pemenuhannya.",
            {"who": person},
            figures,
        ),
        evidence=reading.evidence(roles),
        reasons_for=_for(figures),
        reasons_against=_against(own),
        alternatives=_ALTERNATIVES,
        score=round((1 - test.statistic) * len(broken) / (len(broken) + _HALF_SURE), 3),
        confidence=Level.HIGH if len(broken) >= _MANY and test.p <= _SMALL_P else Level.MEDIUM,
        first=first,
        last=last,
        test=test,
    )


def _roles(broken: Sequence[Promise]) -> dict[str, str]:
    roles: dict[str, str] = {}
    for promise in broken:
        shown = (((promise.asked,), "asks"), ((promise.made,), "promises"), (promise.chases, "asks again"), (promise.stalls, "puts off"))
        for turns, role in shown:
            for turn in turns:
                for msg_id in turn.msg_ids if turn else ():
                    roles.setdefault(msg_id, role)
    return roles


def _for(figures: Mapping[str, int]) -> tuple[Phrase, ...]:
    return (
        Phrase(
            "They were asked after {chases} times; {stalls} answers put it off or gave an excuse.",
            "Janji itu ditagih {chases} kali; {stalls} jawabannya menunda atau memberi alasan.",
            values=figures,
        ),
        Phrase(
            "Of the person's commitments of which the chat tells the end, {seen} % were kept; {usual} % are usual among the others.",
            "Dari janji orang itu yang akhirnya terlihat, {seen} % ditepati; pada anggota lain lazimnya {usual} %.",
            values=figures,
        ),
    )


def _against(own: Sequence[Promise]) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "What is delivered by mail, in private or in person is not in an export.",
            "Penyerahan lewat email, japri, atau secara langsung tidak ada dalam ekspor.",
        )
    ]
    kept = sum(promise.kept is not None for promise in own)
    if kept:
        reasons.append(Phrase("{n} commitments were kept.", "{n} janji ditepati.", values={"n": kept}))
    early = sum(promise.due is not None and all(chase.at < promise.due for chase in promise.chases) for promise in own if promise.chases)
    if early:
        reasons.append(
            Phrase("{n} were asked after only before the day named.", "{n} ditagih hanya sebelum waktu yang disebut.", values={"n": early})
        )
    return tuple(reasons)
