"""The exports themselves: where they lie, a copy in the case where one is asked for, and reading them again."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from wag_analyzer.case.files import writing
from wag_analyzer.case.folder import Case
from wag_analyzer.case.names import RAW
from wag_analyzer.errors import CaseError, VerificationError
from wag_analyzer.parser.archive import files_in, is_archive, opened
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.read import read_again
from wag_analyzer.visible import visible

__all__ = ["at_hand", "chat_again", "keep", "kept", "located"]

_MODE: Final = 0o400


def located(chat: Chat, exports: Iterable[str | Path]) -> dict[str, Path]:
    """Return SHA-256 → path of each file that a chat was read from, as the files are now; standard input has none.

    Raises
    ------
    VerificationError
        A file is not what it was when it was read.
    """
    named = [os.fspath(export) for export in exports]
    wanted = {source.sha256: source.file for source in chat.sources}
    found = _among(wanted, (path for name in named if name != "-" for path in _files(Path(name))))
    changed = [file for digest, file in wanted.items() if digest not in found]
    if changed and named and "-" not in named:
        raise VerificationError("was changed while it was read", where=changed[0], hint="run this again, from a copy that nobody writes to")
    return found


def keep(folder: Path, paths: Mapping[str, Path]) -> None:
    """Copy files into a case, for their owner to read only.

    Parameters
    ----------
    folder
        The case.
    paths
        SHA-256 → file, as ``located`` gives it.

    Raises
    ------
    CaseError
        The case cannot be written.
    """
    place = folder / RAW
    try:
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CaseError(f"cannot be made ({error.strerror})", where=str(place), hint="check space and rights") from None
    for digest, path in paths.items():
        with opened(str(path)) as source:
            target = place / copy_name(digest, path)
            if not target.exists():
                with writing(target, mode=_MODE) as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)


def copy_name(digest: str, path: Path) -> str:
    """Return what the copy of a file is called in a case: its SHA-256, and whether it is an archive."""
    with opened(str(path)) as source:
        return f"{digest}.{'zip' if is_archive(source, path.name) else 'txt'}"


def kept(folder: Path) -> dict[str, Path]:
    """Return SHA-256 → copy of the exports that a case keeps; what they are called says what they should hold."""
    place = folder / RAW
    return {path.stem: path for path in sorted(place.iterdir()) if path.is_file()} if place.is_dir() else {}


def at_hand(case: Case, given: Iterable[str | Path] = ()) -> dict[str, Path]:
    """Return SHA-256 → file of every export of a case: from the case itself, of those given, or from where it was read.

    Raises
    ------
    VerificationError
        One is nowhere to be found as it was.
    """
    wanted = {str(entry["sha256"]): str(entry["file"]) for entry in case.run["inputs"]}
    noted = [Path(entry["path"]) for entry in case.run["inputs"] if entry.get("path")]
    places = (*kept(case.path).values(), *(path for name in given for path in _files(Path(name))), *noted)
    found = _among(wanted, places)
    for digest, file in wanted.items():
        if digest not in found:
            gone = "was removed when somebody was erased" if case.run.get("erased") else "is not at hand as it was read"
            raise VerificationError(f"the export {gone}", where=visible(file), hint="name the files that were audited with --raw")
    return found


def chat_again(case: Case, paths: Mapping[str, Path]) -> Chat:
    """Return the chat as reading gives it today, from the files as ``at_hand`` gives them; file names are those of the case.

    Raises
    ------
    ExportError
        A file cannot be read.
    """
    before = case.chat()
    sources = [(_bytes(paths[source.sha256]), source) for source in before.sources]
    chat = read_again(sources, case.settings)
    choosing = before.notices[: max(0, len(before.notices) - len(chat.notices))]  # which files of a folder are chats is the case's word
    return replace(chat, notices=(*choosing, *chat.notices))


def _bytes(path: Path) -> bytes:
    with opened(str(path)) as file:
        return file.read()


def _files(path: Path) -> Sequence[Path]:
    return [path / name for name in files_in(path)] if path.is_dir() else [path]


def _among(wanted: Mapping[str, str], paths: Iterable[Path]) -> dict[str, Path]:
    return {digest: path for digest, path in _hashed(paths) if digest in wanted}


def _hashed(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    for path in paths:
        try:
            with opened(str(path)) as file:
                yield hashlib.file_digest(file, "sha256").hexdigest(), path.resolve()
        except OSError:
            continue
