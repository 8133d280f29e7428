"""Files that somebody names or hands over: only regular files are opened, none is waited for, and none is read without an end."""

import os
import stat
import tomllib
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

__all__ = ["MOST", "content", "opened", "text", "toml"]

MOST: Final = 64 << 20
"""Bytes that a file a person wrote may have: a roster, a policy, contacts, settings."""

_LONGEST_LINE: Final = 10_000
"""Characters of a line of TOML: reading a name of ten thousand parts takes minutes."""

_LEAST: Final = 1 << 20
"""Bytes that are asked for at least: some files of a system say that they have none."""

_READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def opened(path: Path, *, own: bool = False) -> BufferedReader:
    """Open a regular file for reading; a pipe or a device is refused without waiting for it.

    Parameters
    ----------
    path
        The file.
    own
        Whether it must be the file itself and not a link to one.

    Raises
    ------
    OSError
        It is not there, or something else than a file.
    """
    try:
        handle = os.open(path, _READING | (getattr(os, "O_NOFOLLOW", 0) if own else 0))
    except ValueError:
        raise OSError(0, "has a name that no file has") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "is not a file", str(path))
    return os.fdopen(handle, "rb")


def content(path: Path, most: int = MOST, *, own: bool = False) -> bytes:
    """Return what stands in a file of at most ``most`` bytes; ``own`` as for ``opened``.

    Raises
    ------
    OSError
        It cannot be read, is no file, or is larger.
    """
    with opened(path, own=own) as file:
        found = file.read(min(most, max(os.fstat(file.fileno()).st_size, _LEAST)) + 1)  # what is asked for is taken of the memory at once
    if len(found) > most:
        raise OSError(0, f"is larger than {most >> 20} MB", str(path))
    return found


def text(path: Path, most: int = MOST) -> str:
    """Return the text in a file of at most ``most`` bytes, without a byte order mark; line ends are told apart as Python does.

    Raises
    ------
    OSError
        As for ``content``.
    UnicodeDecodeError
        It is not UTF-8.
    """
    return content(path, most).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def toml(written: str) -> dict[str, Any]:
    """Return what a TOML text says.

    Raises
    ------
    ValueError
        It is not TOML, nested too deeply, or a line or a number in it is too long.
    """
    for number, line in enumerate(written.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            raise ValueError(f"line {number} is too long")
    try:
        return tomllib.loads(written)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
