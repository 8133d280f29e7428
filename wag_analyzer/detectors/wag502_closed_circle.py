"""A circle with few outside ties, against chance; and a group inside the group that keeps meeting by itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._ties import evidence_of, lines_of, span_of
from wag_analyzer.findings import ChanceTest, Evidence, Finding, Level, Phrase, Rule
from wag_analyzer.network.circle_rows import circle_rows
from wag_analyzer.network.edges import Edges, edges
from wag_analyzer.network.nulls import rewired_ties
from wag_analyzer.network.overlaps import trade

__all__ = ["RULE", "Inner", "find", "inner_groups", "refuses"]

RULE: Final = Rule(
    code="WAG502",
    name="closed-circle",
    kind="silo",
    summary=Phrase(
        "A circle exchanges little with the rest, against chance; or a group inside the group keeps meeting by itself.",
        "Suatu lingkaran sedikit berhubungan dengan yang lain, dibanding kebetulan; atau ada grup dalam grup yang terus bertemu sendiri.",
    ),
    severity=Level.LOW,
    source="Krackhardt and Stern 1988 (E-I index); Newman 2006 (modularity); Agrawal and Srikant 1994 (sets that recur).",
)

_LEAST_PEOPLE: Final = 6
_OUTSIDERS: Final = 3
_LARGEST: Final = 40
_LEAST_ACTS: Final = 10.0
_MOST_OUTSIDE: Final = 0.15
_OF_EXPECTED: Final = 0.35
_MOST_P: Final = 0.02
_DRAWS: Final = 199
_FEW_DRAWS: Final = 49
_MANY: Final = 300
_MOST_NULL: Final = 4_000
_SHOWN: Final = 3
_LINES: Final = 12
_SMALLEST: Final = 3
_MOST_SPEAKERS: Final = 6
_OF_ALL: Final = 0.4
_OWN_SESSIONS: Final = 4
_OWN_DAYS: Final = 3
_OWN_SHARE: Final = 0.5
_SHUFFLED: Final = 12
_SHUFFLES: Final = 99
ALTERNATIVES: Final = (
    Phrase("They are one department, one shift or one site.", "Mereka satu bagian, satu sif, atau satu lokasi."),
    Phrase(
        "They work on one task for a time, which calls for close talk.",
        "Mereka sementara menggarap satu tugas yang memang menuntut komunikasi erat.",
    ),
    Phrase(
        "They meet the others in person or in other groups; only this chat does not show it.",
        "Mereka bertemu yang lain secara langsung atau di grup lain; hanya obrolan ini yang tidak menunjukkannya.",
    ),
)


class Inner(NamedTuple):
    """People who keep meeting by themselves: their conversations alone (first messages), what chance gives at most, and the test."""

    persons: tuple[str, ...]
    own: tuple[str, ...]
    expected: float
    p: float


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield closed circles, then groups inside the group that lie in none of them; at most three of each."""
    if refuses(analysis) is not None:
        return
    told: list[frozenset[str]] = []
    for finding in _closed(analysis):
        told.append(frozenset(finding.persons))
        yield finding
    for inner in inner_groups(analysis)[:_SHOWN]:
        if not any(len(told_of.intersection(inner.persons)) > len(inner.persons) / 2 for told_of in told):
            yield _inner_finding(analysis, inner)


def refuses(analysis: Analysis) -> Phrase | None:
    """Return why the chat cannot be judged, None when it can: a circle and a rest need six people who write."""
    count = int((analysis.people.table["messages"] > 0).sum())
    if count >= _LEAST_PEOPLE:
        return None
    return Phrase(
        "WAG502 says nothing: only {n:person writes|people write} here, at least {least} are needed for a circle and others.",
        "WAG502 tidak menyimpulkan apa pun: hanya {n} orang menulis di sini; perlu paling sedikit {least} untuk lingkaran dan yang lain.",
        values={"n": count, "least": _LEAST_PEOPLE},
    )


