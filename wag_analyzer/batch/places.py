"""Opening, writing and removing inside a store: never through a link, never under a final name before all of it is on the disk."""

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final

from wag_analyzer.errors import CaseError

__all__ = ["flushed", "folder_made", "lies_there", "opened", "removed", "told", "written"]

_NO_LINKS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

_HINT: Final = "check space and rights, then start again: it goes on"


@contextlib.contextmanager
def told(path: Path, what: str = "cannot be written") -> Iterator[None]:
    """Turn an error of the machine inside the block into one that says what is wrong with the store; it is never tried again.

    Raises
    ------
    CaseError
        The disk is full, a right is missing, the medium fails.
    """
    try:
        yield
    except OSError as error:
        raise CaseError(f"{what} ({error.strerror})", where=str(path), hint=_HINT) from None


def opened(path: Path) -> BufferedReader:
    """Open a regular file of a store for reading; a link is not followed.

    Raises
    ------
    OSError
        It is not there, a link, or no file.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NO_LINKS)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "is not a file", str(path))
    return os.fdopen(handle, "rb")


@contextlib.contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """Give a new file that only its owner may read and that is on the disk when the block ends.

    Raises
    ------
    OSError
        It is there already, or cannot be written.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINKS, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(handle)


def flushed(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    if os.name == "nt":
        return  # Windows has no handle to flush on a folder
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_LINKS)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def folder_made(folder: Path) -> None:
    """Make a folder that only its owner may enter, unless it is there; a link in its place is refused.

    Raises
    ------
    OSError
        It cannot be made, or something else has its name.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise OSError(0, "is not a folder", str(folder))


def lies_there(path: Path, *, folder: bool = False) -> bool:
    """Say whether a file or folder is there itself, not by a link."""
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(mode) if folder else stat.S_ISREG(mode)


def removed(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it; links inside are removed, not followed."""
    if lies_there(path, folder=True):
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
