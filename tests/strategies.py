"""Chats, phones, files and damage, drawn at random: written once, used by all property tests of the reader."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st

from wag_analyzer.parser.archive import from_bytes
from wag_analyzer.parser.layouts import grammar
from wag_analyzer.parser.parse import Parsed, parsed
from wag_analyzer.parser.phrases import strip_marks
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import render as rendering
from wag_analyzer.simulate.dialects import Dialect, dialect, dialects
from wag_analyzer.simulate.items import Item, spoken

__all__ = [
    "GROUP", "NASTY", "PEOPLE", "Reading", "chat", "damage", "dialect_of_any_phone", "examples", "given_order", "named_dialect", "packed",
    "reading", "render", "rich_chat", "rows_of", "talk", "texts", "wanted",
]  # fmt: skip

GROUP: Final = "Uji WAG"
FIRST: Final = datetime.fromisoformat("2024-01-13T23:58:01")
PEOPLE: Final = ("Sari Uji", "Bambang Contoh", "نور المثال", "Ülkü Deneme", "+62 812-0000-0007", "Dewi | Rekaan ⭐", "李 雷", "🤓")
NASTY: Final = (
    "10:00: Rapat", "[10:15, 2/3/2024] Budi: kutip", "01/02/24, 09:00 - Budi: x", "x\u2028y\u2029z\x85",
    "\x0b\x0c\x1c\x1d\x1e", "=1+1", "e\u0301", "\u00e9", "Budi added Dewi", "Sari Uji left", "a: b: c", "\u202e123\u202c",
    "👩🏽\u200d💻", "\t", "@6281200000001", "12/31/99 - x", "[", "-", ":", "]", " - ", "\u0665\u0666", "\u200bnol",
    "می\u200cخواهم", "<script>", "| a | b |", "ﬁ ½ №", "12/31/24, 9:05 PM", "\u00a0", "x\ufeffy", "a\rb",
    "{0} %s", "`x`", "\\n", "C:\\x", "null", "https://contoh.example/a:b", "10.30 - 11.30", "\U0010ffff", "\x7f\x9b",
)  # fmt: skip
"""What breaks readers: look-alikes of headers and events, separators of other kinds, marks, formulas, markup, twins, joiners."""

_LETTERS: Final = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "M"), exclude_characters="<>@[]:\"“”„«»「」『』‹›'")
_ANY: Final = st.characters(codec="utf-8", exclude_characters="\n\r\x00\ufeff")
_ORDERS: Final = {
    "DMY": ("{d}{s}{m}{s}{yy}", "{dd}{s}{mm}{s}{yyyy}", "{dd}{s}{mm}{s}{yy}", "{d}. {m}. {yyyy}"),
    "MDY": ("{m}{s}{d}{s}{yy}", "{mm}{s}{dd}{s}{yyyy}"),
    "YMD": ("{yyyy}{s}{m}{s}{d}", "{yyyy}{s}{mm}{s}{dd}", "{yyyy}. {m}. {d}."),
}
_HALVES: Final = (
    "AM|PM",
    "am|pm",
    "a.m.|p.m.",
    "a.\u00a0m.|p.\u00a0m.",
    "ص|م",
    "上午|下午",
    "오전|오후",
    "SA|CH",
    "π.μ.|μ.μ.",
    "de.|du.",
    "vorm.|nachm.",
)
_DIGITS: Final = ("0123456789", "0123456789", "0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "۰۱۲۳۴۵۶۷۸۹")


def examples(share: float = 1.0) -> settings:
    """Return the settings of one test: its share of the examples of the profile (200 in CI, 20,000 at night)."""
    profile = settings.default or settings()
    return settings(max_examples=max(int(profile.max_examples * share), 3), deadline=None)


def texts(*, nasty: bool = True) -> st.SearchStrategy[str]:
    """Return texts of one to three lines: what people type, and what breaks readers."""
    words = st.text(_LETTERS, min_size=1, max_size=9)
    parts = words | st.sampled_from(NASTY) | st.text(_ANY, max_size=9) if nasty else words
    lines = st.lists(parts, min_size=1, max_size=3).map(" ".join)
    return st.lists(lines, min_size=1, max_size=3).map("\n".join).map(_typed).filter(_is_plain)


def _typed(text: str) -> str:
    """Return a text as a phone can hold it: nothing before it that only WhatsApp writes, no line that ends in a carriage return."""
    return "\n".join(
        line.rstrip("\r")
        for line in text.lstrip("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\ufeff").split("\n")
    )


def _is_plain(text: str) -> bool:
    """Say whether no line but the first begins like a header: which of those are headers only the writer knows."""
    return all(grammar().header(line) is None for line in text.split("\n")[1:])


@st.composite
def chat(draw: st.DrawFn, *, nasty: bool = True, least: int = 3, most: int = 8) -> list[Item]:
    """Return a chat of some weeks with days above 12: a notice, then what people write, in the order of time."""
    at = FIRST
    items = [Item(at, None, kind="system", event="encryption")]
    for text in draw(st.lists(texts(nasty=nasty), min_size=least, max_size=most)):
        at += timedelta(seconds=draw(st.integers(0, 60 * 60 * 24 * 5)))
        items.append(Item(at, draw(st.sampled_from(PEOPLE)), text))
    late = at + timedelta(days=20)
    return [*items, Item(late, "Sari Uji", "selesai"), Item(late + timedelta(days=15, seconds=61), "Sari Uji", "betul")]


@st.composite
def talk(draw: st.DrawFn) -> list[Item]:
    """Return one message of every kind that a phone tells apart."""
    kind = draw(st.sampled_from(["text", "text", "text", "media", "deleted", "edited", "document"]))
    phrase = texts(nasty=False).map(lambda text: text.replace("\n", " "))
    made: dict[str, Any] = {"text": draw(phrase), "edited": kind == "edited"}
    if kind == "text" and draw(st.booleans()):
        made = {"text": f"{draw(phrase)} @[{draw(st.sampled_from(PEOPLE))}] {draw(phrase)}"}
    if kind == "media":
        made = {"kind": "media", "media": draw(st.sampled_from(["image", "video", "audio", "sticker"])), "text": draw(st.just("") | phrase)}
    if kind == "document":
        made = {"kind": "media", "media": "document", "pages": draw(st.integers(2, 40)), "text": "Rekap Maret.pdf"}
    if kind == "deleted":
        made = {"kind": "deleted", "actor": draw(st.sampled_from([None, "@self"]))}
    return [Item(FIRST, draw(st.sampled_from(PEOPLE)), **made)]


@st.composite
def rich_chat(draw: st.DrawFn) -> list[Item]:
    """Return a chat with every kind of message between the events of a group's life."""
    at = FIRST
    items = [
        Item(at, None, kind="system", event="encryption"),
        Item(at, None, kind="system", event="created", actor="@self", new=GROUP),
        *(Item(at, None, kind="system", event="added", actor="@self", targets=(name,)) for name in PEOPLE),
    ]
    for message in draw(st.lists(talk(), min_size=3, max_size=12)):
        at += timedelta(seconds=draw(st.integers(0, 60 * 60 * 24 * 9)))
        items.append(replace(message[0], at=at))
    at += timedelta(days=1)
    return [*items, Item(at, "Sari Uji", "selesai"), Item(at, None, kind="system", event="left", actor="Sari Uji")]


