"""The detectors, one module and one page each, and the run over them."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors import (
    wag101_gossip_circle,
    wag102_pile_on,
    wag103_condescension,
    wag104_accusation,
    wag105_leak,
    wag201_rallying,
    wag202_senior_steering,
    wag203_policy_derision,
    wag301_recruiter,
    wag302_shadow_group,
    wag401_taker,
    wag402_unanswered_member,
    wag403_broken_promise,
    wag404_unresponsive,
    wag501_single_bridge,
    wag502_closed_circle,
    wag503_cross_strata_gap,
    wag601_support,
    wag602_advice,
    wag603_connector,
    wag604_newcomer_welcome,
    wag605_dormant_tie,
)
from wag_analyzer.detectors._foreign import Foreign, foreign
from wag_analyzer.detectors._groups import each_group
from wag_analyzer.detectors._measured import book, weighed_precision
from wag_analyzer.detectors._pages import text
from wag_analyzer.detectors._protocol import Detector
from wag_analyzer.detectors._run import chosen, refused_everywhere, run_each
from wag_analyzer.detectors._weighed_findings import role_in_words
from wag_analyzer.findings import Finding, Phrase, Rule
from wag_analyzer.policies import Judged
from wag_analyzer.policies import judged as under
from wag_analyzer.settings import Settings

__all__ = ["DETECTORS", "detect", "judged", "looked_for", "page", "refusals", "role_in_words", "rule", "weighed_precision"]

DETECTORS: Final[tuple[Detector, ...]] = (
    wag101_gossip_circle,
    wag102_pile_on,
    wag103_condescension,
    wag104_accusation,
    wag105_leak,
    wag201_rallying,
    wag202_senior_steering,
    wag203_policy_derision,
    wag301_recruiter,
    wag302_shadow_group,
    wag401_taker,
    wag402_unanswered_member,
    wag403_broken_promise,
    wag404_unresponsive,
    wag501_single_bridge,
    wag502_closed_circle,
    wag503_cross_strata_gap,
    wag601_support,
    wag602_advice,
    wag603_connector,
    wag604_newcomer_welcome,
    wag605_dormant_tie,
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
    return judged(analysis, select, ignore).findings


def judged(analysis: Analysis, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Judged:
    """Return the findings of a chat, those that its policy sets aside, and what of the policy did nothing.

    Where a chat holds several groups, each is looked at by itself.

    Parameters
    ----------
    analysis
        A chat analysed.
    select, ignore
        As in :func:`detect`.
    """
    known = book(analysis.settings)
    found = run_each(
        [detector for detector in _known(analysis.settings) if chosen(detector.RULE.code, select, ignore)], each_group(analysis)
    )
    return under(list(map(known.informed, found)), analysis.policy, _day(analysis))


def _day(analysis: Analysis) -> date | None:
    """Return the day on which suppressions must hold: the one the settings name, else the chat's last."""
    if analysis.settings.as_of is not None:
        return date.fromisoformat(analysis.settings.as_of)
    times = analysis.messages["at"]
    last: pd.Timestamp | None = times.max() if len(times) else None
    return None if last is None else last.date()


def refusals(analysis: Analysis, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> dict[str, Phrase]:
    """Return which detectors can say nothing about this chat, and why: code → reason.

    Parameters
    ----------
    analysis
        A chat analysed.
    select, ignore
        As in :func:`detect`.
    """
    return refused_everywhere(
        [detector for detector in _known(analysis.settings) if chosen(detector.RULE.code, select, ignore)], each_group(analysis)
    )


def looked_for(select: Sequence[str] = (), ignore: Sequence[str] = (), plugins: Sequence[str] = ()) -> list[Rule]:
    """Return the cards of the detectors that ``detect`` runs with these choices, those of the named plug-ins last."""
    known = book(Settings())
    return [known.card(detector.RULE) for detector in (*DETECTORS, *foreign(plugins)) if chosen(detector.RULE.code, select, ignore)]


def rule(code: str, settings: Settings | None = None) -> Rule:
    """Return the card of a detector, with how often it is wrong as far as that is known under the settings.

    Raises
    ------
    KeyError
        No detector has this code.
    """
    use = settings or Settings()
    return book(use).card(_detector(code, use).RULE)


def page(code: str, lang: str = "en", settings: Settings | None = None) -> str:
    """Return the page of a detector in Markdown, with how often it is wrong as far as that is known under the settings.

    Raises
    ------
    KeyError
        No detector has this code.
    """
    found, card = _detector(code, settings or Settings()), rule(code, settings)
    if isinstance(found, Foreign):
        return found.page(lang)
    return text(f"{code.lower()}_{card.name.replace('-', '_')}", card.precision, lang, weighed_precision(card))


def _known(settings: Settings) -> tuple[Detector, ...]:
    """Return our detectors and those of the plug-ins that the settings name."""
    return (*DETECTORS, *foreign(settings.plugins))


def _detector(code: str, settings: Settings) -> Detector:
    return {detector.RULE.code: detector for detector in _known(settings)}[code]
