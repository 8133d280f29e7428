"""Work done beside other work: in a process of its own where a second core is free, else by whoever asks for what it makes."""

import gc
import mmap
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from multiprocessing.reduction import ForkingPickler  # how one program hands values between its own processes; never from a file
from typing import Any, BinaryIO, Final, Generic, Self, TypeVar
from weakref import finalize

from wag_analyzer.heap import release

__all__ = ["LONG", "Aside", "BothEnds", "aside", "hands", "is_free"]

LONG: Final = 5_000
"""Messages from which a second process is worth its cost."""

_PLACE: Final = 8
"""Bytes of a place in what is handed over."""

_LARGE: Final = 1 << 22
"""Bytes handed over from which free memory is given back first."""

_Made = TypeVar("_Made")
_OPEN: Final[ContextVar["list[Aside[Any]] | None"]] = ContextVar("work begun aside", default=None)
_WHEN_PARENT_ENDS: Final = 1
"""``PR_SET_PDEATHSIG`` of ``prctl``."""
_KILL: Final = signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM


class Aside(Generic[_Made]):
    """Work that was begun, or will be done when it is asked for; see :func:`aside`.

    Parameters
    ----------
    work
        What is to be done.
    further
        Whether its process may begin others.
    """

    def __init__(self, work: Callable[[], _Made], *, further: bool = False) -> None:
        self._work = work
        self._further = further
        self._child = 0
        self._room = -1
        self._made: list[_Made] = []

    def begin(self) -> None:
        """Begin the work in a process of its own; where none can be had it is left for later."""
        try:
            self._room = os.memfd_create("aside")  # never on a disk
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # threads of Arrow and BLAS, which take care of forks themselves
                self._child = os.fork()
        except OSError:  # no memory, or too many processes
            if self._room >= 0:
                os.close(self._room)
            return
        if not self._child:
            _labour(self._work, self._room, further=self._further)

    def result(self) -> _Made:
        """Return what the work makes; where its process came to nothing, it is done here."""
        if not self._made:
            self._made = (self._handed() if self._child else []) or [self._work()]
        return self._made[0]

    def at_once(self) -> Self:
        """Do the work now unless a process does it."""
        if not self._child:
            self.result()
        return self

    def drop(self) -> None:
        """End the process, if there is one."""
        if self._child:
            with suppress(ProcessLookupError):
                os.kill(self._child, _KILL)
            self._handed()

    def _handed(self) -> list[_Made]:
        """Return what the process has made; nothing when it came to nothing."""
        _, status = os.waitpid(self._child, 0)
        self._child = 0
        with os.fdopen(self._room, "rb") as room:
            if status:
                return []
            if os.fstat(room.fileno()).st_size >= _LARGE:
                release()
            return [_taken(room)]


def aside(work: Callable[[], _Made], *, further: bool = False) -> Aside[_Made]:
    """Return work that is begun at once in a process of its own, within :func:`hands` and where that can be had.

    Parameters
    ----------
    work
        What is to be done; nothing that it changes is seen here but what it returns, which must be made to be pickled.
    further
        Whether work can be begun aside of it in turn: for work that whoever begins it waits for.

    Examples
    --------
    >>> aside(lambda: 6 * 7).result()
    42
    """
    made = Aside(work, further=further)
    begun = _OPEN.get()
    if begun is not None:
        made.begin()
        begun.append(made)
    return made


class BothEnds(Generic[_Made]):
    """A list that two processes take from, one from its beginning and one from its end, until they meet: neither waits for the other long.

    To be made before the processes part.

    Parameters
    ----------
    items
        What is to be taken.
    """

    def __init__(self, items: Sequence[_Made]) -> None:
        self._items = items
        self._left, room = os.pipe()  # a byte for each item that is left
        finalize(self, os.close, self._left)
        with os.fdopen(room, "wb") as out:
            out.write(bytes(len(items)))

    def first(self) -> Iterator[_Made]:
        """Yield from the beginning what nobody has taken."""
        return (item for item in self._items if os.read(self._left, 1))

    def last(self) -> Iterator[_Made]:
        """Yield from the end what nobody has taken."""
        return (item for item in reversed(self._items) if os.read(self._left, 1))


def is_free() -> bool:
    """Return whether work can be begun aside."""
    return _OPEN.get() is not None


@contextmanager
def hands(*, wanted: bool = True) -> Iterator[None]:
    """Allow work to be done aside within the block, where there are two cores, processes can be forked and no other thread runs.

    Parameters
    ----------
    wanted
        Whether it is worth a process.
    """
    free = wanted and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1
    token = _OPEN.set([] if free else None)
    try:
        yield
    finally:
        for one in _OPEN.get() or ():
            one.drop()
        _OPEN.reset(token)


def _labour(work: Callable[[], object], room: int, *, further: bool) -> None:
    """Do the work in the forked process, hand over what it makes and end."""
    status = 1
    try:
        _ends_with_parent()
        _OPEN.set([] if further else None)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        gc.disable()  # what is shared with the other process is not to be copied for marks, and all ends with the work
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (1, 2):
            os.dup2(silent, stream)
        with os.fdopen(room, "wb") as out:
            _hand_over(work(), out)
        status = 0
    finally:
        for one in _OPEN.get() or ():
            one.drop()
        os._exit(status)


def _hand_over(made: object, out: BinaryIO) -> None:
    """Write what was made: the contents of files as they are, then all that is left, and where that begins."""
    files = made if isinstance(made, dict) and all(isinstance(content, bytes) for content in made.values()) else {}
    out.writelines(files.values())
    begin = out.tell()
    ForkingPickler(out, -1).dump({name: len(content) for name, content in files.items()} if begin else made)  # the newest protocol
    out.write(begin.to_bytes(_PLACE))


def _taken(room: BinaryIO) -> Any:
    """Return what was handed over; contents of files, which may be large, are not in memory twice."""
    with mmap.mmap(room.fileno(), 0, access=mmap.ACCESS_READ) as written:
        begin = int.from_bytes(written[-_PLACE:])
        with memoryview(written) as whole, whole[begin:-_PLACE] as left:
            made = ForkingPickler.loads(left)
    room.seek(0)  # the other process wrote up to the end
    return {name: room.read(size) for name, size in made.items()} if begin else made


def _ends_with_parent() -> None:
    """Let this process end when the one that began it does, however that ends."""
    import ctypes  # noqa: PLC0415 - not needed for help and errors

    with suppress(AttributeError, OSError):  # Linux only, as forks here
        ctypes.CDLL(None).prctl(_WHEN_PARENT_ENDS, int(_KILL))
