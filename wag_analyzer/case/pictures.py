"""Figures of a case as files, in a tier, scanned for leaks before anything is written."""

from collections.abc import Sequence
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.case.contents import tables_of
from wag_analyzer.network.cards import MEASURE_CARDS, ROLES
from wag_analyzer.report.figures.plots import figures
from wag_analyzer.report.figures.scene import Scene, figure_words
from wag_analyzer.report.figures.svg_map import svg_map
from wag_analyzer.report.html.view import View
from wag_analyzer.report.leaks import leak_scan
from wag_analyzer.report.tiers import Tier

__all__ = ["MAP", "pictures"]

MAP: Final = "map.svg"
_MARKUP: Final = "svg title desc rect text line circle style defs metadata path clipPath transparent stroke opacity matplotlib version"


def pictures(analysis: Analysis, tier: Tier, forms: Sequence[str]) -> dict[str, bytes]:
    """Return file name → content: the map as SVG, and every other figure in the formats of ``forms`` (none: the map alone).

    Parameters
    ----------
    analysis
        What is shown.
    tier
        How people are called.
    forms
        Of ``svg``, ``pdf`` and ``png``; they need matplotlib.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in one of them.
    """
    lang = analysis.settings.lang
    view = View(analysis, tier.short(), tier, lang, analysis.settings.min_group)
    scene = Scene(view, {name: frame for name, (_, frame) in tables_of(analysis).items()})
    made = {MAP: svg_map(scene).encode()}
    if forms:
        made |= dict(figures(scene, dict.fromkeys(("svg", *forms))))
    cards = [f"{card.label[lang]} {card.unit}" for card in MEASURE_CARDS] + [role.label[lang] for role in ROLES]
    fixed = "\n".join([*figure_words(lang).values(), *cards, _MARKUP])
    for name, content in made.items():
        if name.endswith(".svg"):  # PDF and PNG show the same words
            leak_scan(_shown(content.decode()), tier.secrets, fixed=fixed, where=name)
    return {name: content for name, content in made.items() if name == MAP or name.rpartition(".")[2] in forms}


def _shown(svg: str) -> str:
    """Return the words between the marks of an SVG: its numbers and paths are ours."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - what we wrote a moment ago is read

    return "\n".join(text for text in ET.fromstring(svg).itertext() if text.strip())  # noqa: S314 - as above
