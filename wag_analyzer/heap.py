"""What Python and C hold of memory: how often what nobody uses is looked for, and when it goes back to the machine."""

import gc
import sys
from contextlib import suppress
from typing import Final

__all__ = ["MANY", "give_back", "look_past", "look_seldom", "release"]

MANY: Final = 20_000
"""Messages or ties from which giving memory back between the steps of the work is worth its time."""

_LOOK: Final = (50_000, 10, 10)
"""New objects between two looks at the young ones, and how many of these looks make one at the older ones, and at all."""


def look_seldom() -> None:
    """Let Python look less often for objects that only hold one another.

    Tables of a chat are read into millions of small objects that hold no circles; looking at them took a sixth of an audit.
    """
    gc.set_threshold(*_LOOK)


def look_past() -> None:
    """Let Python never again look at what is there now: modules, which stay to the end; for a process that does one thing and ends."""
    gc.freeze()


def give_back() -> None:
    """Give memory back that was used, objects that only hold one another looked for first."""
    gc.collect()
    release()


def release() -> None:
    """Give memory back that is free: the C library and Arrow keep it otherwise for what may come.

    For processes that share their memory with the one that began them: looking for objects that only hold one another would copy it.
    """
    arrow = sys.modules.get("pyarrow")
    if arrow is not None:
        arrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - not needed for help and errors

        with suppress(AttributeError, OSError):  # other C libraries than GNU's know no such call
            ctypes.CDLL(None).malloc_trim(0)