def _closed(analysis: Analysis) -> Iterator[Finding]:
    """Yield the clear circles that exchange far less with others than rewired networks of the same strengths give."""
    found = analysis.network.circles
    if found is None or not found.clear:
        return
    some = edges(analysis.network.ties, analysis.people.names)
    rows = circle_rows(found, some, analysis.people.table)
    active = int((some.given + some.received > 0).sum())
    candidates = [row for row in _records(rows) if _is_candidate(row, active)]
    if not candidates or some.people > _MOST_NULL:
        return
    drawn = _outside_by_chance(some, found.division, analysis.settings.seed)
    shown = 0
    for row in sorted(candidates, key=lambda row: row["outside"] / (row["inside"] + row["outside"])):
        seen = row["outside"] / (row["inside"] + row["outside"])
        null = drawn[:, row["circle"]]
        p = (1 + int((null <= seen + 1e-12).sum())) / (1 + len(null))
        if p <= _MOST_P and seen <= _OF_EXPECTED * float(null.mean()) and shown < _SHOWN:
            shown += 1
            test = ChanceTest(
                "networks rewired at random, everybody keeping ties and strength", seen, float(null.mean()), p, tried=len(rows)
            )
            yield _circle_finding(analysis, row, test)


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [dict(zip(rows.columns, row, strict=True)) for row in zip(*(rows[name].tolist() for name in rows.columns), strict=True)]


def _is_candidate(row: Mapping[str, Any], active: int) -> bool:
    acts = row["inside"] + row["outside"]
    small = row["people"] <= min(_LARGEST, active / 2) and active - row["people"] >= _OUTSIDERS
    return bool(small and row["inside"] >= _LEAST_ACTS and row["outside"] <= _MOST_OUTSIDE * acts)


def _outside_by_chance(some: Edges, division: npt.NDArray[np.int64], seed: int) -> npt.NDArray[np.float64]:
    """Return the share of each circle's acts that goes outside, one row a rewired network, one column a circle."""
    both = some.both
    once = both.source < both.target
    ends = np.stack([both.source[once], both.target[once]], axis=1).astype(np.intp)
    strength = both.given
    rng = np.random.default_rng(seed)
    count = int(division.max(initial=0)) + 1
    rows = []
    for _ in range(_DRAWS if some.people <= _MANY else _FEW_DRAWS):
        new, weight = rewired_ties(ends, both.weight[once], strength, rng, "strengths")
        one, other = division[new[:, 0]], division[new[:, 1]]
        inside = np.bincount(one[one == other], weights=weight[one == other], minlength=count)
        crossing = one != other
        outside = sum(np.bincount(side[crossing], weights=weight[crossing], minlength=count) for side in (one, other))
        rows.append(outside / np.maximum(inside + outside, 1e-12))
    return np.array(rows)


