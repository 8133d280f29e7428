"""Erasing a person from a store, and checking that a store is as it was written."""

import contextlib
import gzip
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.batch.forget import people_in_store
from wag_analyzer.batch.keep import chat_of_store
from wag_analyzer.batch.ledger import last_noted, note
from wag_analyzer.batch.sound import problems_of_store
from wag_analyzer.batch.store import Store
from wag_analyzer.case.remains import still_there, texts_in
from wag_analyzer.errors import CaseError
from wag_analyzer.report.leaks import Secrets

LINES = {
    "Gudang": (
        "Xanthippe Brambulo: stok sudah kuhitung",
        "Zoltan Quirke: makasih bu Xanthippe",
        "+62 812-5550-1234: siap pak Zoltan",
        "Ayu: besok Xanthippe Brambulo libur",
        "Zoltan Quirke: mail saja ke xanthippe@example.org",
        "Ayu: oke siap",
    ),
    "Kantor": (
        "Mbeki Oyelaran: rapat jam 9",
        "Dewi Quirke: kata Xanthippe kemarin batal",
        "Mbeki Oyelaran: baik, terima kasih",
        "Dewi Quirke: sama-sama",
    ),
    "Kebun": ("Mbeki Oyelaran: sudah disiram", "Rosalind Ott: terima kasih banyak"),
}


def chat(group: str) -> str:
    head = f'13/01/2024, 07:59 - Zoltan Quirke created group "{group}"\n' if group == "Gudang" else ""
    said = LINES[group] * 2
    return head + "".join(f"13/01/2024, {8 + turn // 6:02}:{turn % 60:02} - {line}\n" for turn, line in enumerate(said))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stores")
    (folder / "in").mkdir()
    for group in LINES:
        (folder / "in" / f"WhatsApp Chat with {group}.txt").write_text(chat(group), encoding="utf-8")
    (folder / "in" / "WhatsApp Chat with Xanthippe Brambulo.txt").write_text("no chat at all\n", encoding="utf-8")
    (folder / "roster.csv").write_text("name,unit,level\nXanthippe Brambulo,Gudang,2\nAyu,Kantor,1\n", encoding="utf-8")
    done = _run(["batch", str(folder / "in"), "-o", str(folder / "store"), "--roster", str(folder / "roster.csv"), "--jobs", "1", "-q"])
    assert done == 4
    return folder


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Store:
    shutil.copytree(filled / "store", tmp_path / "store")
    return Store.opened(tmp_path / "store")


def told(store: Store) -> list[str]:
    return [str(problem) for problem in problems_of_store(store)]


def place(store: Store, group: str) -> Path:
    return next(entry.path for entry in store.entries() if entry.meta.get("group") == group)


def test_a_store_is_sound_after_a_run_and_after_one_with_nothing_new(store: Store, filled: Path) -> None:
    assert told(store) == []
    before = (store.path / "audit.jsonl").read_bytes()
    assert _run(["batch", str(filled / "in"), "-o", str(store.path), "--jobs", "1", "-q"]) == 4
    assert (store.path / "audit.jsonl").read_bytes() == before
    assert len(last_noted(store)) == 4


def cell(store: Store) -> None:
    frame = pd.read_parquet(place(store, "Kantor") / "messages.parquet")
    frame.to_parquet(place(store, "Kantor") / "messages.parquet")


def gone(store: Store) -> None:
    shutil.rmtree(place(store, "Kebun"))


def described(store: Store) -> None:
    path = place(store, "Kebun") / "meta.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Kebun", "Taman"), encoding="utf-8")


def added(store: Store) -> None:
    (place(store, "Kebun") / "more.parquet").write_bytes(b"")


def summed(store: Store) -> None:
    path = store.path / "summary.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Kebun", "Taman"), encoding="utf-8")


def unlogged(store: Store) -> None:
    path = store.path / "audit.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("batch", "bitch"), encoding="utf-8")
    note(store, "batch", {})
    path.write_text("".join(path.read_text(encoding="utf-8").split("\n", 1)[1:]), encoding="utf-8")


def logless(store: Store) -> None:
    (store.path / "audit.jsonl").unlink()


def junk(store: Store) -> None:
    (store.path / "audit.jsonl").write_text("[]\n", encoding="utf-8")


def stray(store: Store) -> None:
    (store.exports / "letter.txt").write_text("", encoding="utf-8")


def put_in(store: Store) -> None:
    entry = store.entry(place(store, "Kebun").name)
    assert entry is not None
    new = sha256(b"forged").hexdigest()
    with store.staged(new) as folder:
        shutil.copy(entry.path / "messages.parquet", folder)
        store.describe(folder, {**entry.meta, "sha256": new, "group": "Taman"})


