"""``wag ties``: layers, windows, nulls, groups, resamples."""

import csv
import io
import json
from pathlib import Path

import pytest

from wag_analyzer import tables
from wag_analyzer.__main__ import _run

LINES = [
    "04/03/24, 09.00 - Ana: Budi, jam berapa rapat?",
    "04/03/24, 09.01 - Budi: jam 9, Ana",
    "04/03/24, 09.02 - Cici: siap",
    "04/03/24, 15.00 - Cici: Ana, sudah makan?",
    "04/03/24, 15.01 - Ana: sudah, Cici",
    "20/03/24, 09.00 - Budi: Cici, di mana?",
    "20/03/24, 09.01 - Cici: di gudang, Budi",
]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "WhatsApp Chat with Gudang.txt"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


def rows(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, str]]:
    assert _run(["ties", *words, "-q", "--format", "csv"]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_every_layer_has_the_columns_of_the_contract_first(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, str(export), "--layers", "every")
    assert list(found[0]) == tables.TIES.names
    assert {row["layer"] for row in found} == {"all", "reply", "co-presence"}
    assert {row["layer"] for row in rows(capsys, str(export))} == {"all"}
    assert {row["layer"] for row in rows(capsys, str(export), "--layers", "reply, co-presence")} == {"reply", "co-presence"}


def test_windows_stand_in_their_column(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, str(export), "--layers", "reply", "--window", "14d")
    assert {row["window"] for row in found} == {"2024-03-04/2024-03-17", "2024-03-18/2024-03-31"}
    whole = rows(capsys, str(export), "--layers", "reply")
    assert sum(float(row["weight"]) for row in found) == pytest.approx(sum(float(row["weight"]) for row in whole))


def test_a_null_and_a_half_life_can_be_chosen(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = {null: rows(capsys, str(export), "--null", null) for null in ("session", "activity")}
    assert [row["expected"] for row in kept["session"]] != [row["expected"] for row in kept["activity"]]
    short = rows(capsys, str(export), "--half-life", "1")
    assert sum(float(row["current"]) for row in short) < sum(float(row["current"]) for row in kept["session"])
    assert "dormant" in {row["life"] for row in short}


def test_resamples_fill_the_second_interval(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {row["boot_lo"] for row in rows(capsys, str(export))} == {""}
    assert "" not in {row["boot_hi"] for row in rows(capsys, str(export), "--bootstrap", "5", "--seed", "3")}


def test_groups_are_told_apart_when_asked(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "WhatsApp Chat with Arisan.txt"
    other.write_text("05/06/24, 09.00 - Dodi: Ana, hadir?\n05/06/24, 09.01 - Ana: hadir, Dodi\n", encoding="utf-8")
    found = rows(capsys, str(export), str(other), "--layers", "reply", "--by-group")
    assert len({row["group_id"] for row in found}) == 3
    apart = sum(float(row["weight"]) for row in found if row["group_id"])
    assert apart == pytest.approx(sum(float(row["weight"]) for row in found if not row["group_id"]))


def test_text_shows_the_main_columns_and_what_was_asked_for(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["ties", str(export), "-q", "--window", "14d", "--by-group", "--bootstrap", "2"]) == 0
    head = capsys.readouterr().out.split("\n")[0].split()
    assert head[:3] == ["group_id", "window", "source"]
    assert head[-3:] == ["life", "boot_lo", "boot_hi"]
    assert _run(["ties", str(export), "-q", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out.split("\n")[0])) == tables.TIES.names


@pytest.mark.parametrize(
    ("words", "said"), [(["--layers", "likes"], "no layer"), (["--window", "5h"], "no window"), (["--null", "x"], "null")]
)
def test_what_cannot_be_understood_ends_with_code_2(export: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["ties", str(export), "-q", *words]) == 2
    assert said in capsys.readouterr().err
