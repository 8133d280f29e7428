"""Commitments that were due, were asked after, and were not kept as far as the chat shows."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._directed import Desk
from wag_analyzer.detectors._promises import Promise, promises
from wag_analyzer.detectors._reading import Reading
from wag_analyzer.detectors._shared import once
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Rule

__all__ = ["RULE", "find", "refuses"]

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

_LEAST_BROKEN: Final = 3
_LEAST_TO: Final = 2
_LEAST_DAYS: Final = 2
_MOST_KEPT: Final = 0.34
_MOST_P: Final = 0.1
_FEW_BROKEN: Final = 2
_FEW_CHASES: Final = 3
_FEW_P: Final = 0.06
_PRIOR: Final = 4.0
_USUAL: Final = 0.8
_DRAWS: Final = 4999
_HALF_SURE: Final = 3
_MANY: Final = 5
_SMALL_P: Final = 0.005
_NULL: Final = "commitments of the other members, kept at their rate (Beta-Binomial)"
ALTERNATIVES: Final = (
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


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each member several of whose commitments were asked after and not kept."""
    reading = once(Reading, analysis)
    made = once(_made, analysis)
    settled = [promise for promise in made if promise.is_settled]
    times = Counter(promise.by for promise in made)
    of: defaultdict[str, list[Promise]] = defaultdict(list)
    for promise in settled:
        of[promise.by].append(promise)
    tried = sorted(person for person, own in of.items() if len(own) >= _FEW_BROKEN)
    for person in tried:
        test = _test(of[person], [promise for promise in settled if promise.by != person], analysis.settings.seed, len(tried))
        if _is_plain(of[person], test, times[person]):
            yield _finding(reading, person, of[person], test)


def _made(analysis: Analysis) -> list[Promise]:
    return promises(analysis, once(Desk, analysis))


def refuses(analysis: Analysis) -> Phrase | None:
    """Return why the chat cannot be judged, None when it can."""
    found = once(_made, analysis)
    if len(found) >= _LEAST_BROKEN:
        return None
    return Phrase(
        "WAG403 says nothing: only {n:commitment of one member to another is|commitments of one member to another are} seen here, "
        "at least {least} are needed.",
        "WAG403 tidak menyimpulkan apa pun: hanya {n} janji antaranggota yang terlihat; perlu paling sedikit {least}.",
        values={"n": len(found), "least": _LEAST_BROKEN},
    )


def _is_plain(own: Sequence[Promise], test: ChanceTest, made: int) -> bool:
    """Say whether enough commitments to several members were broken on several days, and few kept.

    Of two it takes more chases, or that they are all that the person ever ``made``, and that each was put off when asked after.
    """
    broken = [promise for promise in own if promise.is_overdue]
    chases = [chase for promise in broken for chase in promise.chases]
    many = len(broken) >= _LEAST_BROKEN and test.p <= _MOST_P
    few = len(broken) >= _FEW_BROKEN and len(chases) >= _FEW_CHASES and test.p <= _FEW_P
    every = len(broken) == made >= _FEW_BROKEN and all(promise.stalls for promise in broken) and test.p <= _MOST_P
    return (
        (many or few or every)
        and len({promise.to for promise in broken}) >= _LEAST_TO
        and len({chase.day for chase in chases}) >= _LEAST_DAYS
        and sum(promise.kept is not None for promise in own) <= _MOST_KEPT * len(own)
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
            "{left} of {n:commitment|commitments} of {who} to {members:member|members} {left:=was|were} asked after, "
            "and the chat does not show that {left:=it was|they were} kept.",
            "{left} dari {n} janji {who} kepada {members} anggota ditagih, dan di obrolan ini tidak terlihat pemenuhannya.",
            {"who": person},
            figures,
        ),
        evidence=reading.evidence(roles),
        reasons_for=_for(figures),
        reasons_against=_against(own),
        alternatives=ALTERNATIVES,
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
            "They were asked after {chases:time|times}; {stalls:answer|answers} put it off or gave an excuse.",
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
        reasons.append(Phrase("{n:commitment was|commitments were} kept.", "{n} janji ditepati.", values={"n": kept}))
    early = sum(promise.due is not None and all(chase.at < promise.due for chase in promise.chases) for promise in own if promise.chases)
    if early:
        reasons.append(
            Phrase(
                "{n:was|were} asked after only before the day named.", "{n} ditagih hanya sebelum waktu yang disebut.", values={"n": early}
            )
        )
    return tuple(reasons)
