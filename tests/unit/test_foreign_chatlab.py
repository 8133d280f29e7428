"""ChatLab's exchange format, and the Telegram-like one of WhatsApp-Chat-Exporter."""

import json
from typing import Any

import pytest

from tests.unit.foreign_chats import START, accounted, chat_of, chatlab, lab
from wag_analyzer.settings import Settings


def as_lines(data: dict[str, Any], *more: str) -> str:
    head = {"_type": "header", "chatlab": data["chatlab"], "meta": data["meta"]}
    people = [{"_type": "member", **person} for person in data["members"]]
    messages = [{"_type": "message", **message} for message in data["messages"]]
    return "\n".join([*(json.dumps(found) for found in (head, *people, *messages)), *more]) + "\n"


def test_messages_and_quotes_are_read() -> None:
    chat = chat_of(chatlab(lab(0, "u1", "Siapa bisa?"), lab(1, "u2", "saya", 25, replyToMessageId="m0")))
    assert chat.messages["sender"].tolist() == ["Ani", "Bima"]
    assert chat.messages["text"].tolist() == ["Siapa bisa?", "saya"]
    assert chat.links["answers"].tolist() == [chat.messages["msg_id"].iloc[0]]
    assert str(chat.messages["at"].iloc[0]) == "2024-03-14 02:44:00"
    (source,) = chat.sources
    assert (source.group, source.clock, source.layouts) == ("Tim Gudang", "utc", ("ChatLab JSON 0.0.2: whatsapp",))
    assert accounted(chat)


def test_json_lines_say_the_same_and_every_line_is_accounted_for() -> None:
    data = chatlab(lab(0, "u1", "Siapa bisa?"), lab(1, "u2", "saya", 25, replyToMessageId="m0"))
    chat = chat_of(as_lines(data, "# a note", "", '{"_type": "message", "sen', "[1]"), "chat.jsonl")
    whole = chat_of(data)
    for column in ("sender", "at", "kind", "text"):
        assert chat.messages[column].tolist() == whole.messages[column].tolist()
    assert chat.messages["line"].tolist() == [4, 5]
    assert len(chat.links) == 1
    (source,) = chat.sources
    assert (source.lines_total, source.message_lines, source.continuation_lines, source.skipped_lines) == (9, 2, 5, 2)
    reasons = chat.coverage[chat.coverage["became"] == "skipped"]["reason"].tolist()
    assert reasons == ["cut short", "neither header, member nor message"]
    assert accounted(chat)


def test_json_lines_may_begin_with_a_comment() -> None:
    assert len(chat_of("# made by a program\n" + as_lines(chatlab(lab(0, "u1", "a"))), "x").messages) == 1


@pytest.mark.parametrize(
    ("code", "content", "expected"),
    [
        (1, "[图片]", ("media", "image", "")),
        (1, "[Image: a b.jpg]", ("media", "a b.jpg", "")),
        (1, "lihat ini", ("media", "image", "lihat ini")),
        (2, None, ("media", "audio", "")),
        (4, "laporan.pdf", ("media", "laporan.pdf", "")),
        (5, "[贴纸]", ("media", "sticker", "")),
        (7, "https://contoh.id", ("text", None, "https://contoh.id")),
        (8, "[位置]", ("location", None, "")),
        (23, "[通话]", ("call", None, "")),
        (27, "[名片]", ("contact", "contact", "")),
        (81, "recalled", ("deleted", None, "")),
        (99, None, ("media", "unknown", "")),
        (12345, "baru", ("text", None, "baru")),
        ("0", "salah", ("text", None, "salah")),
        ([], 5, ("text", None, "5")),
    ],
)
def test_kinds_are_told_apart(code: Any, content: Any, expected: tuple[str, str | None, str]) -> None:
    found = chat_of(chatlab(lab(0, "u1", content, code))).messages.astype(object).iloc[0]
    assert (found["kind"], None if found["media"] != found["media"] else found["media"], found["text"]) == expected


def test_system_messages_are_events_of_the_wording_they_have() -> None:
    chat = chat_of(chatlab(lab(0, "u1", "a"), lab(1, "s", "Ani added Bima", 80), lab(2, "s", "拍了拍", 80)))
    assert chat.events["type"].astype(object).fillna("").tolist() == ["added", ""]
    assert accounted(chat)


