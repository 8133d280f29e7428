"""The chat as JSON lines, as the contract words it."""

import json

from wag_analyzer.parser.read import read_text
from wag_analyzer.report.jsonl import chat_lines

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
