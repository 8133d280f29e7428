"""The local workers: processes that have everything imported before they begin, say nothing, and end with the run."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.connection import wait
from typing import Any, Final

from wag_analyzer.batch.task import Task
from wag_analyzer.threads import THREADS

__all__ = ["cores", "hand", "local_workers", "stopped"]

_ONE: Final = threading.Lock()
"""Workers of a cluster may have several threads; what detectors share while they run belongs to one of them."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def local_workers(jobs: int) -> Executor:
    """Return workers on this machine.

    On Linux they are forked from a process in which all is imported and no thread runs; elsewhere they import for themselves.
    """
    for name in THREADS:
        os.environ.setdefault(name, "1")  # workers are what runs at once, not the threads of each
    way = "fork" if sys.platform == "linux" else "spawn"
    if way == "fork":
        import pyarrow as pa  # noqa: PLC0415 - what is imported and read before the fork is shared by all workers

        import wag_analyzer.batch.work  # noqa: F401, PLC0415 - as above
        from wag_analyzer.batch.warm import warmed  # noqa: PLC0415 - as above

        pa.set_cpu_count(1)
        warmed()
        gc.collect()
        gc.freeze()
    return ProcessPoolExecutor(jobs, multiprocessing.get_context(way), initializer=_settled)


def hand(task: Task) -> dict[str, Any]:
    """Do the work of ``work.work``, one file at a time in a process; what is needed for it is imported by who does it."""
    from wag_analyzer.batch.work import work  # noqa: PLC0415 - see above

    with _ONE:
        return work(task)


def stopped() -> None:
    """Stop the workers of this process at once, whatever they do."""
    for child in multiprocessing.active_children():
        child.kill()
        child.join()


def _settled() -> None:
    """Make this process a worker."""
    import pyarrow as pa  # noqa: PLC0415 - here as everywhere a heavy one

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    os.close(silent)
    pa.set_cpu_count(1)
    threading.Thread(target=_orphaned, daemon=True).start()


def _orphaned() -> None:
    """Wait for the end of the run; a worker that outlives it would hold the store."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
    os._exit(1)
