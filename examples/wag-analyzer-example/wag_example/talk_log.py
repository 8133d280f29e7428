"""A reader: a log that begins with ``#talk-log`` and has time, name and text in columns parted by tabs."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Final

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
    chat = read_bytes("\n".join([*lines, ""]).encode(), name, replace(settings, plugins=()))
    sources = tuple(replace(source, sha256=sha256(data).hexdigest(), size=len(data), platform="talk-log") for source in chat.sources)
    return replace(chat, sources=sources)
