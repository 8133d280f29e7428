"""The results that are compared: values of persons, ties, circles and findings of one run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.analysis import Analysis, acted, analyze
from wag_analyzer.detectors import detect
from wag_analyzer.network.communities import Circles, circles
from wag_analyzer.network.draws import Resample, resample
from wag_analyzer.network.edges import Edges, edges
from wag_analyzer.network.measures import drawn_sources, values
from wag_analyzer.network.paths import EXACT_PEOPLE, PIVOTS
from wag_analyzer.network.ties import View, ties
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings
from wag_analyzer.validity.variants import Change, in_time

__all__ = ["MEASURES", "Ground", "Results", "base", "changed", "drawn_again", "values_of"]

MEASURES: Final = (
    "in_strength", "out_strength", "in_degree", "turned_to", "betweenness", "closeness", "eigenvector", "pagerank", "s_core", "constraint",
    "breadth", "balance", "returned",
)  # fmt: skip
"""Measures whose rankings are compared: those that rest on ties alone and have something to rank."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ground:
    """What ties are made of; several changes stand on the same ground."""

    people: People
    messages: pd.DataFrame
    interactions: pd.DataFrame

    @property
    def names(self) -> "pd.Index[str]":
        """Return the persons."""
        return self.people.names


@dataclass(frozen=True, slots=True)
class Results:
    """The results of one run.

    Parameters
    ----------
    names
        The persons.
    values
        Measures of persons; empty when they cannot change.
    ties
        ``tables.TIES`` of layer ``all``; None when they cannot change.
    circles
        None when they cannot change.
    findings
        Their ids; None when the detectors did not run.
    """

    names: "pd.Index[str]"
    values: Mapping[str, Floats]
    ties: pd.DataFrame | None = None
    circles: Circles | None = None
    findings: frozenset[str] | None = None


def base(chat: Chat, settings: Settings, *, findings: bool) -> tuple[Ground, Results]:
    """Return what all changes are compared with.

    Parameters
    ----------
    chat
        As read.
    settings
        Those of the base.
    findings
        Whether detectors run.
    """
    ground, found = _grounded(chat, settings, findings=findings)
    return ground, _results(ground, Change("base", "", settings), found)


def changed(chat: Chat, ground: Ground, change: Change, rng: np.random.Generator, *, findings: bool) -> Results:
    """Return the results under one change.

    Parameters
    ----------
    chat
        As read.
    ground
        That of the base.
    change
        What is done otherwise.
    rng
        Source of randomness for messages lost.
    findings
        Whether detectors run.
    """
    wanted = findings and "findings" in change.about
    if change.chat is None and not wanted:
        return _results(_halved(ground, change.half), change, None)
    other, found = _grounded(chat if change.chat is None else change.chat(chat, rng), change.settings, findings=wanted)
    return _results(other, change, found)


def _grounded(chat: Chat, settings: Settings, *, findings: bool) -> tuple[Ground, Analysis | None]:
    """Return persons, messages and acts of a chat; with findings wanted, the whole analysis too."""
    if not findings:
        return Ground(*acted(chat, settings)), None
    found = analyze(chat, settings)
    return Ground(found.people, found.messages, found.interactions), found


def _halved(ground: Ground, half: int | None) -> Ground:
    """Return the ground of one half of the messages in order of time; answers across the border are left out."""
    if half is None:
        return ground
    later = in_time(ground.messages)[0] * 2 >= len(ground.messages)
    kept = ground.messages[later if half else ~later].reset_index(drop=True)
    acts, here = ground.interactions, kept["msg_id"]
    there = acts["msg_id"].isin(here).to_numpy() & (acts["answers"].isna() | acts["answers"].isin(here)).to_numpy()
    return Ground(ground.people, kept, acts[there].reset_index(drop=True))


def _results(ground: Ground, change: Change, found: Analysis | None) -> Results:
    """Return what a change can change; what the whole analysis has found already is not computed again."""
    names, settings, about = ground.names, change.settings, change.about
    if found is not None:
        tied, circle = found.network.ties, found.network.circles
        tied = tied[(tied["layer"] == "all").to_numpy()].reset_index(drop=True)
    else:
        tied = ties(ground.interactions, ground.messages, ground.people, settings, View(layers=("all",)))
        circle = _circles(ground, tied, settings) if "circles" in about else None
    return Results(
        names,
        values_of(edges(tied, names)) if "persons" in about else {},
        tied if "ties" in about else None,
        circle if "circles" in about else None,
        None if found is None else frozenset(finding.finding_id for finding in detect(found)),
    )


def _circles(ground: Ground, tied: pd.DataFrame, settings: Settings) -> Circles:
    again = resample(ground.interactions, ground.messages, ground.people, settings)
    return circles(edges(tied, ground.names), list(ground.names), settings.seed, again)


def values_of(some: Edges) -> dict[str, Floats]:
    """Return the measures of persons that are compared, by name."""
    found = values(some, None, drawn_sources(some.people, EXACT_PEOPLE, PIVOTS, np.random.default_rng(0)))
    return {name: found[name] for name in MEASURES}


def drawn_again(ground: Ground, settings: Settings) -> Resample:
    """Return the acts ready to be drawn again."""
    return resample(ground.interactions, ground.messages, ground.people, settings)
