import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from wag_analyzer.cli import cli

START = pd.Timestamp("2024-03-04 08:00")
NAMES = ("Sari", "Budi", "Rina", "Tono", "Wati", "Yusuf", "Lina", "Dewi")


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two circles of four who talk on their own."""
    rng = np.random.default_rng(0)
    lines = []
    for day in range(8):
        circle = NAMES[:4] if day % 2 else NAMES[4:]
        for turn, place in enumerate(rng.integers(0, 4, 10)):
            lines.append(f"{START + pd.Timedelta(days=day, minutes=turn):%d/%m/%y, %H.%M} - {circle[place]}: pesan {day} {turn}")
    path = tmp_path_factory.mktemp("circling") / "Chat WhatsApp dengan Gudang.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(*args: str) -> str:
    done = CliRunner().invoke(cli, [*args, "-q", "--bootstrap", "2"])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("members", "stability"),
        ("circles", "inside"),
        ("pairs", "together"),
        ("sets", "lift"),
        ("groups", "jaccard"),
        ("affiliations", "left"),
    ],
)
def test_circles_prints_every_table(export: Path, table: str, column: str) -> None:
    assert column in run("circles", str(export), "--table", table, "--format", "csv").split("\n")[0].split(",")


def test_circles_says_in_words_whether_there_are_any(export: Path) -> None:
    assert run("circles", str(export)).split(":")[0] in {"circles", "no clear circles"}
    assert "person" in json.loads(run("circles", str(export), "--format", "jsonl").split("\n")[0])


def test_whatif_shows_before_and_after(export: Path) -> None:
    text = run("whatif", str(export), "--leave", "Sari", "--join", "Baru=Budi,Lina", "--tie", "Budi=Dewi")
    assert text.split()[:5] == ["measure", "before", "after", "change", "lo"]
    assert "fragmentation" in text


def test_without_a_change_whatif_lists_introductions(export: Path) -> None:
    assert run("whatif", str(export), "--introduce", "2", "--format", "csv").startswith("rank,person,other,gain")


@pytest.mark.parametrize("words", ["Sari", "Sari=", "=Budi"])
def test_a_pair_is_written_with_an_equals_sign(export: Path, words: str) -> None:
    done = CliRunner().invoke(cli, ["whatif", str(export), "--tie", words, "-q"])
    assert done.exit_code != 0
    assert "cannot read" in str(done.exception)


def test_circles_by_window(export: Path) -> None:
    assert run("circles", str(export), "--by", "window=8d", "--format", "csv").startswith("window,circle,line,likeness")
    assert run("circles", str(export), "--by", "8d", "--table", "pairs", "--format", "csv").startswith("person,other,together")
    done = CliRunner().invoke(cli, ["circles", str(export), "--by", "6d", "--table", "sets", "-q", "--bootstrap", "2"])
    assert "not looked at by window" in str(done.exception)
