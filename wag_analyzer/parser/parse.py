"""One text from bytes to columns: lines, headers, senders, contents, events."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np

from wag_analyzer.errors import LayoutError
from wag_analyzer.parser import notices as notes
from wag_analyzer.parser.archive import Blob
from wag_analyzer.parser.chat import Notice
from wag_analyzer.parser.dates import Ints, Order
from wag_analyzer.parser.encoding import Decoded, decoded
from wag_analyzer.parser.events import Recognised, Recogniser
from wag_analyzer.parser.headers import Headers, headers, is_log_word
from wag_analyzer.parser.languages import UNKNOWN, guess_locale
from wag_analyzer.parser.phrases import load, strip_marks
from wag_analyzer.parser.placeholders import Content, content, mentions, wordings
from wag_analyzer.parser.scan import Scan, scan
from wag_analyzer.parser.senders import Senders, first_line, senders
from wag_analyzer.settings import Settings

__all__ = ["Parsed", "Progress", "parsed"]

Progress = Callable[[int, int], None]

_SAMPLE: Final = 500
_KINDS: Final = 60
_SETUP: Final = 5
_SETS_UP: Final = frozenset({"encryption", "created", "added"})
_HINT: Final = "give the .txt or .zip that WhatsApp made with 'Export chat'"
_LOG_SAMPLE: Final = 2000


@dataclass
class Parsed:
    """One text as read; columns have one entry per header.

    ``bodies`` is an Arrow array of what stands behind the sender, marks included; ``marked`` lists the rows that hold marks; ``contents``
    and ``events`` hold only rows that are more than plain text, or written by nobody.
    """

    blob: Blob
    text: Decoded
    scan: Scan
    headers: Headers
    platform: str
    locale: str
    locale_evidence: str
    senders: Senders
    bodies: Any = None
    marked: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    contents: dict[int, Content] = field(default_factory=dict)
    events: dict[int, Recognised | None] = field(default_factory=dict)
    group: str = ""
    notices: list[Notice] = field(default_factory=list)

    @cached_property
    def last(self) -> Ints:
        """Return the last line (from 0) of each message."""
        return np.append(self.headers.line[1:], len(self.scan.starts))[: len(self.headers.line)] - 1

    @cached_property
    def end(self) -> Ints:
        """Return the byte offset at which each message ends."""
        return self.scan.ends[self.last] if len(self.headers.line) else np.zeros(0, np.int64)

    @property
    def spoken(self) -> str:
        """Return the language whose wordings are looked for."""
        return "en" if self.locale == UNKNOWN else self.locale


def parsed(blob: Blob, settings: Settings) -> Parsed:
    """Return one text as read.

    Raises
    ------
    LayoutError
        No line looks like a message, or the text is another kind of log.
    """
    text = decoded(blob.data, blob.name)
    found = scan(text.data)
    heads = headers(found, settings, lambda: _usual_order(found, settings))
    _refuse_other_logs(found, heads, blob.name)
    code, evidence = _locale(found, heads, settings)
    recogniser = Recogniser(load())
    spoken = "en" if code == UNKNOWN else code
    split = senders(found, heads, lambda line: _names(recogniser.recognise(line, spoken)))
    read = Parsed(blob, text, found, heads, _platform(found, heads), code, evidence, split)
    _find_events(read, recogniser)
    if len(heads.line) and not read.senders.names and not any(read.events.values()):
        raise LayoutError("not a WhatsApp export: dated lines without a sender and without an event", where=blob.name, hint=_HINT)
    _find_contents(read)
    read.group = _group(read.events.values())
    read.notices = notes.notices(read.blob.name, text, found, heads, read.senders.names)
    return read


def _usual_order(found: Scan, settings: Settings) -> tuple[Order, str] | None:
    """Return the order that the language of the phone makes likely; the shape of US English alone is month first."""
    heads = [found.data[start : start + 40].decode("utf-8", "ignore").lstrip("\u200e[") for start in found.starts[found.line[:50]].tolist()]
    if any("\u202fPM" in head or "\u202fAM" in head for head in heads) and not any(head.startswith("0") for head in heads):
        return "MDY", "capital AM/PM behind U+202F and no leading zeros are what US English writes"
    return ("MDY", "US English was given by the user") if settings.locale == "en-US" else None


def _refuse_other_logs(found: Scan, heads: Headers, name: str) -> None:
    if not len(heads.line):
        if found.data.strip():
            raise LayoutError("not a WhatsApp export: no line begins like a message", where=name, hint=_HINT)
        return
    codes = heads.prefixes.code[:_LOG_SAMPLE]
    named = int((codes >= 0).sum())
    logged = int(heads.prefixes.where([is_log_word(word) for word in heads.prefixes.names])[:_LOG_SAMPLE].sum())
    if logged and logged * 2 >= named:
        raise LayoutError("not a WhatsApp export: a log with levels where names should be", where=name, hint=_HINT)


def _platform(found: Scan, heads: Headers) -> str:
    if not len(heads.line):
        return "unknown"
    return "ios" if found.shapes[int(heads.shape[0])][0].startswith("ios") else "android"


def _locale(found: Scan, heads: Headers, settings: Settings) -> tuple[str, str]:
    """Return the language of the wording: from lines without a sender, lines under a name that occurs once, and bodies that recur."""
    if settings.locale:
        return settings.locale.partition("-")[0] if settings.locale == "en-US" else settings.locale, "the language was given by the user"
    codes = heads.prefixes.code
    bare = np.flatnonzero(codes < 0)[:_KINDS]
    once = np.flatnonzero((codes >= 0) & (np.bincount(codes + 1, minlength=len(heads.prefixes.names) + 1)[codes + 1] == 1))[:_KINDS]
    view = np.frombuffer(found.data, np.uint8)
    start = np.minimum(heads.prefixes.colon + 2, max(len(view) - 1, 0))
    last = np.maximum(found.ends[heads.line] - 1, 0)
    likely = (view[start] == 60) | (view[start] == 0xE2) | (view[last] == 62) | (view[last] == 41) if len(view) else np.zeros(0, bool)
    rows = np.flatnonzero((codes >= 0) & likely)[:_SAMPLE]
    common = Counter(_behind(found, heads, row) for row in np.flatnonzero(codes >= 0)[:_SAMPLE].tolist())
    shown = [*dict.fromkeys(_behind(found, heads, row) for row in rows.tolist())][:_KINDS]
    marked = [body for body in shown if body[:1] in {"\u200e", "\u200f"}]
    lines = [first_line(found, heads, row) for row in (*bare.tolist(), *once.tolist())]
    return guess_locale([*lines[: len(bare)], *marked, *lines[len(bare) :]], [*shown, *(body for body, _ in common.most_common(_KINDS))])


def _behind(found: Scan, heads: Headers, row: int) -> str:
    return first_line(found, heads, row)[len(heads.prefixes.names[heads.prefixes.code[row]]) + 2 :]


def _names(event: Recognised | None) -> tuple[str, ...] | None:
    if event is None:
        return None
    return (*([event.actor] if event.actor else []), *event.targets)


def _find_events(read: Parsed, recogniser: Recogniser) -> None:
    """Recognise system lines; on iOS first take the sender away from those that stand under a name."""
    from wag_analyzer.parser.bodies import bodies, marked_rows  # noqa: PLC0415 - pyarrow costs more than reading a small chat

    if read.platform == "ios":
        _unseat(read, recogniser)
    read.bodies = bodies(read.scan.data, read.senders.body, read.end)
    read.marked = marked_rows(read.scan.data, read.senders.body, read.end)
    known = frozenset(read.senders.names)
    seen: dict[str, Recognised | None] = {}
    for row in np.flatnonzero(read.senders.code < 0).tolist():
        body = read.bodies[row].as_py()
        if body not in seen:
            seen[body] = recogniser.recognise(body, read.spoken, known)
        read.events[row] = seen[body]


def _unseat(read: Parsed, recogniser: Recogniser) -> None:
    """Take the sender away from lines that WhatsApp wrote under a name: the group's, the contact's or the actor's."""
    leads = _leads(read)
    is_marked = bool(leads.any())
    rows = np.flatnonzero((read.senders.code >= 0) & leads) if is_marked else _namesakes(read)
    seen: dict[tuple[str, int], bool] = {}
    for row in rows.tolist():
        body = read.scan.data[int(read.senders.body[row]) : int(read.end[row])].decode()
        key = (body, -1 if is_marked else int(read.senders.code[row]))
        if key not in seen:
            seen[key] = _is_nobodys(read, recogniser, row, body, is_marked=is_marked)
        if seen[key]:
            read.senders.code[row] = -1


