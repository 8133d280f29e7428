"""The passes of the reply model: from features and weights to the best candidates of each message."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.features import Scene, pair_features, start_features
from wag_analyzer.interactions.weights import Weights

__all__ = ["BEST", "Candidates", "adjacent", "first_pass"]

Floats = npt.NDArray[np.float32]

#: Candidates kept per message.
BEST: Final = 8
_BLOCK: Final = 1024
_NEVER: Final = np.float32(-1e4)


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


def first_pass(chat: Scene, weights: Weights) -> Candidates:
    """Return the candidates as the linear model sees them."""
    parent = np.full((chat.size, BEST), -1, np.intp)
    p = np.zeros((chat.size, BEST + 1), np.float32)
    for start in range(0, chat.size, _BLOCK):
        stop = min(start + _BLOCK, chat.size)
        _, pairs, there = pair_features(chat, start, stop)
        _, starts = start_features(chat, start, stop)
        flat = pairs.reshape(len(pairs), -1)
        score = np.where(there, (weights.pair @ flat).reshape(there.shape), _NEVER)
        best = np.sort(np.argpartition(-score, BEST - 1, axis=1)[:, :BEST], axis=1)
        scores = np.concatenate([(weights.start @ starts)[:, None], np.take_along_axis(score, best, axis=1)], axis=1)
        p[start:stop] = softmax(scores)
        parent[start:stop] = np.where(np.take_along_axis(there, best, axis=1), np.arange(start, stop)[:, None] - best - 1, -1)
    return Candidates(parent, p)


def softmax(score: Floats) -> Floats:
    """Return probabilities, one row a message."""
    raised = np.exp(score - score.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)
