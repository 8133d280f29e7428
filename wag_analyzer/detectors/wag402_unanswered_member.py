"""A member's bids find no answer where comparable bids do."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.detectors._shared import once
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Precision, Rule

__all__ = ["RULE", "Bid", "bids", "find", "refuses"]

RULE: Final = Rule(
    code="WAG402",
    name="unanswered-member",
    kind="isolated",
    summary=Phrase(
        "A member's questions, requests and offers find no answer where comparable ones of others do.",
        "Pertanyaan, permintaan, dan tawaran seorang anggota tidak mendapat tanggapan, padahal yang serupa dari anggota lain dijawab.",
    ),
    severity=Level.LOW,
    source="Smith and Williams 2004 (Group Processes & Intergroup Relations 7): being left unanswered in writing; Williams 2007.",
    precision=Precision(
        right=11,
        n=11,
        false_alarms=0,
        messages=9480,
        data="40 synthetic office chats of development: expect worse elsewhere",
        data_id="40 obrolan kantor sintetis untuk pengembangan: perkirakan hasil lebih buruk di tempat lain",
    ),
)

_ASKS: Final = ("question", "request")
_GIVES: Final = ("offer", "share")
_LEAST_BIDS: Final = 6
_LEAST_DAYS: Final = 4
_LEAST_OTHERS: Final = 20
_STARTS: Final = 0.25
_LOW_SHARE: Final = 0.5
_LOWER_SHARE: Final = 0.4
_SOME_BIDS: Final = 10
_LEAST_EXPECTED: Final = 0.25
_MOST_P: Final = 0.003
_DRAWS: Final = 2000
_WORK: Final = range(8, 18)
_LONG: Final = 8
_NAMED_MINUTES: Final = 15
_NAMED: Final = 0.9
_HALF_SECONDS: Final = 180
_REACTS: Final = ("acknowledgement", "offer", "refusal", "thanks", "accept")
_OPENS: Final = 0.2
_UNCLEAR: Final = 0.7
_SPEECH: Final = 12
_LEAST_MATCHED: Final = 8
_ANSWERED: Final = 0.5
_HALF_SURE: Final = 2
_MANY: Final = 9
_SMALL_P: Final = 0.001
ALTERNATIVES: Final = (
    Phrase(
        "Answers came by reaction, in private, by telephone or at the desk.",
        "Jawaban datang lewat reaksi, japri, telepon, atau langsung di meja.",
    ),
    Phrase(
        "The bids came at hours or on topics that suit few members.",
        "Ajakan itu muncul pada jam atau topik yang cocok bagi sedikit anggota saja.",
    ),
    Phrase("The matter belongs to one person who was away.", "Urusannya menyangkut satu orang yang sedang tidak di tempat."),
)


_Pools = Mapping[tuple[object, ...], tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]]


@dataclass(frozen=True, slots=True)
class Bid:
    """A turn that asks for some response, the probability that it got one, and what comparable bids share: kind, hours, length."""

    turn: Turn
    uptake: float
    stratum: tuple[str, bool, bool]


def bids(reading: Reading) -> list[Bid]:
    """Return the bids of a chat: turns that begin something and ask, offer, share or greet.

    Announcements need no answer; what is said to one person is that person's to answer. Both are left out.
    """
    found = []
    for turn in reading.turns:
        kind = _kind(turn)
        if kind and turn.started >= _STARTS and not turn.to:
            stratum = (kind, turn.at.hour in _WORK, turn.words >= _LONG)
            found.append(Bid(turn, _uptake(reading, turn), stratum))
    return found


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each member whose bids are answered far less than comparable bids of others."""
    reading = once(Reading, analysis)
    listed = once(_listed, analysis)
    if refuses(analysis):
        return
    of: dict[str, list[Bid]] = defaultdict(list)
    for bid in listed:
        of[bid.turn.person].append(bid)
    tried = [person for person, own in of.items() if len(own) >= _LEAST_BIDS and len({bid.turn.day for bid in own}) >= _LEAST_DAYS]
    rng = np.random.default_rng(analysis.settings.seed)
    pools = _pools(listed)
    for person in sorted(tried):
        own = of[person]
        test = _test(own, pools, rng, len(tried))
        low = _LOW_SHARE if len(own) >= _SOME_BIDS else _LOWER_SHARE
        if test.expected >= _LEAST_EXPECTED and test.statistic <= low * test.expected and test.p <= _MOST_P:
            yield _finding(reading, person, own, test)


def _listed(analysis: Analysis) -> list[Bid]:
    return bids(once(Reading, analysis))


def refuses(analysis: Analysis) -> Phrase | None:
    """Return why the chat cannot be judged, None when it can."""
    found = once(_listed, analysis)
    if len(found) >= _LEAST_OTHERS:
        return None
    return Phrase(
        "WAG402 says nothing: only {n:question, request or offer starts|questions, requests or offers start} something here, "
        "at least {least} are needed to compare.",
        "WAG402 tidak menyimpulkan apa pun: hanya ada {n} pertanyaan, permintaan, atau tawaran pembuka; perlu paling sedikit {least}.",
        values={"n": len(found), "least": _LEAST_OTHERS},
    )


