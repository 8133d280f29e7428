import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from wag_analyzer.cli import cli
from wag_analyzer.cli.console import advance, notices, say
from wag_analyzer.cli.frames import json_rows, text_rows
from wag_analyzer.cli.options import Run
from wag_analyzer.errors import SettingsError
from wag_analyzer.parser.chat import Notice


def test_nothing_from_a_chat_acts_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say(Run(), "a\x1b[2Jb\u202e")
    assert capsys.readouterr().err == "a[U+001B][2Jb[U+202E]\n"


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    say(Run(quiet=True), "x")
    assert capsys.readouterr().err == ""


def test_many_notices_are_counted_unless_all_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    many = [Notice("WAG002", "w", "lines not understood", line=number, file="a.txt") for number in range(12)]
    notices(Run(), many)
    shown = capsys.readouterr().err
    assert "WAG002 a.txt, line 7: lines not understood" in shown
    assert "and 4 more notices" in shown
    notices(Run(verbose=True), [Notice("WAG001", "w", "both orders fit"), *many])
    shown = capsys.readouterr().err
    assert shown.startswith("WAG001 both orders fit\n")
    assert shown.count("\n") == 13


def test_a_bar_moves_on_a_terminal_and_elsewhere_each_stage_is_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for run in (Run(verbose=True), Run(quiet=True)):
        with advance(run, 2) as told:
            told("people")
            told("network")
    assert capsys.readouterr().err == "1/2 people\n2/2 network\n"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with advance(Run(color=False), 2) as told:
        told("people")
        told("network")
    assert "network" in capsys.readouterr().err


def test_short_work_is_silent_and_long_work_tells_what_was_held_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr("wag_analyzer.cli.console.monotonic", lambda: now[0])
    with advance(Run(), 3) as told:
        told("people")
        now[0] = 9.0
        told("ties")
        assert capsys.readouterr().err == ""
        now[0] = 10.0
        told("network")
    assert capsys.readouterr().err == "1/3 people\n2/3 ties\n3/3 network\n"


def test_a_table_for_people_is_aligned_and_cut() -> None:
    frame = pd.DataFrame(
        {
            "name": ["Sari", "B" * 60],
            "n": [1.23456, 12345.6],
            "yes": [True, False],
            "list": [["a", "b"], []],
            "gone": [None, pd.NaT],
            "k": [1, 2],
        }
    )
    lines = list(text_rows(frame))
    assert lines[1].split()[:4] == ["Sari", "1.23", "yes", "a,"]
    assert "…" in lines[2]
    assert "12346" in lines[2]
    assert len({line.index("yes") for line in lines[:1]}) == 1


def test_a_table_for_programs_has_no_nan() -> None:
    frame = pd.DataFrame({"at": pd.Series([pd.Timestamp("2024-12-31"), pd.NaT]), "x": [float("inf"), 1.0], "s": ["a", None]})
    assert list(json_rows(frame)) == ['{"at": "2024-12-31T00:00:00", "x": null, "s": "a"}', '{"at": null, "x": 1.0, "s": null}']


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_no_result_is_written_over_what_is_read(tmp_path: Path, form: str) -> None:
    export = tmp_path / "chat.txt"
    export.write_text("31/12/24, 09.00 - Sari: selamat pagi\n", encoding="utf-8")
    before = export.read_bytes()
    run = CliRunner().invoke(cli, ["messages", str(export), "--format", form, "-o", str(export)], standalone_mode=False)
    assert isinstance(run.exception, SettingsError)
    assert "is a file that is read" in str(run.exception)
    assert export.read_bytes() == before


def test_another_file_is_written(tmp_path: Path) -> None:
    export = tmp_path / "chat.txt"
    export.write_text("31/12/24, 09.00 - Sari: selamat pagi\n", encoding="utf-8")
    run = CliRunner().invoke(cli, ["messages", str(export), "-o", str(tmp_path / "out.jsonl")], standalone_mode=False)
    assert run.exception is None
    assert "selamat pagi" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_a_table_of_differences_says_aloud_that_two_chats_are_foreign(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, words in (("a", "selamat pagi"), ("b", "buenos dias")):
        lines = "".join(f"31/12/24, 09.{minute:02} - Sari {name}: {words} nomor {minute}\n" for minute in range(30))
        (tmp_path / f"WhatsApp Chat with {name}.txt").write_text(lines, encoding="utf-8")
    paths = sorted(map(str, tmp_path.iterdir()))
    cli.main(["compare", *paths, "--format", "csv"], standalone_mode=False)
    shown = capsys.readouterr()
    assert shown.out.count("\n") == 1
    assert "not two exports of one group" in shown.err


def test_a_table_may_be_wide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wide = ",".join(f"column{number}" for number in range(3000))
    (tmp_path / "wide.csv").write_text(f"at,sender,text,{wide}\n2024-01-01 10:00,Sari,halo{',x' * 3000}\n", encoding="utf-8")
    cli.main(["messages", str(tmp_path / "wide.csv")], standalone_mode=False)
    assert '"text": "halo"' in capsys.readouterr().out


def test_a_long_stage_is_heard_of_with_its_rate_and_the_time_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ticks = iter(float(second) for second in range(0, 4000, 11))
    monkeypatch.setattr("wag_analyzer.cli.console.monotonic", lambda: next(ticks))
    with advance(Run(), 1) as told:
        told("measures")
        for done in (1, 2, 3):
            told.step(done, 200)
    lines = capsys.readouterr().err.split("\n")
    assert lines[0] == "1/1 measures"
    assert "/s, " in lines[-2]
    assert lines[-2].endswith(" left")


def test_bars_show_steps_with_their_rate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with advance(Run(color=False), 2) as told:
        told("ties")
        told("measures")
        for done in range(1, 5):
            told.step(done, 4)
    shown = capsys.readouterr().err
    assert "measures" in shown
