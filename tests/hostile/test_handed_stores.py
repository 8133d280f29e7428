"""A store that somebody else filled or changed: nothing is read, written or removed outside its folder, and nothing in it is a fault."""

import os
import shutil
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wag_analyzer.__main__ import _run

LINES = "".join(f"13/01/2024, 08:{turn:02} - {('Sari', 'Budi', 'Tono')[turn % 3]}: halo @Budi {turn}\n" for turn in range(30))
SECRET = b"nobody else may read this\n"
COMMANDS: dict[str, tuple[str, ...]] = {
    "verify": ("verify", "STORE"),
    "messages": ("messages", "STORE", "--format", "csv"),
    "methods": ("methods", "STORE"),
    "show": ("show", "STORE", "F-0"),
    "bundle": ("bundle", "STORE", "-o", "OUT/bag.zip", "--key", "KEY"),
    "reveal": ("reveal", "STORE", "Sari", "--reason", "asked", "--key", "KEY"),
    "forget": ("forget", "STORE", "Sari", "--reason", "asked"),
    "batch": ("batch", "IN", "-o", "STORE", "--jobs", "1"),
}
DONE, REFUSED = {0, 4}, {2, 3, 5}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with exports of two groups and the store filled with them."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "in").mkdir()
    for group in "ab":
        (folder / "in" / f"WhatsApp Chat with {group}.txt").write_text(LINES.replace("halo", f"halo {group}"), encoding="utf-8")
    (folder / "key").write_bytes(b"k" * 32)
    (folder / "key").chmod(0o600)
    assert _run(["batch", str(folder / "in"), "-o", str(folder / "store"), "--jobs", "1", "-q"]) == 0
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made / "store", tmp_path / "store")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_bytes(SECRET)
    (outside / "meta.json").write_bytes(SECRET)
    return tmp_path / "store"


def place(store: Path, name: str) -> Path:
    """Return a place in a store; ``EXPORT`` is the folder of its first export."""
    (first, *_) = sorted((store / "exports").iterdir())
    return store / name.replace("EXPORT", f"exports/{first.name}")


def seen(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_mode, path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else b"")
        for path in folder.rglob("*")
    }


