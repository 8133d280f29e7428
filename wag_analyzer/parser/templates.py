"""One shape of header, understood once: how long it is in bytes and where its digits stand."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Fields, Ints, clock, fields, seconds
from wag_analyzer.parser.layouts import Header, grammar
from wag_analyzer.parser.masks import Head, Near, head_of

__all__ = ["Template", "template"]

_RUN: Final = re.compile(r"\d+")
_DATED: Final = re.compile(r"(?:\D{0,30}\d){3}")
"""What every header is: three digits at least, in any script, with some words between them at most."""

_LONGEST: Final = 64

_TENS, _BYTE, _NUMBER, _HOUR, _MINUTE = (np.uint64(number) for number in (10, 8, 0x7F, 7, 60))

Place = tuple[tuple[int, int], ...] | int
"""A number in a header: byte offset and zero byte of each digit, or a number that stands as a word or not at all."""


@dataclass(slots=True)
class Template:
    """One shape: lines that begin with ``heads`` have this header.

    A header that cannot be compared (too long, or at the very end of its line) has no heads and stands for its own line only.
    """

    layout: str
    shape: str
    length: int
    date: tuple[Place, Place, Place]
    time: tuple[Place, Place, Place]
    half: str
    fields: Fields
    heads: tuple[Head, ...] = ()
    hits: int = field(default=0)

    @staticmethod
    def number(data: npt.NDArray[np.uint8], at: Ints, place: Place) -> Ints:
        """Return the numbers at one place of the headers that start at ``at``."""
        if isinstance(place, int):
            return np.full(len(at), place, np.int64)
        total = np.zeros(len(at), np.int64)
        for offset, zero in place:
            total = total * 10 + (data[at + offset].astype(np.int64) - zero)
        return total

    @property
    def reach(self) -> int:
        """Return how many bytes behind the start of a line the figures may stand, rounded up to words; 72 at most are of use."""
        figures = [offset for place in (*self.date, *self.time) if not isinstance(place, int) for offset, _ in place]
        return (max(figures) + 15) // 8 * 8

    def seconds(self, near: Near) -> Ints:
        """Return the seconds since midnight that some headers show, -1 where there is no such time."""
        figures = [offset for place in self.time if not isinstance(place, int) for offset, _ in place]
        pairs = _pairs(self.time)
        if pairs is not None:
            return pairs.seconds(near, self.half)
        if max(figures) - min(figures) >= 8:
            hour, minute, second = (_from_bytes(near, place) for place in self.time)
            return seconds(hour, minute, second, self.half)
        word = near.word(min(figures)).view(np.int64)
        hour, minute, second = (_from_word(word, min(figures), place) for place in self.time)
        return seconds(hour, minute, second, self.half)

    def date_words(self) -> list[tuple[int, np.uint64]]:
        """Return the words that hold the digits of the date: the byte offset of each and a mask of these digits."""
        offsets = sorted(offset for place in self.date if not isinstance(place, int) for offset, _ in place)
        words: list[tuple[int, np.uint64]] = []
        while offsets:
            start = offsets[0]
            near = [offset - start for offset in offsets if offset - start < 8]
            words.append((start, np.uint64(sum(0xFF << (8 * at) for at in near))))
            offsets = offsets[len(near) :]
        return words


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A clock whose figures all stand in the eight bytes from ``start`` on: their zeros and masks, and where its numbers end, in bits."""

    start: int
    zeros: np.uint64
    digits: np.uint64
    ends: tuple[np.uint64, ...]

    def seconds(self, near: Near, half: str) -> Ints:
        """Return the seconds since midnight: tens and ones are added up for all numbers at once, and hour and minute are looked up."""
        word = near.word(self.start) - self.zeros
        np.bitwise_and(word, self.digits, out=word)
        ones = word >> _BYTE
        np.multiply(word, _TENS, out=word)
        np.add(word, ones, out=word)
        hour, minute, *second = (((word >> end) & _NUMBER) for end in self.ends)
        clock: Ints = _clocks(half)[(hour << _HOUR | minute).view(np.int64)]
        if second:
            clock = np.where((clock >= 0) & (second[0] < _MINUTE), clock + second[0].view(np.int64), -1)
        return clock


