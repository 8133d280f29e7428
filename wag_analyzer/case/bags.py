"""Bags (BagIt, RFC 8493): files with a manifest of their hashes, as a folder or a ZIP; the same content gives the same bytes."""

import io
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, Final, Protocol

from wag_analyzer.case.files import make_folder, writing
from wag_analyzer.errors import CaseError, VerificationError
from wag_analyzer.given import opened
from wag_analyzer.visible import visible

__all__ = ["DATA", "Bag", "bag_problems", "opened_bag", "read_whole", "write_bag"]

DATA: Final = "data/"
DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_MANIFEST: Final = "manifest-sha256.txt"
_TAGS: Final = "tagmanifest-sha256.txt"
_INFO: Final = "bag-info.txt"
_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""Date of every member: a ZIP of the same files has the same bytes."""
_BROKEN: Final = (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error)
_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How members may be packed: so that a member is at most a thousand times what it takes in the archive."""
_LONGEST: Final = 64 << 20
"""Bytes of a manifest or of another file that is read whole."""
_DIGITS: Final = 64

Payload = Mapping[str, bytes | Path]
"""Name → content, or the file that holds it."""


class Bag(Protocol):
    """The files of a bag by name, with ``/`` between folders."""

    def names(self) -> Sequence[str]:
        """Return the names of all files; one that stands twice is listed twice."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """Return an opened file."""
        ...


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path

    def names(self) -> Sequence[str]:
        found = sorted(path for path in self.path.rglob("*") if path.is_symlink() or not path.is_dir())
        return [path.relative_to(self.path).as_posix() for path in found]

    def open(self, name: str) -> IO[bytes]:
        return opened(self.path / name, own=True)


@dataclass(frozen=True, slots=True)
class _Zip:
    archive: zipfile.ZipFile
    top: str

    def names(self) -> Sequence[str]:
        return sorted(entry.filename.removeprefix(self.top) for entry in self.archive.infolist() if not entry.filename.endswith("/"))

    def open(self, name: str) -> IO[bytes]:
        return self.archive.open(self.top + name)


def opened_bag(path: Path) -> Bag | None:
    """Return the bag at ``path``, a folder or a ZIP with one folder in it; None when it is none.

    Raises
    ------
    VerificationError
        It is a ZIP that cannot be read.
    """
    if (path / "bagit.txt").is_file():
        return _Folder(path)
    if path.suffix.lower() != ".zip" or not path.is_file():
        return None
    try:
        archive = zipfile.ZipFile(path)
        _refuse_bomb(archive, path)
        tops = {entry.filename.partition("/")[0] for entry in archive.infolist()}
        top = f"{next(iter(tops))}/" if len(tops) == 1 else ""
        return _Zip(archive, top) if f"{top}bagit.txt" in archive.namelist() else None
    except _BROKEN:
        raise VerificationError("cannot be read as a ZIP", where=visible(str(path)), hint="ask for it again") from None


def _refuse_bomb(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse an archive whose members lie over one another, or are packed in a way that makes very much of very little.

    Raises
    ------
    VerificationError
        It is one.
    """
    entries = archive.infolist()
    if sum(entry.compress_size for entry in entries) > path.stat().st_size or any(entry.compress_type not in _PACKED for entry in entries):
        raise VerificationError("is packed in a way that no bag is", where=visible(str(path)), hint="do not open it; ask for it again")


def bag_problems(bag: Bag) -> Iterator[VerificationError]:
    """Yield what is wrong with a bag: files that are missing, changed or not in a manifest, and a damaged manifest."""
    names = bag.names()
    for name in sorted(name for name, count in Counter(names).items() if count > 1):
        yield _bad("stands in it twice", name)
    if "bagit.txt" in names and not read_whole(bag, "bagit.txt").startswith(b"BagIt-Version: "):
        yield _bad("does not say which version it is", "bagit.txt")
    listed: dict[str, dict[str, str]] = {}
    for manifest in (_MANIFEST, _TAGS):
        if manifest not in names:
            yield _bad("is missing", manifest)
        listed[manifest], wrong = _manifest(read_whole(bag, manifest) if manifest in names else b"")
        yield from (_bad(f"line {line} is no hash and name", manifest) for line in wrong)
    for manifest, digests in listed.items():
        yield from (_bad("is missing", name) for name in sorted(digests.keys() - {*names}))
        yield from _changed(bag, {name: digest for name, digest in digests.items() if name in names})
        due = {name for name in names if name.startswith(DATA) == (manifest == _MANIFEST)} - {_TAGS}
        yield from (_bad(f"is in no line of {manifest}", name) for name in sorted(due - digests.keys()))
    yield from _oxum(bag, [name for name in names if name.startswith(DATA)])


