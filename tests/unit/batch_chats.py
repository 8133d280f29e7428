"""Folders of small exports for the tests of batch."""

from datetime import datetime, timedelta
from pathlib import Path

WRITERS = ("Budi", "Sari", "Tono", "Rina")


def chat_text(number: int = 0, messages: int = 12) -> str:
    """Return the text of an export whose every message tells its chat and place."""
    at = datetime(2024, 1, 13, 8) + timedelta(days=number)  # noqa: DTZ001 - a phone's wall clock
    lines = []
    for turn in range(messages):
        at += timedelta(minutes=turn % 4)
        lines.append(f"{at:%d/%m/%Y, %H:%M} - {WRITERS[turn % 4]}: rapat @Budi x{number:03d}q{turn:05d}z\n")
    return "".join(lines)


def write_chats(folder: Path, count: int = 3, messages: int = 12) -> Path:
    """Write some exports, and return their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"WhatsApp Chat with Grup {number:03d}.txt").write_text(chat_text(number, messages), encoding="utf-8")
    return folder
