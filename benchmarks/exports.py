"""Synthetic exports with their truth, for timing readers: thirty members, a long tail of lengths, and all that makes a chat awkward.

About 2 % system lines, 5 % placeholders, 4 % mentions, 6 % texts of several lines (some with an empty one), links, emoji and colons.
Every call with the same shape and number gives the same bytes; blocks are made one by one, so a file may be larger than memory.
"""

import hashlib
import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["SHAPES", "Row", "export", "rows", "write", "written"]

START: Final = date(2020, 12, 25)
LONGEST: Final = 3 * 365 * 86400
PAUSE: Final = 1200
EVENTS: Final = ("added", "left", "joined_link", "removed", "security_code_changed", "subject_changed")
MARK: Final = "\u200e"
BLOCK: Final = 20_000
ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DATA: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
MEMBERS: Final[list[str]] = DATA["members"]


class Row(NamedTuple):
    """What one message or system line is: time and sender (None: nobody) and text as written, kind or type of event, number of mentions."""

    at: str
    sender: str | None
    text: str
    kind: str
    mentions: int


@dataclass(frozen=True, slots=True)
class Shape:
    """How a phone writes: the day and the clock of a header, what stands around them, its language, whether it is an iPhone."""

    day: Callable[[date], str]
    clock: Callable[[int, int, int], str]
    head: str
    language: str
    is_ios: bool = False

    @property
    def end(self) -> str:
        """Return how a line ends."""
        return "\r\n" if self.is_ios else "\n"

    @property
    def mark(self) -> str:
        """Return what stands before all that nobody typed."""
        return MARK if self.is_ios else ""

    @property
    def words(self) -> dict[str, str]:
        """Return what the phone itself writes."""
        words: dict[str, str] = DATA[self.language]
        return words


def _half(hour: int) -> int:
    return hour % 12 or 12


def _us_day(day: date) -> str:
    return f"{day.month}/{day.day}/{day:%y}"


def _us_clock(hour: int, minute: int, _: int) -> str:
    return f"{_half(hour)}:{minute:02}\u202f{'AM' if hour < 12 else 'PM'}"


def _arabic_day(day: date) -> str:
    return f"{day.day}\u200f/{day.month}\u200f/{day.year}".translate(ARABIC)


def _arabic_clock(hour: int, minute: int, second: int) -> str:
    return f"{_half(hour)}:{minute:02}:{second:02}\u00a0{'ص' if hour < 12 else 'م'}".translate(ARABIC)


def _day(day: date) -> str:
    return f"{day:%d/%m/%y}"


SHAPES: Final = {
    "android 24h": Shape(_day, lambda hour, minute, _: f"{hour:02}:{minute:02}", "{}, {} - ", "en"),
    "android 12h": Shape(_us_day, _us_clock, "{}, {} - ", "en"),
    "android dot time": Shape(_day, lambda hour, minute, _: f"{hour:02}.{minute:02}", "{} {} - ", "id"),
    "ios 24h": Shape(_day, lambda hour, minute, second: f"{hour:02}:{minute:02}:{second:02}", "[{}, {}] ", "en", is_ios=True),
    "ios arabic": Shape(_arabic_day, _arabic_clock, "[{}، {}] ", "ar", is_ios=True),
}


