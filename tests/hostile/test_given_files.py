"""Files that are handed over with an export, or that somebody is talked into naming: rosters, policies, settings, lists, keys, results."""

import json
import os
import stat
from pathlib import Path

import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.errors import SettingsError
from wag_analyzer.given import content
from wag_analyzer.people.pseudonyms import Pseudonyms

LINES = "".join(f"13/01/2024, 08:{turn:02} - {('Sari', 'Budi', 'Tono')[turn % 3]}: halo teman {turn}\n" for turn in range(30))
OPTIONS = {
    "--config": ("settings",),
    "--policy": ("batch", "--dry-run", "FOLDER", "-o", "STORE"),
    "--roster": ("people", "EXPORT"),
    "--vcard": ("people", "EXPORT"),
    "--apply": ("people", "EXPORT"),
    "--consent-list": ("messages", "EXPORT"),
    "--calibration": ("explain", "WAG101"),
    "--spec": ("simulate",),
    "--sample": ("label", "SHEET"),
}
CONTENTS = {
    "nothing-but-brackets": b"[" * 100_000,
    "objects-in-objects": b'{"version":' * 50_000,
    "arrays-in-arrays": b"x = " + b"[" * 9_000 + b"]" * 900,
    "a-name-of-many-parts": b"a" + b".a" * 50_000 + b"=1",
    "a-number-without-end": b"seed = " + b"9" * 5_000,
    "a-number-without-end-json": b'{"version": ' + b"9" * 5_000 + b"}",
    "half-characters": b"\xed\xa0\x80x: 1\n\xff\xfe\xfa\xc3(",
    "nul": b"\0" * 100,
    "escapes": b"\x1b]52;c;AAAA\x07: [\x1b[2J\xc2\x9b2J\n",
    "a-line-without-end": b"a" * 3_000_000,
    "laughs": b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
    "a-tag": b'!!python/object/apply:os.system ["true"]\n',
}
RECORDS = (
    '{"version":1,"revision":1e999,"cases":{}}',
    '{"version":1,"revision":1,"cases":{"a":{"WAG101":{"confirmed":1e999}}}}',
    '{"version":1,"revision":"x","cases":[1]}',
    '{"version":"\\ud800"}',
    "[]",
    "null",
)
SETTINGS = (
    'seed = "1"',
    "seed = " + "9" * 400,
    "seed = 0x" + "f" * 5_000,
    "half_life = " + "9" * 400,
    "draws = 99999999999999999999",
    "session_gap = 10000000000000000000000000",
    "roster = 1",
    'roster = "a\\u0000b"',
    'policy = "\\u0000"',
    "locale = 3",
    "select = [1, {a = 2}]",
    "identity_threshold = nan",
    "min_group = 1e400",
    '"\\u001b[2J" = 1',
    'tier = "\\u001b[2J"',
)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "c.txt"
    path.write_text(LINES, encoding="utf-8")
    return path


