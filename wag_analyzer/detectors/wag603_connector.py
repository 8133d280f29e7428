"""People who join others across units or circles, and whom they could introduce to each other: a strength."""

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._ties import evidence_of, span_of
from wag_analyzer.findings import Finding, Level, Phrase, Rule
from wag_analyzer.network.measures import matrix
from wag_analyzer.network.rearranging import introductions
from wag_analyzer.network.roles import YES

__all__ = ["RULE", "find"]

RULE: Final = Rule(
    code="WAG603",
    name="connector",
    kind="connector",
    summary=Phrase(
        "Somebody is a link that many people share, and could introduce them to each other (a strength).",
        "Seseorang menjadi penghubung bagi banyak orang, dan dapat memperkenalkan mereka satu sama lain (kekuatan).",
    ),
    severity=Level.LOW,
    source="Cross and Prusak 2002 (Harvard Business Review 80): central connectors and boundary spanners; Obstfeld 2005 (joining others).",
    strength=True,
)

_ROLES: Final[Mapping[str, Phrase]] = {
    "boundary_spanner": Phrase(
        "Most exchange with people of other units or circles (rank {r}).",
        "Pertukaran terbanyak dengan unit atau lingkaran lain (peringkat {r}).",
    ),
    "central_connector": Phrase("Turned to by many and often (rank {r}).", "Banyak dan sering dituju orang lain (peringkat {r})."),
    "information_broker": Phrase(
        "Stands on the shortest ways between others most often (rank {r}).",
        "Paling sering di jalan terpendek antara orang lain (peringkat {r}).",
    ),
}
_MOST: Final = 3
_LINES: Final = 10
_LEAST_PEOPLE: Final = 6
_MOST_PEOPLE: Final = 120
_INTRODUCED: Final = 3
_SCORE: Final = 0.5
ALTERNATIVES: Final = (
    Phrase("Connecting people is this person's job.", "Menghubungkan orang memang tugas orang ini."),
    Phrase("The person writes much, and much of it is answered.", "Orang ini banyak menulis, dan banyak yang ditanggapi."),
)


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each person who clearly has a connecting role, at most three."""
    if len(analysis.people.table) < _LEAST_PEOPLE:
        return
    roles = analysis.network.roles
    held = (roles["held"].astype(object) == YES) & roles["role"].isin(list(_ROLES)) & (roles["window"] == "all")
    of: dict[str, list[tuple[str, float, float]]] = {}
    for person, role, lo, hi in zip(*(roles.loc[held, name].tolist() for name in ("person", "role", "rank_lo", "rank_hi")), strict=True):
        of.setdefault(str(person), []).append((str(role), lo, hi))
    ranked = sorted(of, key=lambda person: (-len(of[person]), person))[:_MOST]
    meetings = _introductions(analysis) if ranked else pd.DataFrame({"by_way_of": []})
    for person in ranked:
        finding = _finding(analysis, person, of[person], meetings[(meetings["by_way_of"] == person).to_numpy(bool)])
        if finding is not None:
            yield finding


def _introductions(analysis: Analysis) -> pd.DataFrame:
    """Return the introductions that would help most; none in groups of more than 120 people, where looking for them takes long."""
    names = analysis.people.names
    if len(names) > _MOST_PEOPLE:
        return pd.DataFrame({"by_way_of": []})
    circle = analysis.network.communities["circle"].to_numpy("int64")
    return introductions(matrix(analysis.network.ties, names), [str(name) for name in names], circle, _INTRODUCED)


def _finding(analysis: Analysis, person: str, roles: list[tuple[str, float, float]], meetings: pd.DataFrame) -> Finding | None:
    others = set(analysis.people.persons) - {person}
    evidence = evidence_of(analysis, [(person, others)], _LINES, "links people")
    if not evidence:
        return None
    first, last = span_of(analysis, evidence)
    table = analysis.people.table
    admin = bool(table.loc[(table["person"] == person).to_numpy(), "admin"].any())
    reasons = [
        Phrase(_ROLES[role].en, _ROLES[role].id, values={"r": f"{lo:g}" if lo == hi else f"{lo:g}–{hi:g}"}) for role, lo, hi in roles
    ]
    for one, other in zip(meetings.get("person", []), meetings.get("other", []), strict=True):
        reasons.append(
            Phrase(
                "A useful introduction: {a} and {b}, who have no tie yet.",
                "Perkenalan yang berguna: {a} dan {b}, yang belum berhubungan.",
                {"a": str(one), "b": str(other)},
            )
        )
    against = Phrase(
        "One connector is a load and a risk: a second one helps.",
        "Hanya satu penghubung menjadi beban dan risiko: penghubung kedua menolong.",
    )
    told = Phrase("The person administers the group.", "Orang ini admin grup.")
    return Finding(
        rule=RULE,
        persons=(person,),
        statement=Phrase(
            "{who} is a link that many people here share.",
            "{who} menjadi penghubung bagi banyak orang di sini.",
            {"who": person},
        ),
        evidence=evidence,
        reasons_for=tuple(reasons),
        reasons_against=(told, against) if admin else (against,),
        alternatives=ALTERNATIVES,
        score=min(1.0, _SCORE + 0.15 * (len(roles) - 1)),
        confidence=Level.HIGH if len(roles) > 1 and not admin else Level.MEDIUM,
        first=first,
        last=last,
    )
