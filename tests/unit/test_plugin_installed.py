"""The example plug-in, and a renamed copy of its folder, installed by pip into a folder of their own and named in a settings file.

Nothing is fetched: pip builds with the hatchling that is here (dependency group *test*). Where pip or hatchling is missing, it is said so.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "wag-analyzer-example"
CHAT = "".join(
    f"{day:02d}/12/24, 23.0{turn} - Sari: @\u2068Budi\u2069 sudah selesai?\n{day:02d}/12/24, 23.3{turn} - Budi: belum\n"
    for turn, day in enumerate((2, 3, 4, 5))
)
MISSING = [name for name in ("pip", "hatchling") if importlib.util.find_spec(name) is None]

pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"cannot install the example plug-in: no {' and no '.join(MISSING)} in this environment"
)


def _installed(source: Path, site: Path) -> None:
    words = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "--no-cache-dir", "--no-compile"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *words, "--target", str(site), str(source)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _wag(site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(site), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-m", "wag_analyzer", *words],
        env={**os.environ, "PYTHONPATH": path},
        cwd=site.parent / "work",
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the example as it is, and write a chat and a settings file beside it."""
    folder = tmp_path_factory.mktemp("plug")
    shutil.copytree(EXAMPLE, folder / "source")
    _installed(folder / "source", folder / "site")
    work = folder / "work"  # apart from the site: wag never imports from the folder it is started in
    work.mkdir()
    (work / "chat.txt").write_text(CHAT, encoding="utf-8")
    (work / "log.txt").write_bytes(b"#talk-log\n2024-12-02T09:00:00\tSari\tpagi semua\n2024-12-02T09:01:00\tBudi\tpagi Sari\n")
    (work / "wag.toml").write_text('plugins = ["late-asks", "checklist", "talk-log"]\n', encoding="utf-8")
    return folder / "site"


def test_what_is_installed_is_not_loaded_until_settings_name_it(site: Path) -> None:
    assert (site / "wag_example" / "late_asks.py").is_file()
    plain = _wag(site, "rules", "--format", "csv")
    assert plain.returncode == 0, plain.stderr
    assert "EX101" not in plain.stdout
    named = _wag(site, "rules", "--config", "wag.toml", "--format", "csv")
    assert "EX101" not in plain.stdout
    assert "EX101" in named.stdout


def test_its_detector_and_its_report_format_work_from_the_command_line(site: Path) -> None:
    found = _wag(site, "detect", "chat.txt", "--config", "wag.toml", "--select", "EX101", "--format", "jsonl", "-q")
    assert found.returncode == 0, found.stderr
    assert [json.loads(line)["code"] for line in found.stdout.split("\n") if line] == ["EX101"]
    listed = _wag(site, "detect", "chat.txt", "--config", "wag.toml", "--select", "EX101", "--format", "checklist", "-q")
    assert listed.returncode == 0, listed.stderr
    assert "EX101" in listed.stdout


def test_its_reader_reads_a_file_of_its_own_kind(site: Path) -> None:
    read = _wag(site, "messages", "log.txt", "--config", "wag.toml", "-q")
    assert read.returncode == 0, read.stderr
    assert [row["sender"] for row in map(json.loads, filter(None, read.stdout.split("\n"))) if row["type"] == "message"] == ["Sari", "Budi"]


def test_a_copy_of_the_folder_with_other_names_works_too(site: Path, tmp_path: Path) -> None:
    """The README of the example says: copy this folder, rename package and entry points, keep what you need."""
    own = tmp_path / "my-rules"
    shutil.copytree(EXAMPLE, own, ignore=shutil.ignore_patterns("__pycache__"))
    (own / "wag_example").rename(own / "my_rules")
    for path in [own / "pyproject.toml", *sorted((own / "my_rules").rglob("*"))]:
        if path.suffix in {".py", ".toml", ".md"}:
            text = path.read_text(encoding="utf-8").replace("wag-analyzer-example", "my-rules").replace("wag_example", "my_rules")
            path.write_text(text.replace("late-asks", "my-asks").replace("EX101", "MY101"), encoding="utf-8")
    _installed(own, tmp_path / "site")
    shutil.copytree(site.parent / "work", tmp_path / "work")
    found = _wag(tmp_path / "site", "detect", "chat.txt", "--plugin", "my-asks", "--select", "MY101", "--format", "jsonl", "-q")
    assert found.returncode == 0, found.stderr
    assert [json.loads(line)["code"] for line in found.stdout.split("\n") if line] == ["MY101"]
