"""A detector: one person asks others by name late at night, again and again."""

from collections.abc import Iterator
from typing import Final

from wag_analyzer import Analysis, Finding
from wag_analyzer.findings import Evidence, Level, Phrase, Rule

__all__ = ["PAGE", "RULE", "find"]

RULE: Final = Rule(
    code="EX101",
    name="late-asks",
    kind="late_asks",
    summary=Phrase("One person asks others by name late at night, on several days.", "Satu orang bertanya larut malam, beberapa hari."),
    severity=Level.LOW,
    source="An example; no study stands behind its limits.",
)
PAGE: Final = """# EX101 late-asks

Asks by name between 22:00 and 5:00 on three days or more. It is an example of a plug-in: its limits are not measured.
"""
_FROM: Final = 22
_UNTIL: Final = 5
_DAYS: Final = 3


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each person who mentions others late at night on three days or more."""
    messages = analysis.messages
    hour = messages["at"].dt.hour
    late = messages[((hour >= _FROM) | (hour < _UNTIL)) & messages["text"].fillna("").str.contains("?", regex=False)]
    acts = analysis.interactions
    late = late[late["msg_id"].isin(acts.loc[acts["layer"].astype(object) == "mention", "msg_id"])]
    for person, asks in late.groupby(late["person"].astype(object), sort=True):
        days = asks["at"].dt.normalize().nunique()
        if days < _DAYS:
            continue
        yield Finding(
            rule=RULE,
            persons=(str(person),),
            statement=Phrase("{who} asked others by name late at night on {n} days.", "{who} bertanya larut malam pada {n} hari.",
                             {"who": str(person)}, {"n": days}),
            evidence=tuple(Evidence(str(own), int(line), "asks") for own, line in zip(asks["msg_id"], asks["line"], strict=True)),
            reasons_for=(Phrase("{n} asks.", "{n} permintaan.", {}, {"n": len(asks)}),),
            reasons_against=(),
            alternatives=(Phrase("The team works in shifts.", "Tim bekerja bergiliran."),),
            score=min(1.0, days / 10),
            confidence=Level.LOW,
            first=asks["at"].min(),
            last=asks["at"].max(),
        )  # fmt: skip
