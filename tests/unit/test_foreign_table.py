"""Plain tables: CSV and JSON lines, those of ``wag messages`` and those of others."""

import base64
import json
from pathlib import Path

import pandas as pd
import pytest

from tests.unit.foreign_chats import START, accounted, chat_of, chats_of
from wag_analyzer.errors import LayoutError
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.read import read, read_bytes, read_text
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.jsonl import chat_lines

EXPORT = (
    '14/03/24, 09.44 - Sari membuat grup "Tim Gudang"\n'
    "14/03/24, 09.44 - Sari menambahkan Budi, Dewi dan Ani\n"
    "14/03/24, 09.45 - Sari: =1+1; @\u2068Budi\u2069 dan @\u2068Dewi\u2069\n"
    'baris dua, dengan "kutipan"\n'
    "14/03/24, 09.46 - Budi: 'tis \u200f\u202ebalik\n"
    "14/03/24, 09.47 - Budi: IMG-20240314-WA0001.jpg (file terlampir)\nfoto\n"
    "14/03/24, 09.48 - Dewi: Pesan ini telah dihapus\n"
    "14/03/24, 09.49 - Ani: baik <Pesan ini diedit>\n"
)
FUZZED = base64.b64decode(
    "eyJtAP/+MQBzAC8AIABTAGEAcgBpADoAIAD//jEAMwAvADAAMP0vADIAMAAwACAALQAgAFMADQAAAAAAAABhAHIAaQA6ACAAcwBl"
    "AGwAYQBtAGEAdAAgAHAAYQBnAGkACgAxADMALwAwAGEAZwBpAAoAMQAzAC8AMAAxAC8AMgA0ACAAAQAAAC4AMAAxACAALQAgAG0EAGIAMTNUYQBo"
)
"""Half of it reads as UTF-16, and a carriage return stands within its first line."""
KEPT = ("msg_id", "at", "sender", "kind", "text", "raw", "media", "edited", "mentions")


def same(one: Chat, other: Chat, columns: tuple[str, ...] = KEPT) -> None:
    for name in columns:
        left, right = ([value if value == value else None for value in map(plain, chat.messages[name])] for chat in (one, other))  # noqa: PLR0124
        assert left == right, name


def plain(value: object) -> object:
    return list(value) if hasattr(value, "__iter__") and not isinstance(value, str) else value


def test_our_own_csv_is_read_back() -> None:
    chat = read_text(EXPORT)
    again = read_bytes(csv_text(chat.messages).encode(), "messages.csv")
    same(chat, again)
    assert accounted(again)
    assert again.sources[0].skipped_lines == 0
    assert again.sources[0].group_id == chat.sources[0].group_id
    assert csv_text(again.messages[list(KEPT)]) == csv_text(chat.messages[list(KEPT)])


def test_our_own_json_lines_are_read_back_with_their_events() -> None:
    chat = read_text(EXPORT)
    again = read_bytes("\n".join(chat_lines(chat)).encode(), "messages.jsonl")
    same(chat, again)
    columns = ["msg_id", "at", "type", "actor", "target", "old", "new", "text"]
    pd.testing.assert_frame_equal(chat.events[columns].astype(object).fillna(""), again.events[columns].astype(object).fillna(""))
    assert accounted(again)
    assert again.sources[0].skipped_lines == 0


