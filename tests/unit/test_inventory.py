"""The files beside a chat: listed with size and SHA-256, matched to the messages that name them, never unpacked."""

import hashlib
import io
import sys
import tracemalloc
import zipfile
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from wag_analyzer import tables
from wag_analyzer.errors import ExportError
from wag_analyzer.parser import inventory as module
from wag_analyzer.parser.archive import opened
from wag_analyzer.parser.inventory import inventory
from wag_analyzer.parser.media_names import media_name
from wag_analyzer.parser.read import read, read_bytes

LINES = (
    "13/01/2024, 08:00 - Sari: halo",
    "13/01/2024, 08:01 - Budi: IMG-20240113-WA0001.jpg (file attached)",
    "13/01/2024, 08:02 - Budi: Laporan Peña.pdf (file attached)",
    "13/01/2024, 08:03 - Sari: IMG-20240113-WA0001.jpg (file attached)",
    "13/01/2024, 08:04 - Sari: VID-20240113-WA0002.mp4 (file attached)",
    "13/01/2024, 08:05 - Sari: <Media omitted>",
)
CHAT = ("\n".join(LINES) + "\n").encode()
NAME = "WhatsApp Chat with Tim.txt"
PHOTO = b"\xff\xd8 photo"
SHOWN = ["member", "kind", "size", "state", "line", "messages"]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return memory.getvalue()


def listed(path: Path, *, hashes: bool = True) -> pd.DataFrame:
    return tables.MEDIA.check(inventory(read([path]), [path], hashes=hashes))


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    plain = frame[list(columns)].astype(object)
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "WhatsApp Chat with Tim.zip"
    members = ((NAME, CHAT), ("Laporan Pen\u0303a.pdf", b"%PDF-1"), ("IMG-20240113-WA0001.jpg", PHOTO), ("catatan.txt", b"x"))
    path.write_bytes(packed(*members))
    return path


def test_every_member_stands_with_size_hash_and_the_message_that_names_it(archive: Path) -> None:
    frame = listed(archive)
    assert rows(frame, *SHOWN) == [
        ("Laporan Pen\u0303a.pdf", "document", 6, "named", 3, 1),
        ("IMG-20240113-WA0001.jpg", "image", 8, "named", 2, 2),
        ("catatan.txt", "document", 1, "unnamed", 0, 0),
        ("VID-20240113-WA0002.mp4", "video", 0, "missing", 5, 1),
    ]
    assert rows(frame, "sha256", "reason") == [
        (sha(b"%PDF-1"), None), (sha(PHOTO), None), (sha(b"x"), None), (None, "not in what was handed over"),
    ]  # fmt: skip
    assert frame["dated"].dt.strftime("%Y-%m-%d").fillna("").tolist() == ["", "2024-01-13", "", "2024-01-13"]
    assert set(frame["file_sha256"]) == {sha(archive.read_bytes())}
    chat = read([archive])
    assert frame["msg_id"].iloc[1] == chat.messages["msg_id"].iloc[1]


def test_without_hashes_nothing_is_read_again(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = read([archive])
    monkeypatch.setattr(module, "opened", None)
    frame = inventory(chat, [archive], hashes=False)
    assert rows(frame, "size", "state", "reason")[1] == (8, "named", "not asked for")
    assert inventory(chat).equals(frame)


def test_an_archive_from_standard_input_is_listed_without_hashes(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(archive.read_bytes())))
    frame = inventory(read(["-"]), ["-"])
    assert frame["reason"].tolist()[:3] == ["standard input can be read once only"] * 3
    assert frame["size"].tolist() == [6, 8, 1, 0]


def test_members_that_are_refused_are_listed_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    bomb, inner = b"\0" * 20_000_000, packed(("x", b"y"))
    raw = bytearray(packed((NAME, CHAT), ("IMG-20240113-WA0001.jpg", PHOTO), ("bom.bin", bomb), ("dalam.zip", inner)))
    at = raw.find(b"PK\x01\x02", raw.find(b"PK\x01\x02") + 1)
    raw[at + 8] |= 1  # the photo says it is encrypted
    path.write_bytes(raw)
    frame = listed(path)
    assert rows(frame.iloc[:3], "member", "kind", "size", "sha256", "reason") == [
        ("IMG-20240113-WA0001.jpg", "image", 8, None, "the archive is encrypted"),
        ("bom.bin", "other", 20_000_000, None, "would unpack to 20000000 bytes"),
        ("dalam.zip", "archive", len(inner), sha(inner), None),
    ]


def test_a_damaged_member_is_listed_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed((NAME, CHAT), ("a.jpg", PHOTO), method=zipfile.ZIP_STORED).replace(b" photo", b" phota"))
    assert rows(listed(path).iloc[:1], "sha256", "reason") == [(None, "damaged: Bad CRC-32 for file 'a.jpg'")]


def test_many_small_bombs_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed((NAME, CHAT), *((f"{turn}.bin", b"\0" * 1000) for turn in range(3))))
    monkeypatch.setattr(module, "BOMB_BYTES", 2000 + len(CHAT))
    monkeypatch.setattr(module, "BOMB_RATIO", 0)
    assert [reason is None for (reason,) in rows(listed(path).iloc[:3], "reason")] == [True, True, False]