def named_dialect() -> st.SearchStrategy[Dialect]:
    """Return one of the phones that the simulator knows."""
    return st.sampled_from(sorted(dialects())).map(dialect)


@st.composite
def dialect_of_any_phone(draw: st.DrawFn) -> Dialect:
    """Return a phone put together from platform, order, separators, clock, digits and marks; now and then one the simulator knows."""
    if draw(st.integers(0, 3)) == 0:
        return draw(named_dialect())
    order = draw(st.sampled_from(sorted(_ORDERS)))
    date = draw(st.sampled_from(_ORDERS[order])).replace("{s}", draw(st.sampled_from(["/", "-", ".", "\u200f/"])))
    is_ios = draw(st.booleans())
    dot = draw(st.sampled_from([":", "."]))
    seconds = f"{dot}{{SS}}" if is_ios else ""
    space = draw(st.sampled_from([" ", "\u00a0", "\u202f"]))
    clock = draw(
        st.sampled_from(
            [
                f"{{HH}}{dot}{{MM}}{seconds}",
                f"{{H}}{dot}{{MM}}{seconds}",
                f"{{h}}{dot}{{MM}}{seconds}{space}{{p}}",
                f"{{p}}{{h}}{dot}{{MM}}{seconds}",
            ]
        )
    )
    glue = draw(st.sampled_from([", ", " ", "، ", ",\u2009"]))
    time_first = draw(st.integers(0, 5)) == 0 and "\u200f" not in date and (is_ios or not clock.startswith("{p}"))
    moment = f"{clock}{glue}{date}" if time_first else f"{date}{glue}{clock}"
    known = dialect("ios-en-gb" if is_ios else "android-en-gb")
    digits = draw(st.sampled_from(_DIGITS))
    half = draw(st.sampled_from(_HALVES)).split("|")
    header = f"[{moment}] " if is_ios else f"{moment} - "
    return replace(known, name="drawn", date_order=order, header=header, digits=digits, half=(half[0], half[1]))


