"""The command uses, the course of a group as text, and what a case keeps of both."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from wag_analyzer import tables
from wag_analyzer.__main__ import _run
from wag_analyzer.case.folder import open_case
from wag_analyzer.case.making import stated
from wag_analyzer.cli import cli

SAID = [
    ("Sari", "Budi, rapatnya jam berapa?"), ("Budi", "jam dua, Sari"), ("Sari", "makasih Budi"), ("Wati", "Budi, printer macet lagi"),
    ("Budi", "Wati, coba dimatikan dulu"), ("Wati", "sip, makasih Budi"),
]  # fmt: skip
LINES = [
    "04/03/24 07.00 - Sari membuat grup “Gudang”",
    "04/03/24 07.01 - Sari menambahkan Budi",
    "09/03/24 07.01 - Budi menambahkan Wati",
    *(f"{day:02d}/03/24 08.{minute:02d} - {who}: {text}" for day in range(10, 24) for minute, (who, text) in enumerate(SAID)),
]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("uses") / "Chat WhatsApp dengan Gudang.txt"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


def printed(*words: str) -> str:
    done = CliRunner().invoke(cli, [*words, "-q"])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_text_tells_the_ladder_exchanges_and_uses(export: Path) -> None:
    shown = printed("uses", str(export), "--bootstrap", "5")
    assert [line.split(" (")[0] for line in shown.split("\n") if line[:2].isupper()] == ["LADDER", "EXCHANGES", "USES"]
    assert "never a score of a person" in shown
    assert "information" in shown
    assert "problem-solving" in shown


def test_machine_formats_hold_one_table_each_with_all_columns(export: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(printed("uses", str(export), "--bootstrap", "5", "--format", "csv").split("\n")))
    assert list(rows[0]) == tables.USES.names
    by = {(row["source"], row["target"], row["use"]): row for row in rows}
    assert by["Budi", "Wati", "problem-solving"]["msg_ids"]
    assert float(by["Budi", "Wati", "problem-solving"]["given"]) > float(by["Budi", "Wati", "problem-solving"]["asked"])
    pairs = [json.loads(line) for line in printed("uses", str(export), "--table", "exchanges", "--json").split("\n") if line]
    assert list(pairs[0]) == tables.EXCHANGES.names
    target = tmp_path / "ladder.parquet"
    printed("uses", str(export), "--table", "ladder", "--format", "parquet", "-o", str(target))
    assert pq.read_table(target).column("rung").to_pylist() == ["know", "like", "trust", "buy"]


def test_json_prints_all_three_tables(export: Path) -> None:
    rows = [json.loads(line) for line in printed("uses", str(export), "--json", "--bootstrap", "5").split("\n") if line]
    assert [row["rung"] for row in rows[:4]] == ["know", "like", "trust", "buy"]
    assert "different" in rows[4]
    assert "share" in rows[-1]


def test_a_chat_without_ties_says_so(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("04/03/24 08.00 - Sari: halo\n", encoding="utf-8")
    shown = printed("uses", str(path))
    assert "no two people turn to each other" in shown
    assert shown.rstrip().endswith("no ties")


def test_who_came_in_stands_under_headings(export: Path) -> None:
    shown = printed("invitations", str(export))
    assert [line.split(" (")[0] for line in shown.split("\n") if line[:3].isupper()] == ["PERSONS", "RECRUITERS", "THE TREE BESIDE CHANCE"]
    assert "anybody who was in at the time brought" not in shown


def test_several_groups_are_called_by_name(export: Path, tmp_path: Path) -> None:
    other = tmp_path / "Chat WhatsApp dengan Kasir.txt"
    other.write_text("\n".join(LINES).replace("Gudang", "Kasir").replace("/03/24", "/04/24") + "\n", encoding="utf-8")
    shown = printed("lifecycle", str(export), str(other))
    assert "pace: messages a day" in shown
    assert {line.split(" ")[0] for line in shown.split("\n") if " created " in line} == {"Gudang", "Kasir"}
    assert "Kasir" in printed("invitations", str(export), str(other))


def test_nobody_came_in_is_said(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("04/03/24 08.00 - Sari: halo\n", encoding="utf-8")
    assert printed("invitations", str(path)) == "no line tells of anybody who came in\n"


def test_a_case_remembers_purpose_and_says_what_was_not_stated(export: Path, tmp_path: Path) -> None:
    case, key = tmp_path / "gudang.case", tmp_path / "key"
    key.write_bytes(b"k" * 32)
    for words in (["--purpose", "beban kerja"], []):
        printed("audit", str(export), "-o", str(case), "--key", str(key), "--bootstrap", "3", *words)
        assert open_case(case).stated == {"purpose": "beban kerja"}
        assert 'legal_basis: "not stated"' in (case / "case.yaml").read_text(encoding="utf-8")
        report = (case / "report.html").read_text(encoding="utf-8")
        assert "beban kerja" in report
        assert "not stated" in report
    assert open_case(case).run["reply_regime"]["names_people"] == "often"
    for name, table in (("uses", tables.USES), ("exchanges", tables.EXCHANGES), ("ladder", tables.LADDER)):
        with (case / f"{name}.csv").open(encoding="utf-8") as file:
            assert next(csv.reader(file)) == table.names
        assert (case / f"{name}.parquet").is_file()


def test_what_was_not_stated_is_told_in_the_readers_language() -> None:
    nothing = "tidak dinyatakan"
    assert stated({}, "id") == {"tujuan": nothing, "dasar hukum": nothing, "disimpan sampai": nothing}
    assert stated({"purpose": "x"}, "en") == {"purpose": "x", "legal basis": "not stated", "kept until": "not stated"}


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    """Return an export in which everybody brings in somebody of the own unit, with a roster beside it."""
    lines = ['04/03/24 08.00 - Sari membuat grup "Kas"']
    lines += [f"04/03/24 08.{n:02d} - Sari menambahkan Lama {n}" for n in range(1, 11)]
    lines += [f"{n + 5:02d}/04/24 08.00 - Lama {n % 10 + 1} menambahkan Baru {n + 1}" for n in range(20)]
    path = tmp_path / "Chat WhatsApp dengan Kas.txt"
    path.write_text("\n".join([*lines, "28/04/24 08.00 - Sari: selamat datang"]) + "\n", encoding="utf-8")
    members = [f"{kind} {n},{'gudang' if n % 2 else 'kas'}," for kind, most in (("Lama", 10), ("Baru", 20)) for n in range(1, most + 1)]
    (tmp_path / "roster.csv").write_text("name,unit,level\n" + "\n".join(members) + "\n", encoding="utf-8")
    return path


def test_likeness_of_recruits_is_told_where_it_is_asked_for(grown: Path) -> None:
    roster = ("--roster", str(grown.parent / "roster.csv"))
    found = [
        json.loads(row)
        for row in printed("invitations", str(grown), *roster, "--alike", "unit", "--table", "tests", "--json").rstrip().split("\n")
    ]
    (unit,) = (row for row in found if row["measure"] == "alike_unit")
    assert unit["value"] == 1
    assert unit["p"] < 0.05
    assert "alike_unit" in printed("invitations", str(grown), *roster, "--alike", "unit")
    assert "alike_unit" not in printed("invitations", str(grown), *roster)


@pytest.mark.parametrize(
    ("words", "name"), [(("--alike", "unit"), "unit"), (("--roster", "roster.csv", "--alike", "unit", "--alike", "level"), "level")]
)
def test_likeness_in_what_no_roster_tells_is_refused(
    grown: Path, words: tuple[str, ...], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    own = [str(grown.parent / word) if word.endswith(".csv") else word for word in words]
    assert _run(["invitations", str(grown), *own, "-q"]) == 2
    assert f"--alike {name}: the {name} of nobody is known; name a roster with a column {name}" in capsys.readouterr().err
