"""Circles over time: those of each window, which of them go on, and what holds over all windows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.communities import Circles, circles
from wag_analyzer.network.edges import Edges, from_matrix
from wag_analyzer.network.measures import matrix
from wag_analyzer.network.ties import View, ties
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

__all__ = ["Slices", "lines", "over_windows", "slices"]

GOES_ON: Final = 0.3
"""Jaccard index from which a circle is the same as one of the window before."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Slices:
    """Acts of each window, source by row; drawn from in turn, as conversations are drawn from by ``draws.Resample``."""

    weights: Mapping[str, Floats]

    def matrices(self, draws: int | None = None, seed: int | None = None) -> Iterator[Floats]:
        """Yield the windows with any act over and over, ``draws`` matrices in all (each window once unless given)."""
        del seed
        some = [weights for weights in self.weights.values() if weights.any()]
        for turn in range((len(some) if draws is None else draws) if some else 0):
            yield some[turn % len(some)]

    def networks(self, draws: int | None = None, seed: int | None = None) -> Iterator[Edges]:
        """Yield what ``matrices`` does as ties."""
        return map(from_matrix, self.matrices(draws, seed))


def slices(interactions: pd.DataFrame, messages: pd.DataFrame, people: People, settings: Settings, window: str) -> Slices:
    """Return the acts of each window of layer ``all``.

    Parameters
    ----------
    interactions
        ``tables.INTERACTIONS``.
    messages
        ``tables.MESSAGES``.
    people
        Everybody.
    settings
        As for ``ties``.
    window
        Length and step, as ``windows.windows`` reads them: ``28d,step=7d``.

    Raises
    ------
    SettingsError
        The window cannot be read.
    """
    found = ties(interactions, messages, people, settings, View(layers=("all",), window=window))
    names = pd.Index(people.persons, dtype=object)
    label = found["window"].astype(str)
    return Slices({str(name): matrix(found[label == name].reset_index(drop=True), names) for name in label.unique()})


def over_windows(weights: Floats, names: Sequence[str], seed: int, some: Slices) -> Circles:
    """Return the circles that hold over windows: the co-membership is the share of windows in which two persons share a circle.

    Parameters
    ----------
    weights
        Expected acts over the whole time, for modularity and its null.
    names
        ``people.person``.
    seed
        Seed of the algorithm and the null.
    some
        The windows.
    """
    return circles(weights, names, seed, some if any(each.any() for each in some.weights.values()) else None)


def lines(some: Slices, names: Sequence[str], seed: int) -> pd.DataFrame:
    """Return the circles of each window, clear ones only, and which of them go on.

    Parameters
    ----------
    some
        The windows, in order of time.
    names
        ``people.person``.
    seed
        Seed of the algorithm and the null.

    Returns
    -------
    DataFrame
        ``tables.CIRCLE_WINDOWS``: a window without clear circles has one row with circle 0. A circle goes on the line of the circle of the
        window before that it is most alike (Jaccard index of at least 0.3); a line is taken up by one circle only, the most alike.
    """
    rows: list[dict[str, object]] = []
    before: dict[int, frozenset[str]] = {}
    last = 0
    for window, weights in some.weights.items():
        found = circles(weights, names, seed)
        here = {number: _members(found, names, number) for number in range(1, found.count + 1)}
        line_of, alike = _taken_up(here, before)
        for number in here:
            if number not in line_of:
                last += 1
                line_of[number] = last
        about = {"window": window, "p": found.p, "basis": found.reason}
        rows += [
            {**about, "circle": n, "line": line_of[n], "likeness": alike.get(n), "people": len(here[n]), "persons": sorted(here[n])}
            for n in here
        ]
        if not here:
            rows.append({**about, "circle": 0, "line": 0, "people": 0, "persons": []})
        before = {line_of[number]: members for number, members in here.items()} if here else before
    return tables.CIRCLE_WINDOWS.frame(rows)


def _members(found: Circles, names: Sequence[str], number: int) -> frozenset[str]:
    return frozenset(name for name, circle in zip(names, found.table["circle"].tolist(), strict=True) if circle == number)


def _taken_up(here: Mapping[int, frozenset[str]], before: Mapping[int, frozenset[str]]) -> tuple[dict[int, int], dict[int, float]]:
    """Return circle → line it goes on, and circle → how alike the two are."""
    pairs = sorted(
        ((-len(mine & old) / len(mine | old), line, number) for number, mine in here.items() for line, old in before.items()),
    )
    line_of: dict[int, int] = {}
    alike: dict[int, float] = {}
    for less, line, number in pairs:
        if -less >= GOES_ON and number not in line_of and line not in line_of.values():
            line_of[number], alike[number] = line, -less
    return line_of, alike
