"""Who wrote a line: where the sender ends and the words begin, and which lines nobody wrote."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Split", "clean_sender", "split_lines", "written_by_whatsapp"]

_WRAPPERS: Final = "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_PUSH: Final = re.compile(r"~[\s\u00a0\u202f]+")
_NUMBER: Final = re.compile(r"\+?[\d\s\u00a0\u202f()\-\u2011./]{5,}")
_OPENERS: Final[Mapping[str, str]] = {"„": "“”", "“": "”", "«": "»", "「": "」", "『": "』", "‹": "›"}
_LEAD: Final = "\u200e\u200f"
_RECURS: Final = 3

Event = Callable[[str], tuple[str, ...] | None]
"""Gives the names in a system line, actor first, or None when the line is none that WhatsApp writes."""


@dataclass(frozen=True, slots=True)
class Split:
    """For each header line the sender as it stands (None: nobody wrote it) and the character at which the body starts."""

    senders: list[str | None]
    bodies: list[int]


def clean_sender(name: str) -> str:
    """Return a sender without what WhatsApp wraps around it; nothing inside a name changes.

    Examples
    --------
    >>> clean_sender("~\u202fNila"), clean_sender("\u202a+62\u00a0812\u20110000\u202c")
    ('Nila', '+62 812-0000')
    """
    bare = name.strip().strip(_WRAPPERS).strip()
    bare = _PUSH.sub("", bare, count=1) if bare.startswith("~") and len(bare) > 1 else bare
    if _NUMBER.fullmatch(bare):
        return " ".join(bare.replace("\u2011", "-").split())
    return bare


def written_by_whatsapp(body: str) -> bool:
    """Say whether a body starts with the mark that newer iOS exports put before all that no person typed."""
    return body[:1] in _LEAD and body != ""


def split_lines(lines: Sequence[str], event: Event, named: frozenset[str] = frozenset()) -> Split:
    """Split each line behind its header into sender and body.

    Parameters
    ----------
    lines
        What stands behind each header, first line only.
    event
        Recognises system lines.
    named
        Names known exactly, such as those in mentions.
    """
    groups: defaultdict[str, list[int]] = defaultdict(list)
    senders: list[str | None] = [None] * len(lines)
    bodies = [0] * len(lines)
    for index, line in enumerate(lines):
        at = _colon(line, 0)
        if at >= 0:
            groups[line[:at]].append(index)
    systems = {prefix for prefix, rows in groups.items() if _is_system(prefix, [lines[row] for row in rows[:_RECURS]], event, named)}
    exact = {name for name in named if ": " in name} | set(_names_in(systems, groups, lines, event))
    for prefix, rows in groups.items():
        if prefix in systems:
            continue
        whole = _whole_name(prefix, [lines[row] for row in rows], exact)
        for row in rows:
            name = whole if whole and _starts(lines[row], whole) else prefix
            senders[row], bodies[row] = name, _body(lines[row], len(name))
    for row, line in enumerate(lines):
        if senders[row] is not None and exact and _names_whole(line, exact, event):
            senders[row], bodies[row] = None, 0
    return Split(senders, bodies)


def _colon(line: str, start: int) -> int:
    """Return where the next ': ' (or ':' at the end) stands, -1 when there is none."""
    at = line.find(": ", start)
    if at < 0 and line.endswith(":") and len(line) > start:
        return len(line) - 1
    return at


def _body(line: str, colon: int) -> int:
    return min(colon + 2, len(line))


def _starts(line: str, name: str) -> bool:
    return line.startswith(f"{name}: ") or line == f"{name}:"


def _opens_quote(prefix: str) -> bool:
    """Say whether a quotation is open where the colon stands: then the colon belongs to a subject."""
    if prefix.count('"') % 2:
        return True
    return any(prefix.rfind(mark) > max(map(prefix.rfind, ends)) for mark, ends in _OPENERS.items() if mark in prefix)


def _is_system(prefix: str, examples: Sequence[str], event: Event, named: frozenset[str]) -> bool:
    if _opens_quote(prefix):
        return len(examples) < _RECURS or all(_event_beyond(prefix, line, event, named) for line in examples)
    return all(_event_beyond(prefix, line, event, named) for line in examples)


def _event_beyond(prefix: str, line: str, event: Event, named: frozenset[str]) -> bool:
    """Say whether a line is a system line whose colon is not that behind a sender."""
    names = event(line)
    if names is None:
        return False
    return not any(name.startswith((f"{prefix}:", f"{clean_sender(prefix)}:")) and name not in named for name in names)


def _names_in(systems: set[str], groups: Mapping[str, list[int]], lines: Sequence[str], event: Event) -> Iterator[str]:
    for prefix in systems:
        for row in groups[prefix]:
            yield from (name for name in event(lines[row]) or () if ": " in name)


def _whole_name(prefix: str, lines: Sequence[str], exact: set[str]) -> str | None:
    """Return the name that holds the first colon, when one is known or the same words follow the colon in every line."""
    for line in lines[:_RECURS]:
        at = _colon(line, len(prefix) + 2)
        while at >= 0:
            if clean_sender(line[:at]) in exact:
                return line[:at]
            at = _colon(line, at + 2)
    if len(lines) < _RECURS:
        return None
    at = _colon(lines[0], len(prefix) + 2)
    if at < 0:
        return None
    longer = lines[0][:at]
    if all(_starts(line, longer) for line in lines) and len(Counter(lines)) >= _RECURS:
        return longer
    return None


def _names_whole(line: str, exact: set[str], event: Event) -> bool:
    """Say whether a line is an event whose actor is a known name with a colon, such as 'Rapat: Senin left'."""
    if not any(line.startswith(name) for name in exact):
        return False
    names = event(line)
    return names is not None and names[:1] != () and names[0] in exact
