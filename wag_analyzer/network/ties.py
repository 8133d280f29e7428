"""Ties: for each ordered pair and layer the expected acts, how sure that is, and what chance would give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.acts import Acts, Talk, acts, talk, together
from wag_analyzer.network.nulls import Chance, benjamini_hochberg, shuffled, upper_tail
from wag_analyzer.network.strengths import Marks, strengths
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

__all__ = ["MAX_MSG_IDS", "Z90", "naming_share", "phi", "ties"]

Z90: Final = 1.645
MAX_MSG_IDS: Final = 200
MANY_NAMED: Final = 0.4
SOME_NAMED: Final = 0.2
_DAY: Final = 86_400

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def ties(interactions: pd.DataFrame, messages: pd.DataFrame, people: People, settings: Settings) -> pd.DataFrame:
    """Return the ties of every layer and of layer ``all``.

    Layers are ``reply``, ``mention``, ``invitation``, ``about`` and ``all``: replies and mentions together, where a message that both
    answers and mentions a person counts once, with the larger probability. Acts towards oneself or towards people who are not in
    ``people`` make no tie. Direction: who acts → who is answered, mentioned, invited, talked about.

    Parameters
    ----------
    interactions
        ``tables.INTERACTIONS``.
    messages
        ``tables.MESSAGES``.
    people
        The persons of the chat.
    settings
        ``half_life`` of an act in strength classes.

    Returns
    -------
    DataFrame
        ``tables.TIES``, by layer, then heaviest first.

        weight
            V = Σp over the tie's acts, p the probability that a message was meant for the target.
        weight_lo, weight_hi
            V ± (1.645·√(φ·Σp(1-p)) + 0.5), not below 0, about 90 %. φ is 1 when more than 40 % of the messages name somebody, 2 from 20 %
            to 40 %, 3 below, as the probabilities of replies rest on less then and err together. The 0.5 is for rounding: acts are whole.
        expected, z, q
            Under the null of ``nulls.shuffled``: session, day and activity are kept. q is one-sided (more acts than chance) with
            Benjamini-Hochberg over all pairs of the layer that could have had acts, also those that had none. Missing for
            invitations (each is the only one of its target: there is nothing to shuffle) and where the session leaves no choice.
        acts, first, last
            All acts with any probability.
        reciprocity
            min/max of the weights of the two directions in the layer.
        strength
            See ``strengths``.
        msg_ids
            At most 200, most probable first.
    """
    names = pd.Index(people.table["person"].astype(object))
    spoken = talk(messages, names)
    layers = acts(interactions, spoken, names)
    replies, mentions = together(layers)
    share = phi(naming_share(messages, layers["mention"]))
    end = int(messages["at"].to_numpy().astype("datetime64[s]").astype(np.int64).max()) if len(messages) else 0
    context = _Context(names.to_numpy(), share, end, settings.half_life * _DAY, _varieties(layers, len(names)))
    parts = [_rows(name, _single((some,), len(names)), _null(name, some, spoken, len(names)), context) for name, some in layers.items()]
    chance = shuffled(replies, spoken, len(names)) + shuffled(mentions, spoken, len(names))
    parts.append(_rows("all", _single((replies, mentions), len(names)), chance, context))
    every = pd.concat(parts, ignore_index=True)
    return tables.TIES.frame({column: every[column].tolist() if column == "msg_ids" else every[column] for column in tables.TIES.names})


def naming_share(messages: pd.DataFrame, mentions: Acts) -> float:
    """Return the share of messages that name somebody: with an @ or by an act of layer ``mention``."""
    if not len(messages):
        return 0.0
    import pyarrow as pa  # noqa: PLC0415 - loaded only where Arrow lists are looked into
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    lengths = pc.fill_null(pc.list_value_length(pa.array(messages["mentions"])), 0)
    named = lengths.to_numpy(zero_copy_only=False) > 0
    named[mentions.message[mentions.message >= 0]] = True
    return float(named.mean())


def phi(named: float) -> int:
    """Return how much wider than independent acts the interval of a tie is, by the share of messages that name somebody."""
    return 1 if named > MANY_NAMED else 2 if named >= SOME_NAMED else 3


def _null(name: str, some: Acts, spoken: Talk, people: int) -> Chance | None:
    return None if name == "invitation" else shuffled(some, spoken, people)


def _varieties(layers: Mapping[str, Acts], people: int) -> "pd.Series[int]":
    """Return for each unordered pair in how many layers it has a tie."""
    pairs = [np.unique(_unordered(some.source, some.target, people)) for some in layers.values()]
    return pd.Series(np.concatenate(pairs)).value_counts()


def _unordered(source: Ints, target: Ints, people: int) -> Ints:
    return np.minimum(source, target) * people + np.maximum(source, target)


@dataclass(frozen=True, slots=True)
class _Context:
    """What all layers share: names, width of intervals, end of the chat and half-life in seconds, layers of each unordered pair."""

    names: npt.NDArray[np.object_]
    phi: int
    end: int
    half_life: float
    varieties: "pd.Series[int]"


def _rows(layer: str, single: pd.DataFrame, chance: Chance | None, context: _Context) -> pd.DataFrame:
    """Return the ties of one layer from one row per message and target, by pair, most probable first."""
    people = len(context.names)
    pairs = _pairs(single, context)
    key = pairs.index.to_numpy(np.int64)
    source, target = key // max(people, 1), key % max(people, 1)
    weight = pairs["weight"].to_numpy(np.float64)
    margin = Z90 * np.sqrt(context.phi * pairs["doubt"].to_numpy(np.float64)) + 0.5
    back = pairs["weight"].reindex(target * people + source).fillna(0.0).to_numpy(np.float64)
    expected, z, q = _tested(weight, source, target, chance)
    lo, reciprocity = np.maximum(weight - margin, 0.0), np.minimum(weight, back) / np.maximum(weight, back)
    variety = context.varieties.reindex(_unordered(source, target, people)).to_numpy().astype(np.int64)
    marks = Marks(source, target, weight, lo, pairs["current"].to_numpy(), expected, reciprocity, variety, pairs["days"].to_numpy().astype(np.int64))
    ids = single["msg_id"].to_numpy()
    starts = np.cumsum(pairs["acts"].to_numpy()) - pairs["acts"].to_numpy()
    frame = pd.DataFrame(
        {
            "source": context.names[source],
            "target": context.names[target],
            "layer": layer,
            "weight": weight,
            "weight_lo": lo,
            "weight_hi": weight + margin,
            "expected": expected,
            "z": z,
            "q": q,
            "acts": pairs["acts"].to_numpy(),
            "first": pairs["first"].to_numpy().astype("datetime64[s]"),
            "last": pairs["last"].to_numpy().astype("datetime64[s]"),
            "reciprocity": reciprocity,
            "strength": strengths(marks, people),
            "msg_ids": [list(ids[start : start + size]) for start, size in zip(starts, pairs["acts"].clip(upper=MAX_MSG_IDS), strict=True)],
        }
    )
    return frame.iloc[np.lexsort((key, -weight))]


def _pairs(single: pd.DataFrame, context: _Context) -> pd.DataFrame:
    """Return one row per ordered pair: weight, doubt Σp(1-p), weight faded by age, acts, distinct days, first and last act."""
    faded = single["p"] * 0.5 ** ((context.end - single["at"]).clip(lower=0) / context.half_life)
    marked = single.assign(doubt=single["p"] * (1 - single["p"]), faded=faded, day=single["at"] // _DAY)
    return marked.groupby("pair", sort=True).agg(
        weight=("p", "sum"),
        doubt=("doubt", "sum"),
        current=("faded", "sum"),
        acts=("p", "size"),
        days=("day", "nunique"),
        first=("at", "min"),
        last=("at", "max"),
    )


def _single(parts: Iterable[Acts], people: int) -> pd.DataFrame:
    """Return one row per message and target, by pair, most probable first: a message that may answer two of a person's is one act."""
    frame = pd.concat(
        [
            pd.DataFrame({"act": some.act, "pair": some.source * people + some.target, "p": some.p, "at": some.at, "msg_id": some.msg_id})
            for some in parts
        ],
        ignore_index=True,
    )
    single = frame.groupby(["pair", "act"], sort=False, as_index=False).agg({"p": "sum", "at": "min", "msg_id": "first"})
    single["p"] = single["p"].clip(upper=1.0)
    return single.iloc[np.lexsort((single["at"], -single["p"], single["pair"]))]


def _tested(weight: Floats, source: Ints, target: Ints, chance: Chance | None) -> tuple[Floats, Floats, Floats]:
    z = np.full(len(weight), np.nan)
    if chance is None:
        return z, z.copy(), z.copy()
    mean, variance = chance.at(source, target)
    varies = variance > 1e-9
    z[varies] = (weight[varies] - mean[varies]) / np.sqrt(variance[varies])
    return mean, z, benjamini_hochberg(upper_tail(weight, mean, variance), chance.pairs)
