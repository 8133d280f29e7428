"""Searching the messages of a case: an index in SQLite with full-text search, in the case's tier, made when it is first needed.

Beside it lies its seal, an HMAC under the user's own key over the index and the state of the case: an index that somebody else made
or changed is not opened but made anew.
"""

import contextlib
import functools
import hashlib
import hmac
import json
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.case.files import write_text
from wag_analyzer.case.folder import Case
from wag_analyzer.case.names import INDEX, SEAL
from wag_analyzer.errors import CaseError
from wag_analyzer.given import content, opened
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.tiers import Tier
from wag_analyzer.report.words import hour
from wag_analyzer.visible import visible

__all__ = ["Asked", "around", "build", "found", "is_fresh", "people_in"]

PAGE: Final = 50
_AROUND: Final = 6
_START, _END = "\x02", "\x03"
_TABLES: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE message(n INTEGER PRIMARY KEY, who TEXT, at TEXT, day TEXT, text TEXT, line INTEGER, file INTEGER, kind INTEGER);
CREATE TABLE file(n INTEGER PRIMARY KEY, name TEXT);
CREATE VIRTUAL TABLE word USING fts5(text, content='message', content_rowid='n', tokenize="unicode61 remove_diacritics 2");
"""
_FILL: Final = (
    "INSERT INTO word(word) VALUES('rebuild'); CREATE INDEX message_who ON message(who); CREATE INDEX message_day ON message(day);"
)
UNWRAPPED: Final = str.maketrans("", "", "\u2066\u2067\u2068\u2069\u200e\u200f")
"""Marks WhatsApp puts around mentions and before system lines."""

_SEAL_BYTES: Final = 1 << 10

_LETTER: Final = re.compile(r"[^\W_]")
"""What the index takes for a part of a word."""
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1b00-\u1b7f\u3040-\u30ff\u3400-\u9fff\ua980-\ua9df\uf900-\ufaff\U00020000-\U0003fffd]"
)
"""Letters of scripts that put no space between words (Thai, Lao, Burmese, Khmer, Balinese, Javanese, kana, Han; Unicode Annex 14)."""
_QUOTED: Final = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for.

    Parameters
    ----------
    words
        Words that must all occur, each also as the beginning of a longer one; in quotes a phrase as it stands. Empty finds all.
    who
        Only messages of this person, as called in the tier.
    since, until
        Days (``YYYY-MM-DD``), both counted in.
    after
        Number of the last message already shown.
    """

    words: str = ""
    who: str = ""
    since: str = ""
    until: str = ""
    after: int = -1


def stamp(case: Case) -> str:
    """Return what an index must have been made from to be fresh: the case as it was last written."""
    return hashlib.sha256(json.dumps(case.run, sort_keys=True, default=str).encode()).hexdigest()


def is_fresh(case: Case) -> bool:
    """Say whether the case has an index of its present state that the user's own machine made.

    Raises
    ------
    SettingsError
        The user's key cannot be read or made.
    """
    path = case.path / INDEX
    try:
        with opened(path, own=True) as file:
            there = os.fstat(file.fileno())
        said = content(case.path / SEAL, _SEAL_BYTES, own=True)
        made = _seal(stamp(case), _digest(path, there.st_ino, there.st_mtime_ns, there.st_size))
    except OSError:
        return False
    return hmac.compare_digest(said.strip(), made.encode())


def _seal(state: str, digest: str) -> str:
    return Pseudonyms.load().seal(f"search {state} {digest}".encode())


