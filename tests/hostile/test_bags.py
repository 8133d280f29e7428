"""A bag that somebody else hands over is checked to the last byte, and nothing in it is believed before."""

import io
import os
import shutil
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from wag_analyzer.__main__ import _run

LINES = "".join(f"13/01/2024, 08:{turn:02} - {('Sari', 'Budi', 'Tono')[turn % 3]}: halo teman {turn}\n" for turn in range(30))
NO_HASH = "0" * 64
DECLARED = ("x/bagit.txt", b"BagIt-Version: 1.0\n")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bag in a folder."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "c.txt").write_text(LINES, encoding="utf-8")
    assert _run(["audit", str(folder / "c.txt"), "-o", str(folder / "case"), "--bootstrap", "1", "-q"]) == 0
    assert _run(["bundle", str(folder / "case"), "-o", str(folder / "bag"), "-q"]) == 0
    return folder / "bag"


@pytest.fixture
def bag(made: Path, tmp_path: Path) -> Path:
    (tmp_path / "mine.txt").write_text("mine\n", encoding="utf-8")
    return Path(shutil.copytree(made, tmp_path / "bag"))


def told(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what verifying tells, which must be that the bag is not sound."""
    capsys.readouterr()
    code = _run(["verify", str(path)])
    err = capsys.readouterr().err
    assert code in {3, 5}
    assert err.startswith("wag: ")
    assert "unforeseen" not in err
    assert not {"\x1b", "\x9b", "\u202e"} & set(err)
    return err


def packed(members: list[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(content, "w", how) as archive:
        warnings.simplefilter("ignore")
        for name, body in members:
            archive.writestr(name, body)
    return content.getvalue()


@pytest.mark.parametrize("name", ["../mine.txt", "MINE", "data/report.html", "data/a\0b", "data/\x1b[2J\u202e"])
def test_no_line_of_a_manifest_leads_out(name: str, bag: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (bag / "manifest-sha256.txt").open("a", encoding="utf-8") as file:
        file.write(f"{NO_HASH}  {name.replace('MINE', str(bag.parent / 'mine.txt'))}\n")
    told(bag, capsys)
    assert (bag.parent / "mine.txt").read_text(encoding="utf-8") == "mine\n"


def pipe(bag: Path) -> None:
    os.mkfifo(bag / "data" / "pipe")


def pipe_for_manifest(bag: Path) -> None:
    (bag / "manifest-sha256.txt").unlink()
    os.mkfifo(bag / "manifest-sha256.txt")


def link(bag: Path) -> None:
    (bag / "data" / "report.html").unlink()
    (bag / "data" / "report.html").symlink_to(bag.parent / "mine.txt")


def link_for_data(bag: Path) -> None:
    shutil.rmtree(bag / "data")
    (bag / "data").symlink_to(bag.parent)


def odd_log(bag: Path) -> None:
    with (bag / "data" / "audit.jsonl").open("ab") as file:
        file.write(b"\xff\x1b[2J\n[1]\n" + b"[" * 50_000 + b"\n")


@pytest.mark.parametrize("spoil", [pipe, pipe_for_manifest, link, link_for_data, odd_log])
def test_what_is_no_file_of_a_bag_is_told_and_not_waited_for(
    spoil: Callable[[Path], None], bag: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(bag)
    told(bag, capsys)


def test_a_bag_of_members_that_share_their_bytes_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = packed([DECLARED, ("x/data/a", b"0" * 100_000), ("x/data/b", b"")], zipfile.ZIP_STORED)
    end = whole.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", whole[end + 16 : end + 20])[0]
    entry = whole[start:end].index(b"x/data/a") - 46 + start
    one = whole[entry : entry + 46 + 8]
    listed = whole[start:end] + one.replace(b"x/data/a", b"x/data/c") * 30
    count = struct.pack("<HH", 33, 33)
    tail = whole[end : end + 8] + count + struct.pack("<II", len(listed), start) + whole[end + 20 :]
    (tmp_path / "bag.zip").write_bytes(whole[:start] + listed + tail)
    assert "is packed in a way that no bag is" in told(tmp_path / "bag.zip", capsys)


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bag_that_makes_very_much_of_very_little_is_refused(how: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bag.zip").write_bytes(packed([DECLARED, ("x/data/a", bytes(1 << 24))], how))
    assert "is packed in a way that no bag is" in told(tmp_path / "bag.zip", capsys)


def test_a_manifest_without_end_is_not_read_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bag.zip").write_bytes(packed([DECLARED, ("x/manifest-sha256.txt", b"\n" * (1 << 27))]))
    assert told(tmp_path / "bag.zip", capsys).count("\n") < 10


def test_very_many_members_of_one_name_are_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bag.zip").write_bytes(packed([DECLARED, *[("x/data/a", b"")] * 20_000]))
    assert told(tmp_path / "bag.zip", capsys).count("stands in it twice") == 1


@pytest.mark.parametrize("place", range(0, 100, 4))
def test_no_damage_to_a_packed_bag_is_a_fault(place: int, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [(f"x/{path.relative_to(made).as_posix()}", path.read_bytes()) for path in sorted(made.rglob("*")) if path.is_file()]
    whole = bytearray(packed(files))
    (tmp_path / "whole.zip").write_bytes(whole)
    assert _run(["verify", str(tmp_path / "whole.zip")]) == 0
    at = len(whole) * place // 100
    whole[at : at + 3] = bytes(byte ^ 0x5A for byte in whole[at : at + 3])
    (tmp_path / "bag.zip").write_bytes(whole)
    assert _run(["verify", str(tmp_path / "bag.zip")]) in {0, 3, 5}
    assert "unforeseen" not in capsys.readouterr().err
