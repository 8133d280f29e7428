"""What every phone writes before a message is read: who, when, and in which order the day stands."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from wag_analyzer.parser.read import read_text

TABLE = Path(__file__).parent / "reader" / "headers.tsv"
MOMENTS = ("2024-03-05T00:05:07", "2024-03-31T09:44:01", "2024-12-05T12:15:30", "2024-12-31T23:58:59")
WORDS = (("Sari Uji", "Selamat: pagi"), ("Bambang Contoh", "baris\n\n  31. dua - tiga"), ("+62 812-0000-0007", "ya"), ("Sari Uji", "10:30"))


def shown(text: str) -> str:
    """Return a cell of the table with its escapes as characters."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)


ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").split("\n") if line and not line.startswith(("#", "id\t"))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_phone_is_read(row: list[str]) -> None:
    _, order, *heads = row
    text = "".join(f"{shown(head)}{sender}: {said}\n" for head, (sender, said) in zip(heads, WORDS, strict=True))
    chat = read_text(text)
    moments = [datetime.fromisoformat(moment) for moment in MOMENTS]
    has_seconds = heads[0].startswith("[") or "[" in heads[0]
    if not has_seconds or "web-copy" in row[0]:
        moments = [moment.replace(second=0) for moment in moments]
    assert [moment.to_pydatetime() for moment in chat.messages["at"]] == moments
    assert list(zip(chat.messages["sender"], chat.messages["text"], strict=True)) == list(WORDS)
    assert chat.sources[0].date_order == order
    assert chat.sources[0].platform == ("ios" if has_seconds else "android")
    assert (chat.sources[0].skipped_lines, chat.sources[0].continuation_lines) == (0, 2)
