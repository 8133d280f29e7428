"""One person takes help, gives little and seldom thanks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._reading import Reading
from wag_analyzer.detectors._requests import Request, requests
from wag_analyzer.detectors._shared import once
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Precision, Rule

__all__ = ["RULE", "Request", "find", "requests"]

RULE: Final = Rule(
    code="WAG401",
    name="taker",
    kind="taker",
    summary=Phrase(
        "One person asks for and gets help often, gives little of it and seldom thanks.",
        "Seseorang sering meminta dan mendapat bantuan, jarang membantu, dan jarang berterima kasih.",
    ),
    severity=Level.LOW,
    source="Cross, Rebele and Grant 2016 (Harvard Business Review 94): collaborative overload; Grant 2013: givers and takers.",
    precision=Precision(
        right=12,
        n=12,
        false_alarms=0,
        messages=9480,
        data="40 synthetic office chats of development: expect worse elsewhere",
        data_id="40 obrolan kantor sintetis untuk pengembangan: perkirakan hasil lebih buruk di tempat lain",
    ),
)

_LEAST_TAKEN: Final = 3
_LEAST_DAYS: Final = 3
_LEAST_HELPERS: Final = 2
_LEAST_ASKED: Final = 2
_MOST_GIVING: Final = 0.47
_MOST_THANKS: Final = 0.65
_LEAST_GAP: Final = 1.5
_NEW_DAYS: Final = 30
_DRAWS: Final = 2000
_PRIOR: Final = 4.0
_USUAL: Final = 0.6
_MOST_P: Final = 0.015
_LEAST_OWED: Final = 7
_FEW_OWED: Final = 6
_NOTHING_P: Final = 0.05
_HALF_SURE: Final = 8
_SMALL_P: Final = 0.01
ALTERNATIVES: Final = (
    Phrase(
        "The person's role is to hand work on, or the help is part of others' duties.",
        "Peran orang ini memang membagi pekerjaan, atau bantuan itu bagian dari tugas orang lain.",
    ),
    Phrase(
        "Help is returned and thanked for in person, by telephone or in private messages.",
        "Bantuan dibalas dan disyukuri secara langsung, lewat telepon, atau japri.",
    ),
    Phrase(
        "A time of high load, illness or a new task.",
        "Sedang masa beban tinggi, sakit, atau tugas baru.",
    ),
)


@dataclass(slots=True)
class Balance:
    """What one person took and gave."""

    taken: list[Request] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)
    given: int = 0


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each person who takes much help, gives little when asked and seldom thanks."""
    reading = once(Reading, analysis)
    listed = requests(reading)
    balances = _balances(listed)
    usual = _usual(listed)
    new = _newcomers(analysis)
    tried = [person for person, balance in balances.items() if _enough(balance) and not _is_new(balance, person, new)]
    for person in sorted(tried):
        balance = balances[person]
        giving, thanks = _giving(balance, usual), _thanks(balance, usual)
        gap = len(balance.taken) / (1 + balance.given)
        if giving <= _MOST_GIVING and thanks <= _MOST_THANKS and gap >= _LEAST_GAP:
            test = replace(_test(listed, balance, person, analysis.settings.seed), tried=len(tried))
            if _is_sure(balance, test):
                yield _finding(reading, person, balance, test)


def _is_sure(balance: Balance, test: ChanceTest) -> bool:
    """Say whether chance hardly explains what is owed; where nobody ever got anything back at all, less certainty is asked for."""
    nothing_back = not balance.given and not any(ask.thanked for ask in balance.taken) and not any(ask.by_asked for ask in balance.asked)
    if nothing_back and test.statistic >= _FEW_OWED and test.p <= _SMALL_P:
        return True
    return test.statistic >= _LEAST_OWED and test.p <= (_NOTHING_P if nothing_back else _MOST_P)


def _balances(listed: Sequence[Request]) -> dict[str, Balance]:
    found: dict[str, Balance] = defaultdict(Balance)
    for ask in listed:
        if ask.helped:
            found[ask.by].taken.append(ask)
            found[ask.helper].given += 1
        for person in dict.fromkeys(filter(None, (ask.to, *ask.declined))):
            found[person].asked.append(ask)
    return dict(found)


def _usual(listed: Sequence[Request]) -> tuple[float, float]:
    """Return the group's share of named requests that the person asked fulfils, and of fulfilled requests that are thanked for."""
    named = [ask for ask in listed if ask.to]
    fulfilled = [ask for ask in listed if ask.helped]
    giving = (sum(ask.by_asked for ask in named) + _PRIOR * _USUAL) / (len(named) + _PRIOR)
    thanks = (sum(ask.thanked for ask in fulfilled) + _PRIOR * _USUAL) / (len(fulfilled) + _PRIOR)
    return giving, thanks


def _giving(balance: Balance, usual: tuple[float, float]) -> float:
    """Return the share of requests to a person that were fulfilled, shrunk to the group's (Beta-Binomial mean)."""
    weight = _PRIOR / 2
    return (sum(ask.by_asked for ask in balance.asked) + weight * usual[0]) / (len(balance.asked) + weight)


def _thanks(balance: Balance, usual: tuple[float, float]) -> float:
    """Return the share of help that was thanked for, shrunk to the group's."""
    weight = _PRIOR / 2
    return (sum(ask.thanked for ask in balance.taken) + weight * usual[1]) / (len(balance.taken) + weight)


