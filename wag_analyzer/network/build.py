"""From acts to the network: ties, graph, measures, circles."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.aside import aside
from wag_analyzer.heap import MANY, give_back
from wag_analyzer.network.communities import Circles, circles
from wag_analyzer.network.conversations import conversations
from wag_analyzer.network.draws import Resample, resample
from wag_analyzer.network.edges import edges
from wag_analyzer.network.firsts import firsts
from wag_analyzer.network.graph import Network
from wag_analyzer.network.group import Watched, group
from wag_analyzer.network.measures import MOST_PEOPLE, Beside, Progress, measures
from wag_analyzer.network.roles import roles
from wag_analyzer.network.ties import ties
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

__all__ = ["BUILDING", "beside", "divided", "network", "outline"]

BUILDING = ("ties", "circles", "measures")
"""What ``network`` announces, in order."""

Stage = Callable[[str], None]


def network(  # noqa: PLR0913 - both callbacks are named where it is called
    interactions: pd.DataFrame,
    messages: pd.DataFrame,
    people: People,
    settings: Settings,
    *,
    progress: Progress | None = None,
    stage: Stage = lambda _: None,
) -> Network:
    """Return the group as a network.

    Parameters
    ----------
    interactions
        ``tables.INTERACTIONS`` of all layers.
    messages
        ``tables.MESSAGES``.
    people
        Everyone in the group; one who never acted is an isolate, not absent.
    settings
        ``draws`` for intervals, ``seed``, ``half_life`` of an act in strength classes.
    progress
        Called with (draws done, draws to do) while intervals are computed.
    stage
        Called with each name of ``BUILDING`` when it starts: ties and what chance gives, circles beside rewired networks, measures.

    Returns
    -------
    Network
        The same input and settings give the same network, number by number.
    """
    timed = aside(lambda: beside(interactions, messages, people, settings, None))
    found, again, round_about, parts = _begun(interactions, messages, people, settings, stage)
    stage("measures")
    seen = Watched(people.table, parts, again.draws)
    figures = measures(found, people.table, again, progress, replace(timed.result(), parts=parts, watch=seen))
    return Network(
        ties=found,
        written=_written(people.table, messages),
        measures=figures,
        roles=roles(figures, people.table),
        group=group(found, people.table, round_about, seen, parts),
        communities=round_about.table,
        circles_are_clear=round_about.clear,
        parts=parts,
        circles=round_about,
    )


def outline(
    interactions: pd.DataFrame, messages: pd.DataFrame, people: People, settings: Settings, *, stage: Stage = lambda _: None
) -> Network:
    """Return the group as a network with all that findings rest on: ties, circles and measures, these without intervals.

    Roles and measures of the whole group, which take most of the time, are not there. The rest is as ``network`` gives it.
    """
    found, _, round_about, parts = _begun(interactions, messages, people, settings, stage)
    stage("measures")
    return Network(
        ties=found,
        written=_written(people.table, messages),
        measures=measures(found, people.table, beside=Beside(parts)),
        group=tables.GROUP.frame(),
        communities=round_about.table,
        circles_are_clear=round_about.clear,
        parts=parts,
        circles=round_about,
    )


class _Begun(NamedTuple):
    ties: pd.DataFrame
    again: Resample
    circles: Circles
    parts: npt.NDArray[np.int64] | None


def _begun(interactions: pd.DataFrame, messages: pd.DataFrame, people: People, settings: Settings, stage: Stage = lambda _: None) -> _Begun:
    stage("ties")
    found = ties(interactions, messages, people, settings)
    if len(found) >= MANY:
        give_back()
    again = resample(interactions, messages, people, settings)
    names = people.names
    stage("circles")
    round_about = circles(edges(found, names), list(names), settings.seed, again)
    return _Begun(found, again, round_about, divided(people.table, round_about))


def beside(
    interactions: pd.DataFrame, messages: pd.DataFrame, people: People, settings: Settings, parts: npt.NDArray[np.int64] | None
) -> Beside:
    """Return what measures need beside ties: units or circles, and what comes from turns, times and texts."""
    drawn = settings.draws if len(people.table) <= MOST_PEOPLE else 0
    talked = conversations(interactions, messages, people.table, drawn, settings.seed)
    return Beside(parts, talked | firsts(messages, people.table, drawn, settings.seed))


def divided(people: pd.DataFrame, found: Circles) -> npt.NDArray[np.int64] | None:
    """Return the number of each person's unit (-1: in none); of the circle where the roster names fewer than two units; None without both.

    Parameters
    ----------
    people
        ``tables.PEOPLE``.
    found
        The circles; they count only when they are clear.
    """
    units = pd.factorize(people["unit"].astype(object))[0].astype(np.int64)
    if units.max(initial=-1) > 0:
        return units
    return found.table["circle"].to_numpy(np.int64) - 1 if found.clear else None


def _written(people: pd.DataFrame, messages: pd.DataFrame) -> dict[str, int]:
    """Return person → messages written, of everybody in their order."""
    written = messages["person"].astype(object).value_counts()
    return {str(person): int(written.get(person, 0)) for person in people["person"]}
