"""A reader: a log that begins with ``#talk-log`` and has time, name and text in columns parted by tabs."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Final

import pandas as pd

from wag_analyzer import Chat, Settings
from wag_analyzer.parser.read import read_bytes

__all__ = ["read_talk_log"]

_HEAD: Final = b"#talk-log\n"


def read_talk_log(data: bytes, name: str, settings: Settings) -> Chat | None:
    """Return the chat in a talk log; None when the file is none, so that others may try."""
    if not data.startswith(_HEAD):
        return None
    rows = [line.split("\t", 2) for line in data[len(_HEAD) :].decode("utf-8", "replace").split("\n") if line]
    lines = [json.dumps(dict(zip(("timestamp", "sender", "text"), row, strict=False)), ensure_ascii=False) for row in rows]
    chat = read_bytes("\n".join(["", *lines, ""]).encode(), name, replace(settings, plugins=()))  # the first line is the mark
    digest = sha256(data).hexdigest()
    sources = tuple(replace(source, sha256=digest, size=len(data), platform="talk-log") for source in chat.sources)
    return Chat(_of(chat.messages, digest), _of(chat.events, digest), _of(chat.coverage, digest), chat.notices, sources)


def _of(rows: pd.DataFrame, digest: str) -> pd.DataFrame:
    """Return rows that name the file as it was handed over, which is how evidence is found again."""
    return rows.assign(file_sha256=digest).astype({"file_sha256": "category"})
