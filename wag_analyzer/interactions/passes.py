"""The reading of a chat in passes: the first looks at messages alone, the later ones know what the reading before them found."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.candidates import BEST, NEVER, Candidates, Floats, linear_scores, softmax
from wag_analyzer.interactions.features import ROOM, Block
from wag_analyzer.interactions.parse import Parse
from wag_analyzer.interactions.scene import WINDOW, Scene
from wag_analyzer.interactions.weights import Net, Weights

__all__ = ["BLOCK", "Kept", "first_pass", "inputs", "later_pass", "read"]

#: Messages scored at a time; the table of who usually answers whom is brought up to date at each block.
BLOCK: Final = 512
#: Chats of more messages keep the features of the first pass in half the room; one export holds at most 40,000.
_ROOMY: Final = 50_000


@dataclass(frozen=True, slots=True)
class Kept:
    """What the first pass leaves to the later ones, for one block.

    Parameters
    ----------
    pairs
        Feature x message x candidate.
    starts
        Feature x message.
    """

    start: int
    stop: int
    pairs: npt.NDArray[Any]
    starts: Floats


def read(chat: Scene, weights: Weights, *, linear: bool = False) -> Candidates:
    """Return the candidates of every message, after the first pass only when ``linear``."""
    kept: list[Kept] = []
    found = first_pass(chat, weights, None if linear or not weights.nets else kept)
    for net in () if linear else weights.nets:
        found = later_pass(chat, found, net, kept)
    return found


def first_pass(chat: Scene, weights: Weights, kept: list[Kept] | None = None) -> Candidates:
    """Return the candidates as the linear model sees them, and add to ``kept`` what the later passes need."""
    parent = np.full((chat.size, BEST), -1, np.intp)
    p = np.zeros((chat.size, BEST + 1), np.float32)
    room = np.empty((ROOM, WINDOW, min(BLOCK, chat.size)), np.float32)
    for start in range(0, chat.size, BLOCK):
        stop = min(start + BLOCK, chat.size)
        block = Block(chat, start, stop)
        score, none, pairs, starts = linear_scores(chat, block, weights.linear, room)
        best = np.sort(np.argpartition(score, WINDOW - BEST, axis=1)[:, WINDOW - BEST :], axis=1)
        top = np.take_along_axis(score, best, axis=1)
        p[start:stop] = softmax(np.concatenate([none[:, None], top], axis=1))
        parent[start:stop] = np.where(top > NEVER, block.index.T - best - 1, -1)
        if kept is not None:
            spot = best * (stop - start) + np.arange(stop - start)[:, None]
            chosen = pairs.reshape(len(pairs), -1).take(spot.ravel(), axis=1).reshape(-1, *best.shape)
            kept.append(Kept(start, stop, chosen if chat.size <= _ROOMY else chosen.astype(np.float16), starts))
    return Candidates(parent, p)


def later_pass(chat: Scene, found: Candidates, net: Net, kept: list[Kept]) -> Candidates:
    """Return the same candidates with the probabilities of the next reading."""
    p = np.empty_like(found.p)
    parse = Parse(chat, found)
    by_mine, by_their = net.mine_in.T @ chat.mine + net.pair_bias[:, None], net.their_in.T @ chat.theirs
    for block, pairs, starts in inputs(parse, kept):
        part = slice(block.start, block.stop)
        flat = pairs.reshape(len(pairs), -1)
        hidden = (net.pair_in.T @ flat).reshape(-1, *pairs.shape[1:])
        hidden += by_mine[:, part, None] + by_their[:, parse.parent[part]]
        np.maximum(hidden, 0, out=hidden)
        score = np.tensordot(net.pair_out, hidden, 1) + (net.pair_linear @ flat).reshape(pairs.shape[1:])
        units = np.maximum(net.start_in.T @ starts + net.start_bias[:, None], 0)
        none = net.start_out @ units + net.start_linear @ starts
        p[part] = softmax(np.concatenate([none[:, None], np.where(parse.there[part], score, NEVER)], axis=1))
    return Candidates(found.parent, p)


def inputs(parse: Parse, kept: list[Kept]) -> Iterator[tuple[Kept, Floats, Floats]]:
    """Yield, block by block, an array feature x message x candidate and one feature x message for answering none.

    The first array is written over by the next block.
    """
    room = np.empty((2 * ROOM, BLOCK, BEST), np.float32)
    for block in kept:
        parse.learn(block.start)
        count = len(block.pairs)
        out = room[:, : block.stop - block.start]
        out[:count] = block.pairs
        for _, values in parse.pairs(block.start, block.stop):
            out[count] = values
            count += 1
        pairs = out[:count]
        if block.start == 0 or not parse.there[block.start : block.stop].all():
            pairs *= parse.there[block.start : block.stop]
        more = [values for _, values in parse.starts(block.start, block.stop)]
        yield block, pairs, np.concatenate([block.starts, np.array(more, np.float32).reshape(len(more), -1)])
