"""A real cluster on this machine: the same store as without one, also when workers are killed while they read."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.unit.batch_chats import write_chats
from wag_analyzer.batch.sound import problems_of_store
from wag_analyzer.batch.store import Store

pytest.importorskip("distributed")

FILES, KILLS = 6, 3
HERE = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])}

_CLUSTER = """
import os, signal, sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as cluster:
        print(cluster.scheduler_address, flush=True)
        for line in sys.stdin:
            alive = [nanny.pid for nanny in cluster.workers.values() if nanny.pid]
            for pid in alive if line.strip() == "all" else alive[:1]:
                os.kill(pid, signal.SIGKILL)
            print(len(alive), flush=True)
"""


@contextmanager
def _cluster(place: Path) -> "Iterator[subprocess.Popen[str]]":
    script = place / "cluster.py"
    script.write_text(_CLUSTER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=HERE,
        cwd=place,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.communicate("")


def _said(cluster: "subprocess.Popen[str]", word: str = "") -> str:
    assert cluster.stdin is not None
    assert cluster.stdout is not None
    if word:
        cluster.stdin.write(f"{word}\n")
        cluster.stdin.flush()
    return cluster.stdout.readline().strip()


def _under_way(store: Path) -> set[str]:
    """Return what is being read just now: an export that is not whole yet."""
    return {path.name for path in (store / "exports").glob(".*.part")}


def _whole(store: Path) -> int:
    return sum(1 for _ in (store / "exports").glob("[0-9a-f]*"))


def _assert_same(one: Store, other: Store) -> None:
    assert {entry.meta["status"] for entry in one.entries()} == {"done"}
    assert sorted(path.name for path in one.exports.iterdir()) == sorted(path.name for path in other.exports.iterdir())
    for entry in other.entries():
        files = sorted(entry.meta["files"])
        assert "ties.parquet" in files
        assert one.entry(entry.sha256).meta["files"] == entry.meta["files"]  # type: ignore[union-attr]  # it is there, as counted
        assert [(one.exports / entry.sha256 / name).read_bytes() for name in files] == [(entry.path / name).read_bytes() for name in files]
    assert not list(problems_of_store(one))


def test_a_cluster_whose_workers_are_killed_while_they_read_fills_the_same_store(tmp_path: Path) -> None:
    folder = write_chats(tmp_path / "in", FILES, messages=40)
    batch = [sys.executable, "-m", "wag_analyzer", "batch", str(folder), "-q"]
    killed, seen = 0, set[str]()
    with _cluster(tmp_path) as cluster:
        address = _said(cluster)
        with subprocess.Popen(
            [*batch, "-o", str(tmp_path / "cluster"), "--scheduler", address], env=HERE, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
        ) as running:
            while running.poll() is None:
                new = _under_way(tmp_path / "cluster") - seen
                if new and killed < KILLS and _whole(tmp_path / "cluster") >= killed:  # a file is read, and each time another one
                    seen |= new
                    assert _said(cluster, "all" if killed == 1 else "one").isdigit()
                    killed += 1
                time.sleep(0.01)
            assert running.stderr is not None
            assert (running.returncode, running.stderr.read()) == (0, b"")
    assert killed
    assert subprocess.run([*batch, "-o", str(tmp_path / "here")], check=False, timeout=300, capture_output=True).returncode == 0
    one, other = (Store.opened(tmp_path / name) for name in ("cluster", "here"))
    assert len(one.entries()) == FILES
    _assert_same(one, other)