def test_a_huge_member_is_hashed_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(NAME, CHAT)
        with archive.open("VID-20240113-WA0002.mp4", "w") as stream:
            for turn in range(64):
                stream.write(bytes([turn]) * (1 << 20))
    chat = read([path])
    tracemalloc.start()
    frame = inventory(chat, [path])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert frame["size"].iloc[0] == 64 << 20
    assert most < 8 << 20


def test_several_chats_in_one_archive_share_its_files_by_who_names_them(tmp_path: Path) -> None:
    other = b"13/01/2024, 08:00 - Tono: b.pdf (file attached)\n13/01/2024, 08:01 - Tono: ya\n13/01/2024, 08:02 - Tono: ok\n"
    path = tmp_path / "semua.zip"
    path.write_bytes(packed((NAME, CHAT), ("WhatsApp Chat with B.txt", other), ("b.pdf", b"1"), ("c.pdf", b"2")))
    frame = listed(path)
    assert rows(frame[frame["state"] == "named"], "file", "member") == [("semua.zip/WhatsApp Chat with B.txt", "b.pdf")]
    assert rows(frame[frame["state"] == "unnamed"], "member") == [("c.pdf",)]


def test_a_folder_gives_the_files_beside_each_chat(tmp_path: Path, archive: Path) -> None:
    folder = tmp_path / "ekspor"
    for name, data in (
        ("Tim A/_chat.txt", CHAT),
        ("Tim A/Media/IMG-20240113-WA0001.jpg", PHOTO),
        ("lain.pdf", b"3"),
        ("WhatsApp Chat with Tim.zip", archive.read_bytes().replace(b"PDF-1", b"PDF-1")),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "WhatsApp Chat with Tim.zip").write_bytes(packed(("_chat.txt", CHAT + b"13/01/2024, 09:00 - Sari: lagi\n"), ("z.jpg", PHOTO)))
    frame = listed(folder)
    assert rows(frame[frame["state"] != "missing"], "file", "member", "sha256", "state") == [
        ("Tim A/_chat.txt", "Tim A/Media/IMG-20240113-WA0001.jpg", sha(PHOTO), "named"),
        ("Tim A/_chat.txt", "lain.pdf", sha(b"3"), "unnamed"),
        ("WhatsApp Chat with Tim.zip/_chat.txt", "z.jpg", sha(PHOTO), "unnamed"),
    ]


def test_a_file_of_a_folder_that_may_not_be_read_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_chat.txt").write_bytes(CHAT)
    (tmp_path / "a.jpg").write_bytes(PHOTO)
    chat = read([tmp_path])

    def refused(name: str) -> Any:
        if name.endswith("a.jpg"):
            raise PermissionError(13, "Permission denied", name)
        return opened(name)

    monkeypatch.setattr(module, "opened", refused)
    assert rows(inventory(chat, [tmp_path]).iloc[:1], "member", "reason") == [("a.jpg", "cannot be read (Permission denied)")]


def test_a_text_alone_has_only_what_it_names_and_lacks(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(CHAT)
    (tmp_path / "IMG-20240113-WA0001.jpg").write_bytes(PHOTO)
    assert rows(listed(tmp_path / NAME), "member", "state") == [
        ("IMG-20240113-WA0001.jpg", "missing"), ("Laporan Peña.pdf", "missing"), ("VID-20240113-WA0002.mp4", "missing"),
    ]  # fmt: skip


def test_what_was_changed_or_taken_away_since_it_was_read_is_told(archive: Path) -> None:
    chat = read([archive])
    archive.write_bytes(packed((NAME, CHAT)))
    with pytest.raises(ExportError, match="was changed since it was read"):
        inventory(chat, [archive])
    archive.unlink()
    with pytest.raises(ExportError, match="cannot be read"):
        inventory(chat, [archive])


def test_a_chat_that_names_no_file_has_an_empty_list() -> None:
    chat = read_bytes(b"13/01/2024, 08:00 - Sari: halo\n13/01/2024, 08:01 - Budi: <Media omitted>\n")
    assert tables.MEDIA.check(inventory(chat)).empty


@pytest.mark.parametrize(
    ("name", "kind", "dated"),
    [
        ("PTT-20240113-WA0007.opus", "voice", datetime.fromisoformat("2024-01-13")),
        ("stk-20240113-wa0007.webp", "sticker", datetime.fromisoformat("2024-01-13")),
        ("a/b\\00000035-PHOTO-2024-01-13-08-05-09.jpg", "image", datetime.fromisoformat("2024-01-13T08:05:09")),
        ("00000036-GIF-2024-01-13-08-05-09.mp4", "gif", datetime.fromisoformat("2024-01-13T08:05:09")),
        ("2018-01-02-VIDEO-00000123.mp4", "video", datetime.fromisoformat("2018-01-02")),
        ("WhatsApp Image 2024-01-13 at 08.05.09.jpeg", "image", datetime.fromisoformat("2024-01-13T08:05:09")),
        ("WhatsApp Audio 2024-01-13 at 8.05.09 PM.ogg", "audio", datetime.fromisoformat("2024-01-13T20:05:09")),
        ("IMG-20241399-WA0001.jpg", "image", None),
        ("Budi.vcf", "contact", None),
        ("arsip.ZIP", "archive", None),
        ("00000037-Laporan.pdf", "document", None),
        ("tanpa-akhiran", "other", None),
        ("jpg", "other", None),
    ],
)
def test_a_name_tells_kind_and_date(name: str, kind: str, dated: datetime | None) -> None:
    assert media_name(name) == (kind, dated)