def older(store: Store) -> None:
    path = place(store, "Kebun") / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    del meta["files"]
    path.write_text(json.dumps(meta), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (cell, "messages.parquet: is missing or was changed"),
        (gone, "is missing, though the log tells that it came in"),
        (described, "meta.json: is not described as the log tells"),
        (added, "more.parquet: is in no description"),
        (summed, "summary.csv: does not say what the exports say"),
        (unlogged, "the chain breaks"),
        (logless, "audit.jsonl: is missing or cannot be read"),
        (junk, "audit.jsonl: is no log of a store"),
        (stray, "letter.txt: is no whole export"),
        (put_in, "is not told by the log"),
        (older, "meta.json: holds no hashes of its files"),
        (lambda store: store.summary.unlink(), "summary.csv: is missing"),
    ],
)  # fmt: skip
def test_whatever_is_changed_in_a_store_is_told(change: Callable[[Store], None], words: str, store: Store) -> None:
    change(store)
    assert any(words in line for line in told(store)), told(store)


def test_verify_tells_of_a_store_on_one_line_each_with_code_5(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["verify", str(store.path)]) == 0
    assert "4 exports" in capsys.readouterr().out
    cell(store)
    assert _run(["verify", str(store.path)]) == 5
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1


def test_a_log_that_is_none_stops_the_next_note_in_one_line(store: Store) -> None:
    junk(store)
    with pytest.raises(CaseError, match="is no log of a store"):
        note(store, "batch")
    (store.path / "audit.jsonl").unlink()
    (store.path / "audit.jsonl").symlink_to(store.path / "store.json")
    with pytest.raises(CaseError, match="is no log of a store"):
        note(store, "batch")


@pytest.mark.parametrize("called", ["Xanthippe Brambulo", "+6281255501234"])
def test_a_person_is_erased_from_every_export_and_the_rest_stays(
    called: str, store: Store, filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.relative_to(store.path): path.read_bytes() for path in place(store, "Kebun").iterdir()}
    assert _run(["forget", str(store.path), called, "--reason", f"asked by {called}"]) == 0
    assert "looked through" in capsys.readouterr().out
    names = ["Xanthippe Brambulo"] if called.startswith("X") else ["+62 812-5550-1234"]
    assert still_there(store.path, Secrets.of(names))[1] == []
    assert told(store) == []
    assert {path.relative_to(store.path): path.read_bytes() for path in place(store, "Kebun").iterdir()} == before
    messages = chat_of_store(store.path).messages
    assert len(messages) == sum(len(lines) * 2 for lines in LINES.values())
    theirs = messages[messages["sender"].astype(str).str.startswith("erased ")]
    assert len(theirs) == 2
    assert set(theirs["kind"].astype(str)) == {"deleted"}
    assert (messages["sender"] == "Zoltan Quirke").sum() == 4
    last = json.loads((store.path / "audit.jsonl").read_text(encoding="utf-8").rstrip("\n").rsplit("\n", 1)[-1])
    assert (last["what"], last["messages"]) == ("forget", 2)
    assert names[0] not in last["reason"]
    assert _run(["batch", str(filled / "in"), "-o", str(store.path), "--jobs", "1", "--force", "-q"]) in {0, 4}
    assert still_there(place(store, "Gudang"), Secrets.of(names))[1] == []


def test_a_person_is_one_over_all_exports_of_a_store(store: Store) -> None:
    person_of, shown = people_in_store(store)
    assert person_of["Mbeki Oyelaran"] == "Mbeki Oyelaran"
    assert set(shown) >= {"Ayu", "Rosalind Ott"}


def test_a_short_name_is_gone_from_every_cell_of_its_groups(store: Store) -> None:
    assert _run(["forget", str(store.path), "Ayu", "--reason", "left", "-q"]) == 0
    assert still_there(place(store, "Gudang"), Secrets(), frozenset({"ayu"}))[1] == []


def test_who_is_in_no_export_cannot_be_forgotten(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["forget", str(store.path), "Nobody Atall", "--reason", "x", "-q"]) == 2
    assert "nobody" in capsys.readouterr().err


