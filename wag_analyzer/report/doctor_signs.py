"""Signs inside one export that it may not be as a phone wrote it: pieces of another make, silences, words of people who had left.

None of them proves anything: each has an innocent reading, and a careful forger leaves none. The clock that runs backwards and the order of
dates that changes are told by the reader and by ``doctor`` beside these.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from wag_analyzer.counts import counted
from wag_analyzer.parser.chat import Chat, Notice, Source
from wag_analyzer.parser.events import SELF
from wag_analyzer.report.doctor_facts import from_program

__all__ = ["signs"]

_DAY: Final = 86_400
_FOREIGN: Final = re.compile(r"(\d+) lines? looks? like a header and (?:was|were) kept as text \(a header of another ")
_FOREIGN_LEAST: Final = 20
_FOREIGN_SHARE: Final = 0.05
"""Pasted chats are short: so many lines of another make, and such a share of all, are more than somebody quotes."""

_SILENT_LEAST: Final = 7
_ACTIVE_LEAST: Final = 20
_CHANCE: Final = 0.001
"""Silences are told that a chat with as many silent days, spread as they come, has more rarely than this."""

_TWICE: Final = 2
"""A silence is told when it is longer than so many times the next longest one."""

_OUT: Final = frozenset({"left", "removed"})
_UNSURE: Final = frozenset({"", "unknown", "number_changed"})
"""After one of these nobody knows any more who is in."""


def signs(part: Chat, source: Source) -> Iterator[Notice]:
    """Yield the signs in one file, in a fixed order; files that another program made have none to speak of.

    Parameters
    ----------
    part
        What the file holds.
    source
        The file.
    """
    if from_program(source):
        return
    for note in (*_makes(source), *_foreign(part, source), *_silence(part), *_while_out(part)):
        yield replace(note, file=source.file)


def _makes(source: Source) -> Iterator[Notice]:
    """Tell that messages begin in several ways: a phone writes a whole export in one."""
    if len(source.layouts) > 1:
        ways = " + ".join(repr(layout.partition(": ")[2]) for layout in source.layouts)
        text = f"messages begin in {len(source.layouts)} ways, {ways}: a phone writes all of an export in one"
        yield Notice("WAG014", "layout-changes", text)


def _foreign(part: Chat, source: Source) -> Iterator[Notice]:
    """Tell that more lines are of another make than people paste into a chat."""
    for note in part.notices:
        found = _FOREIGN.match(note.text) if note.word == "header-like-text" else None
        if found and int(found[1]) >= max(_FOREIGN_LEAST, _FOREIGN_SHARE * source.message_lines):
            text = "{n} lines begin like messages of another make than the {all:message|messages} of the file"
            text = counted(text, n=found[1], all=source.message_lines)
            yield Notice("WAG014", "lines-of-another-make", text, note.line)


def _silence(part: Chat) -> Iterator[Notice]:
    """Tell the longest run of days without any line, where the rest of the chat makes such a run very unlikely."""
    times = pd.concat([part.messages["at"], part.events["at"]]).astype("datetime64[s]").astype("int64").to_numpy()
    lines = pd.concat([part.messages["line"], part.events["line"]]).to_numpy()
    order = np.lexsort((lines, times))
    days, lines = times[order] // _DAY, lines[order]
    active = np.unique(days)
    if len(active) < _ACTIVE_LEAST:
        return
    runs = np.diff(active) - 1
    place = int(runs.argmax())
    longest, second = int(runs[place]), int(np.sort(runs)[-2])
    span = int(active[-1] - active[0]) + 1
    quiet = (span - longest - len(active) + 1) / (span - longest + 2)
    if longest < _SILENT_LEAST or longest <= _TWICE * second or span * quiet**longest > _CHANCE:
        return
    first, last = (pd.Timestamp(int(day) * _DAY, unit="s").date().isoformat() for day in (active[place] + 1, active[place + 1] - 1))
    share = round(100 * len(active) / (span - longest))
    text = f"no line on {longest} days in a row, {first} to {last}; on {share} % of the other days there is one"
    yield Notice("WAG015", "long-silence", text, int(lines[int(np.searchsorted(days, active[place + 1]))]))


def _while_out(part: Chat) -> Iterator[Notice]:
    """Tell messages of members whom the file lets leave and nowhere come back."""
    acts = [(int(row["line"]), _change(row)) for row in part.events.astype(object).to_dict("records")]
    if not any(what == "out" for _, (what, _who) in acts):
        return
    said = zip(part.messages["line"].astype(int), part.messages["sender"].astype(object), strict=True)
    out: set[str] = set()
    wrote: dict[str, int] = {}
    count = 0
    for line, change in sorted([*acts, *((line, ("said", (sender,))) for line, sender in said)], key=lambda item: item[0]):
        what, who = change
        if what == "said" and who[0] in out:
            wrote.setdefault(who[0], line)
            count += 1
        elif what == "out":
            out.update(name for name in who if name and name != SELF)
        elif what == "unsure":
            out.clear()
        elif what == "in":
            out.difference_update(who)
    if wrote:
        text = "{n:message|messages} of {m:member|members} who had left or been removed, with no line that brings {m:=that one|them} back"
        text = counted(text, n=count, m=len(wrote))
        yield Notice("WAG015", "wrote-after-leaving", text, min(wrote.values()))


def _change(event: Mapping[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """Return what an event says of who is in: ``out`` those named leave, ``in`` they are there, ``unsure`` nothing is known any more."""
    kind, actor, target = (event[name] if isinstance(event[name], str) else "" for name in ("type", "actor", "target"))
    if kind in _UNSURE:
        return "unsure", ()
    if kind in _OUT:
        return "out", (target or actor,)
    return "in", (actor, target)
