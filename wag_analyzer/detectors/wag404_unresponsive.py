"""Direct asks to one member go unanswered while the member is active elsewhere in the chat."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._directed import Ask, Desk, asks
from wag_analyzer.detectors._reading import Reading
from wag_analyzer.detectors._shared import once
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Rule

__all__ = ["RULE", "Case", "cases", "find", "refuses"]

RULE: Final = Rule(
    code="WAG404",
    name="unresponsive",
    kind="unresponsive",
    summary=Phrase(
        "Direct asks to one member go unanswered while the member writes about other things.",
        "Permintaan langsung kepada seorang anggota tidak dijawab, padahal ia menulis tentang hal lain.",
    ),
    severity=Level.LOW,
    source="Kalman and Rafaeli 2011 (Communication Research 38): silence where an answer was due; Tyler and Tang 2003.",
)

_LEAST_OPEN: Final = 4
_LEAST_ASKERS: Final = 2
_LEAST_DAYS: Final = 3
_LEAST_AGAIN: Final = 2
_PLENTY: Final = 5
_HARDLY: Final = 0.25
_LEAST_OTHERS: Final = 8
_OF_USUAL: Final = 0.6
_MOST_P: Final = 0.005
_CHASED_P: Final = 0.05
_ONCE_P: Final = 0.025
_OPEN: Final = 0.5
_PRIOR: Final = 4.0
_USUAL: Final = 0.6
_DRAWS: Final = 4999
_HALF_SURE: Final = 3
_MANY: Final = 9
_SMALL_P: Final = 0.001
_NULL: Final = "asks by name to other members who were there, answered at the others' rate (Beta-Binomial)"
ALTERNATIVES: Final = (
    Phrase(
        "Answers came by telephone, by mail, in private or at the desk, or as a reaction, which an export does not hold.",
        "Jawaban diberikan lewat telepon, email, japri, langsung di meja, atau berupa reaksi emoji yang tidak ada dalam ekspor.",
    ),
    Phrase(
        "The person decides about much and cannot follow every thread; the asks may belong into another channel.",
        "Orang itu menangani banyak hal dan tidak sempat mengikuti semua pesan; permintaan seperti ini mungkin perlu saluran lain.",
    ),
    Phrase(
        "The matter was handed to somebody else, or the person was told not to answer it yet.",
        "Urusannya sudah dialihkan ke orang lain, atau ia diminta belum menjawab.",
    ),
)


@dataclass(frozen=True, slots=True)
class Case:
    """The asks to one member in which an answer in the group could be expected, and the test of how few were answered."""

    person: str
    asks: tuple[Ask, ...]
    test: ChanceTest

    @property
    def open(self) -> tuple[Ask, ...]:
        """Return the asks without an answer."""
        return tuple(ask for ask in self.asks if ask.answered < _OPEN)

    @property
    def _is_silent(self) -> bool:
        """Say whether hardly any of many asks is answered, against what is usual, though nobody asked twice."""
        return len(self.open) >= _PLENTY and self.test.p <= _MOST_P and self.test.statistic <= _HARDLY

    @property
    def is_plain(self) -> bool:
        """Say whether enough asks of several people on several days stay open, some asked again or hardly any of many answered."""
        left = self.open
        again = sum(ask.again > 0 or ask.returns for ask in left)
        return (
            len(left) >= _LEAST_OPEN
            and len({ask.by for ask in left}) >= _LEAST_ASKERS
            and len({ask.turns[0].day for ask in left}) >= _LEAST_DAYS
            and self.test.statistic <= _OF_USUAL * self.test.expected
            and ((again >= _LEAST_AGAIN and self.test.p <= _CHASED_P) or (again > 0 and self.test.p <= _ONCE_P) or self._is_silent)
        )


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each member whom several ask in vain while he or she writes about other things."""
    reading = once(Reading, analysis)
    listed = once(_expected, analysis)
    if _too_few(listed):
        return
    for case in cases(listed, analysis.settings.seed):
        if case.is_plain:
            yield _finding(reading, case)


def refuses(analysis: Analysis) -> Phrase | None:
    """Return why the chat cannot be judged, None when it can."""
    listed = once(_expected, analysis)
    if not _too_few(listed):
        return None
    return Phrase(
        "WAG404 says nothing: only {n:ask is|asks are} put to a member by name who then writes again; "
        "at least {least} are needed to compare.",
        "WAG404 tidak menyimpulkan apa pun: hanya {n} permintaan menyebut nama anggota yang kemudian menulis lagi; perlu paling sedikit "
        "{least} sebagai pembanding.",
        values={"n": len(listed), "least": _LEAST_OTHERS},
    )


