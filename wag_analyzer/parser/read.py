"""Reading: paths, bytes or text in, a chat out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from wag_analyzer.errors import ExportError, LayoutError
from wag_analyzer.parser import coverage
from wag_analyzer.parser.archive import Blob, blobs, from_bytes
from wag_analyzer.parser.chat import Chat, Notice, Source
from wag_analyzer.parser.encoding import decoded
from wag_analyzer.parser.merge import merge
from wag_analyzer.parser.parse import Parsed, Progress, parsed
from wag_analyzer.parser.phrases import strip_marks
from wag_analyzer.parser.scan import scan
from wag_analyzer.settings import Settings

__all__ = ["read", "read_bytes", "read_text"]

_DEFAULT: Final = Settings()


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
    found: list[Blob] = []
    for path in paths:
        found += blobs(path)
    if not found:
        raise ExportError("no export was named", hint="give the .txt or .zip that WhatsApp made")
    return _chat(found, settings, progress)


def read_bytes(data: bytes, name: str = "chat.txt", settings: Settings = _DEFAULT) -> Chat:
    """Return the chat in the bytes of a text or an archive."""
    return _chat(from_bytes(data, name), settings, None)


def read_text(text: str, name: str = "chat.txt", settings: Settings = _DEFAULT) -> Chat:
    """Return the chat in a text; lone surrogates become U+FFFD."""
    return read_bytes(text.encode("utf-8", "replace"), name, settings)


def _chat(found: Sequence[Blob], settings: Settings, progress: Progress | None) -> Chat:
    notices: list[Notice] = []
    texts: list[Parsed] = []
    total = sum(blob.size for blob in found)
    done = 0
    refused: LayoutError | None = None
    for blob in _settled(found, notices):
        try:
            texts.append(parsed(blob, settings))
        except LayoutError as error:
            if blob.choice != "if-chat":
                raise
            refused = error
            notices.append(Notice("WAG010", "not-a-chat", f"{blob.name} was not read: {error.what}", 0, blob.name))
        done += blob.size
        if progress is not None:
            progress(done, total)
    if not texts and refused is not None:
        raise refused
    return _joined(texts, [*notices, *merge(texts)])


def _settled(found: Sequence[Blob], notices: list[Notice]) -> Iterator[Blob]:
    """Yield the texts that are to be read, each once, and of rivals in one archive the one with the most headers."""
    seen: dict[str, str] = {}
    best: dict[str, tuple[int, str]] = {}
    for blob in found:
        if blob.choice == "one-of":
            best[blob.container] = max(best.get(blob.container, (-1, "")), (_headers_in(blob), blob.name), key=lambda rival: rival[0])
    for blob in found:
        if blob.member_sha256 in seen and blob.size:
            text = f"{blob.name} holds the same bytes as {seen[blob.member_sha256]}: read once"
            notices.append(Notice("WAG009", "same-file-twice", text, 0, blob.name))
        elif blob.choice == "one-of" and best[blob.container][1] != blob.name:
            text = f"{blob.name} was not read: {best[blob.container][1]} has more lines that begin like a message"
            notices.append(Notice("WAG010", "other-text-in-archive", text, 0, blob.name))
        else:
            seen[blob.member_sha256] = blob.name
            yield blob


def _headers_in(blob: Blob) -> int:
    try:
        return len(scan(decoded(blob.data, blob.name).data).line)
    except LayoutError:
        return 0


def _joined(texts: Sequence[Parsed], notices: list[Notice]) -> Chat:
    import pandas as pd  # noqa: PLC0415 - the import costs more than reading a small chat

    from wag_analyzer import tables  # noqa: PLC0415 - as above

    def stacked(table: Any, columns: Sequence[Mapping[str, object]]) -> Any:
        frames = [table.frame(part) for part in columns]
        return frames[0] if len(frames) == 1 else table.frame(pd.concat(frames, ignore_index=True).to_dict("list"))

    return Chat(
        messages=stacked(tables.PARSED, [_messages(text) for text in texts]),
        events=stacked(tables.EVENTS, [_events(text) for text in texts]),
        coverage=stacked(tables.COVERAGE, [_coverage(text) for text in texts]),
        notices=(*notices, *(notice for text in texts for notice in text.notices)),
        sources=tuple(_source(text) for text in texts),
    )


def _place(text: Parsed, rows: Sequence[int]) -> dict[str, Any]:
    line = text.headers.line[list(rows)] + 1
    short = text.blob.sha256[:8]
    return {
        "msg_id": [f"{short}-{number}" for number in line.tolist()],
        "group_id": [text.group_id] * len(rows),
        "at": text.headers.at[list(rows)].astype("datetime64[s]"),
        "file": [text.blob.name] * len(rows),
        "file_sha256": [text.blob.sha256] * len(rows),
        "line": line,
        "last_line": text.last[list(rows)] + 1,
    }


def _messages(text: Parsed) -> dict[str, Any]:
    rows = [row for row, sender in enumerate(text.senders) if sender is not None and row not in text.repeated]
    plain = [strip_marks(text.bodies[row]) for row in rows]
    contents = [text.contents.get(row) for row in rows]
    return {
        **_place(text, rows),
        "sender": [text.senders[row] for row in rows],
        "kind": [found.kind if found else "text" for found in contents],
        "text": [found.text if found else body for found, body in zip(contents, plain, strict=True)],
        "raw": plain,
        "media": [found.media if found else None for found in contents],
        "edited": [bool(found and found.edited) for found in contents],
        "mentions": [list(found.mentions) if found else [] for found in contents],
    }


def _events(text: Parsed) -> dict[str, Any]:
    rows: list[int] = []
    columns: dict[str, list[str | None]] = {name: [] for name in ("type", "actor", "target", "old", "new", "text")}
    for row, event in sorted(text.events.items()):
        if row in text.repeated:
            continue
        plain = strip_marks(text.bodies[row])
        for target in (event.targets if event else ()) or (None,):
            rows.append(row)
            values = (event.type, event.actor, target, event.old, event.new, plain) if event else (None, None, None, None, None, plain)
            for name, value in zip(columns, values, strict=True):
                columns[name].append(value)
    return {**_place(text, rows), **columns}


def _coverage(text: Parsed) -> dict[str, Any]:
    systems = np.array([sender is None for sender in text.senders], bool)
    rows = coverage.ledger(len(text.scan.starts), text.headers.line, systems, text.headers.rejected)
    count = len(rows["became"])  # type: ignore[arg-type]
    return {"file": [text.blob.name] * count, "file_sha256": [text.blob.sha256] * count, **rows}


def _source(text: Parsed) -> Source:
    heads = text.headers
    message, continuation, skipped = coverage.tally(len(text.scan.starts), heads.line)
    decisions = list(heads.decisions.values())
    orders = {"ambiguous" if decision.is_ambiguous else decision.order for decision in decisions}
    return Source(
        file=text.blob.name,
        sha256=text.blob.sha256,
        member_sha256=text.blob.member_sha256,
        size=text.blob.size,
        group=text.group,
        group_id=text.group_id,
        platform=text.platform,
        locale=text.locale,
        encoding=text.text.encoding,
        layouts=tuple(f"{text.scan.shapes[shape][0]}: {text.scan.shapes[shape][1]}" for shape in heads.decisions),
        date_order=orders.pop() if len(orders) == 1 else ("mixed" if orders else "unknown"),
        date_evidence="; ".join(dict.fromkeys(decision.evidence for decision in decisions)),
        date_confidence=min((decision.confidence for decision in decisions), default=0.0),
        lines_total=message + continuation + skipped,
        message_lines=message,
        continuation_lines=continuation,
        skipped_lines=skipped,
        media=dict(text.blob.media),
    )
