"""A case that somebody else hands over: nothing is read, written, made or removed outside its folder, and nothing in it is a fault."""

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wag_analyzer.__main__ import _run

LINES = "".join(f"13/01/2024, 08:{turn:02} - {('Sari', 'Budi', 'Tono')[turn % 3]}: halo teman {turn}\n" for turn in range(30))
SECRET = b"nobody else may read this\n"
NO_HASH = "0" * 64
COMMANDS: dict[str, tuple[str, ...]] = {
    "report": ("report", "CASE", "--format", "md"),
    "verify": ("verify", "CASE"),
    "reproduce": ("verify", "CASE", "--reproduce"),
    "bundle": ("bundle", "CASE", "-o", "OUT/bag.zip"),
    "bundle whole": ("bundle", "CASE", "-o", "OUT/deep/bag", "--with-raw"),
    "audit": ("audit", "EXPORT", "-o", "CASE", "--bootstrap", "1", "--keep-raw"),
    "messages": ("messages", "CASE"),
    "review": ("review", "CASE"),
    "methods": ("methods", "CASE"),
    "forget": ("forget", "CASE", "Sari", "--reason", "asked"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an export and the case made of it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "c.txt").write_text(LINES, encoding="utf-8")
    assert _run(["audit", str(folder / "c.txt"), "-o", str(folder / "case"), "--bootstrap", "1", "-q"]) == 0
    return folder


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made / "case", tmp_path / "case")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_bytes(SECRET)
    (outside / "mine.txt").chmod(0o644)
    (outside / "F-001.html").write_bytes(b"mine")
    os.mkfifo(outside / "pipe")
    return tmp_path / "case"


def seen(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_mode, path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else b"")
        for path in folder.rglob("*")
    }


