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
from wag_analyzer.parser.archive import blobs, from_bytes
from wag_analyzer.parser.read import read

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
    (tmp_path / "a.zip").write_bytes(packed(("x.txt", OTHER), ("y.txt", CHAT), ("z.txt", b"%PDF-1.7")))
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


def test_two_texts_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = packed(("_chat.txt", CHAT), ("_chat.txt", OTHER))
    with pytest.raises(ArchiveError, match="same name"):
        from_bytes(data, "a.zip")


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
    assert [blob.name for blob in blobs(tmp_path)] == ["A.zip/_chat.txt", "WhatsApp Chat with B.txt"]


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
