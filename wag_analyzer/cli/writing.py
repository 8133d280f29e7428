"""Messages as a result: from a chat in memory, or part by part from an export that is too large for that; the bytes are the same."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wag_analyzer.cli.console import advance, notices, pieces, result, tell
from wag_analyzer.cli.frames import needs_file
from wag_analyzer.cli.inputs import LOST, lost, told_if_empty
from wag_analyzer.cli.options import Run
from wag_analyzer.errors import ExportError
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    from wag_analyzer.parser.chat import Chat
    from wag_analyzer.parser.stream import Stream

__all__ = ["is_streamed", "stream_messages", "write_messages", "write_store_messages"]

LARGE = 16 << 20
"""Bytes from which on messages are written part by part: 0.2 GB for any size, where a text of 64 MB in memory takes 0.5."""

_STEPS = 100


def is_streamed(inputs: Sequence[str]) -> bool:
    """Say whether the inputs are one export that is read part by part."""
    from wag_analyzer.parser.stream import is_large  # noqa: PLC0415 - pulls in pandas

    return len(inputs) == 1 and is_large(inputs[0], LARGE)


def stream_messages(path: str, settings: Settings, run: Run, form: str | None, output: Path | None) -> int:
    """Write the messages of a large export part by part, and return the exit code."""
    from wag_analyzer.parser.stream import Stream  # noqa: PLC0415 - as above

    needs_file(form, output)
    crossed = output is None and sys.stdout.isatty()  # a bar would cross the lines of the result
    bar = replace(run, quiet=True) if crossed or not sys.stderr.isatty() else run
    with advance(bar, _STEPS) as told:
        parts = _Parts(Stream(path, settings, progress=_steps(told)), settings.tz)
        write_messages(parts, parts.whole, form, output)
    chat = parts.whole()
    told_if_empty(chat, run)
    notices(run, chat.notices)
    return lost(chat, settings)


def write_messages(parts: "Iterable[Chat]", whole: "Callable[[], Chat]", form: str | None, output: Path | None) -> None:
    """Write the messages of parts in order.

    Parameters
    ----------
    parts
        Chats with the rows; a chat in memory is one part.
    whole
        Gives sources and notices once all parts were taken.
    form
        ``csv``, ``parquet``, else JSON lines.
    """
    needs_file(form, output)
    if form == "parquet" and output is not None:
        _write_parquet(parts, output)
    elif form == "csv":
        result(_csv_lines(parts), output)
    else:
        pieces(_json_pieces(parts, whole), output)


def write_store_messages(path: str, run: Run, form: str | None, output: Path | None, max_loss: float) -> int:
    """Write the messages of a store part by part, export by export, and return the exit code.

    As JSON lines each export is what it is by itself: its rows, then its summary; but no word stands twice (``raw`` is null where it is
    ``text``).
    """
    from wag_analyzer.batch.keep import parts_in, sources_in  # noqa: PLC0415 - only for a store
    from wag_analyzer.batch.store import Store, no_chat  # noqa: PLC0415

    needs_file(form, output)
    entries = [entry for entry in Store.opened(Path(path)).entries() if entry.is_read]
    if not entries:
        raise no_chat(Path(path))
    if form == "parquet" and output is not None:
        _write_parquet((part for entry in entries for part in parts_in(entry)), output)
    elif form == "csv":
        result(_csv_lines(part for entry in entries for part in parts_in(entry)), output)
    else:
        pieces((piece for entry in entries for piece in _json_pieces(parts_in(entry), partial(sources_in, entry), once=True)), output)
    tell(run, "store_summaries" if form in {None, "jsonl"} else "store_exports", n=len(entries))
    return int(any(100 * entry.meta["lines_lost"] > max_loss * entry.meta["lines_total"] for entry in entries)) * LOST


class _Parts:
    """The parts of a stream on the clock that was asked for; after them ``whole`` gives a chat with sources and notices."""

    def __init__(self, stream: "Stream", zone: str | None) -> None:
        self._stream = stream
        self._zone = zone
        self._last: Chat | None = None

    def __iter__(self) -> "Iterator[Chat]":
        for part in self._stream:
            self._last = self._shifted(part)
            yield self._last

    def whole(self) -> "Chat":
        """Return sources and notices, and the rows of the last part."""
        if self._last is None or self._stream.source is None:
            raise ExportError("was not read to its end")  # pragma: no cover - asked for only when it was
        return replace(self._last, sources=(self._stream.source,), notices=(*self._stream.notices, *self._last.notices))

    def _shifted(self, part: "Chat") -> "Chat":
        if not self._zone:
            return part
        from wag_analyzer.parser.zones import in_utc  # noqa: PLC0415 - only when asked for

        return in_utc(part, self._zone)


def _steps(told: Callable[[str], None]) -> Callable[[int, int], None]:
    """Return what moves a bar by the bytes that are read."""
    shown = 0

    def moved(done: int, total: int) -> None:
        nonlocal shown
        step = _STEPS * done // max(total, 1)
        while shown < step:
            shown += 1
            told("reading")

    return moved


def _json_pieces(parts: "Iterable[Chat]", whole: "Callable[[], Chat]", *, once: bool = False) -> Iterator[str]:
    from wag_analyzer.report.jsonl import row_pieces, summary_line  # noqa: PLC0415 - only for this format

    for part in parts:
        yield from row_pieces(part, once=once)
    yield summary_line(whole()) + "\n"


def _csv_lines(parts: "Iterable[Chat]") -> Iterator[str]:
    from wag_analyzer.parser.provenance import hashed  # noqa: PLC0415 - only on the way out
    from wag_analyzer.report.csv import csv_text  # noqa: PLC0415

    for number, part in enumerate(parts):
        yield from csv_text(hashed(part.messages)).rstrip("\n").split("\n")[min(number, 1) :]


def _write_parquet(parts: "Iterable[Chat]", output: Path) -> None:
    from wag_analyzer.case.files import writing  # noqa: PLC0415 - only for this format
    from wag_analyzer.case.store import HASHED  # noqa: PLC0415
    from wag_analyzer.case.tables_in_files import ParquetRows  # noqa: PLC0415
    from wag_analyzer.parser.provenance import hashed  # noqa: PLC0415

    with writing(output) as file, ParquetRows(file, HASHED) as rows:
        for part in parts:
            rows.add(hashed(part.messages))
