"""Media, membership and group names on the command line."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from wag_analyzer.__main__ import _run

CHAT = """01/02/2024, 08:00 - Rina created group "Tim A"
01/02/2024, 08:01 - Rina added Budi and Sari
13/02/2024, 08:02 - Budi: IMG-20240213-WA0001.jpg (file attached)
14/02/2024, 08:03 - Sari left
17/02/2024, 09:01 - Budi changed the group name from "Tim A" to "Tim B"
18/02/2024, 09:00 - Sari: masih di sini
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "ekspor.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("WhatsApp Chat with Tim.txt", CHAT)
        target.writestr("IMG-20240213-WA0001.jpg", b"foto")
        target.writestr("\x1b]0;x\x07.jpg", b"1")
    return path


def test_doctor_lists_media_with_their_hashes_when_asked(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["doctor", str(archive)]) == 0
    assert "sha256" not in capsys.readouterr().out.split("SHA-256")[0]
    assert _run(["doctor", str(archive), "--media"]) == 0
    told = capsys.readouterr().out
    assert hashlib.sha256(b"foto").hexdigest() in told
    assert "[U+001B]" in told
    assert "\x1b" not in told


def test_doctor_gives_programs_the_whole_list(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["doctor", str(archive), "--media", "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert [(file["state"], file["line"]) for file in files] == [("named", 3), ("unnamed", 0)]
    assert _run(["doctor", str(archive), "--json"]) == 0
    assert "files" not in json.loads(capsys.readouterr().out)


def test_people_tells_who_was_in_when(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["people", str(archive), "--membership"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert lines[0].split()[:4] == ["person", "from", "to", "came_by"]
    assert lines[-2].endswith("no line says how this one came back")
    assert _run(["people", str(archive), "--membership", "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.split("\n") if line]
    assert [(row["person"], row["certain"]) for row in rows] == [("Rina", True), ("Budi", True), ("Sari", True), ("Sari", False)]


def test_people_tells_what_the_group_was_called_when(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["people", str(archive), "--subjects", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.split("\n") if line]
    assert [(row["name"], row["by"], row["until"]) for row in rows] == [("Tim A", "Rina", "2024-02-17T09:01:00"), ("Tim B", "Budi", None)]
