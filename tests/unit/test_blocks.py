"""A text is read block by block: what comes out does not depend on where the blocks end, and clocks are read in columns as one by one."""

import pandas as pd
import pytest

from tests.scans import alike
from wag_analyzer.parser import parse
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.encoding import Decoder, pieces
from wag_analyzer.parser.read import read_bytes

LINES = (
    "sebelum semuanya",
    "05/01/24, 21:07 - Sari created group “Panitia”",
    "05/01/24, 21:07 - Sari added Budi",
    "05/01/24, 21:08 - Sari: selamat malam @\u2068Budi\u2069",
    "05/01/24, 21:09 - Budi: satu",
    "dua \ufeffdan \u200etiga ❤️",
    "",
    "empat https://contoh.example/a/b/c/d/e",
    "06/01/24, 9:10 - Sari: <Media omitted>",
    "06/01/24, 09:11 - Budi: foto.jpg (file attached)",
    "keterangan foto",
    "06/01/24, 25:11 - Budi: bukan jam",
    "13/01/24, 09:12 - +62 812-0000-0001: halo @6281200000002 <This message was edited>",
    "14/01/24, 09:13 - Sari: " + "kata yang panjang " * 20 + "akhir",
)
TEXT = "\n".join([*LINES, *(f"15/01/24, {hour:02}:{minute:02} - Budi: pesan ke-{minute}" for hour in (8, 9) for minute in range(40))])


def in_blocks(data: bytes, size: int, monkeypatch: pytest.MonkeyPatch) -> Chat:
    with monkeypatch.context() as patch:
        patch.setattr(parse, "pieces", lambda text: pieces(text, size))
        return read_bytes(data)


@pytest.mark.parametrize("size", [40, 97, 211, 400, 1000, 2500])
@pytest.mark.parametrize("change", [("", ""), ("\n", "\r\n")], ids=["as it stands", "put together anew"])
def test_a_text_read_in_blocks_is_the_chat_that_it_is_as_a_whole(
    size: int, change: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = TEXT.replace(*change).encode() if change[0] else TEXT.encode()
    whole, parts = read_bytes(data), in_blocks(data, size, monkeypatch)
    pd.testing.assert_frame_equal(parts.messages, whole.messages)
    pd.testing.assert_frame_equal(parts.events, whole.events)
    pd.testing.assert_frame_equal(parts.coverage, whole.coverage)
    assert (parts.sources, parts.notices) == (whole.sources, whole.notices)


def test_a_damaged_line_is_counted_from_the_beginning_of_the_text_and_not_of_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"05/01/24, 21:{minute:02} - Sari: pesan {minute}".encode() for minute in range(30)]
    lines[20] += b" \xff\xfe"
    told = [note.line for note in in_blocks(b"\n".join(lines), 120, monkeypatch).notices if note.word == "damaged-bytes"]
    assert told == [21]


def test_who_takes_the_blocks_may_count_their_lines() -> None:
    decoder = Decoder("chat.txt", counts=False)
    assert (b"".join(decoder.blocks([b"a\nb\n"])), decoder.lines) == (b"a\nb\n", 0)


@pytest.mark.parametrize(
    "shape",
    [
        "05/01/24, {:02}:{:02} - Sari: x",
        "05/01/24, {}:{:02} - Sari: x",
        "05/01/24 {:02}.{:02} - Sari: x",
        "[05/01/24, {:02}:{:02}:07] Sari: x",
        "[05/01/24, {}:{:02}:59] Sari: x",
        "[05/01/24, {}:{:02}:07 PM] Sari: x",
        "{}:{:02}, 05/01/24 - Sari: x",
        "[{}:{:02}, 05/01/2024] Sari: x",
        "05/01/24, {}h{:02} - Sari: x",
        "05/01/24, {:02}:{:02}\u202fp. m. - Sari: x",
    ],
)
def test_every_clock_is_read_in_columns_as_it_is_one_by_one(shape: str) -> None:
    times = [(hour, minute) for hour in range(26) for minute in (0, 7, 30, 59, 60, 99)]
    found = alike("\n".join(shape.format(*time) for time in times).encode())
    assert len(found.line)
    assert (found.clock < 0).any()
