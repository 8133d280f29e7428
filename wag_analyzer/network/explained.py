"""What goes with ties: same unit, distance in levels, meeting often. Regression beyond what chance gives (double permutation)."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.acts import acts, talk, together
from wag_analyzer.network.chance import benjamini_hochberg, chance
from wag_analyzer.network.copresence import attendance
from wag_analyzer.network.edges import edges
from wag_analyzer.network.regression import mrqap
from wag_analyzer.network.ties import View, ties
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

__all__ = ["MOST_PEOPLE", "explained"]

FEWEST: Final = 6
MOST_PEOPLE: Final = 1_000
PERMUTATIONS: Final = 999
VARIES: Final = 1e-6

_TOLD: Final = {
    "same_unit": "1 when both are of one unit of the roster, else 0",
    "level_distance": "how many levels of the roster lie between the two",
    "level_up": "levels of the target above the source: positive when people act upwards",
    "meetings": "conversations in which both wrote, log(1 + number)",
}
"""What each factor is."""

Floats = npt.NDArray[np.float64]


def explained(
    interactions: pd.DataFrame, messages: pd.DataFrame, people: People, settings: Settings, permutations: int = PERMUTATIONS
) -> pd.DataFrame:
    """Return what goes with the acts of pairs beyond what chance gives.

    Parameters
    ----------
    interactions
        ``tables.INTERACTIONS``.
    messages
        ``tables.MESSAGES``.
    people
        Everybody; units and levels come from the roster only.
    settings
        ``null`` (what chance keeps) and ``seed``.
    permutations
        How often people are shuffled.

    Returns
    -------
    DataFrame
        ``tables.EXPLAINED``, one row a factor; empty for fewer than six or more than 1,000 people who wrote. Who has no unit or level is
        left out of all when the roster names them for others: people are shuffled whole.

    Notes
    -----
    Double permutation (Farine, Carter 2022, Methods Ecol. Evol. 13, 144). First what chance gives, with speakers shuffled within their
    sessions (``chance``; its moments are exact, no draws are needed), is taken off the acts of every ordered pair, and the rest is told in
    standard deviations of chance (0 for pairs to whom nothing is left to chance): who was there and how much everybody wrote explain
    nothing any more, neither the mean nor how far single pairs are from it. Then people are shuffled (``regression.mrqap``). ``p_raw``
    shuffles people only, and is there for comparison: units that meet apart look like units that prefer each other.
    """
    names = people.names
    chosen, factors = _factors(messages, people, names)
    if not factors or not FEWEST <= len(chosen) <= MOST_PEOPLE:
        return tables.EXPLAINED.frame([])
    some = edges(ties(interactions, messages, people, settings, View(layers=("all",))), names)
    weight = np.zeros((len(names), len(names)))
    weight[some.source, some.target] = some.weight
    both = np.ix_(chosen, chosen)
    expected, spread = (each[both] for each in _chance(interactions, messages, names, settings))
    more = weight[both] - expected
    beyond = mrqap(np.where(spread > VARIES, more / np.maximum(spread, VARIES), 0.0), factors, permutations, settings.seed)
    in_acts = mrqap(more, factors, 0, settings.seed)
    raw = mrqap(weight[both], factors, permutations, settings.seed)
    q = benjamini_hochberg(np.array([effect.p for effect in beyond]))
    rows = [
        {
            "factor": effect.factor, "estimate": effect.estimate, "acts": act.estimate, "standardised": effect.standardised,
            "t": effect.t, "p": effect.p, "q": own, "p_raw": plain.p, "people": len(chosen), "permutations": permutations,
            "basis": _TOLD[effect.factor],
        }
        for effect, act, plain, own in zip(beyond, in_acts, raw, q.tolist(), strict=True)
    ]  # fmt: skip
    return tables.EXPLAINED.frame(rows)


def _factors(messages: pd.DataFrame, people: People, names: "pd.Index[str]") -> tuple[npt.NDArray[np.intp], Mapping[str, Floats]]:
    """Return who is looked at, and the factors of their pairs, those that vary."""
    table = people.table
    unit, level = pd.factorize(table["unit"].astype(object))[0], table["level"].to_numpy(np.float64)
    kept = np.array(table["messages"] > 0, dtype=bool)
    if len(np.unique(unit[kept & (unit >= 0)])) > 1:
        kept &= unit >= 0
    if len(np.unique(level[kept & np.isfinite(level)])) > 1:
        kept &= np.isfinite(level)
    chosen = np.flatnonzero(kept)
    unit, level = unit[chosen], level[chosen]
    found = {
        "same_unit": (unit[:, None] == unit[None, :]).astype(np.float64),
        "level_distance": np.abs(level[:, None] - level[None, :]),
        "level_up": level[None, :] - level[:, None],
        "meetings": np.log1p(_meetings(messages, names))[np.ix_(chosen, chosen)],
    }
    pairs = ~np.eye(len(chosen), dtype=bool)
    return chosen, {name: each for name, each in found.items() if np.isfinite(each).all() and np.ptp(each[pairs], axis=None) > 0}


def _meetings(messages: pd.DataFrame, names: "pd.Index[str]") -> Floats:
    """Return in how many conversations each two people both wrote."""
    there = attendance(talk(messages, names), len(names))
    _, session = np.unique(there.session, return_inverse=True)
    wrote = np.zeros((len(names), int(session.max(initial=-1)) + 1))
    wrote[there.person, session] = 1.0
    return np.asarray(wrote @ wrote.T, dtype=np.float64)


def _chance(interactions: pd.DataFrame, messages: pd.DataFrame, names: "pd.Index[str]", settings: Settings) -> tuple[Floats, Floats]:
    """Return the acts of every ordered pair that chance gives, and their standard deviation."""
    spoken = talk(messages, names)
    source, target = (each.ravel() for each in np.indices((len(names), len(names)), dtype=np.int64))
    mean, variance = np.zeros(len(source)), np.zeros(len(source))
    for some in together(acts(interactions, spoken, names)):
        if len(some):
            expected, wide, *_ = chance(settings.null, some, spoken, len(names)).at(source, target)
            mean, variance = mean + expected, variance + wide
    shape = (len(names), len(names))
    return mean.reshape(shape), np.sqrt(variance).reshape(shape)
