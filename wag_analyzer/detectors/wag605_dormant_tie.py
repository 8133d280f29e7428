"""Two people who were close fell silent with each other, and both are still here: a tie that could help again."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._ties import lines_of, span_of
from wag_analyzer.findings import Finding, Level, Phrase, Rule

__all__ = ["RULE", "find"]

RULE: Final = Rule(
    code="WAG605",
    name="dormant-tie",
    kind="dormant-tie",
    summary=Phrase(
        "Two people who exchanged much fell silent with each other and are both still here: waking the tie could help (a strength).",
        "Dua orang yang dulu sering berhubungan kini diam satu sama lain dan masih di sini: hubungannya bisa dihidupkan (kekuatan).",
    ),
    severity=Level.LOW,
    source="Levin, Walter and Murnighan 2011 (Organization Science 22): the value of reconnecting dormant ties.",
    strength=True,
)

_LEAST_WEIGHT: Final = 5.0
_MUTUAL: Final = 1 / 3
_MOST: Final = 3
_LINES: Final = 4
_HALF_SURE: Final = 10.0
_MANY: Final = 12.0
ALTERNATIVES: Final = (
    Phrase("They talk in private or at the desk now.", "Sekarang mereka berbicara lewat japri atau langsung."),
    Phrase("The task they shared is done; nothing is missing.", "Tugas bersama mereka sudah selesai; tidak ada yang kurang."),
)


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each of the (at most three) heaviest mutual ties that fell asleep while both people go on writing."""
    ties = analysis.network.ties
    asleep = (ties["layer"].astype(object) == "all") & (ties["life"].astype(object) == "dormant") & (ties["reciprocity"] >= _MUTUAL)
    awake = _awake(analysis)
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    columns = ("source", "target", "weight", "dormant", "msg_ids")
    for row in zip(*(ties.loc[asleep.to_numpy(), name].tolist() for name in columns), strict=True):
        pair = (min(row[0], row[1]), max(row[0], row[1]))
        if awake.issuperset(pair):
            rows.setdefault(pair, []).append(dict(zip(columns, row, strict=True)))
    both = {pair: own for pair, own in rows.items() if len(own) > 1 and _weight(own) >= _LEAST_WEIGHT}
    for pair in sorted(both, key=lambda pair: (-_weight(both[pair]), pair))[:_MOST]:
        yield _finding(analysis, pair, both[pair])


def _weight(rows: list[dict[str, Any]]) -> float:
    return float(sum(row["weight"] for row in rows))


def _awake(analysis: Analysis) -> set[str]:
    """Return who wrote within the last half-life."""
    table, times = analysis.people.table, analysis.messages["at"]
    if not len(times):
        return set()
    since = times.max() - pd.Timedelta(days=analysis.settings.half_life)
    return set(table.loc[(table["last"] >= since).to_numpy() & (table["messages"] > 0).to_numpy(), "person"].astype(str))


def _finding(analysis: Analysis, pair: tuple[str, str], rows: list[dict[str, Any]]) -> Finding:
    since = max(row["dormant"] for row in rows)
    days = (analysis.messages["at"].max() - since).days
    evidence = lines_of(analysis, [(str(msg_id), "was in touch") for row in rows for msg_id in list(row["msg_ids"])[:_LINES]])
    first, last = span_of(analysis, evidence)
    weight = _weight(rows)
    values = {"n": round(weight), "d": days}
    return Finding(
        rule=RULE,
        persons=pair,
        statement=Phrase(
            "{who} exchanged much ({n:answer or mention|answers and mentions}) and have been silent with each other for {d:day|days}; "
            "both still write here.",
            "{who} dulu banyak berhubungan ({n} jawaban dan sebutan), kini {d} hari diam satu sama lain; keduanya masih menulis di sini.",
            {"who": pair},
            values,
        ),
        evidence=evidence,
        reasons_for=(
            Phrase(
                "It went both ways, and whoever knew each other well finds back quickly.",
                "Hubungannya timbal balik, dan yang pernah saling kenal baik cepat akrab kembali.",
            ),
        ),
        reasons_against=(
            Phrase("Only this chat is seen; nobody is asked why.", "Hanya obrolan ini yang terlihat; alasannya tidak ditanyakan."),
        ),
        alternatives=ALTERNATIVES,
        score=round(weight / (weight + _HALF_SURE), 3),
        confidence=Level.HIGH if weight >= _MANY else Level.MEDIUM,
        first=first,
        last=last,
    )
