"""What a folder holds: content decides, links and our own folders are left alone."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.batch_chats import chat_text, write_chats
from wag_analyzer.batch.find import Shard, digest_of, found
from wag_analyzer.batch.store import Store
from wag_analyzer.errors import ExportError

ZIP = Path(__file__).parents[2] / "sample_exports" / "ios" / "en-media.zip"


def _names(folder: Path) -> list[str]:
    return [file.name for file in found(folder)]


def test_what_stands_in_a_file_decides_whatever_it_is_called(tmp_path: Path) -> None:
    for name in ("chat", "chat.txt.1", ".hidden.txt", "..txt", "CHAT.TXT"):
        (tmp_path / name).write_text(chat_text(), encoding="utf-8")
    for name in ("photo.jpg", "note", "._chat.txt"):
        (tmp_path / name).write_bytes(b"\xff\xd8\x00\x01" * 50)
    (tmp_path / "letter.docx").write_bytes(ZIP.read_bytes())
    (tmp_path / "export.zip").write_bytes(ZIP.read_bytes())
    (tmp_path / "package.json").write_text('["a"]', encoding="utf-8")
    assert _names(tmp_path) == ["..txt", ".hidden.txt", "CHAT.TXT", "chat", "chat.txt.1", "export.zip"]


def test_a_text_or_archive_that_is_broken_is_tried_so_that_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01" * 99)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04junk")
    assert [(file.name, file.is_sure) for file in found(tmp_path)] == [("bad.txt", True), ("cut.zip", True), ("empty.txt", True)]


def test_documents_that_were_sent_in_a_chat_are_passed_over(tmp_path: Path) -> None:
    write_chats(tmp_path / "one", 1)
    (tmp_path / "one" / "minutes.txt").write_text("agenda\nvenue\n", encoding="utf-8")
    (tmp_path / "minutes.txt").write_text("agenda\nvenue\n", encoding="utf-8")
    assert _names(tmp_path) == ["minutes.txt", "one/WhatsApp Chat with Grup 000.txt"]


def test_links_are_not_followed_and_our_own_folders_are_passed_over(tmp_path: Path) -> None:
    write_chats(tmp_path / "in", 1)
    write_chats(tmp_path / "outside", 1)
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "outside" / "WhatsApp Chat with Grup 000.txt")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    Store.made(tmp_path / "in" / "store").begin()
    for name in ("store", "case", ".git", "__MACOSX"):
        write_chats(tmp_path / "in" / name, 1)
    for name in ("run.json", "ingest.json", "audit.jsonl"):
        (tmp_path / "in" / "case" / name).write_text("{}")
    assert _names(tmp_path / "in") == ["WhatsApp Chat with Grup 000.txt"]


def test_shards_share_the_files_out_each_exactly_once(tmp_path: Path) -> None:
    write_chats(tmp_path, 20)
    parts = [[file.name for file in found(tmp_path, shard=Shard(number, 3))] for number in (1, 2, 3)]
    assert sorted(name for part in parts for name in part) == _names(tmp_path)
    assert all(parts)
    assert [Shard(2, 3).tag, Shard().tag] == ["2-of-3", ""]


def test_files_older_than_asked_for_are_not_looked_at(tmp_path: Path) -> None:
    write_chats(tmp_path, 2)
    os.utime(tmp_path / "WhatsApp Chat with Grup 000.txt", (0, 0))
    yesterday = datetime.now().astimezone() - timedelta(days=1)
    assert [file.name for file in found(tmp_path, yesterday)] == ["WhatsApp Chat with Grup 001.txt"]


def test_names_that_act_on_a_terminal_are_spelled_out(tmp_path: Path) -> None:
    (tmp_path / "esc\x1b[31m.txt").write_text(chat_text(), encoding="utf-8")
    (tmp_path / os.fsdecode(b"raw\xff.txt")).write_text(chat_text(), encoding="utf-8")
    assert all("\x1b" not in name and name.encode() for name in _names(tmp_path))
    assert all(file.path.exists() for file in found(tmp_path))


def test_a_folder_that_cannot_be_read_is_a_clean_error(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be read"):
        found(tmp_path / "missing")


def test_the_hash_of_a_file_is_that_of_its_bytes_and_a_link_has_none(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert digest_of(tmp_path / "a").startswith("ba7816bf")
    for name in ("b", ".", "missing"):
        with pytest.raises(OSError, match=r".*"):
            digest_of(tmp_path / name)
