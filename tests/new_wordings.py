"""Chats from ``data/new_wordings.toml``: blocks of an episode days apart, with everyday exchanges of the others in between."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["chats", "text"]

BEGIN = pd.Timestamp("2024-05-06")
HOURS = (8, 10, 14, 16)
BETWEEN = 2


def chats() -> list[Mapping[str, Any]]:
    """Return every chat of the file, with its background."""
    content = tomllib.loads((Path(__file__).parent / "data" / "new_wordings.toml").read_text(encoding="utf-8"))
    return [{**chat, "background": content["background"][chat["lang"]]} for chat in content["chat"]]


def text(chat: Mapping[str, Any]) -> str:
    """Return the export of a chat: each block on the next working day at another hour, two everyday exchanges around it."""
    return "\n".join(f"{at:%d/%m/%y %H.%M} - {line}" for at, line in _lines(chat)) + "\n"


def _lines(chat: Mapping[str, Any]) -> Iterator[tuple[pd.Timestamp, str]]:
    yield BEGIN, "Pesan dan panggilan terenkripsi secara end-to-end. Tidak seorang pun di luar chat ini dapat membaca atau mendengarkannya."
    days = pd.bdate_range(BEGIN + pd.Timedelta(days=1), periods=len(chat["blocks"]))
    number = 0
    for place, (day, block) in enumerate(zip(days, chat["blocks"], strict=True)):
        for hour, lines in sorted([(7, None), (HOURS[place % len(HOURS)] + 1, block), (19, None)], key=lambda one: one[0]):
            said = lines or _everyday(chat, number)
            number += lines is None
            for minute, line in enumerate(said.split("|")):
                yield day + pd.Timedelta(hours=hour, minutes=minute + place), line


def _everyday(chat: Mapping[str, Any], number: int) -> str:
    others = [person for person in chat["people"] if person not in chat["core"]]
    one, other = others[number % len(others)], others[(number + 1 + number // len(others)) % len(others)]
    if one == other:
        other = others[(number + 2) % len(others)]
    return str(chat["background"][number % len(chat["background"])]).format(a=one, b=other)
