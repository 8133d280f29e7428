"""The JSON of WhatsApp-Chat-Exporter."""

import json
from typing import Any

import pytest

from tests.unit.foreign_chats import GROUP, START, accounted, blob, chat_of, chats_of, exported, said
from wag_analyzer.parser.read import read_bytes
from wag_analyzer.settings import Settings


def row(record: dict[str, Any], device: str = "android") -> dict[str, Any]:
    chat = chat_of(exported(record, device=device))
    return {name: chat.messages[name].iloc[0] for name in ("sender", "kind", "text", "media")} | {"notices": chat.notices}


def event(text: str) -> tuple[Any, ...]:
    found = chat_of(exported(said(1, None, text, meta=True, from_me=False))).events.astype(object).iloc[0]
    return tuple(None if value != value else value for value in found[["type", "actor", "target", "old", "new"]])  # noqa: PLR0124 - NaN


def test_who_wrote_what_and_when_is_read_on_the_clock_the_file_shows() -> None:
    chat = chat_of(exported(said(0, "Sari", "Rapat jam 10 <br>di ruang A"), said(1, None, "siap")))
    assert chat.messages["sender"].tolist() == ["Sari", "@self"]
    assert chat.messages["text"].tolist() == ["Rapat jam 10\ndi ruang A", "siap"]
    assert [str(at) for at in chat.messages["at"]] == ["2024-03-14 09:44:00", "2024-03-14 09:45:00"]
    (source,) = chat.sources
    assert (source.group, source.platform, source.clock, source.date_order) == ("Tim Gudang", "android", "wall", "epoch")
    assert "UTC+07:00" in source.date_evidence
    assert accounted(chat)


def test_with_a_zone_asked_for_times_stay_in_utc() -> None:
    chat = chat_of(exported(said(0, "Sari", "a")), settings=Settings(tz="Asia/Jakarta"))
    assert (str(chat.messages["at"].iloc[0]), chat.sources[0].clock) == ("2024-03-14 02:44:00", "utc")


def test_hours_that_do_not_fit_the_seconds_leave_the_times_in_utc_and_say_so() -> None:
    chat = chat_of(exported(*(said(number, "Sari", "a", time=shown) for number, shown in enumerate(["09:51", "x", None]))))
    assert str(chat.messages["at"].iloc[0]) == "2024-03-14 02:44:00"
    assert ("WAG021", "times-in-utc") in {(note.code, note.word) for note in chat.notices}


def test_quotes_and_reactions_become_links_between_our_ids() -> None:
    first = said(0, "Sari", "Siapa bisa?", reactions={"You": "👍", "6281200000002": "❤️"})
    chat = chat_of(exported(first, said(1, None, "saya", reply="KEY0", quoted_data="Siapa bisa?")))
    ids = chat.messages["msg_id"].tolist()
    rows = [tuple(found) for found in chat.links[["msg_id", "answers", "kind", "source", "emoji"]].astype(object).fillna("").to_numpy()]
    assert rows == [
        (ids[1], ids[0], "reply", "@self", ""),
        ("", ids[0], "reaction", "@self", "👍"),
        ("", ids[0], "reaction", "6281200000002", "❤️"),
    ]
    assert any(note.word == "quotes-recorded" for note in chat.notices)


def test_a_quote_whose_id_is_not_in_the_file_is_matched_by_its_words_when_one_message_has_them() -> None:
    chat = chat_of(exported(said(0, "Sari", "Siapa bisa?"), said(1, "Budi", "saya", reply="GONE", quoted_data="Siapa bisa?")))
    assert chat.links["answers"].tolist() == [chat.messages["msg_id"].iloc[0]]
    assert any(note.word == "quotes-matched-by-words" for note in chat.notices)


def test_a_quote_cut_by_the_exporter_is_matched_by_its_beginning() -> None:
    long = "panjang " * 40
    chat = chat_of(exported(said(0, "Sari", long), said(1, "Budi", "ya", reply="GONE", quoted_data=long[:201] + "...")))
    assert len(chat.links) == 1


