"""``wag messages`` on an export that is read part by part."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.cli import writing
from wag_analyzer.parser import stream

EXPORT = Path(__file__).parents[2] / "sample_exports" / "android" / "id-kantor-gudang.txt"
IOS = EXPORT.parents[1] / "ios" / "en-media.zip"


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every export be large, and every part small."""
    monkeypatch.setattr(writing, "LARGE", 1)
    whole = stream.Stream
    monkeypatch.setattr(stream, "Stream", lambda path, settings, progress: whole(path, settings, 4096, progress))


def _in_memory(args: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    with monkeypatch.context() as patched:
        patched.setattr(writing, "LARGE", 1 << 40)
        return _run(args)


@pytest.mark.usefixtures("in_parts")
@pytest.mark.parametrize("zone", [[], ["--tz", "Asia/Jakarta"]], ids=["as-written", "shifted"])
@pytest.mark.parametrize("asked", [(export, form) for export in (EXPORT, IOS) for form in ("jsonl", "csv", "parquet")])
def test_a_large_export_gives_the_bytes_it_gives_in_memory(
    asked: tuple[Path, str], zone: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["messages", str(asked[0]), "--format", asked[1], *zone, "-o"]
    code = _in_memory([*args, str(tmp_path / "whole")], monkeypatch)
    told = capsys.readouterr().err
    assert _run([*args, str(tmp_path / "parts")]) == code == 0
    assert capsys.readouterr().err == told
    assert (tmp_path / "parts").read_bytes() == (tmp_path / "whole").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts", "whole"]


@pytest.mark.usefixtures("in_parts")
def test_the_summary_stands_last_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["messages", str(EXPORT)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.strip("\n").split("\n")]
    assert [line["type"] == "summary" for line in lines] == [*[False] * (len(lines) - 1), True]
    assert lines[-1]["lines_total"] == sum(lines[-1][name] for name in ("message_lines", "continuation_lines", "skipped_lines"))
    assert [line["line"] for line in lines[:-1]] == sorted(line["line"] for line in lines[:-1])


@pytest.mark.usefixtures("in_parts")
def test_too_many_lost_lines_are_an_exit_code_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "chat.txt"
    export.write_text("x\n" * 50 + "14/03/24 09.44 - Sari: pagi\n" * 9, encoding="utf-8")
    assert _run(["messages", str(export)]) == 4
    assert "50 lines before the first message" in capsys.readouterr().err
    assert _run(["messages", str(export), "--max-loss", "100"]) == 0


@pytest.mark.usefixtures("in_parts")
def test_an_export_without_a_line_is_said_to_be_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "chat.txt"
    export.write_bytes(b"\xef\xbb\xbf")
    assert _run(["messages", str(export)]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["lines_total"] == 0
    assert "chat.txt: is empty" in told.err


@pytest.mark.usefixtures("in_parts")
def test_what_is_wrong_is_told_before_anything_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out"
    assert _run(["messages", str(EXPORT), "--format", "parquet"]) == 2
    assert _run(["messages", str(EXPORT), "--tz", "Mars/Olympus", "-o", str(target)]) == 2
    assert _run(["messages", str(EXPORT), "-o", str(tmp_path / "none" / "out")]) == 3
    (tmp_path / "notes.txt").write_text("14/03/24 09.44 - tanpa siapa pun\n" * 40, encoding="utf-8")
    assert _run(["messages", str(tmp_path / "notes.txt"), "-o", str(target)]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert all(line.startswith("wag: ") for line in told.err.strip().split("\n"))
    assert not target.exists()


@pytest.mark.usefixtures("in_parts")
def test_chats_of_other_programs_and_several_exports_are_read_as_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "rows.csv"
    table.write_text("timestamp,sender,text\n2024-03-14T09:44:00,Sari,pagi\n", encoding="utf-8")
    assert not stream.is_large(table)
    assert not writing.is_streamed([str(EXPORT), str(IOS)])
    assert not writing.is_streamed(["-"])
    assert not writing.is_streamed([str(tmp_path)])
    assert _run(["messages", str(table)]) == 0
    assert json.loads(capsys.readouterr().out.split("\n")[0])["text"] == "pagi"


@pytest.mark.usefixtures("in_parts")
def test_a_bar_moves_with_the_bytes_on_a_terminal_unless_it_would_cross_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[tuple[bool, int]] = []

    class Bar:
        def __init__(self, run: object, steps: int) -> None:
            self.quiet, self.steps, self.told = bool(getattr(run, "quiet", False)), steps, 0

        def __enter__(self) -> object:
            def told(_stage: str) -> None:
                self.told += 1

            return told

        def __exit__(self, *_: object) -> None:
            moved.append((self.quiet, self.told))

    monkeypatch.setattr(writing, "advance", Bar)
    assert _run(["messages", str(EXPORT), "-o", str(tmp_path / "out")]) == 0
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert _run(["messages", str(EXPORT), "-o", str(tmp_path / "out")]) == 0
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert _run(["messages", str(EXPORT)]) == 0
    assert moved == [(True, 100), (False, 100), (True, 100)]


PROGRAM = "import sys; from wag_analyzer.cli import writing; writing.LARGE = 1; from wag_analyzer.__main__ import main; main()"


def _started(*args: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_reader_that_has_seen_enough_ends_it_quietly() -> None:
    with _started("messages", str(EXPORT)) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(300) == 0


def test_an_interruption_leaves_nothing_half_written(tmp_path: Path) -> None:
    export, target = tmp_path / "chat.txt", tmp_path / "out"
    export.write_bytes(EXPORT.read_bytes() * 30)
    with _started("messages", str(export), "-o", str(target)) as process:
        while process.poll() is None and not list(tmp_path.glob(".out.*")):
            pass
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=300)
    assert process.returncode == 130
    assert b"interrupted" in told
    assert [path.name for path in tmp_path.iterdir()] == ["chat.txt"]
