"""Who wrote a line: where the sender ends and the words begin, and which lines nobody wrote."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.headers import Headers
from wag_analyzer.parser.scan import Scan

__all__ = ["Event", "Senders", "clean_sender", "first_line", "senders"]

_WRAPPERS: Final = "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_PUSH: Final = re.compile(r"~[\s\u00a0\u202f]+")
_NUMBER: Final = re.compile(r"\+?[\d\s\u00a0\u202f()\-\u2011./]{5,40}")
_CLOSERS: Final[Mapping[str, str]] = {"„": "“”", "“": "”", "«": "»", "「": "」", "『": "』", "‹": "›"}
_MENTION: Final = re.compile(rb"@\xe2\x81\xa8([^\n\xe2]{1,200})\xe2\x81\xa9")
_BEFORE_MARK: Final = re.compile(rb": \xe2\x80\x8e([^<\n][^\n]{0,999})")
_RECURS: Final = 3
_LONGEST: Final = 4096

Event = Callable[[str], tuple[str, ...] | None]
"""Gives the names in a system line, actor first, or None when WhatsApp does not write such a line."""


@dataclass(slots=True)
class Senders:
    """For each header an index into ``names`` (-1: nobody wrote the line) and the byte offset at which the body starts."""

    code: Ints
    names: list[str]
    body: Ints


def clean_sender(name: str) -> str:
    """Return a sender without what WhatsApp wraps around it; nothing inside a name changes.

    Examples
    --------
    >>> clean_sender("~\u202fNila"), clean_sender("\u202a+62\u00a0812\u20110000\u202c")
    ('Nila', '+62 812-0000')
    """
    bare = name.strip().strip(_WRAPPERS).strip()
    bare = _PUSH.sub("", bare, count=1) if bare.startswith("~") else bare
    if _NUMBER.fullmatch(bare):
        return " ".join(bare.replace("\u2011", "-").split())
    return bare


def first_line(scan: Scan, heads: Headers, row: int) -> str:
    """Return what stands behind a header on its own line; of a very long line the beginning."""
    start = int(heads.rest[row])
    end = int(scan.ends[heads.line[row]])
    return scan.data[start : min(end, start + _LONGEST)].decode("utf-8", "ignore")


def senders(scan: Scan, heads: Headers, event: Event) -> Senders:
    """Split every line behind its header into sender and body; each distinct sender is looked at once.

    Parameters
    ----------
    scan, heads
        The text and its headers.
    event
        Recognises system lines.
    """
    return _Splitter(scan, heads, event).split()


class _Splitter:
    """Splits the lines of one text, sender by sender."""

    def __init__(self, scan: Scan, heads: Headers, event: Event) -> None:
        self.scan = scan
        self.heads = heads
        self.event = event
        code = heads.prefixes.code
        self.by_code = np.argsort(code, kind="stable")
        self.bounds = np.searchsorted(code[self.by_code], np.arange(len(heads.prefixes.names) + 1))
        self.exact = {name for name in (*_mentioned(scan.data), *self.marked()) if ": " in name}

    def rows(self, code: int) -> Ints:
        """Return the lines of one prefix in file order."""
        return self.by_code[self.bounds[code] : self.bounds[code + 1]]

    def lines(self, rows: Ints) -> list[str]:
        """Return what stands behind some headers."""
        return [first_line(self.scan, self.heads, row) for row in rows.tolist()]

    def marked(self) -> Iterator[str]:
        """Yield what stands before the mark in front of an event: that colon is the one behind the name."""
        data = self.scan.data
        for found in _BEFORE_MARK.finditer(data) if b": \xe2\x80\x8e" in data else ():
            start = max(data.rfind(b"\n", 0, found.start()) + 1, found.start() - _LONGEST)
            name = data[start : found.start()].partition(b"] ")[2]
            if b": " in name and self.event(found[1].decode("utf-8", "ignore")) is not None:
                yield clean_sender(name.decode("utf-8", "ignore"))

    def split(self) -> Senders:
        """Return sender and body of every line."""
        given = self.heads.prefixes
        codes = [code for code in range(len(given.names)) if self.bounds[code] < self.bounds[code + 1]]
        systems = {code for code in codes if self.is_system(given.names[code], self.lines(self.rows(code)[:_RECURS]))}
        for code in sorted(systems):
            self.exact |= {name for line in self.lines(self.rows(code)) for name in self.event(line) or () if ": " in name}
        spoken = [code for code in codes if code not in systems]
        names: dict[str, int] = {}
        final = np.full(len(given.names) + 1, -1, np.int64)
        final[spoken] = [_number(names, given.names[code]) for code in spoken]
        found = Senders(final[given.code], [], np.minimum(given.colon + 2, self.scan.ends[self.heads.line]))
        for code in spoken:
            self.lengthen(given.names[code], self.rows(code), found, names)
        found.body = np.where(found.code < 0, self.heads.rest, found.body)
        used = np.unique(found.code[found.code >= 0])
        every = list(names)
        found.names = [every[number] for number in used.tolist()]
        moved = np.full(len(names) + 1, -1, np.int64)
        moved[used] = np.arange(len(used))
        found.code = moved[found.code]
        return found

    def is_system(self, prefix: str, examples: Sequence[str]) -> bool:
        """Say whether the colon behind a prefix belongs to a system line: an open quotation, or a wording that WhatsApp writes."""
        if len(examples) < _RECURS and _opens_quote(prefix):
            return True
        return all(self.is_beyond(prefix, line) for line in examples)

    def is_beyond(self, prefix: str, line: str) -> bool:
        """Say whether a line is a system line whose colon is not the one behind a sender."""
        names = self.event(line)
        if names is None:
            return False
        heads = (f"{prefix}:", f"{clean_sender(prefix)}:")
        return not any(name.startswith(heads) and name not in self.exact for name in names)

    def lengthen(self, prefix: str, rows: Ints, found: Senders, names: dict[str, int]) -> None:
        """Move the colon for senders whose name holds one, and take the sender from events that begin with such a name."""
        if len(rows) < _RECURS and not any(name.startswith(f"{clean_sender(prefix)}:") for name in self.exact):
            return
        lines = self.lines(rows[:_RECURS])
        whole = self.whole_name(prefix, lines, rows)
        if whole is None:
            return
        width = len(whole.encode()) + 2
        for row in rows.tolist():
            line = first_line(self.scan, self.heads, row)
            called = self.event(line)
            if _starts(line, whole):
                found.code[row] = _number(names, whole)
                found.body[row] = min(int(self.heads.rest[row]) + width, int(self.scan.ends[self.heads.line[row]]))
            elif called and called[0] == clean_sender(whole):
                found.code[row] = -1

    def whole_name(self, prefix: str, lines: Sequence[str], rows: Ints) -> str | None:
        """Return the name that holds the first colon: a known one, or words that follow the colon in every line."""
        for line in lines:
            at = _colon(line, len(prefix) + 2)
            while at >= 0:
                if clean_sender(line[:at]) in self.exact:
                    return line[:at]
                at = _colon(line, at + 2)
        at = _colon(lines[0], len(prefix) + 2)
        longer = lines[0][:at]
        if len(rows) < _RECURS or at < 0 or not all(_starts(line, longer) for line in lines):
            return next((name for name in sorted(self.exact) if name.startswith(f"{prefix}: ")), None)
        every = self.lines(rows)
        return longer if all(_starts(line, longer) for line in every) and len(set(every)) >= _RECURS else None


def _number(names: dict[str, int], name: str) -> int:
    return names.setdefault(clean_sender(name), len(names))


def _mentioned(data: bytes) -> Iterator[str]:
    if b"@\xe2\x81\xa8" in data:
        yield from sorted({found[1].decode("utf-8", "replace") for found in _MENTION.finditer(data)})


def _colon(line: str, start: int) -> int:
    """Return where the next ': ' (or ':' at the end) stands, -1 when there is none."""
    at = line.find(": ", start)
    return len(line) - 1 if at < 0 and line.endswith(":") and len(line) > start else at


def _starts(line: str, name: str) -> bool:
    return line.startswith(f"{name}: ") or line == f"{name}:"


def _opens_quote(prefix: str) -> bool:
    """Say whether a quotation is open where the colon stands: then the colon belongs to a subject."""
    if prefix.count('"') % 2:
        return True
    return any(prefix.rfind(mark) > max(map(prefix.rfind, ends)) for mark, ends in _CLOSERS.items() if mark in prefix)