@functools.lru_cache(maxsize=8)
def _digest(path: Path, *state: int) -> str:
    """Return the SHA-256 of an index, worked out once for every state of the file (node, time, size)."""
    del state
    with opened(path, own=True) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def build(case: Case, analysis: Analysis, tier: Tier) -> int:
    """Write the index of a case in one step, readable by its owner only, and return the number of messages in it.

    Raises
    ------
    CaseError
        It cannot be written, or SQLite here cannot search texts.
    """
    part = case.path / f".{INDEX}.{secrets.token_hex(6)}.part"
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with contextlib.closing(sqlite3.connect(part)) as index:
            index.executescript(_TABLES)
            count = _filled(index, analysis, tier.short()) if tier.has_text else 0
            index.executescript(_FILL)
            index.commit()
        with part.open("rb") as file:
            seal = _seal(stamp(case), hashlib.file_digest(file, "sha256").hexdigest())
        part.replace(case.path / INDEX)
        write_text(case.path / SEAL, seal + "\n")
    except (OSError, sqlite3.Error) as error:
        why = "SQLite here has no full-text search" if "fts5" in str(error) else f"cannot be written ({type(error).__name__})"
        raise CaseError(why, where=str(case.path / INDEX), hint="check space and rights") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return count


def _filled(index: sqlite3.Connection, analysis: Analysis, tier: Tier) -> int:
    """Write messages and system lines, file by file in the order they stand in; return how many there are."""
    rows = [*_typed(analysis), *_told(analysis)]
    names = list(dict.fromkeys((*(source.file for source in analysis.chat.sources), *(row[5] for row in rows))))
    place = {name: turn for turn, name in enumerate(names)}
    lang, minutes = analysis.settings.lang, tier.has_minutes
    index.executemany("INSERT INTO file VALUES(?, ?)", [(turn, tier.file(name)) for name, turn in place.items()])

    def shown() -> Iterator[tuple[Any, ...]]:
        ordered = sorted(rows, key=lambda row: (place[row[5]], row[4]))
        for number, (who, at, text, kind, line, file) in enumerate(ordered):
            called = visible(tier.name(who)) if isinstance(who, str) else ""
            words = visible(tier.text(text.translate(UNWRAPPED)) or "", one_line=False)
            yield (number, called, hour(at, lang, minutes=minutes), at.strftime("%Y-%m-%d"), words, line, place[file], kind)

    index.executemany("INSERT INTO message VALUES(?, ?, ?, ?, ?, ?, ?, ?)", shown())
    return len(rows)


_Row = tuple[Any, Any, str, int, int, str]
"""Person, time, text, kind (0 text, 1 other, 2 system line), line, file."""


def _typed(analysis: Analysis) -> Iterator[_Row]:
    columns = ("person", "at", "text", "kind", "media", "line", "file")
    for person, at, text, kind, media, line, file in zip(*(analysis.messages[name].astype(object) for name in columns), strict=True):
        words = text if isinstance(text, str) and text else f"[{media if isinstance(media, str) else kind}]"
        yield person, at, words, 0 if kind == "text" else 1, int(line), str(file)


def _told(analysis: Analysis) -> Iterator[_Row]:
    events = analysis.chat.events.drop_duplicates("msg_id")
    for at, text, line, file in zip(*(events[name].astype(object) for name in ("at", "text", "line", "file")), strict=True):
        yield None, at, text if isinstance(text, str) else "", 2, int(line), str(file)


def found(case: Case, asked: Asked) -> dict[str, Any]:
    """Return how many messages are found, and up to 50 of them, oldest first, each with the places of the words in it."""
    match = _matched(asked.words)
    wheres, values = _narrowed(asked)
    signs = _signs(asked.words)
    for sign in signs:
        wheres, values = [*wheres, "instr(message.text, ?) > 0"], [*values, sign]
    source = "message JOIN word ON word.rowid = message.n" if match else "message"
    if match:
        wheres, values = [*wheres, "word MATCH ?"], [*values, match]
    where = f" WHERE {' AND '.join(wheres)}" if wheres else ""
    shown = f"highlight(word, 0, '{_START}', '{_END}')" if match else "message.text"
    more = f"{where} {'AND' if where else 'WHERE'} message.n > ? ORDER BY message.n LIMIT {PAGE + 1}"
    with _opened(case) as index:
        total = index.execute(f"SELECT count(*) FROM {source}{where}", values).fetchone()[0]  # noqa: S608 - fixed words; all values are bound
        columns = f"message.n, who, at, {shown}, line, name, kind"
        query = f"SELECT {columns} FROM {source} LEFT JOIN file ON file.n = message.file{more}"  # noqa: S608 - as above
        rows = index.execute(query, [*values, asked.after]).fetchall()
    return {"total": total, "messages": [_message(row, signs) for row in rows[:PAGE]], "more": len(rows) > PAGE}


