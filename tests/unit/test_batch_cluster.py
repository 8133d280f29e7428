"""A real cluster on this machine: the same store as without one, also when workers are killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.batch_chats import write_chats
from wag_analyzer.batch.store import Store

pytest.importorskip("distributed")

_CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None, silence_logs=50) as cluster:
        pids = [nanny.pid for nanny in cluster.workers.values()]
        print(cluster.scheduler_address, *pids, flush=True)
        sys.stdin.read()
"""


def test_a_cluster_that_loses_a_worker_fills_the_same_store(tmp_path: Path) -> None:
    folder = write_chats(tmp_path / "in", 4)
    batch = [sys.executable, "-m", "wag_analyzer", "batch", str(folder), "-q", "--only", "messages"]
    script = tmp_path / "cluster.py"
    script.write_text(_CLUSTER, encoding="utf-8")
    here = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=here, cwd=tmp_path
    ) as cluster:
        try:
            assert cluster.stdout is not None
            address, *pids = cluster.stdout.readline().decode().split()
            with subprocess.Popen([*batch, "-o", str(tmp_path / "cluster"), "--scheduler", address], env=here) as running:
                while running.poll() is None and not list((tmp_path / "cluster").glob("store.json")):
                    time.sleep(0.05)
                os.kill(int(pids[0]), signal.SIGKILL)
                assert running.wait(300) == 0
        finally:
            cluster.communicate(b"")
    assert subprocess.run([*batch, "-o", str(tmp_path / "here")], check=False, timeout=300, capture_output=True).returncode == 0
    one, other = (Store.opened(tmp_path / name) for name in ("cluster", "here"))
    assert sorted(path.name for path in one.exports.iterdir()) == sorted(path.name for path in other.exports.iterdir())
    for entry in other.entries():
        for file in entry.path.glob("*.parquet"):
            assert file.read_bytes() == (one.exports / entry.sha256 / file.name).read_bytes()
    assert len(one.entries()) == 4
