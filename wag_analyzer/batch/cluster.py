"""Workers of a Dask cluster, by the same interface as those of this machine."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from logging import CRITICAL, getLogger
from time import monotonic, sleep
from typing import Any, Final

from wag_analyzer.errors import SettingsError

__all__ = ["cluster"]

_PATIENCE: Final = 10
"""Seconds in which a scheduler must answer."""

_PAUSE: Final = 0.1
_TALKING: Final = ("distributed", "distributed.client", "tornado.application")


@contextmanager
def cluster(address: str) -> Iterator[tuple[Callable[[], Executor], int]]:
    """Give what makes workers of the cluster behind a scheduler, and how many there are.

    Every worker must have this program and see the files and the store under the same paths.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    SettingsError
        Dask is not installed, or no scheduler answers there.
    """
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError:
        raise SettingsError("needs Dask", where="--scheduler", hint="install it with: pip install 'wag-analyzer[dask]'") from None
    make: Any = distributed.Client
    try:
        client = make(address, timeout=_PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise SettingsError(f"no scheduler answers ({type(error).__name__})", where=address, hint="start it: dask scheduler") from None
    with client, _quiet():
        count = len(client.nthreads())
        if not count:
            raise SettingsError("the scheduler has no workers", where=address, hint=f"start some with 'dask worker {address}'")
        yield lambda: _executor(client, address), count


def _executor(client: Any, address: str) -> Executor:
    """Return what hands work to the workers, once the scheduler answers; one that was lost may come back.

    Raises
    ------
    SettingsError
        It does not: no file may be taken for one that killed its worker.
    """
    until = monotonic() + _PATIENCE
    while client.status == "connecting" and monotonic() < until:
        sleep(_PAUSE)
    if client.status != "running":
        raise SettingsError(
            "the scheduler is gone; what was finished is in the store", where=address, hint="start it, then the same command"
        )
    made: Executor = client.get_executor(pure=False)
    return made


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the engine says of lost workers off the terminal: what became of each file is told."""
    loggers = [getLogger(name) for name in _TALKING]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
