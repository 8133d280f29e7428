"""The command that opens the app."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wag_analyzer.cli import cli
from wag_analyzer.errors import ExportError, SettingsError
from wag_analyzer.web import server


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Take the place of the server: what it would have served with."""
    seen: list[Any] = []

    class Quiet:
        def __init__(self, guard: Any) -> None:
            self.guard = guard

        def run(self, sockets: list[socket.socket]) -> None:
            seen.append((self.guard.app.state.room, sockets[0].getsockname()))

    monkeypatch.setattr(server, "_server", Quiet)
    monkeypatch.setattr("click.launch", seen.append)
    return seen


def run(*arguments: str) -> Any:
    return CliRunner().invoke(cli, ["serve", *arguments], catch_exceptions=True)


def test_it_listens_on_this_machine_and_prints_one_address_with_a_secret(ran: list[Any], tmp_path: Path) -> None:
    told = run("--no-browser", "-o", str(tmp_path / "cases"), "--max-upload", "5")
    room, (host, port) = ran[0]
    assert host == "127.0.0.1"
    assert told.stdout.startswith(f"http://127.0.0.1:{port}/start?token=")
    assert len(told.stdout.strip().partition("token=")[2]) >= 40
    assert (room.cap, room.desk.home) == (5 << 20, tmp_path / "cases")
    assert not (tmp_path / "cases").exists()


def test_the_browser_is_opened_unless_told_otherwise(ran: list[Any], tmp_path: Path) -> None:
    told = run("-o", str(tmp_path))
    assert ran[0] == told.stdout.strip()


def test_an_export_begins_a_case_and_a_case_is_opened(ran: list[Any], tmp_path: Path) -> None:
    export = tmp_path / "chat.txt"
    export.write_text("x")
    told = run("--no-browser", "-o", str(tmp_path / "cases"), "--lang", "id", str(export))
    assert "&case=" in told.stdout
    (planned,) = ran[0][0].desk.cases().values()
    assert ran[0][0].desk.load(planned).exports[0].path == str(export)
    assert ran[0][0].lang == "id"
    for name in ("run.json", "ingest.json"):
        (tmp_path / "old").mkdir(exist_ok=True)
        (tmp_path / "old" / name).write_text("{}")
    told = run("--no-browser", "-o", str(tmp_path / "cases"), str(tmp_path / "old"))
    assert list(ran[1][0].desk.cases().values()) == [tmp_path / "old"]


def test_an_export_that_is_not_there_is_told(ran: list[Any], tmp_path: Path) -> None:
    told = run("--no-browser", str(tmp_path / "none.txt"))
    assert isinstance(told.exception, ExportError)
    assert ran == []


def test_a_port_in_use_is_told_in_one_line(ran: list[Any]) -> None:
    with server.listening(0) as taken:
        told = run("--no-browser", "--port", str(taken.getsockname()[1]))
    assert isinstance(told.exception, SettingsError)
    assert "choose another --port" in str(told.exception)
    assert ran == []


def test_ctrl_c_ends_it_with_130_and_no_traceback(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "wag_analyzer", "serve", "--no-browser", "-o", str(tmp_path)],
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stdout.readline().startswith(b"http://127.0.0.1:")
    child.send_signal(signal.SIGINT)
    _, told = child.communicate(timeout=300)
    assert child.returncode == 130
    assert b"Traceback" not in told
    assert told.endswith(b"wag: interrupted; nothing half-written was left\n")