def test_an_account_is_one_person_under_its_first_name_and_two_of_one_name_stay_two() -> None:
    renamed = lab(1, "u1", "b", accountName="Ani Baru")
    chat = chat_of(chatlab(lab(0, "u1", "a"), renamed, lab(2, "u3", "c", accountName="Bima"), lab(3, "u2", "d")))
    assert chat.messages["sender"].tolist() == ["Ani", "Ani", "Bima (u3)", "Bima (u2)"]
    assert any(note.word == "renamed-accounts" for note in chat.notices)


def test_names_made_to_clash_stay_apart() -> None:
    people = (("1", "A"), ("2", "A"), ("3", "A (1)"))
    chat = chat_of(chatlab(*(lab(0, ident, "x", accountName=shown) for ident, shown in people), people=people))
    assert chat.messages["sender"].nunique() == 3


def test_an_account_without_a_name_is_called_by_its_id_and_a_message_without_either_is_nobody_s() -> None:
    unnamed = {**lab(1, "u1", "b", accountName="Cici"), "sender": None}
    chat = chat_of(chatlab(lab(0, "u9", "a", accountName=None), unnamed, lab(2, "", "c")))
    assert chat.messages["sender"].astype(object).fillna("").tolist() == ["u9", "Cici", ""]


def test_a_chat_of_another_platform_is_read_and_said_to_be() -> None:
    data = chatlab(lab(0, "u1", "a"))
    data["meta"]["platform"] = "qq"
    assert any(note.word == "other-platform" for note in chat_of(data).notices)


@pytest.mark.parametrize("head", [{"chatlab": {}, "messages": [lab(0, "u1", "a")]}, {"chatlab": {"version": 5}, "meta": 7, "members": {}}])
def test_a_header_of_wrong_types_does_no_harm(head: dict[str, Any]) -> None:
    assert len(chat_of({"messages": [lab(0, "u1", "a")], **head}).messages) == 1


def telegram(*messages: dict[str, Any]) -> dict[str, Any]:
    return {"name": "Tim Gudang", "type": "private_group", "id": 120363, "messages": list(messages)}


def gram(number: int, sender: str, text: Any, **more: Any) -> dict[str, Any]:
    shown = f"2024-03-14T09:{44 + number:02d}:00"
    common = {"id": number, "type": "message", "date": shown, "date_unixtime": START + 60 * number, "from": sender}
    return {**common, "from_id": f"user{sender}", "text": text, **more}


def test_the_telegram_like_export_is_read_with_its_quotes_on_its_own_clock() -> None:
    first = gram(1, "Sari", "Siapa <br>bisa?")
    chat = chat_of(telegram(first, gram(2, "Me", "saya", from_id="user00000", reply_to_message_id=1)))
    assert chat.messages["sender"].tolist() == ["Sari", "@self"]
    assert chat.messages["text"].tolist() == ["Siapa\nbisa?", "saya"]
    assert (str(chat.messages["at"].iloc[0]), chat.sources[0].clock) == ("2024-03-14 09:45:00", "wall")
    assert len(chat.links) == 1
    assert accounted(chat)


def test_telegram_s_own_seconds_are_used_when_a_zone_is_asked_for() -> None:
    chat = chat_of(telegram(gram(1, "Sari", "a", date_unixtime=str(START))), settings=Settings(tz="Asia/Jakarta"))
    assert (str(chat.messages["at"].iloc[0]), chat.sources[0].clock) == ("2024-03-14 02:44:00", "utc")


def test_what_telegram_itself_writes_is_read_as_far_as_it_goes() -> None:
    rows = [
        gram(1, "Sari", ["lihat ", {"type": "bold", "text": "ini"}]),
        gram(2, "Sari", "", media_type="sticker"),
        gram(3, "Sari", "", photo="photos/a.jpg"),
        {**gram(4, "x", ""), "type": "service", "actor": "Sari", "action": "pin_message"},
        gram(5, "120363", "Sari left the group"),
        gram(6, "120363", "Message deleted"),
        gram(7, "Sari", "Sari left the group"),
        5,
    ]
    chat = chat_of({**telegram(), "messages": rows}, settings=Settings(tz="UTC"))
    assert chat.messages["kind"].tolist() == ["text", "media", "media", "deleted", "text"]
    assert chat.messages["text"].iloc[0] == "lihat ini"
    assert chat.events["type"].astype(object).fillna("").tolist() == ["", "left"]
    assert chat.sources[0].skipped_lines == 1
