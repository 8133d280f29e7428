"""Which files are taken for foreign ones, and what broken or hostile ones come to."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.unit.foreign_chats import blob, chat_of, chatlab, exported, lab, said
from wag_analyzer.errors import LayoutError, WagError
from wag_analyzer.parser.foreign import is_foreign
from wag_analyzer.parser.foreign_times import epoch, moment, shown_offsets
from wag_analyzer.parser.read import read, read_bytes, read_text

ROW = '{"at": "2024-03-14 09:44", "sender": "Sari", "text": "halo"}'


@pytest.mark.parametrize(
    "text",
    [
        "[31/12/24, 23.59.07] Sari: selamat malam\n",
        "31/12/24, 23.59 - Sari: at,sender,text\n",
        "lanjutan, dari pesan\n31/12/24, 23.59 - Sari: halo\n",
        "# catatan\n31/12/24, 23.59 - Sari: halo\n",
        "{lanjutan\n31/12/24, 23.59 - Sari: halo\n",
        "",
        "date,colour\n1,2\n",
    ],
)
def test_a_text_of_whatsapp_is_never_taken_for_a_foreign_file(text: str) -> None:
    assert not is_foreign(blob(text))


def test_a_text_cut_at_its_start_that_begins_like_json_is_still_read_as_a_text() -> None:
    chat = read_text('{"a": 1,\n31/12/24, 23.59 - Sari: halo\n')
    assert chat.messages["text"].tolist() == ["halo"]


def test_what_stands_in_a_file_decides_and_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(json.dumps(exported(said(0, "Sari", "halo"))), encoding="utf-8")
    assert read([path]).sources[0].layouts == ("WhatsApp-Chat-Exporter JSON",)


def test_standard_input_may_be_json(monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.TextIOWrapper(io.BytesIO(json.dumps(chatlab(lab(0, "u1", "halo"))).encode()))
    monkeypatch.setattr("sys.stdin", data)
    assert read(["-"]).messages["text"].tolist() == ["halo"]


def test_json_beside_a_text_of_another_group_gives_two_groups(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(exported(said(0, "Sari", "halo", reactions={"Budi": "👍"}))), encoding="utf-8")
    (tmp_path / "b.txt").write_text('31/12/24, 23.59 - Sari membuat grup "Lain"\n31/12/24, 23.59 - Sari: halo\n', encoding="utf-8")
    chat = read([tmp_path / "a.json", tmp_path / "b.txt"])
    assert chat.messages["group_id"].nunique() == 2


def test_a_zip_and_a_folder_give_the_json_in_them_and_name_what_is_no_chat(tmp_path: Path) -> None:
    data = json.dumps(chatlab(lab(0, "u1", "halo")))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("chat.json", data)
    assert read([tmp_path / "a.zip"]).sources[0].file == "a.zip/chat.json"
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "chat.json").write_text(data, encoding="utf-8")
    (folder / "package.json").write_text('{"name": "x"}', encoding="utf-8")
    chat = read([folder])
    assert chat.messages["text"].tolist() == ["halo"]
    assert [note.text.partition(" was not read")[0] for note in chat.notices if note.word == "not-a-chat"] == ["package.json"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"1@g.us": {"name": "x", "messages": {"1": {"from', "ends early"),
        ('{"chatlab": {', "ends early"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
        ('{"a": ' + '{"a": ' * 10_000 + "1" + "}" * 10_001, "nested too deeply"),
        ('{"a": ' + "9" * 5_000 + "}", "a number in the JSON cannot be read"),
        ('{"a" 1}', "is not JSON"),
        ('{\n"a": 1,\n "b" 2}', "line 3, column 6"),
        ("{}", "JSON of an unknown kind"),
        ("[]", "JSON of an unknown kind"),
        ('{"messages": []}', "JSON of an unknown kind"),
        ('[{"colour": 1}]', "JSON of an unknown kind"),
        ("[1, 2]", "not a WhatsApp export"),
        ('{"name": "x", "id": 1, "messages": [{"date_unixtime": "soon"}]}', "no record can be read"),
        ('{"chatlab": {}, "messages": [1, 2]}', "no record can be read as a message: not an object"),
        ('{"1@g.us": {"messages": {"1": {"timestamp": NaN}}}}', "no record can be read as a message: no time"),
        ("at,sender,text\n31/12/2024,Sari,a\n", "no record can be read as a message: no time"),
    ],
)
def test_a_broken_or_unknown_file_is_one_clean_line(text: str, what: str) -> None:
    with pytest.raises(WagError, match=what) as caught:
        read_bytes(text.encode(), "x.json")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("x.json")


def test_values_of_wrong_types_do_no_harm() -> None:
    nasty: list[object] = [None, True, -1, 1.5, 10**400, float("inf"), "", "\ud800", "\x00", [], {}, [[]], {"a": {}}]
    for value in nasty:
        record = {**said(0, "Sari", "halo"), **dict.fromkeys(("from_me", "time", "key_id", "data", "sender", "reply", "reactions"), value)}
        assert len(chat_of(exported({**record, "meta": value, "caption": value, "message_type": value, "mime": value})).messages) <= 1
        message = dict.fromkeys(("sender", "accountName", "type", "content", "platformMessageId", "replyToMessageId"), value)
        assert len(chat_of(chatlab({**lab(0, "u1", "a"), **message})).messages) == 1
        row = {
            "at": "2024-03-14 09:44",
            "kind": "text",
            **dict.fromkeys(("sender", "text", "media", "edited", "mentions", "reply_to"), value),
        }
        assert len(chat_of([row]).messages) == 1


def test_a_lone_surrogate_becomes_a_mark_and_a_nul_stays() -> None:
    chat = chat_of('[{"at": "2024-03-14 09:44", "sender": "S\\ud800", "text": "a\\u0000b\\udfff"}]')
    assert chat.messages["sender"].tolist() == ["S\ufffd"]
    assert chat.messages["text"].tolist() == ["a\0b\ufffd"]


def test_a_name_on_several_lines_is_one_line() -> None:
    assert chat_of([{"at": "2024-03-14 09:44", "sender": "Sa\r\nri ", "text": "a"}]).messages["sender"].tolist() == ["Sa ri"]


def test_a_broken_line_of_json_lines_is_skipped_and_counted() -> None:
    chat = chat_of(f'{ROW}\n{{"at": \n{ROW}\n{"[" * 100_000}\n7\n')
    assert chat.sources[0].skipped_lines == 3
    assert chat.messages["line"].tolist() == [1, 3]
    assert set(chat.coverage["reason"].dropna()) == {"cut short", "nested too deeply", "not an object"}


def test_times_that_run_back_or_lie_far_off_are_said() -> None:
    chat = chat_of("at,sender,text\n2024-03-14 09:44,S,a\n2024-03-14 09:43,S,b\n1999-03-14 09:43,S,c\n")
    assert {(note.code, note.line) for note in chat.notices} >= {("WAG005", 3), ("WAG006", 4)}


@pytest.mark.parametrize(
    "value", [None, "", "now", True, 0, -5, 10**30, "2024-13-01 10:00", "2024-01-01", "12", "9999-12-31T23:59-12:00", []]
)
def test_what_is_no_time_is_none(value: object) -> None:
    assert moment(value) is None


def test_counts_of_seconds_may_be_texts_and_fractions_are_cut() -> None:
    assert [moment(value) for value in ("1710384240", "1710384240.75", 1710384240000)] == [moment(1710384240)] * 3
    assert epoch("1710384240") is None


def test_the_clock_a_file_shows_may_change_with_summer_time_but_not_at_will() -> None:
    assert shown_offsets([(0, "01:00"), (86400, "02:00")]) == [3600, 7200]
    assert shown_offsets([(0, "01:00"), (86400, "05:00")]) is None
    assert shown_offsets([(0, "01:07")]) is None
    assert shown_offsets([]) is None
    assert shown_offsets([(0, "01:00")] * 9 + [(0, "broken")]) == [3600] * 10
    assert shown_offsets([(0, "13:00")]) == [13 * 3600]
    assert shown_offsets([(0, "14:00")]) == [-10 * 3600]


def test_an_error_of_a_file_in_which_no_header_stands_is_told_by_the_foreign_reader() -> None:
    with pytest.raises(LayoutError, match="the column sender is missing"):
        read_bytes(b"at,text\n2024-03-14 09:44,a\n", "x.csv")
