"""Every message within reach of another, and which of these may matter: a few features cut the candidates down.

Arrays are distance x message: row k holds the message k + 1 back, a plain slice of the chat's own arrays, and nothing is copied.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.candidates import NEVER, accumulated
from wag_analyzer.interactions.features import LOG, Seen
from wag_analyzer.interactions.scene import WINDOW, Scene
from wag_analyzer.interactions.weights import Cut

__all__ = ["Block", "cut", "cut_values"]

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]
Told = tuple[str, str, npt.NDArray[Any]]

#: A candidate scored lower than the best by more than this much (the log of how many times less likely) is cut off at once.
MARGIN: Final = 4.5
#: For whom the values of a feature of the cut count.
_WHOM: Final = ("any", "same", "other")


class Block:
    """A block of messages beside the ``WINDOW`` messages before each."""

    def __init__(self, chat: Scene, start: int, stop: int) -> None:
        self.chat, self.start, self.stop = chat, start, stop
        self.index = np.arange(start, stop, dtype=np.int32)[None, :]
        self.back = self.index - np.arange(1, WINDOW + 1, dtype=np.int32)[:, None]
        self.there = self.back >= 0
        past = chat.history
        self.author, self.mine = self.near(past.author), self.own(past.author)
        self.same = ((self.author == self.mine) & self.there).astype(np.float32)
        self.other = self.there - self.same
        self.latest = (self.near(past.after) >= self.index).astype(np.float32)
        latest_other = (self.latest * self.other).astype(np.uint8)
        lead = self.own(chat.wording.lead)
        self.to = (lead == self.author) & (lead >= 0) & self.there
        self.from_ = (self.near(chat.wording.lead) == self.mine) & self.there
        rank = accumulated(latest_other.copy()) - latest_other
        self.seen = Seen(rank, _first(self.to), _first(self.from_), *self._echoes())

    def near(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the values of the earlier messages, distance x message (zero before the first message)."""
        first = self.start - WINDOW
        part = values[max(first, 0) : self.stop]
        if first < 0:
            part = np.concatenate([np.zeros(-first, values.dtype), part])
        step = part.strides[0]
        shape = (WINDOW, self.stop - self.start)
        return np.lib.stride_tricks.as_strided(part[WINDOW - 1 :], shape, (-step, step), writeable=False)

    def own(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the values of the messages themselves, as one row."""
        return values[None, self.start : self.stop]

    def _echoes(self) -> Floats:
        found = self.chat.echoes
        low, high = np.searchsorted(found.at, [self.start, self.stop])
        columns, rows = found.at[low:high] - self.start, found.back[low:high] - 1
        out = np.zeros((2, *self.there.shape), np.float32)
        out[0, rows, columns] = found.cosine[low:high]
        out[1, rows, columns] = found.rarest[low:high]
        return out


def _first(hit: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    out, seen = hit.copy(), hit[0].copy()
    for row, found in zip(out[1:], hit[1:], strict=True):
        np.greater(found, seen, out=row)
        seen |= found
    return out


def cut(block: Block, weights: Cut, near: Floats, room: Floats) -> tuple[Places, Places]:
    """Return the candidates that may matter: where those of each message begin, and their places (of distance x message).

    ``near`` weighs the cues of all messages, as what their own authors and what others may answer.
    """
    mine = block.chat.mine[:, block.start : block.stop]
    back = LOG[:WINDOW, None]
    rows = {"same": (weights.mine_same @ mine)[None], "other": np.zeros_like(mine[:1]), "other_back": np.zeros_like(mine[:1])}
    shape, weigh = block.there.shape, np.zeros((len(_WHOM), len(weights.pair)), np.float32)
    count = 0
    for (_, whom, values), weight in zip(cut_values(block), weights.pair, strict=True):
        if len(values) == 1:
            rows[whom] = rows[whom] + weight * values
        else:
            room[count].reshape(shape)[:] = values
            weigh[_WHOM.index(whom), count] = weight
            count += 1
    either, same, other = (weigh[:, :count] @ room[:count]).reshape(-1, *shape)
    same += block.near(near[0]) + weights.back_same[:, None] + rows["same"]
    other += block.near(near[1]) + weights.back_other[:, None] + rows["other"] + back * rows["other_back"]
    score = either + block.same * same + block.other * other + back * (weights.mine_back @ mine)
    score[~block.there] = NEVER
    kept = (score >= score.max(axis=0) - np.float32(MARGIN)) & block.there
    place = np.flatnonzero(np.ascontiguousarray(kept.T))
    message, distance = np.divmod(place, len(kept))
    return np.concatenate([np.zeros(1, np.intp), np.cumsum(kept.sum(axis=0))]), distance * kept.shape[1] + message


def cut_values(x: Block) -> Iterator[Told]:
    """Yield the few features that cut candidates down: name, for whom it counts, and values, distance x message or one row for all.

    It counts for messages of ``any``, of ``other`` persons, of the ``same`` person; ``other_back`` is still to be weighed by the log of the
    distance.
    """
    yield from _cut_distance(x)
    yield from _cut_address(x)


def _cut_distance(x: Block) -> Iterator[Told]:
    past = x.chat.history
    wait = np.log(np.maximum(x.own(past.clock) - x.near(past.clock), 0).astype(np.float32) + np.float32(1))
    yield "naming_log_back", "other_back", x.own(past.naming)
    yield "crowd_log_back", "other_back", x.own(past.crowd)
    yield "wait", "other", wait
    yield "pace", "other", x.own(past.pace)
    yield "latest", "other", x.latest
    yield "rank", "other", LOG.take(x.seen.rank)
    yield "fresh", "other", x.back > x.own(past.before)
    yield "open", "other", x.near(past.answered) >= x.index
    yield "begins", "other", x.near(past.before) != x.back - 1
    yield "wait", "same", wait
    yield "pace", "same", x.own(past.pace)
    yield "latest", "same", x.latest
    yield "naming", "same", x.own(past.naming)


def _cut_address(x: Block) -> Iterator[Told]:
    past, said, seen = x.chat.history, x.chat.wording, x.seen
    lead, mid = x.own(said.lead), x.own(said.mid)
    leads = lead >= 0
    asks = x.near(x.chat.cue["asks"]) * x.own(x.chat.cue["plain"])
    yield "to", "any", x.to
    yield "to.first", "any", seen.to_first
    yield "to_mid", "any", (mid == x.author) & (mid >= 0) & x.there
    yield "leads", "other", leads
    yield "nobody_log_back", "other_back", ~leads
    yield "alike", "any", (lead == x.near(said.lead)) & leads & x.there
    yield "from", "any", x.from_
    yield "from.first", "any", seen.from_first
    yield "from_mid", "any", (x.near(said.mid) == x.mine) & x.there
    for name in ("last_to", "last_from", "next_to", "next_from"):
        yield name, "any", (x.own(getattr(past, name)) == x.author) & x.there
    yield "their_last", "any", (x.near(past.last_to) == x.mine) & x.there
    yield "cosine", "other", seen.cosine
    yield "rarest", "other", seen.rarest
    yield "cosine", "same", seen.cosine
    yield "asks", "other", asks
    yield "asks.latest", "other", asks * x.latest