def tried(command: str, store: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command on a store and return its code and what it told, once all that must hold was looked at."""
    above = store.parent
    (above / "out").mkdir(exist_ok=True)
    before = seen(above / "outside")
    paths = {"STORE": store, "OUT": above / "out", "KEY": made / "key", "IN": made / "in"}
    words = list(COMMANDS[command])
    for name, path in paths.items():
        words = [word.replace(name, str(path)) for word in words]
    code = _run([*words, "-q"])
    told = capsys.readouterr()
    assert seen(above / "outside") == before
    assert sorted(path.name for path in above.iterdir()) == ["out", "outside", "store"]
    for folder in (above / "out", store):
        assert not [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and SECRET.strip() in path.read_bytes()]
    assert SECRET.decode().strip() not in told.out + told.err
    assert "unforeseen" not in told.err
    assert "Traceback" not in told.err
    assert not {"\x1b", "\x9b", "\u202e"} & set(told.err + told.out)
    assert code in DONE | REFUSED
    assert (code in DONE) or told.err.startswith("wag: ")
    return code, told.err


def taken(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def link(path: Path) -> None:
    is_folder = path.is_dir()
    taken(path)
    path.symlink_to(path.parents[len(path.parts) - path.parts.index("store") - 1] / "outside" / ("" if is_folder else "mine.txt"))


def pipe(path: Path) -> None:
    taken(path)
    os.mkfifo(path)


def channel(path: Path) -> None:
    taken(path)
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket has a hundred characters at most
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize("command", ["verify", "messages", "bundle", "forget", "batch"])
@pytest.mark.parametrize(
    "name", ["store.json", "audit.jsonl", "summary.csv", "store.lock", "exports", "EXPORT", "EXPORT/meta.json", "EXPORT/messages.parquet"]
)
def test_no_link_in_a_store_is_followed(name: str, command: str, store: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link(place(store, name))
    code, _ = tried(command, store, made, capsys)
    assert command != "verify" or name == "store.lock" or code == 5


@pytest.mark.parametrize("command", ["verify", "methods", "show", "reveal", "forget"])
@pytest.mark.parametrize("what", [(pipe, "audit.jsonl"), (channel, "audit.jsonl"), (pipe, "EXPORT/messages.parquet")], ids=["a", "b", "c"])
def test_no_pipe_and_no_socket_in_a_store_is_waited_for(
    what: tuple[Callable[[Path], None], str], command: str, store: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kind, name = what
    kind(place(store, name))
    assert tried(command, store, made, capsys)[0] == 5 or command != "verify"


@pytest.mark.parametrize("command", ["bundle", "forget", "batch", "verify"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[1]\n",
        b'{"what": "batch"}\n',
        b'{"exports": 3, "previous": 1, "what": 1}\n',
    ],
    ids=lambda one: repr(one[:12]),
)
def test_a_damaged_log_is_told_before_anything_is_changed(
    content: bytes, command: str, store: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (store / "audit.jsonl").write_bytes(content)
    before = {name: told for name, told in seen(store).items() if name.startswith("exports/")}
    code, _ = tried(command, store, made, capsys)
    assert code == 5 if command == "verify" else code in {0, 3}
    if code:
        assert {name: told for name, told in seen(store).items() if name.startswith("exports/")} == before


ODD: dict[str, Callable[[int], Any]] = {
    "numbers": lambda n: pa.array([1 << 62] * n),
    "gaps": pa.nulls,
    "structures": lambda n: pa.array([{"a": [1]}] * n),
    "bytes": lambda n: pa.array([b"\xff\xfe"] * n),
    "no numbers": lambda n: pa.array([float("nan")] * n),
    "far times": lambda n: pa.array([1 << 50] * n, pa.timestamp("ms")),
}


def with_column(path: Path, column: str, made: Callable[[int], Any]) -> None:
    table = pq.read_table(path)
    pq.write_table(table.set_column(table.schema.get_field_index(column), column, made(table.num_rows)), path)


@pytest.mark.parametrize("made_of", ODD)
@pytest.mark.parametrize("column", ["at", "kind", "msg_id", "text", "line", "mentions"])
def test_a_table_of_another_kind_is_told_and_no_fault(
    column: str, made_of: str, store: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_column(place(store, "EXPORT/messages.parquet"), column, ODD[made_of])
    for command in ("messages", "methods"):
        code, err = tried(command, store, made, capsys)
        assert code == 3 or (column, made_of) in {("text", "gaps"), ("line", "numbers")}
        assert err.count("\n") <= 1


def test_columns_of_one_name_or_fewer_columns_are_told(store: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = place(store, "EXPORT/messages.parquet")
    table = pq.read_table(path)
    for changed in (table.append_column("text", table["text"]), table.drop_columns("text")):
        pq.write_table(changed, path)
        assert tried("messages", store, made, capsys)[0] == 3


def test_a_table_that_makes_very_much_of_very_little_is_refused(store: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = place(store, "EXPORT/messages.parquet")
    table = pq.read_table(path).slice(0, 1)
    many = pa.array([0] * 3_000_000, pa.int32())
    pq.write_table(pa.table({name: pa.DictionaryArray.from_arrays(many, table[name].combine_chunks()) for name in table.column_names
                             if name in {"text", "raw", "msg_id"}}), path)  # fmt: skip
    assert path.stat().st_size < 100_000
    code, err = tried("messages", store, made, capsys)
    assert code == 3
    assert "ValueError" in err


@pytest.mark.parametrize("content", [b"\0" * 99, b"[" * 100_000, b"[1]\n", b'{"a": 1}\n', b"\xff\xfe"], ids=lambda one: repr(one[:9]))
@pytest.mark.parametrize("name", ["EXPORT/findings.jsonl", "summary.csv", "EXPORT/meta.json", "EXPORT/messages.parquet", "store.json"])
def test_damaged_files_of_a_store_are_told_and_no_fault(
    content: bytes, name: str, store: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place(store, name).write_bytes(content)
    for command in ("verify", "methods", "show"):
        code, err = tried(command, store, made, capsys)
        assert code == 5 or command != "verify"
        assert err.count("\n") <= 4
