"""What several detectors make of one chat in the same way is made once in a run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

from wag_analyzer.analysis import Analysis

__all__ = ["kept", "once", "sharing"]

_Made = TypeVar("_Made")
_RUNNING: Final[ContextVar[dict[object, tuple[Analysis, Any]] | None]] = ContextVar("made in this run", default=None)


@contextmanager
def sharing() -> Iterator[None]:
    """Keep what :func:`once` makes until the end of the block."""
    token = _RUNNING.set({})
    try:
        yield
    finally:
        _RUNNING.reset(token)


def once(make: Callable[[Analysis], _Made], analysis: Analysis) -> _Made:
    """Return what ``make`` makes of an analysis, inside :func:`sharing` the same object each time.

    Parameters
    ----------
    make
        A function or class of one analysis. What it makes is shared: nobody may change it.
    analysis
        A chat analysed.
    """
    kept = _RUNNING.get()
    if kept is None:
        return make(analysis)
    if make not in kept:
        kept[make] = (analysis, make(analysis))
    known, made = kept[make]
    found: _Made = made if known is analysis else make(analysis)
    return found


def kept(make: Callable[[Analysis], _Made], analysis: Analysis) -> _Made | None:
    """Return what :func:`once` has made of an analysis in this run, None where it has not been asked.

    Parameters
    ----------
    make
        As for :func:`once`.
    analysis
        A chat analysed.
    """
    known, made = (_RUNNING.get() or {}).get(make, (None, None))
    return made if known is analysis else None
