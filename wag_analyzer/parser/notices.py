"""What a careful reader should know about a file: said once, with the line where it can be seen."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from wag_analyzer.counts import counted
from wag_analyzer.parser.chat import Notice
from wag_analyzer.parser.encoding import Decoder
from wag_analyzer.parser.headers import REASONS
from wag_analyzer.parser.plan import Plan
from wag_analyzer.parser.senders import NAMELESS, Senders
from wag_analyzer.parser.strings import Strings
from wag_analyzer.parser.tally import Tally
from wag_analyzer.visible import skeleton, visible

__all__ = ["notices", "twins"]

CAPS: Final = (40_000, 10_000)
_NEAR_CAP: Final = 0.002
_HEAP: Final = 8192
_SHOWN: Final = 5
_SURE: Final = 0.97
_SET: Final = "--date-order sets it"


def notices(file: str, decoder: Decoder, plan: Plan, tally: Tally) -> list[Notice]:
    """Return what should be said about one file, in a fixed order."""
    wrote = plan.senders.names.only(tally.senders.values)
    found = [
        *_dates(plan),
        *_lines(tally),
        *_untyped(tally),
        *_bytes(decoder, tally),
        *_clock(tally),
        *_cap(tally.headers),
        *_nameless(plan.senders),
        *twins(wrote),
    ]
    return [Notice(note.code, note.word, note.text, note.line, file) for note in found]


def _dates(plan: Plan) -> Iterator[Notice]:
    for shape, decision in plan.verdict.decisions.items():
        head = plan.layouts[shape][1]
        if decision.is_ambiguous:
            text = f"ambiguous: dates like {head!r} fit day first and month first; read as {decision.order}; {decision.evidence}; {_SET}"
            yield Notice("WAG001", "ambiguous-date-order", text)
        elif decision.confidence < _SURE:
            text = f"date order of {head!r} was inferred as {decision.order}, not certain: {decision.evidence}; {_SET}"
            yield Notice("WAG001", "inferred-date-order", text)


def _lines(tally: Tally) -> Iterator[Notice]:
    if tally.headers and tally.skipped:
        text = counted("{n:line|lines} before the first message {n:=was|were} not read", n=tally.skipped)
        yield Notice("WAG002", "lines-before-first-message", text, 1)
    for reason, (count, lines) in sorted(tally.rejected.items(), key=lambda item: item[1][1]):
        shown = ", ".join(map(str, lines[:_SHOWN])) + (" …" if len(lines) > _SHOWN else "")
        what = counted("{n:line looks|lines look} like a header and {n:=was|were} kept as text", n=count)
        text = f"{what} ({REASONS[reason]}): {shown}"
        yield Notice("WAG003", "header-like-text", text, lines[0])


def _untyped(tally: Tally) -> Iterator[Notice]:
    count, line = tally.untyped
    if count:
        what = counted("{n:line without a sender is|lines without a sender are} in no wording that is known", n=count)
        text = counted("{what}: kept as {n:=a line of WhatsApp's own|WhatsApp's own lines} without a type", what=what, n=count)
        yield Notice("WAG012", "unknown-system-line", text, line)


def _bytes(decoder: Decoder, tally: Tally) -> Iterator[Notice]:
    if decoder.encoding != "utf-8":
        what = f"the file was read as {decoder.encoding.upper()}, not as UTF-8: another program saved it again"
        yield Notice("WAG004", "encoding", what)
    if decoder.repaired:
        lines = ", ".join(map(str, decoder.repaired[:_SHOWN]))
        what = counted("{n:line is|lines are} not UTF-8 and {n:=was|were} read as Windows-1252", n=len(decoder.repaired))
        yield Notice("WAG004", "damaged-bytes", f"{what} or with U+FFFD for damaged bytes: {lines}", decoder.repaired[0])
    if decoder.cut:
        yield Notice("WAG004", "cut-short", "the file ends inside a character: it was cut short", tally.lines)
    if decoder.has_nul:
        yield Notice("WAG004", "nul-bytes", "the file holds NUL characters, which no phone writes")


def _clock(tally: Tally) -> Iterator[Notice]:
    count, line = tally.backwards
    if count:
        text = counted(
            "time runs backwards at {n:line|lines}: a clock was changed, exports were joined, or a line is forged; "
            "file order is kept, and a text cannot prove who wrote it",
            n=count,
        )
        yield Notice("WAG005", "time-runs-backwards", text, line)
    count, line = tally.odd
    if count:
        text = counted("{n:line carries|lines carry} a date before 2009, when WhatsApp began, or far from all others", n=count)
        yield Notice("WAG006", "date-out-of-range", text, line)


def _cap(count: int) -> Iterator[Notice]:
    for cap in CAPS:
        if abs(count - cap) <= cap * _NEAR_CAP:
            text = f"{count} messages: WhatsApp cuts an export at {cap} (40,000 without media, 10,000 with); older ones may be missing"
            yield Notice("WAG007", "message-cap", text)


def _nameless(senders: Senders) -> Iterator[Notice]:
    if senders.nameless:
        kept = counted("kept as {n:=a message|messages} of one sender", n=senders.nameless)
        text = counted("{n:line has nothing before its|lines have nothing before their} colon", n=senders.nameless)
        yield Notice("WAG008", "nameless-sender", f"{text}: {kept}, '{NAMELESS}', who may be several people")


def twins(senders: Sequence[str]) -> Iterator[Notice]:
    """Yield one notice for names that look alike or hold characters that do not show; nothing is merged."""
    hidden = sorted({name for name in senders if visible(name) != name})
    if hidden:
        shown = ", ".join(repr(visible(name)) for name in hidden[:_SHOWN])
        text = counted("{n:name holds|names hold} invisible or bidi characters: {shown}", n=len(hidden), shown=shown)
        yield Notice("WAG008", "invisible-characters", text)
    for group in _alike(senders)[:_SHOWN]:
        shown = " and ".join(f"'{visible(name)}' ({_codes(name)})" for name in group[:_SHOWN])
        yield Notice("WAG008", "confusable-names", f"confusable names, counted as different people: {shown}")


def _alike(names: Sequence[str]) -> list[list[str]]:
    """Return groups of names that look the same, in order."""
    heaps = (names[at : at + _HEAP] for at in range(0, len(names), _HEAP))
    _, look = Strings.distinct([" ".join(map(skeleton, name.split())) for name in heap] for heap in heaps)
    groups: defaultdict[int, set[str]] = defaultdict(set)
    for at in np.flatnonzero(np.bincount(look)[look] > 1).tolist():
        groups[int(look[at])].add(names[at])
    return sorted(sorted(group) for group in groups.values() if len(group) > 1)


def _codes(name: str) -> str:
    odd = [f"U+{ord(char):04X}" for char in name if ord(char) > 127]
    return " ".join(odd[:8]) or "plain letters"
