"""Opening paths and archives: every unsafe one is refused in one line, nothing is unpacked."""

import io
import os
import stat
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from wag_analyzer.errors import ArchiveError, ExportError
from wag_analyzer.parser.archive import blobs, from_bytes, gathered
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.export_names import group_from_file_name
from wag_analyzer.parser.read import read, read_bytes

CHAT = b"13/01/2024, 08:00 - Sari: halo\n13/01/2024, 08:01 - Budi: hai\n"
OTHER = b"13/01/2024, 09:00 - Tono: lain\n"


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return memory.getvalue()


def changed(data: bytes, local: int, central: int, value: bytes) -> bytes:
    """Return an archive of one member with bytes changed in its local and its central header."""
    raw = bytearray(data)
    at = raw.find(b"PK\x01\x02")
    raw[local : local + len(value)] = value
    raw[at + central : at + central + len(value)] = value
    return bytes(raw)


def test_the_chat_is_chosen_among_other_texts_and_media_are_listed() -> None:
    data = packed(("notulen.txt", OTHER * 9), ("_chat.txt", CHAT), ("IMG-1.jpg", b"123"))
    (found,) = from_bytes(data, "WhatsApp Chat - Tim.zip")
    assert (found.name, found.data, found.choice) == ("WhatsApp Chat - Tim.zip/_chat.txt", CHAT, "sure")
    assert found.media == {"notulen.txt": len(OTHER) * 9, "IMG-1.jpg": 3}
    assert found.sha256 != found.member_sha256


def test_a_name_that_whatsapp_gives_beats_other_texts() -> None:
    names = [blob.name for blob in from_bytes(packed(("Catatan.txt", OTHER), ("Chat WhatsApp dengan Tim.txt", CHAT)), "a.zip")]
    assert names == ["a.zip/Chat WhatsApp dengan Tim.txt"]


def test_among_unknown_names_the_text_with_most_headers_is_read_and_the_other_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed(("x.txt", OTHER), ("y.txt", CHAT), ("z.txt", b"%PDF-1.7"), ("IMG-1.jpg", b"1")))
    chat = read([tmp_path / "a.zip"])
    assert chat.messages["sender"].tolist() == ["Sari", "Budi"]
    assert [note.word for note in chat.notices] == ["other-text-in-archive", "other-text-in-archive"]


def test_resource_forks_of_a_mac_are_no_texts() -> None:
    data = packed(("Export/", b""), ("Export/_chat.txt", CHAT), ("__MACOSX/Export/._chat.txt", b"\0\5"), ("Export/.DS_Store", b"B"))
    (found,) = from_bytes(data, "a.zip")
    assert found.name == "a.zip/Export/_chat.txt"
    assert found.media == {}


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (changed(packed(("_chat.txt", CHAT)), 6, 8, b"\x01"), "encrypted"),
        (changed(packed(("_chat.txt", CHAT)), 8, 10, b"\x4d\x00"), "unknown way"),
        (changed(packed(("_chat.txt", CHAT * 50)), 22, 24, b"\x0a\x00\x00\x00"), "broken"),
        (changed(packed(("_chat.txt", CHAT)), 22, 24, b"\xf0\xff\xff\xff"), "would unpack to 4294967280"),
        (packed(("_chat.txt", b"\n" * 20_000_000)), "would unpack to 20000000"),
        (packed(("_chat.txt", CHAT * 50))[:-60], "broken"),
        (packed(("_chat.txt", CHAT), method=zipfile.ZIP_STORED).replace(b"halo", b"hulo"), "broken"),
        (packed(("IMG-1.jpg", b"x")), "no text"),
        (packed(), "no text"),
    ],
)
def test_an_archive_that_cannot_be_trusted_is_refused(data: bytes, word: str) -> None:
    with pytest.raises(ArchiveError, match=word) as refused:
        from_bytes(data, "a.zip")
    assert refused.value.hint
    assert "\n" not in str(refused.value)


def test_a_chat_that_is_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("_chat.txt")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(ArchiveError, match="link"):
        from_bytes(packed((link, b"/etc/hostname")), "a.zip")


