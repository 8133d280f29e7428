"""How the program ends: codes, streams, signals."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from wag_analyzer import __main__ as program

CHAT = "14/03/24 09.00 - Budi: pagi\n14/03/24 09.01 - Sari: pagi juga\n"


@pytest.fixture(autouse=True)
def _ends_by_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(code: int) -> NoReturn:
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(program, "_no_core_dumps", lambda: None)
    monkeypatch.setattr(program, "_interrupts", [])


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    monkeypatch.setattr(sys, "argv", ["wag", *arguments])
    before = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(SystemExit) as stop:
            program.main()
    finally:
        signal.signal(signal.SIGINT, before)
    return stop.value.code


def test_a_run_ends_with_the_code_of_its_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    assert ended(monkeypatch, "--version") == 0
    assert "wag-analyzer" in capsys.readouterr().out
    assert "" not in sys.path
    assert ended(monkeypatch, "nonsense") == 2


class Full(io.StringIO):
    """A stream on a full disk."""

    error: OSError = OSError(28, "No space left on device")

    def flush(self) -> None:
        raise self.error


def test_a_result_that_cannot_be_delivered_is_no_success(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    assert ended(monkeypatch, "--version") == 3
    assert "No space left" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Full()
    gone.error = BrokenPipeError(32, "Broken pipe")
    monkeypatch.setattr(sys, "stdout", gone)
    assert ended(monkeypatch, "--version") == 0


def test_nothing_can_be_told_when_the_error_stream_is_closed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Closed())
    assert ended(monkeypatch, "nonsense") == 2


def test_the_interrupt_key_is_told_apart() -> None:
    with pytest.raises(KeyboardInterrupt):
        program._interrupted(2, None)


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "wag_analyzer", *arguments]
    own = {key: value for key, value in os.environ.items() if key not in {"LANG", "LC_ALL", "PYTHONUTF8"}}
    return subprocess.run(command, input=stdin, capture_output=True, env={**own, **environment}, check=False)


def test_the_real_program_reads_standard_input_in_a_plain_locale() -> None:
    done = run("messages", "-", "-q", stdin="14/03/24 09.00 - Sari: héé 👋\n15/03/24 09.01 - Budi: ok\n".encode(), LC_ALL="C")
    assert done.returncode == 0
    assert "héé 👋" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_a_folder_with_a_pandas_of_its_own_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pandas.py").write_text("raise SystemExit('hijacked')", encoding="utf-8")
    (tmp_path / "chat.txt").write_text(CHAT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = run("messages", "chat.txt", "-q")
    assert b"hijacked" not in done.stderr
    assert done.returncode == 0


HEAVY = {"numpy", "pandas", "pyarrow", "scipy", "networkx", "jinja2", "starlette", "matplotlib", "rich", "yaml"}
"""Libraries that no help needs."""


def test_no_help_loads_a_heavy_library() -> None:
    code = f"""
import contextlib, io, sys
from wag_analyzer.__main__ import _run
from wag_analyzer.cli import COMMANDS
for name in ["", *COMMANDS]:
    with contextlib.redirect_stdout(io.StringIO()) as told:
        assert _run([name, "--help"] if name else ["--help"]) == 0
    assert "Usage:" in told.getvalue(), name
    loaded = {HEAVY!r} & set(sys.modules)
    assert not loaded, (name, loaded)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_help_of_the_program_reads_no_settings() -> None:
    code = "import sys; from wag_analyzer.__main__ import _run; _run(['--help']); print('wag_analyzer.settings' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("False\n")


def test_looking_for_findings_loads_no_scipy_stats() -> None:
    """Its modules take more time than a short chat and 50 MB in each process; what is asked of them SciPy's special functions give too."""
    code = "import sys, wag_analyzer.detectors, wag_analyzer.case.making; print('scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_an_error_that_an_interrupt_was_turned_into_is_an_interrupt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def struck(*_: object, **__: object) -> NoReturn:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("cannot release un-acquired lock") from None
        raise AssertionError("the signal was not taken")

    monkeypatch.setattr("wag_analyzer.cli.cli.main", struck)
    assert ended(monkeypatch, "doctor") == 130
    assert capsys.readouterr().err == "wag: interrupted; nothing half-written was left\n"


def test_an_interrupt_before_anything_is_loaded(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def loading(_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "_run", loading)
    assert ended(monkeypatch, "doctor") == 130
    assert capsys.readouterr().err == "wag: interrupted; nothing half-written was left\n"
