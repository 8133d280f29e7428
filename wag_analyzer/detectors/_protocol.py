"""What every detector module offers."""

from collections.abc import Iterator
from typing import Protocol

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding, Rule

__all__ = ["Detector"]


class Detector(Protocol):
    """A module ``wagNNN_name.py`` with a page ``wagNNN_name.md`` beside it."""

    @property
    def RULE(self) -> Rule:  # noqa: N802 - a module constant, seen through the protocol
        """Card of the rule."""

    def find(self, analysis: Analysis) -> Iterator[Finding]:
        """Yield the findings of this rule."""