def test_two_groups_in_one_table_stay_two(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(EXPORT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(EXPORT.replace("Tim Gudang", "Tim Toko"), encoding="utf-8")
    chat = read([tmp_path / "a.txt", tmp_path / "b.txt"])
    again = read_bytes(csv_text(chat.messages).encode(), "messages.csv")
    assert again.messages["group_id"].nunique() == 2
    assert again.messages["msg_id"].tolist() == chat.messages["msg_id"].tolist()
    assert [source.skipped_lines for source in again.sources] == [0, 0]


def test_three_columns_are_enough() -> None:
    chat = chat_of("Date Time;Author;Message\n2024-03-14 09:44;Sari;halo\n2024-03-14T09:45:10;Budi;ya\n", "x")
    assert chat.messages["sender"].tolist() == ["Sari", "Budi"]
    assert [str(at) for at in chat.messages["at"]] == ["2024-03-14 09:44:00", "2024-03-14 09:45:10"]
    assert chat.sources[0].clock == "wall"
    assert chat.messages["line"].tolist() == [2, 3]


@pytest.mark.parametrize(("missing", "table"), [("sender", "at,text\n1,a\n"), ("at", "sender,text\nx,a\n"), ("text", "at,sender\n1,a\n")])
def test_a_missing_column_is_named(missing: str, table: str) -> None:
    with pytest.raises(LayoutError, match=f"the column {missing} is missing") as caught:
        chat_of(table)
    assert "\n" not in str(caught.value)


def test_a_missing_column_of_json_lines_is_named_too() -> None:
    with pytest.raises(LayoutError, match="the columns sender and text are missing"):
        chat_of('{"at": 1}\n{"at": 2}\n')


def test_all_columns_are_read() -> None:
    rows: list[dict[str, object]] = [
        {"at": START, "sender": "Sari", "text": "Siapa?", "msg_id": "a", "reactions": {"Budi": "👍", "Ani": None}},
        {"at": START + 60, "sender": "Budi", "text": "saya", "msg_id": "b", "reply_to": "a", "edited": True, "mentions": ["Sari"]},
        {"at": START + 90, "sender": "Ani", "text": "aku", "msg_id": "c", "reply_to": "gone", "quoted_text": "Siapa?", "media": "a.jpg"},
        {"at": START + 95, "sender": "Ani", "text": "?", "msg_id": "d", "kind": "contact"},
        {"at": START + 99, "sender": None, "text": "x", "event": "added", "actor": "Sari", "target": ["Dewi", "Budi"], "group": "Tim"},
    ]
    rows = [{**row, "group": "Tim"} for row in rows]
    chat = chat_of("\n".join(map(json.dumps, rows)), "x")
    assert chat.messages["msg_id"].tolist() == ["a", "b", "c", "d"]
    assert chat.messages["edited"].tolist() == [False, True, False, False]
    assert [list(listed) for listed in chat.messages["mentions"]] == [[], ["Sari"], [], []]
    assert chat.messages["kind"].tolist() == ["text", "text", "media", "contact"]
    assert chat.links[["kind", "source", "answers"]].astype(object).to_numpy().tolist() == [
        ["reply", "Budi", "a"],
        ["reply", "Ani", "a"],
        ["reaction", "Budi", "a"],
    ]
    assert chat.events[["type", "actor", "target"]].astype(object).to_numpy().tolist() == [
        ["added", "Sari", "Dewi"],
        ["added", "Sari", "Budi"],
    ]
    assert chat.sources[0].group == "Tim"


def test_a_table_may_be_a_json_array_or_one_object() -> None:
    row = {"timestamp": START, "from": "Sari", "body": "halo"}
    assert chat_of([row, row]).messages["line"].tolist() == [1, 2]
    assert len(chat_of(row).messages) == 1


def test_without_a_kind_column_placeholders_and_sentences_of_whatsapp_are_known() -> None:
    text = (
        "at,sender,text\n2024-03-14 09:44,Sari,<Media omitted>\n2024-03-14 09:45,,Sari added Budi\n2024-03-14 09:46,Sari,@628111222333 ya\n"
    )
    chat = chat_of(text)
    assert chat.messages["kind"].tolist() == ["media", "text"]
    assert list(chat.messages["mentions"].iloc[1]) == ["628111222333"]
    assert chat.events[["type", "actor", "target"]].astype(object).to_numpy().tolist() == [["added", "Sari", "Budi"]]


def test_the_language_of_placeholders_is_found_from_the_table() -> None:
    chat = chat_of(
        "at,sender,text\n"
        + "".join(
            f"2024-03-14 09:{n},Sari,{text}\n" for n, text in zip(range(10, 13), ("halo", "Pesan ini telah dihapus", "ya"), strict=True)
        )
    )
    assert chat.messages["kind"].tolist() == ["text", "deleted", "text"]
    assert chat.sources[0].locale == "id"


def test_an_unknown_kind_is_text_and_said() -> None:
    chat = chat_of("at,sender,text,kind\n2024-03-14 09:44,Sari,a,poem\n2024-03-14 09:44,,b,text\n")
    assert chat.messages["kind"].tolist() == ["text", "text"]
    assert any(note.word == "unknown-kinds" for note in chat.notices)


def test_times_with_and_without_a_zone_in_one_file_are_said_to_be_mixed() -> None:
    chat = chat_of("at,sender,text\n2024-03-14 09:44,Sari,a\n2024-03-14T09:44:00+07:00,Sari,b\n")
    assert [str(at) for at in chat.messages["at"]] == ["2024-03-14 09:44:00", "2024-03-14 02:44:00"]
    assert any(note.word == "mixed-clocks" for note in chat.notices)


def test_a_formula_of_a_stranger_s_table_is_text_as_it_stands() -> None:
    chat = chat_of("at,sender,text\n2024-03-14 09:44,Sari,'=1+1\n2024-03-14 09:44,Sari,=HYPERLINK()\n")
    assert chat.messages["text"].tolist() == ["'=1+1", "=HYPERLINK()"]


def test_every_line_of_a_broken_csv_is_accounted_for() -> None:
    text = (
        "at,sender,text\r\n"
        '2024-03-14 09:44,Sari,"dua\r\nbaris"\r\n'
        "\r\n"
        "31/12/2024,Sari,tanggal lain\r\n"
        "2024-03-14 09:44,Sari,satu,lebih\r\n"
        '2024-03-14 09:44,Sari,"ra"ngkap\r\n'
        "2024-03-14 09:44,Sari\r\n"
        '2024-03-14 09:44,Sari,"tidak ditutup\r\n'
        "2024-03-14 09:45,Sari,hilang\r\n"
    )
    chat = chat_of(text)
    assert chat.messages["text"].tolist() == ["dua\nbaris", ""]
    assert chat.messages[["line", "last_line"]].to_numpy().tolist() == [[2, 3], [8, 8]]
    (source,) = chat.sources
    assert (source.lines_total, source.message_lines, source.continuation_lines, source.skipped_lines) == (10, 2, 3, 5)
    assert "a quotation mark is never closed" in chat.coverage["reason"].tolist()
    assert accounted(chat)


def test_records_between_two_groups_that_cannot_be_read_are_counted_where_they_stand() -> None:
    text = "at,sender,text,group\n2024-03-14 09:44,Sari,a,A\nx,y,z,w,v\n2024-03-14 09:44,Sari,b,B\nkapan,Sari,c,B\n"
    first, second = chats_of(text, "x.csv")
    assert [found.sources[0].file for found in (first, second)] == ["x.csv/A", "x.csv/B"]
    assert [found.sources[0].skipped_lines for found in (first, second)] == [1, 1]
    assert accounted(first)
    assert accounted(second)


def test_ids_that_are_not_unique_are_replaced_and_said() -> None:
    chat = chat_of("at,sender,text,id\n2024-03-14 09:44,Sari,a,7\n2024-03-14 09:45,Sari,b,7\n2024-03-14 09:46,Sari,c,8\n")
    assert chat.messages["msg_id"].is_unique
    assert chat.messages["msg_id"].iloc[2] == "8"
    assert any(note.word == "ids-not-unique" for note in chat.notices)


def test_a_csv_with_tabs_a_byte_order_mark_and_another_encoding_is_read() -> None:
    chat = chat_of("\ufeffat\tsender\ttext\n2024-03-14 09:44\tSari\thalo\n".encode("utf-16-le"), "x")
    assert chat.messages["text"].tolist() == ["halo"]
    assert chat.sources[0].encoding == "utf-16-le"
    damaged = chat_of(b"at,sender,text\n2024-03-14 09:44,Ren\xe9,a\n")
    assert damaged.messages["sender"].tolist() == ["René"]
    assert any(note.word == "damaged-bytes" for note in damaged.notices)


def test_a_first_column_that_is_called_number_sign_is_no_comment() -> None:
    assert chat_of("#,at,sender,text\n1,2024-03-14 09:44,Sari,halo\n").messages["text"].tolist() == ["halo"]


@pytest.mark.parametrize(
    "data", [b"at,sender,text," + b"x" * 140_000 + b"\n1,2,3\n", b"at,sender,text\rx\n1,2,3\n".replace(b",", b", "), FUZZED]
)
def test_a_first_line_that_is_no_csv_is_one_clean_error(data: bytes) -> None:
    with pytest.raises(LayoutError, match=r"are missing|no line begins like a message") as caught:
        read_bytes(data, "c.csv")
    assert "\n" not in str(caught.value)
