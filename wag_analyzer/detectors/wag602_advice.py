"""People whom others ask, who help, and who are thanked for it: a strength."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._reading import Reading
from wag_analyzer.detectors._requests import Request, requests
from wag_analyzer.detectors._shared import once
from wag_analyzer.findings import Finding, Level, Phrase, Rule

__all__ = ["RULE", "advisers", "find"]

RULE: Final = Rule(
    code="WAG602",
    name="advice",
    kind="advice",
    summary=Phrase(
        "Members are helped when they ask, and say thanks; some are asked by many (a strength).",
        "Anggota dibantu ketika bertanya, dan berterima kasih; beberapa orang menjadi tempat bertanya (kekuatan).",
    ),
    severity=Level.LOW,
    source="Cross, Borgatti and Parker 2001 (Social Networks 23): advice networks; Baker and Bulkley 2014 (generalised reciprocity).",
    strength=True,
)

_LEAST_THANKED: Final = 4
_LEAST_ASKERS: Final = 3
_LEAST_DAYS: Final = 3
_MOST_PERSONS: Final = 5
_MOST_LINES: Final = 40
_HALF_SURE: Final = 5
_MANY: Final = 10
ALTERNATIVES: Final = (
    Phrase(
        "Answering is the task of these people, such as a help desk or an administrator.",
        "Menjawab memang tugas mereka, misalnya meja bantuan atau admin.",
    ),
    Phrase(
        "The same questions come again because something is not written down.",
        "Pertanyaan yang sama berulang karena ada yang belum dituliskan.",
    ),
)


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield at most one finding: the people who helped several others and were thanked."""
    reading = once(Reading, analysis)
    found = advisers(requests(reading))
    if found:
        yield _finding(reading, found)


def advisers(listed: Sequence[Request]) -> dict[str, list[Request]]:
    """Return who was thanked for help at least four times, by three people, on three days; who helped most comes first.

    Parameters
    ----------
    listed
        The requests of a chat with what came of them.
    """
    of: defaultdict[str, list[Request]] = defaultdict(list)
    for ask in listed:
        if ask.helped and ask.thanked:
            of[ask.helper].append(ask)
    kept = {
        person: own
        for person, own in of.items()
        if len(own) >= _LEAST_THANKED
        and len({ask.by for ask in own}) >= _LEAST_ASKERS
        and len({ask.turn.day for ask in own}) >= _LEAST_DAYS
    }
    return dict(sorted(kept.items(), key=lambda item: (-len(item[1]), item[0])))


def _finding(reading: Reading, found: Mapping[str, Sequence[Request]]) -> Finding:
    persons = tuple(found)[:_MOST_PERSONS]
    every = [ask for person in persons for ask in found[person]]
    roles: dict[str, str] = {}
    for ask in every:
        for msg_id, role in ask.shows:
            if len(roles) < _MOST_LINES:
                roles.setdefault(msg_id, role)
    first, last = reading.span(roles)
    values = {"n": len(every), "a": len({ask.by for ask in every}), "k": len(found), "d": len({ask.turn.day for ask in every})}
    return Finding(
        rule=RULE,
        persons=persons,
        statement=Phrase(
            "{who} helped {a:colleague|colleagues} who asked, {n:time|times}, and got thanks for it.",
            "{who} membantu {a} rekan yang bertanya, {n} kali, dan mendapat ucapan terima kasih.",
            {"who": persons},
            values,
        ),
        evidence=reading.evidence(roles),
        reasons_for=(
            Phrase(
                "It happened on {d:day|days}; a thank-you closes each.",
                "Terjadi pada {d} hari; tiap kali ditutup ucapan terima kasih.",
                values=values,
            ),
        ),
        reasons_against=(
            Phrase(
                "Many questions to few people are a load, too: ask whether they have the time for it.",
                "Banyak pertanyaan kepada sedikit orang juga menjadi beban: tanyakan apakah mereka punya waktu.",
            ),
        ),
        alternatives=ALTERNATIVES,
        score=round(len(every) / (len(every) + _HALF_SURE), 3),
        confidence=Level.HIGH if len(every) >= _MANY else Level.MEDIUM,
        first=first,
        last=last,
    )
