"""From a file to a chat: tables, ledger, notices, sources."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from wag_analyzer.errors import ExportError
from wag_analyzer.parser.export_names import group_from_file_name
from wag_analyzer.parser.read import read, read_bytes, read_text

TEXT = (
    "sebelum\n"
    '13/01/24, 08:00 - Sari created group "Tim: Satu"\n'
    "13/01/24, 08:01 - Sari added Budi, Tono\n"
    "13/01/24, 08:02 - Sari: satu\n"
    "dua\n"
    "13/01/24, 08:03 - Budi: <Media omitted>\n"
    "judul @6281200000001\n"
)


def test_every_line_is_accounted_for() -> None:
    chat = read_text(TEXT)
    (source,) = chat.sources
    assert (source.lines_total, source.message_lines, source.continuation_lines, source.skipped_lines) == (7, 4, 2, 1)
    assert list(chat.coverage[["line", "last_line", "became"]].itertuples(index=False, name=None)) == [
        (1, 1, "skipped"), (2, 3, "system"), (4, 4, "message"), (5, 5, "continuation"), (6, 6, "message"), (7, 7, "continuation"),
    ]  # fmt: skip
    assert chat.coverage["reason"].iloc[0] == "before the first message"


def test_messages_know_their_place_and_their_words() -> None:
    chat = read_text(TEXT, name="chat.txt")
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert chat.messages["msg_id"].tolist() == [f"{digest[:8]}-4", f"{digest[:8]}-6"]
    assert chat.messages["text"].tolist() == ["satu\ndua", "judul @6281200000001"]
    assert chat.messages["raw"].tolist()[1] == "<Media omitted>\njudul @6281200000001"
    assert chat.messages["kind"].tolist() == ["text", "media"]
    assert [list(names) for names in chat.messages["mentions"]] == [[], ["6281200000001"]]
    assert chat.messages[["line", "last_line"]].to_numpy().tolist() == [[4, 5], [6, 7]]
    assert set(chat.messages["file_sha256"]) == {digest}


def test_events_have_one_row_for_each_affected_member() -> None:
    chat = read_text(TEXT)
    assert chat.events["type"].tolist() == ["created", "added", "added"]
    assert chat.events["target"].tolist()[1:] == ["Budi", "Tono"]
    assert chat.events["new"].iloc[0] == "Tim: Satu"
    assert chat.sources[0].group == "Tim: Satu"
    assert chat.events["msg_id"].nunique() == 2


def test_texts_are_kept_as_typed_but_for_direction_marks() -> None:
    typed = "Famille 👨\u200d👩\u200d👧 déjà vu ﬁn ½\u00a0№5 \u200cx"
    chat = read_text(f"13/01/24, 08:00 - Zoë: \u200e\u2067{typed}\u2069\ufeff\u061c\r\n13/01/24, 08:01 - Zoë: ya\r\n")
    assert chat.messages["raw"].tolist() == [typed, "ya"]


def test_an_empty_file_is_an_empty_chat() -> None:
    for data in (b"", b"\xef\xbb\xbf", b"\n \n"):
        chat = read_bytes(data)
        assert (len(chat.messages), len(chat.events), chat.sources[0].platform) == (0, 0, "unknown")
        assert chat.sources[0].skipped_lines == chat.sources[0].lines_total == data.count(b"\n")


def test_lone_surrogates_never_come_in() -> None:
    assert read_text("13/01/24, 08:00 - Sari: x\ud800y\n").messages["text"].tolist() == ["x?y"]


def test_the_same_bytes_are_read_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    told: list[tuple[int, int]] = []
    chat = read([tmp_path / "a.txt", tmp_path / "b.txt"], progress=lambda done, total: told.append((done, total)))
    assert len(chat.messages) == 2
    assert [note.word for note in chat.notices if note.code == "WAG009"] == ["same-file-twice"]
    assert told == [(len(TEXT), 2 * len(TEXT))]


def test_reading_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0o400)
    before = path.stat()
    read([path])
    after = path.stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)


def test_no_path_is_an_error() -> None:
    with pytest.raises(ExportError, match="no export"):
        read([])


def test_different_chats_stay_different_groups_and_this_is_told(tmp_path: Path) -> None:
    for name in ("A", "B"):
        (tmp_path / f"WhatsApp Chat with {name}.txt").write_text(f"13/01/24, 08:00 - Sari: {name}\n", encoding="utf-8")
    chat = read([tmp_path])
    assert chat.messages["group_id"].nunique() == 2
    assert [source.group for source in chat.sources] == ["A", "B"]
    assert "several-chats" in [note.word for note in chat.notices]


def test_two_exports_of_one_group_are_one_set_of_messages(tmp_path: Path) -> None:
    first = [
        "08:00 - Sari: satu",
        "08:01 - Budi: ok",
        "08:01 - Budi: ok",
        "08:02 - Sari: rahasia",
        "08:03 - Budi: This message was deleted",
    ]
    second = ["08:01 - Budi: ok", "08:01 - Budi: ok", "08:02 - Sari: This message was deleted", "08:03 - Budi: ada", "08:04 - Sari: lima"]
    for name, lines in (("Tim", first), ("Tim (1)", second)):
        text = "".join(f"13/01/24, {line}\n" for line in lines)
        (tmp_path / f"WhatsApp Chat with {name}.txt").write_text(text, encoding="utf-8")
    paths = [tmp_path / "WhatsApp Chat with Tim.txt", tmp_path / "WhatsApp Chat with Tim (1).txt"]
    chat = read(paths)
    assert sorted(chat.messages["raw"]) == ["ada", "lima", "ok", "ok", "rahasia", "satu"]
    assert sorted(read(paths[::-1]).messages["raw"]) == sorted(chat.messages["raw"])
    assert chat.messages["group_id"].nunique() == 1
    assert sum(source.message_lines for source in chat.sources) == 10


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("WhatsApp Chat with Tim Proyek.txt", "Tim Proyek"),
        ("WhatsApp Chat - Tim.zip/_chat.txt", "Tim"),
        ("Chat WhatsApp dengan Tim (2).txt", "Tim"),
        ("a.zip/Tim ile WhatsApp Sohbeti.txt", "Tim"),
        ("catatan.txt", None),
        ("whatsapp.txt", None),
    ],
)
def test_the_name_of_the_chat_is_in_the_name_of_the_export(name: str, group: str | None) -> None:
    assert group_from_file_name(name) == group


def test_two_chats_in_one_archive_have_lines_of_their_own() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for group in ("A", "B"):
            archive.writestr(f"WhatsApp Chat with {group}.txt", f"20/01/24, 10:00 - Maya: {group}\n20/01/24, 10:01 - Tono: ok\n")
    chat = read_bytes(packed.getvalue(), "two.zip")
    assert chat.messages["msg_id"].is_unique
    assert chat.messages["group_id"].nunique() == 2
