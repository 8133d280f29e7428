"""Reading a text part by part: memory stays flat however long the file is.

The file is read three times: to survey it, to learn from its events what the group is called, and to give its messages. What comes out is
the same as from ``read``, whatever the size of the blocks. A file that changes meanwhile is an error, never a mixture.
"""

import contextlib
import hashlib
import io
import os
import zipfile
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from wag_analyzer.errors import ArchiveError, ExportError
from wag_analyzer.parser.archive import Blob, is_archive, opened, text_in
from wag_analyzer.parser.chat import Chat, Notice, Source
from wag_analyzer.parser.chunks import Chunk, chunks
from wag_analyzer.parser.columns import Origin
from wag_analyzer.parser.encoding import Decoder
from wag_analyzer.parser.foreign import is_foreign
from wag_analyzer.parser.members import BROKEN, Member, word
from wag_analyzer.parser.members import chunks as bytes_of
from wag_analyzer.parser.parse import Parsed, Progress, group_of, media_in, refuse, refuse_silence
from wag_analyzer.parser.plan import decide
from wag_analyzer.parser.rows import Reader
from wag_analyzer.parser.survey import Block, Samples, Survey
from wag_analyzer.parser.tally import Tally
from wag_analyzer.settings import Settings
from wag_analyzer.visible import visible

__all__ = ["LARGE", "Stream", "is_large"]

LARGE: Final = 64 << 20
"""Bytes from which on a single text is rather read part by part, so that nothing but its messages is made of it."""

_DEFAULT: Final = Settings()
_BLOCK: Final = 1 << 19
"""Bytes that are looked at together: fewer than where a whole text is in memory anyway."""

_PASSES: Final = 3
_HEAD: Final = 4096


def is_large(path: str | Path, least: int | None = None) -> bool:
    """Say whether a path is one export that is rather read part by part: a text, or an archive that holds exactly one chat.

    Parameters
    ----------
    path
        What may be an export.
    least
        Bytes from which on it is; None: ``LARGE``.
    """
    if str(path) == "-" or not Path(path).is_file():
        return False
    try:
        text = _Text(path, _HEAD)
        return text.size >= (LARGE if least is None else least) and not is_foreign(Blob(text.name, text.head(), "", "", text.size))
    except (ExportError, OSError, ValueError):
        return False


class Stream:
    """One export, read part by part.

    Iterating gives chats without sources: the rows of the next messages, system lines and lines of the ledger. ``source`` and ``notices``
    are there once all parts were given.

    Parameters
    ----------
    path
        A text, or an archive with exactly one chat.
    settings
        ``date_order`` and ``locale`` replace what the file tells.
    block
        Bytes that are looked at together.
    progress
        Called with the number of bytes read and the number of all bytes that will be; a byte counts each time it is read.

    Raises
    ------
    ExportError
        The file cannot be read, is no chat, holds several, or changes while it is read.
    """

    def __init__(self, path: str | Path, settings: Settings = _DEFAULT, block: int = _BLOCK, progress: Progress | None = None) -> None:
        self.source: Source | None = None
        self.notices: tuple[Notice, ...] = ()
        self._text = _Text(path, block, progress)
        self._survey = Survey()
        deque(map(self._survey.add, Decoder(self._text.name).blocks(self._text.pieces())), maxlen=0)
        self._plan = decide(self._survey, settings, self._text.name, lambda: media_in(self._blocks()))
        refuse(self._survey, self._plan, self._text.name)
        self._survey.samples = Samples()
        self._group, has_events = self._named()
        if not has_events:
            self._refuse_silence()

    def __iter__(self) -> Iterator[Chat]:
        """Yield the rows, part by part."""
        from wag_analyzer.parser.frames import part_of, source_of  # noqa: PLC0415 - pandas costs more than reading a small chat
        from wag_analyzer.parser.notices import notices  # noqa: PLC0415 - as above

        decoder, reader, tally = Decoder(self._text.name), Reader(self._plan), Tally(self._plan.newest_day)
        read = Parsed(self._text.blob(), decoder, self._plan, [], tally, self._group)
        named = source_of(read)
        origin = Origin(named.file, named.sha256, named.member_sha256, named.group_id, self._plan.senders.names)
        for part in map(reader.read, self._chunks(decoder)):
            tally.add(part)
            yield part_of(part, origin)
        self.source = source_of(read)
        self.notices = tuple(notices(self._text.name, decoder, self._plan, tally))

    def _named(self) -> tuple[str, bool]:
        reader = Reader(self._plan)
        group, has_events = "", False
        for chunk in self._chunks(Decoder(self._text.name)):
            events = list(reader.events(chunk))
            has_events = has_events or bool(events)
            group = group_of(events) or group
        return group, has_events

    def _refuse_silence(self) -> None:
        """Raise an error for a text without events in which nobody says anything, before any of it is given."""
        reader, tally = Reader(self._plan), Tally(self._plan.newest_day)
        for chunk in self._chunks(Decoder(self._text.name)):
            tally.add(reader.read(chunk))
            if tally.messages:
                return
        refuse_silence(tally, self._text.name, has_events=False)

    def _chunks(self, decoder: Decoder) -> Iterator[Chunk]:
        yield from chunks(self._blocks(decoder), self._plan.verdict)

    def _blocks(self, decoder: Decoder | None = None) -> Iterator[Block]:
        """Yield the blocks once more, as they were surveyed."""
        self._survey.again()
        yield from map(self._survey.look, (decoder or Decoder(self._text.name)).blocks(self._text.pieces()))


