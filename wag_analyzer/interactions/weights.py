"""The learned weights of the reply model, read from the data file that ships with the package."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.errors import TableError

__all__ = ["FILE", "Cut", "Linear", "Net", "Weights", "load_weights", "weights"]

FILE: Final = "reply_weights.npz"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cut:
    """What cuts the messages within reach down to those that may matter.

    ``pair`` has one weight a feature, ``back_other`` and ``back_same`` one a distance, the others one a cue, as in ``Linear``.
    """

    pair: Floats
    back_other: Floats
    back_same: Floats
    mine_same: Floats
    mine_back: Floats
    their_same: Floats
    their_other: Floats


@dataclass(frozen=True, slots=True)
class Linear:
    """The first pass.

    ``pair`` and ``start`` have one weight a feature. ``mine_*`` weigh the cues of the message that may answer, ``their_*`` those of the one
    that may be answered, for an author's own message, for others', and by distance; ``both`` is cue x cue.
    """

    pair: Floats
    start: Floats
    mine_same: Floats
    mine_back: Floats
    their_same: Floats
    their_other: Floats
    both: Floats


@dataclass(frozen=True, slots=True)
class Net:
    """A layer of hidden units beside a linear part, for candidates and for answering none.

    ``*_in`` are features x units, ``*_bias`` and ``*_out`` have one value a unit, ``*_linear`` one a feature. ``mine`` and ``their`` are
    the cues of the two messages; they enter the same units as ``pair``.
    """

    pair_in: Floats
    mine_in: Floats
    their_in: Floats
    pair_bias: Floats
    pair_out: Floats
    pair_linear: Floats
    start_in: Floats
    start_bias: Floats
    start_out: Floats
    start_linear: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything learned.

    Parameters
    ----------
    cut, linear
        The first pass: which candidates are kept, and their probabilities.
    nets
        The later passes, in order.
    temper
        The power that probabilities are raised to, after the first pass and after the last, by how much a chat names people (at the shares
        of ``passes.KNOTS``); None leaves them as they are.
    """

    cut: Cut
    linear: Linear
    nets: tuple[Net, ...] = ()
    temper: Floats | None = None


@cache
def load_weights() -> Weights:
    """Return the shipped weights.

    Raises
    ------
    TableError
        The data file cannot be read.
    """
    path = resources.files("wag_analyzer.interactions") / FILE
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return weights({name: stored[name] for name in stored.files})
    except (OSError, ValueError, KeyError) as error:
        raise TableError(f"the weights of the reply model cannot be read ({error})", where=FILE, hint="install the package anew") from None


def weights(stored: Mapping[str, npt.NDArray[Any]]) -> Weights:
    """Return the weights held in arrays called ``linear.pair``, ``net0.pair_in`` and so on."""
    nets: list[Net] = []
    while f"net{len(nets)}.pair_in" in stored:
        nets.append(Net(**_part(stored, f"net{len(nets)}", Net)))
    temper = np.ascontiguousarray(stored["temper"], np.float32) if "temper" in stored else None
    return Weights(Cut(**_part(stored, "cut", Cut)), Linear(**_part(stored, "linear", Linear)), tuple(nets), temper)


def _part(stored: Mapping[str, npt.NDArray[Any]], prefix: str, kind: type[Cut | Linear | Net]) -> dict[str, Floats]:
    return {field.name: np.ascontiguousarray(stored[f"{prefix}.{field.name}"], np.float32) for field in fields(kind)}
