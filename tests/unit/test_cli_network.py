import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from wag_analyzer import tables
from wag_analyzer.cli import cli
from wag_analyzer.cli.measuring import _named
from wag_analyzer.errors import SettingsError
from wag_analyzer.network.cards import MEASURE_CARDS, ROLES
from wag_analyzer.report.table_words import wording

LINES = [
    f"{day:02d}/03/24 08.{minute:02d} - {who}: {text}"
    for day in range(4, 32)
    for minute, (who, text) in enumerate(
        [("Sari", "siapa bisa rekap?"), ("Budi", "@Sari saya bisa"), ("Sari", "terima kasih Budi"), ("Wati", "Sari, saya juga"),
         ("Budi", "oke Wati")]
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("network") / "chat.txt"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


def printed(*words: str) -> str:
    done = CliRunner().invoke(cli, ["network", *words, "--bootstrap", "5", "-q"])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_text_shows_group_roles_circles_and_people(export: Path) -> None:
    shown = printed(str(export))
    heads = [line.split(" (")[0] for line in shown.split("\n") if line[:3].isupper()]
    assert heads == ["GROUP", "ROLES", "CIRCLES", "FIRST PLACES", "PEOPLE"]
    assert "no clear circles: fewer than 6 people with ties" in shown
    assert "not distinguishable" in shown
    assert "\nA tie counts from 0.5 expected acts. " in shown
    assert shown.count("0.5 expected acts") == 1
    for role in ROLES:
        assert f"\n{role.label['en']} " in shown
        assert role.definition["en"] in shown


def test_windows_tell_how_roles_changed(export: Path) -> None:
    shown = printed(str(export), "--by", "14d")
    assert "ROLES IN 2 WINDOWS (runs in which somebody has one for sure" in shown


def test_windows_stand_below_the_whole_time(export: Path) -> None:
    rows = list(csv.DictReader(printed(str(export), "--by", "window=14d,step=7d", "--format", "csv").split("\n")))
    assert list(dict.fromkeys(row["window"] for row in rows))[:2] == ["all", "2024-03-04/2024-03-17"]
    assert len(rows) == 4 * 3 * len(MEASURE_CARDS)


def test_a_window_that_cannot_be_read_is_said_before_anything_is_read() -> None:
    with pytest.raises(SettingsError, match="no window is written 'a month'"):
        CliRunner().invoke(cli, ["network", "no-such-file.txt", "--by", "a month"], standalone_mode=False, catch_exceptions=False)


def test_without_messages_there_are_no_windows(tmp_path: Path) -> None:
    path = tmp_path / "events.txt"
    path.write_text("04/03/24 08.00 - Sari menambahkan Budi\n04/03/24 08.01 - Sari menambahkan Wati\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="no messages to cut into windows"):
        CliRunner().invoke(cli, ["network", str(path), "--by", "7d", "-q"], standalone_mode=False, catch_exceptions=False)


def test_long_lists_of_names_are_cut() -> None:
    assert _named([f"P{turn}" for turn in range(9)], wording()) == "P0, P1, P2, P3, P4, P5 and 3 more"


@pytest.mark.parametrize(("name", "table"), [("roles", tables.ROLES), ("group", tables.GROUP), ("measures", tables.MEASURES)])
def test_every_table_can_be_printed(export: Path, tmp_path: Path, name: str, table: tables.Table) -> None:
    rows = [json.loads(line) for line in printed(str(export), "--table", name, "--format", "jsonl").split("\n") if line]
    assert list(rows[0]) == table.names
    target = tmp_path / "t.parquet"
    printed(str(export), "--table", name, "--format", "parquet", "-o", str(target))
    assert pq.read_table(target).num_rows == len(rows)


def test_json_prints_every_table(export: Path) -> None:
    rows = [json.loads(line) for line in printed(str(export), "--json").split("\n") if line]
    assert {"circle", "held", "basis", "rank_lo"} <= {key for row in rows for key in row}


def test_the_help_explains_the_columns() -> None:
    shown = CliRunner().invoke(cli, ["network", "--help"]).stdout
    assert all(f"\n    {word}" in shown for word in ("value", "lo, hi", "rank", "window", "held", "alike", "basis", "circle"))


def explained(name: str) -> str:
    return CliRunner().invoke(cli, ["explain", name], standalone_mode=False).stdout


def test_measures_and_roles_are_explained_like_detectors() -> None:
    assert "What it cannot say" in explained("betweenness")
    assert explained("Gatekeeper").count("###") == 2
    assert "030T" in explained("triads_030t")
    assert "WAG301" in explained("wag301")


def test_a_name_that_is_nothing_is_said() -> None:
    with pytest.raises(SettingsError, match="no detector, measure or role"):
        CliRunner().invoke(cli, ["explain", "charisma"], standalone_mode=False, catch_exceptions=False)