@pytest.mark.parametrize("words", [None, "", "...", "ya", "Halo"])
def test_a_quote_that_fits_no_message_or_several_is_left_out_with_a_word(words: str | None) -> None:
    chat = chat_of(exported(said(0, "Sari", "Halo"), said(1, "Sari", "Halo"), said(2, "Budi", "ya", reply="GONE", quoted_data=words)))
    assert chat.links.empty
    assert [(note.word, note.line) for note in chat.notices if note.code == "WAG022"] == [("quote-without-message", 3)]


def test_a_message_that_quotes_itself_answers_nothing() -> None:
    chat = chat_of(exported(said(0, "Sari", "Halo", reply="KEY0")))
    assert chat.links.empty


def test_the_cut_ids_of_an_iphone_still_find_their_message() -> None:
    whole = "ABCDEFGHIJKLMNOPQRSTU"
    chat = chat_of(exported(said(0, "Sari", "a", key_id=whole), said(1, "Budi", "b", reply=whole[:17]), device="ios"))
    assert len(chat.links) == 1


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"data": "WhatsApp/Media/a b.jpg", "media": True, "mime": "image/jpeg", "caption": "foto"}, ("media", "a b.jpg", "foto")),
        ({"data": "The media is missing", "media": True, "meta": True, "mime": "media"}, ("media", "unknown", "")),
        ({"data": "The media is missing", "media": True, "meta": True, "message_type": 3}, ("media", "video", "")),
        ({"data": "Message deleted", "meta": True}, ("deleted", None, "")),
        ({"data": None, "message_type": 15}, ("deleted", None, "")),
        ({"data": "Location shared: (-6.2, 106.8)", "meta": True, "message_type": 5}, ("location", None, "")),
        ({"data": "Location shared: (-6.2, 106.8)", "meta": True, "message_type": 16}, ("live_location", None, "")),
        ({"data": "A voice call was missed", "meta": True}, ("call", None, "")),
        ({"data": None, "message_type": 66}, ("poll", None, "")),
        ({"data": None, "message_type": 20, "sticker": True}, ("media", "sticker", "")),
        ({"data": None, "sticker": True}, ("media", "sticker", "")),
        ({"data": None, "mime": "application/pdf"}, ("media", "document", "")),
        ({"data": None, "message_type": 42}, ("view_once", "image", "")),
        ({"data": "lihat ini", "message_type": 1}, ("media", "image", "lihat ini")),
        ({"data": "The message is binary data and so on", "meta": True}, ("waiting", None, "")),
        ({"data": "Message deleted"}, ("text", None, "Message deleted")),
    ],
)
def test_kinds_are_told_apart(more: dict[str, Any], expected: tuple[str, str | None, str]) -> None:
    found = row(said(1, "Sari", **more))
    media = None if found["media"] != found["media"] else found["media"]
    assert (found["kind"], media, found["text"]) == expected


def test_a_contact_card_is_named_by_its_file() -> None:
    text = 'This media include the following vCard file(s):<br><a href="m/vCards/Ani.vcf">Ani</a>'
    assert row(said(1, "Sari", text, media=True, meta=True))["kind"] == "contact"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You were added into the group by Sari", ("added", "Sari", "@self", None, None)),
        ('Sari changed the group name to "Tim <br>B"', ("subject_changed", "Sari", None, None, "Tim\nB")),
        ("Budi was added to the group", ("added", None, "Budi", None, None)),
        ("You left the group", ("left", "@self", None, None, None)),
        ("628111 changed their number to 628222", ("number_changed", "628111", None, "628111", "628222")),
        ("You blocked this contact", ("contact_blocked", "@self", None, None, None)),
        ("Sari added Budi", ("added", "Sari", "Budi", None, None)),
        ("Something else happened", (None, None, None, None, None)),
    ],
)
def test_sentences_about_the_group_are_events(text: str, expected: tuple[str | None, ...]) -> None:
    assert event(text) == expected


def test_a_typed_sentence_about_the_group_never_becomes_an_event() -> None:
    chat = chat_of(exported(said(1, "Budi", "Sari left the group")))
    assert chat.events.empty
    assert chat.messages["text"].tolist() == ["Sari left the group"]


