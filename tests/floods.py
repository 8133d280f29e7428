"""Files that flood a reader with one thing: ``n`` times the unit that could cost more each time it occurs."""

from collections.abc import Callable, Mapping
from typing import Final

__all__ = ["FLOODS"]

_FIRST: Final = "01/01/24, 00:00 - Sari: awal\n"
_LAST: Final = "31/12/24, 23:59 - Sari: akhir\n"


def _head(number: int) -> str:
    return f"{number // 1440 % 28 + 1:02}/{number // 40320 % 12 + 1:02}/24, {number // 60 % 24:02}:{number % 60:02} - "


def _messages(said: Callable[[int], str]) -> Callable[[int], bytes]:
    return lambda n: "".join(f"{_head(number)}{said(number)}\n" for number in range(n)).encode()


def _within(line: Callable[[int], str]) -> Callable[[int], bytes]:
    """Return a flood inside one message."""
    return lambda n: (_FIRST + "".join(f"{line(number)}\n" for number in range(n)) + _LAST).encode()


def _long(unit: str) -> Callable[[int], bytes]:
    """Return a flood inside one line."""
    return lambda n: (f"{_FIRST}{_LAST[:-1]}" + unit * n + "\n" + _LAST).encode()


def _shapes(number: int) -> str:
    day, month = number % 28 + 1, number % 12 + 1
    marks = "\u200e" * (number % 7)
    return (
        f"{marks}{day}/{month}/24, 10:00 - Sari: x",
        f"{day}.{month}.2024 10.00{marks} - Sari: x",
        f"2024-{month:02}-{day:02} 1:0{number % 7} pm - Sari: x",
    )[number % 3]


def _damaged(n: int) -> bytes:
    return b"".join(_head(number).encode() + b"Sari: \xff\xfe\xe9t\xe9 " + bytes([128 + number % 60]) + b"\n" for number in range(n))


FLOODS: Final[Mapping[str, Callable[[int], bytes]]] = {
    "headers": _messages(lambda _: "Sari: x"),
    "senders": _messages(lambda number: f"Orang {number}: x"),
    "senders that hold a colon": _messages(lambda number: f"Tim: {number % 50}: x {number}"),
    "senders that begin alike": _messages(lambda number: f"{'a' * 60}{number}: x"),
    "senders that open a quotation": _messages(lambda number: f"“Orang {number}: x"),
    "header shapes": lambda n: "".join(f"{_shapes(number)}\n" for number in range(n)).encode(),
    "alternating shapes": _messages(lambda number: "Sari: x" if number % 2 else "Sari: x\n[10:15, 2/3/2024] Budi: y"),
    "one enormous line": _long("kata "),
    "one enormous word": _long("x"),
    "one line of digits": _long("1"),
    "one line of dates": _long("1/1/24 "),
    "one line of spaces": _long(" "),
    "one line of marks": _long("\u200e\u2068"),
    "one line of mentions": _long("@\u2068Sari\u2069 "),
    "one line of open mentions": _long("@\u2068a"),
    "one line of at signs": _long("@"),
    "one line of colons": _long(": "),
    "one line of quotation marks": _long("“"),
    "one line of brackets": _long("<"),
    "one line of angle words": _long("<attached: "),
    "one line of joiners": _long("👩\u200d"),
    "one line of combining marks": _long("\u0301"),
    "one header of spaces": lambda n: (_FIRST + "01/01/24," + " " * n + "10:00 - Sari: x\n" + _LAST).encode(),
    "mentions": _messages(lambda number: f"Sari: @\u2068Orang {number}\u2069 halo"),
    "mentions of names with a colon": _messages(lambda number: f"Sari: @\u2068Tim: {number}\u2069 halo"),
    "numbers called": _messages(lambda number: f"Sari: @62812{number:07} halo"),
    "colons": _messages(lambda number: f"Sari: a: b: c: {number}: " + "d: " * 9),
    "events": _messages(lambda number: f"Sari added Orang {number}"),
    "events that bear a colon": _messages(lambda number: f"Sari added Tim: {number}"),
    "look-alikes of events": _messages(lambda number: f"Sari: Orang {number} added Budi"),
    "lines of nobody": _messages(lambda number: f"entah apa {number}"),
    "subjects": _messages(lambda number: f"Sari changed the subject from “a: {number}” to “b: {number}”"),
    "placeholders": _messages(lambda number: f"Sari: <Media omitted>\ncaption {number}"),
    "attachments": _messages(lambda number: f"Sari: IMG-20240101-WA{number % 10000:04}.jpg (file attached)"),
    "edited texts": _messages(lambda number: f"Sari: teks {number} <This message was edited>"),
    "polls": _messages(lambda number: f"Sari: POLL:\nApa {number}?\nOPTION: ya (1 vote)\nOPTION: tidak (0 votes)"),
    "times that run back": lambda n: "".join(f"{_head((number * 7919) % 30000)}Sari: x\n" for number in range(n)).encode(),
    "dates far away": _messages(lambda number: f"Sari: x\n10/10/1{number % 8 + 1}, 10:00 - Asing {number}: y"),
    "lines that look like headers": _within(lambda number: f"01/02/24, {number % 24:02}:00 - 10:00: Rapat {number}"),
    "headers without a date": _within(lambda number: f"31/02/24, {number % 24:02}:00 - Sari: {number}"),
    "pasted chats": _within(lambda number: f"[10:15, 2/3/2024] Budi {number}: y"),
    "lists of figures": _within(lambda number: f"{number}. beras - {number} kg"),
    "blank lines": _within(lambda _: ""),
    "deep quotations": _within(lambda number: "> " * min(number, 200) + "x"),
    "lines of marks": _within(lambda _: "\u200e\u200f\u2068\u2069"),
    "damaged lines": _damaged,
    "carriage returns": lambda n: (_FIRST[:-1] + "\r" * n + "\n" + _LAST).encode(),
    "nothing a reader knows": lambda n: b"x: y\n" * n + _FIRST.encode(),
    "iOS lines of nobody": lambda n: "".join(f"[{_head(number)[:-3]}:00] Tim: \u200eentah {number}\n" for number in range(n)).encode(),
    "iOS lines that begin with their sender": lambda n: "".join(
        f"[{_head(number)[:-3]}:00] Sari: Sari added {number}\n" for number in range(n)
    ).encode(),
}
