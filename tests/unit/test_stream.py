"""Reading part by part, and the store that is written from it."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wag_analyzer import tables
from wag_analyzer.case import store as stores
from wag_analyzer.case.files import write_bytes
from wag_analyzer.case.store import HASHED, joined_ranges, write_store
from wag_analyzer.case.tables_in_files import ParquetRows, from_parquet
from wag_analyzer.errors import ArchiveError, CaseError, ExportError, LayoutError, WagError
from wag_analyzer.parser import stream as streams
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.provenance import hashed
from wag_analyzer.parser.read import read
from wag_analyzer.parser.stream import Stream, is_large
from wag_analyzer.settings import Settings

SAMPLES = Path(__file__).parents[2] / "sample_exports"
SHORT = sorted(path for path in SAMPLES.glob("*/*") if path.suffix in {".txt", ".zip"} and path.stat().st_size < 20_000)
LONG = SAMPLES / "ios" / "id-kantor-penerbit.txt"
LINE = "14/03/24 09.44 - Sari: selamat pagi\n"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "chat.txt"
    path.write_text(LINE * 400, encoding="utf-8")
    return path


def whole(stream: Stream) -> Chat:
    """Return the parts of a stream as one chat."""
    parts = list(stream)
    assert stream.source is not None
    frames = {name: pd.concat([getattr(part, name).astype(object) for part in parts]) for name in ("messages", "events")}
    ranges = list(joined_ranges(part.coverage for part in parts)) or [parts[0].coverage]
    coverage = pd.concat([frame.astype(object) for frame in ranges])
    return Chat(frames["messages"], frames["events"], coverage, stream.notices, (stream.source,))


def same(one: Chat, other: Chat) -> None:
    """Check that two chats hold the same rows, sources and notices."""
    for name in ("messages", "events", "coverage"):
        left, right = (getattr(chat, name).astype(object).reset_index(drop=True) for chat in (one, other))
        pd.testing.assert_frame_equal(left, right, obj=name)
    assert one.sources == other.sources
    assert one.notices == other.notices


@pytest.mark.parametrize("path", SHORT, ids=lambda path: path.name)
@pytest.mark.parametrize("block", [64, 999, 4 << 20])
def test_parts_of_any_size_hold_what_the_whole_holds(path: Path, block: int) -> None:
    same(whole(Stream(path, block=block)), read([path]))


@pytest.mark.parametrize("block", [4096, 1 << 16])
def test_parts_of_a_long_chat_hold_what_the_whole_holds(block: int) -> None:
    same(whole(Stream(LONG, block=block)), read([LONG]))


def test_a_message_that_is_longer_than_many_parts_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    many = "panjang\n" * 900
    path.write_text(f"{LINE}14/03/24 09.45 - Budi: {many}{LINE}14/03/24 09.46 - Budi: {'x' * 9000}", encoding="utf-8")
    same(whole(Stream(path, block=64)), read([path]))


@pytest.mark.parametrize("path", SHORT, ids=lambda path: path.name)
def test_a_store_holds_what_reading_gives(path: Path, tmp_path: Path) -> None:
    chat = read([path])
    source = write_store(path, tmp_path / "store", Settings())
    assert source == chat.sources[0]
    for name, table, frame in (
        ("messages", HASHED, hashed(chat.messages)), ("events", tables.EVENTS, chat.events), ("coverage", tables.COVERAGE, chat.coverage),
    ):  # fmt: skip
        stored = from_parquet(tmp_path / "store" / f"{name}.parquet", table)
        pd.testing.assert_frame_equal(stored.astype(object), frame.astype(object))
    told = json.loads((tmp_path / "store" / "source.json").read_text(encoding="utf-8"))
    assert told["rows"] == {"messages": len(chat.messages), "events": len(chat.events), "coverage": len(chat.coverage)}
    assert [note["code"] for note in told["notices"]] == [note.code for note in chat.notices]
    assert told["source"]["sha256"] == source.sha256


def test_a_store_is_the_same_bytes_every_time_and_takes_the_place_of_an_older_one(tmp_path: Path, export: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "deep" / "other"
    write_store(export, other, Settings())
    write_store(LONG, other, Settings())
    write_store(LONG, one, Settings())
    for name in ("messages.parquet", "events.parquet", "coverage.parquet", "source.json"):
        assert (one / name).read_bytes() == (other / name).read_bytes()
    assert len(list(one.iterdir())) == len(list(other.iterdir())) == 4


def test_how_rows_are_cut_into_frames_does_not_show_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wag_analyzer.case.tables_in_files._GROUP", 100)
    frame = hashed(read([LONG]).messages.iloc[:730])
    files = []
    for step in (1000, 99, 7):
        sink = io.BytesIO()
        with ParquetRows(sink, HASHED) as rows:
            for start in range(0, len(frame), step):
                rows.add(frame.iloc[start : start + step])
        assert rows.count == len(frame)
        files.append(sink.getvalue())
    assert files[0] == files[1] == files[2]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, export: Path) -> None:
    with pytest.raises(CaseError, match="other things"):
        write_store(export, tmp_path, Settings())
    with pytest.raises(CaseError, match="cannot be made"):
        write_store(export, export, Settings())
    assert [path.name for path in tmp_path.iterdir()] == ["chat.txt"]


def test_a_store_that_fails_leaves_what_was_there(tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_store(export, tmp_path / "old", Settings())
    before = {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()}

    def broken(_: object) -> pd.DataFrame:
        raise MemoryError

    monkeypatch.setattr(stores, "hashed", broken)
    for folder in ("old", "new"):
        with pytest.raises(MemoryError):
            write_store(LONG, tmp_path / folder, Settings())
    assert {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()} == before
    assert not (tmp_path / "new").exists()


def _ledger(*rows: tuple[int, int, str, str | None]) -> pd.DataFrame:
    names = ("line", "last_line", "became", "reason")
    return tables.COVERAGE.frame([{**dict(zip(names, row, strict=True)), "file": "a", "file_sha256": "b"} for row in rows])


def test_ranges_that_meet_are_one_when_they_became_the_same_for_the_same_reason() -> None:
    parts = [
        _ledger(), _ledger((1, 2, "message", None), (3, 3, "continuation", None)), _ledger((4, 9, "continuation", None)), _ledger(),
        _ledger((10, 10, "continuation", "x"), (11, 11, "message", None)), _ledger((12, 12, "message", None), (13, 13, "system", None)),
    ]  # fmt: skip
    found = pd.concat(joined_ranges(parts))
    assert list(zip(found["line"], found["last_line"], found["became"].astype(object), strict=True)) == [
        (1, 2, "message"), (3, 9, "continuation"), (10, 10, "continuation"), (11, 12, "message"), (13, 13, "system"),
    ]  # fmt: skip
    assert list(joined_ranges([])) == []


CHANGES: list[Callable[[Path], object]] = [
    lambda path: path.write_bytes(path.read_bytes().replace(b"pagi", b"sore")),
    lambda path: path.write_bytes(path.read_bytes() + LINE.encode()),
    lambda path: path.write_bytes(path.read_bytes()[:500]),
]


@pytest.mark.parametrize("change", CHANGES, ids=["edited", "grown", "cut"])
@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_file_that_changes_while_it_is_read_is_an_error(export: Path, change: Callable[[Path], object], after: int) -> None:
    stream = Stream(export, block=100)
    parts = iter(stream)
    for _ in range(after):
        next(parts)
    change(export)
    os.utime(export, ns=(1, 1))
    with pytest.raises(ExportError, match=r"chat\.txt: changed while it was read"):
        list(parts)
    assert stream.source is None


def test_another_file_in_its_place_is_an_error_before_and_does_no_harm_after_the_last_opening(export: Path) -> None:
    other = export.with_suffix(".new")
    early, late = Stream(export, block=100), Stream(export, block=100)
    parts = iter(late)
    found = [next(parts)]
    other.write_bytes(b"x")
    other.replace(export)
    with pytest.raises(ExportError, match="changed while it was read"):
        list(early)
    assert sum(len(part.messages) for part in [*found, *parts]) == 400


def test_a_change_that_leaves_size_and_time_as_they_were_is_seen_at_the_end(export: Path) -> None:
    stream = Stream(export, block=100)
    about = export.stat()
    with export.open("r+b") as file:
        file.seek(30)
        file.write(b"X")
    os.utime(export, ns=(about.st_atime_ns, about.st_mtime_ns))
    with pytest.raises(ExportError, match="changed while it was read"):
        list(stream)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("notes.txt", b"tulisan biasa\n" * 9),
        ("log.txt", b"14/03/24 09.44 - tanpa siapa pun\n" * 40),
        ("a.txt", b"\x89PNG 123"),
        ("a.zip", b"PK\x03\x04 nonsense"),
    ],
)
def test_what_is_no_chat_is_refused_with_the_same_words(name: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(WagError) as one:
        read([path])
    with pytest.raises(WagError) as other:
        Stream(path, block=64)
    assert (type(other.value), str(other.value)) == (type(one.value), str(one.value))


def test_silence_is_refused_before_anything_is_given(tmp_path: Path, export: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("14/03/24 09.44 - tanpa siapa pun\n" * 40, encoding="utf-8")
    with pytest.raises(LayoutError, match="dated lines without a sender"):
        Stream(path, block=64)
    assert sum(len(part.messages) for part in Stream(export, block=64)) == 400


def test_bytes_read_are_told_up_to_all_of_them(export: Path) -> None:
    told: list[tuple[int, int]] = []
    for _ in Stream(export, block=100, progress=lambda done, total: told.append((done, total))):
        pass
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (3 * export.stat().st_size, 3 * export.stat().st_size)


def _archive(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.txt", text)
    return path


def test_only_one_large_chat_is_large(tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_large(export)
    assert is_large(export, 10)
    monkeypatch.setattr(streams, "LARGE", 10)
    both = _archive(tmp_path / "both.zip", a=LINE, b=LINE)
    write_bytes(tmp_path / "table.json", b'[{"timestamp": "2024-03-14T09:44:00", "sender": "Sari", "text": "x"}]')
    assert is_large(export)
    assert is_large(str(_archive(tmp_path / "one.zip", _chat=LINE)))
    for path in ("-", tmp_path, tmp_path / "none.txt", both, tmp_path / "table.json"):
        assert not is_large(path)
    with pytest.raises(ArchiveError, match="several texts"):
        Stream(both)
    with pytest.raises(ExportError, match="cannot be read"):
        Stream(tmp_path / "none.txt")


def test_an_archive_that_breaks_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "one.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", LINE + "".join(f"{number} {number**7}\n" for number in range(2000)))
    data = bytearray(path.read_bytes())
    data[200:260] = np.zeros(60, np.uint8).tobytes()
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match="broken"):
        Stream(path)


def test_lines_that_only_look_like_headers_are_told_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    quoted = "14/03/24 09.45 - Budi: kutip:\n[10:15, 2/3/2024] Sari: pagi\n01/01/19 10.00 - Sari: lama\n01/01/19 10.01 - tanpa siapa pun\n"
    path.write_text(LINE * 300 + (quoted + LINE * 200) * 5, encoding="utf-8")
    chat = whole(Stream(path, block=256))
    same(chat, read([path]))
    assert "WAG003" in {note.code for note in chat.notices}