def around(case: Case, number: int, width: int = _AROUND) -> list[dict[str, Any]]:
    """Return a message with those before and after it in its file; none when there is no such message."""
    query = (
        "SELECT n, who, at, text, line, (SELECT name FROM file WHERE n = message.file), kind FROM message WHERE n BETWEEN ? AND ?"
        " AND file = (SELECT file FROM message WHERE n = ?) ORDER BY n"
    )
    with _opened(case) as index:
        return [_message(row) for row in index.execute(query, (number - width, number + width, number))]


def people_in(case: Case) -> list[str]:
    """Return who wrote, by name."""
    with _opened(case) as index:
        return [str(row[0]) for row in index.execute("SELECT DISTINCT who FROM message WHERE who <> '' ORDER BY who")]


def _narrowed(asked: Asked) -> tuple[list[str], list[Any]]:
    pairs = (("who = ?", asked.who), ("day >= ?", asked.since), ("day <= ?", asked.until))
    return [where for where, value in pairs if value], [value for _, value in pairs if value]


def _matched(words: str) -> str:
    """Return the words as an expression of FTS5, every one quoted, so that nothing in them is an operator.

    >>> _matched('lembur "rapat pagi"')
    '"lembur"* "rapat pagi"'
    """
    parts = [f'"{phrase}"' if phrase else f'"{word.replace(chr(34), "")}"*' for phrase, word in _QUOTED.findall(words)]
    return " ".join(part for part in parts if _LETTER.search(part) and not _UNSPACED.search(part))


def _signs(words: str) -> list[str]:
    """Return what is searched for as it stands, as no word of the index is it: signs by themselves, and scripts without spaces.

    >>> _signs("lembur 👍 _ 会議")
    ['👍', '_', '会議']
    """
    signs = [sign for pair in _QUOTED.findall(words) for sign in pair if sign.strip('" ')]
    return [sign for sign in signs if not _LETTER.search(sign) or _UNSPACED.search(sign)]


def _message(row: Sequence[Any], signs: Sequence[str] = ()) -> dict[str, Any]:
    number, who, at, text, line, file, kind = row
    plain, marks = _marked(str(text))
    marks += [found.span() for sign in signs for found in re.finditer(re.escape(sign), plain)]
    return {"n": number, "who": who, "at": at, "text": plain, "marks": _apart(marks), "line": line, "file": file, "kind": kind}


def _marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    r"""Return a highlighted text without its marks, and where they stood; texts in the index hold no control characters of their own.

    >>> _marked("a \x02b\x03 c")
    ('a b c', [(2, 3)])
    """
    plain, marks = "", []
    for piece in re.split(f"({_START}[^{_END}]*{_END})", text):
        if piece.startswith(_START):
            marks.append((len(plain), len(plain) + len(piece) - 2))
        plain += piece.strip(_START + _END)
    return plain, marks


def _apart(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places in order, without those that begin within another."""
    kept: list[tuple[int, int]] = []
    for mark in sorted(marks):
        if not kept or mark[0] >= kept[-1][1]:
            kept.append(mark)
    return kept


@contextlib.contextmanager
def _opened(case: Case) -> Iterator[sqlite3.Connection]:
    path = case.path / INDEX
    if not is_fresh(case):
        raise CaseError("is missing", where=str(path), hint="search again; it is made anew")
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as index:
            index.execute("PRAGMA trusted_schema = OFF")
            yield index
    except sqlite3.Error as error:
        raise CaseError(f"cannot be searched ({type(error).__name__})", where=str(path), hint="take it away; it is made anew") from None
