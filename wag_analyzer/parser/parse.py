"""One text from bytes to columns: lines, headers, senders, contents, events."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from wag_analyzer.errors import LayoutError
from wag_analyzer.parser import notices as notes
from wag_analyzer.parser.archive import Blob
from wag_analyzer.parser.chat import Notice
from wag_analyzer.parser.dates import Order
from wag_analyzer.parser.encoding import Decoded, decoded
from wag_analyzer.parser.events import Recogniser, Recognised
from wag_analyzer.parser.headers import Headers, headers, is_log_word
from wag_analyzer.parser.languages import UNKNOWN, guess_locale
from wag_analyzer.parser.phrases import load, strip_marks
from wag_analyzer.parser.placeholders import Content, content, prefilter
from wag_analyzer.parser.scan import Ints, Scan, scan
from wag_analyzer.parser.senders import Split, clean_sender, split_lines, written_by_whatsapp
from wag_analyzer.settings import Settings

__all__ = ["Parsed", "Progress", "parsed"]

Progress = Callable[[int, int], None]
_COMMON: Final = 40


@dataclass(slots=True)
class Parsed:
    """One text as read, in columns that have one entry per header."""

    blob: Blob
    text: Decoded
    scan: Scan
    headers: Headers
    platform: str
    locale: str
    locale_evidence: str
    senders: list[str | None]
    bodies: list[str]
    contents: dict[int, Content]
    events: dict[int, Recognised | None]
    group: str = ""
    group_id: str = ""
    repeated: frozenset[int] = frozenset()
    notices: list[Notice] = field(default_factory=list)

    @property
    def last(self) -> Ints:
        """Return the last line (from 0) of each message."""
        return np.append(self.headers.line[1:], len(self.scan.starts)) - 1


def parsed(blob: Blob, settings: Settings) -> Parsed:
    """Return one text as read.

    Raises
    ------
    LayoutError
        No line looks like a message, or the text is another kind of log.
    """
    text = decoded(blob.data, blob.name)
    found = scan(text.data)
    heads = headers(found, settings, lambda shape: _usual_order(shape, settings))
    _refuse_other_logs(found, heads, blob.name)
    platform = _platform(found, heads)
    lines = _first_lines(found, heads)
    marked = platform == "ios" and any(written_by_whatsapp(line[line.find(": ") + 2 :]) for line in lines if ": " in line)
    code, evidence = _locale(lines, settings)
    spoken = code if code != UNKNOWN else "en"
    recogniser = Recogniser(load())
    split = split_lines(lines, lambda line: _names(recogniser.recognise(line, spoken)))
    bodies = _bodies(found, heads, split)
    rows = Parsed(blob, text, found, heads, platform, code, evidence, _clean(split), bodies, {}, {})
    known = frozenset(name for name in rows.senders if name is not None)
    if platform == "ios":
        _unseat(rows, recogniser, spoken, marked=marked)
    for row, sender in enumerate(rows.senders):
        if sender is None:
            rows.events[row] = recogniser.recognise(bodies[row], spoken, known)
    _fill_contents(rows, spoken, marked=marked)
    rows.group = _group(rows)
    rows.notices = notes.notices(rows.blob.name, text, found, heads, rows.senders)
    return rows


def _usual_order(shape: str, settings: Settings) -> tuple[Order, str] | None:
    if settings.locale in {"en-US"}:
        return "MDY", "the phone was said to write US English"
    return None


def _refuse_other_logs(found: Scan, heads: Headers, name: str) -> None:
    if not len(heads.line):
        if not found.data.strip():
            return
        hint = "give the .txt or .zip that WhatsApp made with 'Export chat'"
        raise LayoutError("not a WhatsApp export: no line begins like a message", where=name, hint=hint)
    names = [found.data[start:end].decode() for start, end in zip(heads.rest.tolist(), heads.colon.tolist(), strict=True) if end >= 0]
    logged = sum(is_log_word(name) for name in names[:2000])
    if logged * 2 >= len(names[:2000]) > 0:
        raise LayoutError("not a WhatsApp export: a log with levels where names should be", where=name, hint="give the file WhatsApp made")


def _platform(found: Scan, heads: Headers) -> str:
    if not len(heads.line):
        return "unknown"
    layout, _ = found.shapes[int(heads.shape[0])]
    return "ios" if layout.startswith("ios") else "android"


def _first_lines(found: Scan, heads: Headers) -> list[str]:
    ends = found.ends[heads.line]
    data = found.data
    return [data[start:end].decode() for start, end in zip(heads.rest.tolist(), ends.tolist(), strict=True)]


def _locale(lines: Sequence[str], settings: Settings) -> tuple[str, str]:
    if settings.locale:
        return settings.locale, "the language was given by the user"
    behind = [line[line.find(": ") + 2 :] for line in lines if ": " in line]
    systems = [line for line in lines if ": " not in line and not line.endswith(":")]
    marked = [body for body in behind if written_by_whatsapp(body)]
    angled = [body for body in behind if body.startswith("<") or body.endswith((")", ">"))]
    prefixes = Counter(line[: line.find(": ")] for line in lines if ": " in line)
    once = [line for line in lines if prefixes.get(line[: line.find(": ")]) == 1]
    common = [body for body, _ in Counter(body for body in behind if len(body) < 120).most_common(_COMMON)]
    return guess_locale([*systems, *marked, *once], [*marked, *angled, *common])


def _names(event: Recognised | None) -> tuple[str, ...] | None:
    if event is None:
        return None
    return (*([event.actor] if event.actor else []), *event.targets)


def _clean(split: Split) -> list[str | None]:
    cleaned: dict[str, str] = {}
    return [None if name is None else cleaned.setdefault(name, clean_sender(name)) for name in split.senders]


def _bodies(found: Scan, heads: Headers, split: Split) -> list[str]:
    """Return each message's words, continuation lines included, line ends as LF."""
    if not len(heads.line):
        return []
    last = np.append(heads.line[1:], len(found.starts)) - 1
    data = found.data
    out = []
    for start, end, skip in zip(heads.rest.tolist(), found.ends[last].tolist(), split.bodies, strict=True):
        out.append(data[start:end].decode().replace("\r\n", "\n")[skip:])
    return out


