"""One text from bytes to columns: surveyed, decided upon, read."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from wag_analyzer.errors import LayoutError
from wag_analyzer.parser.archive import Blob
from wag_analyzer.parser.chunks import chunks
from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.encoding import Decoder, pieces
from wag_analyzer.parser.events import Recognised
from wag_analyzer.parser.masks import PAD
from wag_analyzer.parser.orders import media_days
from wag_analyzer.parser.phrases import strip_marks
from wag_analyzer.parser.plan import HINT, Plan, decide
from wag_analyzer.parser.rows import Part, Reader
from wag_analyzer.parser.scan import Scanner
from wag_analyzer.parser.survey import Block, Survey
from wag_analyzer.parser.tally import Tally
from wag_analyzer.settings import Settings

__all__ = ["Parsed", "Progress", "group_of", "headers_in", "media_in", "parsed", "refuse", "refuse_silence"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Parsed:
    """One text as read: its parts in order, how it was read and what was counted."""

    blob: Blob
    decoder: Decoder
    plan: Plan
    parts: list[Part]
    tally: Tally
    group: str


def parsed(blob: Blob, settings: Settings) -> Parsed:
    """Return one text as read.

    Raises
    ------
    LayoutError
        No line looks like a message, or the text is another kind of log.
    """
    decoder, survey = Decoder(blob.name, counts=False), Survey()
    blocks = deque(_surveyed(blob.data, decoder, survey))
    plan = decide(survey, settings, blob.name, lambda: media_in(blocks))
    refuse(survey, plan, blob.name)
    reader, tally = Reader(plan), Tally(plan.newest_day)
    parts = []
    for part in map(reader.read, chunks(_drained(blocks), plan.verdict)):
        parts.append(part)
        tally.add(part)
    events = [event for part in parts for event in part.told.happened()]
    refuse_silence(tally, blob.name, has_events=bool(events))
    return Parsed(blob, decoder, plan, parts, tally, group_of(events))


def _surveyed(text: bytes, decoder: Decoder, survey: Survey) -> Iterator[Block]:
    """Yield the blocks of a text; those that stand in it as they are keep no bytes of their own."""
    whole, at = memoryview(text), 0
    for data in decoder.blocks(pieces(text)):
        place, end = decoder.mark + at, decoder.mark + at + len(data)
        at += len(data)
        block = survey.add(data, whole[place : end + PAD] if decoder.is_same and end + PAD <= len(text) else None)
        decoder.lines += block.lines
        yield replace(block, data=whole[place:end], place=place) if decoder.is_same else block


def headers_in(data: bytes, name: str) -> int:
    """Return how many lines of a text look like a header, 0 when it is another kind of file."""
    scanner = Scanner()
    try:
        return sum(len(scanner.scan(block).line) for block in Decoder(name).blocks(pieces(data)))
    except LayoutError:
        return 0


def refuse(survey: Survey, plan: Plan, name: str) -> None:
    """Raise an error for a text with words and without a header."""
    if not plan.verdict.decisions and survey.has_words:
        raise LayoutError("not a WhatsApp export: no line begins like a message", where=name, hint=HINT)


def refuse_silence(tally: Tally, name: str, *, has_events: bool) -> None:
    """Raise an error for a text with dates in which nobody says anything and nothing happens."""
    if tally.headers and not tally.messages and not has_events:
        raise LayoutError("not a WhatsApp export: dated lines without a sender and without an event", where=name, hint=HINT)


def media_in(blocks: Iterable[Block]) -> tuple[Ints, Ints]:
    """Return row (of the lines that have a run) and day of every media file name that carries a date."""
    rows, days = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    before = 0
    for block in blocks:
        heads = block.head[block.run >= 0]
        place, day = media_days(bytes(block.data))
        rows.append(np.searchsorted(heads, place, "right") - 1 + before)
        days.append(day)
        before += len(heads)
    row, named = np.concatenate(rows), np.concatenate(days)
    return row[row >= 0], named[row >= 0]


def group_of(events: Iterable[Recognised]) -> str:
    """Return the last name that events give the group, empty when none does."""
    names = [event.new for event in events if event.type in {"created", "subject_changed"} and event.new]
    return strip_marks(names[-1]) if names else ""


def _drained(blocks: deque[Block]) -> Iterator[Block]:
    while blocks:
        yield blocks.popleft()