def _is_nobodys(read: Parsed, recogniser: Recogniser, row: int, body: str, *, is_marked: bool) -> bool:
    """Say whether WhatsApp wrote a body that stands under a name."""
    if content(body, platform="ios", locale=read.spoken, marked=is_marked).kind != "text":
        return False
    event = recogniser.recognise(body, read.spoken)
    if is_marked:
        return event is not None or body.startswith("\u200e")
    return event is not None and (event.actor == read.senders.names[read.senders.code[row]] or event.type in _SETS_UP)


def _leads(read: Parsed) -> Any:
    """Return which bodies begin with the mark that newer iOS exports put before all that no person typed."""
    data = np.frombuffer(read.scan.data + b"\0\0\0", np.uint8)
    at = read.senders.body
    return (data[at] == 0xE2) & (data[at + 1] == 0x80) & ((data[at + 2] == 0x8E) | (data[at + 2] == 0x8F)) & (at < read.end)


def _namesakes(read: Parsed) -> Ints:
    """Return lines of an export without marks that may be events: those that begin with their own sender's name, and the very first."""
    data, body, codes = read.scan.data, read.senders.body, read.senders.code
    heads = [name.encode()[:4] for name in read.senders.names]
    words = np.array([*(int.from_bytes(head.ljust(4, b"\0"), "little") for head in heads), 0], np.uint32)
    masks = np.array([*(int.from_bytes((b"\xff" * len(head)).ljust(4, b"\0"), "little") for head in heads), 0], np.uint32)
    every = np.ndarray((len(data) + 1,), np.dtype("<u4"), data + b"\0\0\0\0", 0, (1,))
    rows = np.flatnonzero((codes >= 0) & ((every[body] & masks[codes]) == words[codes]))
    own = [row for row in rows.tolist() if data.startswith(read.senders.names[codes[row]].encode(), int(body[row]))]
    first = [row for row in range(min(_SETUP, len(codes))) if codes[row] >= 0]
    return np.array(sorted({*own, *first}), np.int64)