def test_what_lies_in_a_store_and_is_not_of_it_is_told(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(store.path / "mine.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notes.txt", "tentang Xanthippe " * 50)
    assert _run(["forget", str(store.path), "Xanthippe Brambulo", "--reason", "x", "-q"]) != 0
    assert "mine.zip" in capsys.readouterr().err


def wide(path: Path) -> None:
    path.write_bytes("\ufeffcatatan Xanthippe".encode("utf-16-le"))


def database(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute('CREATE TABLE "odd ""name" (words TEXT, more BLOB)')
        base.execute('INSERT INTO "odd ""name" VALUES (?, ?)', ("x" * 3000 + " Xanthippe " + "y" * 9000, b"\x00"))
    base.close()


def freed(path: Path) -> None:
    base = sqlite3.connect(path)
    base.execute("PRAGMA secure_delete = OFF")
    base.execute("CREATE TABLE kept (words TEXT)")
    base.execute("CREATE TABLE lost (words TEXT)")
    base.execute("INSERT INTO lost VALUES ('Xanthippe Brambulo')")
    base.commit()
    base.execute("DROP TABLE lost")
    base.commit()
    base.close()


def test_a_database_that_works_out_endless_rows_ends(tmp_path: Path) -> None:
    """A column that is worked out may ask for a gigabyte a row, a table of a few pages for a day of work."""
    with contextlib.closing(sqlite3.connect(tmp_path / "a.sqlite3")) as base:
        base.execute("CREATE TABLE long (n INTEGER, words TEXT AS (printf('%.900000000c', 'x')))")
        base.execute("CREATE TABLE slow (n INTEGER, words TEXT AS (length(hex(zeroblob(30000)) || n || hex(zeroblob(30000)) || n)))")
        base.executemany("INSERT INTO slow VALUES (?)", [(n,) for n in range(3000)])
        base.execute("INSERT INTO long VALUES (1)")
        base.commit()
    assert still_there(tmp_path, Secrets.of(["Rosalind"])) == (1, [])


def nested(path: Path) -> None:
    with zipfile.ZipFile(path.with_name("in.zip"), "w", zipfile.ZIP_DEFLATED) as inner:
        inner.writestr("Xanthippe.vcf", "")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as outer:
        outer.write(path.with_name("in.zip"))
    path.with_name("in.zip").unlink()


def mail(path: Path) -> None:
    path.write_text("Subject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nWGFudGhpcHBl\n", encoding="ascii")


def metadata(path: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415 - only here
    import pyarrow.parquet as pq  # noqa: PLC0415

    pq.write_table(pa.table({"a": [1]}).replace_schema_metadata({"by": "Xanthippe"}), path)


def coded(path: Path) -> None:
    """Write a mail whose subject is in code, as every name beyond ASCII is."""
    path.write_text("Subject: =?utf-8?b?WGFudGhpcHBlIEJyYW1idWxv?=\n\nhalo\n", encoding="ascii")


def torn(path: Path) -> None:
    """Write an archive whose first member is damaged."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.txt", "x" * 50)
        archive.writestr("b.txt", "eppihtnaX"[::-1], zipfile.ZIP_DEFLATED)
    content = bytearray(path.read_bytes())
    content[content.index(b"xxx")] ^= 1
    path.write_bytes(content)


def clipped(path: Path) -> None:
    path.write_bytes(gzip.compress(b"tentang Xanthippe " * 50)[:-4])


def logged(path: Path) -> None:
    """Write a database that keeps a log beside it."""
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("CREATE TABLE kept (words TEXT)")
    base.execute("INSERT INTO kept VALUES (?)", ("x" * 4000 + " Xanthippe " + "y" * 9000,))
    base.commit()
    base.close()


def timed(path: Path) -> None:
    """Write a table with a time that Python does not know."""
    pq.write_table(pa.table({"at": pa.array([2**60], pa.timestamp("ms")), "words": ["oleh Xanthippe"]}), path)


@pytest.mark.parametrize(
    ("name", "write"),
    [("g.EML", coded), ("h.zip", torn), ("i.gz", clipped), ("j.sqlite3", logged), ("k.parquet", timed), ("l.RSMF", mail)],
)
def test_a_name_is_found_in_what_is_damaged_or_odd(name: str, write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path / name)
    assert name in still_there(tmp_path, Secrets.of(["Xanthippe"]))[1]
    assert still_there(tmp_path, Secrets.of(["Rosalind"]))[1] == []


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.txt", wide), ("b.sqlite3", database), ("c.sqlite3", freed), ("d.zip", nested), ("e.rsmf", mail), ("f.parquet", metadata)],
)
def test_a_name_is_found_wherever_a_file_may_hold_it(name: str, write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path / name)
    assert still_there(tmp_path, Secrets.of(["Xanthippe"])) == (1, [name])
    assert still_there(tmp_path, Secrets.of(["Rosalind"])) == (1, [])


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\x1f\x8bbroken", b"PAR1broken", b"SQLite format 3\0broken"])
def test_a_file_that_cannot_be_opened_is_looked_through_as_it_lies(content: bytes) -> None:
    assert any("broken" in text for text in texts_in("x", content))


def test_words_are_found_in_columns_inside_columns_of_a_table() -> None:
    table = pa.table(
        {
            "struct": pa.array([{"who": "Budi", "said": [b"Sari"]}, None]),
            "map": pa.array([[("key", "Wati")], None], pa.map_(pa.string(), pa.string())),
            "dictionary": pa.array(["Rina", "Rina"]).dictionary_encode(),
            "pair": pa.array([["Tono"], None], pa.list_(pa.string(), 1)),
            "none": pa.nulls(2),
            "number": pa.array([1, 2]),
        }
    )
    content = io.BytesIO()
    pq.write_table(table, content, compression="zstd")
    found = "\n".join(text for text in texts_in("x.parquet", content.getvalue()) if "PAR1" not in text).split("\n")
    assert {"Budi", "Sari", "key", "Wati", "Rina", "Tono"} <= set(found)