def _circle_finding(analysis: Analysis, row: Mapping[str, Any], test: ChanceTest) -> Finding:
    persons = tuple(map(str, row["persons"]))
    evidence = evidence_of(analysis, [(person, set(persons)) for person in persons[:_SHOWN]], _LINES // _SHOWN, "stays in the circle")
    first, last = span_of(analysis, evidence)
    values = {"k": len(persons), "p": round(100 * test.statistic), "e": round(100 * test.expected)}
    reasons = [
        Phrase(
            "{p} % of their acts go to or come from others, where {e} % would by chance.",
            "{p} % tindakan mereka menuju atau datang dari yang lain, sedangkan secara kebetulan {e} %.",
            values=values,
        ),
        Phrase(
            "The circles here are clearer than in networks shuffled at the same strengths, and stable (stability {s}).",
            "Lingkaran di sini lebih jelas daripada jaringan acak dengan kekuatan yang sama, dan stabil (kestabilan {s}).",
            values={"s": f"{row['stability']:.2f}"},
        ),
    ]
    return Finding(
        rule=RULE,
        persons=persons,
        statement=Phrase(
            "{k} people talk almost only among themselves; a link to the others could help both sides.",
            "{k} orang hampir hanya berbicara di antara mereka; penghubung ke yang lain dapat menolong kedua pihak.",
            values=values,
        ),
        evidence=evidence,
        reasons_for=tuple(reasons),
        reasons_against=_against(row),
        alternatives=ALTERNATIVES,
        score=round(1 - test.statistic / max(test.expected, 1e-9), 3) if test.expected > test.statistic else 0.0,
        confidence=Level.MEDIUM,
        first=first,
        last=last,
        test=test,
    )


def _against(row: Mapping[str, Any]) -> tuple[Phrase, ...]:
    said = Phrase(
        "What is said in private, by telephone or in person is not in an export.",
        "Yang dibicarakan lewat japri, telepon, atau tatap muka tidak ada dalam ekspor.",
    )
    share = row["unit_share"] if isinstance(row["unit"], str) else 0.0
    if share <= 0.5:
        return (said,)
    unit = Phrase(
        "{u} % of them are of one unit of the roster: the circle may be how the work is divided.",
        "{u} % dari mereka satu unit menurut daftar: lingkaran itu mungkin sekadar pembagian kerja.",
        values={"u": round(100 * share)},
    )
    return (unit, said)


def inner_groups(analysis: Analysis) -> list[Inner]:
    """Return the sets of three to five people who keep meeting by themselves, most conversations first.

    A set counts when it alone speaks in at least four conversations on three days, these being at least half of all it has together, and
    when few shuffles have any such set that meets alone as often. Shuffled are the conversations of at most twelve speakers; each keeps how
    many speak in it, and everybody in how many of them.
    """
    talks: dict[int, list[tuple[str, str, pd.Timestamp]]] = {}
    columns = (analysis.messages[name].tolist() for name in ("session", "person", "msg_id", "at"))
    for session, person, msg_id, at in zip(*columns, strict=True):
        talks.setdefault(session, []).append((str(person), str(msg_id), at))
    speakers = {session: frozenset(person for person, _, _ in said) for session, said in talks.items()}
    most = min(_MOST_SPEAKERS - 1, int(_OF_ALL * len(frozenset[str]().union(*speakers.values()))))
    times = _alone(speakers.values(), most)
    found: list[tuple[frozenset[str], list[tuple[str, str, pd.Timestamp]]]] = []
    for people, count in sorted(times.items(), key=lambda item: (-item[1], sorted(item[0]))):
        own = [talks[session][0] for session, them in speakers.items() if them == people]
        together = sum(people <= them for them in speakers.values())
        if count >= max(_OWN_SESSIONS, _OWN_SHARE * together) and len({at.date() for _, _, at in own}) >= _OWN_DAYS:
            found.append((people, own))
    drawn = _alone_by_chance(speakers.values(), most, analysis.settings.seed) if found else []
    tests = [(1 + sum(largest >= len(own) for largest in drawn)) / (1 + len(drawn)) for _, own in found]
    return [
        Inner(tuple(sorted(people)), tuple(msg_id for _, msg_id, _ in own), float(np.mean(drawn)), p)
        for (people, own), p in zip(found, tests, strict=True)
        if p <= _MOST_P
    ]


def _alone(speakers: Iterable[frozenset[str]], most: int) -> Counter[frozenset[str]]:
    """Return how often each set of three or more is all who speak in a conversation."""
    return Counter(people for people in speakers if _SMALLEST <= len(people) <= most)


def _alone_by_chance(speakers: Iterable[frozenset[str]], most: int, seed: int) -> list[int]:
    """Return how often the most frequent such set meets alone in each of 99 shuffles."""
    rng = np.random.default_rng(seed)
    known = list(dict.fromkeys(person for people in speakers for person in sorted(people)))
    number = {person: place for place, person in enumerate(known)}
    rows = [{number[person] for person in people} for people in speakers if 1 < len(people) <= _SHUFFLED]
    trade(rows, 4 * len(rows), rng)
    drawn = []
    for _ in range(_SHUFFLES):
        trade(rows, 2 * len(rows), rng)
        times = Counter(frozenset(row) for row in rows if _SMALLEST <= len(row) <= most)
        drawn.append(max(times.values(), default=0))
    return drawn


def _inner_finding(analysis: Analysis, inner: Inner) -> Finding:
    evidence: Sequence[Evidence] = lines_of(analysis, [(msg_id, "opens their own talk") for msg_id in inner.own])
    first, last = span_of(analysis, evidence)
    values = {"k": len(inner.persons), "n": len(inner.own), "e": f"{inner.expected:.1f}"}
    return Finding(
        rule=RULE,
        persons=inner.persons,
        statement=Phrase(
            "A group inside the group: {who} have {n:conversation|conversations} in which nobody else writes.",
            "Grup dalam grup: {who} punya {n} percakapan yang tidak diikuti orang lain.",
            {"who": inner.persons},
            values,
        ),
        evidence=tuple(evidence),
        reasons_for=(
            Phrase(
                "If speakers were shuffled, no set of people would be expected alone in more than {e} conversations.",
                "Bila pembicara diacak, tidak ada himpunan orang yang diperkirakan sendirian dalam lebih dari {e} percakapan.",
                values=values,
            ),
        ),
        reasons_against=(
            Phrase(
                "Nobody is kept out by it: everybody can read and answer here.",
                "Tidak ada yang dihalangi: semua dapat membaca dan menanggapi di sini.",
            ),
        ),
        alternatives=ALTERNATIVES,
        score=round(len(inner.own) / (len(inner.own) + _OWN_SESSIONS), 3),
        confidence=Level.LOW,
        first=first,
        last=last,
        test=ChanceTest(
            "the largest number for any set when speakers are shuffled, conversations and people keeping their numbers",
            len(inner.own),
            inner.expected,
            inner.p,
        ),
    )