def cases(listed: Sequence[Ask], seed: int) -> Iterator[Case]:
    """Yield the members who are asked often enough, in order of name, with the test against asks to the others."""
    of: defaultdict[str, list[Ask]] = defaultdict(list)
    for ask in listed:
        of[ask.to].append(ask)
    tried = sorted(person for person, own in of.items() if len(own) >= _LEAST_OPEN)
    for person in tried:
        others = [ask.answered for ask in listed if ask.to != person]
        yield Case(person, tuple(of[person]), _test([ask.answered for ask in of[person]], others, seed, len(tried)))


def _expected(analysis: Analysis) -> list[Ask]:
    return [ask for ask in asks(once(Desk, analysis)) if ask.counts]


def _too_few(listed: Sequence[Ask]) -> bool:
    return len(listed) < _LEAST_OTHERS


def _test(own: Sequence[float], others: Sequence[float], seed: int, tried: int) -> ChanceTest:
    """Draw answered asks at the rate of the other members, which is itself uncertain, the more so the fewer asks they got."""
    rng = np.random.default_rng(seed)
    rates = rng.beta(_PRIOR * _USUAL + sum(others), _PRIOR * (1 - _USUAL) + len(others) - sum(others), size=_DRAWS)
    seen = sum(own)
    drawn = rng.binomial(len(own), rates)
    p = (1 + int((drawn <= seen).sum())) / (1 + _DRAWS)
    return ChanceTest(_NULL, seen / len(own), float(rates.mean()), p, tried=tried)


def _finding(reading: Reading, case: Case) -> Finding:
    left, roles = case.open, dict[str, str]()
    for ask in left:
        for place, turn in enumerate(ask.turns):
            roles.update(dict.fromkeys(turn.msg_ids, "asks again" if place else "unanswered"))
    first, last = reading.span(roles)
    test = case.test
    figures = {
        "n": len(case.asks),
        "left": len(left),
        "askers": len({ask.by for ask in left}),
        "days": len({ask.turns[0].day for ask in left}),
        "again": sum(ask.again for ask in left),
        "seen": round(100 * test.statistic),
        "usual": round(100 * test.expected),
    }
    missing = 1 - test.statistic / test.expected
    return Finding(
        rule=RULE,
        persons=(case.person,),
        statement=Phrase(
            "{left} of {n:ask|asks} put to {who} by name, by {askers:member|members}, {left:=seems|seem} unanswered in the group, "
            "though {who} wrote there afterwards.",
            "{left} dari {n} permintaan yang ditujukan langsung kepada {who} oleh {askers} anggota tampaknya tidak dijawab di grup, "
            "padahal {who} menulis di sana sesudahnya.",
            {"who": case.person},
            figures,
        ),
        evidence=reading.evidence(roles),
        reasons_for=_for(figures),
        reasons_against=_against(case),
        alternatives=ALTERNATIVES,
        score=round(min(1.0, missing * len(left) / (len(left) + _HALF_SURE)), 3),
        confidence=Level.HIGH if len(left) >= _MANY and test.p <= _SMALL_P else Level.MEDIUM,
        first=first,
        last=last,
        test=test,
    )


def _for(figures: dict[str, int]) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "About {seen} % of such asks to the person were answered; of those to other members {usual} %.",
            "Sekitar {seen} % permintaan kepada orang itu dijawab; kepada anggota lain {usual} %.",
            values=figures,
        ),
        Phrase("It happened on {days:day|different days}.", "Terjadi pada {days} hari yang berbeda.", values=figures),
    ]
    if figures["again"]:
        reasons.append(Phrase("{again:time|times} it was asked again.", "{again} kali ditanyakan ulang.", values=figures))
    return tuple(reasons)


def _against(case: Case) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "An export holds no reactions, calls or private messages: an answer there is not seen.",
            "Ekspor tidak memuat reaksi emoji, panggilan, maupun pesan pribadi: jawaban di sana tidak terlihat.",
        )
    ]
    answered = len(case.asks) - len(case.open)
    if answered:
        reasons.append(Phrase("{n:ask was|asks were} answered.", "{n} permintaan dijawab.", values={"n": answered}))
    return tuple(reasons)