def _find_contents(read: Parsed) -> None:
    """Look at the bodies that may be more than plain text, each distinct one once; those that only mention somebody need less."""
    import pyarrow.compute as pc  # noqa: PLC0415 - as in _find_events

    locale = None if read.locale == UNKNOWN else read.locale
    has_marks = read.platform == "ios" and bool(_leads(read).any())
    written = read.senders.code >= 0
    worded = pc.match_substring_regex(read.bodies, wordings(locale)).to_numpy(zero_copy_only=False).astype(bool)
    cache: dict[str, Content] = {}
    for row, body in _with_bodies(read, np.flatnonzero(worded & written)):
        if body not in cache:
            cache[body] = content(body, platform=read.platform, locale=locale, marked=has_marks)
        read.contents[row] = cache[body]
    if b"@" in read.scan.data:
        calling = pc.match_substring(read.bodies, "@").to_numpy(zero_copy_only=False).astype(bool)
        for row, body in _with_bodies(read, np.flatnonzero(calling & written & ~worded)):
            if called := mentions(body):
                read.contents[row] = Content("text", strip_marks(body), mentions=called)


def _with_bodies(read: Parsed, rows: Ints) -> Iterator[tuple[int, str]]:
    yield from zip(rows.tolist(), read.bodies.take(rows).to_pylist(), strict=True)


def _group(events: Iterable[Recognised | None]) -> str:
    names = [event.new for event in events if event is not None and event.type in {"created", "subject_changed"} and event.new]
    return strip_marks(names[-1]) if names else ""
