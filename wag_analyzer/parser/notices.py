"""What a careful reader should know about a file: said once, with the line where it can be seen."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from wag_analyzer.parser.chat import Notice
from wag_analyzer.parser.encoding import Decoded
from wag_analyzer.parser.headers import Headers
from wag_analyzer.parser.scan import Scan
from wag_analyzer.visible import visible

__all__ = ["notices", "twins"]

CAPS: Final = (40_000, 10_000)
_NEAR_CAP: Final = 0.002
_SHOWN: Final = 5
_SURE: Final = 0.97
_SET: Final = "--date-order sets it"


def notices(file: str, text: Decoded, scan: Scan, heads: Headers, names: Sequence[str]) -> list[Notice]:
    """Return what should be said about one file, in a fixed order."""
    found = [*_dates(heads, scan), *_lines(heads), *_bytes(text, scan), *_clock(heads), *_cap(len(heads.line)), *twins(names)]
    return [Notice(note.code, note.word, note.text, note.line, file) for note in found]


def _dates(heads: Headers, scan: Scan) -> Iterator[Notice]:
    for shape, decision in heads.decisions.items():
        head = scan.shapes[shape][1]
        if decision.is_ambiguous:
            text = f"ambiguous: dates like {head!r} fit day first and month first; read as {decision.order}; {decision.evidence}; {_SET}"
            yield Notice("WAG001", "ambiguous-date-order", text)
        elif decision.confidence < _SURE:
            text = f"date order of {head!r} was inferred as {decision.order}, not certain: {decision.evidence}; {_SET}"
            yield Notice("WAG001", "inferred-date-order", text)


def _lines(heads: Headers) -> Iterator[Notice]:
    if len(heads.line) and heads.line[0]:
        yield Notice("WAG002", "lines-before-first-message", f"{heads.line[0]} lines before the first message were not read", 1)
    by_reason: defaultdict[str, list[int]] = defaultdict(list)
    for line, reason in sorted(heads.rejected.items()):
        by_reason[reason].append(line + 1)
    for reason, lines in sorted(by_reason.items(), key=lambda item: item[1]):
        shown = ", ".join(map(str, lines[:_SHOWN])) + (" …" if len(lines) > _SHOWN else "")
        text = f"{len(lines)} lines look like a header and were kept as text ({reason}): {shown}"
        yield Notice("WAG003", "header-like-text", text, lines[0])


def _bytes(text: Decoded, scan: Scan) -> Iterator[Notice]:
    if text.encoding != "utf-8":
        what = f"the file was read as {text.encoding.upper()}, not as UTF-8: another program saved it again"
        yield Notice("WAG004", "encoding", what)
    if text.repaired:
        lines = ", ".join(map(str, text.repaired[:_SHOWN]))
        what = f"{len(text.repaired)} lines are not UTF-8 and were read as Windows-1252 or with U+FFFD for damaged bytes: {lines}"
        yield Notice("WAG004", "damaged-bytes", what, text.repaired[0])
    if text.cut:
        yield Notice("WAG004", "cut-short", "the file ends inside a character: it was cut short", len(scan.starts))
    if b"\x00" in text.data:
        yield Notice("WAG004", "nul-bytes", "the file holds NUL characters, which no phone writes")


def _clock(heads: Headers) -> Iterator[Notice]:
    back = np.flatnonzero(np.diff(heads.at) < 0) + 1
    if len(back):
        line = int(heads.line[back[0]]) + 1
        text = (
            f"time runs backwards at {len(back)} lines: a clock was changed, exports were joined, or a line is forged; "
            "file order is kept, and a text cannot prove who wrote it"
        )
        yield Notice("WAG005", "time-runs-backwards", text, line)
    if len(heads.at):
        newest = int(np.median(heads.at)) + 20 * 365 * 86400
        odd = np.flatnonzero((heads.at < 1230768000) | (heads.at > newest))
        if len(odd):
            text = f"{len(odd)} lines carry a date before 2009, when WhatsApp began, or far from all others"
            yield Notice("WAG006", "date-out-of-range", text, int(heads.line[odd[0]]) + 1)


def _cap(count: int) -> Iterator[Notice]:
    for cap in CAPS:
        if abs(count - cap) <= cap * _NEAR_CAP:
            text = f"{count} messages: WhatsApp cuts an export at {cap} (40,000 without media, 10,000 with); older ones may be missing"
            yield Notice("WAG007", "message-cap", text)


def twins(senders: Sequence[str]) -> Iterator[Notice]:
    """Yield one notice for names that look alike or hold characters that do not show; nothing is merged."""
    names = sorted(set(senders))
    hidden = [name for name in names if visible(name) != name]
    if hidden:
        shown = ", ".join(repr(visible(name)) for name in hidden[:_SHOWN])
        yield Notice("WAG008", "invisible-characters", f"{len(hidden)} names hold invisible or bidi characters: {shown}")
    looks: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        looks[_look(name)].append(name)
    groups = [group for group in looks.values() if len(group) > 1]
    for group in groups[:_SHOWN]:
        shown = " and ".join(f"'{visible(name)}' ({_codes(name)})" for name in group[:_SHOWN])
        yield Notice("WAG008", "confusable-names", f"confusable names, counted as different people: {shown}")


def _codes(name: str) -> str:
    odd = [f"U+{ord(char):04X}" for char in name if ord(char) > 127]
    return " ".join(odd[:8]) or "plain letters"


def _look(name: str) -> str:
    """Return what a name looks like: compatibility forms and letters of other scripts as Latin ones, no marks, one case."""
    flat = unicodedata.normalize("NFKD", name).casefold().translate(_LIKE)
    kept = (char for char in flat if unicodedata.category(char) not in {"Mn", "Cf", "Cc", "Me"})
    return " ".join("".join(kept).split())


_LIKE: Final = str.maketrans(
    "абвгеёзікмнорстухѕјһԁԛԝցոսօαβγεηικνορτυχѡⅼ0",
    "a6rreeзikmhopctyxsjhdqwgnuoaβyeηiкvoptuxwlo",
)
