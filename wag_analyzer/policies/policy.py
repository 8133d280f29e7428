"""A policy as values: topics, thresholds, selection, suppressions and its own tests."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from wag_analyzer.findings import Finding, Level

__all__ = ["KINDS", "PROTECTED", "Policy", "Sample", "Suppression", "Threshold", "Topic"]

Kind = Literal["policy", "system", "management", "restricted", "protected"]
KINDS: Final[tuple[Kind, ...]] = ("policy", "system", "management", "restricted", "protected")
"""What a topic is: a rule of the house, a system it must be done in, the management, something confidential, or protected talk."""

PROTECTED: Final = ("pay", "safety", "hours", "union", "harassment", "whistle_blowing")
"""What protected talk is about."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Words by which one rule, system, management or confidential thing is called.

    Parameters
    ----------
    name, kind
        What the report calls it, and one of ``KINDS``.
    terms
        Words or phrases; spelling, case, slang and common endings do not matter.
    about
        For ``protected``: one of ``PROTECTED``.
    line
        Line in the file.
    """

    name: str
    kind: Kind
    terms: tuple[str, ...]
    about: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a finding of some codes (of all, when none is named) must reach to be shown."""

    codes: tuple[str, ...] = ()
    severity: Level = Level.LOW
    confidence: Level = Level.LOW
    score: float = 0.0
    persons: int = 0
    messages: int = 0
    line: int = 0

    def reached(self, finding: Finding) -> bool:
        """Say whether a finding reaches it, or is of another code."""
        if self.codes and not finding.rule.code.startswith(self.codes):
            return True
        return (
            finding.rule.severity >= self.severity
            and finding.confidence >= self.confidence
            and finding.score >= self.score
            and len(finding.persons) >= self.persons
            and len({line.msg_id for line in finding.evidence}) >= self.messages
        )


@dataclass(frozen=True, slots=True)
class Suppression:
    """Findings that are known and explained: of a code, of some persons or targets (of all, when none is named), until a day.

    Parameters
    ----------
    code, persons, targets
        A finding is meant when it is of the code and names no other actors than ``persons``, and one of ``targets``.
    reason
        Why; it stands in the report.
    until
        Last day on which it holds.
    line
        Line in the file.
    """

    code: str
    reason: str
    until: date
    persons: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    line: int = 0

    def meant(self, finding: Finding) -> bool:
        """Say whether a finding is one of these."""
        return (
            finding.rule.code.startswith(self.code)
            and (not self.persons or set(finding.persons) <= set(self.persons))
            and (not self.targets or bool(set(finding.targets) & set(self.targets)))
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """A test of the policy: a message with the topics it must show, or a chat with the findings it must give."""

    line: int
    message: str = ""
    topics: tuple[str, ...] = ()
    chat: str = ""
    expect: tuple[tuple[str, frozenset[str]], ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """What an organisation says about its own rules; an empty one changes nothing.

    Parameters
    ----------
    name, sha256, path
        What it is called, the hash of its file, and the file.
    select, ignore
        Codes or prefixes of detectors to run, to leave out.
    """

    name: str = ""
    sha256: str = ""
    path: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    suppress: tuple[Suppression, ...] = ()
    tests: tuple[Sample, ...] = ()
