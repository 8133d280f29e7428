"""What is known of how often each rule is wrong: figures measured by a benchmark (``measured.toml``), the base rate, and reviews."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any, Final

from wag_analyzer.findings import Finding, Rule
from wag_analyzer.precision import Learnt, Precision, read_learnt
from wag_analyzer.settings import Settings

__all__ = ["Book", "book", "measured_precision", "weighed_precision"]

_COUNTS: Final = ("right", "n", "missed", "false_alarms", "messages", "all_messages")


@dataclass(frozen=True, slots=True)
class Book:
    """What a run knows of its rules: the base rate its settings name, and what reviews tell."""

    base_rate: float = 0.1
    learnt: Learnt = field(default_factory=Learnt)

    def card(self, rule: Rule) -> Rule:
        """Return a detector's card with its precision; without measured figures and reviews it stays unknown."""
        known = measured_precision(rule)
        confirmed, refuted = self.learnt.of(rule.code)
        if known is None and not confirmed + refuted:
            return rule
        shown = known or Precision(0, 0, 0, 0, "")
        return replace(rule, precision=replace(shown, base_rate=self.base_rate, confirmed=confirmed, refuted=refuted))

    def informed(self, finding: Finding) -> Finding:
        """Return a finding whose card has its precision; one that was weighed keeps that of such findings, which reviews do not change."""
        if not finding.weighed:
            return replace(finding, rule=self.card(finding.rule))
        known = finding.rule.precision
        return replace(finding, rule=replace(finding.rule, precision=known and replace(known, base_rate=self.base_rate)))


def book(settings: Settings) -> Book:
    """Return what is known under these settings.

    Raises
    ------
    SettingsError
        The file of what reviews tell cannot be used.
    """
    return Book(settings.base_rate, read_learnt(settings.calibration) if settings.calibration else Learnt())


def measured_precision(rule: Rule) -> Precision | None:
    """Return what was measured of a rule; what its module says where it never fired in the benchmark, None where neither says anything."""
    row = _figures()["rules"].get(rule.code)
    if row is None or (not row["n"] and rule.precision is not None):
        return rule.precision
    said = _figures()["data"]
    return Precision(**{name: row[name] for name in _COUNTS}, data=said["en"], data_id=said["id"])


def weighed_precision(rule: Rule) -> Precision | None:
    """Return what was measured of findings of a rule's kind that only hints weighed together told; None where it was not measured."""
    row = _weighed()["rules"].get(rule.code)
    said = _weighed()["data"]
    return row and Precision(**{name: row[name] for name in _COUNTS}, data=said["en"], data_id=said["id"])


@cache
def _weighed() -> Mapping[str, Any]:
    path = resources.files("wag_analyzer.detectors") / "measured_weighed.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _figures() -> Mapping[str, Any]:
    path = resources.files("wag_analyzer.detectors") / "measured.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