def _kind(turn: Turn) -> str:
    if turn.does("announcement", least=0.8) and not turn.does("question", least=0.85):
        return ""
    if turn.does(*_ASKS, least=0.6):
        return "ask"
    if turn.does(*_GIVES, least=0.6):
        return "give"
    return "greet" if turn.does("greeting", least=0.6) else ""


def _uptake(reading: Reading, turn: Turn) -> float:
    """Return the probability that somebody took the bid up; being spoken to by name soon after counts."""
    named = any(turn.person in later.to for later in reading.following(turn, _NAMED_MINUTES))
    taken = max((p * _plausible(turn, later) for later, p in reading.answers.to(turn.number)), default=0.0)
    return max(taken, _NAMED if named else 0.0)


def _plausible(bid: Turn, later: Turn) -> float:
    """Return how much a turn that may answer looks like an answer: soon, and not itself the beginning of something else."""
    soon = math.exp2(-max(0.0, later.clock - bid.clock) / _HALF_SECONDS)
    if later.does(*_REACTS) or later.does("delivery", least=0.7):
        return soon
    opens = later.does(*_ASKS, least=0.6) or later.words >= _SPEECH
    return soon * (_OPENS if opens else _UNCLEAR)


def _pools(listed: Sequence[Bid]) -> _Pools:
    pools: defaultdict[tuple[object, ...], list[Bid]] = defaultdict(list)
    for bid in listed:
        for key in ((), bid.stratum[:1], bid.stratum):
            pools[key].append(bid)
    return {
        key: (np.array([bid.uptake for bid in bids], np.float64), np.array([bid.turn.person for bid in bids], object))
        for key, bids in pools.items()
    }


def _test(own: Sequence[Bid], bids: _Pools, rng: np.random.Generator, tried: int) -> ChanceTest:
    """Compare the answered share with that of bids of others drawn to match each own bid in kind, hours and length."""
    strata = {bid.stratum for bid in own}
    wanted = {(), *strata, *(stratum[:1] for stratum in strata)}
    pools = {key: uptake[person != own[0].turn.person] for key in wanted for uptake, person in [bids[key]]}
    drawn, expected = np.zeros(_DRAWS), 0.0
    for stratum, n in sorted(Counter(bid.stratum for bid in own).items()):
        key = next((key for key in (stratum, stratum[:1]) if len(pools[key]) >= _LEAST_MATCHED), ())
        pool = pools[key] if len(pools[key]) else np.zeros(1)
        drawn += pool[rng.integers(len(pool), size=(_DRAWS, n))].sum(axis=1)
        expected += n * float(pool.mean())
    seen = sum(bid.uptake for bid in own)
    p = (1 + int((drawn <= seen).sum())) / (1 + _DRAWS)
    return ChanceTest("bids of other members, matched in kind, hours and length", seen / len(own), expected / len(own), p, tried=tried)


def _finding(reading: Reading, person: str, own: Sequence[Bid], test: ChanceTest) -> Finding:
    unanswered = [bid.turn for bid in own if bid.uptake < _ANSWERED]
    roles = {turn.acts_at.get("question", turn.msg_ids[-1]): "unanswered" for turn in unanswered}
    first, last = reading.span(roles)
    missing = 1 - test.statistic / test.expected
    score = min(1.0, missing * len(unanswered) / (len(unanswered) + _HALF_SURE))
    figures = {"n": len(own), "left": len(unanswered), "seen": round(100 * test.statistic), "usual": round(100 * test.expected)}
    days = len({turn.day for turn in unanswered})
    return Finding(
        rule=RULE,
        persons=(person,),
        statement=Phrase(
            "{left} of {n:bid|bids} of {who} {left:=seems|seem} to have found no answer in the group; a kind word or a welcome may help.",
            "{left} dari {n} ajakan bicara {who} tampaknya tidak ditanggapi di grup; sapaan atau bantuan kecil mungkin berarti.",
            {"who": person},
            figures,
        ),
        evidence=reading.evidence(roles),
        reasons_for=(
            Phrase(
                "About {seen} % of these bids were taken up; comparable bids of others {usual} %.",
                "Sekitar {seen} % ditanggapi; ajakan serupa dari anggota lain {usual} %.",
                values=figures,
            ),
            Phrase("It happened on {days:day|different days}.", "Terjadi pada {days} hari yang berbeda.", values={"days": days}),
        ),
        reasons_against=_against(own),
        alternatives=ALTERNATIVES,
        score=round(score, 3),
        confidence=Level.HIGH if len(unanswered) >= _MANY and test.p <= _SMALL_P else Level.MEDIUM,
        first=first,
        last=last,
        test=test,
    )


def _against(own: Sequence[Bid]) -> tuple[Phrase, ...]:
    answered = sum(bid.uptake >= _ANSWERED for bid in own)
    phrases = [
        Phrase(
            "An export holds no reactions and no private messages: an answer there is not seen.",
            "Ekspor tidak memuat reaksi emoji maupun pesan pribadi: tanggapan di sana tidak terlihat.",
        )
    ]
    if answered:
        phrases.append(Phrase("{n:bid was|bids were} answered.", "{n} ajakan bicara ditanggapi.", values={"n": answered}))
    return tuple(phrases)
