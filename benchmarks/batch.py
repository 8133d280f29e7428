"""``wag batch`` as a user runs it: many small exports with one job and with two, again with nothing new, and reading the store.

Run: python benchmarks/batch.py [exports] [messages] [cluster]

With ``cluster`` the same exports are read by a Dask cluster of two processes on this machine as well (the extra ``dask``).
"""

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

WRITERS = ("Budi", "Sari", "Tono", "Rina", "Dewi", "Joko")
WORDS = ("halo", "siap pak", "rapat jam 3 @Budi", "tolong dicek ya", "terima kasih", "besok saja")
_CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


def write_exports(folder: Path, count: int, messages: int) -> None:
    """Write invented exports."""
    dice = Random(7)  # noqa: S311 - nothing secret
    folder.mkdir()
    for number in range(count):
        at = datetime(2024, 1, 13) + timedelta(days=number)  # noqa: DTZ001 - a phone's wall clock
        with (folder / f"WhatsApp Chat with Grup {number:05d}.txt").open("w", encoding="utf-8") as file:
            for turn in range(messages):
                at += timedelta(minutes=dice.randint(0, 3))
                file.write(f"{at:%d/%m/%Y, %H:%M} - {dice.choice(WRITERS)}: {dice.choice(WORDS)} {number} {turn}\n")


def ran(*words: str) -> tuple[float, float, float]:
    """Run a command; return wall seconds, CPU seconds of it and its workers, and the largest memory of any of them in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = perf_counter()
    subprocess.run([sys.executable, "-m", "wag_analyzer", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return perf_counter() - started, cpu, after.ru_maxrss / 1024


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Give the address of a cluster on this machine."""
    with subprocess.Popen([sys.executable, "-c", _CLUSTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None  # noqa: S101 - for the type checker
        try:
            yield running.stdout.readline().decode().strip()
        finally:
            running.communicate(b"")


def main() -> None:
    """Print the table."""
    count, messages = (int(word) for word in (*sys.argv[1:3], "200", "1000")[:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 1000)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    print(f"{count} exports of {messages} messages")
    print(f"{'run':<28}{'wall s':>9}{'CPU s':>9}{'MB of one process':>19}")

    def row(name: str, *words: str) -> float:
        wall, cpu, memory = ran(*words)
        print(f"{name:<28}{wall:>9.1f}{cpu:>9.1f}{memory:>19.0f}", flush=True)
        return wall

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        write_exports(folder, count, messages)
        one = row("one job", "batch", str(folder), "-o", f"{place}/one", "--jobs", "1")
        two = row("two jobs", "batch", str(folder), "-o", f"{place}/two", "--jobs", "2")
        row("again, nothing new", "batch", str(folder), "-o", f"{place}/two", "--jobs", "2")
        row("messages alone, two jobs", "batch", str(folder), "-o", f"{place}/three", "--jobs", "2", "--only", "messages")
        row("messages of the store", "messages", f"{place}/two", "--format", "parquet", "-o", f"{place}/all.parquet")
        print(f"two jobs are {one / two:.2f} times as fast as one")
        if "cluster" in sys.argv[3:]:
            with cluster() as address:
                dask = row("Dask, two workers", "batch", str(folder), "-o", f"{place}/four", "--scheduler", address)
            print(f"Dask takes {dask / two:.2f} times as long as processes")


if __name__ == "__main__":
    main()
