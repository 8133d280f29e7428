"""Copies of annotated chats that look more like WhatsApp groups: no names, few conversations, other clocks.

A row is ``{"id", "chat", "ts", "sender", "text", "gold", "reply_to"}`` as in the annotated sets.
"""

import datetime as dt
import math
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

Row = dict[str, Any]

LEAD = re.compile(r"^\s*@?(\S+?)\s*(?:[:,;>]+|-+>|\s)\s*(?=\S)")


def chats(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows of each chat."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["chat"]].append(row)
    return found


def without_names(rows: list[Row], share: float, draw: random.Random) -> list[Row]:
    """Take the names of members off the texts of a share of the messages."""
    names = {row["sender"].lower() for row in rows if row["sender"]}
    return [dict(row, text=_bare(row["text"], names)) if row["sender"] and draw.random() < share else row for row in rows]


def _bare(text: str, names: set[str]) -> str:
    for _ in range(3):
        lead = LEAD.match(text)
        if not lead or (lead[1].lower() not in names and not text.lstrip().startswith("@")):
            break
        text = text[lead.end() :]
    words = (word for word in text.split(" ") if word.lstrip("@").rstrip(":,.!?;").lower() not in names)
    return " ".join(words).strip() or "."


def with_seconds(rows: list[Row], draw: random.Random) -> list[Row]:
    """Spread the messages of one minute over its seconds, in order."""
    minutes: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        minutes[row["ts"][:16]].append(place)
    out = [dict(row) for row in rows]
    for minute, places in minutes.items():
        for place, second in zip(places, sorted(draw.randrange(60) for _ in places), strict=True):
            out[place]["ts"] = f"{minute}:{second:02d}"
    return out


def with_step(rows: list[Row], step: int) -> list[Row]:
    """Replace the clock by one that says nothing: the same step after every message."""
    start = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - wall clock
    return [dict(row, ts=(start + dt.timedelta(seconds=step * place)).isoformat()) for place, row in enumerate(rows)]


def stretched(rows: list[Row], factor: float, *, minutes: bool) -> list[Row]:
    """Make all silences longer."""
    start = dt.datetime.fromisoformat(rows[0]["ts"])
    out = []
    for row in rows:
        at = (start + (dt.datetime.fromisoformat(row["ts"]) - start) * factor).isoformat(timespec="seconds")
        out.append(dict(row, ts=at[:16] + ":00" if minutes else at))
    return out


def thinned(rows: list[Row], share: float, draw: random.Random) -> list[Row]:
    """Keep a share of the conversations of the annotated stretch: few talks at a time, as in a small group."""
    gold = [row for row in rows if row["gold"]]
    root = {row["id"]: row["id"] for row in gold}

    def find(one: str) -> str:
        while root[one] != one:
            one = root[one]
        return one

    for row in gold:
        for parent in row["reply_to"]:
            if parent in root:
                root[find(row["id"])] = find(parent)
    kept: dict[str, bool] = {}
    out = []
    for row in gold:
        talk = find(row["id"])
        if kept.setdefault(talk, draw.random() < share):
            parents = [parent for parent in row["reply_to"] if parent in root]
            out.append(dict(row, reply_to=parents, gold=not row["reply_to"] or bool(parents)))
    return out


def plain(rows: list[Row], draw: random.Random) -> list[list[Row]]:
    """Return it as it is, sometimes with seconds."""
    return [rows if draw.random() < 0.6 else with_seconds(rows, draw)]


def stripped(rows: list[Row], draw: random.Random) -> list[list[Row]]:
    """Return it without most names."""
    bare = without_names(rows, 1.0 if draw.random() < 0.6 else draw.uniform(0.6, 1), draw)
    return [bare if draw.random() < 0.5 else with_seconds(bare, draw)]


def small(rows: list[Row], draw: random.Random) -> list[list[Row]]:
    """Return a few conversations at a time, mostly without names, slower."""
    out = []
    for _ in range(5):
        few = thinned(rows, math.exp(draw.uniform(math.log(0.03), math.log(0.5))), draw)
        if len(few) < 8:
            continue
        if draw.random() < 0.8:
            few = without_names(few, 1.0 if draw.random() < 0.5 else draw.uniform(0.6, 1), draw)
        few = with_seconds(few, draw) if draw.random() < 0.6 else few
        factor = math.exp(draw.uniform(0, math.log(12))) if draw.random() < 0.7 else 1.0
        out.append(stretched(few, factor, minutes=draw.random() < 0.5))
    return out


def clockless(rows: list[Row], draw: random.Random) -> list[list[Row]]:
    """Return it with a clock that says nothing."""
    bare = without_names(rows, draw.uniform(0.6, 1), draw) if draw.random() < 0.7 else rows
    if draw.random() < 0.4:
        bare = thinned(bare, draw.uniform(0.1, 0.6), draw)
    return [with_step(bare, draw.choice([0, 1, 15, 15, 60, 300]))]


#: Kinds of copies and how much each counts in training.
KINDS: dict[str, tuple[Callable[[list[Row], random.Random], list[list[Row]]], float]] = {
    "plain": (plain, 1.0),
    "stripped": (stripped, 1.0),
    "small": (small, 1.0),
    "clockless": (clockless, 0.5),
}


def copies(rows: Iterable[Row], kind: str, seed: int) -> list[list[Row]]:
    """Return the copies of one kind of every chat."""
    draw = random.Random(seed)  # noqa: S311 - augmentation, not cryptography
    return [copy for chat in chats(rows).values() for copy in KINDS[kind][0](chat, draw) if copy]
