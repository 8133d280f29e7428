"""What every detector module offers."""

from collections.abc import Iterator
from typing import Protocol

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding, Rule

__all__ = ["Detector"]


class Detector(Protocol):
    """A module ``wagNNN_name.py`` with its pages ``wagNNN_name.md`` and ``.id.md`` beside it, in the list of ``detectors/__init__.py``.

    One of ours also has a constant ``ALTERNATIVES`` (the innocent readings of every finding, which what hints weighed together tells uses
    too), a kind (``RULE.kind``) that no other rule has, a title by its code in ``report/html/words.en.toml`` and ``words.id.toml``, and,
    where it may have nothing to go by, a function ``refuses(analysis)`` that returns why it says nothing, or None.
    ``docs/how-to/add-a-detector.md`` goes through all of it.
    """

    @property
    def RULE(self) -> Rule:  # noqa: N802 - a module constant, seen through the protocol
        """Card of the rule."""

    def find(self, analysis: Analysis) -> Iterator[Finding]:
        """Yield the findings of this rule."""
