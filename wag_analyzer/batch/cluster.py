"""Workers of a Dask cluster, by the same interface as those of this machine."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any, Final

from wag_analyzer.errors import SettingsError

__all__ = ["cluster"]

_PATIENCE: Final = 10
"""Seconds in which a scheduler must answer."""


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
    with client:
        count = len(client.nthreads())
        if not count:
            raise SettingsError("the scheduler has no workers", where=address, hint=f"start some with 'dask worker {address}'")
        yield lambda: client.get_executor(pure=False), count
