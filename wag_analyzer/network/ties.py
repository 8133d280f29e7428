"""Ties: for each ordered pair and layer the expected acts, how sure that is, and what chance would give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.acts import Acts, Talk, acts, summed, talk, together
from wag_analyzer.network.nulls import Chance, benjamini_hochberg, shuffled, upper_tail
from wag_analyzer.network.strengths import Marks, strengths
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

__all__ = ["MAX_MSG_IDS", "Z90", "naming_share", "phi", "ties"]

Z90: Final = 1.645
MAX_MSG_IDS: Final = 200
MANY_NAMED: Final = 0.4
SOME_NAMED: Final = 0.2
UNTESTED: Final = frozenset({"invitation", "reaction"})
"""Layers whose acts are not messages that could have been meant for somebody else."""

_DAY: Final = 86_400

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def ties(interactions: pd.DataFrame, messages: pd.DataFrame, people: People, settings: Settings) -> pd.DataFrame:
    """Return the ties of every layer and of layer ``all``.

    Layers are ``reply``, ``mention``, ``invitation``, ``about``, ``reaction`` and ``all``: replies and mentions together, where a message
    that both answers and mentions a person counts once, with the larger probability. Reactions stay out of ``all``: only other programs'
    files record them, and a network with them could not be compared with one without. Acts towards oneself or towards people who are not
    in ``people`` make no tie. Direction: who acts → who is answered, mentioned, invited, talked about, reacted to.

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
            invitations (each is the only one of its target: there is nothing to shuffle), for reactions (they are no messages, and when
            they were made is not known) and where the session leaves no choice.
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
    return None if name in UNTESTED else shuffled(some, spoken, people)


def _varieties(layers: Mapping[str, Acts], people: int) -> tuple[Ints, Ints]:
    """Return the unordered pairs that have a tie, and in how many layers each has."""
    pairs = [np.unique(_unordered(some.source, some.target, people)) for some in layers.values()]
    return np.unique(np.concatenate(pairs), return_counts=True)


def _unordered(source: Ints, target: Ints, people: int) -> Ints:
    return np.minimum(source, target) * people + np.maximum(source, target)


@dataclass(frozen=True, slots=True)
class _Context:
    """What all layers share: names, width of intervals, end of the chat and half-life in seconds, layers of each unordered pair."""

    names: npt.NDArray[np.object_]
    phi: int
    end: int
    half_life: float
    varieties: tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class _Single:
    """One entry per message and target, by pair, most probable first: a message that may answer two of a person's is one act."""

    pair: Ints
    p: Floats
    at: Ints
    msg_id: npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """One entry per ordered pair: where its acts start in ``_Single``, and what they come to; ``doubt`` is Σp(1-p)."""

    key: Ints
    start: Ints
    acts: Ints
    weight: Floats
    doubt: Floats
    current: Floats
    days: Ints
    first: Ints
    last: Ints


def _rows(layer: str, single: _Single, chance: Chance | None, context: _Context) -> pd.DataFrame:
    people = max(len(context.names), 1)
    pairs = _pairs(single, context)
    source, target = pairs.key // people, pairs.key % people
    margin = Z90 * np.sqrt(context.phi * pairs.doubt) + 0.5
    back = _found(pairs.key, pairs.weight, target * people + source)
    expected, z, q = _tested(pairs.weight, source, target, chance)
    lo, reciprocity = np.maximum(pairs.weight - margin, 0.0), np.minimum(pairs.weight, back) / np.maximum(pairs.weight, back)
    variety = _found(*context.varieties, _unordered(source, target, people))
    marks = Marks(source, target, pairs.weight, lo, pairs.current, expected, reciprocity, variety, pairs.days)
    size = np.minimum(pairs.acts, MAX_MSG_IDS)
    frame = pd.DataFrame(
        {
            "source": context.names[source],
            "target": context.names[target],
            "layer": layer,
            "weight": pairs.weight,
            "weight_lo": lo,
            "weight_hi": pairs.weight + margin,
            "expected": expected,
            "z": z,
            "q": q,
            "acts": pairs.acts,
            "first": pairs.first.astype("datetime64[s]"),
            "last": pairs.last.astype("datetime64[s]"),
            "reciprocity": reciprocity,
            "strength": strengths(marks, people),
            "msg_ids": [list(single.msg_id[start : start + many]) for start, many in zip(pairs.start, size, strict=True)],
        }
    )
    return frame.iloc[np.lexsort((pairs.key, -pairs.weight))]


def _pairs(single: _Single, context: _Context) -> _Pairs:
    key, start, code, count = np.unique(single.pair, return_index=True, return_inverse=True, return_counts=True)
    if not len(key):
        none, nothing = np.zeros(0, np.int64), np.zeros(0)
        return _Pairs(none, none, none, nothing, nothing, nothing, none, none, none)
    faded = single.p * 0.5 ** (np.maximum(context.end - single.at, 0) / context.half_life)
    day = single.at // _DAY
    days = np.unique(code * (int(day.max() - day.min()) + 1) + day - day.min()) // (int(day.max() - day.min()) + 1)
    return _Pairs(
        key=key,
        start=start,
        acts=count,
        weight=summed(code, single.p),
        doubt=summed(code, single.p * (1 - single.p)),
        current=summed(code, faded),
        days=np.bincount(days),
        first=np.minimum.reduceat(single.at, start),
        last=np.maximum.reduceat(single.at, start),
    )


def _single(parts: Sequence[Acts], people: int) -> _Single:
    act = np.concatenate([some.act for some in parts])
    pair = np.concatenate([some.source * people + some.target for some in parts])
    order = np.lexsort((act, pair))
    act, pair = act[order], pair[order]
    starts = np.flatnonzero(np.concatenate([[True], (act[1:] != act[:-1]) | (pair[1:] != pair[:-1])])) if len(act) else order
    p = np.concatenate([some.p for some in parts])[order]
    p = np.minimum(np.add.reduceat(p, starts), 1.0) if len(act) else p
    at = np.concatenate([some.at for some in parts])[order][starts]
    msg_id = np.concatenate([some.msg_id for some in parts])[order][starts]
    best = np.lexsort((act[starts], at, -p, pair[starts]))
    return _Single(pair[starts][best], p[best], at[best], msg_id[best])


def _found(keys: Ints, values: npt.NDArray[np.generic], wanted: Ints) -> npt.NDArray[Any]:
    """Return the value of each wanted key, 0 where there is none; ``keys`` are sorted."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=values.dtype)
    place = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0)


def _tested(weight: Floats, source: Ints, target: Ints, chance: Chance | None) -> tuple[Floats, Floats, Floats]:
    z = np.full(len(weight), np.nan)
    if chance is None:
        return z, z.copy(), z.copy()
    mean, variance = chance.at(source, target)
    varies = variance > 1e-9
    z[varies] = (weight[varies] - mean[varies]) / np.sqrt(variance[varies])
    return mean, z, benjamini_hochberg(upper_tail(weight, mean, variance), chance.pairs)
