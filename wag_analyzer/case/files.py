"""Writing that is never half done: temporary file in the same folder, flush to disk, rename, flush the folder."""

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from wag_analyzer.errors import CaseError

__all__ = ["make_folder", "makeable", "same_file", "write_bytes", "write_text", "writing"]


@contextlib.contextmanager
def writing(path: Path, *, mode: int = 0o600) -> Iterator[BinaryIO]:
    """Give a binary file that takes the place of ``path`` only when the block ends well.

    Raises
    ------
    CaseError
        The folder is missing or full, the file may not be written, or it is a pipe or device; ``path`` is then as it was.
    """
    temporary = ""
    if is_special(path):
        raise CaseError(
            "is no file that could be written", where=str(path), hint="name a new file, or leave -o out and redirect the output"
        )
    try:
        temporary = str(path.parent / f".{path.name[:40]}.{secrets.token_hex(8)}.part")  # known before it exists: an interruption finds it
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
        temporary = ""
        _flush_folder(path.parent)
    except OSError as error:
        raise CaseError(
            f"cannot be written ({error.strerror})", where=str(path), hint="check space and rights, or choose another -o"
        ) from None
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def is_special(path: Path) -> bool:
    """Say whether a pipe, a device or the like lies at a path: renaming a file over it would take it away from all who use it."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no handle to flush on a folder; the rename itself is atomic there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_bytes(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write ``content`` to ``path`` in one step; see ``writing``."""
    with writing(path, mode=mode) as stream:
        stream.write(content)


def write_text(path: Path, content: str, *, mode: int = 0o600) -> None:
    """Write ``content`` as UTF-8 with LF line ends to ``path`` in one step; see ``writing``."""
    write_bytes(path, content.encode("utf-8", "backslashreplace"), mode=mode)


def make_folder(path: Path, *, mode: int = 0o777) -> list[Path]:
    """Make a folder and those above it that are missing, and return the ones that were made; nothing that exists is touched.

    Raises
    ------
    CaseError
        It cannot be made.
    """
    missing = [one for one in (path, *path.parents) if not one.exists()]
    made: list[Path] = []
    try:
        for one in reversed(missing):
            one.mkdir(mode=mode, exist_ok=True)
            made.append(one)
    except OSError as error:
        raise CaseError(f"cannot be made ({error.strerror})", where=str(path), hint="choose another -o") from None
    return made


def makeable(path: Path) -> None:
    """Refuse a folder that cannot be made, before hours are spent on what is to lie in it; nothing of it is left behind.

    Raises
    ------
    CaseError
        It cannot be made.
    """
    for one in reversed(make_folder(path)):
        with contextlib.suppress(OSError):
            one.rmdir()


def same_file(one: Path, other: Path) -> bool:
    """Say whether both paths lead to one existing file or folder."""
    try:
        return one.samefile(other)
    except OSError:
        return False