def _changed(bag: Bag, digests: Mapping[str, str]) -> Iterator[VerificationError]:
    for name, digest in digests.items():
        try:
            with bag.open(name) as stream:
                found = file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type] # a member of a ZIP reads as a file does
        except _BROKEN:
            found = ""
        if found != digest:
            yield _bad("was changed", name)


def _oxum(bag: Bag, names: Sequence[str]) -> Iterator[VerificationError]:
    """Yield a problem when the number of bytes and files is not what the bag says of itself."""
    said = [line.removeprefix("Payload-Oxum: ") for line in _text(bag, _INFO).split("\n") if line.startswith("Payload-Oxum: ")]
    if said and said[0].strip() != f"{sum(_size(bag, name) for name in names)}.{len(names)}":
        yield _bad("says other numbers of bytes and files than there are", _INFO)


def _text(bag: Bag, name: str) -> str:
    return read_whole(bag, name).decode("utf-8", "replace") if name in bag.names() else ""


def _size(bag: Bag, name: str) -> int:
    size = 0
    try:
        with bag.open(name) as stream:
            while chunk := stream.read(1 << 20):
                size += len(chunk)
    except _BROKEN:
        return size
    return size


def read_whole(bag: Bag, name: str) -> bytes:
    """Return a short file of a bag; nothing when it cannot be read or is not short."""
    try:
        with bag.open(name) as stream:
            found = stream.read(_LONGEST + 1)
    except _BROKEN:
        return b""
    return found if len(found) <= _LONGEST else b""


def _manifest(content: bytes) -> tuple[dict[str, str], list[int]]:
    """Return name → hash of the lines of a manifest, and the numbers of lines that are none."""
    digests: dict[str, str] = {}
    wrong: list[int] = []
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        digest, _, name = line.strip("\r").partition(" ")
        plain = name.strip().removeprefix("*").removeprefix("./").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        if line and (len(digest) != _DIGITS or not plain or plain in digests):
            wrong.append(number)
        elif line:
            digests[plain] = digest.lower()
    return digests, wrong


def _bad(what: str, name: str) -> VerificationError:
    return VerificationError(what, where=visible(name))


def write_bag(target: Path, payload: Payload, info: Mapping[str, str], tags: Mapping[str, bytes]) -> str:
    """Write a bag and return the SHA-256 of its manifest of tag files, which stands for all of it.

    The same payload, info and tags give the same bytes.

    Parameters
    ----------
    target
        A new folder, or a file that ends in ``.zip``.
    payload
        What is handed over, by name below ``data/``.
    info
        Lines of ``bag-info.txt``.
    tags
        Other files beside the payload.

    Raises
    ------
    CaseError
        There is something at ``target`` already, or it cannot be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CaseError("is there already", where=visible(str(target)), hint="choose another -o")
    entries: dict[str, bytes | Path] = {DATA + name: payload[name] for name in sorted(payload)}
    digests = {name: _digest(content) for name, content in entries.items()}
    oxum = f"{sum(map(_length, entries.values()))}.{len(entries)}"
    lines = {**info, "Payload-Oxum": oxum}
    told: dict[str, bytes] = {
        "bagit.txt": DECLARATION,
        _INFO: "".join(f"{name}: {visible(value)}\n" for name, value in lines.items()).encode(),
        _MANIFEST: _lines(digests),
        **tags,
    }
    told[_TAGS] = _lines({name: _digest(content) for name, content in sorted(told.items())})
    entries |= dict(sorted(told.items()))
    (_zipped if target.suffix.lower() == ".zip" else _laid_out)(target, entries)
    return sha256(told[_TAGS]).hexdigest()


def _lines(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()


def _digest(content: bytes | Path) -> str:
    with _stream(content) as stream:
        return file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type] # both kinds of stream read as files do


def _length(content: bytes | Path) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _stream(content: bytes | Path) -> IO[bytes]:
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def _laid_out(target: Path, entries: Payload) -> None:
    """Write a bag as a folder, made beside its place and moved there whole."""
    try:
        make_folder(target.parent)
        staged = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".part"))
    except OSError as error:
        raise CaseError(f"cannot be made ({error.strerror})", where=visible(str(target)), hint="choose another -o") from None
    try:
        for name, content in entries.items():
            (staged / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _stream(content) as source, writing(staged / name) as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
        staged.replace(target)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _zipped(target: Path, entries: Payload) -> None:
    top = target.stem
    with writing(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(f"{top}/{name}", _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            entry.file_size = _length(content)
            with _stream(content) as source, archive.open(entry, "w") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
