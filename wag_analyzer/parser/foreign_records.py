"""What a file that is not WhatsApp's own export holds, record by record, before it becomes a chat."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from wag_analyzer.parser.chat import Notice
from wag_analyzer.parser.languages import UNKNOWN

__all__ = ["COLUMNS", "Conversation", "Happened", "Place", "Quote", "Reaction", "Said", "clean", "name"]

COLUMNS: Final = "structure: names of the columns"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BREAKS: Final = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")


def clean(text: str) -> str:
    """Return ``text`` as valid Unicode: a lone surrogate becomes U+FFFD, all else stays as it is."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def name(text: str) -> str | None:
    r"""Return the name of a person on one line, None when nothing is left.

    Examples
    --------
    >>> name(" Budi\n")
    'Budi'
    >>> name(" ") is None
    True
    """
    return _BREAKS.sub(" ", clean(text)).strip(" \u200e\u200f\u202a\u202c\u2068\u2069\ufeff") or None


@dataclass(frozen=True, slots=True)
class Place:
    """Lines a record stands on, from 1."""

    line: int
    last_line: int


@dataclass(slots=True)
class Said:
    """One message of a member: ``key`` is the id the file itself gives it, ``msg_id`` ours, ``at`` seconds of the clock."""

    place: Place
    at: int
    sender: str | None
    text: str = ""
    raw: str = ""
    kind: str = "text"
    media: str | None = None
    edited: bool = False
    mentions: tuple[str, ...] = ()
    key: str | None = None
    msg_id: str | None = None


@dataclass(slots=True)
class Happened:
    """One change in the group's life; ``type`` is None when the wording is not known."""

    place: Place
    at: int
    text: str
    type: str | None = None
    actor: str | None = None
    targets: tuple[str, ...] = ()
    old: str | None = None
    new: str | None = None
    msg_id: str | None = None


@dataclass(slots=True)
class Quote:
    """One quote as recorded: ``by`` is the message that quotes, ``key`` the file's id of the other one, ``words`` its copy of the words."""

    by: Said
    key: str | None
    words: str | None = None


@dataclass(slots=True)
class Reaction:
    """One reaction as recorded: ``on`` is the message reacted to, ``source`` who reacts, None when unsaid."""

    on: Said
    source: str | None
    emoji: str


@dataclass(slots=True)
class Conversation:
    """One conversation of a file.

    Parameters
    ----------
    file
        Name shown as ``file``: the file's, with the conversation's behind a slash when there are several.
    content
        The bytes of the conversation itself; their SHA-256 begins the message ids.
    lines
        Number of lines (or records, where lines mean nothing); every record and every range of ``aside`` lies within.
    aside
        Lines that hold no record: place → reason. A reason that begins with ``structure`` is no loss.
    clock
        As in ``Source``.
    """

    file: str
    content: bytes
    layout: str
    lines: int = 0
    group: str = ""
    group_id: str = ""
    platform: str = "unknown"
    locale: str = UNKNOWN
    encoding: str = "utf-8"
    clock: str = "utc"
    date_order: str = "epoch"
    time_evidence: str = "times are seconds since 1970"
    said: list[Said] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    aside: list[tuple[Place, str]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def places(self) -> Sequence[tuple[Place, bool]]:
        """Return where records stand, in file order, and whether nobody wrote them."""
        every = [*((said.place, False) for said in self.said), *((event.place, True) for event in self.happened)]
        return sorted(every, key=lambda found: found[0].line)
