"""Few ties across units or levels, as a roster names them; without a roster it says nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._ties import evidence_of, span_of
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Rule
from wag_analyzer.network.brokerage import e_i_index
from wag_analyzer.network.edges import Edges, edges

__all__ = ["RULE", "Strata", "find", "refuses", "strata"]

RULE: Final = Rule(
    code="WAG503",
    name="cross-strata-gap",
    kind="strata",
    summary=Phrase(
        "Few ties across the units or levels of the roster, against chance (needs a roster).",
        "Sedikit hubungan antarunit atau antartingkat menurut daftar, dibanding kebetulan (perlu daftar anggota).",
    ),
    severity=Level.LOW,
    source="Krackhardt and Stern 1988 (E-I index); McPherson, Smith-Lovin and Cook 2001 (homophily).",
)

_LEAST_EACH: Final = 3
_LEAST_ACTS: Final = 20.0
_DRAWS: Final = 1_999
_MOST_P: Final = 0.01
_OF_EXPECTED: Final = 0.5
_LINES: Final = 4
_MOST_PERSONS: Final = 3
_SMALL_P: Final = 0.001
_NAMES: Final[Mapping[str, Phrase]] = {"unit": Phrase("units", "unit"), "level": Phrase("levels", "tingkat")}
_NULL: Final = "units or levels of the roster dealt out anew among the people who have ties"
ALTERNATIVES: Final = (
    Phrase(
        "The work is divided so, and each unit has its own contact to the others.",
        "Pekerjaannya memang dibagi demikian, dan tiap unit punya penghubungnya sendiri.",
    ),
    Phrase(
        "The units meet in person, by mail or in other groups.",
        "Unit-unit itu bertemu langsung, lewat surel, atau di grup lain.",
    ),
    Phrase(
        "Seniors keep back on purpose so that others speak.",
        "Para senior sengaja menahan diri agar yang lain berbicara.",
    ),
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Strata:
    """One attribute of the roster: the number of each person's stratum (-1: not known) and the strata's names."""

    attribute: str
    number: Ints
    names: tuple[str, ...]


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for units and one for levels where few acts cross them."""
    some = _known(analysis)
    known = strata(analysis, some)
    for each in known:
        kept = _inside(some, each.number)
        if kept.weight.sum() < _LEAST_ACTS:
            continue
        seen, drawn = _crossing(kept, each.number, analysis.settings.seed)
        p = (1 + int((drawn <= seen + 1e-12).sum())) / (1 + _DRAWS)
        if p <= _MOST_P and seen <= _OF_EXPECTED * float(drawn.mean()):
            yield _finding(analysis, each, kept, ChanceTest(_NULL, seen, float(drawn.mean()), p, tried=len(known)))


def refuses(analysis: Analysis) -> Phrase | None:
    """Return why the chat cannot be judged: no roster, or no two units or levels of three people who have ties."""
    table = analysis.people.table
    if table["unit"].isna().all() and table["level"].isna().all():
        return Phrase(
            "WAG503 says nothing: no roster says who is of which unit or level (--roster FILE). It is never guessed.",
            "WAG503 tidak menyimpulkan apa pun: tidak ada daftar unit atau tingkat anggota (--roster FILE). Hal itu tidak ditebak.",
        )
    if strata(analysis, _known(analysis)):
        return None
    return Phrase(
        "WAG503 says nothing: the roster names no two units or levels with at least {least} people each who have ties here.",
        "WAG503 tidak menyimpulkan apa pun: daftar tidak memuat dua unit atau tingkat dengan {least} orang yang punya hubungan.",
        values={"least": _LEAST_EACH},
    )


def strata(analysis: Analysis, some: Edges) -> list[Strata]:
    """Return what the roster divides people by: units and levels with at least three people who have ties; two strata at least."""
    table = analysis.people.table
    active = (some.given + some.received) > 0
    found = []
    for attribute in ("unit", "level"):
        values = ["" if value != value or value is None else str(value) for value in table[attribute].tolist()]  # noqa: PLR0124 - NaN
        counts = Counter(value for value, on in zip(values, active.tolist(), strict=True) if value and on)
        names = tuple(sorted(name for name, count in counts.items() if count >= _LEAST_EACH))
        if len(names) > 1:
            place = {name: number for number, name in enumerate(names)}
            number = np.array([place.get(value, -1) for value in values], np.int64)
            found.append(Strata(attribute, np.where(active, number, -1), names))
    return found


