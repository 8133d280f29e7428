"""Reading: paths, bytes or text in, a chat out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from wag_analyzer import tables
from wag_analyzer.errors import ExportError, LayoutError
from wag_analyzer.parser.archive import Blob, from_bytes, gathered
from wag_analyzer.parser.chat import Chat, Notice, Source
from wag_analyzer.parser.choice import settled
from wag_analyzer.parser.foreign import chats as foreign_chats
from wag_analyzer.parser.foreign import is_foreign
from wag_analyzer.parser.parse import Progress, headers_in, parsed
from wag_analyzer.plugins import READERS, failed, loaded
from wag_analyzer.settings import Settings

__all__ = ["read", "read_again", "read_bytes", "read_text"]

_DEFAULT: Final = Settings()
_ANY: Final = "export"


def read(paths: Iterable[str | Path], settings: Settings = _DEFAULT, progress: Progress | None = None) -> Chat:
    """Return the chat in one or several exports.

    Parameters
    ----------
    paths
        Texts, archives and folders; ``-`` is standard input.
    settings
        ``date_order`` and ``locale`` replace what the file tells.
    progress
        Called with the number of bytes read and the number of all bytes.

    Raises
    ------
    ExportError
        A path cannot be read, or nothing in it is a chat.
    """
    found = gathered(paths)
    if not found:
        raise ExportError("no export was named", hint="give the .txt or .zip that WhatsApp made")
    return _chat(found, settings, progress)


def read_bytes(data: bytes, name: str = "chat.txt", settings: Settings = _DEFAULT) -> Chat:
    """Return the chat in the bytes of a text or an archive."""
    return _chat(from_bytes(data, name), settings, None)


def read_text(text: str, name: str = "chat.txt", settings: Settings = _DEFAULT) -> Chat:
    """Return the chat in a text; lone surrogates become U+FFFD."""
    return read_bytes(text.encode("utf-8", "replace"), name, settings)


def read_again(files: Iterable[tuple[bytes, Source]], settings: Settings = _DEFAULT) -> Chat:
    """Return the chat in files that were read before, under the names they had then.

    Parameters
    ----------
    files
        The bytes of a text or an archive, and what was read of it before; of an archive only that one of its texts is read.
    settings
        As for ``read``.

    Raises
    ------
    ExportError
        A file no longer holds the text that was read.
    """
    from wag_analyzer.parser.merge import merged  # noqa: PLC0415 - pandas costs more than reading a small chat

    chats: dict[tuple[str, str], list[Chat]] = {}
    for data, source in files:
        place = source.sha256, source.member_sha256
        if place not in chats:  # else it is another conversation of the same file
            chats[place] = _chats_in(_as_before(data, source), settings)
    return merged([chat for listed in chats.values() for chat in listed])


def _as_before(data: bytes, source: Source) -> Blob:
    """Return the text in ``data`` that ``source`` tells of, under the name it had."""
    for blob in from_bytes(data, _ANY):
        if blob.member_sha256 == source.member_sha256:
            container = source.file.removesuffix(blob.name.removeprefix(_ANY)) if blob.container else ""
            name = source.file if not is_foreign(blob) else f"{container}{blob.name.removeprefix(_ANY)}" or source.file.partition("/")[0]
            return replace(blob, name=name, container=container, media=source.media)
    raise ExportError("does not hold the text that was read", where=source.file)


def _chat(found: Sequence[Blob], settings: Settings, progress: Progress | None) -> Chat:
    from wag_analyzer.parser.merge import merged  # noqa: PLC0415 - pandas costs more than reading a small chat

    notices: list[Notice] = []
    chats: list[Chat] = []
    total = sum(blob.size for blob in found)
    done = 0
    refused: LayoutError | None = None
    for blob in settled(found, notices):
        try:
            chats += _chats_in(blob, settings)
        except LayoutError as error:
            if blob.choice != "if-chat" and not blob.folder:
                raise
            refused = error
            notices.append(Notice("WAG010", "not-a-chat", f"{blob.name} was not read: {error.what}", 0, blob.name))
        done += blob.size
        if progress is not None:
            progress(done, total)
    if not chats and refused is not None:
        raise refused
    chat = merged(chats)
    return replace(chat, notices=(*notices, *chat.notices))


def _chats_in(blob: Blob, settings: Settings) -> list[Chat]:
    """Return the chats of one file; what stands in it decides what it is, never its name."""
    from wag_analyzer.parser.frames import chat_of  # noqa: PLC0415 - pandas costs more than reading a small chat

    for name, reader in loaded(settings.plugins, READERS) if settings.plugins else ():
        chat = _brought(name, reader, blob, settings)
        if chat is not None:
            return [chat]
    if is_foreign(blob):
        try:
            return foreign_chats(blob, settings)
        except LayoutError:
            if not headers_in(blob.data, blob.name):
                raise
    return [chat_of(parsed(blob, settings))]


def _brought(name: str, reader: Callable[[bytes, str, Settings], object], blob: Blob, settings: Settings) -> Chat | None:
    """Return the chat that the reader of a plug-in makes of a file; None when it is not of its kind."""
    try:
        chat = reader(blob.data, blob.name, settings)
        if chat is None or (isinstance(chat, Chat) and _is_whole(chat)):
            return chat
        raise TypeError  # noqa: TRY301 - told as any other fault of its code
    except Exception as error:  # noqa: BLE001 - whatever foreign code does is told in one line
        raise failed(name, error) from None


def _is_whole(chat: Chat) -> bool:
    """Say whether the tables are what they should be and every row is of one of the chat's files.

    Raises
    ------
    TableError
        Columns or types differ.
    """
    known = {(source.file, source.sha256) for source in chat.sources}
    frames = (tables.PARSED.check(chat.messages), tables.EVENTS.check(chat.events), tables.COVERAGE.check(chat.coverage))
    return all(known.issuperset(zip(frame["file"], frame["file_sha256"], strict=True)) for frame in frames)