@pytest.mark.parametrize("name", ["_chat.txt", "result.json"])
def test_two_texts_of_one_name_are_refused(name: str) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = packed((name, CHAT), (name, OTHER))
    with pytest.raises(ArchiveError, match="same name"):
        from_bytes(data, "a.zip")


def test_two_documents_of_one_name_beside_the_chat_do_no_harm() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = packed(("_chat.txt", CHAT), ("notulen.txt", OTHER), ("notulen.txt", CHAT))
    (found,) = from_bytes(data, "a.zip")
    assert found.data == CHAT


def test_a_member_without_a_name_is_refused() -> None:
    raw = packed(("q", b"x"), ("_chat.txt", CHAT))
    at = raw.find(b"PK\x01\x02")
    end = raw.rfind(b"PK\x05\x06")
    size = (int.from_bytes(raw[end + 12 : end + 16], "little") - 1).to_bytes(4, "little")
    raw = raw[: at + 28] + b"\0\0" + raw[at + 30 : at + 46] + raw[at + 47 : end + 12] + size + raw[end + 16 :]
    with pytest.raises(ArchiveError, match="no name"):
        from_bytes(raw, "a.zip")


def test_members_that_overlap_are_refused() -> None:
    raw = bytearray(packed(("_chat.txt", CHAT), ("b.txt", OTHER)))
    second = raw.rfind(b"PK\x01\x02")
    raw[second + 42 : second + 46] = (4).to_bytes(4, "little")
    with pytest.raises(ArchiveError, match="overlap"):
        from_bytes(bytes(raw), "a.zip")


def test_bytes_before_an_archive_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "sfx.zip"
    path.write_bytes(b"MZ" + bytes(99) + packed(("_chat.txt", CHAT)))
    assert blobs(path)[0].data == CHAT


def test_a_text_called_zip_and_an_archive_called_txt_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(CHAT)
    (tmp_path / "b.txt").write_bytes(packed(("_chat.txt", CHAT)))
    assert [blobs(tmp_path / name)[0].data for name in ("a.zip", "b.txt")] == [CHAT, CHAT]


def test_a_folder_gives_its_texts_and_archives_in_order(tmp_path: Path) -> None:
    (tmp_path / "WhatsApp Chat with B.txt").write_bytes(OTHER)
    (tmp_path / "A.zip").write_bytes(packed(("_chat.txt", CHAT)))
    (tmp_path / "._x.txt").write_bytes(b"fork")
    (tmp_path / "note.txt").write_bytes(b"a note")
    (tmp_path / "link.txt").symlink_to(tmp_path / "note.txt")
    found = blobs(tmp_path)
    assert [blob.name for blob in found if blob.choice == "sure"] == ["A.zip/_chat.txt", "WhatsApp Chat with B.txt"]
    assert [(blob.name, blob.data, blob.choice) for blob in found[2:]] == [("note.txt", b"", "left")]
    assert found[1].media == {"note.txt": 6}
    assert next((note.word, note.file) for note in read([tmp_path]).notices) == ("not-a-chat", "note.txt")


def test_in_a_folder_texts_that_are_no_chat_are_told_and_left(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(CHAT)
    (tmp_path / "b.txt").write_bytes(b"only a note\n")
    chat = read([tmp_path])
    assert len(chat.messages) == 2
    assert [(note.word, note.file) for note in chat.notices] == [("not-a-chat", "b.txt")]
    (tmp_path / "a.txt").write_bytes(b"another note\n")
    with pytest.raises(ExportError, match="not a WhatsApp export"):
        read([tmp_path])


def test_a_folder_with_nothing_in_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="holds no"):
        blobs(tmp_path)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("https://example.org/a.txt", "address"),
        ("nowhere.txt", "cannot be read"),
        ("a\0b", "cannot be read|file name"),
        ("x" * 5000, "cannot"),
    ],
)
def test_a_path_that_leads_nowhere_is_a_clean_error(name: str, word: str) -> None:
    with pytest.raises(ExportError, match=word) as refused:
        blobs(name)
    assert refused.value.hint


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ExportError, match="not a file"):
        blobs(tmp_path / "pipe.txt")


