"""What reading gives: messages, events, coverage and notices, and what each file is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

import pandas as pd

from wag_analyzer import tables

__all__ = ["Chat", "Notice", "Source"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a careful reader should know; it travels with the chat and never stops the work.

    ``code`` is WAG0xx (``WAG001`` dates fit both orders, ``WAG002`` lines not understood …), ``line`` is 0 for the whole file,
    ``word`` is a fixed key such as ``ambiguous-date-order`` and ``text`` says what, where and what to do.
    """

    code: str
    word: str
    text: str
    line: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One export file: what it is and what was read of it.

    Parameters
    ----------
    file
        Name, or ``archive.zip/member.txt``.
    sha256
        SHA-256 of the file as handed over (the archive, when there is one); ``member_sha256`` of the chat text itself.
    platform
        ``android``, ``ios`` or ``unknown``.
    locale
        Language code of the phone's wording (``id``, ``en``, ``pt-BR`` …), ``unknown`` when no line tells.
    date_order
        ``DMY``, ``MDY``, ``YMD`` or ``ambiguous``; ``date_evidence`` says what decided it, with counts, and ``date_confidence`` is 0 to 1.
    lines_total, message_lines, continuation_lines, skipped_lines
        ``lines_total`` is the sum of the other three. System lines count as message lines.
    media
        Inventory of the other members of an archive: name → size in bytes.
    clock
        ``wall``: times are what a clock on a wall showed, in a zone the file does not tell; ``utc``: the file counts seconds since 1970.
    """

    file: str
    sha256: str
    member_sha256: str
    size: int
    group: str
    group_id: str
    platform: str
    locale: str
    encoding: str
    layouts: tuple[str, ...]
    date_order: str
    date_evidence: str
    date_confidence: float
    lines_total: int
    message_lines: int
    continuation_lines: int
    skipped_lines: int
    media: Mapping[str, int] = field(default_factory=dict)
    clock: str = "wall"


@cache
def _no_links() -> pd.DataFrame:
    """Return the links of an export that records none: one empty frame for all, as building one costs more than reading a short chat."""
    return tables.LINKS.frame()


@cache
def _no_aliases() -> pd.DataFrame:
    return tables.ALIASES.frame()


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as read.

    Parameters
    ----------
    messages
        Rows of ``tables.PARSED`` in file order.
    events
        Rows of ``tables.EVENTS`` in file order: every system line, one row per affected member.
    coverage
        Rows of ``tables.COVERAGE``; the ranges tile every file.
    notices
        What a careful reader should know.
    sources
        One per file read.
    links
        Rows of ``tables.LINKS``: quotes and reactions, where the file records them.
    aliases
        Rows of ``tables.ALIASES``: the names that the joined exports give to persons who bear another name here.
    parts
        The chats this one was joined from, one per source; empty when it is one file's. Joining starts from these again, so that the order
        in which exports are joined changes nothing.
    """

    messages: pd.DataFrame
    events: pd.DataFrame
    coverage: pd.DataFrame
    notices: tuple[Notice, ...] = ()
    sources: tuple[Source, ...] = ()
    links: pd.DataFrame = field(default_factory=_no_links)
    aliases: pd.DataFrame = field(default_factory=_no_aliases)
    parts: tuple["Chat", ...] = ()

    def _repr_html_(self) -> str:
        """Return what a notebook shows; the report is asked for by name only then, as nothing here may know it."""
        return str(import_module("wag_analyzer.report.notebook").chat_html(self))
