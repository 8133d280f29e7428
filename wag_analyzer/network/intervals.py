"""How wide the interval of a tie is: measured on annotated chats, by how sure the replies of the chat are.

Acts are whole and their probabilities are given, so a tie's acts would vary by Σp(1-p) if every message were read right on average and
independently. They are not: what misleads the model in one message of a pair misleads it in the next. So the variance is widened by φ.

φ of a chat
    ``max(1, 9D - 2.2)``, D the doubt of its replies: Σp(1-p) / Σp, about 0.2 where people call each other by name and 0.35 to 0.5 where
    they do not. Fitted on the training part of the annotated chats only: with names, without, and without names and with few of the
    conversations (184 chats, 13,206 ties); about nine of ten ties are covered in each of the three.
φ of a tie
    the chat's, times √(S/2) for a tie whose own S = Σp(1-p) exceeds 2: errors within a pair go together, so large ties err by more than
    independent acts would.

``benchmarks/coverage.py`` prints how often the intervals hold the truth.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.acts import Acts, ranked, summed

__all__ = ["Z90", "doubt", "margin", "phi"]

Z90: Final = 1.645
SLOPE: Final = 9.0
START: Final = 2.2
LARGE: Final = 2.0
ROUNDING: Final = 0.5

Floats = npt.NDArray[np.float64]


def doubt(replies: Acts) -> float:
    """Return how unsure the replies of a chat are: Σp(1-p) / Σp, 0 when nothing is inferred.

    Parameters
    ----------
    replies
        Acts of layer ``reply``; candidates of one message by the same person are one act.
    """
    if not len(replies):
        return 0.0
    p = np.minimum(summed(ranked(replies.act * (int(replies.target.max()) + 1) + replies.target)[0], replies.p), 1.0)
    return float((p * (1 - p)).sum() / p.sum())


def phi(unsure: float) -> float:
    """Return how many times the variance of independent acts a tie of the chat has, by the doubt of the chat's replies.

    Examples
    --------
    >>> [round(phi(unsure), 2) for unsure in (0.0, 0.2, 0.3, 0.45)]
    [1.0, 1.0, 1.0, 1.85]
    """
    return max(1.0, SLOPE * unsure - START)


def margin(spread: Floats, width: float) -> Floats:
    """Return half the length of the 90 % interval of ties.

    Parameters
    ----------
    spread
        Σp(1-p) of each tie.
    width
        ``phi`` of the chat.
    """
    wide = width * np.maximum(1.0, np.sqrt(spread / LARGE))
    return np.asarray(Z90 * np.sqrt(wide * spread) + ROUNDING, dtype=np.float64)
