"""One writer at a time: a lock that the machine lets go of when its holder dies, with the holder's number in it."""

import contextlib
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from wag_analyzer.batch.places import told
from wag_analyzer.errors import CaseError

if sys.platform != "win32":
    import fcntl

__all__ = ["locked", "summarizing"]

_LOCK: Final = "store.lock"
_PAUSE: Final = 0.2
_OWNER: Final = re.compile(rb"pid (\d{1,10})\b")


@contextlib.contextmanager
def locked(store: Path, shard: str = "", wait: float = 0.0, waiting: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Hold a store for writing: alone, or together with other shards, each of which is written by one run at a time.

    Parameters
    ----------
    store
        Its folder.
    shard
        ``3-of-8``; empty for the whole.
    wait
        Seconds to wait for another run.
    waiting
        Is told once who is waited for.

    Raises
    ------
    CaseError
        Another run writes into it.
    """
    with contextlib.ExitStack() as held:
        held.enter_context(_one(store / _LOCK, (wait, waiting), shared=bool(shard)))
        if shard:
            held.enter_context(_one(store / f"shard-{shard}.lock", (wait, waiting), shared=False))
        yield


@contextlib.contextmanager
def summarizing(store: Path) -> Iterator[None]:
    """Hold the summary of a store for the moment in which it is written."""
    with _one(store / "summary.lock", (float("inf"), lambda _: None), shared=False):
        yield


@contextlib.contextmanager
def _one(path: Path, patience: tuple[float, Callable[[str], None]], *, shared: bool) -> Iterator[None]:
    with told(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        _taken(handle, path, patience, shared=shared)
        if not shared:
            with told(path):
                os.ftruncate(handle, 0)
                os.write(handle, f"pid {os.getpid()}\n".encode())
        yield
        if not shared:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _taken(handle: int, path: Path, patience: tuple[float, Callable[[str], None]], *, shared: bool) -> None:
    if sys.platform == "win32":  # pragma: no cover - has no such lock; what is written is whole all the same
        return
    wait, waiting = patience
    started, is_told = time.monotonic(), False
    while True:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            found = _OWNER.match(os.pread(handle, 40, 0))
            owner = f" (process {found[1].decode()})" if found else ""
            if time.monotonic() - started >= wait:
                what = f"the store is in use by another run{owner}"
                raise CaseError(what, where=str(path.parent), hint="wait for it to end, or give --wait SECONDS") from None
            if not is_told:
                waiting(f"the store is in use by another run{owner}; waiting")
                is_told = True
            time.sleep(_PAUSE)
        except OSError as error:
            raise CaseError(f"cannot be locked ({error.strerror})", where=str(path), hint="choose a folder on another disk") from None
        else:
            return
