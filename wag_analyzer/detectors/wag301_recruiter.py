"""One person pulls members in, or out to another channel, by personal solicitation."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._acting import doing
from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._winning import MEANS, Wooing, wooings
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Precision, Rule

__all__ = ["RULE", "Campaign", "campaigns", "find"]

RULE: Final = Rule(
    code="WAG301",
    name="recruiter",
    kind="recruiter",
    summary=Phrase(
        "One person pulls members in, or out to another channel, by personal solicitation.",
        "Seseorang menarik anggota masuk, atau keluar ke saluran lain, lewat ajakan pribadi.",
    ),
    severity=Level.LOW,
    source="Brader Yefta, Kompasiana, 2020: an initiator or a team recruits the members; Scanlon and Gerber 2014 (Security Informatics 3).",
    precision=Precision(
        right=15,
        n=15,
        false_alarms=0,
        messages=9480,
        data="40 synthetic office chats of development: expect worse elsewhere",
        data_id="40 obrolan kantor sintetis untuk pengembangan: perkirakan hasil lebih buruk di tempat lain",
    ),
)

_KINDS: Final = ("gain", "scarcity", "bring_others", "private_channel", "other_channel", "channel_link", "stay", "discretion", "invite")
_MOVES: Final = ("private_channel", "other_channel", "channel_link")
_PRESSES: Final = ("gain", "scarcity", "bring_others", "stay", "discretion")
_OPEN: Final = ("open_to_all", "onboarding", "social")
_STRONG: Final = 0.85
_SHORT: Final = 10
_PART: Final = 0.5
_RUN_MINUTES: Final = 20
_ACCEPT_MINUTES: Final = 20
_LEAST_DAYS: Final = 3
_LEAST_RUNS: Final = 2
_LEAST_DONE: Final = 3
_LEAST_KINDS: Final = 4
_LEAST_PRESSES: Final = 2
_LEAST_CALLED: Final = 2
_MOST_PUBLIC: Final = 0.4
_BATCH: Final = 3
_BATCH_MINUTES: Final = 15
_FOUNDING_HOURS: Final = 24
_HALF_SURE: Final = 5.0
_SMALL_P: Final = 0.001
_MOST_P: Final = 0.05
_HINT_P: Final = 0.01
ALTERNATIVES: Final = (
    Phrase(
        "An administrator or HR brings newcomers in or moves the group, as part of the work.",
        "Admin atau HR memasukkan orang baru atau memindahkan grup sebagai bagian dari tugas.",
    ),
    Phrase(
        "An invitation to sport, a savings circle, a course or a side business that is known and allowed.",
        "Ajakan olahraga, arisan, kursus, atau usaha sampingan yang diketahui dan dibolehkan.",
    ),
    Phrase("Friends who keep in touch outside work.", "Teman yang saling berhubungan di luar pekerjaan."),
)


@dataclass(slots=True)
class Campaign:
    """What one person did to win others: runs of pitching turns, single additions, persons called, persons who took it up."""

    person: str
    pitches: list[Turn] = field(default_factory=list)
    runs: int = 0
    public: int = 0
    added: dict[str, str] = field(default_factory=dict)
    called: dict[str, None] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    days: dict[object, None] = field(default_factory=dict)


def campaigns(analysis: Analysis, reading: Reading) -> dict[str, Campaign]:
    """Return what each person did to win others, person → campaign."""
    found: dict[str, Campaign] = {}
    by_person: dict[str, list[Turn]] = defaultdict(list)
    for turn in map(reading.turns.__getitem__, sorted(doing(reading.turns, _KINDS, _PART))):
        by_person[turn.person].append(turn)
    for person, turns in by_person.items():
        campaign = Campaign(person)
        for run in _runs(turns):
            _take(campaign, run, reading)
        if campaign.runs:
            found[person] = campaign
    for person, target, msg_id, day in _single_additions(analysis):
        if person in found:
            found[person].added[target] = msg_id
            found[person].days[day] = None
    return found


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each person whose personal solicitation exceeds what activity and a public or official purpose explain.

    First by plain words; then, for those whom these leave, by weak hints of most kinds, put to single members one by one, who take it up.
    """
    reading = once(Reading, analysis)
    words = {str(person): int(n) for person, n in analysis.messages["person"].value_counts().items()}
    plain = campaigns(analysis, reading)
    wooed = wooings(analysis, reading)
    hinted = {person: _hinted(wooing) for person, wooing in wooed.items()}
    for person in sorted({*plain, *hinted}):
        for found, is_enough, most in (
            (plain, person in plain and _enough(plain[person]), _MOST_P),
            (hinted, person in wooed and wooed[person].is_plain, _HINT_P),
        ):
            test = _test(found[person], found, words) if is_enough else None
            if test is not None and test.p <= most:
                yield _finding(reading, found[person], test)
                break