def _known(analysis: Analysis) -> Edges:
    return edges(analysis.network.ties, analysis.people.names)


def _inside(some: Edges, number: Ints) -> Edges:
    """Return the ties among people whose stratum is known."""
    return some.only((number[some.source] >= 0) & (number[some.target] >= 0))


def _crossing(some: Edges, number: Ints, seed: int) -> tuple[float, Floats]:
    """Return the share of acts that cross strata, and the same with the strata dealt out anew."""
    rng = np.random.default_rng(seed)
    own = np.flatnonzero(number >= 0)
    total = float(some.weight.sum())
    drawn = np.empty(_DRAWS)
    dealt = number.copy()
    for turn in range(_DRAWS):
        dealt[own] = rng.permutation(number[own])
        drawn[turn] = float(some.weight[dealt[some.source] != dealt[some.target]].sum()) / total
    return (1 + e_i_index(some, number)) / 2, drawn


def _finding(analysis: Analysis, each: Strata, some: Edges, test: ChanceTest) -> Finding:
    names = analysis.people.persons
    across = each.number[some.source] != each.number[some.target]
    acts = np.bincount(some.source[across], weights=some.weight[across], minlength=len(names)) + np.bincount(
        some.target[across], weights=some.weight[across], minlength=len(names)
    )
    own = np.flatnonzero(each.number >= 0)
    linking = [names[place] for place in own[np.argsort(-acts[own], kind="stable")][:_MOST_PERSONS] if acts[place] > 0]
    of = dict(zip(names, each.number.tolist(), strict=True))
    sides = [(person, {other for other in names if of[other] >= 0 and of[other] != of[person]}) for person in linking]
    evidence = evidence_of(analysis, sides, _LINES, "crosses the border")
    if not evidence:
        inside = {name for name in names if of[name] == 0}
        evidence = evidence_of(analysis, [(person, inside) for person in sorted(inside)[:_MOST_PERSONS]], _LINES, "stays inside")
    first, last = span_of(analysis, evidence)
    values = {"k": len(each.names), "n": len(own), "p": round(100 * test.statistic), "e": round(100 * test.expected)}
    word = _NAMES[each.attribute]
    return Finding(
        rule=RULE,
        persons=tuple(names[place] for place in own),
        targets=each.names,
        statement=Phrase(
            f"Of the acts among {{n}} people of {{k}} {word.en}, {{p}} % cross from one to another; by chance it would be {{e}} %.",
            f"Dari tindakan di antara {{n}} orang dari {{k}} {word.id}, {{p}} % melintas dari satu ke yang lain; secara kebetulan {{e}} %.",
            values=values,
        ),
        evidence=evidence,
        reasons_for=_for(linking, test),
        reasons_against=(
            Phrase(
                "The roster may be older than the chat, and units that sit together need not write.",
                "Daftarnya mungkin lebih tua daripada obrolan, dan unit yang duduk bersama tidak perlu menulis.",
            ),
        ),
        alternatives=ALTERNATIVES,
        score=round(max(0.0, 1 - test.statistic / max(test.expected, 1e-9)), 3),
        confidence=Level.HIGH if test.p <= _SMALL_P and len(own) >= 4 * _LEAST_EACH else Level.MEDIUM,
        first=first,
        last=last,
        test=test,
    )


def _for(linking: list[str], test: ChanceTest) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "The E-I index is {i} (-1: everything stays inside, 1: everything crosses).",
            "Indeks E-I {i} (-1: semuanya tinggal di dalam, 1: semuanya melintas).",
            values={"i": f"{2 * test.statistic - 1:.2f}"},
        )
    ]
    if linking:
        reasons.append(
            Phrase(
                "Most of what crosses goes by way of {who}: a link to build on.",
                "Sebagian besar yang melintas lewat {who}: penghubung yang dapat dikembangkan.",
                {"who": tuple(linking)},
            )
        )
    return tuple(reasons)
