"""What a store of many exports is made of: a folder of Parquet for each, or one SQLite file; append, resume, readers beside a writer, size.

Run: python benchmarks/batch_store.py [exports] [rows]
"""

import json
import os
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

import pyarrow as pa
import pyarrow.parquet as pq

from wag_analyzer.batch.store import Store


def rows(number: int, count: int) -> pa.Table:
    """Return the messages of one invented export."""
    words = [f"rapat besok jam {turn % 12} di ruang {number} ya, baris {turn}" for turn in range(count)]
    return pa.table(
        {
            "msg_id": [f"{number:08x}-{turn}" for turn in range(count)],
            "at": [1_700_000_000 + 37 * turn for turn in range(count)],
            "sender": [f"Orang {turn * 7 % 23}" for turn in range(count)],
            "text": words,
        }
    )


def digest(number: int) -> str:
    """Return a hash for an invented export."""
    return f"{number:064x}"


class Folders:
    """A folder of Parquet for each export: what ``wag batch`` writes."""

    def __init__(self, place: Path) -> None:
        self.store = Store.made(place / "folders")
        self.store.begin()

    def append(self, number: int, table: pa.Table) -> None:
        """Add one export so that it survives a power cut."""
        with self.store.staged(digest(number)) as folder:
            with (folder / "messages.parquet").open("wb") as file:
                pq.write_table(table, file, compression="zstd")
                file.flush()
                os.fsync(file.fileno())
            self.store.describe(folder, {"sha256": digest(number), "store_version": 1, "status": "read", "group": "", "from": None})

    def known(self) -> int:
        """Count the exports as a run does that goes on."""
        return len(self.store.entries())

    def scanned(self) -> int:
        """Read all messages."""
        return sum(pq.ParquetFile(entry.path / "messages.parquet").read().num_rows for entry in self.store.entries())

    def size(self) -> int:
        """Return the bytes on the disk."""
        return sum(path.stat().st_size for path in self.store.path.rglob("*") if path.is_file())


class Rows:
    """One SQLite file with all messages as rows, in WAL mode with synchronous=FULL; one transaction an export."""

    def __init__(self, place: Path) -> None:
        self.path = place / "store.sqlite"
        with closing(self._opened()) as base:
            base.execute("create table exports (sha256 text primary key, meta text)")
            base.execute("create table messages (sha256 text, msg_id text, at integer, sender text, text text)")
            base.commit()

    def _opened(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.path, timeout=60)
        base.execute("pragma journal_mode=wal")
        base.execute("pragma synchronous=full")
        return base

    def append(self, number: int, table: pa.Table) -> None:
        """Add one export so that it survives a power cut."""
        columns = [table.column(name).to_pylist() for name in table.column_names]
        with closing(self._opened()) as base, base:
            base.execute("insert into exports values (?, ?)", (digest(number), json.dumps({"status": "read"})))
            base.executemany("insert into messages values (?, ?, ?, ?, ?)", zip([digest(number)] * len(table), *columns, strict=True))

    def known(self) -> int:
        """Count the exports as a run does that goes on."""
        with closing(self._opened()) as base:
            return len(base.execute("select sha256, meta from exports").fetchall())

    def scanned(self) -> int:
        """Read all messages."""
        with closing(self._opened()) as base:
            return sum(1 for _ in base.execute("select * from messages order by sha256, rowid"))

    def size(self) -> int:
        """Return the bytes on the disk."""
        return sum(path.stat().st_size for path in self.path.parent.glob("store.sqlite*"))


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    started = perf_counter()
    work()
    return perf_counter() - started


def beside(kept: Folders | Rows, tables: Iterator[tuple[int, pa.Table]]) -> float:
    """Return the median seconds of an append while another thread reads everything again and again."""
    ends = threading.Event()

    def read() -> None:
        while not ends.is_set():
            kept.scanned()

    reader = threading.Thread(target=read)
    reader.start()
    took = [timed(lambda number=number, table=table: kept.append(number, table)) for number, table in tables]
    ends.set()
    reader.join()
    return median(took)


def main() -> None:
    """Print the table."""
    exports, count = (int(word) for word in (*sys.argv[1:3], "300", "1000")[:2])
    made = [(number, rows(number, count)) for number in range(exports + 20)]
    print(f"{exports} exports of {count} messages")
    print(f"{'store':<10}{'append ms':>11}{'resume ms':>11}{'scan s':>8}{'append beside a reader ms':>27}{'MB':>7}")
    for kind in (Folders, Rows):
        with tempfile.TemporaryDirectory() as place:
            kept = kind(Path(place))
            append = median(
                timed(lambda number=number, table=table, kept=kept: kept.append(number, table)) for number, table in made[:exports]
            )
            known, scan = timed(kept.known), timed(kept.scanned)
            busy = beside(kept, iter(made[exports:]))
            print(f"{kind.__name__:<10}{1e3 * append:>11.1f}{1e3 * known:>11.1f}{scan:>8.2f}{1e3 * busy:>27.1f}{kept.size() / 1e6:>7.1f}")


if __name__ == "__main__":
    main()
