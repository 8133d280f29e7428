"""Synthetic chats in the formats of other programs; nobody in them is real."""

import hashlib
import json
from typing import Any

from wag_analyzer.parser.archive import Blob
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.foreign import chats
from wag_analyzer.settings import Settings

GROUP = "120363000000000001@g.us"
START = 1_710_384_240  # 14 March 2024, 02:44 UTC: 09:44 in Jakarta


def blob(data: bytes | str, name: str = "chat.json") -> Blob:
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    digest = hashlib.sha256(raw).hexdigest()
    return Blob(name, raw, digest, digest, len(raw))


def chats_of(data: object, name: str = "chat.json", settings: Settings | None = None) -> list[Chat]:
    raw = data if isinstance(data, (bytes, str)) else json.dumps(data)
    return chats(blob(raw, name), settings or Settings())


def chat_of(data: object, name: str = "chat.json", settings: Settings | None = None) -> Chat:
    (chat,) = chats_of(data, name, settings)
    return chat


def said(number: int, sender: str | None, data: str | None, **more: Any) -> dict[str, Any]:
    """Return one record as WhatsApp-Chat-Exporter writes it, a minute after the one before."""
    at = START + 60 * number
    return {
        "from_me": sender is None,
        "timestamp": at,
        "time": f"{(at // 3600 + 7) % 24:02d}:{at // 60 % 60:02d}",
        "media": False,
        "key_id": f"KEY{number}",
        "meta": False,
        "data": data,
        "sender": sender,
        "safe": False,
        "mime": None,
        "reply": None,
        "quoted_data": None,
        "reactions": {},
        "caption": None,
        "thumb": None,
        "sticker": False,
        "message_type": 0,
        **more,
    }


def exported(*records: dict[str, Any], jid: str = GROUP, name: str | None = "Tim Gudang", device: str = "android") -> dict[str, Any]:
    """Return a file of WhatsApp-Chat-Exporter with one chat."""
    messages = {str(number): record for number, record in enumerate(records, 1)}
    return {jid: {"name": name, "type": device, "media_base": "", "status": None, "messages": messages}}


def chatlab(*messages: dict[str, Any], people: tuple[tuple[str, str], ...] = (("u1", "Ani"), ("u2", "Bima"))) -> dict[str, Any]:
    """Return a file of ChatLab."""
    return {
        "chatlab": {"version": "0.0.2", "exportedAt": START},
        "meta": {"name": "Tim Gudang", "platform": "whatsapp", "type": "group"},
        "members": [{"platformId": ident, "accountName": shown} for ident, shown in people],
        "messages": list(messages),
    }


def lab(number: int, sender: str, content: str | None, code: int = 0, **more: Any) -> dict[str, Any]:
    """Return one message of ChatLab."""
    names = {"u1": "Ani", "u2": "Bima"}
    common = {"sender": sender, "accountName": names.get(sender, sender), "timestamp": START + 60 * number, "type": code}
    return {**common, "content": content, "platformMessageId": f"m{number}", **more}


def accounted(chat: Chat) -> bool:
    """Whether every line is in the ledger once and the counts of the source agree with it."""
    (source,) = chat.sources
    spans = list(zip(chat.coverage["line"], chat.coverage["last_line"], strict=True))
    starts = [1, *(last + 1 for _, last in spans)]
    tiled = [line for line, _ in spans] == starts[: len(spans)] and starts[-1] == source.lines_total + 1
    return tiled and source.lines_total == source.message_lines + source.continuation_lines + source.skipped_lines
