"""What speaks for and against two names being one person: keys, points and words, from ``reasons.toml``."""

import math
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Final, Literal, NamedTuple

__all__ = ["CAP", "LOOKS_CAP", "Reason", "reasons", "score", "worded"]

CAP: Final = 0.94
"""Highest score of anything that rests on names or habits; what WhatsApp or the user says has more."""
LOOKS_CAP: Final = 0.2
"""Highest score of names that only look the same."""


class Reason(NamedTuple):
    """Points of log-odds and the words in both languages."""

    points: float
    en: str
    id: str


@cache
def _read() -> tuple[float, Mapping[str, Reason]]:
    data = tomllib.loads(resources.files("wag_analyzer.people").joinpath("reasons.toml").read_text(encoding="utf-8"))
    kinds = (data["names"], data["for"], data["against"])
    return float(data["base"]), {key: Reason(float(row["points"]), row["en"], row["id"]) for kind in kinds for key, row in kind.items()}


def reasons() -> Mapping[str, Reason]:
    """Return key → reason."""
    return _read()[1]


def score(keys: Iterable[str]) -> float:
    """Return how probable it is that two names are one person, 0 to 1, two digits.

    >>> score(["short"]) > score(["short", "rival"])
    True
    """
    listed = list(keys)
    points = _read()[0] + sum(reasons()[key].points for key in listed)
    return round(min(1 / (1 + math.exp(-points)), LOOKS_CAP if "looks" in listed else CAP), 2)


def worded(keys: Iterable[str], lang: Literal["en", "id"] = "en") -> str:
    """Return the reasons in words: what speaks for, then what speaks against.

    >>> worded(["short", "rival"])
    "one is the other's first name or beginning; against: the shorter name would fit somebody else here as well"
    """
    listed = [reasons()[key] for key in keys]
    sides = [[(reason.id if lang == "id" else reason.en) for reason in listed if (reason.points > 0) is good] for good in (True, False)]
    against = "; ".join(sides[1])
    return "; ".join(filter(None, ("; ".join(sides[0]), f"{'yang melawan' if lang == 'id' else 'against'}: {against}" if against else "")))