def _enough(balance: Balance) -> bool:
    days = {ask.turn.day for ask in balance.taken}
    helpers = {ask.helper for ask in balance.taken}
    return (
        len(balance.taken) >= _LEAST_TAKEN
        and len(days) >= _LEAST_DAYS
        and len(helpers) >= _LEAST_HELPERS
        and len(balance.asked) >= _LEAST_ASKED
    )


def _newcomers(analysis: Analysis) -> dict[str, pd.Timestamp]:
    """Return when each person came in who was not there from the beginning."""
    table = analysis.people.table
    begin = analysis.messages["at"].min() + pd.Timedelta(days=3)
    came = table[table["joined"] > begin]
    return dict(zip(came["person"].tolist(), came["joined"].tolist(), strict=True))


def _is_new(balance: Balance, person: str, new: Mapping[str, pd.Timestamp]) -> bool:
    """Return whether most of the help fell into a newcomer's first weeks."""
    if person not in new:
        return False
    settled = new[person] + pd.Timedelta(days=_NEW_DAYS)
    early = sum(ask.turn.at <= settled for ask in balance.taken)
    return early > len(balance.taken) / 2


def _test(listed: Sequence[Request], balance: Balance, person: str, seed: int) -> ChanceTest:
    """Compare what a person owes with what would be owed at the rates of everybody else (Beta-Binomial).

    Owed are help taken without thanks and requests to the person not fulfilled. The others' rates are uncertain, the more so the fewer
    requests they made; that uncertainty is drawn too.
    """
    rng = np.random.default_rng(seed)
    taken = [ask.thanked for ask in listed if ask.helped and ask.by != person]
    asked = [ask.by_asked for ask in listed if ask.to and ask.to != person]
    drawn, expected, owed = np.zeros(_DRAWS), 0.0, 0
    for good, others in ((sum(ask.thanked for ask in balance.taken), taken), (sum(ask.by_asked for ask in balance.asked), asked)):
        n = len(balance.taken) if others is taken else len(balance.asked)
        left = _PRIOR * (1 - _USUAL) + len(others) - sum(others)
        rates = rng.beta(left, _PRIOR * _USUAL + sum(others), size=_DRAWS)
        drawn += rng.binomial(n, rates)
        expected += n * float(rates.mean())
        owed += n - good
    p = (1 + int((drawn >= owed).sum())) / (1 + _DRAWS)
    return ChanceTest("thanks and help at the rates of the other members (Beta-Binomial)", owed, expected, p)


def _finding(reading: Reading, person: str, balance: Balance, test: ChanceTest) -> Finding:
    failed = [ask for ask in balance.asked if not ask.by_asked]
    roles: dict[str, str] = {}
    for ask in (*balance.taken, *failed):
        for msg_id, role in ask.shows:
            roles.setdefault(msg_id, role)
    first, last = reading.span(roles)
    figures = {
        "taken": len(balance.taken),
        "given": balance.given,
        "thanked": sum(ask.thanked for ask in balance.taken),
        "asked": len(balance.asked),
        "failed": len(failed),
        "helpers": len({ask.helper for ask in balance.taken}),
        "weeks": len({ask.week for ask in balance.taken}),
    }
    unthanked = figures["taken"] - figures["thanked"]
    strength = unthanked + 2 * len(failed) - balance.given
    return Finding(
        rule=RULE,
        persons=(person,),
        statement=Phrase(
            "{who} was helped {taken:time|times} by {helpers:member|members} and helped {given:time|times}; "
            "{failed} of {asked:request|requests} to {who} led to no help here.",
            "{who} dibantu {taken} kali oleh {helpers} anggota dan membantu {given} kali; "
            "{failed} dari {asked} permintaan kepada {who} tidak berujung bantuan di sini.",
            {"who": person},
            figures,
        ),
        evidence=reading.evidence(roles),
        reasons_for=_for(figures),
        reasons_against=_against(figures),
        alternatives=ALTERNATIVES,
        score=round(max(0.05, min(1.0, strength / (strength + _HALF_SURE))), 3) if strength > 0 else 0.05,
        confidence=Level.HIGH if test.p <= _SMALL_P and len(failed) >= _LEAST_HELPERS else Level.MEDIUM,
        first=first,
        last=last,
        test=test,
    )


def _for(figures: Mapping[str, int]) -> tuple[Phrase, ...]:
    return (
        Phrase("The help spreads over {weeks} weeks.", "Bantuan itu tersebar di {weeks} minggu.", values=figures),
        Phrase(
            "{thanked} of {taken:time|times} it was thanked for.",
            "{thanked} dari {taken} kali disertai ucapan terima kasih.",
            values=figures,
        ),
        Phrase(
            "{failed} of {asked:request|requests} to the person {failed:=was|were} declined or left.",
            "{failed} dari {asked} permintaan ditolak atau dibiarkan.",
            values=figures,
        ),
    )


def _against(figures: Mapping[str, int]) -> tuple[Phrase, ...]:
    phrases = [
        Phrase("Help and thanks outside the group are not in an export.", "Bantuan dan terima kasih di luar grup tidak ada dalam ekspor."),
    ]
    if figures["thanked"]:
        phrases.append(Phrase("Thanks were given {thanked:time|times}.", "Ucapan terima kasih tercatat {thanked} kali.", values=figures))
    if figures["given"]:
        phrases.append(Phrase("The person helped {given:time|times}.", "Orang ini membantu {given} kali.", values=figures))
    return tuple(phrases)
