"""What the project promises about itself: tests that the docs name, and a wheel that comes out the same twice."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_every_defence_that_the_docs_name_has_its_test() -> None:
    text = (ROOT / "docs" / "explanation" / "security.md").read_text(encoding="utf-8")
    rows = re.findall(r"`(test_\w+)`(?: \(`([^`]+)`\))? \|$", text, re.MULTILINE)
    assert len(rows) > 35
    hostile = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "hostile").glob("*.py"))
    missing = [name for name, place in rows if f"def {name}(" not in ((ROOT / place).read_text(encoding="utf-8") if place else hostile)]
    assert not missing


@pytest.mark.skipif(importlib.util.find_spec("hatchling") is None, reason="hatchling is not in this environment")
def test_two_builds_of_the_wheel_are_equal(tmp_path: Path) -> None:
    made = []
    for turn in ("one", "two"):
        target = tmp_path / turn
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}, check=True, capture_output=True)
        (wheel,) = target.iterdir()
        made.append(wheel.read_bytes())
    assert made[0] == made[1]


def test_the_lock_names_no_registry_and_pins_every_dependency() -> None:
    lock = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in lock
    lines = [line for line in lock.split("\n") if line and not line.lstrip().startswith("#")]
    assert all("==" in line for line in lines)


def test_the_lock_with_hashes_pins_the_same_and_every_pin_has_a_hash() -> None:
    plain, hashed = ((ROOT / name).read_text(encoding="utf-8") for name in ("constraints.txt", "constraints-hashed.txt"))
    assert "://" not in hashed
    pins = re.findall(r"(?m)^([\w.-]+==[^\s;]+)", plain)
    blocks = re.findall(r"(?m)^([\w.-]+==[^\s;]+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", hashed)
    assert sorted(pin for pin, _ in blocks) == sorted(pins)
    assert len(pins) > 50
