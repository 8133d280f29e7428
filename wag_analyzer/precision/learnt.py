"""What reviews of cases tell of each rule: counts by case and code, without a name, a finding or a word of a chat."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from wag_analyzer.precision.records import Refusals, record_in

__all__ = ["REFUTING", "SUPPORTING", "VERSION", "Learnt", "read_learnt"]

VERSION: Final = 1
SUPPORTING: Final = frozenset({"confirmed", "non-compliant", "escalated"})
"""Decisions that say a finding was what it looked like."""
REFUTING: Final = frozenset({"false-positive", "compliant"})
"""Decisions that say it was not. The others (pending, questionable) leave it open and do not count."""
_AGAIN: Final = "make it with 'wag calibrate CASE…'"
_REFUSALS: Final = Refusals("check --calibration", _AGAIN, "does not hold what reviews tell", _AGAIN)

Counts = Mapping[str, Mapping[str, int]]
"""Code → decision → how many findings of a case were so decided."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What reviews tell.

    Parameters
    ----------
    cases
        Identity of a case (made of what was read) → its counts; a case looked at again takes its own place.
    revision
        Counts up with each change.
    """

    cases: Mapping[str, Counts] = field(default_factory=dict)
    revision: int = 0

    def of(self, code: str) -> tuple[int, int]:
        """Return how many reviewed findings of a rule were what they looked like, and how many were not."""
        counted = [case.get(code, {}) for case in self.cases.values()]
        return (
            sum(number for one in counted for decision, number in one.items() if decision in SUPPORTING),
            sum(number for one in counted for decision, number in one.items() if decision in REFUTING),
        )

    @property
    def codes(self) -> list[str]:
        """Return the codes of rules about which there is a decision."""
        return sorted({code for case in self.cases.values() for code in case})

    def with_case(self, identity: str, counts: Counts) -> "Learnt":
        """Return this with a case in it; the same again when nothing changed."""
        if self.cases.get(identity) == counts:
            return self
        return Learnt({**self.cases, identity: counts}, self.revision + 1)

    def text(self) -> str:
        """Return it as it is kept: JSON, the same bytes for the same counts."""
        record = {"version": VERSION, "revision": self.revision, "cases": self.cases}
        return json.dumps(record, indent=1, sort_keys=True) + "\n"


def read_learnt(path: Path) -> Learnt:
    """Return what reviews tell, from the file of ``wag calibrate``.

    Raises
    ------
    SettingsError
        The file cannot be read, is of another version or holds something else.
    """
    with record_in(path, VERSION, _REFUSALS) as record:
        cases = {str(name): {str(code): _counts(row) for code, row in case.items()} for name, case in record["cases"].items()}
        return Learnt(cases, int(record["revision"]))


def _counts(row: Mapping[str, Any]) -> dict[str, int]:
    counts = {str(decision): int(number) for decision, number in row.items()}
    if any(number < 0 for number in counts.values()):
        raise ValueError("a count is below 0")
    return counts
