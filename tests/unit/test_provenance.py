"""The content hash: checkable by hand, the same wherever a message stands."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest

from wag_analyzer import tables
from wag_analyzer.parser import provenance
from wag_analyzer.parser.provenance import content_hash, content_hashes, hashed
from wag_analyzer.parser.read import read_bytes, read_text
from wag_analyzer.report.jsonl import chat_lines

HEAD = "13/01/2024, 08:0{} - {}\n"


def hashes(text: str, name: str = "chat.txt") -> dict[str, str]:
    frame = hashed(read_text(text, name).messages)
    return dict(zip(frame["text"], frame["content_hash"], strict=True))


def test_the_hash_is_that_of_the_bytes_it_says() -> None:
    (got,) = hashes("13/01/2024, 08:05 - Sari: selamat pagi\nsemua\n").values()
    assert got == hashlib.sha256(b"2024-01-13T08:05:00\nSari\nselamat pagi\nsemua").hexdigest()[:32]


def test_a_message_hashes_the_same_as_text_and_as_its_bytes() -> None:
    long = "pagi 😀\nsemua"
    whole = f"2024-01-13T08:05:00\nSari\n{long}".encode()
    for given in (long, memoryview(long.encode())):
        assert content_hash("2024-01-13T08:05:00", "Sari", given) == hashlib.sha256(whole).hexdigest()[:32]
    assert content_hash("2024-01-13T08:05:00", "Sari", "a\ud800") == hashlib.sha256(b"2024-01-13T08:05:00\nSari\na?").hexdigest()[:32]


def test_one_message_has_one_hash_in_every_export_of_a_phone() -> None:
    early = "13/01/2024, 08:01 - Sari: halo\n13/01/2024, 08:02 - Budi: hai\n13/01/2024, 08:03 - Sari: dua\nbaris\n"
    late = "12/01/2024, 07:00 - Tono: lebih dulu\n" + early + "14/01/2024, 09:00 - Budi: sesudahnya\n"
    one, other = hashes(early), hashes(late.replace("\n", "\r\n"))
    assert {text: other[text] for text in one} == one
    assert len(set(other.values())) == 5


def test_other_words_another_sender_or_another_minute_give_another_hash() -> None:
    base = content_hash("2024-01-13T08:05:00", "Sari", "halo")
    assert base not in {
        content_hash("2024-01-13T08:06:00", "Sari", "halo"),
        content_hash("2024-01-13T08:05:00", "Budi", "halo"),
        content_hash("2024-01-13T08:05:00", "Sari", "halo "),
        content_hash("2024-01-13T08:05:00", None, "halo"),
    }


def test_direction_marks_do_not_count() -> None:
    plain = "[13/01/24, 08:05:00] Sari: halo @Budi\n[13/01/24, 08:05:09] Budi: ya\n"
    marked = "\u200e[13/01/24, 08:05:00] \u202aSari\u202c: halo @\u2068Budi\u2069\n[13/01/24, 08:05:09] Budi: ya\n"
    assert list(hashes(plain).values()) == list(hashes(marked).values())


@pytest.mark.parametrize("rows", [1, 2, 100])
def test_a_column_is_hashed_as_its_rows_are(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(provenance, "_ROWS", rows)
    frame = tables.PARSED.frame(
        {
            "at": np.array(["2024-01-13T08:05:00", "1601-01-01T00:00:00", "2024-02-29T23:59:59"], "datetime64[s]"),
            "sender": ["Sari", None, "李 雷"],
            "raw": ["halo\n\nlagi", "", None],
            "msg_id": ["a", "b", "c"],
        }
    )
    singly = [content_hash(*values) for values in (("2024-01-13T08:05:00", "Sari", "halo\n\nlagi"), ("1601-01-01T00:00:00", None, ""))]
    assert content_hashes(frame).to_pylist() == [*singly, content_hash("2024-02-29T23:59:59", "李 雷", None)]
    assert content_hashes(frame.iloc[1:2]).to_pylist() == singly[1:]
    assert content_hashes(frame.iloc[:0]).to_pylist() == []
    assert content_hashes(frame.assign(at=pd.Series([pd.NaT] * 3))).to_pylist()[0] == content_hash("", "Sari", "halo\n\nlagi")


def test_json_lines_carry_it_for_messages_and_system_lines() -> None:
    chat = read_bytes("".join(HEAD.format(*row) for row in ((1, "Sari added Budi"), (2, "Budi: halo"), (3, "Sari: ya"))).encode())
    lines = [json.loads(line) for line in chat_lines(chat)]
    assert [line["content_hash"] for line in lines[1:3]] == hashed(chat.messages)["content_hash"].tolist()
    assert lines[0]["content_hash"] == content_hash("2024-01-13T08:01:00", None, "Sari added Budi")
