"""From chunks of whole messages to columns: who wrote, what it is, what WhatsApp itself wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.parser.bodies import Marks, each, find_marks, replaced, slices
from wag_analyzer.parser.chunks import Chunk
from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.events import Recognised, Recogniser
from wag_analyzer.parser.languages import UNKNOWN
from wag_analyzer.parser.layouts import MARKS
from wag_analyzer.parser.masks import Words
from wag_analyzer.parser.phrases import load, strip_marks
from wag_analyzer.parser.placeholders import Content, content, mentions, wordings
from wag_analyzer.parser.plan import Plan
from wag_analyzer.parser.survey import are_marks, line_from, starts_with

__all__ = ["KINDS", "Part", "Reader"]

Flags = npt.NDArray[np.bool_]

KINDS: Final = (
    "text", "media", "deleted", "view_once", "poll", "location", "live_location", "contact", "call", "waiting", "event_invite",
)  # fmt: skip
"""What a message can be."""

_DAY: Final = 86400
_AT: Final = 64
_CALLS: Final = np.array([byte in b"+0123456789\xe2" for byte in range(256)])
"""Bytes that follow the @ of a mention."""

_SETUP: Final = 5
_SETS_UP: Final = frozenset({"encryption", "created", "added"})
_CACHED: Final = 8192
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
        self._events: dict[str, tuple[str, Recognised | None]] = {}
        self._nobodys: dict[tuple[str, int], bool] = {}
        self._contents: dict[str, Content] = {}

    def read(self, chunk: Chunk) -> Part:
        """Return the columns of a chunk."""
        at, code, body = self.placed(chunk)
        written, nobodys = np.flatnonzero(code >= 0), np.flatnonzero(code < 0)
        place = (body[written], chunk.end[written])
        marks = find_marks(chunk.data)
        raw = _unmarked(slices(chunk.data, *place), _holding(marks.at, *place))
        worded = self.worded(place, raw, marks)
        found, index = self.contents(chunk.data, place, worded)
        text = replaced(raw, worded, _texts([item.text for item in found], index))
        media = replaced(pa.nulls(len(written), pa.large_string()), worded, _texts([item.media for item in found], index))
        kind, edited = np.zeros(len(written), np.int8), np.zeros(len(written), bool)
        kind[worded] = np.array([KINDS.index(item.kind) for item in found], np.int8)[index]
        edited[worded] = np.array([item.edited for item in found], bool)[index]
        called = self.called(chunk.data, place, worded, [found[number].mentions for number in index.tolist()])
        lines = [self.event(self.body(chunk, body, row)) for row in nobodys.tolist()]
        self.seen += len(code)
        texts, events = [words for words, _ in lines], [event for _, event in lines]
        return Part(chunk, at, written, code[written], kind, raw, text, media, edited, called, nobodys, texts, events)

    def events(self, chunk: Chunk) -> Iterator[Recognised]:
        """Yield the events of a chunk, nothing else."""
        _, code, body = self.placed(chunk)
        self.seen += len(code)
        for row in np.flatnonzero(code < 0).tolist():
            event = self.event(self.body(chunk, body, row))[1]
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
        rows = self.led(chunk, code, body) if self.plan.has_marks else self.namesakes(chunk, code, body)
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
        if self.content(words).kind != "text":
            return False
        event = self.recogniser.recognise(words, self.spoken)
        if marked:
            return event is not None or words.startswith("\u200e")
        own = event is not None and event.actor == self.plan.senders.names[sender]
        return event is not None and (own or event.type in _SETS_UP or sender in self.plan.groups)

    @staticmethod
    def led(chunk: Chunk, code: Ints, body: Ints) -> Ints:
        """Return bodies under a name that begin with the mark which newer iOS exports put before all that no person typed."""
        return np.flatnonzero((code >= 0) & are_marks(np.frombuffer(chunk.data, np.uint8), body) & (body < chunk.end))

    def namesakes(self, chunk: Chunk, code: Ints, body: Ints) -> Ints:
        """Return lines of an export without marks that may be events.

        These are the lines that begin with their own sender's name, those under the group's name, and the very first.
        """
        names = [name.encode() for name in self.plan.senders.names]
        heads = [name[:8] for name in names]
        words = np.array([*(int.from_bytes(head.ljust(8, b"\0"), "little") for head in heads), 0], np.uint64)
        masks = np.array([*(int.from_bytes((b"\xff" * len(head)).ljust(8, b"\0"), "little") for head in heads), 0], np.uint64)
        every = Words(chunk.data).at[body]
        rows = np.flatnonzero((code >= 0) & ((every & masks[code]) == words[code]))
        own = [row for row in rows.tolist() if chunk.data.startswith(names[code[row]], int(body[row]))]
        first = [row for row in range(min(max(_SETUP - self.seen, 0), len(code))) if code[row] >= 0]
        group = np.flatnonzero(np.isin(code, list(self.plan.groups))).tolist() if self.plan.groups else []
        return np.array(sorted({*own, *first, *group}), np.int64)

    def body(self, chunk: Chunk, body: Ints, row: int) -> str:
        """Return a body, marks included."""
        return chunk.data[int(body[row]) : int(chunk.end[row])].decode()

    def event(self, line: str) -> tuple[str, Recognised | None]:
        """Return a system line without marks, and what it says."""
        if line not in self._events:
            _forget(self._events)
            self._events[line] = (strip_marks(line), self.recogniser.recognise(line, self.spoken, self.known))
        return self._events[line]

    def worded(self, place: tuple[Ints, Ints], raw: Any, marks: Marks) -> Ints:
        """Return the messages that may hold more than a writer's words and mentions."""
        if not len(raw):
            return np.zeros(0, np.int64)
        found = pc.match_substring_regex(raw, self.wordings).to_numpy(zero_copy_only=False).astype(bool)
        found[_holding(marks.at[marks.leading], *place)] = True
        return np.flatnonzero(found)

    def contents(self, data: bytes, place: tuple[Ints, Ints], rows: Ints) -> tuple[list[Content], Ints]:
        """Return what some messages are: distinct contents, and which of them each message is."""
        start, end = place
        distinct = slices(data, start[rows], end[rows]).dictionary_encode()
        found = [self.content(words) for words in distinct.dictionary.to_pylist()]
        return found, distinct.indices.to_numpy().astype(np.int64)

    def content(self, words: str) -> Content:
        """Return what a body is."""
        if words not in self._contents:
            _forget(self._contents)
            self._contents[words] = content(words, platform=self.plan.platform, locale=self.locale, marked=self.plan.has_marks)
        return self._contents[words]

    def called(self, data: bytes, place: tuple[Ints, Ints], worded: Ints, known: list[tuple[str, ...]]) -> Any:
        """Return the mentions of each message as an Arrow array of lists; those of some messages are known."""
        start, end = place
        rows, names = worded, known
        if b"@" in data:
            at = each(data, _AT)
            at = at[_CALLS[np.frombuffer(data, np.uint8)[np.minimum(at + 1, len(data) - 1)]]]
            others = np.setdiff1d(_holding(at, start, end), worded)
            bodies = slices(data, start[others], end[others]).to_pylist()
            rows, names = np.concatenate((worded, others)), [*known, *map(mentions, bodies)]
        many = np.zeros(len(start) + 1, np.int32)
        many[rows + 1] = [len(listed) for listed in names]
        flat = [name for row in np.argsort(rows, kind="stable").tolist() for name in names[row]]
        return pa.ListArray.from_arrays(pa.array(np.cumsum(many, dtype=np.int32)), pa.array(flat, pa.string()))


def _unmarked(texts: Any, rows: Ints) -> Any:
    """Return texts without the direction marks that some of them hold."""
    held = np.unique(rows)
    return replaced(texts, held, pc.replace_substring_regex(texts.take(pa.array(held)), f"[{MARKS}]", "")) if len(held) else texts


def _texts(distinct: list[str | None], index: Ints) -> Any:
    return pa.array(distinct, pa.large_string()).take(pa.array(index))


def _holding(at: Ints, start: Ints, end: Ints) -> Ints:
    """Return the rows between whose ``start`` and ``end`` some offsets stand."""
    if not len(start):
        return np.zeros(0, np.int64)
    row = np.searchsorted(start, at, "right") - 1
    return row[(row >= 0) & (at < end[row])]


def _forget(cache: dict[Any, Any]) -> None:
    if len(cache) >= _CACHED:
        cache.clear()
