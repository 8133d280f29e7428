"""Acts and talk as integer arrays: what ties, nulls and resampling are computed from."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from wag_analyzer.people.places import picked, places, strings

__all__ = ["LAYERS", "Acts", "Talk", "acts", "cited", "numbered", "ranked", "summed", "talk", "together"]

LAYERS: Final = ("reply", "mention", "invitation", "about", "reaction")
_ROOMY: Final = 16
"""How many places a table of numbers may have for each number that is looked up in it."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Talk:
    """Who wrote when, one entry per message, in file order.

    ``person`` is the row in ``people`` (-1: nobody there), ``session`` is of one group, ``turn`` numbers the runs of messages of one person
    within a session, ``at`` is in seconds, ``day`` is the number of the calendar day. ``groups`` are the groups by number.
    """

    person: Ints
    group: Ints
    session: Ints
    turn: Ints
    at: Ints
    day: Ints
    msg_id: pa.Array
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts of members towards other members, one entry per row of interactions that is kept.

    ``p`` is the probability, ``act`` is the row in ``ids`` of the message or event (messages come first, as in the talk), ``message`` and
    ``answered`` are rows of the talk (-1: an event, or nothing is answered), ``at`` is in seconds, ``group`` is the talk's (-1: not known).
    """

    source: Ints
    target: Ints
    p: Floats
    act: Ints
    message: Ints
    answered: Ints
    at: Ints
    group: Ints
    ids: pa.Array

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self.p)

    def take(self, which: npt.NDArray[np.bool_] | Ints) -> "Acts":
        """Return the entries that ``which`` (a mask or row numbers) picks."""
        return Acts(
            self.source[which],
            self.target[which],
            self.p[which],
            self.act[which],
            self.message[which],
            self.answered[which],
            self.at[which],
            self.group[which],
            self.ids,
        )


def talk(messages: pd.DataFrame, names: "pd.Index[str]") -> Talk:
    """Return the messages as arrays.

    Parameters
    ----------
    messages
        ``tables.MESSAGES``.
    names
        ``people.person`` in the order whose row numbers are to be used.
    """
    person = places(messages["person"], names)
    session = messages["session"].to_numpy(np.int64)
    group, groups = pd.factorize(messages["group_id"].astype("category"), use_na_sentinel=False)
    if len(groups) > 1:
        session = numbered(session, group.astype(np.int64))[0]
    at = _seconds(messages["at"])
    changed = np.ones(len(person), dtype=bool)
    changed[1:] = (person[1:] != person[:-1]) | (session[1:] != session[:-1])
    return Talk(
        person=person,
        group=group.astype(np.int64),
        session=session,
        turn=(np.cumsum(changed) - 1).astype(np.int64),
        at=at,
        day=at // 86_400,
        msg_id=strings(messages["msg_id"]),
        groups=tuple(str(name) for name in groups),
    )


def acts(interactions: pd.DataFrame, spoken: Talk, names: "pd.Index[str]") -> dict[str, Acts]:
    """Return the acts of each layer between two different members; anything else (talk about outsiders, oneself) is left out.

    Parameters
    ----------
    interactions
        ``tables.INTERACTIONS``.
    spoken
        The messages they stand in.
    names
        ``people.person``, as for ``talk``.
    """
    source, target = places(interactions["source"], names), places(interactions["target"], names)
    p = interactions["weight"].to_numpy(np.float64).clip(0.0, 1.0)
    layer = places(interactions["layer"], pd.Index(LAYERS))
    kept = np.flatnonzero((source >= 0) & (target >= 0) & (source != target) & (p > 0) & (layer >= 0))
    source, target, p, layer = source[kept], target[kept], p[kept], layer[kept]
    ids = picked(strings(interactions["msg_id"]), kept)
    message = places(ids, spoken.msg_id)
    act, every = _numbers(ids, message, spoken.msg_id)
    everything = Acts(
        source=source,
        target=target,
        p=p,
        act=act,
        message=message,
        answered=places(picked(strings(interactions["answers"]), kept), spoken.msg_id),
        at=_seconds(interactions["at"])[kept],
        group=_groups(ids, message, spoken),
        ids=every,
    )
    again = _repeated(everything, interactions["answers"].isna().to_numpy()[kept], layer)
    return {name: everything.take(np.flatnonzero(~again & (layer == number))) for number, name in enumerate(LAYERS)}


def _numbers(ids: pa.Array, message: Ints, spoken: pa.Array) -> tuple[Ints, pa.Array]:
    """Return the number of each act's message or event, and all ids in the order of these numbers."""
    events = np.flatnonzero(message < 0)
    if not len(events):
        return message, spoken
    out, coded = message.copy(), picked(ids, events).dictionary_encode()
    out[events] = len(spoken) + np.asarray(coded.indices.to_numpy(zero_copy_only=False), np.int64)
    return out, pa.concat_arrays([spoken, coded.dictionary])