def _hinted(wooing: Wooing) -> Campaign:
    """Return what weak hints show as a campaign."""
    return Campaign(
        person=wooing.person,
        pitches=wooing.turns,
        runs=wooing.approaches,
        called=wooing.alone,
        accepted=wooing.takers,
        kinds={MEANS[kind]: count for kind, count in wooing.means.items()},
        days=wooing.days,
    )


def _runs(turns: Sequence[Turn]) -> Iterator[list[Turn]]:
    run: list[Turn] = []
    for turn in turns:
        if run and (turn.at - run[-1].at).total_seconds() > 60 * _RUN_MINUTES:
            yield run
            run = []
        run.append(turn)
    if run:
        yield run


def _take(campaign: Campaign, run: Sequence[Turn], reading: Reading) -> None:
    """Add one run of turns to the campaign when together they pitch."""
    acts = {signal: max(turn.acts.get(signal, 0.0) for turn in run) for signal in (*_KINDS, *_OPEN)}
    kinds = [kind for kind in _KINDS if acts[kind] >= _PART]
    if len(kinds) < 2:
        return
    if max(acts[signal] for signal in _OPEN) >= _STRONG and sum(kind in _PRESSES for kind in kinds) < _LEAST_PRESSES:
        campaign.public += 1
        return
    campaign.runs += 1
    campaign.pitches.extend(run)
    campaign.days[run[0].day] = None
    for kind in kinds:
        campaign.kinds[kind] = campaign.kinds.get(kind, 0) + 1
    for turn in run:
        campaign.called.update(turn.to)
        for later in reading.following(turn, _ACCEPT_MINUTES):
            if later.person != campaign.person and later.does("accept") and later.words <= _SHORT:
                campaign.accepted.setdefault(later.person, later.msg_ids[0])


def _single_additions(analysis: Analysis) -> Iterator[tuple[str, str, str, object]]:
    """Yield who added whom outside the founding day and outside batches (an administrator's or HR's work)."""
    events = analysis.chat.events
    added = events[(events["type"] == "added") & events["actor"].notna() & events["target"].notna()]
    person_of = analysis.people.person_of
    rows = [
        (at, person_of.get(actor, actor), person_of.get(target, target), msg_id)
        for at, actor, target, msg_id in zip(*(added[name].tolist() for name in ("at", "actor", "target", "msg_id")), strict=True)
    ]
    begin = min((at for at in (events["at"].min(), analysis.messages["at"].min()) if not pd.isna(at)), default=pd.Timestamp.min)
    for at, actor, target, msg_id in rows:
        near = sum(other == actor and abs((then - at).total_seconds()) <= 60 * _BATCH_MINUTES for then, other, _, _ in rows)
        if near < _BATCH and (at - begin).total_seconds() > 3600 * _FOUNDING_HOURS:
            yield actor, target, msg_id, at.date()


def _enough(campaign: Campaign) -> bool:
    kinds = set(campaign.kinds)
    pulled = {*campaign.called, *campaign.accepted, *campaign.added}
    share = campaign.public / (campaign.public + campaign.runs)
    return (
        campaign.runs >= _LEAST_RUNS
        and campaign.runs + len(campaign.added) >= _LEAST_DONE
        and len(campaign.days) >= _LEAST_DAYS
        and len(kinds) + bool(campaign.added) >= _LEAST_KINDS
        and len(kinds.intersection(_PRESSES)) >= _LEAST_PRESSES
        and bool(kinds.intersection(_MOVES) or campaign.added)
        and len(pulled) >= _LEAST_CALLED
        and share <= _MOST_PUBLIC
    )


