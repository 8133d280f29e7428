"""What reading told of exports, back from JSON."""

from collections.abc import Mapping
from typing import Any

from wag_analyzer.parser.chat import Notice, Source

__all__ = ["notices_of", "sources_of"]


def notices_of(told: Mapping[str, Any]) -> tuple[Notice, ...]:
    """Return the notices of a case or a store."""
    return tuple(Notice(**notice) for notice in told["notices"])


def sources_of(told: Mapping[str, Any]) -> tuple[Source, ...]:
    """Return what a case or a store tells of each file that was read."""
    return tuple(Source(**{**source, "layouts": tuple(source["layouts"])}) for source in told["sources"])