def render(items: Sequence[Item], phone: Dialect) -> bytes:
    """Return the file that a phone writes."""
    return rendering.render(items, GROUP, phone).data


def packed(data: bytes, level: int = 6, name: str = "_chat.txt") -> bytes:
    """Return an archive with one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED, compresslevel=level or None) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@st.composite
def damage(draw: st.DrawFn, data: bytes) -> bytes:
    """Return bytes after some accidents: a byte changed, a stretch cut out, put in, or there twice, the end or the start missing."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(data) - 1, 0)))
        stop = min(start + draw(st.integers(1, 40)), len(data))
        kind = draw(st.sampled_from(["flip", "cut", "insert", "twice", "head", "tail"]))
        data = {
            "flip": data[:start] + bytes([draw(st.integers(0, 255))]) + data[start + 1 :],
            "cut": data[:start] + data[stop:],
            "insert": data[:start] + draw(st.binary(max_size=9)) + data[start:],
            "twice": data[:stop] + data[start:],
            "head": data[start:],
            "tail": data[:stop],
        }[kind]
    return data


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as read, without the tables: rows are (line, last line, seconds since 1970, sender, kind, raw, text)."""

    rows: list[tuple[int, int, int, str, str, str, str]]
    events: list[tuple[int, int, str | None, str]]
    lines: int
    skipped: int
    order: str
    platform: str


_KINDS: Final = ("text", "media", "deleted", "view_once", "poll", "location", "live_location", "contact", "call", "waiting", "event_invite")


def reading(data: bytes, given: Settings | None = None) -> Reading:
    """Return what the reader finds in the bytes of a text or an archive with one text."""
    return _reading(parsed(from_bytes(data, "chat.txt")[0], given or Settings()))


def _reading(read: Parsed) -> Reading:
    rows, events, first, lines = [], [], None, 0
    names = read.plan.senders.names
    for part in read.parts:
        chunk = part.lines
        own = zip(
            (chunk.line[part.written] + 1).tolist(), (chunk.last[part.written] + 1).tolist(), part.at[part.written].tolist(),
            [names[code] for code in part.sender.tolist()], [_KINDS[kind] for kind in part.kind.tolist()],
            part.raw.to_pylist(), part.text.to_pylist(), strict=True,
        )  # fmt: skip
        rows += list(own)
        told = [
            (row, part.told.events[number], part.told.texts[number])
            for row, number in zip(part.told.rows.tolist(), part.told.index.tolist(), strict=True)
        ]
        events += [(int(chunk.line[row]) + 1, int(chunk.last[row]) + 1, event.type if event else None, text) for row, event, text in told]
        first = int(chunk.line[0]) if first is None and len(chunk.line) else first
        lines = max(lines, chunk.stop)
    orders = {decision.order for decision in read.plan.verdict.decisions.values()}
    return Reading(
        rows, events, lines, lines if first is None else first, orders.pop() if len(orders) == 1 else "mixed", read.plan.platform
    )


def rows_of(found: Reading) -> list[tuple[int, str, str]]:
    """Return time, sender and body of each message."""
    return [(at, sender, raw) for _, _, at, sender, _, raw, _ in found.rows]


def wanted(items: Iterable[Item], phone: Dialect) -> list[tuple[int, str, str]]:
    """Return what a reader must find: time, sender and body of each message that somebody wrote."""
    epoch = datetime.fromisoformat("1970-01-01T00:00:00")
    return [
        (int((rendering.shown_at(item.at, phone) - epoch).total_seconds()), item.sender, strip_marks(spoken(item.text)))
        for item in items
        if item.sender is not None
    ]


def given_order(phone: Dialect) -> Settings:
    """Return settings in which the user says the order of the phone."""
    orders: dict[str, Any] = {"date_order": phone.date_order.lower()}
    return Settings(**orders)
