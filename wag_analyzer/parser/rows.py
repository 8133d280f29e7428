"""From chunks of whole messages to columns: who wrote, what it is, what WhatsApp itself wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.parser.bodies import Texts, bounds, replaced, slices, trimmed
from wag_analyzer.parser.calls import called
from wag_analyzer.parser.chunks import Chunk, Lines
from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.edits import Edits, plainly_edited
from wag_analyzer.parser.events import Recognised, Recogniser
from wag_analyzer.parser.hints import hints
from wag_analyzer.parser.languages import UNKNOWN
from wag_analyzer.parser.masks import Words
from wag_analyzer.parser.phrases import load, strip_marks
from wag_analyzer.parser.placeholders import Content, content, wordings
from wag_analyzer.parser.plan import Plan
from wag_analyzer.parser.survey import are_marks, line_from, starts_with
from wag_analyzer.parser.told import Told

__all__ = ["KINDS", "Part", "Reader"]

Flags = npt.NDArray[np.bool_]

KINDS: Final = (
    "text", "media", "deleted", "view_once", "poll", "location", "live_location", "contact", "call", "waiting", "event_invite",
)  # fmt: skip
"""What a message can be."""

_NONE: Final = np.zeros(0, np.int64)
_LEADING: Final = ("\u200e", "\u200f")
_DAY: Final = 86400
_SETUP: Final = 5
_WORD: Final = 8
_SETS_UP: Final = frozenset({"encryption", "created", "added"})
_CACHED: Final = 8192
"""Distinct system lines, and distinct bodies, that are remembered at a time."""


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of one chunk: one entry for each message in ``at`` to ``mentions``.

    ``told`` are the system lines; ``written`` are the rows (of the chunk's headers) that somebody wrote, in order; ``sender`` indexes
    ``Plan.senders.names``, ``kind`` indexes ``KINDS``. ``raw``, ``text`` and ``media`` are Arrow arrays of large strings, ``mentions`` of
    lists.
    """

    lines: Lines
    at: Ints
    written: Ints
    sender: Ints
    kind: npt.NDArray[np.int8]
    raw: Any
    text: Any
    media: Any
    edited: Flags
    mentions: Any
    told: Told


