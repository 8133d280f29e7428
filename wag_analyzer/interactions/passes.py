"""The reading of a chat in passes: the first looks at messages alone, the later ones know what the reading before them found."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.candidates import Candidates, segments, softmax
from wag_analyzer.interactions.features import ROOM, Pairs, Seen, pair_features, start_features, write
from wag_analyzer.interactions.parse import Parse
from wag_analyzer.interactions.reach import Block, cut
from wag_analyzer.interactions.scene import WINDOW, Scene
from wag_analyzer.interactions.weights import Linear, Net, Weights

__all__ = ["BLOCK", "KNOTS", "LEAST", "first_pass", "inputs", "later_pass", "read", "share_of_last"]

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

#: Messages scored at a time.
BLOCK: Final = 2048
#: Candidates that go through the hidden units at a time.
PART: Final = 1024
#: Messages whose cues are laid beside those within their reach at once.
TILE: Final = 32
#: Candidates below these probabilities are not looked at by the second reading, and by the third.
LEAST: Final = (0.008, 0.012)
#: Shares of messages that name somebody, between which the sharpness of probabilities is drawn straight.
KNOTS: Final = (0.05, 0.2, 0.4, 0.6)
#: How much the last reading counts beside the one before it, by the share of messages that name somebody, drawn straight between: what only
#: the last one sees carries over less well to other chats, but where nobody is named there is little else to see.
LAST: Final = ((0.05, 1.0), (0.2, 0.7))


def read(chat: Scene, weights: Weights, *, linear: bool = False) -> Candidates:
    """Return the candidates of every message, after the first pass only when ``linear``.

    Probabilities are those of the last two readings together, as sure as they turned out to be where people are named that often.
    """
    found, seen = first_pass(chat, weights)
    before: tuple[Floats, Floats] | None = None
    for net, least in () if linear else zip(weights.nets, LEAST, strict=False):
        found, kept = found.likely(least)
        seen, before = seen.take(kept), (found.none, found.p)
        found = later_pass(chat, found, net, seen)
    power = _power(chat, weights, linear=linear)
    return _together(found, before, (share_of_last(chat.history.naming), power))


def share_of_last(naming: npt.NDArray[np.floating[Any]]) -> Floats:
    """Return how much the last reading counts beside the one before it, where that share of messages names somebody."""
    knots, shares = zip(*LAST, strict=True)
    return np.asarray(np.interp(naming, knots, shares), np.float32)


def _power(chat: Scene, weights: Weights, *, linear: bool) -> Floats:
    """Return what to raise the probabilities of each message to."""
    naming = chat.history.naming
    if weights.temper is None:
        return np.ones_like(naming)
    return np.asarray(np.interp(naming, KNOTS, weights.temper[0 if linear else -1]), np.float32)


def _together(found: Candidates, before: tuple[Floats, Floats] | None, weight: tuple[Floats, Floats]) -> Candidates:
    """Return the probabilities of a reading, or its geometric mean with those of the one before, raised to a power.

    ``weight`` is, message by message, how much the reading counts in the mean, and the power.
    """
    share, power = weight
    none, p = _logged(found.none), _logged(found.p)
    if before is not None:
        shares = (share, np.repeat(share, np.diff(found.offset)))
        none, p = (part * now + (1 - part) * _logged(then) for part, now, then in zip(shares, (none, p), before, strict=True))
    none, p = softmax(none * power, p * np.repeat(power, np.diff(found.offset)), found.offset)
    return Candidates(found.offset, found.parent, p, none)


def _logged(p: Floats) -> Floats:
    return np.log(np.maximum(p, np.float32(1e-30)))


def first_pass(chat: Scene, weights: Weights) -> tuple[Candidates, Seen]:
    """Return the candidates as the linear model sees them, and what the later passes need to know of them."""
    parts, seen = [], []
    theirs = np.pad(chat.theirs, ((0, 0), (WINDOW, TILE)))
    room = np.empty((0, 0), np.float32)
    near = np.stack([getattr(part, name) for part in (weights.cut, weights.linear) for name in ("their_same", "their_other")]) @ chat.theirs
    for start in range(0, chat.size, BLOCK):
        block = Block(chat, start, min(start + BLOCK, chat.size))
        room = _roomy(room, ROOM, block.there.size)
        offset, spot = cut(block, weights.cut, near, room)
        parent = block.back.ravel().take(spot).astype(np.intp)
        pairs = Pairs(chat, start, offset, parent, block.seen.take(spot))
        room = _roomy(room, ROOM, len(parent))
        none, p = softmax(*_linear(pairs, weights.linear, (near[2:], theirs), room), offset)
        parts.append(Candidates(offset, parent, p, none))
        seen.append(pairs.seen)
    return _joined(parts), Seen.joined(seen)


def _roomy(room: Floats, rows: int, size: int) -> Floats:
    """Return room for an array rows x size, the same memory again when it suffices."""
    flat = room.base if room.base is not None and room.base.size >= rows * size else np.empty(rows * max(size, 8 * BLOCK), np.float32)
    return flat[: rows * size].reshape(rows, size)


def _joined(parts: list[Candidates]) -> Candidates:
    """Return the candidates of consecutive blocks together."""
    counts = np.concatenate([np.zeros(1, np.intp), *(np.diff(part.offset) for part in parts)])
    parent, p, none = (np.concatenate([getattr(part, name) for part in parts]) for name in ("parent", "p", "none"))
    return Candidates(np.cumsum(counts), parent, p, none)


def _linear(x: Pairs, weights: Linear, known: tuple[Floats, Floats], room: Floats) -> tuple[Floats, Floats]:
    """Return the scores of answering none, and of each candidate; ``known``: ``near`` as in ``cut``, and ``theirs`` as in ``_both``."""
    mine, (near, theirs) = x.chat.mine[:, x.start : x.stop], known
    score = weights.pair @ pair_features(x, room)[1]
    score += np.repeat(weights.mine_same @ mine, x.counts) * x.same + np.repeat(weights.mine_back @ mine, x.counts) * x.log_back
    score += near[0].take(x.back) * x.same + (_both(x, mine.T @ weights.both, theirs) + near[1].take(x.back)) * x.other
    return weights.start @ start_features(x.chat, x.start, x.stop)[1], score


def _both(x: Pairs, wanted: Floats, theirs: Floats) -> Floats:
    """Return what the cues of the two messages say together: of each ``TILE`` messages beside all within their reach, then looked up.

    ``wanted`` is message x cue; ``theirs`` are the cues of all messages, cue x message, with room before the first and after the last.
    """
    tiles = -(-len(wanted) // TILE)
    wide = WINDOW + TILE
    near = np.lib.stride_tricks.sliding_window_view(theirs[:, x.start : x.start + tiles * TILE + WINDOW], wide, axis=1)[:, ::TILE]
    padded = np.zeros((tiles * TILE, len(theirs)), np.float32)
    padded[: len(wanted)] = wanted
    every: Floats = np.matmul(padded.reshape(tiles, TILE, -1), near.transpose(1, 0, 2))
    message = x.index - x.start
    return every.ravel().take(message * (wide - 1) + message % TILE + x.back + (WINDOW - x.start))


def later_pass(chat: Scene, found: Candidates, net: Net, seen: Seen) -> Candidates:
    """Return the same candidates with the probabilities of the next reading."""
    none, p = np.empty_like(found.none), np.empty_like(found.p)
    room = np.empty((2, PART, len(net.pair_out)), np.float32)
    for start, pairs, starts in inputs(Parse(chat, found), seen):
        part = slice(start, start + starts.shape[1])
        offset = found.offset[part.start : part.stop + 1]
        entries = slice(int(offset[0]), int(offset[-1]))
        first = max(start - WINDOW, 0)
        mine = chat.mine[:, part].T @ net.mine_in + net.pair_bias
        their = chat.theirs[:, first : part.stop].T @ net.their_in
        whose = (segments(offset), found.parent[entries] - first)
        units = np.maximum(net.start_in.T @ starts + net.start_bias[:, None], 0)
        alone = net.start_out @ units + net.start_linear @ starts
        none[part], p[entries] = softmax(alone, _scores(net, pairs, (mine, their), whose, room), offset - offset[0])
    return Candidates(found.offset, found.parent, p, none)


def _scores(net: Net, pairs: Floats, known: tuple[Floats, Floats], whose: tuple[Places, Places], room: Floats) -> Floats:
    """Return the scores of candidates, a part at a time, so that the units stay where the processor reaches them fast.

    ``known`` is what the cues of messages say to the units, of those that may answer and of those that may be answered; ``whose`` are their
    rows for each candidate.
    """
    score = np.empty(pairs.shape[1], np.float32)
    for begin in range(0, len(score), PART):
        part = slice(begin, min(begin + PART, len(score)))
        values = pairs[:, part]
        hidden, more = room[:, : values.shape[1]]
        np.matmul(values.T, net.pair_in, out=hidden)
        for rows, place in zip(known, whose, strict=True):
            hidden += rows.take(place[part], axis=0, out=more, mode="clip")
        np.maximum(hidden, 0, out=hidden)
        score[part] = hidden @ net.pair_out + net.pair_linear @ values
    return score


def inputs(parse: Parse, seen: Seen) -> Iterator[tuple[int, Floats, Floats]]:
    """Yield, block by block, its first message, an array feature x candidate and one feature x message for answering none.

    The first array is written over by the next block.
    """
    chat, found, room = parse.chat, parse.found, np.empty((0, 0), np.float32)
    for start in range(0, parse.size, BLOCK):
        stop = min(start + BLOCK, parse.size)
        parse.nearby.move(start, stop)
        offset = found.offset[start : stop + 1]
        entries = slice(int(offset[0]), int(offset[-1]))
        room = _roomy(room, 2 * ROOM, entries.stop - entries.start)
        count = len(pair_features(Pairs(chat, start, offset - offset[0], found.parent[entries], seen.take(entries)), room)[0])
        for _, values in parse.pairs(start, stop):
            write(values, room[count])
            count += 1
        more = list(parse.starts(start, stop))
        starts = start_features(chat, start, stop)[1]
        yield start, room[:count], np.concatenate([starts, np.array(more, np.float32).reshape(len(more), -1)])