def tried(command: str, case: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command on a case and return its code and what it told, once all that must hold was looked at."""
    above = case.parent
    (above / "out").mkdir(exist_ok=True)
    before = seen(above / "outside")
    words = [
        word.replace("CASE", str(case)).replace("OUT", str(above / "out")).replace("EXPORT", str(made / "c.txt"))
        for word in COMMANDS[command]
    ]
    code = _run([*words, "-q"])
    told = capsys.readouterr()
    assert seen(above / "outside") == before
    assert sorted(path.name for path in above.iterdir()) == ["case", "out", "outside"]
    for place in (above / "out", case):
        if not case.is_symlink():
            assert not [
                path for path in place.rglob("*") if path.is_file() and not path.is_symlink() and SECRET.strip() in path.read_bytes()
            ]
    assert "unforeseen" not in told.err
    assert "Traceback" not in told.err
    assert not {"\x1b", "\x9b", "\u202e"} & set(told.err + told.out)
    return code, told.err


def changed(case: Path, change: Callable[[dict[str, Any]], object], name: str = "run.json") -> None:
    record = json.loads((case / name).read_text(encoding="utf-8"))
    change(record)
    (case / name).write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["../outside/mine.txt", "OUTSIDE/mine.txt", "a\\..\\..\\outside\\mine.txt", "C:mine.txt", "a\0b", "\x1b[2J\u202e", "", "."]
)
@pytest.mark.parametrize("command", ["report", "verify", "bundle whole", "audit", "forget"])
def test_no_name_in_the_record_leads_out(name: str, command: str, case: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = name.replace("OUTSIDE", str(case.parent / "outside"))
    changed(case, lambda run: run["files"].update({name: NO_HASH}))
    code, err = tried(command, case, made, capsys)
    assert code == (5 if command == "verify" else 3)
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", ["evidence", "raw", "given", "audit.jsonl", "run.json", "reviews.csv", "report.html", "messages.parquet"])
@pytest.mark.parametrize("command", ["report", "verify", "bundle", "audit", "forget"])
def test_no_link_in_a_case_is_followed(name: str, command: str, case: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = case / name
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.symlink_to(case.parent / "outside" / ("mine.txt" if "." in name else ""))
    code, err = tried(command, case, made, capsys)
    assert code == (5 if command == "verify" else 3)
    assert err.count("\n") == 1
    assert place.is_symlink()


@pytest.mark.parametrize("name", ["audit.jsonl", "ingest.json", "reviews.csv", "messages.parquet", "findings.jsonl"])
@pytest.mark.parametrize("command", ["verify", "messages", "review"])
def test_no_pipe_in_a_case_is_waited_for(name: str, command: str, case: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (case / name).unlink(missing_ok=True)
    os.mkfifo(case / name)
    assert tried(command, case, made, capsys)[0] == (5 if command == "verify" else 3)


@pytest.mark.parametrize("place", ["outside/mine.txt", "outside/new", "outside/pipe", "outside", "\0", ""])
@pytest.mark.parametrize("command", ["report", "bundle", "reproduce", "forget"])
def test_the_key_that_a_case_names_is_neither_made_nor_touched(
    place: str, command: str, case: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(case, lambda run: run.update(key_file=str(case.parent / place) if place not in {"\0", ""} else place))
    code, _ = tried(command, case, made, capsys)
    assert code in {2, 3, 5} or (command == "reproduce" and code == 0)


@pytest.mark.parametrize(
    "change",
    [
        {"files": [1]}, {"files": None}, {"files": {"a": 1}}, {"inputs": "x"}, {"inputs": [1]}, {"inputs": [{"file": 1, "sha256": 2}]},
        {"inputs": [{"file": "a", "sha256": NO_HASH, "path": "\0"}]}, {"settings": None}, {"settings": {"seed": "abc"}},
        {"settings": {"draws": 10**12}}, {"settings": {"lang": "xx"}}, {"settings": {"tier": 3}}, {"settings": {"plugins": [[1]]}},
        {"settings": {"roster": "a\0b"}}, {"key_file": 3}, {"case_version": "\x1b[2J"}, {"retain_until": ["x"]},
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("command", ["report", "verify", "audit", "bundle whole"])
def test_a_record_of_another_kind_is_one_clean_error(
    change: dict[str, Any], command: str, case: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(case, lambda run: run.update(change))
    code, err = tried(command, case, made, capsys)
    assert code == (3 if command != "verify" or "case_version" in change else 5)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"[" * 100_000, b"[1]\n", b'{"case_version": 1}', b'{"what": "\\u001b[2J"}\n', b"a,b\n" + b"x" * 200_000],
    ids=lambda one: repr(one[:12]),
)
@pytest.mark.parametrize("name", ["run.json", "ingest.json", "audit.jsonl", "reviews.csv", "messages.parquet", "findings.jsonl"])
def test_damaged_files_of_a_case_are_told_and_no_fault(
    content: bytes, name: str, case: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (case / name).write_bytes(content)
    for command in ("verify", "messages", "review", "methods", *(["bundle"] if name == "audit.jsonl" else [])):
        code, err = tried(command, case, made, capsys)
        assert code in {0, 3, 5}
        assert err.count("\n") <= 3
        (case / name).write_bytes(content)


def test_a_byte_order_mark_or_other_line_ends_in_a_log_are_seen(case: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = (case / "audit.jsonl").read_bytes()
    for content in (b"\xef\xbb\xbf" + log, log.replace(b"\n", b"\r\n")):
        (case / "audit.jsonl").write_bytes(content)
        code, err = tried("verify", case, made, capsys)
        assert code == 5
        assert "audit.jsonl" in err or "run.json" in err


@pytest.mark.parametrize("told", [{"sources": [1]}, {"sources": [{}]}, {"notices": [{"a": 1}]}, {"notices": "x"}, {"sources": {}}], ids=str)
def test_what_reading_told_must_be_of_the_kind_that_is_written(
    told: dict[str, Any], case: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(case, lambda ingest: ingest.update(told), "ingest.json")
    code, err = tried("messages", case, made, capsys)
    assert code == 3 or told == {"sources": {}}
    assert err.count("\n") <= 1
