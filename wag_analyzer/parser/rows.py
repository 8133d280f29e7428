"""From chunks of whole messages to columns: who wrote, what it is, what WhatsApp itself wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.parser.bodies import Marks, find_marks, replaced, slices
from wag_analyzer.parser.chunks import Chunk
from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.events import Recognised, Recogniser
from wag_analyzer.parser.languages import UNKNOWN
from wag_analyzer.parser.masks import Words
from wag_analyzer.parser.phrases import load, strip_marks
from wag_analyzer.parser.placeholders import Content, content, mentions, wordings
from wag_analyzer.parser.plan import Plan
from wag_analyzer.parser.survey import line_from, starts_with

__all__ = ["KINDS", "Part", "Reader"]

Flags = npt.NDArray[np.bool_]

KINDS: Final = (
    "text", "media", "deleted", "view_once", "poll", "location", "live_location", "contact", "call", "waiting", "event_invite",
)  # fmt: skip
"""What a message can be."""

_DAY: Final = 86400
_AT: Final = 64
_SETUP: Final = 5
_SETS_UP: Final = frozenset({"encryption", "created", "added"})
_CACHED: Final = 50_000
"""Distinct system lines, and distinct bodies, that are remembered at a time."""


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of one chunk: one entry for each message in ``at`` to ``mentions``, one for each system line in ``event_rows``.

    ``written`` are the rows (of the chunk's headers) that somebody wrote, in order; ``sender`` indexes ``Plan.senders.names``, ``kind``
    indexes ``KINDS``. ``raw``, ``text`` and ``media`` are Arrow arrays of large strings, ``mentions`` of lists.
    """

    chunk: Chunk
    at: Ints
    written: Ints
    sender: Ints
    kind: npt.NDArray[np.int8]
    raw: Any
    text: Any
    media: Any
    edited: Flags
    mentions: Any
    event_rows: Ints
    event_texts: list[str]
    events: list[Recognised | None]


