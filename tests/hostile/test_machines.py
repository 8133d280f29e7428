"""Other machines, other names, power cuts: the same bytes come out, no name becomes a path, and no half export is ever in a store."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.batch.keep import FINDINGS, KEPT
from wag_analyzer.batch.sound import problems_of_store
from wag_analyzer.batch.store import Store
from wag_analyzer.parser.read import read_bytes

ROOT = Path(__file__).parents[2]
NAMES = ("Şule", "Zoë Ångström", "王 小明")
LINES = "".join(
    f"13/01/2024, {8 + turn // 50:02}:{turn % 50:02} - {NAMES[turn % 3]}: halo @{NAMES[(turn + 1) % 3]} {turn}\n" for turn in range(60)
)
GROUPS = ("../../outside", "CON", "nul.txt", "/etc/x", "x" * 300, "ends.", "a\\b", "e\u0301", "\u202egpj.exe")
PLACES = (
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
)
KILLED = """
import os, signal, sys
left = int(sys.argv[1])
flush = os.fsync
def fsync(handle):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    flush(handle)
os.fsync = fsync
from wag_analyzer.__main__ import _run
sys.exit(_run(sys.argv[2:]))
"""


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"}}
    return {**kept, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1700000000", **more}


def test_neither_zone_nor_locale_nor_hash_seed_changes_a_byte(tmp_path: Path) -> None:
    export, key = tmp_path / "c.txt", tmp_path / "key"
    export.write_text(LINES, encoding="utf-8")
    key.write_bytes(b"k" * 32)
    made = []
    for number, place in enumerate(PLACES):
        case = tmp_path / str(number)
        command = [sys.executable, "-m", "wag_analyzer", "audit", str(export), "-o", str(case), "--key", str(key), "--bootstrap", "2", "-q"]
        subprocess.run(command, env=environment(tmp_path, **place), check=True, capture_output=True)
        made.append({path.relative_to(case).as_posix(): path.read_bytes() for path in case.rglob("*") if path.is_file()})
    assert made[0].keys() == made[1].keys()
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []


def test_how_many_threads_a_machine_lends_changes_no_byte(tmp_path: Path) -> None:
    sample = ROOT / "sample_exports" / "android" / "id-kantor-gudang.txt"
    told = []
    for threads in ("1", "2"):
        lent = environment(tmp_path, OMP_NUM_THREADS=threads, OPENBLAS_NUM_THREADS=threads)
        path = tmp_path / f"{threads}.parquet"
        command = [sys.executable, "-m", "wag_analyzer", "replies", str(sample), "--format", "parquet", "-o", str(path), "-q"]
        subprocess.run(command, env=lent, check=True, capture_output=True)
        told.append(path.read_bytes())
    assert len(told[0]) > 10_000
    assert told[0] == told[1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_result_that_finds_no_room_is_no_success_and_one_line(tmp_path: Path) -> None:
    export = tmp_path / "c.txt"
    export.write_text(LINES, encoding="utf-8")
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "wag_analyzer", "messages", str(export), "-q"]
        done = subprocess.run(command, env=environment(tmp_path), check=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode not in {0, 1}
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


def test_a_chat_among_very_many_files_is_found_and_all_are_listed() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("WhatsApp Chat with X.txt", LINES)
        for number in range(5000):
            archive.writestr(f"IMG-20240113-WA{number:04}.jpg", b"")
    chat = read_bytes(content.getvalue(), "c.zip")
    assert len(chat.messages) == 60
    assert len(chat.sources[0].media) == 5000


def test_no_name_of_a_group_becomes_a_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, group in enumerate(GROUPS):
        head = f'13/01/2024, 07:59 - Zoë Ångström created group "{group}"\n'
        (tmp_path / "in" / f"{number}.txt").write_text(head + LINES, encoding="utf-8")
    assert _run(["batch", str(tmp_path / "in"), "-o", str(tmp_path / "store"), "--only", "messages", "--jobs", "1", "-q"]) == 0
    entries = Store.opened(tmp_path / "store").entries()
    assert len(entries) == len(GROUPS)
    known = {"store.json", "summary.csv", "audit.jsonl", "store.lock", "summary.lock", "meta.json", FINDINGS, "exports"}
    known |= {entry.sha256 for entry in entries} | {f"{name}.parquet" for name in KEPT}
    assert {path.name for path in (tmp_path / "store").rglob("*")} <= known
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "store"]


@pytest.mark.parametrize("point", [1, 7])
def test_a_run_that_is_killed_leaves_whole_exports_and_the_next_one_goes_on(point: int, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.txt").write_text(LINES.replace("13/01", f"{13 + number}/01"), encoding="utf-8")
    arguments = ["batch", str(tmp_path / "in"), "-o", str(tmp_path / "store"), "--only", "messages", "--jobs", "1", "-q"]
    command = [sys.executable, "-c", KILLED, str(point), *arguments]
    done = subprocess.run(command, env=environment(tmp_path), check=False, capture_output=True)
    assert done.returncode == -9
    exports = tmp_path / "store" / "exports"
    whole = [path for path in exports.iterdir() if not path.name.startswith(".")] if exports.exists() else []
    assert all((path / "meta.json").exists() for path in whole)
    assert _run(arguments) == 0
    store = Store.opened(tmp_path / "store")
    assert sum(entry.meta["rows"]["messages"] for entry in store.entries()) == 180
    assert list(problems_of_store(store)) == []
    assert not [path.name for path in store.path.rglob("*.part")]


def test_a_store_that_somebody_prepared_leads_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "c.txt").write_text(LINES, encoding="utf-8")
    mine = tmp_path / "mine.txt"
    mine.write_text("mine\n", encoding="utf-8")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "audit.jsonl").symlink_to(mine)
    assert _run(["batch", str(tmp_path / "in"), "-o", str(tmp_path / "store"), "--only", "messages", "--jobs", "1", "-q"]) != 0
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "audit.jsonl: is no log of a store" in err
    assert mine.read_text(encoding="utf-8") == "mine\n"


def test_a_log_of_a_store_names_nobody_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "WhatsApp Chat with Zoë.txt").write_text(LINES, encoding="utf-8")
    assert _run(["batch", str(tmp_path / "in"), "-o", str(tmp_path / "store"), "--only", "messages", "--jobs", "1", "-q"]) == 0
    (line,) = (tmp_path / "store" / "audit.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert set(json.loads(line)) == {"what", "when", "who", "exports", "previous"}
    assert "Zoë" not in line


@pytest.mark.parametrize(
    "name", ["files", "findings", "rows", "sources", "notices", "settings", "status", "group", "from", "lines_lost", "made_with"]
)
@pytest.mark.parametrize("value", [None, 3, "\x1b[2J", [1], {"a": 1}], ids=str)
def test_a_description_of_another_kind_is_no_export(name: str, value: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(store_once(tmp_path), tmp_path / "store")
    (path,) = (tmp_path / "store").glob("exports/*/meta.json")
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), name: value}), encoding="utf-8")
    for command in ("verify", "messages"):
        code = _run([command, str(tmp_path / "store"), "-q"])
        told = capsys.readouterr()
        assert code in {0, 3, 4, 5}
        assert "unforeseen" not in told.err
        assert "\x1b" not in told.err + told.out
    assert _run(["verify", str(tmp_path / "store"), "-q"]) == 5


def store_once(tmp_path: Path) -> Path:
    """Return a store with one export, filled once for all tests of the run."""
    place = tmp_path.parent / "store-once"
    if not place.exists():
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "c.txt").write_text(LINES, encoding="utf-8")
        assert _run(["batch", str(tmp_path / "in"), "-o", str(place), "--jobs", "1", "-q"]) == 0
    return place
