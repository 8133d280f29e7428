"""Acts and talk as integer arrays: what ties, nulls and resampling are computed from."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["LAYERS", "Acts", "Talk", "acts", "summed", "talk", "together"]

LAYERS: Final = ("reply", "mention", "invitation", "about", "reaction")

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Talk:
    """Who wrote when, one entry per message, in file order.

    ``person`` is the row in ``people`` (-1: nobody there), ``turn`` numbers the runs of messages of one person within a session,
    ``day`` is the number of the calendar day, ``row_of`` finds a message's row.
    """

    person: Ints
    session: Ints
    turn: Ints
    day: Ints
    msg_id: "pd.Index[str]"
    rows: Ints

    def row_of(self, msg_ids: "pd.Series[str]") -> Ints:
        """Return the row of each message id, -1 where there is none (events, missing)."""
        found = self.msg_id.get_indexer(pd.Index(msg_ids))
        return np.where(found >= 0, self.rows[found], -1).astype(np.int64) if len(self.rows) else np.full(len(found), -1, np.int64)


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts of members towards other members, one entry per row of interactions that is kept.

    ``p`` is the probability, ``act`` is the same number for entries of one message, ``message`` and ``answered`` are rows of the talk
    (-1: an event, or nothing is answered), ``at`` is in seconds.
    """

    source: Ints
    target: Ints
    p: Floats
    act: Ints
    message: Ints
    answered: Ints
    at: Ints
    msg_id: npt.NDArray[np.object_]

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
            self.msg_id[which],
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
    person = names.get_indexer(pd.Index(messages["person"].astype(object))).astype(np.int64)
    session = messages["session"].to_numpy(np.int64)
    changed = np.ones(len(person), dtype=bool)
    changed[1:] = (person[1:] != person[:-1]) | (session[1:] != session[:-1])
    ids = messages["msg_id"].astype(object)
    first = ~ids.duplicated().to_numpy()
    return Talk(
        person=person,
        session=session,
        turn=(np.cumsum(changed) - 1).astype(np.int64),
        day=_seconds(messages["at"]) // 86_400,
        msg_id=pd.Index(ids[first]),
        rows=np.flatnonzero(first).astype(np.int64),
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
    source = names.get_indexer(pd.Index(interactions["source"].astype(object))).astype(np.int64)
    target = names.get_indexer(pd.Index(interactions["target"].astype(object))).astype(np.int64)
    p = interactions["weight"].to_numpy(np.float64).clip(0.0, 1.0)
    ids = interactions["msg_id"].astype(object)
    everything = Acts(
        source=source,
        target=target,
        p=p,
        act=pd.factorize(ids)[0].astype(np.int64),
        message=spoken.row_of(ids),
        answered=spoken.row_of(interactions["answers"].astype(object)),
        at=_seconds(interactions["at"]),
        msg_id=ids.to_numpy(),
    )
    kept = (source >= 0) & (target >= 0) & (source != target) & (p > 0)
    layer = pd.Index(LAYERS).get_indexer(pd.Index(interactions["layer"].astype(object))).astype(np.int64)
    kept &= ~_repeated(everything, interactions["answers"].isna().to_numpy(), layer)
    return {name: everything.take(kept & (layer == number)) for number, name in enumerate(LAYERS)}


def together(layers: dict[str, Acts]) -> tuple[Acts, Acts]:
    """Return the replies and the mentions that make layer ``all``: of a message's reply and mention of one person the likelier one counts.

    Returns
    -------
    tuple
        Replies kept, mentions kept. A (message, target) pair occurs in one of the two only.
    """
    reply, mention = layers["reply"], layers["mention"]
    keys = np.concatenate([reply.act, mention.act]), np.concatenate([reply.target, mention.target])
    code = np.unique(np.stack(keys), axis=1, return_inverse=True)[1].ravel()
    answered, named = code[: len(reply)], code[len(reply) :]
    count = int(code.max()) + 1 if len(code) else 0
    by_reply = summed(answered, reply.p, count) >= summed(named, mention.p, count)
    return reply.take(by_reply[answered]), mention.take(~by_reply[named])


def summed(code: Ints, values: Floats, least: int = 0) -> Floats:
    """Return the sum of the values of each code, for at least ``least`` codes."""
    return np.asarray(np.bincount(code, weights=values, minlength=least), dtype=np.float64)


def _repeated(everything: Acts, answers_nothing: npt.NDArray[np.bool_], layer: Ints) -> npt.NDArray[np.bool_]:
    """Return which acts repeat one of the same message, layer and target: who is mentioned twice in a message is mentioned by one act."""
    order = np.lexsort((-everything.p, layer, everything.target, everything.source, everything.act))
    keys = np.stack([everything.act, everything.source, everything.target, layer])[:, order]
    again = np.zeros(len(order), dtype=bool)
    again[order[1:]] = (keys[:, 1:] == keys[:, :-1]).all(axis=0)
    return again & answers_nothing


def _seconds(at: "pd.Series[pd.Timestamp]") -> Ints:
    return at.to_numpy().astype("datetime64[s]").astype(np.int64)
