"""Who wrote a line: where the sender ends and the words begin, and which lines nobody wrote."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Final

import numpy as np

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.patterns import strip_marks
from wag_analyzer.parser.strings import Strings
from wag_analyzer.parser.survey import EXAMPLES, Samples, colon_after

__all__ = ["NAMELESS", "Event", "Longer", "Senders", "clean_sender", "senders"]

NAMELESS: Final = "(no name)"
"""What a sender is called of whom nothing stands before the colon: an emptied profile name, or a name that somebody took out."""

_WRAPPERS: Final = "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_PUSH: Final = re.compile(r"~[\s\u00a0\u202f]+")
_NUMBER: Final = re.compile(r"\+?[\d\s\u00a0\u202f()\-\u2011./]{5,40}")
_CLOSERS: Final[Mapping[str, str]] = {"„": "“”", "“": "”", "«": "»", "「": "」", "『": "』", "‹": "›"}

_HEAP: Final = 8192
"""Names that are made at a time."""

Event = Callable[[str], tuple[str, ...] | None]
"""Gives the names in a system line, actor first, or None when WhatsApp does not write such a line."""


@dataclass(frozen=True, slots=True)
class Longer:
    """A name that holds the first colon: lines that begin with ``name`` and another colon are by ``code``."""

    name: str
    code: int


@dataclass(frozen=True, slots=True)
class Senders:
    """``code`` gives for each prefix (and, last, for none) an index into ``names``, -1: nobody wrote such a line.

    ``longer`` are the prefixes whose lines have to be looked at again; ``nameless`` is how many lines stand under no name at all.
    """

    code: Ints
    names: Strings
    longer: dict[int, Longer]
    nameless: int = 0


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


def senders(prefixes: Strings, count: Ints, samples: Samples, event: Event) -> Senders:
    """Say for each distinct prefix who it is; each is looked at once.

    Parameters
    ----------
    prefixes
        What stands before the first colon.
    count
        How many headers each prefix has; those with none are passed over.
    samples
        Lines of each prefix and names that hold a colon; lines of headers only.
    event
        Recognises system lines.
    """
    return _Splitter(prefixes, count, samples, event).split()


class _Splitter:
    """Decides prefix by prefix."""

    def __init__(self, prefixes: Strings, count: Ints, samples: Samples, event: Event) -> None:
        self.prefixes = prefixes
        self.count = count
        self.samples = samples
        self.event = event
        told = (clean_sender(name) for name, line in samples.before_marks if event(line) is not None)
        self.exact = {name for name in (*samples.colons, *told) if ": " in name}
        self.listed: list[str] = []
        self.nameless = 0

    def lines(self, code: int) -> list[str]:
        """Return some lines of a prefix."""
        return self.samples.by_code.of(code)

    def split(self) -> Senders:
        """Return who each prefix is."""
        codes = np.flatnonzero(self.count)
        systems = [code for code, prefix in self.each(codes) if self.is_system(prefix, self.lines(code))]
        for code in systems:
            self.exact |= {name for line in self.lines(code) for name in self.event(line) or () if ": " in name}
        codes, self.listed = codes[~np.isin(codes, systems)] if systems else codes, sorted(self.exact)
        whole = [(code, name) for code, prefix in self.each(codes) if (name := self.whole_name(prefix, code)) is not None]
        names, number = Strings.distinct(self.called(codes, [name for _, name in whole]))
        final = np.full(len(self.prefixes) + 1, -1, np.int64)
        final[codes] = number[: len(codes)]
        longer = {code: Longer(name, at) for (code, name), at in zip(whole, number[len(codes) :].tolist(), strict=True)}
        return Senders(final, names, longer, self.nameless)

    def each(self, codes: Ints) -> Iterator[tuple[int, str]]:
        """Yield some prefixes, each behind its number."""
        for start in range(0, len(codes), _HEAP):
            heap = codes[start : start + _HEAP]
            yield from zip(heap.tolist(), self.prefixes.those(heap), strict=True)

    def called(self, codes: Ints, more: Sequence[str]) -> Iterator[list[str]]:
        """Yield what those are called who write under some prefixes, and then some others, a heap at a time; count who has no name."""
        for start in range(0, len(codes), _HEAP):
            names = [_bare(prefix) for _, prefix in self.each(codes[start : start + _HEAP])]
            if not all(names):
                self.nameless += int(self.count[codes[start : start + _HEAP]][[not name for name in names]].sum())
            yield [name or NAMELESS for name in names]
        yield [_bare(name) or NAMELESS for name in more]

    def beginning(self, head: str) -> Iterator[str]:
        """Yield the known names that begin in some way."""
        yield from takewhile(lambda name: name.startswith(head), islice(self.listed, bisect_left(self.listed, head), None))

    def is_system(self, prefix: str, examples: Sequence[str]) -> bool:
        """Say whether the colon behind a prefix belongs to a system line: an open quotation, or a wording that WhatsApp writes."""
        if len(examples) < EXAMPLES and _opens_quote(prefix):
            return True
        return all(self.is_beyond(prefix, line) for line in examples)

    def is_beyond(self, prefix: str, line: str) -> bool:
        """Say whether a line is a system line whose colon is not the one behind a sender."""
        names = self.event(line)
        if names is None:
            return False
        heads = (f"{prefix}:", f"{_plain(prefix)}:")
        return not any(name.startswith(heads) or _plain(name).startswith(heads) for name in names if name not in self.exact)

    def whole_name(self, prefix: str, code: int) -> str | None:
        """Return the name that holds the first colon: a known one, or words that follow the colon in every line."""
        known = sorted({name for head in (f"{prefix}: ", f"{clean_sender(prefix)}:") for name in self.beginning(head)})
        if self.count[code] < EXAMPLES and not known:
            return None
        for line in self.lines(code) if self.exact else ():
            at = colon_after(line, len(prefix) + 2)
            while at >= 0:
                if clean_sender(line[:at]) in self.exact:
                    return line[:at]
                at = colon_after(line, at + 2)
        always, seen = self.samples.longer.get(code, ("", set()))
        if len(seen) >= EXAMPLES:
            return always
        return next((name for name in known if name.startswith(f"{prefix}: ")), None)


def _bare(name: str) -> str:
    """Return a sender without what WhatsApp wraps around it, empty when nothing is left; somebody may be called by a tilde alone."""
    clean = clean_sender(name)
    return "" if clean == "~" and name.lstrip(_WRAPPERS).startswith("~") and name.strip(_WRAPPERS) != "~" else clean


def _plain(name: str) -> str:
    """Return a name in the one form in which a sender and a name in a system line are compared."""
    return " ".join(strip_marks(clean_sender(name)).replace("\u2011", "-").split())


def _opens_quote(prefix: str) -> bool:
    """Say whether a quotation is open where the colon stands: then the colon belongs to a subject."""
    if prefix.count('"') % 2:
        return True
    return any(prefix.rfind(mark) > max(map(prefix.rfind, ends)) for mark, ends in _CLOSERS.items() if mark in prefix)
