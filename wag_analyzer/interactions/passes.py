"""The reading of a chat in passes: the first looks at messages alone, the later ones know what the reading before them found."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from wag_analyzer.interactions.candidates import BEST, NEVER, Candidates, Floats, linear_scores, softmax
from wag_analyzer.interactions.features import ROOM, Block, Picked, Seen, pair_features, start_features
from wag_analyzer.interactions.parse import Parse
from wag_analyzer.interactions.scene import WINDOW, Scene
from wag_analyzer.interactions.weights import Net, Weights

__all__ = ["BLOCK", "KNOTS", "LAST", "first_pass", "inputs", "later_pass", "read"]

#: Messages scored at a time; the table of who usually answers whom is brought up to date at each block.
BLOCK: Final = 512
#: Shares of messages that name somebody, between which the sharpness of probabilities is drawn straight.
KNOTS: Final = (0.05, 0.2, 0.4, 0.6)
#: How much the last reading counts beside the one before it: what only the last one sees carries over less well to other chats.
LAST: Final = 0.7


def read(chat: Scene, weights: Weights, *, linear: bool = False) -> Candidates:
    """Return the candidates of every message, after the first pass only when ``linear``.

    Probabilities are those of the last two readings together, as sure as they turned out to be where people are named that often.
    """
    found, seen = first_pass(chat, weights)
    readings = [found]
    for net in () if linear else weights.nets:
        readings.append(later_pass(chat, readings[-1], net, seen))
    return Candidates(found.parent, _together(readings[-2:], _power(chat, weights, linear=linear)))


def _power(chat: Scene, weights: Weights, *, linear: bool) -> Floats:
    """Return what to raise the probabilities of each message to."""
    naming = chat.history.naming
    if weights.temper is None:
        return np.ones_like(naming)
    return np.asarray(np.interp(naming, KNOTS, weights.temper[0 if linear else -1]), np.float32)


def _together(readings: list[Candidates], power: Floats) -> Floats:
    """Return the probabilities of one reading, or the geometric mean of two, raised to a power."""
    with np.errstate(divide="ignore"):  # a candidate that is not there has 0, and keeps it
        logged = np.log(readings[-1].p)
        if len(readings) > 1:
            logged = LAST * logged + (1 - LAST) * np.log(readings[0].p)
    raised = np.exp(logged * power[:, None])
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def first_pass(chat: Scene, weights: Weights) -> tuple[Candidates, Seen]:
    """Return the candidates as the linear model sees them, and what the later passes need to know of them."""
    parent = np.full((chat.size, BEST), -1, np.intp)
    p = np.zeros((chat.size, BEST + 1), np.float32)
    seen: list[Seen] = []
    for start in range(0, chat.size, BLOCK):
        stop = min(start + BLOCK, chat.size)
        block = Block(chat, start, stop)
        score, none = linear_scores(chat, block, weights.linear)
        best = np.sort(np.argpartition(score, WINDOW - BEST, axis=1)[:, WINDOW - BEST :], axis=1)
        top = np.take_along_axis(score, best, axis=1)
        p[start:stop] = softmax(np.concatenate([none[:, None], top], axis=1))
        parent[start:stop] = np.where(top > NEVER, block.index.T - best - 1, -1)
        seen.append(block.seen.take(best.T * (stop - start) + np.arange(stop - start)))
    return Candidates(parent, p), Seen.joined(seen)


def later_pass(chat: Scene, found: Candidates, net: Net, seen: Seen) -> Candidates:
    """Return the same candidates with the probabilities of the next reading."""
    p = np.empty_like(found.p)
    parse = Parse(chat, found)
    by_mine, by_their = chat.mine.T @ net.mine_in + net.pair_bias, chat.theirs.T @ net.their_in
    for start, pairs, starts in inputs(parse, seen):
        part = slice(start, start + pairs.shape[2])
        flat = pairs.reshape(len(pairs), -1)
        hidden = flat.T @ net.pair_in
        hidden += by_their.take(parse.parent[:, part].ravel(), axis=0)
        hidden.reshape(BEST, -1)[:] += by_mine[part].reshape(1, -1)
        np.maximum(hidden, 0, out=hidden)
        score = (hidden @ net.pair_out + net.pair_linear @ flat).reshape(pairs.shape[1:])
        units = np.maximum(net.start_in.T @ starts + net.start_bias[:, None], 0)
        none = net.start_out @ units + net.start_linear @ starts
        p[part] = softmax(np.concatenate([none[None], np.where(parse.there[:, part], score, NEVER)]).T)
    return Candidates(found.parent, p)


def inputs(parse: Parse, seen: Seen) -> Iterator[tuple[int, Floats, Floats]]:
    """Yield, block by block, its first message, an array feature x candidate x message and one feature x message for answering none.

    The first array is written over by the next block.
    """
    chat, room = parse.chat, np.empty((2 * ROOM, BEST, min(BLOCK, parse.size)), np.float32)
    for start in range(0, parse.size, BLOCK):
        stop = min(start + BLOCK, parse.size)
        parse.learn(start)
        there = parse.there[:, start:stop]
        out = room if stop - start == room.shape[2] else np.empty((2 * ROOM, BEST, stop - start), np.float32)
        back = np.where(there, parse.parent[:, start:stop], -1).astype(np.int32)
        names, _ = pair_features(Picked(chat, start, back, seen.part(start, stop)), out)
        count = len(names)
        for _, values in parse.pairs(start, stop):
            out[count] = values
            count += 1
        pairs = out[:count]
        if not there.all():
            pairs *= there
        more = [values for _, values in parse.starts(start, stop)]
        starts = start_features(chat, start, stop)[1]
        yield start, pairs, np.concatenate([starts, np.array(more, np.float32).reshape(len(more), -1)])
