"""``wag batch``: what a user hears, exit codes, locks and interruptions."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import Executor
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import pytest

from tests.unit.batch_chats import chat_text, write_chats
from tests.unit.test_batch_run import Here
from wag_analyzer.__main__ import _run
from wag_analyzer.batch import cluster, pool
from wag_analyzer.batch.lock import locked
from wag_analyzer.batch.store import Store
from wag_analyzer.cli import batch_desk
from wag_analyzer.cli.options import Run
from wag_analyzer.errors import SettingsError
from wag_analyzer.web.shelf import shelved


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do the work in this process, and leave the signals of the test run alone."""
    monkeypatch.setattr(pool, "local_workers", lambda _: Here())
    monkeypatch.setattr(signal, "signal", lambda *_: None)


def _batch(folder: Path, *more: str) -> int:
    return _run(["batch", str(folder), "-o", str(folder.parent / "store"), "--only", "messages", *more])


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.strip().split("\n")]


def test_json_lines_come_in_the_order_of_the_names_and_a_summary_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_chats(tmp_path / "in")
    (folder / "A bad.txt").write_bytes(b"\x00\x01" * 99)
    assert _batch(folder, "--format", "jsonl") == 4
    told = _lines(capsys)
    assert [line["type"] for line in told] == ["export"] * 4 + ["summary"]
    assert [line["file"] for line in told[:-1]] == sorted(str(line["file"]) for line in told[:-1])
    assert [line["status"] for line in told[:-1]] == ["failed", "read", "read", "read"]
    assert (told[-1]["read"], told[-1]["failed"], told[-1]["messages"]) == (3, 1, 36)
    assert _batch(folder, "--format", "jsonl", "-q") == 4
    assert _lines(capsys)[-1]["known"] == 4


def test_exit_codes_tell_findings_failures_and_nothing_readable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_chats(tmp_path / "in", 1)
    assert _batch(folder) == 0
    assert "1 read" in capsys.readouterr().out
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "bad.txt").write_bytes(b"\x00\x01" * 99)
    assert _run(["batch", str(tmp_path / "bad"), "-o", str(tmp_path / "other")]) == 3
    (tmp_path / "none").mkdir()
    for missing in ("none", "missing"):
        assert _run(["batch", str(tmp_path / missing), "-o", str(tmp_path / "third")]) == 3
    assert _run(["batch", str(folder), "-o", str(folder)]) == 2
    lossy = "".join(f"{line}\n" for line in ["x"] * 50) + chat_text()
    (folder / "lossy.txt").write_text(lossy, encoding="utf-8")
    assert _batch(folder) == 4
    assert _batch(folder, "--max-loss", "100") == 0


def test_findings_at_a_level_are_an_exit_code() -> None:
    desk = batch_desk.Desk(Run(quiet=True), [], is_json=False, stops=False)
    desk._metas["a"] = {"findings": {"high": 0, "medium": 2, "low": 1}, "sources": [{}], "lines_lost": 0, "lines_total": 5}
    assert [desk.code(level, 0.5) for level in ("low", "medium", "high", None)] == [1, 1, 0, 0]


@pytest.mark.parametrize("wrong", [["--shard", "0/3"], ["--shard", "4/3"], ["--shard", "x"], ["--since", "soon"], ["--jobs", "0"]])
def test_wrong_values_are_wrong_use(tmp_path: Path, wrong: list[str]) -> None:
    assert _batch(write_chats(tmp_path / "in", 1), *wrong) == 2
    assert not (tmp_path / "store").exists()


def test_shards_fill_one_store_and_since_leaves_old_files_out(tmp_path: Path) -> None:
    folder = write_chats(tmp_path / "in", 6)
    os.utime(folder / "WhatsApp Chat with Grup 000.txt", (0, 0))
    for since in ("2d", "5h", "2024-01-01"):
        assert _batch(folder, "--since", since, "--dry-run") == 0
    for part in ("1/2", "2/2"):
        assert _batch(folder, "--shard", part, "--since", "2d") == 0
    assert len(Store.opened(tmp_path / "store").entries()) == 5


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _batch(write_chats(tmp_path / "in", 2), "--dry-run") == 0
    assert "2 new" in capsys.readouterr().out
    assert not (tmp_path / "store").exists()


def test_the_first_failure_may_be_the_end(tmp_path: Path) -> None:
    folder = write_chats(tmp_path / "in", 3)
    (folder / "A bad.txt").write_bytes(b"\x00\x01" * 99)
    assert _batch(folder, "--no-keep-going", "--jobs", "1") in {3, 4}
    assert len([entry for entry in Store.opened(tmp_path / "store").entries() if entry.is_read]) < 3
    assert _batch(folder) == 4
    assert len([entry for entry in Store.opened(tmp_path / "store").entries() if entry.is_read]) == 3


