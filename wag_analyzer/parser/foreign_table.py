"""A plain table with one message a row: CSV, or one JSON object a line. ``wag messages`` writes both, and both are read back.

docs/reference/inputs.md lists the columns.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from wag_analyzer.counts import counted
from wag_analyzer.errors import LayoutError
from wag_analyzer.parser.chat import Notice
from wag_analyzer.parser.events import SELF
from wag_analyzer.parser.foreign_json import key, listed, mapping, told, words
from wag_analyzer.parser.foreign_records import Conversation, Happened, Place, Quote, Reaction, Said, name
from wag_analyzer.parser.foreign_times import Moment, moment
from wag_analyzer.parser.foreign_words import columns, told_event
from wag_analyzer.parser.languages import UNKNOWN, guess_locale
from wag_analyzer.parser.placeholders import content, may_need, mentions
from wag_analyzer.tables import PARSED

__all__ = ["REQUIRED", "Table", "conversations", "known_columns"]

REQUIRED: Final = ("at", "sender", "text")
_KINDS: Final = frozenset(next(column.meaning for column in PARSED.columns if column.name == "kind").split())
_TRUE: Final = frozenset({"true", "1", "yes", "y"})
_SHOWN: Final = 12
_LONG: Final = 200
_SAMPLE: Final = 100


@dataclass(frozen=True, slots=True)
class Table:
    """A table as lexed.

    Parameters
    ----------
    layout
        What it is, in words.
    columns
        Our word for a column → its name in the file.
    rows
        Where a row stands and its cells by the file's names.
    aside
        Lines without a row, and why.
    lines
        Lines of the file, without their ends.
    """

    layout: str
    columns: Mapping[str, str]
    rows: Sequence[tuple[Place, Mapping[str, Any]]]
    aside: Sequence[tuple[Place, str]]
    lines: Sequence[str]


def known_columns(names: Iterable[str]) -> dict[str, str]:
    """Return our word → the name in the file, for the columns that are known.

    Examples
    --------
    >>> known_columns(["Date Time", "Author", "Message", "Colour"])
    {'at': 'Date Time', 'sender': 'Author', 'text': 'Message'}
    """
    plain: dict[str, str] = {}
    for column in names:
        plain.setdefault("_".join(column.strip().strip("\ufeff").casefold().replace("-", " ").split()), column)
    found = {word: next((plain[alias] for alias in aliases if alias in plain), None) for word, aliases in columns().items()}
    return {word: column for word, column in found.items() if column is not None}


def conversations(table: Table, file: str) -> list[tuple[str, Conversation]]:
    """Return the groups of a table: one with the lines of the file, or several with numbered rows; each with the bytes that are its own.

    Raises
    ------
    LayoutError
        A column that must be there is missing.
    """
    missing = [column for column in REQUIRED if column not in table.columns]
    if missing:
        given = ", ".join(sorted({column for _, row in table.rows[:_SHOWN] for column in row})[:_SHOWN])
        what = f"the column {missing[0]} is missing" if len(missing) == 1 else f"the columns {' and '.join(missing)} are missing"
        raise LayoutError(what, where=file, hint=f"a table needs at, sender and text; found: {given[:200]}")
    groups = list(dict.fromkeys(_group(table, row) for _, row in table.rows))
    if len(groups) < 2:
        title, ident = groups[0] if groups else ("", "")
        found = _read(table, table.rows, title, ident)
        found.lines, found.aside = len(table.lines), [*found.aside, *table.aside]
        return [("", found)]
    return list(_split(table, groups))


def _group(table: Table, row: Mapping[str, Any]) -> tuple[str, str]:
    title, ident = (key(_cell(table, row, word)) or "" for word in ("group", "group_id"))
    return title, ident


def _split(table: Table, groups: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Conversation]]:
    """Yield the groups of a table; what is not read stands in the group of the row before."""
    parts: dict[tuple[str, str], list[tuple[Place, Any]]] = {group: [] for group in groups}
    unread: list[tuple[Place, Any]] = [(place, why) for place, why in table.aside if not why.startswith("structure")]
    here = groups[0]
    for place, found in sorted([*table.rows, *unread], key=lambda listed: listed[0].line):
        here = here if isinstance(found, str) else _group(table, found)
        parts[here].append((place, found))
    for (title, ident), listed_ in parts.items():
        numbered = [(Place(number, number), found) for number, (_, found) in enumerate(listed_, 1)]
        part = _read(table, [(place, found) for place, found in numbered if not isinstance(found, str)], title, ident)
        part.lines = len(numbered)
        part.aside += [(place, found) for place, found in numbered if isinstance(found, str)]
        part.content = "\n".join("\n".join(table.lines[place.line - 1 : place.last_line]) for place, _ in listed_).encode(
            "utf-8", "replace"
        )
        yield title or ident or "-", part


def _read(table: Table, rows: Iterable[tuple[Place, Mapping[str, Any]]], title: str, ident: str) -> Conversation:
    found = Conversation("", b"", table.layout, group=title, group_id=ident)
    rows = list(rows)
    if "kind" not in table.columns:
        found.locale = _language(words(_cell(table, row, "text")) for _, row in rows)
    clocks: Counter[bool] = Counter()
    unknown: Counter[str] = Counter()
    for place, row in rows:
        cells = {word: row.get(column) for word, column in table.columns.items()}
        at = moment(cells["at"])
        if at is None:
            found.aside.append((place, "no time that can be read: at is YYYY-MM-DD HH:MM:SS or seconds since 1970"))
            continue
        clocks[at.is_utc] += 1
        if _is_event(cells, row):
            found.happened.append(_event(place, at, cells))
        else:
            _message(found, place, at, cells, unknown)
    _say(found, clocks, unknown)
    return found


def _language(texts: Iterable[str]) -> str:
    """Return the language of what WhatsApp put in the place of bodies: of those that look like it, and those that recur."""
    counts = Counter(text for text in texts if len(text) < _LONG)
    shown = [text for text in counts if text[:1] in {"<", "\u200e"} or text[-1:] in {">", ")"}]
    return guess_locale([], [*shown[:_SAMPLE], *(text for text, _ in counts.most_common(_SAMPLE))])[0]


def _cell(table: Table, row: Mapping[str, Any], word: str) -> Any:
    return row.get(table.columns[word]) if word in table.columns else None


def _is_event(cells: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether nobody wrote a row: it says so, or it names no sender where no kind is told."""
    if cells.get("kind") == "system" or row.get("type") == "system" or told(cells.get("event")) or mapping(cells.get("event")):
        return True
    return not key(cells.get("sender")) and not told(cells.get("kind"))


