"""One person is the only bridge between circles: worded as structure and care, for the load is on that person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._ties import evidence_of, span_of
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Rule
from wag_analyzer.network.bridges import Bridge, Held, bridges, by_chance, held, tied
from wag_analyzer.network.draws import resample
from wag_analyzer.network.edges import edges

__all__ = ["RULE", "find", "refuses"]

RULE: Final = Rule(
    code="WAG501",
    name="single-bridge",
    kind="broker",
    summary=Phrase(
        "One person is the only bridge between circles; without that person they would lose touch.",
        "Satu orang menjadi satu-satunya jembatan antarlingkaran; tanpa dia lingkaran-lingkaran itu kehilangan hubungan.",
    ),
    severity=Level.LOW,
    source="Burt 1992 (structural holes); Cross and Prusak 2002 (Harvard Business Review 80); Borgatti 2006 (key players, fragmentation).",
)

_LEAST_PEOPLE: Final = 7
_MOST_P: Final = 0.02
_LEAST_LOSS: Final = 0.2
_LEAST_AGAIN: Final = 0.7
_SURE_AGAIN: Final = 0.9
_SMALL_P: Final = 0.01
_MOST: Final = 3
_LINES: Final = 6
_NULL: Final = "the largest loss over one person in networks rewired at random, everybody keeping as many ties"
ALTERNATIVES: Final = (
    Phrase(
        "It is the person's task to be the contact between these people, and it works.",
        "Menjadi penghubung di antara mereka memang tugas orang ini, dan itu berjalan baik.",
    ),
    Phrase(
        "The circles meet at work every day; only this chat does not show it.",
        "Lingkaran-lingkaran itu bertemu setiap hari di tempat kerja; hanya obrolan ini yang tidak menunjukkannya.",
    ),
    Phrase(
        "The group is young, or was put together from two groups.",
        "Grupnya masih baru, atau gabungan dari dua grup.",
    ),
)


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each person who alone joins parts of the group: at most three, the largest loss first."""
    if refuses(analysis) is not None:
        return
    some = edges(analysis.network.ties, analysis.people.names)
    ends = tied(some)
    found = [bridge for bridge in bridges(ends, some.people) if bridge.loss >= _LEAST_LOSS][:_MOST]
    if not found:
        return
    drawn = by_chance(ends, some.people, analysis.settings.seed)
    holding = held(found, resample(analysis.interactions, analysis.messages, analysis.people, analysis.settings))
    for bridge, holds in zip(found, holding, strict=True):
        p = (1 + int((drawn >= bridge.loss - 1e-12).sum())) / (1 + len(drawn))
        if p <= _MOST_P and holds.again >= _LEAST_AGAIN:
            test = ChanceTest(_NULL, bridge.loss, float(drawn.mean()), p, tried=len(found))
            yield _finding(analysis, bridge, holds, test)


def refuses(analysis: Analysis) -> Phrase | None:
    """Return why the chat cannot be judged, None when it can: two circles and a bridge need seven people with ties."""
    ties = analysis.network.ties
    count = len({*ties["source"].tolist(), *ties["target"].tolist()})
    if count >= _LEAST_PEOPLE:
        return None
    return Phrase(
        "WAG501 says nothing: only {n:person has|people have} ties here, at least {least} are needed for two circles and a bridge.",
        "WAG501 tidak menyimpulkan apa pun: hanya {n} orang punya hubungan; perlu paling sedikit {least} untuk dua lingkaran.",
        values={"n": count, "least": _LEAST_PEOPLE},
    )


def _finding(analysis: Analysis, bridge: Bridge, holds: Held, test: ChanceTest) -> Finding:
    names = analysis.people.names.tolist()
    person = str(names[bridge.person])
    sides = [frozenset(str(names[place]) for place in side) for side in bridge.sides]
    evidence = evidence_of(analysis, [(person, side) for side in sides], _LINES, "links the circles")
    first, last = span_of(analysis, evidence)
    table = analysis.people.table
    admin = bool(table.loc[(table["person"] == person).to_numpy(), "admin"].any())
    values = {
        "c": len(sides),
        "a": len(sides[0]),
        "b": len(sides[1]),
        "loss": round(100 * bridge.loss),
        "again": round(100 * holds.again),
        "first": round(100 * holds.first),
    }
    return Finding(
        rule=RULE,
        persons=(person,),
        statement=Phrase(
            "{who} alone joins {c} circles (the largest of {a} and {b} people); a second link would take load off and help the group.",
            "{who} sendirian menyambung {c} lingkaran (terbesar {a} dan {b} orang); penghubung kedua akan meringankan dan menolong grup.",
            {"who": person},
            values,
        ),
        evidence=evidence,
        reasons_for=_for(analysis, person, values),
        reasons_against=_against(admin=admin),
        alternatives=ALTERNATIVES,
        score=round(min(1.0, bridge.loss * holds.again * 1.5), 3),
        confidence=Level(max(1, (2 if holds.again < _SURE_AGAIN or test.p > _SMALL_P else 3) - admin)),
        first=first,
        last=last,
        test=test,
    )


def _for(analysis: Analysis, person: str, values: Mapping[str, object]) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "Without this person {loss} % of the pairs among the others could no longer reach each other over anybody.",
            "Tanpa orang ini {loss} % pasangan di antara yang lain tidak lagi dapat saling mencapai lewat siapa pun.",
            values=values,
        ),
        Phrase(
            "It is so in {again} % of resamples of the conversations; in {first} % nobody's leaving would part more.",
            "Demikian pula pada {again} % penarikan ulang percakapan; pada {first} % tidak ada orang lain yang lebih menentukan.",
            values=values,
        ),
    ]
    measures = analysis.network.measures
    own = measures[(measures["person"] == person).to_numpy() & (measures["window"] == "all").to_numpy()].set_index("measure")
    between, constraint = (_value(own, name) for name in ("betweenness", "constraint"))
    if np.isfinite(between) and np.isfinite(constraint):
        reasons.append(
            Phrase(
                "Betweenness {b}, constraint {c} (low: contacts who do not know each other).",
                "Keantaraan {b}, kekangan {c} (rendah: kenalannya tidak saling kenal).",
                values={"b": f"{between:.2f}", "c": f"{constraint:.2f}"},
            )
        )
    return tuple(reasons)


def _value(own: pd.DataFrame, measure: str) -> float:
    return float(own["value"].get(measure, np.nan))


def _against(*, admin: bool) -> tuple[Phrase, ...]:
    reasons: Sequence[Phrase] = (
        Phrase(
            "Private messages, calls and talk at the desk are not in an export; the circles may be joined there.",
            "Japri, telepon, dan obrolan langsung tidak ada dalam ekspor; di sana lingkaran itu mungkin tersambung.",
        ),
    )
    if admin:
        reasons = (
            Phrase(
                "The person administers the group: joining people is part of it.",
                "Orang ini admin grup: menyambungkan orang memang bagian dari itu.",
            ),
            *reasons,
        )
    return tuple(reasons)
