"""The machine around the work: nothing is sent, nothing is left behind, nothing beside an export is believed."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "wag_analyzer"
LINES = "".join(f"13/01/2024, 08:{turn:02} - {('Xanthippe Brambulo', 'Budi')[turn % 2]}: rahasia nomor {turn}\n" for turn in range(12))
WATCH = """
import json, os, sys
seen = []
def hook(event, args):
    if event.startswith("socket.") and event != "socket.__new__" or event == "urllib.Request":
        seen.append(["net", event])
    elif event == "open" and isinstance(args[0], (str, bytes)) and args[2] is not None and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        seen.append(["write", os.fsdecode(args[0])])
    elif event in {"subprocess.Popen", "os.system", "os.exec", "pickle.find_class"}:
        seen.append(["act", event])
sys.addaudithook(hook)
from wag_analyzer.__main__ import _run, _no_core_dumps
_no_core_dumps()
import resource
code = _run(sys.argv[2:])
json.dump({"code": code, "seen": seen, "core": resource.getrlimit(resource.RLIMIT_CORE)[0]}, open(sys.argv[1], "w"))
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "c.txt"
    path.write_text(LINES, encoding="utf-8")
    return path


def environment(tmp_path: Path) -> dict[str, str]:
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"}}
    return {**kept, "HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "tmp"), "PYTHONPATH": str(ROOT)}


def test_an_audit_sends_nothing_starts_nothing_and_writes_only_its_case(tmp_path: Path, export: Path) -> None:
    told, case = tmp_path / "told.json", tmp_path / "case"
    arguments = [str(told), "audit", str(export), "-o", str(case), "--bootstrap", "1", "-q"]
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, *arguments],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(told.read_text(encoding="utf-8"))
    assert found["code"] == 0
    assert found["core"] == 0
    assert [event for kind, event in found["seen"] if kind != "write"] == []
    elsewhere = {
        path for kind, path in found["seen"] if kind == "write" and not path.startswith((str(case), str(tmp_path / ".case"), "/dev/null"))
    }
    key = str(tmp_path / "home" / ".config" / "wag-analyzer" / "key")
    assert elsewhere <= {key, str(told)}
    assert list((tmp_path / "tmp").iterdir()) == []
    assert "rahasia" not in done.stderr
    assert export.read_text(encoding="utf-8") == LINES
    assert {stat.S_IMODE(path.stat().st_mode) for path in case.rglob("*") if path.is_file()} == {0o600}
    assert stat.S_IMODE(Path(key).stat().st_mode) == 0o600


def test_modules_and_settings_beside_an_export_are_not_believed(tmp_path: Path, export: Path) -> None:
    for name in ("json.py", "pandas.py", "click.py"):
        (export.parent / name).write_text("raise SystemExit('hijacked')\n", encoding="utf-8")
    (export.parent / "config.toml").write_text('tier = "names"\n', encoding="utf-8")
    command = [sys.executable, "-m", "wag_analyzer", "settings", "--json"]
    done = subprocess.run(command, cwd=export.parent, env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert "hijacked" not in done.stderr + done.stdout
    assert done.returncode == 0, done.stderr
    assert '"names"' not in done.stdout


@pytest.mark.parametrize("what", ["https://example.org/chat.txt", "file:///etc/passwd", "/dev/zero", "pipe", "loop", "none"])
def test_what_is_no_file_is_refused_at_once(what: str, tmp_path: Path) -> None:
    from wag_analyzer.__main__ import _run  # noqa: PLC0415 - the others run it as a program

    place = str(tmp_path / what) if what in {"pipe", "loop", "none"} else what
    if what == "pipe":
        os.mkfifo(place)
    if what == "loop":
        Path(place).symlink_to(place)
    assert _run(["messages", place, "-q"]) == 3


def test_an_error_says_no_word_of_the_chat(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from wag_analyzer.__main__ import _run  # noqa: PLC0415

    path = tmp_path / "c.txt"
    path.write_text(LINES, encoding="utf-8")

    def fails(*_args: object, **_named: object) -> None:
        raise ValueError("rahasia nomor 1 Xanthippe Brambulo")

    monkeypatch.setattr("wag_analyzer.parser.read.parsed", fails)
    assert _run(["messages", str(path), "-q"]) == 3
    err = capsys.readouterr().err
    assert "an unforeseen fault (ValueError at" in err
    assert not re.search("rahasia|Xanthippe", err)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"\bimport (pickle|marshal|shelve|joblib|dill)\b|from (pickle|marshal|shelve|joblib|dill) ", "a file of these can run code"),
        (r"\.extractall\(|\.extract\(", "archives are never unpacked"),
        (r"\bMarkup\(|\|\s*safe\b", "a page is escaped everywhere"),
        (r"\bos\.system\(|shell=True|\beval\(|\bexec\(", "nothing read is run"),
        (r"pd\.read_(csv|json|parquet|excel|pickle|html)\(", "paths are opened by us: these open addresses too"),
        (r"allow_nan=True|errors=.ignore.", "no consumer is handed half a character or no number"),
        (r"tempfile\.(NamedTemporaryFile|TemporaryFile|gettempdir|mkstemp)", "no copy of a chat lies in a shared folder"),
    ],
)
def test_what_must_not_stand_in_the_program_does_not(pattern: str, why: str) -> None:
    found = [
        path.relative_to(ROOT).as_posix() for path in sorted(PACKAGE.rglob("*.py")) if re.search(pattern, path.read_text(encoding="utf-8"))
    ]
    assert not found, why


def test_the_reader_never_splits_lines_at_signs_that_are_no_line_ends() -> None:
    assert not [path.name for path in (PACKAGE / "parser").rglob("*.py") if ".splitlines(" in path.read_text(encoding="utf-8")]
