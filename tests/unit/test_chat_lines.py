"""The chat as JSON lines, as the contract words it."""

import json

import pytest

from wag_analyzer.parser.read import read_text
from wag_analyzer.report import jsonl
from wag_analyzer.report.jsonl import chat_lines, row_pieces

TEXT = (
    "\u200e[13/01/24, 08:00:00] Tim: \u200eMessages and calls are end-to-end encrypted.\n"
    "[13/01/24, 08:01:00] Sari: halo @\u2068Budi\u2069 👋\n"
    "[13/01/24, 08:02:00] Sari: \u200eSari added Budi and Tono\n"
    "[13/01/24, 08:03:00] Sari: \u200ea wording nobody knows\n"
    "\u200e[13/01/24, 08:04:00] Budi: \u200eimage omitted\n"
)


def test_messages_and_system_lines_stand_in_file_order_and_a_summary_last() -> None:
    found = [json.loads(line) for line in chat_lines(read_text(TEXT))]
    assert [row["type"] for row in found] == ["system", "message", "system", "system", "message", "summary"]
    assert [row["line"] for row in found[:-1]] == [1, 2, 3, 4, 5]
    assert list(found[1]) == [
        "type", "msg_id", "file", "line", "last_line", "timestamp", "sender", "kind", "text", "raw", "mentions", "media", "edited",
        "content_hash",
    ]  # fmt: skip
    assert (found[1]["timestamp"], found[1]["text"], found[1]["mentions"]) == ("2024-01-13T08:01:00", "halo @Budi 👋", ["Budi"])
    assert (found[4]["kind"], found[4]["media"], found[4]["edited"]) == ("media", "image", False)


def test_a_system_line_is_one_object_with_all_its_targets() -> None:
    found = [json.loads(line) for line in chat_lines(read_text(TEXT))]
    assert found[2]["event"] == {"type": "added", "actor": "Sari", "targets": ["Budi", "Tono"], "old": None, "new": None}
    assert (found[2]["sender"], found[2]["kind"], found[2]["text"]) == (None, "system", "Sari added Budi and Tono")
    assert found[3]["event"] is None


def test_the_summary_counts_lines_and_carries_warnings() -> None:
    found = json.loads(list(chat_lines(read_text("x\n05/06/24, 08:00 - Sari: a\nb\n")))[-1])
    assert (found["lines_total"], found["message_lines"], found["continuation_lines"], found["skipped_lines"]) == (3, 1, 1, 1)
    assert (found["platform"], found["date_order"]) == ("android", "ambiguous")
    assert [warning["code"] for warning in found["warnings"]] == ["WAG001", "WAG002"]


def test_an_empty_chat_has_only_a_summary() -> None:
    (line,) = chat_lines(read_text(""))
    assert json.loads(line)["lines_total"] == 0


def test_nothing_in_a_text_can_act_on_a_terminal_or_break_a_line() -> None:
    typed = "a\u2028b\u0085c\x1b]0;x\x07\x7f\u202ed"
    lines = list(chat_lines(read_text(f"13/01/24, 08:00 - Sari \u202eirid: {typed}\n")))
    assert all(char.isprintable() or char == "\xa0" for line in lines for char in line)
    assert json.loads(lines[0])["raw"] == typed.replace("\u202e", "")
    assert json.loads(lines[0])["sender"] == "Sari \u202eirid"


def test_a_line_with_a_long_text_is_the_same_line_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    long = 'a"b\\c\t\u2028😀 ' * 9
    chat = read_text(
        f"13/01/24, 08:00 - {long}\n13/01/24, 08:01 - Sari: {long}\n13/01/24, 08:02 - Sari: {long} <This message was edited>\n"
        "13/01/24, 08:03 - Budi: ok\n"
    )
    for once in (False, True):
        whole = "".join(row_pieces(chat, once=once))
        with monkeypatch.context() as patched:
            patched.setattr(jsonl, "_LONG", 7)
            pieces = list(row_pieces(chat, once=once))
            assert [*chat_lines(chat)][:-1] == "".join(row_pieces(chat)).split("\n")[:-1]
        assert "".join(pieces) == whole
        assert max(len(piece) for piece in pieces if "ok" not in piece) < len(long)
    assert [json.loads(line) for line in chat_lines(chat)][:-1] == [json.loads(line) for line in "".join(row_pieces(chat)).split("\n")[:-1]]


def test_raw_is_what_stands_in_the_file_also_where_it_differs_from_the_text() -> None:
    chat = read_text("13/01/24, 08:00 - Sari: halo\n13/01/24, 08:01 - Sari: pagi <This message was edited>\n13/01/24, 08:02 - Sari: null\n")
    found = [json.loads(line) for line in chat_lines(chat)]
    assert [row["raw"] for row in found[:-1]] == ["halo", "pagi <This message was edited>", "null"]
    assert [row["text"] for row in found[:-1]] == ["halo", "pagi", ""]
    assert [json.loads(line)["raw"] for line in row_pieces(chat, once=True)] == [None, *(row["raw"] for row in found[1:-1])]