def test_a_name_that_would_act_on_the_terminal_is_spelled_out(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\[U\+001B\]"):
        blobs(tmp_path / "\x1b]0;x\x07.txt")


def test_a_hyphen_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(CHAT)))
    assert [(blob.name, blob.data) for blob in blobs("-")] == [("stdin", CHAT)]


def test_a_text_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(CHAT)
    monkeypatch.setattr("wag_analyzer.parser.archive.MAX_BYTES", 10)
    with pytest.raises(ExportError, match="larger"):
        blobs(tmp_path / "a.txt")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(CHAT)))
    with pytest.raises(ExportError, match="standard input: is larger"):
        blobs("-")


def test_each_folder_of_an_archive_gives_its_chat() -> None:
    members = [
        ("Kantor/_chat.txt", CHAT),
        ("Kantor/notulen.txt", OTHER),
        ("Kantor/WhatsApp Chat with Budi.txt", OTHER),
        ("WhatsApp Chat - Alumni/_chat.txt", OTHER),
        ("x/y/Chat WhatsApp dengan RT 05.txt", CHAT),
        ("x/y/RT 06 ile WhatsApp Sohbeti.txt", OTHER),
    ]
    found = from_bytes(packed(*members), "semua.zip")
    names = [
        "Kantor/_chat.txt",
        "WhatsApp Chat - Alumni/_chat.txt",
        "x/y/Chat WhatsApp dengan RT 05.txt",
        "x/y/RT 06 ile WhatsApp Sohbeti.txt",
    ]
    assert [blob.name for blob in found] == [f"semua.zip/{name}" for name in names]
    assert {blob.choice for blob in found} == {"sure"}
    assert set(found[0].media) == {"Kantor/notulen.txt", "Kantor/WhatsApp Chat with Budi.txt"}
    assert [group_from_file_name(blob.name) for blob in found] == [None, "Alumni", "RT 05", "RT 06"]


def test_a_name_in_no_code_page_is_read_as_utf_8() -> None:
    name = "Chat de WhatsApp con Peña.txt"
    raw = packed(("Chat de WhatsApp con Pexxa.txt", CHAT)).replace(b"Pexxa", "Peña".encode())
    (found,) = from_bytes(raw, "a.zip")
    assert found.name == f"a.zip/{name}"
    (other,) = from_bytes(packed(("Pexa.txt", CHAT)).replace(b"Pexa", b"Pe\xa4a"), "a.zip")
    assert other.name == "a.zip/Peña.txt"


def test_a_mark_before_a_name_does_not_hide_the_chat() -> None:
    (found,) = from_bytes(packed(("notulen.txt", OTHER), ("\u200eWhatsApp Chat with Tim.txt", CHAT)), "a.zip")
    assert found.data == CHAT
    assert group_from_file_name(found.name) == "Tim"


def test_an_archive_inside_an_archive_is_named_and_not_opened() -> None:
    inner = packed(("_chat.txt", CHAT))
    with pytest.raises(ArchiveError, match=r"another archive \(dalam.zip\)"):
        from_bytes(packed(("dalam.zip", inner), ("a.jpg", b"x")), "a.zip")
    (found,) = from_bytes(packed(("dalam.zip", inner), ("_chat.txt", OTHER)), "a.zip")
    assert (found.data, found.media) == (OTHER, {"dalam.zip": len(inner)})


def test_what_other_programs_wrote_is_taken_when_there_is_no_text(tmp_path: Path) -> None:
    (found,) = from_bytes(packed(("result.json", b"{}"), ("IMG-1.jpg", b"1")), "a.zip")
    assert (found.name, found.choice) == ("a.zip/result.json", "sure")
    assert [blob.choice for blob in from_bytes(packed(("a.json", b"{}"), ("b.csv", b"x")), "a.zip")] == ["if-chat", "if-chat"]
    (tmp_path / "_chat.txt").write_bytes(CHAT)
    (tmp_path / "daftar.csv").write_bytes(b"nama\n")
    assert [(blob.name, blob.choice) for blob in blobs(tmp_path)] == [("_chat.txt", "sure"), ("daftar.csv", "if-chat")]


