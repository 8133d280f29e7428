"""Measures and roles in windows of time."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.build import beside
from wag_analyzer.network.draws import Resample, resample
from wag_analyzer.network.edges import Edges
from wag_analyzer.network.measures import measured
from wag_analyzer.network.windows import windows
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings
from wag_analyzer.tables import Table

__all__ = ["course", "stacked"]


def course(
    acts: tuple[pd.DataFrame, pd.DataFrame],
    people: People,
    settings: Settings,
    words: str,
    parts: npt.NDArray[np.int64] | None = None,
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each window, as its first and last day, with the measures of every person in it.

    Parameters
    ----------
    acts
        ``tables.INTERACTIONS`` and ``tables.MESSAGES``.
    people
        The persons of the chat; all of them are in every window, also before they came.
    settings
        ``draws`` and ``seed``.
    words
        Length and step as in ``windows``: ``28d``, ``28d,step=7d``, ``4w``.
    parts
        The number of each person's unit or circle in the whole chat, as in ``measures``.

    Yields
    ------
    tuple
        The window and its ``tables.MEASURES``. Acts of a window are those made in it, also when they answer something from before.

    Raises
    ------
    SettingsError
        The words are not understood.
    """
    interactions, messages = acts
    said, done = (frame["at"].to_numpy().astype("datetime64[s]").astype(np.int64) for frame in (messages, interactions))
    if not len(said):
        return
    names = people.names
    for window in windows(words, int(said.min()), int(said.max())):
        some = interactions[(done >= window.start) & (done < window.end)].reset_index(drop=True)
        talk = messages[(said >= window.start) & (said < window.end)].reset_index(drop=True)
        again = resample(some, talk, people, settings)
        block = measured(_expected(again), names, again, None, beside(some, talk, people, settings, parts))
        yield window.label, tables.MEASURES.frame({**{str(name): block[name] for name in block}, "window": [window.label] * len(block)})


def _expected(again: Resample) -> Edges:
    """Return the expected acts of each pair."""
    key, code = np.unique(again.pair, return_inverse=True)
    weight = np.bincount(code, weights=again.p, minlength=len(key)).astype(np.float64, copy=False)
    return Edges(again.people, key // max(again.people, 1), key % max(again.people, 1), weight)


def stacked(table: Table, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of several frames of one table below each other."""
    return table.frame({name: pd.concat([frame[name].astype(object) for frame in frames], ignore_index=True) for name in table.names})
