"""The command line as a user meets it: what it prints where, and with which code it ends."""

import json
from pathlib import Path

import pytest

from wag_analyzer import analysis
from wag_analyzer.__main__ import _run
from wag_analyzer.analysis import analyze
from wag_analyzer.cli import COMMANDS

CHAT = """\
14/03/24 08.00 - Rina membuat grup "Gudang Timur"
14/03/24 08.01 - Rina menambahkan Budi, Sari dan Dewi
14/03/24 09.00 - Budi: pagi semua, stok kardus aman?
14/03/24 09.01 - Sari: aman Bud, baru datang kemarin
14/03/24 09.02 - Budi: makasih Sari
14/03/24 15.30 - Rina: @\u2068Sari\u2069 tolong kirim rekap
hari ini ya
14/03/24 15.40 - Sari: siap
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "Chat WhatsApp dengan Gudang Timur.txt"
    path.write_text(CHAT, encoding="utf-8")
    return path


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run([command, "-h"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: wag {command}")
    assert "--quiet" in shown


def test_messages_come_in_file_order_with_a_summary_that_adds_up(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["messages", str(export)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.rstrip("\n").split("\n")]
    assert [row["type"] for row in rows] == ["system"] * 2 + ["message"] * 5 + ["summary"]
    assert rows[1]["event"]["targets"] == ["Budi", "Sari", "Dewi"]
    assert rows[5]["mentions"] == ["Sari"]
    assert (rows[5]["line"], rows[5]["last_line"]) == (6, 7)
    total = rows[-1]
    assert total["lines_total"] == total["message_lines"] + total["continuation_lines"] + total["skipped_lines"] == 8


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_messages_can_be_written_to_a_file(export: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"m.{form}"
    assert _run(["messages", str(export), "--format", form, "-o", str(target)]) == 0
    assert b"rekap" in target.read_bytes() or form == "parquet"


def test_doctor_says_what_the_file_is_in_plain_words(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["doctor", str(export)]) == 0
    shown = capsys.readouterr().out
    assert "Gudang Timur" in shown
    assert "Every line was read" in shown
    assert "edited by anyone" in shown


def test_doctor_speaks_json_and_indonesian(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["--json", "doctor", str(export)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["people"], told["messages"]) == ("good", 3, 5)
    assert _run(["doctor", str(export), "--lang", "id"]) == 0
    assert "Semua baris terbaca" in capsys.readouterr().out


def test_lost_lines_give_code_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "c.txt"
    path.write_text("noise before\n" + CHAT, encoding="utf-8")
    assert _run(["messages", str(path), "-q"]) == 4
    assert _run(["messages", str(path), "-q", "--max-loss", "50"]) == 0
    assert capsys.readouterr().err == ""


def test_people_lists_silent_members_and_suggests_nothing_here(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["people", str(export), "--format", "csv"]) == 0
    assert "\nDewi," in capsys.readouterr().out
    assert _run(["people", str(export), "--suggest", "--format", "jsonl"]) == 0
    assert capsys.readouterr().out == ""


def test_replies_sum_to_one(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["replies", str(export)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.rstrip("\n").split("\n")]
    assert len(rows) == 5
    for row in rows:
        assert sum(candidate["p"] for candidate in row["candidates"]) + row["p_new"] == pytest.approx(1, abs=1e-3)


def test_replies_can_be_a_table(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["replies", str(export), "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("msg_id,line,candidate,candidate_line,p\n")


@pytest.mark.parametrize("form", ["text", "jsonl", "csv"])
def test_ties_and_network_and_invitations_in_every_form(export: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("ties", "network", "invitations"):
        assert _run([command, str(export), "--format", form]) == 0
        assert "Budi" in capsys.readouterr().out


def test_network_speaks_json(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["network", str(export), "--json"]) == 0
    assert all(json.loads(line) for line in capsys.readouterr().out.rstrip("\n").split("\n"))


def test_parquet_needs_a_file(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["ties", str(export), "--format", "parquet"]) == 2
    assert "-o FILE" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["text", "jsonl", "csv", "sarif"])
def test_detect_finds_nothing_in_a_quiet_chat_and_says_so(export: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["detect", str(export), "--format", form, "--fail-on", "low"]) == 0
    shown = capsys.readouterr().out
    assert shown if form in {"text", "csv", "sarif"} else shown == ""


def test_strengths_are_detected_when_asked_for_only(capsys: pytest.CaptureFixture[str]) -> None:
    sample = str(Path(__file__).parents[2] / "sample_exports" / "android" / "id-kantor-gudang.txt")
    found = {}
    for wanted in ([], ["--strengths"], ["--select", "WAG6"]):
        assert _run(["detect", sample, "--format", "jsonl", *wanted]) == 0
        found[" ".join(wanted)] = {json.loads(line)["code"] for line in capsys.readouterr().out.rstrip("\n").split("\n")}
    assert found[""]
    assert not [code for code in found[""] if code.startswith("WAG6")]
    assert found["--strengths"] == found[""] | found["--select WAG6"]
    assert {code[:4] for code in found["--select WAG6"]} == {"WAG6"}


@pytest.mark.parametrize("form", ["text", "jsonl", "csv", "sarif"])
def test_signals_are_looked_for_without_what_only_strengths_rest_on_and_are_the_same(
    form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = str(Path(__file__).parents[2] / "sample_exports" / "android" / "id-kantor-gudang.txt")
    wanted = ["detect", sample, "--format", form]
    monkeypatch.delattr(analysis, "network")
    assert _run(wanted) == 0
    shown = capsys.readouterr().out
    monkeypatch.undo()
    monkeypatch.setattr(analysis, "examined", analyze)
    assert _run(wanted) == 0
    assert capsys.readouterr().out == shown


def test_rules_and_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["rules"]) == 0
    shown = capsys.readouterr().out
    assert "WAG301" in shown
    assert _run(["explain", "wag301"]) == 0
    assert "What else it could be" in capsys.readouterr().out
    assert _run(["explain", "WAG999"]) == 2
    assert "wag rules" in capsys.readouterr().err


def test_what_the_tool_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["locales", "--format", "csv"]) == 0
    assert "\nid,Indonesian," in capsys.readouterr().out
    assert _run(["schema"]) == 0
    assert "coverage" in capsys.readouterr().out
    assert _run(["schema", "ties"]) == 0
    assert "weight_lo" in capsys.readouterr().out
    assert _run(["schema", "nothing"]) == 2
    assert "use one of" in capsys.readouterr().err
    assert _run(["--seed", "7", "settings"]) == 0
    assert "7" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["messages", "none.txt"], 3, "none.txt"),
        (["messages"], 2, "Missing argument"),
        (["messages", "x", "--format", "xml"], 2, "--format"),
        (["nonsense"], 2, "No such command"),
        (["--config", "none.toml", "settings"], 2, "check --config"),
    ],
)
def test_bad_use_is_one_line_with_a_code(arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(arguments) == code
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert "Traceback" not in told


def test_bad_files_are_one_line_and_write_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = {
        "empty.txt": b"",
        "prose.txt": b"Dear all,\nno chat here.\n",
        "broken.zip": b"PK\x03\x04 nonsense",
        "picture.txt": b"\x89PNG\r\n\x1a\n",
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    for name in [*bad, "folder"]:
        assert _run(["audit", str(tmp_path / name), "-o", str(tmp_path / "case")]) == 3
        told = capsys.readouterr().err
        assert name in told
        assert told.count("\n") == 1
        assert not (tmp_path / "case").exists()


def test_an_unforeseen_fault_tells_where_but_not_what(
    export: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_args: object) -> None:
        raise KeyError("Budi secret")

    monkeypatch.setattr("wag_analyzer.parser.read.read", broken)
    assert _run(["messages", str(export)]) == 3
    told = capsys.readouterr().err
    assert "KeyError at test_cli.py" in told
    assert "secret" not in told
    monkeypatch.setenv("WAG_DEBUG", "1")
    with pytest.raises(KeyError):
        _run(["messages", str(export)])


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 0), (MemoryError(), 3), (OSError(28, "No space left"), 3)]
)
def test_the_machine_can_fail_too(error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, export: Path) -> None:
    def broken(*_args: object) -> None:
        raise error

    monkeypatch.setattr("wag_analyzer.parser.read.read", broken)
    assert _run(["messages", str(export)]) == code
