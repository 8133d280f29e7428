"""Newcomers are greeted and answered in their first days: a strength, and who does it."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._said import Cued, cued
from wag_analyzer.detectors._ties import lines_of, span_of
from wag_analyzer.findings import Finding, Level, Phrase, Rule

__all__ = ["RULE", "Arrival", "arrivals", "find"]

RULE: Final = Rule(
    code="WAG604",
    name="newcomer-welcome",
    kind="newcomer-welcome",
    summary=Phrase(
        "Newcomers are welcomed and answered in their first days (a strength).",
        "Anggota baru disambut dan ditanggapi pada hari-hari pertamanya (kekuatan).",
    ),
    severity=Level.LOW,
    source="Bauer et al. 2007 (Journal of Applied Psychology 92): adjustment of newcomers.",
    strength=True,
)

_FOUNDING: Final = pd.Timedelta(days=1)
_FIRST_DAYS: Final = pd.Timedelta(days=3)
_SURE: Final = 0.8
_ANSWERED: Final = 0.5
_LEAST: Final = 2
_WELCOMERS: Final = 2
_SHARE: Final = 0.6
_MOST_PERSONS: Final = 6
_MANY: Final = 4
ALTERNATIVES: Final = (
    Phrase(
        "Greeting newcomers is a custom that takes a second; the welcome that counts may be at work.",
        "Menyapa anggota baru hanyalah kebiasaan sekejap; sambutan yang berarti mungkin di tempat kerja.",
    ),
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One newcomer: when the person came in, the line of it, and who welcomed or answered (person → first such message)."""

    person: str
    msg_id: str
    welcome: Mapping[str, str]


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield at most one finding, about the group: most newcomers were welcomed by two people or more."""
    found = arrivals(analysis, cued(analysis, "kindness"))
    met = [one for one in found if len(one.welcome) >= _WELCOMERS]
    if len(met) >= _LEAST and len(met) >= _SHARE * len(found):
        yield _finding(analysis, found, met)


def arrivals(analysis: Analysis, said: Mapping[int, Mapping[str, Cued]]) -> list[Arrival]:
    """Return who came in after the founding day, with who welcomed or answered within three days.

    Parameters
    ----------
    analysis
        A chat analysed.
    said
        Cues of the lexicon ``kindness``.
    """
    messages, events = analysis.messages, analysis.chat.events
    came = events[events["type"].isin(["added", "joined_link", "joined_community"]).to_numpy() & events["target"].notna().to_numpy()]
    if not len(came) or not len(messages):
        return []
    times, ids, people = messages["at"].tolist(), messages["msg_id"].tolist(), messages["person"].astype(object).tolist()
    answers = _answers(analysis)
    founded = min(messages["at"].min(), events["at"].min()) + _FOUNDING
    known: dict[str, Arrival] = {}
    person_of = analysis.people.person_of
    for at, target, msg_id in zip(*(came[name].tolist() for name in ("at", "target", "msg_id")), strict=True):
        person = person_of.get(target, target)
        if at <= founded or person in known:
            continue
        welcome: dict[str, str] = {}
        own: set[str] = set()
        for place in range(bisect_left(times, at), bisect_right(times, at + _FIRST_DAYS)):
            if people[place] == person:
                own.add(ids[place])
            elif _welcomes(said, place) or own.intersection(answers.get(ids[place], ())):
                welcome.setdefault(people[place], ids[place])
        known[person] = Arrival(person, str(msg_id), welcome)
    return list(known.values())


def _welcomes(said: Mapping[int, Mapping[str, Cued]], place: int) -> bool:
    shown = said.get(place, {})
    return "welcome" in shown and shown["welcome"].value >= _SURE


def _answers(analysis: Analysis) -> dict[str, list[str]]:
    """Return message → messages it answers with a probability of at least a half."""
    replies = analysis.replies
    sure = replies[(replies["p"] >= _ANSWERED).to_numpy() & replies["candidate"].notna().to_numpy()]
    found: dict[str, list[str]] = {}
    for msg_id, candidate in zip(sure["msg_id"].tolist(), sure["candidate"].tolist(), strict=True):
        found.setdefault(msg_id, []).append(candidate)
    return found


def _finding(analysis: Analysis, found: list[Arrival], met: list[Arrival]) -> Finding:
    times = Counter(person for one in met for person in one.welcome)
    persons = tuple(person for person, _ in sorted(times.items(), key=lambda item: (-item[1], item[0])))[:_MOST_PERSONS]
    roles = {msg_id: "welcomes" for one in met for person, msg_id in one.welcome.items() if person in persons}
    evidence = lines_of(analysis, ({one.msg_id: "comes in" for one in met} | roles).items())
    first, last = span_of(analysis, evidence)
    values = {"n": len(met), "m": len(found), "k": len(times)}
    return Finding(
        rule=RULE,
        persons=persons,
        statement=Phrase(
            "{n} of {m:newcomer|newcomers} {n:=was|were} welcomed or answered by two people or more within three days.",
            "{n} dari {m} anggota baru disambut atau ditanggapi dua orang atau lebih dalam tiga hari.",
            values=values,
        ),
        evidence=evidence,
        reasons_for=(
            Phrase("{k:member|members} took part in it.", "{k} anggota ikut menyambut.", values=values),
            Phrase("Seen most often: {who}.", "Paling sering terlihat: {who}.", {"who": persons}),
        ),
        reasons_against=(
            Phrase("How the first weeks went after that is not said here.", "Bagaimana minggu-minggu berikutnya tidak disebut di sini."),
        ),
        alternatives=ALTERNATIVES,
        score=round(len(met) / (len(found) + 1), 3),
        confidence=Level.HIGH if len(met) >= _MANY else Level.MEDIUM,
        first=first,
        last=last,
    )