def _event(place: Place, at: Moment, cells: Mapping[str, Any]) -> Happened:
    text, event = words(cells["text"]), cells.get("event")
    found = Happened(place, at.seconds, text, msg_id=key(cells.get("msg_id")))
    if told(event) or mapping(event):
        fields = {**cells, **mapping(event)}
        found.type = told(fields.get("type")) if mapping(event) else told(event)
        found.actor = _person(fields.get("actor"))
        found.targets = tuple(filter(None, map(_person, _several(fields.get("targets", fields.get("target"))))))
        found.old, found.new = told(fields.get("old")), told(fields.get("new"))
    elif "event" not in cells:
        read = told_event(text, None)
        found.type, found.actor, found.targets, found.old, found.new = read.type, read.actor, read.targets, read.old, read.new
    return found


def _person(value: object) -> str | None:
    called = key(value)
    return SELF if called == SELF else (name(called) if called else None)


def _several(value: object) -> Sequence[Any]:
    return value.split(";") if isinstance(value, str) else listed(value)


def _message(found: Conversation, place: Place, at: Moment, cells: Mapping[str, Any], unknown: Counter[str]) -> None:
    text = words(cells["text"])
    own = key(cells.get("msg_id"))
    said = Said(place, at.seconds, _person(cells.get("sender")), text, words(cells.get("raw")) or text, key=own, msg_id=own)
    said.media = told(cells.get("media"))
    kind = told(cells.get("kind"))
    if "kind" in cells:
        said.kind = kind if kind in _KINDS else "media" if said.media else "text"
        unknown.update([kind] if kind and kind not in _KINDS else [])
    elif said.media:
        said.kind = "media"
    elif may_need(text, known := None if found.locale == UNKNOWN else found.locale):
        read = content(text, platform="unknown", locale=known, marked=False)
        said.kind, said.media, said.text, said.edited = read.kind, read.media, read.text, read.edited
    if "edited" in cells:
        said.edited = words(cells["edited"]).casefold() in _TRUE
    called = cells.get("mentions")
    said.mentions = tuple(filter(None, map(_person, _several(called)))) if "mentions" in cells else mentions(said.text)
    found.said.append(said)
    _quotes(found, said, cells)


def _quotes(found: Conversation, said: Said, cells: Mapping[str, Any]) -> None:
    quoted, copy = key(cells.get("reply_to")), told(cells.get("quoted_text"))
    if quoted is not None or copy is not None:
        found.quotes.append(Quote(said, quoted, copy))
    for who, emoji in mapping(cells.get("reactions")).items():
        if mark := told(emoji):
            found.reactions.append(Reaction(said, _person(who), mark))


def _say(found: Conversation, clocks: Counter[bool], unknown: Counter[str]) -> None:
    if clocks[False]:
        found.clock, found.date_order = "wall", "YMD"
        found.time_evidence = "dates are written year first"
    if len(clocks) > 1:
        text = counted(
            "{utc:time names its|times name their} zone or {utc:=counts seconds and is|count seconds and are} shown in UTC, "
            "{wall:does not and is|do not and are} shown as written",
            utc=clocks[True],
            wall=clocks[False],
        )
        found.notices.append(Notice("WAG021", "mixed-clocks", text))
    if unknown:
        shown = ", ".join(kind[:20] for kind, _ in unknown.most_common(5))
        text = counted("{n:message is|messages are} of a kind that is not known and {n:=was|were} read as text", n=sum(unknown.values()))
        found.notices.append(Notice("WAG023", "unknown-kinds", f"{text}: {shown}"))
