"""The learned weights of the reply model, read from the data file that ships with the package."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.errors import TableError

__all__ = ["FILE", "Net", "Weights", "load_weights"]

FILE: Final = "reply_weights.npz"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Net:
    """A layer of hidden units beside a linear part, for candidates and for the start of a conversation.

    ``pair_in`` and ``start_in`` are features x units, the biases and outputs have one value a unit, the linear parts one a feature.
    """

    pair_in: Floats
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
    pair_names, start_names
        Names of the features of the first pass, in the order of its weights.
    pair, start
        Weights of the first pass.
    nets
        The nets of the later passes, in order.
    """

    pair_names: tuple[str, ...]
    start_names: tuple[str, ...]
    pair: Floats
    start: Floats
    nets: tuple[Net, ...] = ()


@cache
def load_weights() -> Weights:
    """Return the shipped weights.

    Raises
    ------
    TableError
        The data file is not the one this version of the package was built with.
    """
    path = resources.files("wag_analyzer.interactions") / FILE
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return weights({name: stored[name] for name in stored.files})
    except (OSError, ValueError, KeyError) as error:
        raise TableError(f"the weights of the reply model cannot be read ({error})", where=FILE, hint="install the package anew") from None


def weights(stored: dict[str, npt.NDArray[np.generic]]) -> Weights:
    """Return the weights held in named arrays."""
    nets = []
    while f"net{len(nets)}.pair_in" in stored:
        nets.append(Net(**{field: stored[f"net{len(nets)}.{field}"].astype(np.float32) for field in Net.__dataclass_fields__}))
    return Weights(
        pair_names=tuple(str(name) for name in stored["pair_names"]),
        start_names=tuple(str(name) for name in stored["start_names"]),
        pair=stored["pair"].astype(np.float32),
        start=stored["start"].astype(np.float32),
        nets=tuple(nets),
    )
