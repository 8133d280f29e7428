"""Colleagues stand by each other when one of them has a hard time: a strength."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._said import Cued, cued
from wag_analyzer.detectors._ties import lines_of, span_of
from wag_analyzer.findings import Finding, Level, Phrase, Rule

__all__ = ["RULE", "Hardship", "find", "hardships"]

RULE: Final = Rule(
    code="WAG601",
    name="support",
    kind="support",
    summary=Phrase(
        "Members stand by each other when somebody has a hard time (a strength).",
        "Anggota saling mendampingi ketika ada yang mengalami masa sulit (kekuatan).",
    ),
    severity=Level.LOW,
    source="House 1981 (social support at work); Cohen and Wills 1985 (support as a buffer against strain).",
    strength=True,
)

_SURE: Final = 0.8
_NEAR_MESSAGES: Final = 15
_NEAR_SECONDS: Final = 3 * 3600
_LEAST: Final = 3
_LEAST_RECEIVERS: Final = 2
_LEAST_SESSIONS: Final = 2
_MOST_PERSONS: Final = 6
_MANY: Final = 5
ALTERNATIVES: Final = (
    Phrase(
        "Good wishes are a custom here and cost little; help that counts may happen elsewhere.",
        "Ucapan baik adalah kebiasaan di sini dan mudah diberikan; bantuan yang berarti mungkin terjadi di tempat lain.",
    ),
)


@dataclass(frozen=True, slots=True)
class Hardship:
    """One time somebody tells of a hard time: who, where, in which session, and who stands by (person → first such message)."""

    person: str
    at: int
    session: int
    care: Mapping[str, int]


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield at most one finding, about the group: people stood by each other three times or more."""
    every = list(hardships(analysis, cued(analysis, "kindness", affirmed=("hardship",))))
    met = [one for one in every if one.care]
    if (
        len(met) >= _LEAST
        and len({one.person for one in met}) >= _LEAST_RECEIVERS
        and len({one.session for one in met}) >= _LEAST_SESSIONS
        and 2 * len(met) >= len(every)
    ):
        yield _finding(analysis, every, met)


def hardships(analysis: Analysis, said: Mapping[int, Mapping[str, Cued]]) -> Iterator[Hardship]:
    """Yield the times somebody tells of a hard time, with who stands by within three hours and fifteen messages.

    Parameters
    ----------
    analysis
        A chat analysed.
    said
        Cues of the lexicon ``kindness``.
    """
    messages = analysis.messages
    people, sessions = messages["person"].astype(object).tolist(), messages["session"].tolist()
    seconds = messages["at"].to_numpy().astype("datetime64[s]").astype("int64").tolist()
    last: dict[str, int] = {}
    for at in sorted(said):
        if not _shows(said, at, "hardship"):
            continue
        if at - last.get(people[at], -2 * _NEAR_MESSAGES) <= _NEAR_MESSAGES:
            continue
        last[people[at]] = at
        care: dict[str, int] = {}
        for later in range(at + 1, min(at + 1 + _NEAR_MESSAGES, len(people))):
            near = sessions[later] == sessions[at] and seconds[later] - seconds[at] <= _NEAR_SECONDS
            if near and people[later] != people[at] and _shows(said, later, "care"):
                care.setdefault(people[later], later)
        yield Hardship(people[at], at, sessions[at], care)


def _shows(said: Mapping[int, Mapping[str, Cued]], at: int, signal: str) -> bool:
    shown = said.get(at, {})
    return signal in shown and shown[signal].value >= _SURE


def _finding(analysis: Analysis, every: list[Hardship], met: list[Hardship]) -> Finding:
    ids = analysis.messages["msg_id"].tolist()
    times = Counter(person for one in met for person in one.care)
    persons = tuple(person for person, _ in sorted(times.items(), key=lambda item: (-item[1], item[0])))
    roles = {ids[one.at]: "has a hard time" for one in met} | {ids[at]: "stands by" for one in met for at in one.care.values()}
    evidence = lines_of(analysis, roles.items())
    first, last = span_of(analysis, evidence)
    values = {"n": len(met), "m": len(every), "k": len(persons), "r": len({one.person for one in met})}
    return Finding(
        rule=RULE,
        persons=persons[:_MOST_PERSONS],
        statement=Phrase(
            "{n} of {m:time|times} somebody told of a hard time, colleagues stood by; {k:person|people} did so.",
            "Dalam {n} dari {m} kali seseorang bercerita tentang masa sulit, rekan-rekannya mendampingi; {k} orang melakukannya.",
            values=values,
        ),
        evidence=evidence,
        reasons_for=(
            Phrase(
                "It went to {r} different people: care is for everybody here, not for few.",
                "Ditujukan kepada {r} orang berbeda: kepedulian di sini untuk semua, bukan untuk segelintir.",
                values=values,
            ),
        ),
        reasons_against=(
            Phrase(
                "Words were counted; whether they helped is known to those who received them.",
                "Yang dihitung kata-katanya; apakah menolong hanya diketahui yang menerimanya.",
            ),
        ),
        alternatives=ALTERNATIVES,
        score=round(len(met) / (len(met) + _LEAST), 3),
        confidence=Level.HIGH if len(met) >= _MANY else Level.MEDIUM,
        first=first,
        last=last,
    )
