"""The map of threats names every number once, and only places and tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAP = (ROOT / "docs" / "explanation" / "threats.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in MAP.split("\n") if re.match(r"\| P?\d+ \|", line)]
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
PLACE = re.compile(r"`([\w.]+):(\w+)`")


def test_no_threat_and_no_property_is_missing() -> None:
    numbers = [row[0] for row in ROWS]
    assert numbers == [*map(str, range(1, 58)), *(f"P{number}" for number in range(1, 34))]
    assert len({row[1] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_row_names_a_test_that_exists(row: list[str]) -> None:
    named = TEST.findall(row[-1])
    assert named
    assert TEST.sub("", row[-1]).strip(" ,") == ""
    missing = [name for file, name in named if f"def {name}(" not in (ROOT / "tests" / file).read_text(encoding="utf-8")]
    assert not missing


@pytest.mark.parametrize(("module", "name"), sorted(set(PLACE.findall(MAP))))
def test_every_place_exists(module: str, name: str) -> None:
    path = ROOT / "wag_analyzer" / f"{module.replace('.', '/')}.py"
    assert re.search(rf"(?m)^(?:def|class|async def) {name}\b|^{name}\b.*=", path.read_text(encoding="utf-8"))


def test_every_threat_says_where_it_is_stopped() -> None:
    assert not [row[0] for row in ROWS if not row[0].startswith("P") and len(row[2]) < len("a:b")]
