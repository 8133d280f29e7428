"""No foreign file, however broken, makes anything but messages or one clean line; nothing in it is lost without a word."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.foreign_chats import accounted, blob, chat_of, chatlab, exported, lab, said
from wag_analyzer import tables
from wag_analyzer.errors import WagError
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.foreign import chats
from wag_analyzer.parser.read import read_bytes
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.jsonl import chat_lines
from wag_analyzer.settings import Settings

FEW = settings(max_examples=15, deadline=None)

TEXTS = st.text(max_size=20)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    ["timestamp", "data", "sender", "from_me", "time", "key_id", "reply", "quoted_data", "reactions", "meta", "media", "message_type"]
)
LAB_FIELDS = st.sampled_from(["timestamp", "sender", "accountName", "type", "content", "platformMessageId", "replyToMessageId"])
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Z"]), min_size=1, max_size=12)


def whole(found: Chat) -> None:
    tables.PARSED.check(found.messages)
    tables.EVENTS.check(found.events)
    tables.COVERAGE.check(found.coverage)
    tables.LINKS.check(found.links)
    assert accounted(found)
    ids = set(found.messages["msg_id"])
    assert len(ids) == len(found.messages)
    assert set(found.links["answers"]) <= ids
    assert set(found.links["msg_id"].dropna()) <= ids


def survives(data: bytes) -> list[Chat]:
    """Return the chats of ``data``, none when it is refused with one clean line."""
    refusal, found = "", []
    try:
        found = chats(blob(data), Settings())
    except WagError as error:
        refusal = str(error)
    assert "\n" not in refusal
    for chat in found:
        whole(chat)
    return found


@FEW
@given(
    changes=st.lists(st.tuples(st.integers(0, 2), FIELDS, VALUES), max_size=6),
    top=st.dictionaries(st.sampled_from(["name", "type"]), VALUES),
)
def test_any_value_in_any_field_of_an_exporter_s_file_is_read_or_refused(changes: list[tuple[int, str, Any]], top: dict[str, Any]) -> None:
    records = [said(0, "Sari", "a"), said(1, None, "b", reply="KEY0"), said(2, "Budi", "c", reactions={"You": "x"})]
    for number, field, value in changes:
        records[number][field] = value
    data = exported(*records)
    next(iter(data.values())).update(top)
    survives(json.dumps(data).encode())


@FEW
@given(changes=st.lists(st.tuples(st.integers(0, 1), LAB_FIELDS, VALUES), max_size=6), meta=VALUES, people=VALUES)
def test_any_value_in_any_field_of_chatlab_is_read_or_refused(changes: list[tuple[int, str, Any]], meta: Any, people: Any) -> None:
    data = chatlab(lab(0, "u1", "a"), lab(1, "u2", "b", replyToMessageId="m0"))
    for number, field, value in changes:
        data["messages"][number][field] = value
    survives(json.dumps({**data, "meta": meta, "members": people}).encode())
    lines = [{"_type": "header", "chatlab": {}, "meta": meta}, *({"_type": "message", **message} for message in data["messages"])]
    survives("\n".join(map(json.dumps, lines)).encode())


@FEW
@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from(["at", "sender", "text", "kind", "event", "group", "msg_id", "reply_to", "mentions"]), VALUES)
    )
)
def test_any_value_in_any_column_of_json_lines_is_read_or_refused(rows: list[dict[str, Any]]) -> None:
    first = {"at": "2024-03-14 09:44", "sender": "Sari", "text": "a"}
    survives("\n".join(json.dumps(row) for row in (first, *rows)).encode())


@FEW
@given(
    head=st.sampled_from([b"at,sender,text\n", b'{"a":', b'[{"at":', b"", b'{"1": {"messages": {', b'{"_type": "header"}\n']),
    data=st.binary(max_size=80),
)
def test_any_bytes_are_read_or_refused(head: bytes, data: bytes) -> None:
    survives(head + data)


@FEW
@given(cut=st.integers(0, 900))
def test_a_file_cut_anywhere_is_one_clean_line_and_never_half_a_chat(cut: int) -> None:
    data = json.dumps(exported(said(0, "Sari", "halo"), said(1, "Budi", "ya"))).encode()
    assert cut >= len(data) or not any(len(chat.messages) for chat in survives(data[:cut]))


@FEW
@given(
    cells=st.lists(
        st.tuples(st.one_of(NAMES, st.none()), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs"]), max_size=30)),
        min_size=1,
        max_size=8,
    )
)
def test_what_wag_messages_writes_is_read_back(cells: list[tuple[str | None, str]]) -> None:
    records = [said(number, name, text, key_id=str(number)) for number, (name, text) in enumerate(cells)]
    chat = chat_of(exported(*records))
    kept = ["msg_id", "at", "sender", "kind", "raw", "media", "edited"]
    for again in (read_bytes(csv_text(chat.messages).encode(), "m.csv"), read_bytes("\n".join(chat_lines(chat)).encode(), "m.jsonl")):
        assert csv_text(again.messages[kept]) == csv_text(chat.messages[kept])
        assert again.messages["text"].tolist() == chat.messages["text"].tolist()
