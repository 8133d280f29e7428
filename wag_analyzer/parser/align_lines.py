"""The lines of a chat as columns that can be compared with those of another phone's export."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.dates import Ints

__all__ = ["DELETED", "MEDIA", "OTHER", "SELF", "SYSTEM", "TEXT", "WAITING", "Hashes", "Lines", "Told", "lines_of", "number_of"]

SELF: Final = "@self"
TEXT, MEDIA, OTHER, DELETED, WAITING, SYSTEM = range(6)
"""What a line is: words; a file or its placeholder; poll, place, call; words taken back; words not yet come; written by nobody."""

Hashes = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]

_KINDS: Final = {"text": TEXT, "media": MEDIA, "contact": MEDIA, "view_once": MEDIA, "deleted": DELETED, "waiting": WAITING}
_NAMED: Final = frozenset({"created", "subject_changed"})
_LOOSE: Final = re.compile("[\ufe0e\ufe0f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]+")
_NUMBER: Final = re.compile(r"\+?[\d\s().\-\u2010-\u2015\u00a0\u202f]{7,}")


@dataclass(frozen=True, slots=True)
class Told:
    """What a system line says: its type, who (codes into ``Lines.names``, -1 when unsaid), and the words that make it this one."""

    type: str
    actor: int
    targets: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Messages and system lines in file order, one entry each.

    Parameters
    ----------
    at, step
        Seconds on this export's clock, and the step of that clock: 60 where the export shows no seconds.
    who
        Code of the sender in ``names``; -1 for system lines.
    kind
        TEXT … SYSTEM.
    exact, loose
        Hashes of the words: as they stand, and without what phones show differently (marks, emoji variants, spaces, names mentioned).
    length, edited, named
        Length of the words, whether the file says they were edited, whether an attached file is named; of a system line how many persons
        it names, and whether its type is known.
    row
        Row of ``Chat.messages``; for system lines the number of the line among them.
    names
        All names a person of that code bears.
    told
        System lines: place → what it says.
    """

    at: Ints
    step: Ints
    who: Ints
    kind: Ints
    exact: Hashes
    loose: Hashes
    length: Ints
    edited: Bools
    named: Bools
    row: Ints
    names: tuple[frozenset[str], ...]
    told: dict[int, Told]

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.at)


def lines_of(chat: Chat) -> Lines:
    """Return the lines of ``chat`` in file order."""
    said, told = chat.messages, chat.events.drop_duplicates("msg_id")
    codes: dict[str, int] = {}
    who = [codes.setdefault(name, len(codes)) if isinstance(name, str) else -1 for name in said["sender"].astype(object)]
    by = "line" if len(chat.sources) < 2 else "at"  # a joined chat has no lines of its own
    order = np.argsort(np.concatenate([frame[by].to_numpy().astype(np.int64) for frame in (said, told)]), kind="stable")
    events = _told(chat.events, codes)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    at = np.concatenate([frame["at"].to_numpy().astype("datetime64[s]").astype(np.int64) for frame in (said, told)])[order]
    kind = np.array([*(_KINDS.get(word, OTHER) for word in said["kind"].astype(object)), *[SYSTEM] * len(told)], np.int64)
    texts = [str(text) if isinstance(text, str) else "" for text in said["text"].astype(object)]
    loose = [_loose(text, names) for text, names in zip(texts, said["mentions"].array._pa_array.to_pylist(), strict=True)]  # noqa: SLF001 - the Arrow lists; NumPy ones cost a second
    media = [name if isinstance(name, str) and "." in name else "" for name in said["media"].astype(object)]
    exact = _hashes([f"{what}\0{name}\0{text}" for what, name, text in zip(kind, media, texts, strict=False)])
    blank = np.zeros(len(told), np.uint64)
    nothing = np.zeros(len(told), bool)
    return Lines(
        at=at,
        step=np.full(len(at), 1 if (at % 60).any() else 60, np.int64),
        who=np.array([*who, *[-1] * len(told)], np.int64)[order],
        kind=kind[order],
        exact=np.concatenate([exact, blank])[order],
        loose=np.concatenate([_hashes([f"{what}\0{text}" for what, text in zip(kind, loose, strict=False)]), blank])[order],
        length=np.array([*map(len, texts), *(len(event.targets) + (event.actor >= 0) for event in events)], np.int64)[order],
        edited=np.concatenate([said["edited"].to_numpy(dtype=bool), nothing])[order],
        named=np.array([*map(bool, media), *(bool(event.type) for event in events)], bool)[order],
        row=np.concatenate((np.arange(len(said)), np.arange(len(told))))[order],
        names=tuple(frozenset({name}) for name in codes),
        told={int(place[len(said) + number]): event for number, event in enumerate(events)},
    )


def number_of(name: str) -> str:
    """Return the digits of a phone number, empty when ``name`` is none.

    Examples
    --------
    >>> number_of("+62 812-0000-0003"), number_of("Budi 2")
    ('6281200000003', '')
    """
    return "".join(char for char in name if char.isdigit()) if _NUMBER.fullmatch(name.strip()) else ""


def _told(events: pd.DataFrame, codes: dict[str, int]) -> list[Told]:
    """Return what each system line says, in the order of the lines, and give codes to the names in it."""

    def code(name: object) -> int:
        return codes.setdefault(name, len(codes)) if isinstance(name, str) else -1

    found: dict[str, Told] = {}
    columns = [events[name].astype(object) for name in ("msg_id", "type", "actor", "target", "new", "text")]
    for msg_id, kind, actor, target, new, text in zip(*columns, strict=True):
        type_ = kind if isinstance(kind, str) else ""
        words = str(new) if type_ in _NAMED else "" if type_ else str(text)
        before = found.get(msg_id, Told(type_, code(actor), (), words))
        found[msg_id] = Told(type_, before.actor, (*before.targets, *([code(target)] if isinstance(target, str) else ())), words)
    return list(found.values())


def _loose(text: str, mentions: Any) -> str:
    for name in mentions or ():
        text = text.replace(f"@{name}", "@")
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", _LOOSE.sub("", text)).split())


def _hashes(texts: list[str]) -> Hashes:
    safe = [text.encode("utf-8", "surrogatepass").decode("latin-1") for text in texts] if any(_odd(text) for text in texts) else texts
    return np.asarray(pd.util.hash_array(np.array(safe, object), categorize=True), np.uint64) if texts else np.zeros(0, np.uint64)


def _odd(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)