def told(option: str, file: Path, export: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    (export.parent / "sheet.csv").write_text("item,code,label\n001,WAG101,yes\n", encoding="utf-8")
    folders = {"FOLDER": export.parent, "STORE": export.parent / "store", "SHEET": export.parent / "sheet.csv"}
    named = {"EXPORT": str(export), **{word: str(path) for word, path in folders.items()}}
    code = _run([*(named.get(word, word) for word in OPTIONS[option]), option, str(file), "-q"])
    err = capsys.readouterr().err
    assert "unforeseen" not in err
    assert "\x1b" not in err
    assert "\x9b" not in err
    assert len(err) < 2_000
    assert err.count("\n") <= 1
    return code, err


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("kind", ["folder", "loop", "pipe", "/dev/zero"])
def test_no_option_waits_for_what_is_no_file(option: str, kind: str, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = export.parent / "given"
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(place if kind == "loop" else kind)
    before = place.lstat().st_mode, stat.S_IMODE(Path("/dev/zero").stat().st_mode)
    code, err = told(option, place, export, capsys)
    assert code in {2, 3}
    assert err.startswith("wag: ")
    assert (place.lstat().st_mode, stat.S_IMODE(Path("/dev/zero").stat().st_mode)) == before


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_no_content_of_a_given_file_is_a_fault(option: str, content: bytes, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = export.parent / "given"
    place.write_bytes(content)
    code, _ = told(option, place, export, capsys)
    assert code in {0, 2, 3}
    assert place.read_bytes() == content


@pytest.mark.parametrize("option", ["--config", "--roster", "--consent-list", "--policy", "--calibration"])
def test_a_file_without_end_is_not_read_to_its_end(option: str, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = export.parent / "given"
    with place.open("wb") as file:
        file.truncate(6 << 30)  # takes no room on the disk
    code, err = told(option, place, export, capsys)
    assert code == 2
    assert "larger than" in err


@pytest.mark.parametrize("line", SETTINGS)
def test_settings_of_another_type_are_refused(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.toml").write_text(f"{line}\n", encoding="utf-8")
    assert _run(["settings", "--config", str(tmp_path / "own.toml"), "-q"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("wag: ")
    assert err.count("\n") == 1
    assert "\x1b" not in err


@pytest.mark.parametrize("record", RECORDS)
def test_a_calibration_that_somebody_made_up_is_refused(record: str, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = export.parent / "given"
    place.write_text(record, encoding="utf-8")
    code, err = told("--calibration", place, export, capsys)
    assert code == 2
    assert err


def test_a_file_that_is_no_key_keeps_its_rights_and_a_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    letter, key = tmp_path / "letter", tmp_path / "key"
    letter.write_bytes(b"a letter to everybody\n")
    key.write_bytes(b"0" * 64 + b"\r\n")
    for path in (letter, key):
        path.chmod(0o644)
    with pytest.raises(SettingsError, match="neither 32 bytes nor 64"):
        Pseudonyms.load(letter)
    Pseudonyms.load(key)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (letter, key)] == [0o644, 0o600]


@pytest.mark.parametrize("kind", ["folder", "pipe", "/dev/zero"])
def test_a_key_is_a_file(kind: str, tmp_path: Path) -> None:
    place, before = tmp_path / "key", Path("/dev/zero").stat().st_mode
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(kind)
    with pytest.raises(SettingsError, match="the key cannot be used"):
        Pseudonyms.load(place)
    assert Path("/dev/zero").stat().st_mode == before


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_a_result_takes_the_place_of_no_pipe_and_no_device(kind: str, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = export.parent / "out"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to("/dev/null")
    before = place.lstat()
    assert _run(["messages", str(export), "-o", str(place), "-q"]) == 3
    assert "is no file that could be written" in capsys.readouterr().err
    assert (place.lstat().st_mode, place.lstat().st_ino) == (before.st_mode, before.st_ino)


def test_decisions_from_somebody_else_are_read_as_decisions_only(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case, saved = export.parent / "case", export.parent / "saved.json"
    assert _run(["audit", str(export), "-o", str(case), "--bootstrap", "1", "-q"]) == 0
    capsys.readouterr()
    for record in ("[" * 100_000, '{"reviews": 3}', '[{"finding_id": {"a": 1}, "decision": "confirmed"}]', '[{"decision": "\\u001b[2J"}]'):
        saved.write_text(record, encoding="utf-8")
        assert _run(["review", str(case), "--import", str(saved), "-q"]) == 2
        err = capsys.readouterr().err
        assert err.count("\n") == 1
        assert "\x1b" not in err
        assert "unforeseen" not in err
    assert not (case / "reviews.csv").exists()
    assert json.loads((case / "run.json").read_text(encoding="utf-8"))["findings"] >= 0


def test_a_small_file_takes_little_memory_whatever_a_file_may_have(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"abc")
    assert content(tmp_path / "c", 1 << 46) == b"abc"