class _Text:
    """A text in a file or in an archive that can be read again and again, as long as it stays what it was."""

    def __init__(self, path: str | Path, block: int, progress: Progress | None = None) -> None:
        self.path = str(path)
        self.shown = visible(Path(self.path.replace("\\", "/")).name or self.path)
        self.block = block
        self.progress = progress
        self.name, self.size = self.shown, 0
        self.media: Mapping[str, int] = {}
        self.member: Member | None = None
        self.digests = ("", "")
        self._done = 0
        with self._opened() as file:
            self._state = _state(file)
            if is_archive(file, self.path):
                with self._archive(file) as archive:
                    self.member, self.media = text_in(archive, self.shown)
                self.name, self.size = f"{self.shown}/{self.member.name}", self.member.size
            else:
                self.size = file.seek(0, 2)

    def blob(self) -> Blob:
        """Return where the text comes from, without its bytes."""
        return Blob(self.name, b"", *self.digests, self.size, self.media, container=self.shown if self.member else "")

    def head(self) -> bytes:
        """Return the beginning of the text."""
        with self._opened() as file:
            return next(self._bytes(file), b"")[:_HEAD]

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes of the text and hash them.

        Raises
        ------
        ExportError
            They are not what they were the first time.
        """
        with self._opened() as file:
            outer = hashlib.file_digest(file, "sha256").hexdigest() if self.member and not self.digests[0] else self.digests[0]
            inner = hashlib.sha256()
            for piece in self._bytes(file):
                inner.update(piece)
                self._check(is_same=_state(file) == self._state)
                self._tell(len(piece))
                yield piece
            self._check(is_same=_state(file) == self._state and inner.hexdigest() == (self.digests[1] or inner.hexdigest()))
            self.digests = (outer or inner.hexdigest(), inner.hexdigest())

    def _bytes(self, file: IO[bytes]) -> Iterator[bytes]:
        if self.member is None:
            yield from iter(lambda: file.read(self.block), b"")
            return
        with self._archive(file) as archive:
            yield from bytes_of(archive, self.member)

    def _check(self, *, is_same: bool) -> None:
        if not is_same:
            raise ExportError("changed while it was read", where=self.shown, hint="wait until it is written, then read it again")

    def _tell(self, count: int) -> None:
        self._done = min(self._done + count, _PASSES * self.size)
        if self.progress is not None:
            self.progress(self._done, _PASSES * self.size)

    def _opened(self) -> io.BufferedReader:
        try:
            return opened(self.path)
        except OSError as error:
            hint = "check the path and your rights"
            raise ExportError(f"cannot be read ({error.strerror})", where=visible(self.path), hint=hint) from None

    @contextlib.contextmanager
    def _archive(self, file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(file) as archive:
                yield archive
        except BROKEN as error:
            raise ArchiveError(f"the archive is broken ({word(error)})", where=self.shown, hint="export the chat again") from None


def _state(file: IO[bytes]) -> tuple[int, ...]:
    """Return by what a file is known to be the same and unchanged."""
    about = os.fstat(file.fileno())
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns
