"""What a figure is drawn from: one view of an analysis, its tables, the words of a language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.report.html.view import View
from wag_analyzer.report.layout import Layout, layout
from wag_analyzer.report.words import Language, number

__all__ = ["GREY", "INK", "PALETTE", "Scene", "figure_words"]

PALETTE: Final = ("#3128e0", "#4c9e60", "#b75ee8", "#7c1111", "#919715", "#e85eb0", "#471875", "#753853")
"""Colours told apart in normal, protan, deutan and tritan vision on white (computed; the report's light set)."""
GREY: Final = "#6b7280"
INK: Final = "#1f2430"
MOST_TIES: Final = 4_000
Floats = npt.NDArray[np.float64]


@cache
def figure_words(lang: Language) -> Mapping[str, str]:
    """Return key → wording in ``lang``."""
    text = resources.files("wag_analyzer.report.figures").joinpath("words.toml").read_text(encoding="utf-8")
    found: Mapping[str, str] = tomllib.loads(text)[lang]
    return found


@dataclass(frozen=True)
class Scene:
    """One view of an analysis, ready to be drawn.

    Parameters
    ----------
    view
        Tier, language, smallest group, order of people.
    frames
        Tables by name: ``lifecycle``, ``invitations``, ``roles``, ``measures``; a missing one is drawn as empty.
    """

    view: View
    frames: Mapping[str, pd.DataFrame]

    @cached_property
    def said(self) -> Mapping[str, str]:
        """Words of the figures."""
        return figure_words(self.view.lang)

    @cached_property
    def ends(self) -> list[tuple[int, int, float]]:
        """Ties that count as present, strongest first: places of both people, and weight."""
        ties, place = self.view.ties, self.view.place
        return [(place[str(a)], place[str(b)], float(w)) for a, b, w in zip(ties["source"], ties["target"], ties["weight"], strict=True)]

    @cached_property
    def spots(self) -> Layout:
        """Places on the map, the same as in the report."""
        return layout(len(self.view.persons), self.ends, self.view.circles, self.seed)

    @property
    def seed(self) -> int:
        """Seed of the layout."""
        return self.view.analysis.settings.seed

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table, an empty frame when there is none."""
        return self.frames.get(name, pd.DataFrame())

    def count(self, value: float) -> str:
        """Return a whole number as people of the language write it."""
        return number(value, self.view.lang)

    def network_caption(self, shown: int) -> str:
        """Return what the map rests on."""
        words = self.said["network_caption"].format(
            people=self.count(len(self.view.persons)), shown=self.count(shown), all=self.count(len(self.ends)), least="0.5", seed=self.seed
        )
        return words if any(self.view.circles) else f"{words} {self.said['unclear']}"

    def named(self, most: int) -> list[int]:
        """Return the places of the people with most acts, whose names fit on a map; everybody in a small group."""
        strength = np.zeros(len(self.view.persons))
        for one, other, weight in self.ends:
            strength[one] += weight
            strength[other] += weight
        order = np.argsort(-strength, kind="stable")[:most]
        return sorted(int(place) for place in order)

    def colour(self, place: int) -> str:
        """Return the colour of the circle of the person at ``place``."""
        return circle_colour(self.view.circles[place])


def circle_colour(circle: int) -> str:
    """Return the colour of a circle; grey for none."""
    return PALETTE[(circle - 1) % len(PALETTE)] if circle > 0 else GREY