class Reader:
    """Reads the chunks of one text in order."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.locale = None if plan.locale == UNKNOWN else plan.locale
        self.spoken = "en" if plan.locale == UNKNOWN else plan.locale
        self.recogniser = Recogniser(load())
        self.known = frozenset(plan.senders.names)
        self.wordings = wordings(self.locale)
        self.seen = 0
        self._events: dict[str, Recognised | None] = {}
        self._nobodys: dict[tuple[str, int], bool] = {}
        self._contents: dict[str, Content] = {}

    def read(self, chunk: Chunk) -> Part:
        """Return the columns of a chunk."""
        at, code, body = self.placed(chunk)
        marks = find_marks(chunk.data)
        data, start, end = chunk.data, body, chunk.end
        if len(marks.at):
            data, start, end = marks.without(data), marks.moved(body), marks.moved(end)
        written, nobodys = np.flatnonzero(code >= 0), np.flatnonzero(code < 0)
        raw = slices(data, start[written], end[written])
        special, found = self.contents(chunk, (body[written], chunk.end[written]), raw, marks)
        text = replaced(raw, special, found.text)
        kind = np.zeros(len(written), np.int8)
        kind[special] = found.kind
        edited = np.zeros(len(written), bool)
        edited[special] = found.edited
        media = replaced(pa.nulls(len(written), pa.large_string()), special, found.media)
        texts = [strip_marks(self.body(chunk, body, row)) for row in nobodys.tolist()]
        events = [self.event(self.body(chunk, body, row)) for row in nobodys.tolist()]
        self.seen += len(code)
        called = self.mentioned(len(written), special, found)
        return Part(chunk, at, written, code[written], kind, raw, text, media, edited, called, nobodys, texts, events)

    def events(self, chunk: Chunk) -> Iterator[Recognised]:
        """Yield the events of a chunk, nothing else."""
        _, code, body = self.placed(chunk)
        self.seen += len(code)
        for row in np.flatnonzero(code < 0).tolist():
            event = self.event(self.body(chunk, body, row))
            if event is not None:
                yield event

    def placed(self, chunk: Chunk) -> tuple[Ints, Ints, Ints]:
        """Return, for each header, the time in seconds since 1970, the sender (-1: nobody) and where the body starts."""
        at = self.plan.verdict.day[chunk.run] * _DAY + chunk.clock
        code = self.plan.senders.code[chunk.code]
        body = np.minimum(np.where(code >= 0, chunk.body, chunk.rest), np.maximum(chunk.end, chunk.rest))
        if self.plan.senders.longer:
            self.lengthen(chunk, code, body)
        if self.plan.platform == "ios" and len(code):
            self.unseat(chunk, code, body)
        return at, code, body

    def lengthen(self, chunk: Chunk, code: Ints, body: Ints) -> None:
        """Move the colon for senders whose name holds one, and take the sender from events that begin with such a name."""
        longer = self.plan.senders.longer
        for row in np.flatnonzero(np.isin(chunk.code, list(longer))).tolist():
            whole = longer[int(chunk.code[row])]
            line = line_from(chunk.data, int(chunk.rest[row]))
            if starts_with(line, whole.name):
                code[row] = whole.code
                body[row] = min(int(chunk.rest[row]) + len(whole.name.encode()) + 2, int(chunk.end[row]))
                continue
            event = self.recogniser.recognise(line, self.spoken)
            if event is not None and event.actor == self.plan.senders.names[whole.code]:
                code[row], body[row] = -1, chunk.rest[row]

    def unseat(self, chunk: Chunk, code: Ints, body: Ints) -> None:
        """Take the sender away from lines that WhatsApp wrote under a name: the group's, the contact's or the actor's."""
        rows = _led(chunk.data, code, body, chunk.end) if self.plan.has_marks else self.namesakes(chunk, code, body)
        for row in rows.tolist():
            words = self.body(chunk, body, row)
            key = (words, -1 if self.plan.has_marks else int(code[row]))
            if key not in self._nobodys:
                _forget(self._nobodys)
                self._nobodys[key] = self.is_nobodys(words, int(code[row]))
            if self._nobodys[key]:
                code[row] = -1

    def is_nobodys(self, words: str, sender: int) -> bool:
        """Say whether WhatsApp wrote a body that stands under a name."""
        marked = self.plan.has_marks
        if content(words, platform="ios", locale=self.spoken, marked=marked).kind != "text":
            return False
        event = self.recogniser.recognise(words, self.spoken)
        if marked:
            return event is not None or words.startswith("\u200e")
        return event is not None and (event.actor == self.plan.senders.names[sender] or event.type in _SETS_UP)

    def namesakes(self, chunk: Chunk, code: Ints, body: Ints) -> Ints:
        """Return lines of an export without marks that may be events: those that begin with their own sender's name, and the very first."""
        names = [name.encode() for name in self.plan.senders.names]
        heads = [name[:8] for name in names]
        words = np.array([*(int.from_bytes(head.ljust(8, b"\0"), "little") for head in heads), 0], np.uint64)
        masks = np.array([*(int.from_bytes((b"\xff" * len(head)).ljust(8, b"\0"), "little") for head in heads), 0], np.uint64)
        every = Words(chunk.data).at[body]
        rows = np.flatnonzero((code >= 0) & ((every & masks[code]) == words[code]))
        own = [row for row in rows.tolist() if chunk.data.startswith(names[code[row]], int(body[row]))]
        first = [row for row in range(min(max(_SETUP - self.seen, 0), len(code))) if code[row] >= 0]
        return np.array(sorted({*own, *first}), np.int64)

    def body(self, chunk: Chunk, body: Ints, row: int) -> str:
        """Return a body, marks included."""
        return chunk.data[int(body[row]) : int(chunk.end[row])].decode()

    def event(self, words: str) -> Recognised | None:
        """Return what a system line says."""
        if words not in self._events:
            _forget(self._events)
            self._events[words] = self.recogniser.recognise(words, self.spoken, self.known)
        return self._events[words]

    def contents(self, chunk: Chunk, place: tuple[Ints, Ints], raw: Any, marks: Marks) -> tuple[Ints, "_Contents"]:
        """Return the messages that are more than plain text, and what each of them is; each distinct body is looked at once."""
        worded = pc.match_substring_regex(raw, self.wordings).to_numpy(zero_copy_only=False).astype(bool)
        start, end = place
        leading = marks.at[marks.leading]
        if len(leading) and len(start):
            worded[_holding(leading, start, end)] = True
        called = np.zeros(len(worded), bool)
        if b"@" in chunk.data and len(start):
            called[_holding(np.flatnonzero(np.frombuffer(chunk.data, np.uint8) == _AT), start, end)] = True
        rows = np.flatnonzero(worded | called)
        distinct = slices(chunk.data, start[rows], end[rows]).dictionary_encode()
        index = distinct.indices.to_numpy()
        is_worded = np.zeros(len(distinct.dictionary), bool)
        is_worded[index[worded[rows]]] = True
        found = [self.content(words, worded=bool(is_worded[number])) for number, words in enumerate(distinct.dictionary.to_pylist())]
        more = np.array([item is not None for item in found], bool)[index] if len(index) else np.zeros(0, bool)
        return rows[more], _Contents.of([item or _PLAIN for item in found], index[more])

    def content(self, words: str, *, worded: bool) -> Content | None:
        """Return what a body is; None when it is plain text as it stands."""
        if not worded:
            called = mentions(words)
            return Content("text", strip_marks(words), mentions=called) if called else None
        if words not in self._contents:
            _forget(self._contents)
            self._contents[words] = content(words, platform=self.plan.platform, locale=self.locale, marked=self.plan.has_marks)
        return self._contents[words]

    def mentioned(self, count: int, rows: Ints, found: "_Contents") -> Any:
        """Return the mentions of each message as an Arrow array of lists."""
        many = np.zeros(count + 1, np.int32)
        many[rows + 1] = found.called
        return pa.ListArray.from_arrays(pa.array(np.cumsum(many, dtype=np.int32)), found.names)