def _test(campaign: Campaign, found: Mapping[str, Campaign], messages: Mapping[str, int]) -> ChanceTest:
    """Compare pitches and single additions with those of everybody else, given how much each writes (Poisson)."""
    others = [other for person, other in found.items() if person != campaign.person]
    done = campaign.runs + len(campaign.added)
    rate = (1 + sum(other.runs + len(other.added) for other in others)) / max(1, sum(messages.values()) - messages[campaign.person])
    expected = rate * messages[campaign.person]
    return ChanceTest(
        "pitches and additions of the other members, given how much each writes (Poisson)",
        done,
        expected,
        _tail(done, expected),
        tried=len(found),
    )


def _tail(count: int, expected: float) -> float:
    """Return the probability of at least ``count`` under a Poisson law."""
    term = below = math.exp(-expected)
    for n in range(1, count):
        term *= expected / n
        below += term
    return max(0.0, min(1.0, 1.0 - below)) if count else 1.0


def _finding(reading: Reading, campaign: Campaign, test: ChanceTest) -> Finding:
    roles: dict[str, str] = {}
    for turn in campaign.pitches:
        roles.update(dict.fromkeys(turn.msg_ids, "solicits"))
    roles.update(dict.fromkeys(campaign.added.values(), "adds"))
    for msg_id in campaign.accepted.values():
        roles.setdefault(msg_id, "takes it up")
    first, last = reading.span(roles)
    figures = {
        "runs": campaign.runs,
        "days": len(campaign.days),
        "added": len(campaign.added),
        "called": len(campaign.called),
        "accepted": len(campaign.accepted),
        "public": campaign.public,
        "kinds": len(campaign.kinds),
        "expected": f"{test.expected:.1f}",
    }
    strength = campaign.runs + len(campaign.added) + len(campaign.accepted) + len(campaign.kinds) - campaign.public
    return Finding(
        rule=RULE,
        persons=(campaign.person,),
        targets=tuple({**campaign.called, **campaign.added, **campaign.accepted}),
        statement=Phrase(
            "{who} solicited members {runs:time|times} on {days:day|days}, called {called} of them by name and added {added}.",
            "{who} mengajak anggota {runs} kali pada {days} hari, menyapa {called} orang dengan nama, dan menambahkan {added} orang.",
            {"who": campaign.person},
            figures,
        ),
        evidence=reading.evidence(roles),
        reasons_for=_for(campaign, figures),
        reasons_against=_against(campaign, figures),
        alternatives=ALTERNATIVES,
        score=round(strength / (strength + _HALF_SURE), 3),
        confidence=Level.HIGH if test.p <= _SMALL_P and campaign.accepted and not campaign.public else Level.MEDIUM,
        first=first,
        last=last,
        test=test,
    )


def _for(campaign: Campaign, figures: Mapping[str, object]) -> tuple[Phrase, ...]:
    phrases = [
        Phrase(
            "The calls use {kinds} different means (benefit, scarcity, private messages, another channel, bringing others, discretion …).",
            "Ajakan memakai {kinds} cara berbeda (keuntungan, keterbatasan, japri, saluran lain, ajak teman, kerahasiaan …).",
            values=figures,
        ),
        Phrase(
            "Given how much the person writes, {expected} such acts would be usual.",
            "Dengan jumlah pesan orang ini, lazimnya {expected} kali.",
            values=figures,
        ),
    ]
    if campaign.accepted:
        phrases.append(
            Phrase("{accepted:member|members} took it up in the group.", "{accepted} anggota menanggapi di grup.", values=figures)
        )
    return tuple(phrases)


def _against(campaign: Campaign, figures: Mapping[str, object]) -> tuple[Phrase, ...]:
    phrases = [
        Phrase(
            "What was said in private and what joining meant is not in an export.", "Isi japri dan arti bergabung tidak ada dalam ekspor."
        )
    ]
    if campaign.public:
        phrases.append(
            Phrase(
                "{public} other invitations were open to all or official.",
                "{public} ajakan lain terbuka untuk umum atau resmi.",
                values=figures,
            )
        )
    if not campaign.accepted:
        phrases.append(Phrase("Nobody took it up in the group.", "Tidak ada yang menanggapi di grup.", values=figures))
    return tuple(phrases)