class _Writer:
    """Draws what members write; one for each export."""

    def __init__(self, name: str) -> None:
        self.shape = SHAPES[name]
        self.draw = random.Random(int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big"))  # noqa: S311 - texts, not secrets
        self.words = self.draw.choices(self.shape.words["words"].split(), k=200_000)
        self.activity = [1 / (place + 2) for place in range(len(MEMBERS))]

    def said(self) -> str:
        """Return some words: mostly few, now and then very many."""
        count = min(int(self.draw.lognormvariate(1.9, 0.8)) + 1, 250)
        start = int(self.draw.random() * (len(self.words) - count))
        return " ".join(self.words[start : start + count])

    def text(self, chance: float) -> tuple[str, int]:
        """Return what somebody typed, and how many it mentions; the chance says which sort it is."""
        if chance < 0.04:
            called = f"62812{self.draw.randrange(10**7):07}" if chance < 0.01 else f"\u2068{self.draw.choice(MEMBERS)}\u2069"
            return f"@{called} {self.said()}", 1
        if chance < 0.10:
            return ("\n\n" if chance < 0.055 else "\n").join(self.said() for _ in range(self.draw.randint(2, 5))), 0
        if chance < 0.13:
            return f"https://contoh.example/{self.words[int(chance * 10**6)]}/{self.draw.randrange(10**6)}?id={self.draw.randrange(100)}", 0
        if chance < 0.14:
            return f"Catatan: {self.said()} 10:30 - {self.said()}", 0
        return (self.draw.choice(DATA["short"]) if chance < 0.4 else self.said()), 0

    def row(self, at: str) -> Row:
        """Return one message or system line."""
        draw, words, mark = self.draw, self.shape.words, self.shape.mark
        chance = draw.random()
        who = draw.choices(MEMBERS, self.activity)[0]
        if chance < 0.02:
            other = draw.choice([name for name in MEMBERS if name != who])
            event = draw.choice(EVENTS)
            return Row(at, None, words[event].format(who, other, DATA["group"]), event, 0)
        if chance < 0.07:
            kind = "media" if chance < 0.06 else "deleted"
            return Row(at, who, f"{mark}{words['image' if self.shape.is_ios and kind == 'media' else kind]}", kind, 0)
        text, mentions = self.text(draw.random())
        if chance > 0.88:
            text += f" {draw.choice(DATA['emoji']) * draw.randint(1, 3)}"
        if chance < 0.08:
            text += f" {mark}{words['edited']}"
        return Row(at, who, text, "text", mentions)

    def first(self, number: int, at: str) -> Row:
        """Return one of the two lines with which a group begins."""
        event = "created" if number else "encryption"
        return Row(at, None, self.shape.words[event].format(MEMBERS[0], "", DATA["group"]), event, 0)


def rows(name: str, messages: int) -> Iterator[tuple[str, Row]]:
    """Yield the lines of an export, each as written and as what it is; system lines count as messages."""
    writer, shape = _Writer(name), SHAPES[name]
    pause = min(LONGEST / max(messages, 1), PAUSE)
    days: dict[int, tuple[str, str]] = {}
    second = 8 * 3600.0
    for number in range(messages):
        second += writer.draw.expovariate(1) ** 2 / 2 * pause
        day, rest = divmod(int(second), 86400)
        hour, rest = divmod(rest, 3600)
        minute, tick = divmod(rest, 60)
        if day not in days:
            now = START + timedelta(days=day)
            days[day] = (shape.day(now), now.isoformat())
        written, iso = days[day]
        at = f"{iso}T{hour:02}:{minute:02}:{tick if shape.is_ios else 0:02}"
        row = writer.first(number, at) if number < 2 else writer.row(at)
        yield _line(shape, shape.head.format(written, shape.clock(hour, minute, tick)), row), row


def _line(shape: Shape, head: str, row: Row) -> str:
    if row.sender is not None:
        lead = shape.mark if row.kind == "media" else ""
        return f"{lead}{head}{row.sender}: {row.text}".replace("\n", shape.end)
    return f"{head}{DATA['group']}: {MARK}{row.text}" if shape.is_ios else f"{head}{row.text}"


def written(path: Path, name: str, messages: int) -> Iterator[Row]:
    """Write an export, block by block, and yield what its lines are on the way; it is whole when all have been taken."""
    end, block = SHAPES[name].end, list[str]()
    with path.open("wb") as file:
        for line, row in rows(name, messages):
            block.append(f"{line}{end}")
            if len(block) == BLOCK:
                file.write("".join(block).encode())
                block.clear()
            yield row
        file.write("".join(block).encode())


def write(path: Path, name: str, messages: int) -> None:
    """Write an export."""
    for _ in written(path, name, messages):
        pass


def export(name: str, messages: int) -> bytes:
    """Return an export."""
    return "".join(f"{line}{SHAPES[name].end}" for line, _ in rows(name, messages)).encode()