def _groups(ids: pa.Array, message: Ints, spoken: Talk) -> Ints:
    """Return the group of each act; of an event it is that of the file it stands in, whose mark the id begins with."""
    group = np.zeros(len(message), np.int64)
    if len(spoken.groups) > 1:
        files, of_file = np.unique(_file(spoken.msg_id), return_index=True)
        said = message >= 0
        group[said] = spoken.group[message[said]]
        place = places(_file(picked(ids, np.flatnonzero(~said))), files)
        group[~said] = np.where(place >= 0, spoken.group[of_file[place]], -1)
    return group


def _file(ids: pa.Array) -> npt.NDArray[np.object_]:
    return np.asarray([str(one).rpartition("-")[0] for one in ids.to_pylist()], object)


def together(layers: dict[str, Acts]) -> tuple[Acts, Acts]:
    """Return the replies and the mentions that make layer ``all``: of a message's reply and mention of one person the likelier one counts.

    Returns
    -------
    tuple
        Replies kept, mentions kept. A (message, target) pair occurs in one of the two only.
    """
    reply, mention = layers["reply"], layers["mention"]
    if not len(mention):
        return reply, mention
    mentions = np.zeros(int(max(reply.act.max(initial=0), mention.act.max())) + 1, dtype=bool)
    mentions[mention.act] = True
    of_both = np.flatnonzero(mentions[reply.act])
    code, count = numbered(np.concatenate([reply.act[of_both], mention.act]), np.concatenate([reply.target[of_both], mention.target]))
    answered, named = code[: len(of_both)], code[len(of_both) :]
    by_reply = summed(answered, reply.p[of_both], count) >= summed(named, mention.p, count)
    return reply.take(np.delete(np.arange(len(reply)), of_both[~by_reply[answered]])), mention.take(~by_reply[named])


def numbered(first: Ints, second: Ints) -> tuple[Ints, int]:
    """Return one number for each pair of numbers, in order of first appearance, and how many there are; none of ``second`` is negative."""
    code, pairs = pd.factorize(first * (int(second.max(initial=0)) + 1) + second)
    return code.astype(np.int64, copy=False), len(pairs)


def ranked(keys: Ints) -> tuple[Ints, Ints]:
    """Return which of the different keys each one is, and these, ascending; none is negative."""
    span = int(keys.max(initial=-1)) + 1
    if span > _ROOMY * len(keys) + _ROOMY:
        code, found = pd.factorize(keys, sort=True)
        return code.astype(np.int64, copy=False), np.asarray(found, np.int64)
    there = np.zeros(span, dtype=bool)
    there[keys] = True
    found = np.flatnonzero(there).astype(np.int64, copy=False)
    number = np.empty(span, np.int64)
    number[found] = np.arange(len(found))
    return number[keys], found


def summed(code: Ints, values: Floats, least: int = 0) -> Floats:
    """Return the sum of the values of each code, for at least ``least`` codes."""
    return np.asarray(np.bincount(code, weights=values, minlength=least), dtype=np.float64)


def cited(ids: pa.Array, owner: Ints, message: Ints, owners: int, most: int | None = None) -> pa.Array:
    """Return for each owner the list of its messages, each once, at most ``most``, in the order given; ``owner`` ascends."""
    first = np.sort(np.unique(owner * (int(message.max(initial=0)) + 1) + message, return_index=True)[1])
    owner, message = owner[first], message[first]
    if most is not None:
        kept = np.arange(len(owner)) - np.searchsorted(owner, owner) < most
        owner, message = owner[kept], message[kept]
    ends = np.searchsorted(owner, np.arange(owners + 1))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), ids.take(pa.array(message)).cast(pa.string()))


def _repeated(everything: Acts, answers_nothing: npt.NDArray[np.bool_], layer: Ints) -> npt.NDArray[np.bool_]:
    """Return which acts repeat one of the same message, layer and target: who is mentioned twice in a message is mentioned by one act."""
    where = np.flatnonzero(np.isin(layer, np.unique(layer[answers_nothing])))
    some, layers = everything.take(where), layer[where]
    order = np.lexsort((-some.p, layers, some.target, some.source, some.act))
    keys = np.stack([some.act, some.source, some.target, layers])[:, order]
    again = np.zeros(len(layer), dtype=bool)
    again[where[order[1:]]] = (keys[:, 1:] == keys[:, :-1]).all(axis=0)
    return again & answers_nothing


def _seconds(at: "pd.Series[pd.Timestamp]") -> Ints:
    return at.to_numpy().astype("datetime64[s]").astype(np.int64)