class Reader:
    """Reads the chunks of one text in order."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.locale = None if plan.locale == UNKNOWN else plan.locale
        self.spoken = "en" if plan.locale == UNKNOWN else plan.locale
        self.recogniser = Recogniser(load())
        self.wordings = wordings(self.locale)
        self.hints = hints(self.locale)
        self.seen = 0
        self._events: dict[str, tuple[str, Recognised | None]] = {}
        self._nobodys: dict[tuple[str, int], bool] = {}
        self._contents: dict[str, Content] = {}

    def read(self, chunk: Chunk) -> Part:
        """Return the columns of a chunk."""
        at, code, body = self.placed(chunk)
        named = np.flatnonzero(code >= 0)
        texts = Texts(chunk.data, bounds(body[named], chunk.end[named]), chunk.signs)
        special, edits = self.special(chunk, named, texts)
        self.unseat(chunk, (code, body), special, named[special.rows])
        self.seen += len(code)
        stays = code[named] >= 0
        if not stays.all():
            special, edits, texts, named = special.only(stays), edits.only(stays), texts.only(stays), named[stays]
        raw = texts.slices()
        kind, edited = np.zeros(len(named), np.int8), np.zeros(len(named), bool)
        kind[special.rows] = np.array([KINDS.index(item.kind) for item in special.contents], np.int8)[special.index]
        edited[special.rows] = np.array([item.edited for item in special.contents], bool)[special.index]
        edited[edits.rows] = True
        return Part(
            chunk.lines,
            at,
            named,
            code[named],
            kind,
            raw,
            text=_text(raw, special, edits, edits.stop - texts.offsets[2 * edits.rows]),
            media=_media([item.media for item in special.contents], special, len(named)),
            edited=edited,
            mentions=called(texts, special.rows, [item.mentions for item in special.contents], special.index),
            told=self.told(chunk, code, body),
        )

    def events(self, chunk: Chunk) -> Iterator[Recognised]:
        """Yield the events of a chunk, nothing else."""
        _, code, body = self.placed(chunk)
        if self.plan.platform == "ios":
            led = self.led(chunk, code, body) if self.plan.has_marks else _NONE
            self.unseat(chunk, (code, body), self.distinct(chunk.data, bounds(body, chunk.end), led), led)
        self.seen += len(code)
        yield from self.told(chunk, code, body).happened()

    def told(self, chunk: Chunk, code: Ints, body: Ints) -> Told:
        """Return the lines that nobody wrote."""
        rows = np.flatnonzero(code < 0)
        found = slices(chunk.data, body[rows], chunk.end[rows]).dictionary_encode()
        lines = [self.event(line) for line in found.dictionary.to_pylist()]
        return Told(rows, found.indices.to_numpy().astype(np.int64), [words for words, _ in lines], [event for _, event in lines])

    def placed(self, chunk: Chunk) -> tuple[Ints, Ints, Ints]:
        """Return, for each header, the time in seconds since 1970, the sender (-1: nobody) and where the body starts."""
        at = self.plan.verdict.day[chunk.run] * _DAY + chunk.clock
        code = self.plan.senders.code[chunk.code]
        body = np.minimum(np.where(code >= 0, chunk.body, chunk.rest), np.maximum(chunk.end, chunk.rest))
        if self.plan.senders.longer:
            self.lengthen(chunk, code, body)
        return at, code, body

    def special(self, chunk: Chunk, named: Ints, texts: Texts) -> tuple["Special", Edits]:
        """Return the bodies under a name that may hold more than a writer's words and mentions, and those that were edited and do not."""
        found, marks = np.zeros(len(named), bool), texts.signs.marks
        found[texts.holding(marks.at[marks.leading])] = True
        several = texts.inner(np.flatnonzero(chunk.lines.last[named] > chunk.lines.line[named]))
        maybe = self.hints.rows(chunk.data, texts.offsets[0::2], texts.offsets[1::2], several)
        maybe = maybe[~found[maybe]]
        if len(maybe):
            found[maybe] = pc.match_substring_regex(texts.only(maybe).slices(), self.wordings).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(found)
        edits = plainly_edited(chunk.data, texts.offsets[2 * rows], texts.offsets[2 * rows + 1], self.locale)
        found[rows[edits.rows]] = False
        return self.distinct(chunk.data, texts.offsets, np.flatnonzero(found)), Edits(rows[edits.rows], edits.stop)

    def distinct(self, data: bytes | memoryview, offsets: Ints, rows: Ints) -> "Special":
        """Return what the texts of some rows are."""
        found = slices(data, offsets[2 * rows], offsets[2 * rows + 1]).dictionary_encode()
        words = found.dictionary.to_pylist()
        return Special(rows, words, [self.content(each) for each in words], found.indices.to_numpy().astype(np.int64))

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

    def unseat(self, chunk: Chunk, placed: tuple[Ints, Ints], special: "Special", rows: Ints) -> None:
        """Take the sender away from lines that WhatsApp wrote under a name: the group's, the contact's or the actor's.

        ``placed`` is sender and start of the body, ``rows`` are those of ``special`` in the chunk.
        """
        code, body = placed
        if self.plan.platform != "ios" or not len(code):
            return
        if self.plan.has_marks:
            nobodys = [
                words.startswith(_LEADING) and item.kind == "text" and self.nobodys(words, -1)
                for words, item in zip(special.words, special.contents, strict=True)
            ]
            code[rows[np.array(nobodys, bool)[special.index]]] = -1
            return
        for row in self.namesakes(chunk, code, body).tolist():
            if self.nobodys(self.body(chunk, body, row), int(code[row])):
                code[row] = -1

    def nobodys(self, words: str, sender: int) -> bool:
        """Say, of few different bodies, whether WhatsApp wrote one that stands under a name."""
        if (words, sender) not in self._nobodys:
            _forget(self._nobodys)
            self._nobodys[words, sender] = self.is_nobodys(words, sender)
        return self._nobodys[words, sender]

    def is_nobodys(self, words: str, sender: int) -> bool:
        """Say whether WhatsApp wrote a body that stands under a name."""
        if self.content(words).kind != "text":
            return False
        if self.plan.has_marks and words.startswith("\u200e"):
            return True
        event = self.recogniser.recognise(words, self.spoken)
        if event is None or self.plan.has_marks:
            return event is not None
        return event.actor == self.plan.senders.names[sender] or event.type in _SETS_UP or sender in self.plan.groups

    @staticmethod
    def led(chunk: Chunk, code: Ints, body: Ints) -> Ints:
        """Return bodies under a name that begin with the mark which newer iOS exports put before all that no person typed."""
        return np.flatnonzero((code >= 0) & are_marks(np.frombuffer(chunk.data, np.uint8), body) & (body < chunk.end))

    def namesakes(self, chunk: Chunk, code: Ints, body: Ints) -> Ints:
        """Return lines of an export without marks that may be events.

        These are the lines that begin with their own sender's name, those under the group's name, and the very first.
        """
        words, masks = self.heads
        every = Words(bytes(chunk.data)).at[body]
        rows = np.flatnonzero((code >= 0) & ((every & masks[code]) == words[code]))
        own = [row for row in rows.tolist() if _stands(chunk.data, int(body[row]), self.plan.senders.names[int(code[row])])]
        first = [row for row in range(min(max(_SETUP - self.seen, 0), len(code))) if code[row] >= 0]
        group = np.flatnonzero(np.isin(code, list(self.plan.groups))).tolist() if self.plan.groups else []
        return np.array(sorted({*own, *first, *group}), np.int64)

    def body(self, chunk: Chunk, body: Ints, row: int) -> str:
        """Return a body, marks included."""
        return bytes(chunk.data[int(body[row]) : int(chunk.end[row])]).decode()

    @cached_property
    def known(self) -> frozenset[str]:
        """Everybody who writes; asked only where there are system lines."""
        return frozenset(self.plan.senders.names)

    @cached_property
    def heads(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """The first eight bytes of each name, and which of them count; the last entry stands for nobody."""
        found = [name[:_WORD].encode()[:_WORD] for name in self.plan.senders.names]
        words = b"".join(head.ljust(_WORD, b"\0") for head in (*found, b""))
        masks = b"".join((b"\xff" * len(head)).ljust(_WORD, b"\0") for head in (*found, b""))
        return np.frombuffer(words, np.dtype("<u8")), np.frombuffer(masks, np.dtype("<u8"))

    def event(self, line: str) -> tuple[str, Recognised | None]:
        """Return a system line without marks, and what it says."""
        if line not in self._events:
            _forget(self._events)
            self._events[line] = (strip_marks(line), self.recogniser.recognise(line, self.spoken, self.known))
        return self._events[line]

    def content(self, words: str) -> Content:
        """Return what a body is."""
        if words not in self._contents:
            _forget(self._contents)
            self._contents[words] = content(words, platform=self.plan.platform, locale=self.locale, marked=self.plan.has_marks)
        return self._contents[words]


@dataclass(frozen=True, slots=True)
class Special:
    """Some rows, their distinct bodies and what these are; ``index`` says which body each row has."""

    rows: Ints
    words: list[str]
    contents: list[Content]
    index: Ints

    def only(self, stays: Flags) -> "Special":
        """Return what is left when only some of the messages stay, as rows of these."""
        kept = stays[self.rows]
        number = np.cumsum(stays) - 1
        return Special(number[self.rows[kept]], self.words, self.contents, self.index[kept])


def _text(raw: Any, special: Special, edits: Edits, size: Ints) -> Any:
    """Return the words of all messages: as they stand but for what is special and for notes behind them, whose words have some size."""
    words = [item.text for item in special.contents]
    found = [_part(part, whole) for part, whole in zip(words, special.words, strict=True)]
    place, length = np.array(found, np.int64).reshape(-1, 2)[special.index].T
    rows = np.concatenate((special.rows, edits.rows))
    order = np.argsort(rows)
    at = np.concatenate((place, np.zeros(len(size), np.int64)))[order]
    text = trimmed(raw, rows[order], at, np.concatenate((np.maximum(length, 0), size))[order])
    apart = np.flatnonzero(length < 0)
    return replaced(text, special.rows[apart], pa.array(words, pa.large_string()), special.index[apart])


def _part(words: str, whole: str) -> tuple[int, int]:
    """Return at which byte of a body without its marks some words stand, and how many bytes; (0, -1) where they do not stand in it."""
    if not words:
        return 0, 0
    bare = strip_marks(whole)
    at = bare.find(words)
    return (len(bare[:at].encode()), len(words.encode())) if at >= 0 else (0, -1)


def _media(distinct: list[str | None], special: Special, count: int) -> Any:
    """Return the file names of ``count`` messages, of which only some have one."""
    if not len(special.rows) or all(name is None for name in distinct):
        return pa.nulls(count, pa.large_string())
    named = pa.array(distinct, pa.large_string()).take(pa.array(special.index))
    size = np.diff(np.frombuffer(named.buffers()[1], np.int64, len(named) + 1))
    is_there = np.zeros(count, bool)
    is_there[special.rows] = named.is_valid().to_numpy(zero_copy_only=False)
    ends = np.zeros(count + 1, np.int64)
    ends[special.rows + 1] = size
    np.cumsum(ends, out=ends)
    there = pa.py_buffer(np.packbits(is_there, bitorder="little"))
    return pa.Array.from_buffers(pa.large_string(), count, [there, pa.py_buffer(ends), named.buffers()[2]])


def _stands(data: bytes | memoryview, at: int, name: str) -> bool:
    """Say whether a name stands somewhere."""
    whole = name.encode()
    return data[at : at + len(whole)] == whole


def _forget(cache: dict[Any, Any]) -> None:
    if len(cache) >= _CACHED:
        cache.clear()