_PLAIN: Final = Content("text", "")


@dataclass(frozen=True, slots=True)
class _Contents:
    """What some messages are, in columns."""

    kind: npt.NDArray[np.int8]
    edited: Flags
    text: Any
    media: Any
    called: Ints
    names: Any

    @classmethod
    def of(cls, distinct: list[Content], index: Ints) -> "_Contents":
        """Return the contents of messages of which each is one of some distinct ones."""
        kind = np.array([KINDS.index(item.kind) for item in distinct], np.int8)
        edited = np.array([item.edited for item in distinct], bool)
        called = np.array([len(item.mentions) for item in distinct], np.int64)
        take = pa.array(index)
        text = pa.array([item.text for item in distinct], pa.large_string()).take(take)
        media = pa.array([item.media for item in distinct], pa.large_string()).take(take)
        lists = pa.array([item.mentions for item in distinct], pa.list_(pa.string())).take(take)
        if not len(index):
            return cls(np.zeros(0, np.int8), np.zeros(0, bool), text, media, np.zeros(0, np.int64), lists.flatten())
        return cls(kind[index], edited[index], text, media, called[index], lists.flatten())


def _holding(at: Ints, start: Ints, end: Ints) -> Ints:
    """Return the rows between whose ``start`` and ``end`` an offset stands; there is at least one row."""
    row = np.searchsorted(start, at, "right") - 1
    return row[(row >= 0) & (at < end[row])]


def _led(data: bytes, code: Ints, body: Ints, end: Ints) -> Ints:
    """Return bodies under a name that begin with the mark which newer iOS exports put before all that no person typed."""
    view = np.frombuffer(data + b"\0\0\0", np.uint8)
    leads = (view[body] == 0xE2) & (view[body + 1] == 0x80) & ((view[body + 2] == 0x8E) | (view[body + 2] == 0x8F)) & (body < end)
    return np.flatnonzero((code >= 0) & leads)


def _forget(cache: dict[Any, Any]) -> None:
    if len(cache) >= _CACHED:
        cache.clear()
