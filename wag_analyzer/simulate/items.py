"""What a chat is before anything renders it: one item for each line of talk or change in the group."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

__all__ = ["MENTION", "SELF", "Item", "spoken"]

SELF: Final = "@self"
MENTION: Final = re.compile(r"@\[([^\[\]\n]+)\]")


@dataclass(frozen=True, slots=True)
class Item:
    """One message or one change in the group, free of any phone, language or layout.

    Parameters
    ----------
    at
        Wall clock. Android exports drop the seconds.
    sender
        Who wrote it; None for a line WhatsApp wrote about the group.
    text
        The writer's own words; ``@[Name]`` is a mention. For a poll the question.
    kind
        ``text media deleted poll location contact system``.
    media
        Kind of the file: ``image video audio sticker gif document contact``; None when there is none.
    file
        Name of the attached file when the export was made with media or the line is a document.
    pages
        Pages of a document; iOS writes them.
    edited
        Whether WhatsApp marks the message as edited.
    options
        Options of a poll and their votes.
    event
        Type of the change for a system line, else None; ``actor``, ``targets``, ``old`` and ``new`` belong to it. ``@self`` is the
        exporter.
    answers
        Position of the item that this one answers; None when it opens a thread.
    tags
        Identities of the planted episodes the item belongs to.
    """

    at: datetime
    sender: str | None = None
    text: str = ""
    kind: str = "text"
    media: str | None = None
    file: str | None = None
    pages: int = 0
    edited: bool = False
    options: Mapping[str, int] = field(default_factory=dict)
    event: str | None = None
    actor: str | None = None
    targets: tuple[str, ...] = ()
    old: str | None = None
    new: str | None = None
    answers: int | None = None
    tags: tuple[str, ...] = ()

    @property
    def mentions(self) -> tuple[str, ...]:
        """Return the names mentioned in the text, one per occurrence."""
        return tuple(MENTION.findall(self.text))


def spoken(text: str) -> str:
    """Return a text as a reader should see it: mentions as ``@Name``, without marks."""
    return MENTION.sub(r"@\1", text)
