"""What the reader tells of one line, one name or one record says so in the singular, and is understood again in both languages."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from wag_analyzer.parser.chat import Notice
from wag_analyzer.parser.read import read_bytes, read_text
from wag_analyzer.report.notice_words import advice, evidence_words

PLURAL = re.compile(r"(?<![\d.,])1 (?:accounts|dates|days|lines|members|messages|names|places|quotes|reactions|records|times)\b")
LINE = "13/01/2025, 09:0{n} - {who}: pagi\n"
CHAT = "".join(LINE.format(n=n, who="Ana" if n % 2 else "Budi") for n in range(8))
TEXTS = {
    "lines-before-first-message": "sisa kalimat\n" + CHAT,
    "header-like-text": CHAT + "2025-01-15 09:00 - Tomo: susulan\n",
    "unknown-system-line": CHAT + "13/01/2025, 09:20 - sesuatu yang belum pernah ditulis WhatsApp\n",
    "time-runs-backwards": CHAT + "12/01/2025, 09:00 - Ana: kemarin\n13/01/2025, 10:00 - Budi: hari ini\n",
    "date-out-of-range": CHAT + "13/01/2300, 09:30 - Ana: jauh\n13/01/2025, 09:31 - Ana: dekat\n",
    "invisible-characters": CHAT + LINE.format(n=9, who="Sa\u200bri"),
    "nameless-sender": CHAT + "13/01/2025, 09:30 - : kosong\n",
}
BYTES = {"damaged-bytes": CHAT.encode() + "13/01/2025, 09:30 - Jörg: ya\n".encode("cp1252")}


def row(msg_id: str, at: str, **more: Any) -> Mapping[str, Any]:
    return {"msg_id": msg_id, "timestamp": at, "sender": "Ana" if msg_id in {"m1", "m3"} else "Budi", "text": "pagi", **more}


TABLE = [row(f"m{n}", f"2025-01-13 09:00:0{n}") for n in range(8)]
ROWS = {
    "records-not-read": [*TABLE, row("m9", "besok")],
    "ids-not-unique": [*TABLE[:-1], {**TABLE[-1], "msg_id": "m7"}, {**TABLE[-1], "msg_id": "m7"}],
    "time-runs-backwards": [*TABLE, row("m8", "2025-01-12 09:00:01")],
    "quote-without-message": [*TABLE, row("m8", "2025-01-13 09:01:01", reply_to="m77")],
    "quotes-recorded": [*TABLE, row("m8", "2025-01-13 09:01:01", reply_to="m2", reactions={"Budi": "👍"})],
    "mixed-clocks": [*TABLE[:1], row("m8", "2025-01-13T09:01:01Z")],
    "unknown-kinds": [*TABLE, row("m8", "2025-01-13 09:01:01", kind="hologram")],
}


def notices() -> Iterator[tuple[str, Notice]]:
    for word, text in TEXTS.items():
        yield from ((word, note) for note in read_text(text).notices)
    for word, data in BYTES.items():
        yield from ((word, note) for note in read_bytes(data).notices)
    for word, rows in ROWS.items():
        yield from ((word, note) for note in read_bytes("\n".join(map(json.dumps, rows)).encode()).notices)


FOUND = list(notices())


@pytest.mark.parametrize("word", sorted({*TEXTS, *BYTES, *ROWS}))
def test_one_of_a_kind_is_told_as_one_and_understood(word: str) -> None:
    texts = [note.text for made_for, note in FOUND if made_for == note.word == word]
    assert texts
    for text in texts:
        assert not PLURAL.search(text)
        assert re.search(r"\b1 ", text) or word == "ids-not-unique"
        for said in (advice(word, text, "en").what, advice(word, text, "id").what):
            assert said != text or word == "unknown-kinds"
            assert not PLURAL.search(said)


@pytest.mark.parametrize(
    "text",
    [
        "the first field is above 12 in 1 line",
        "the year stands first in 1 of 1 line", "the lines pass over 1 day, read the other way over 90",
        "the time of the lines runs back 0 times, read the other way 1 time", "1 date in names of media files agrees, read the other way 0",
        "only with the year first do the lines follow each other (1 day passed over, else 80)",
    ],
)  # fmt: skip
def test_why_dates_are_read_so_is_understood_for_one_line_too(text: str) -> None:
    assert evidence_words(text, "id") not in {"", text}


@pytest.mark.parametrize("text", ["1 lines before the first message were not read", "1 line before the first message was not read"])
def test_a_case_of_an_earlier_version_is_told_as_one_of_now(text: str) -> None:
    assert advice("lines-before-first-message", text, "en").what == "1 line before the first message could not be read"
