"""The first pass of the reply model: from features and weights to the best candidates of each message."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.features import Block, pair_values, start_features
from wag_analyzer.interactions.scene import Scene
from wag_analyzer.interactions.weights import Linear

__all__ = ["BEST", "NEVER", "Candidates", "adjacent", "linear_scores", "softmax"]

Floats = npt.NDArray[np.float32]

#: Candidates kept per message.
BEST: Final = 8
#: Score of a candidate that does not exist.
NEVER: Final = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best candidates of every message.

    Parameters
    ----------
    parent
        Message x ``BEST``: number of the earlier message, -1 where there is none.
    p
        Message x (1 + ``BEST``): probability of answering none, then of each candidate; a row sums to 1.
    """

    parent: npt.NDArray[np.intp]
    p: Floats


def adjacent(author: npt.NDArray[np.int32]) -> Candidates:
    """Return the rule most tools use: a message answers the last message of somebody else."""
    size = len(author)
    index = np.arange(size)
    changes = np.append(True, author[1:] != author[:-1])[:size]
    begin = np.maximum.accumulate(np.where(changes, index, 0)) if size else index
    parent = np.full((size, BEST), -1, np.intp)
    parent[:, 0] = begin - 1
    p = np.zeros((size, BEST + 1), np.float32)
    p[:, 0], p[:, 1] = parent[:, 0] < 0, parent[:, 0] >= 0
    return Candidates(parent, p)


def linear_scores(chat: Scene, block: Block, weights: Linear) -> tuple[Floats, Floats]:
    """Return message x distance scores, and message scores for answering none."""
    _, starts = start_features(chat, block.start, block.stop)
    score, one = np.zeros((2, *block.there.shape), np.float32)
    for (_, values), weight in zip(pair_values(block), weights.pair, strict=True):
        score += np.multiply(values, weight, out=one)
    part = slice(block.start, block.stop)
    mine, theirs = chat.mine[:, part], chat.theirs
    score += (weights.mine_same @ mine) * block.same + (weights.mine_back @ mine) * block.log_back
    score += block.near(weights.their_same @ theirs) * block.same + block.near(weights.their_other @ theirs) * block.other
    wanted = weights.both.T @ mine
    both = np.zeros_like(score)
    for row, cue in zip(wanted, theirs, strict=True):
        both += row * block.near(cue)
    score += both * block.other
    return np.ascontiguousarray(np.where(block.there, score, NEVER).T), weights.start @ starts


def softmax(score: Floats) -> Floats:
    """Return probabilities, one row a message."""
    raised = np.exp(score - score.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)