def test_other_settings_are_told_and_a_store_in_use_is_a_clean_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_chats(tmp_path / "in", 1)
    assert _batch(folder) == 0
    assert _batch(folder, "--session-gap", "5") == 0
    assert "--force reads it again" in capsys.readouterr().err
    with locked(tmp_path / "store"):
        assert _batch(folder) == 3
    assert "in use by another run" in capsys.readouterr().err


def test_an_interruption_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        (tmp_path / "store" / "exports" / ".ab.cd.part").mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(Here, "submit", interrupted)
    folder = write_chats(tmp_path / "in", 1)
    assert _batch(folder) == 130
    assert list((tmp_path / "store" / "exports").iterdir()) == []


def test_progress_is_a_line_now_and_then_or_a_bar_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(batch_desk, "_PAUSE", 0.0)
    desk = batch_desk.Desk(Run(), [], is_json=False, stops=False)
    with desk.shown():
        desk._moved(10, 1)
    assert "1/0 files" in capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with desk.shown():
        desk._moved(10, 0)
    with batch_desk.Desk(Run(quiet=True), [], is_json=False, stops=False).shown():
        pass


def test_a_cluster_that_is_not_there_is_wrong_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_chats(tmp_path / "in", 1)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert _batch(folder, "--scheduler", "tcp://127.0.0.1:1") == 2
    assert "wag-analyzer[dask]" in capsys.readouterr().err

    def silent(*_: object, **__: object) -> None:
        raise OSError(111, "refused")

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=silent))
    assert _batch(folder, "--scheduler", "tcp://127.0.0.1:1") == 2


def test_the_workers_of_a_cluster_are_used_and_a_cluster_without_any_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Client:
        def __init__(self, address: str, timeout: int) -> None:
            self.workers = {} if address.endswith("0") else {"a": 1, "b": 4}
            self.status = "closed" if address.endswith("2") else "running"
            assert timeout

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None: ...

        def nthreads(self) -> dict[str, int]:
            return self.workers

        def get_executor(self, *, pure: bool) -> Executor:
            assert not pure
            return Here()

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=Client))
    with pytest.raises(SettingsError, match="no workers"), cluster.cluster("tcp://x:0"):
        pass
    with cluster.cluster("tcp://x:1") as (_, count):
        assert count == 2
    assert _batch(write_chats(tmp_path / "in", 2), "--scheduler", "tcp://x:1") == 0
    assert len(Store.opened(tmp_path / "store").entries()) == 2
    with pytest.raises(SettingsError, match="the scheduler is gone; what was finished"), cluster.cluster("tcp://x:2") as (workers, _):
        workers()


def test_real_workers_read_and_a_killed_run_goes_on_to_the_same_store(tmp_path: Path) -> None:
    folder = write_chats(tmp_path / "in", 3)
    command = [sys.executable, "-m", "wag_analyzer", "batch", str(folder), "-q", "--only", "messages", "--jobs", "2", "-o"]
    done = subprocess.run([*command, str(tmp_path / "one")], check=False, capture_output=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, b"")
    with subprocess.Popen([*command, str(tmp_path / "two")], start_new_session=True, stdout=subprocess.DEVNULL) as running:
        while not (tmp_path / "two" / "store.json").exists():
            assert running.poll() is None
        os.killpg(running.pid, signal.SIGKILL)
    assert subprocess.run([*command, str(tmp_path / "two")], check=False, timeout=300, capture_output=True).returncode == 0
    one, two = (Store.opened(tmp_path / name) for name in ("one", "two"))
    assert [entry.sha256 for entry in one.entries()] == [entry.sha256 for entry in two.entries()]
    for entry in one.entries():
        for name in ("messages.parquet", "coverage.parquet"):
            assert (entry.path / name).read_bytes() == (two.exports / entry.sha256 / name).read_bytes()
    assert sorted(path.name for path in two.exports.iterdir()) == sorted(entry.sha256 for entry in one.entries())


def test_a_file_that_is_no_chat_is_no_part_of_what_a_store_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_chats(tmp_path / "in", count=1)
    (folder / "truth.json").write_text('{"people": []}', encoding="utf-8")
    store = tmp_path / "store"
    assert _batch(folder, "-q") == 0
    capsys.readouterr()
    assert [entry.meta["status"] for entry in Store.opened(store).entries() if entry.is_read] == ["read"]
    assert _run(["messages", str(store), "-q"]) == 0
    assert [json.loads(line)["type"] for line in capsys.readouterr().out.splitlines()] == ["message"] * 12 + ["summary"]
    assert len(list(shelved(store, "en"))) == 1
