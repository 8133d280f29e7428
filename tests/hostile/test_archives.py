"""Archives made to harm: whatever is inside, the answer is a chat or one clean error, and nothing is written anywhere."""

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from wag_analyzer.errors import ArchiveError, ExportError, WagError
from wag_analyzer.parser.read import read, read_bytes

LINE = "13/01/2024, 08:00 - Sari: selamat pagi semua\n"
CHAT = "_chat.txt"


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def test_a_flat_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed((CHAT, b"\0" * (64 << 20)))
    assert len(bomb) < 100_000
    with pytest.raises(ArchiveError):
        read_bytes(bomb, "c.zip")


def test_a_size_that_lies_is_counted_while_it_is_read() -> None:
    content = (LINE * 400_000).encode()
    data = bytearray(packed((CHAT, content)))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(mark) + place
        data[at : at + 4] = struct.pack("<I", 1000)
    with pytest.raises(ArchiveError):
        read_bytes(bytes(data), "c.zip")


def test_an_archive_in_an_archive_is_never_opened() -> None:
    inner = packed((CHAT, LINE.encode() * 5))
    chat = read_bytes(packed((CHAT, LINE.encode()), ("more.zip", inner)), "c.zip")
    assert len(chat.messages) == 1
    with pytest.raises(ExportError):
        read_bytes(packed(("more.zip", inner)), "c.zip")


def test_members_that_lie_over_one_another_are_refused() -> None:
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = LINE.encode() * 50
    raw = body.compress(content) + body.flush()
    crc = zlib.crc32(content)
    out, central = bytearray(), bytearray()
    for name in (b"a.txt", b"b.txt"):
        central += (
            struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, crc, len(raw), len(content), len(name), 0, 0, 0, 0, 0, 0) + name
        )
    out += struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, crc, len(raw), len(content), 5, 0) + b"a.txt" + raw
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 2, 2, len(central), len(out), 0)
    with pytest.raises(ArchiveError):
        read_bytes(bytes(out + central + end), "c.zip")


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/etc/evil.txt", "..\\..\\evil.txt", "C:\\evil.txt", "a/../../evil.txt", "\x1b]52;c;evil\x07.txt"]
)
def test_no_name_of_a_member_leads_out(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    opened: list[str] = []
    real = os.open

    def watched(path: str, *args: int, **named: int) -> int:
        opened.append(str(path))
        return real(path, *args, **named)

    monkeypatch.setattr(os, "open", watched)
    (tmp_path / "c.zip").write_bytes(packed((CHAT, LINE.encode()), (name, b"evil")))
    chat = read([tmp_path / "c.zip"])
    assert len(chat.messages) == 1
    assert all("evil" not in path for path in opened)
    assert [path.name for path in tmp_path.iterdir()] == ["c.zip"]
    assert not any("\x1b" in told for told in chat.sources[0].media)


def test_a_link_is_not_followed() -> None:
    entry = zipfile.ZipInfo(CHAT)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(WagError):
        read_bytes(out.getvalue(), "c.zip")


def encrypted(data: bytearray) -> None:
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + place] |= 1


def unknown(data: bytearray) -> None:
    for mark, place in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        data[data.index(mark) + place] = 97


def bad_sum(data: bytearray) -> None:
    at = data.index(b"PK\x01\x02") + 16
    data[at : at + 4] = b"\1\2\3\4"


def cut(data: bytearray) -> None:
    del data[len(data) // 2 :]


def nameless(data: bytearray) -> None:
    at = data.index(b"PK\x01\x02") + 28
    data[at : at + 2] = b"\0\0"


@pytest.mark.parametrize("damage", [encrypted, unknown, bad_sum, cut, nameless])
def test_a_damaged_or_locked_archive_is_one_clean_error(damage: Callable[[bytearray], None]) -> None:
    data = bytearray(packed((CHAT, LINE.encode() * 200)))
    damage(data)
    with pytest.raises(WagError) as told:
        read_bytes(bytes(data), "c.zip")
    assert "\n" not in str(told.value)
    assert "selamat" not in str(told.value)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_texts_of_one_name_are_refused_and_two_chats_are_both_read() -> None:
    with pytest.raises(ArchiveError, match="same name"):
        read_bytes(packed((CHAT, LINE.encode()), (CHAT, LINE.encode() * 2)), "c.zip")
    other = LINE.replace("Sari", "Budi").encode()
    chat = read_bytes(packed(("WhatsApp Chat with A.txt", LINE.encode() * 3), ("WhatsApp Chat with B.txt", other * 3)), "c.zip")
    assert {"Sari", "Budi"} == set(chat.messages["sender"])


def test_resource_forks_of_a_mac_are_not_chats() -> None:
    chat = read_bytes(packed(("__MACOSX/._" + CHAT, LINE.encode() * 9), (CHAT, LINE.encode())), "c.zip")
    assert len(chat.messages) == 1


@pytest.mark.parametrize(
    "head", [b"%PDF-1.7\n", b"SQLite format 3\0", b"\x89PNG\r\n\x1a\n", b"\x1f\x8b\x08\0", b"Rar!\x1a\x07\0", b"\0" * 64]
)
def test_other_kinds_of_files_are_no_chats(head: bytes) -> None:
    with pytest.raises(ExportError):
        read_bytes(head + os.urandom(0) + bytes(range(256)) * 8, "c.txt")