@cache
def _clocks(half: str) -> Ints:
    """Return the seconds since midnight of every hour and minute, -1 where there is no such time."""
    hour, minute = np.divmod(np.arange(1 << 2 * int(_HOUR)), 1 << int(_HOUR))
    return seconds(hour, minute, np.zeros(len(hour), np.int64), half)


def _pairs(time: tuple[Place, Place, Place]) -> _Pairs | None:
    """Return how a clock is read at once, None where its figures have two bytes or stand too far apart."""
    places = [place for place in time if not isinstance(place, int)]
    figures = [figure for place in places for figure in place]
    start = min(offset for offset, _ in figures) - (len(places[0]) == 1)
    beside = all(len(place) <= 2 and place[-1][0] - place[0][0] == len(place) - 1 for place in places)
    if not beside or start < 0 or max(offset for offset, _ in figures) - start >= 8:
        return None
    zeros, digits = (
        sum(byte << 8 * (offset - start) for offset, byte in listed) for listed in (figures, [(at, 0xFF) for at, _ in figures])
    )
    return _Pairs(start, np.uint64(zeros), np.uint64(digits), tuple(np.uint64(8 * (place[-1][0] - start - 1)) for place in places))


def _from_bytes(near: Near, place: Place) -> Ints:
    """Return the numbers at one place."""
    if isinstance(place, int):
        return np.full(len(near.bytes), place, np.int64)
    total = np.zeros(len(near.bytes), np.int64)
    for offset, zero in place:
        total = total * 10 + (near.bytes[:, offset].astype(np.int64) - zero)
    return total


def _from_word(word: Ints, start: int, place: Place) -> Ints:
    """Return the numbers at one place, from words that begin ``start`` bytes into the header."""
    if isinstance(place, int):
        return np.full(len(word), place, np.int64)
    total = np.zeros(len(word), np.int64)
    for offset, zero in place:
        total = total * 10 + (((word >> (8 * (offset - start))) & 0xFF) - zero)
    return total


def template(head: bytes) -> Template | None:
    """Return the shape of the header at the start of a line, None when the line has no header."""
    text = head.decode("utf-8", "ignore")
    found = grammar().header(text) if _DATED.match(text) else None
    if found is None:
        return None
    date = fields(found.date)
    time = clock(found.time)
    if time is None:
        return None
    runs, hours = _runs(text, found.date_at), _runs(text, found.time_at)
    places = _date_places(date, runs)
    digits = [place for run in (*runs, *hours) for place in run]
    raw = text[: found.end].encode()
    made = Template(
        layout=found.layout,
        shape=found.shape,
        length=len(raw),
        date=places,
        time=(hours[0], hours[1], hours[2] if len(hours) > 2 else 0),
        half=time.half,
        fields=date,
    )
    if len(raw) <= _LONGEST and _is_closed(text, found):
        made.heads = tuple(
            head_of(raw[start : start + 8], {at - start: zero for at, zero in digits if start <= at < start + 8})
            for start in range(0, len(raw), 8)
        )
    return made


def _is_closed(text: str, found: Header) -> bool:
    """Say whether the header ends in a space, so that it is the same in front of any words."""
    return text[found.end - 1 : found.end].isspace()


def _runs(text: str, span: tuple[int, int]) -> list[tuple[tuple[int, int], ...]]:
    """Return byte offset and zero byte of every digit of each number in a part of a line."""
    out = []
    for run in _RUN.finditer(text, *span):
        places = []
        for index in range(run.start(), run.end()):
            char = text[index]
            raw = char.encode()
            places.append((len(text[:index].encode()) + len(raw) - 1, raw[-1] - int(char)))
        out.append(tuple(places))
    return out


def _date_places(date: Fields, runs: list[tuple[tuple[int, int], ...]]) -> tuple[Place, Place, Place]:
    if date.month_at is None:
        return runs[0], runs[1], runs[2]
    year: Place = runs[1] if len(runs) > 1 else 0
    month = date.numbers[date.month_at]
    return (runs[0], month, year) if date.month_at == 1 else (month, runs[0], year)