def test_a_folder_is_searched_below_for_names_that_whatsapp_gives(tmp_path: Path) -> None:
    for name, data in (
        ("WhatsApp Chat - Tim A/_chat.txt", CHAT),
        ("WhatsApp Chat - Tim A/IMG-20240113-WA0001.jpg", b"123"),
        ("WhatsApp Chat - Tim A/notulen.txt", b"rapat jam 9\n"),
        ("lama/b/WhatsApp Chat - Tim B.zip", packed(("_chat.txt", OTHER))),
        ("lama/b/foto.zip", packed(("a.jpg", b"1"))),
        ("lama/b/ganti-nama.zip", packed(("_chat.txt", OTHER + CHAT))),
        ("lama/b/program.zip", packed(("README.txt", b"no chat"), ("a.jpg", b"1"))),
        ("lama/catatan.txt", b"x"),
        (".cache/_chat.txt", OTHER),
        ("foto.zip", packed(("a.jpg", b"1"))),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    found = blobs(tmp_path)
    assert [(blob.name, blob.choice) for blob in found] == [
        ("WhatsApp Chat - Tim A/_chat.txt", "sure"),
        ("foto.zip", "left"),
        ("lama/b/WhatsApp Chat - Tim B.zip/_chat.txt", "sure"),
        ("lama/b/foto.zip", "left"),
        ("lama/b/ganti-nama.zip/_chat.txt", "sure"),
        ("lama/b/program.zip/README.txt", "sure"),
        ("lama/catatan.txt", "left"),
    ]
    assert found[0].media == {"WhatsApp Chat - Tim A/IMG-20240113-WA0001.jpg": 3, "WhatsApp Chat - Tim A/notulen.txt": 12}
    chat = read([tmp_path])
    assert {source.group for source in chat.sources} == {"Tim A", "Tim B", ""}
    told = [note.file for note in chat.notices if note.word == "not-a-chat"]
    assert sorted(told) == ["foto.zip", "lama/b/foto.zip", "lama/b/program.zip/README.txt", "lama/catatan.txt"]


def told(chat: Chat) -> list[tuple[str, str]]:
    return sorted((note.word, note.file) for note in chat.notices if note.code == "WAG010")


def test_in_a_folder_every_text_that_begins_like_a_chat_is_read_whatever_its_name(tmp_path: Path) -> None:
    for name, data in (
        ("kantor.txt", CHAT),
        ("gudang/gudang.txt", OTHER),
        ("gudang/daftar.txt", b"beras 3\ngula 2\n"),
        ("semua.zip", packed(("tim-a.txt", OTHER + OTHER), ("tim-b.txt", CHAT + CHAT))),
        ("catatan.txt", b"Rapat:\n" + b"- satu\n" * 9 + CHAT),
        ("kosong.txt", b"\n"),
        ("rusak.zip", b"PK\x03\x04 not an archive"),
        ("gambar.txt", b"\x89PNG\r\n"),
        ("lebar.txt", (CHAT + b"13/01/2024, 10:00 - Sari: pamit\n").decode().encode("utf-16")),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    chat = read([tmp_path])
    assert {source.file for source in chat.sources} == {
        "gudang/gudang.txt",
        "kantor.txt",
        "lebar.txt",
        "semua.zip/tim-a.txt",
        "semua.zip/tim-b.txt",
    }
    assert [name for _, name in told(chat)] == ["catatan.txt", "gambar.txt", "gudang/daftar.txt", "kosong.txt", "rusak.zip"]
    assert {note.text.partition(" was not read: ")[2] for note in chat.notices if note.word == "not-a-chat"} >= {
        "it is empty",
        "this is a PNG picture, not an exported chat",
        "not a WhatsApp export: no line begins like a message",
    }


def test_a_chat_without_its_beginning_is_one_by_what_follows(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"ekor pesan lama\n" + CHAT)
    (tmp_path / "b.txt").write_bytes(CHAT[3:] * 3000)
    assert len(read([tmp_path]).sources) == 2


def test_a_text_of_a_folder_that_breaks_its_promise_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "WhatsApp Chat with A.txt").write_bytes(b"no chat at all\n")
    (tmp_path / "log.txt").write_bytes(b"2024-01-02 10:00 - ERROR: x\n2024-01-02 10:01 - INFO: y\n")
    (tmp_path / "kantor.txt").write_bytes(CHAT)
    chat = read([tmp_path])
    assert [source.file for source in chat.sources] == ["kantor.txt"]
    assert told(chat) == [("not-a-chat", "WhatsApp Chat with A.txt"), ("not-a-chat", "log.txt")]
    (tmp_path / "kantor.txt").unlink()
    with pytest.raises(ExportError, match="not a WhatsApp export"):
        read([tmp_path])


SENDING = (
    b"13/01/2024, 08:02 - Budi: kantor.txt (file attached)\n13/01/2024, 08:03 - Sari: \xe2\x80\x8elain.txt\xc2\xa0(berkas terlampir)\n"
)


@pytest.mark.parametrize("name", ["WhatsApp Chat with Tim.txt", "tim.txt"])
def test_a_chat_that_was_sent_in_the_chat_beside_it_is_no_second_chat(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(CHAT + SENDING)
    for other in ("kantor.txt", "lain.txt", "rekan-kantor.txt"):
        (tmp_path / other).write_bytes(OTHER + other.encode())
    chat = read([tmp_path])
    assert {source.file for source in chat.sources} == {name, "rekan-kantor.txt"}
    assert told(chat) == [("sent-text", "kantor.txt"), ("sent-text", "lain.txt")]
    assert set(next(source for source in chat.sources if source.file == name).media) == {"kantor.txt", "lain.txt"}


def test_of_two_named_chats_in_one_archive_the_one_sent_in_the_other_is_a_document() -> None:
    sending = b"13/01/2024, 08:02 - Budi: WhatsApp Chat with B.txt (file attached)\n"
    chat = read_bytes(packed(("WhatsApp Chat with A.txt", CHAT + sending), ("WhatsApp Chat with B.txt", OTHER)), "a.zip")
    assert [source.file for source in chat.sources] == ["a.zip/WhatsApp Chat with A.txt"]
    assert chat.sources[0].media == {"WhatsApp Chat with B.txt": len(OTHER)}
    assert told(chat) == [("sent-text", "a.zip/WhatsApp Chat with B.txt")]


def test_two_chats_that_were_sent_in_each_other_are_both_read(tmp_path: Path) -> None:
    for name, other in (("a.txt", b"b.txt"), ("b.txt", b"a.txt")):
        (tmp_path / name).write_bytes(CHAT + b"13/01/2024, 08:02 - Budi: " + other + b" (file attached)\n")
    assert len(read([tmp_path]).sources) == 2


def test_files_named_one_by_one_are_read_whatever_they_name_each_other(tmp_path: Path) -> None:
    (tmp_path / "tim.txt").write_bytes(CHAT + SENDING)
    (tmp_path / "kantor.txt").write_bytes(OTHER)
    assert len(read([tmp_path / "tim.txt", tmp_path / "kantor.txt"]).sources) == 2


def test_a_text_beside_the_chat_of_an_archive_that_looks_like_a_chat_is_told_unless_the_chat_names_it() -> None:
    members = (("_chat.txt", CHAT + SENDING), ("kantor.txt", OTHER), ("kawan.txt", OTHER), ("catatan.txt", b"beras\n"))
    chat = read_bytes(packed(*members), "a.zip")
    assert [source.file for source in chat.sources] == ["a.zip/_chat.txt"]
    assert told(chat) == [("text-beside-chat", "a.zip/kawan.txt")]


def test_many_chats_of_unknown_names_in_an_archive_of_texts_are_all_read() -> None:
    chat = read_bytes(packed(("2024/kantor.txt", CHAT), ("2024/gudang.txt", OTHER), ("baca.txt", b"dua obrolan\n")), "a.zip")
    assert {source.file for source in chat.sources} == {"a.zip/2024/kantor.txt", "a.zip/2024/gudang.txt"}
    assert told(chat) == [("not-a-chat", "a.zip/baca.txt")]


def test_a_folder_of_archives_without_a_chat_says_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "foto.zip").write_bytes(packed(("a.jpg", b"1")))
    with pytest.raises(ExportError, match=r"nothing in the folder is a chat: foto\.zip: the archive holds no text"):
        blobs(tmp_path)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for phone, data in (("ponsel-a", CHAT), ("ponsel-b", OTHER)):
        (tmp_path / phone).mkdir()
        (tmp_path / phone / "WhatsApp Chat with Tim.txt").write_bytes(data)
        (tmp_path / phone / f"{phone}.zip").write_bytes(packed(("x.txt", data)))
    found = gathered(tmp_path / phone / "WhatsApp Chat with Tim.txt" for phone in ("ponsel-a", "ponsel-b"))
    assert [blob.name for blob in found] == ["ponsel-a/WhatsApp Chat with Tim.txt", "ponsel-b/WhatsApp Chat with Tim.txt"]
    assert [blob.name for blob in gathered(tmp_path / phone / f"{phone}.zip" for phone in ("ponsel-a", "ponsel-b"))] == [
        "ponsel-a.zip/x.txt",
        "ponsel-b.zip/x.txt",
    ]


def test_as_many_folders_are_named_as_it_takes(tmp_path: Path) -> None:
    for above, data in (("a/ponsel", CHAT), ("b/ponsel", OTHER)):
        (tmp_path / above).mkdir(parents=True)
        (tmp_path / above / "_chat.txt").write_bytes(data)
    paths = [tmp_path / above / "ponsel" / "_chat.txt" for above in ("a", "b")]
    assert [blob.name for blob in gathered(paths)] == ["a/ponsel/_chat.txt", "b/ponsel/_chat.txt"]
    same = paths[0].parent / "." / ".." / "ponsel" / "_chat.txt"
    assert [blob.name for blob in gathered([paths[0], same])] == ["_chat.txt", "_chat.txt"]
    assert gathered([]) == []


def test_a_case_in_a_folder_is_not_read_as_an_export(tmp_path: Path) -> None:
    (tmp_path / "_chat.txt").write_bytes(CHAT)
    (tmp_path / "x.case").mkdir()
    for name in ("run.json", "ingest.json", "audit.jsonl", "_chat.txt"):
        (tmp_path / "x.case" / name).write_bytes(OTHER)
    assert [blob.name for blob in blobs(tmp_path)] == ["_chat.txt"]


def test_a_file_in_a_folder_that_may_not_be_read_is_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_chat.txt").write_bytes(CHAT)
    plain = os.open

    def refused(path: str, *rest: int) -> int:
        if str(path).endswith("_chat.txt"):
            raise PermissionError(13, "Permission denied", path)
        return plain(path, *rest)

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(ExportError, match=r"_chat\.txt: cannot be read") as told:
        blobs(tmp_path)
    assert "\n" not in str(told.value)


def test_standard_input_may_be_an_archive_or_utf_16(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (packed(("_chat.txt", CHAT)), CHAT.decode().encode("utf-16"), packed(("_chat.txt", CHAT.decode().encode("utf-16")))):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        assert read(["-"]).messages["sender"].tolist() == ["Sari", "Budi"]


def test_a_text_cut_at_its_start_or_end_is_read_as_far_as_it_goes() -> None:
    (blob,) = from_bytes(packed(("_chat.txt", CHAT[7:-2])), "a.zip")
    chat = read_bytes(packed(("_chat.txt", CHAT[7:-2])), "a.zip")
    assert blob.size == len(CHAT) - 9
    assert chat.messages["text"].tolist() == ["ha"]
    assert chat.coverage["became"].tolist() == ["skipped", "message"]
