"""The detectors, one module and one page each, and the run over them."""

from collections.abc import Sequence
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors import (
    wag101_gossip_circle,
    wag102_pile_on,
    wag201_rallying,
    wag301_recruiter,
    wag401_taker,
    wag402_unanswered_member,
    wag403_broken_promise,
    wag404_unresponsive,
)
from wag_analyzer.detectors._pages import text
from wag_analyzer.detectors._protocol import Detector
from wag_analyzer.detectors._run import chosen, refused, run
from wag_analyzer.findings import Finding, Phrase, Rule

__all__ = ["DETECTORS", "detect", "looked_for", "page", "refusals", "rule"]

DETECTORS: Final[tuple[Detector, ...]] = (
    wag101_gossip_circle,
    wag102_pile_on,
    wag201_rallying,
    wag301_recruiter,
    wag401_taker,
    wag402_unanswered_member,
    wag403_broken_promise,
    wag404_unresponsive,
)


def detect(analysis: Analysis, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Finding]:
    """Return the findings of a chat, strongest first. An empty list is a normal result.

    Parameters
    ----------
    analysis
        A chat analysed.
    select, ignore
        Codes or prefixes (``WAG3``) to run, to leave out; everything runs when nothing is selected.
    """
    return run([detector for detector in DETECTORS if chosen(detector.RULE.code, select, ignore)], analysis)


def refusals(analysis: Analysis, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> dict[str, Phrase]:
    """Return which detectors can say nothing about this chat, and why: code → reason.

    Parameters
    ----------
    analysis
        A chat analysed.
    select, ignore
        As in :func:`detect`.
    """
    return refused([detector for detector in DETECTORS if chosen(detector.RULE.code, select, ignore)], analysis)


def looked_for(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Rule]:
    """Return the cards of the detectors that ``detect`` runs with these choices."""
    return [detector.RULE for detector in DETECTORS if chosen(detector.RULE.code, select, ignore)]


def rule(code: str) -> Rule:
    """Return the card of a detector.

    Raises
    ------
    KeyError
        No detector has this code.
    """
    return _detector(code).RULE


def page(code: str, lang: str = "en") -> str:
    """Return the page of a detector in Markdown.

    Raises
    ------
    KeyError
        No detector has this code.
    """
    detector = _detector(code)
    return text(f"{code.lower()}_{detector.RULE.name.replace('-', '_')}", detector.RULE.precision, lang)


def _detector(code: str) -> Detector:
    return {detector.RULE.code: detector for detector in DETECTORS}[code]