def _unseat(rows: Parsed, recogniser: Recogniser, spoken: str, *, marked: bool) -> None:
    """Take the sender away from lines that WhatsApp wrote under a name: the group's, the contact's or the actor's."""
    for row, sender in enumerate(rows.senders):
        body = rows.bodies[row]
        if sender is None or written_by_whatsapp(body) != marked:
            continue
        if content(body, platform="ios", locale=spoken, marked=marked).kind != "text":
            continue
        event = recogniser.recognise(body, spoken)
        if marked or (event is not None and _is_own(event, sender)):
            rows.senders[row] = None


def _is_own(event: Recognised, sender: str) -> bool:
    """Say whether an event without a mark stands under the name that older exports put there."""
    return event.actor == sender or event.type == "encryption"


def _fill_contents(rows: Parsed, spoken: str, *, marked: bool) -> None:
    import pyarrow as pa  # noqa: PLC0415 - the import costs more than reading a small chat
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    found = pc.match_substring_regex(pa.array(rows.bodies, pa.large_string()), prefilter(spoken))
    cache: dict[str, Content] = {}
    for row in np.flatnonzero(found.to_numpy(zero_copy_only=False)).tolist():
        if rows.senders[row] is None:
            continue
        body = rows.bodies[row]
        if body not in cache:
            cache[body] = content(body, platform=rows.platform, locale=spoken, marked=marked)
        rows.contents[row] = cache[body]


def _group(rows: Parsed) -> str:
    name = ""
    for event in rows.events.values():
        if event is not None and event.type in {"created", "subject_changed"} and event.new:
            name = event.new
    return strip_marks(name)
