"""Who wrote a line: where the sender ends and the words begin, and which lines nobody wrote."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.patterns import strip_marks
from wag_analyzer.parser.survey import EXAMPLES, Samples, colon_after

__all__ = ["NAMELESS", "Event", "Longer", "Senders", "clean_sender", "senders"]

NAMELESS: Final = "(no name)"
"""What a sender is called of whom nothing stands before the colon: an emptied profile name, or a name that somebody took out."""

_WRAPPERS: Final = "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_PUSH: Final = re.compile(r"~[\s\u00a0\u202f]+")
_NUMBER: Final = re.compile(r"\+?[\d\s\u00a0\u202f()\-\u2011./]{5,40}")
_CLOSERS: Final[Mapping[str, str]] = {"„": "“”", "“": "”", "«": "»", "「": "」", "『": "』", "‹": "›"}

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
    names: list[str]
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


def senders(prefixes: Sequence[str], count: Ints, samples: Samples, event: Event) -> Senders:
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

    def __init__(self, prefixes: Sequence[str], count: Ints, samples: Samples, event: Event) -> None:
        self.prefixes = prefixes
        self.count = count
        self.samples = samples
        self.event = event
        told = (clean_sender(name) for name, line in samples.before_marks if event(line) is not None)
        self.exact = {name for name in (*samples.colons, *told) if ": " in name}

    def lines(self, code: int) -> list[str]:
        """Return some lines of a prefix."""
        return [example.text for example in self.samples.by_code[code]]

    def split(self) -> Senders:
        """Return who each prefix is."""
        codes = np.flatnonzero(self.count).tolist()
        systems = {code for code in codes if self.is_system(self.prefixes[code], self.lines(code))}
        for code in sorted(systems):
            self.exact |= {name for line in self.lines(code) for name in self.event(line) or () if ": " in name}
        names: dict[str, int] = {}
        final = np.full(len(self.prefixes) + 1, -1, np.int64)
        longer: dict[int, Longer] = {}
        for code in (code for code in codes if code not in systems):
            final[code] = _number(names, self.prefixes[code])
        for code in (code for code in codes if code not in systems):
            whole = self.whole_name(self.prefixes[code], code)
            if whole is not None:
                longer[code] = Longer(whole, _number(names, whole))
        nameless = final == names.get(NAMELESS, len(names))
        empty = sum(int(self.count[code]) for code in np.flatnonzero(nameless[:-1]).tolist() if not _bare(self.prefixes[code]))
        return Senders(final, list(names), longer, empty)

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
        heads = (f"{prefix}: ", f"{clean_sender(prefix)}:")
        known = [name for name in sorted(self.exact) if name.startswith(heads)]
        if self.count[code] < EXAMPLES and not known:
            return None
        for line in self.lines(code):
            at = colon_after(line, len(prefix) + 2)
            while at >= 0:
                if clean_sender(line[:at]) in self.exact:
                    return line[:at]
                at = colon_after(line, at + 2)
        always, seen = self.samples.longer.get(code, ("", set()))
        if len(seen) >= EXAMPLES:
            return always
        return next((name for name in known if name.startswith(f"{prefix}: ")), None)


def _number(names: dict[str, int], name: str) -> int:
    return names.setdefault(_bare(name) or NAMELESS, len(names))


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