def test_every_chat_of_a_file_is_a_group_of_its_own_and_empty_ones_are_left_out() -> None:
    data = exported(said(0, "Sari", "a"))
    data |= exported(said(0, None, "b"), said(1, None, "c", from_me=False), jid="628111@s.whatsapp.net", name="Budi")
    data["628999@s.whatsapp.net"] = {"name": "Nobody", "type": "android", "messages": {}}
    both = chats_of(data, "result.json")
    assert [chat.sources[0].file for chat in both] == ["result.json/Tim Gudang", "result.json/Budi"]
    assert both[1].messages["sender"].tolist() == ["@self", "Budi"]
    assert len({chat.sources[0].member_sha256 for chat in both}) == 2
    read = read_bytes(json.dumps(data).encode(), "result.json")
    assert read.messages["msg_id"].is_unique
    assert read.messages["group_id"].nunique() == 2


def test_two_chats_of_one_name_keep_apart_in_the_ledger() -> None:
    data = exported(said(0, "Sari", "a")) | exported(said(0, "Sari", "b"), jid="2@g.us")
    assert len({chat.sources[0].file for chat in chats_of(data)}) == 2


def test_a_file_without_any_message_is_empty_and_no_error() -> None:
    chat = chat_of(exported())
    assert (chat.sources[0].lines_total, len(chat.messages)) == (0, 0)


def test_records_that_cannot_be_read_are_counted_and_named() -> None:
    data = exported(said(0, "Sari", "a"), said(1, "Sari", "b", timestamp="soon"), said(2, "Sari", "c"))
    data[GROUP]["messages"]["x"] = 5
    chat = chat_of(data)
    assert (chat.sources[0].lines_total, chat.sources[0].skipped_lines) == (4, 2)
    assert {note.text for note in chat.notices if note.code == "WAG002"} == {
        "1 record was not read (no time that can be read): 2",
        "1 record was not read (not an object): 4",
    }
    assert accounted(chat)


def test_a_record_whose_id_stands_twice_is_read_twice() -> None:
    record = json.dumps(said(0, "Sari", "a"))
    other = json.dumps(said(1, "Budi", "b"))
    text = f'{{"{GROUP}": {{"name": "T", "type": "android", "messages": {{"1": {record}, "1": {other}}}}}}}'
    assert len(chat_of(text).messages) == 2


def test_a_group_record_without_a_sender_is_nobody_s() -> None:
    chat = chat_of(exported(said(0, None, "a", from_me=False)))
    assert chat.messages["sender"].isna().all()


def test_milliseconds_and_fractions_are_seconds_here() -> None:
    chat = chat_of(exported(said(0, "Sari", "a", timestamp=START * 1000), said(0, "Sari", "b", timestamp=START + 0.5)))
    assert chat.messages["at"].nunique() == 1


def test_the_file_s_own_hash_begins_the_ids_when_it_holds_one_chat() -> None:
    chat = chat_of(exported(said(0, "Sari", "a")))
    raw = blob(json.dumps(exported(said(0, "Sari", "a"))))
    assert chat.messages["msg_id"].tolist() == [f"{raw.sha256[:8]}-1"]


def test_a_mention_that_the_program_turned_into_a_name_is_one() -> None:
    texts = ("halo", "@Sari Dewi tolong", "@Sari saja", "a@Sari.id @Sarita", "@628111222333 dan @Sari, @Sari")
    names = ("Sari", "Sari Dewi", "Budi", "Budi", "Budi")
    chat = chat_of(exported(*(said(number, names[number], text) for number, text in enumerate(texts))))
    assert [list(listed) for listed in chat.messages["mentions"]] == [[], ["Sari Dewi"], ["Sari"], [], ["628111222333", "Sari", "Sari"]]


def test_the_list_of_calls_is_no_chat_and_said_to_be_left_out() -> None:
    data = exported(said(0, "Sari", "a")) | exported(said(0, "Sari", "b", meta=True), jid="000000000000000", name="WhatsApp Calls")
    chat = chat_of(data)
    assert chat.sources[0].group == "Tim Gudang"
    assert [note.text for note in chat.notices if note.code == "WAG010"] == ["the list of calls in the file: not read, as it is no chat"]


def test_two_chats_that_hold_the_same_still_have_ids_of_their_own() -> None:
    data = exported(said(0, "Sari", "a")) | exported(said(0, "Sari", "a"), jid="2@g.us")
    first, second = chats_of(data)
    assert set(first.messages["msg_id"]).isdisjoint(second.messages["msg_id"])
